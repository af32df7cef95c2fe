//! Days, months and years: "on Tuesday night", "yesterday", "May 3, 2016", "back in early 2016".

use super::class::Class;
use super::expression::Date;
use super::grammar::{Grammar, Read};
use super::stretch::Stretch;
use super::table::{Holiday, holidays};
use super::words::{day, is_ordinal, month, number, year};

/// What may be cut off before a month or year: "mid-May".
const MIDDLE: &str = "mid-";
/// What may be left out of the name of a holiday.
const POSSESSIVE: &str = "’s";

impl<S: Stretch> Grammar<S> {
    /// A day: "on Tuesday night", "yesterday", "May 3, 2016".
    pub(super) fn day(&self, at: usize) -> Option<Read> {
        let mut start = self.part_of(at).unwrap_or(at);
        while self.is(start, Class::DayOpeners) {
            start += 1;
        }
        let first = self.entry(start);
        if first.is(Class::Last) && self.is(start + 1, Class::Evenings) {
            return Some((start + 2, Date::DaysBack(1)));
        }
        if first.is(Class::This) && self.is(start + 1, Class::PartsOfDay) {
            return Some((start + 2, Date::DaysBack(0)));
        }
        let plain = first.days_back.map(|days| (start + 1, Date::DaysBack(days)));
        let led = start > at;
        let named = plain.or_else(|| self.of_week(start)).or_else(|| self.of_year(start, led))?;
        let (end, date) = named;
        let end = self.part_of_day(end);
        Some((end, date))
    }

    /// "in the early hours of", "on the morning of".
    fn part_of(&self, at: usize) -> Option<usize> {
        let start = at + usize::from(self.is(at, Class::PartOpeners));
        if !self.is(start, Class::The) {
            return None;
        }
        let part = start + 1;
        let word = self.entry(part);
        let end = if word.is(Class::Small) && self.is(part + 1, Class::Hours) {
            part + 2
        } else if word.is(Class::Day) || word.is(Class::PartsOfDay) {
            part + 1
        } else {
            return None;
        };
        self.is(end, Class::Of).then_some(end + 1)
    }

    /// Skips the part of the day after a day: "night", "in the evening".
    fn part_of_day(&self, at: usize) -> usize {
        if self.is(at, Class::PartsOfDay) {
            return at + 1;
        }
        let told = self.is(at, Class::In) && self.is(at + 1, Class::The);
        if told && self.is(at + 2, Class::PartsOfDay) { at + 3 } else { at }
    }

    /// "Tuesday", "last Tuesday", "Tuesday of last week", "Tuesday, May 3".
    fn of_week(&self, at: usize) -> Option<Read> {
        let first = self.entry(at);
        let (this, last) = (first.is(Class::This), first.is(Class::Last) || first.is(Class::Past));
        let place = at + usize::from(this || last);
        let place = place + usize::from(this && self.is(place, Class::Past));
        let day = self.entry(place).weekday.filter(|_| self.is_capital(place))?;
        let end = self.part_of_day(place + 1);
        let dated = end + usize::from(self.is_comma(end));
        let dated = dated + usize::from(self.is(dated, Class::The));
        if let Some(full) = self.of_year(dated, true) {
            return Some(full);
        }
        // "Tuesday of last week"
        let week = end + usize::from(self.is(end, Class::Of));
        let of = self.entry(week);
        if (of.is(Class::Last) || of.is(Class::This)) && self.is(week + 1, Class::Week) {
            let back = i32::from(of.is(Class::Last));
            return Some((week + 2, Date::WeekdayOf(day, back)));
        }
        Some((end, if last { Date::LastWeekday(day) } else { Date::Weekday(day) }))
    }

    /// "May 3", "3 May 2016", "the 3rd of May", "2016-05-03"; `led` tells that "on" or the name of
    /// a day is before it.
    fn of_year(&self, at: usize, led: bool) -> Option<Read> {
        let written = numeric(self.word(at));
        if let Some(date) = written {
            return Some((at + 1, date));
        }
        let month_at = |at: usize| month(self.word(at)).filter(|_| self.is_capital(at));
        if let (Some(month), Some(day)) = (month_at(at), day(self.word(at + 1))) {
            let (end, year) = self.year_after(at + 2);
            return Some((end, Date::Day { month, day, year }));
        }
        let start = at + usize::from(self.is(at, Class::The));
        if let Some(day) = day(self.word(start)) {
            let place = start + 1 + usize::from(self.is(start + 1, Class::Of));
            if let Some(month) = month_at(place) {
                let (end, year) = self.year_after(place + 1);
                return Some((end, Date::Day { month, day, year }));
            }
            if is_ordinal(self.word(start)) && (led && start > at) {
                return Some((start + 1, Date::DayOfMonth(day)));
            }
        }
        self.holiday(at)
    }

    /// Holidays that fall on one date: "on Christmas Eve", "New Year’s Day".
    fn holiday(&self, at: usize) -> Option<Read> {
        let named = |holiday: &Holiday| {
            let mut place = at;
            for word in &holiday.words {
                if word == POSSESSIVE {
                    place += usize::from(self.is_possessive(place));
                } else if self.word(place) == word {
                    place += 1;
                } else {
                    return None;
                }
            }
            Some((place, Date::Day { month: holiday.month, day: holiday.day, year: None }))
        };
        holidays().iter().find_map(named)
    }

    /// Reads the year after a day and month, with the comma before it.
    fn year_after(&self, at: usize) -> (usize, Option<i16>) {
        let place = at + usize::from(self.is_comma(at));
        match year(self.word(place)) {
            Some(year) => (place + 1, Some(year)),
            None => (at, None),
        }
    }

    /// A month or year: "in May", "back in early 2016", "last May".
    pub(super) fn period(&self, at: usize) -> Option<Read> {
        let mut start = at;
        while self.is(start, Class::PeriodOpeners) {
            start += 1;
        }
        let lead = self.entry(start);
        if !lead.is(Class::PeriodLeads) {
            return None;
        }
        let mut place = start + 1;
        while self.is(place, Class::PeriodParts) {
            place += 1;
        }
        let word = self.word(place);
        let bare = word.strip_prefix(MIDDLE).unwrap_or(word);
        let cut = bare.len() < word.len();
        if let Some(month) = month(bare).filter(|_| self.is_capital(place) || cut) {
            let (end, year) =
                self.year_after(place + 1 + usize::from(self.is(place + 1, Class::Of)));
            return Some(match year {
                None if lead.is(Class::Last) => (place + 1, Date::LastMonth(month)),
                None => (place + 1, Date::Month { month, year: None }),
                Some(_) => (end, Date::Month { month, year }),
            });
        }
        let year = year(bare)?;
        lead.is(Class::YearLeads).then_some((place + 1, Date::Year(year)))
    }
}

/// Reads "2016-05-03" and "03.05.2016", and "13/05/2016" where only one reading is possible.
fn numeric(text: &str) -> Option<Date> {
    let parts = |mark: char| -> Option<[&str; 3]> {
        let parts: Vec<&str> = text.split(mark).collect();
        parts.try_into().ok()
    };
    let small = |word: &str, most: i8| number(word).filter(|n| (1..=most).contains(n));
    if let Some([y, m, d]) = parts('-') {
        return Some(Date::Day { month: small(m, 12)?, day: small(d, 31)?, year: Some(year(y)?) });
    }
    if let Some([d, m, y]) = parts('.') {
        return Some(Date::Day { month: small(m, 12)?, day: small(d, 31)?, year: Some(year(y)?) });
    }
    let [a, b, y] = parts('/')?;
    let year = Some(year(y)?);
    match (small(a, 31)?, small(b, 31)?) {
        (day, month) if day > 12 && month <= 12 => Some(Date::Day { month, day, year }),
        (month, day) if day > 12 && month <= 12 => Some(Date::Day { month, day, year }),
        (a, b) if a == b => Some(Date::Day { month: a, day: a, year }),
        _ => Some(Date::Words),
    }
}
