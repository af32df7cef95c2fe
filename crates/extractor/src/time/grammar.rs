//! The grammar of expressions of time, over the words of a stretch of a sentence.
//!
//! It reads what places an act in the past and nothing else: "until Tuesday", "by Friday" and "next
//! week" bound or announce, so they are no expressions here, and "the Tuesday group" is a name.

use super::expression::{Clock, Date, Expression};
use super::stretch::Stretch;
use super::words::{Unit, count, day, is_part_of_day, month, unit, weekday, year};
use crate::document::{Bytes, TokenKind, Word};

/// How many words may name the event of "on the eve of …".
const EVENT: usize = 8;

/// Words before an expression that make it another thing: a bound, a topic, a plan.
const BARRED: [&str; 21] = [
    "until",
    "till",
    "since",
    "from",
    "by",
    "before",
    "after",
    "for",
    "through",
    "between",
    "than",
    "of",
    "about",
    "next",
    "coming",
    "every",
    "each",
    "to",
    "despite",
    "following",
    "upcoming",
];

/// Words before an expression without a preposition that make it a part of a noun phrase.
const ATTRIBUTIVE: [&str; 14] =
    ["the", "a", "an", "his", "her", "their", "its", "our", "my", "your", "and", "or", "’s", "'s"];

/// Words that may follow an expression which stands without a preposition, or a year.
const FOLLOWING: [&str; 38] = [
    "that", "in", "on", "at", "to", "during", "when", "after", "before", "as", "and", "but",
    "while", "with", "from", "for", "by", "he", "she", "they", "it", "we", "i", "his", "her",
    "their", "the", "a", "an", "whether", "how", "why", "via", "through", "where", "because",
    "there", "if",
];

/// Looks for expressions in a stretch of words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grammar<S> {
    stretch: S,
}

/// A date with the place after its words.
pub(super) type Read = (usize, Date);

impl<S: Stretch> Grammar<S> {
    pub(crate) fn new(stretch: S) -> Self {
        Self { stretch }
    }

    /// Returns the expression that begins at a place, and the place after it.
    pub(crate) fn at(&self, at: usize) -> Option<(usize, Expression)> {
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        if BARRED.contains(&before) || !self.stretch.word(at)?.token().is_word() {
            return None;
        }
        let (end, date, clock) = self.read(at)?;
        let first = self.word(at);
        let bare = weekday(first).is_some() || month(first).is_some() || day(first).is_some();
        let part_of_name = bare && ATTRIBUTIVE.contains(&before);
        let closed = bare || self.word(end - 1).parse::<u16>().is_ok();
        if part_of_name || self.is_possessive(end) || closed && !self.may_follow(end) {
            return None;
        }
        Some((end, Expression { bytes: self.bytes(at, end)?, date, clock }))
    }

    /// Returns a date that stands before a noun: "a May 3 interview", "Tuesday’s debate".
    pub(crate) fn attributive(&self, at: usize) -> Option<(usize, Expression)> {
        let known = self.day(at).or_else(|| Some((at + 1, Date::Year(year(self.word(at))?))));
        let named = |date| match date {
            Date::Weekday(_) => !self.is_capital(at + 1),
            _ => true,
        };
        let (end, date) = known.filter(|(_, date)| named(*date))?;
        Some((end, Expression { bytes: self.bytes(at, end)?, date, clock: None }))
    }

    fn bytes(&self, at: usize, end: usize) -> Option<Bytes> {
        let (first, last) = (self.stretch.word(at)?, self.stretch.word(end - 1)?);
        Some(first.token().bytes.cover(last.token().bytes))
    }

    /// Returns the word at `at` in lower case; nothing for marks and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.stretch.word(at).map_or("", |word| word.lower())
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(Word::is_capital)
    }

    pub(super) fn is_possessive(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(|word| word.token().is_possessive())
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(|word| word.token().kind == TokenKind::Comma)
    }

    fn is_word(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(|word| word.token().is_word())
    }

    /// Tells whether an expression without a preposition can end before `at`.
    fn may_follow(&self, at: usize) -> bool {
        !self.is_word(at) || FOLLOWING.contains(&self.word(at))
    }

    fn read(&self, at: usize) -> Option<(usize, Date, Option<Clock>)> {
        if let Some((end, clock)) = self.clock(at) {
            let day = self.day(end + usize::from(self.is_comma(end)));
            return Some(match day {
                Some((end, date)) => (end, date, clock),
                None => (end, Date::Words, None),
            });
        }
        let words = [self.measured(at), self.eve(at), self.told(at)];
        if let Some((end, date)) = words.into_iter().flatten().max_by_key(|(end, _)| *end) {
            return Some((end, date, None));
        }
        let dates = [self.day(at), self.period(at), self.span_back(at)];
        let (end, date) = dates.into_iter().flatten().max_by_key(|(end, _)| *end)?;
        // "on Monday and Tuesday", "from May 3 to May 5": two times are none.
        if matches!(self.word(end), "and" | "or" | "to" | "through")
            && let Some((end, _)) = self.day(end + 1).or_else(|| self.period(end + 1))
        {
            return Some((end, Date::Words, None));
        }
        let clock = self.clock(end + usize::from(self.is_comma(end)));
        Some(match clock.filter(|(clock, _)| *clock > end) {
            Some((end, clock)) => (end, date, clock),
            None => (end, date, None),
        })
    }

    /// "two days ago", "three hours later", "moments before the vote".
    fn measured(&self, at: usize) -> Option<Read> {
        let mut start = at;
        let mut about = false;
        while matches!(
            self.word(start),
            "about"
                | "around"
                | "nearly"
                | "almost"
                | "more"
                | "less"
                | "than"
                | "over"
                | "only"
                | "just"
                | "barely"
                | "some"
        ) && start < at + 3
        {
            about |= !matches!(self.word(start), "only" | "just");
            start += 1;
        }
        let counted = count(self.word(start)).map(|first| {
            // "a few days", "a couple of weeks"
            match (count(self.word(start + 1)), self.word(start + 2)) {
                (Some(second), "of") => (start + 3, second),
                (Some(second), _) => (start + 2, second),
                (None, _) => (start + 1, first),
            }
        });
        let (place, many) = match counted {
            Some((place, many)) => (place, many.filter(|_| !about)),
            None if self.word(start) == "the" => (start + 1, None),
            None => (start, None),
        };
        let (unit, several) = unit(self.word(place))?;
        let counted = counted.is_some();
        let end = place + 1;
        match self.word(end) {
            "ago" if counted || several => Some((end + 1, back(unit, many))),
            "later" | "earlier" | "afterwards" | "afterward" | "previously"
                if counted || several =>
            {
                Some((end + 1, Date::Words))
            }
            "before" | "after" if self.word(end + 1) == "yesterday" => {
                let back = if self.word(end) == "before" { 2 } else { 0 };
                Some((end + 2, Date::DaysBack(back)))
            }
            "before" | "after" if counted || several || self.word(start) == "the" => {
                Some((self.event(end + 1).unwrap_or(end + 1), Date::Words))
            }
            _ => None,
        }
    }

    /// "on the eve of the vote".
    fn eve(&self, at: usize) -> Option<Read> {
        let start = at + usize::from(self.word(at) == "on");
        let mut eve = ["the", "eve", "of"].iter().enumerate();
        let eve = eve.all(|(i, word)| self.word(start + i) == *word);
        if eve { Some((self.event(start + 3)?, Date::Words)) } else { None }
    }

    /// "the next day", "later that night", "on the same day": known to who read what is before.
    fn told(&self, at: usize) -> Option<Read> {
        let mut start = at;
        while matches!(self.word(start), "on" | "later" | "earlier" | "early" | "late") {
            start += 1;
        }
        let pointed = match (self.word(start), self.word(start + 1)) {
            ("that", _) => start + 1,
            ("the", "same" | "next" | "following" | "previous") => start + 2,
            ("in", "recent") => start + 2,
            _ => return None,
        };
        let word = self.word(pointed);
        let unit = unit(word).is_some_and(|(unit, _)| unit != Unit::Moment);
        (unit || is_part_of_day(word)).then_some((pointed + 1, Date::Words))
    }

    /// "last week", "earlier this month", "over the weekend".
    fn span_back(&self, at: usize) -> Option<Read> {
        let mut start = at;
        while matches!(
            self.word(start),
            "earlier" | "later" | "late" | "early" | "sometime" | "over" | "in" | "during" | "at"
        ) {
            start += 1;
        }
        let led = start > at;
        let back = match self.word(start) {
            "this" => 0,
            "last" | "past" => 1,
            "the" if led => 1,
            _ => return None,
        };
        let place = start + 1 + usize::from(matches!(self.word(start + 1), "past" | "last"));
        let end = place + 1;
        match self.word(place) {
            "weekend" => Some((end, Date::Weekend)),
            // "in the past week" is the seven days before, whichever week they fall in.
            "week" | "month" | "year" if self.word(start) == "the" => {
                (place > start + 1).then_some((end, Date::Words))
            }
            "week" => Some((end, Date::WeeksBack(back))),
            "month" => Some((end, Date::MonthsBack(back))),
            "year" => Some((end, Date::YearsBack(back))),
            "spring" | "summer" | "autumn" | "fall" | "winter" => Some((end, Date::Words)),
            _ => None,
        }
    }

    /// Returns the end of a few words that name an event.
    fn event(&self, at: usize) -> Option<usize> {
        let ends = |at: &usize| {
            let word = self.word(*at);
            !self.is_word(*at)
                || matches!(word, "that" | "to" | "he" | "she" | "they" | "who" | "which")
        };
        let end = (at..at + EVENT).find(ends).unwrap_or(at + EVENT);
        let names = (at..end).any(|at| !ATTRIBUTIVE.contains(&self.word(at)));
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
