//! Times that are measured from another, or that the text before tells: "two days ago", "the next day",
//! "on the eve of the vote", "last week".

use super::class::{Class, Unit};
use super::expression::Date;
use super::grammar::{Grammar, Read};
use super::stretch::Stretch;
use super::words::count;

/// How many words may name the event of "on the eve of …".
const EVENT: usize = 8;
/// How many words may stand before a measure.
const MEASURES: usize = 3;

impl<S: Stretch> Grammar<S> {
    /// "two days ago", "three hours later", "moments before the vote".
    pub(super) fn measured(&self, at: usize) -> Option<Read> {
        let mut start = at;
        let mut about = false;
        while start < at + MEASURES && self.is(start, Class::Measures) {
            about |= !self.is(start, Class::ExactMeasures);
            start += 1;
        }
        let counted = count(self.word(start)).map(|first| {
            // "a few days", "a couple of weeks"
            match count(self.word(start + 1)) {
                Some(second) => (start + 2 + usize::from(self.is(start + 2, Class::Of)), second),
                None => (start + 1, first),
            }
        });
        let the = self.is(start, Class::The);
        let (place, many) = match counted {
            Some((place, many)) => (place, many.filter(|_| !about)),
            None => (start + usize::from(the), None),
        };
        let (unit, several) = self.entry(place).unit?;
        let told = counted.is_some() || several;
        let end = place + 1;
        let word = self.entry(end);
        if word.is(Class::Ago) && told {
            return Some((end + 1, back(unit, many)));
        }
        if word.is(Class::Afterwards) && told {
            return Some((end + 1, Date::Words));
        }
        let before = word.is(Class::Before);
        if !before && !word.is(Class::After) {
            return None;
        }
        if self.is(end + 1, Class::Yesterdays) {
            return Some((end + 2, Date::DaysBack(if before { 2 } else { 0 })));
        }
        (told || the).then(|| (self.event(end + 1).unwrap_or(end + 1), Date::Words))
    }

    /// "on the eve of the vote".
    pub(super) fn eve(&self, at: usize) -> Option<Read> {
        let start = at + usize::from(self.is(at, Class::On));
        let eve = self.is(start, Class::The)
            && self.is(start + 1, Class::Eves)
            && self.is(start + 2, Class::Of);
        if eve { Some((self.event(start + 3)?, Date::Words)) } else { None }
    }

    /// "the next day", "later that night", "on the same day": known to who read what is before.
    pub(super) fn told(&self, at: usize) -> Option<Read> {
        let mut start = at;
        while self.is(start, Class::DayOpeners) {
            start += 1;
        }
        let (first, second) = (self.entry(start), self.entry(start + 1));
        let pointed = if first.is(Class::That) {
            start + 1
        } else if first.is(Class::The) && second.is(Class::Pointed)
            || first.is(Class::In) && second.is(Class::Recent)
        {
            start + 2
        } else {
            return None;
        };
        let word = self.entry(pointed);
        let unit = word.unit.is_some_and(|(unit, _)| unit != Unit::Moment);
        (unit || word.is(Class::PartsOfDay)).then_some((pointed + 1, Date::Words))
    }

    /// "last week", "earlier this month", "over the weekend".
    pub(super) fn span_back(&self, at: usize) -> Option<Read> {
        let mut start = at;
        while self.is(start, Class::SpanOpeners) {
            start += 1;
        }
        let is_last = |at| self.is(at, Class::Last) || self.is(at, Class::Past);
        let the = self.is(start, Class::The) && start > at;
        let back = match the || is_last(start) {
            true => 1,
            false if self.is(start, Class::This) => 0,
            false => return None,
        };
        let place = start + 1 + usize::from(is_last(start + 1));
        let end = place + 1;
        let word = self.entry(place);
        if word.is(Class::Weekends) {
            return Some((end, Date::Weekend));
        }
        if word.is(Class::Seasons) {
            return Some((end, Date::Words));
        }
        let (unit, _) = word.unit.filter(|_| word.is(Class::Spans))?;
        // "in the past week" is the seven days before, whichever week they fall in.
        if the {
            return (place > start + 1).then_some((end, Date::Words));
        }
        Some((end, span(unit, back)?))
    }

    /// Returns the end of a few words that name an event.
    fn event(&self, at: usize) -> Option<usize> {
        let ends = |at: &usize| !self.is_word(*at) || self.is(*at, Class::EventEnds);
        let end = (at..at + EVENT).find(ends).unwrap_or(at + EVENT);
        let names = (at..end).any(|at| !self.is(at, Class::Attributive));
        (end > at && names).then_some(end)
    }
}

/// So many units ago.
fn back(unit: Unit, count: Option<i32>) -> Date {
    match (unit, count) {
        (Unit::Day, Some(count)) => Date::DaysBack(count),
        (Unit::Week, Some(count)) => Date::WeeksAgo(count),
        (Unit::Month, Some(count)) => Date::MonthsBack(count),
        (Unit::Year, Some(count)) => Date::YearsBack(count),
        _ => Date::Words,
    }
}

/// The span of the calendar so many before this one.
fn span(unit: Unit, back: i32) -> Option<Date> {
    match unit {
        Unit::Week => Some(Date::WeeksBack(back)),
        Unit::Month => Some(Date::MonthsBack(back)),
        Unit::Year => Some(Date::YearsBack(back)),
        Unit::Moment | Unit::Day => None,
    }
}
