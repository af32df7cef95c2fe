//! Days, months and years: "on Tuesday night", "yesterday", "May 3, 2016", "back in early 2016".

use super::expression::Date;
use super::grammar::{Grammar, Read};
use super::stretch::Stretch;
use super::words::{day, is_ordinal, is_part_of_day, month, number, weekday, year};

impl<S: Stretch> Grammar<S> {
    /// A day: "on Tuesday night", "yesterday", "May 3, 2016".
    pub(super) fn day(&self, at: usize) -> Option<Read> {
        let mut start = self.part_of(at).unwrap_or(at);
        while matches!(self.word(start), "late" | "early" | "later" | "earlier" | "on") {
            start += 1;
        }
        let first = self.word(start);
        let plain = match first {
            "today" | "tonight" => Some((start + 1, Date::DaysBack(0))),
            "yesterday" => Some((start + 1, Date::DaysBack(1))),
            "last" if matches!(self.word(start + 1), "night" | "evening") => {
                return Some((start + 2, Date::DaysBack(1)));
            }
            "this" if is_part_of_day(self.word(start + 1)) => {
                return Some((start + 2, Date::DaysBack(0)));
            }
            _ => None,
        };
        let led = start > at;
        let named = plain.or_else(|| self.of_week(start)).or_else(|| self.of_year(start, led))?;
        let (end, date) = named;
        let end = self.part_of_day(end);
        Some((end, date))
    }

    /// "in the early hours of", "on the morning of".
    fn part_of(&self, at: usize) -> Option<usize> {
        let start = at + usize::from(matches!(self.word(at), "in" | "on" | "at" | "during"));
        if self.word(start) != "the" {
            return None;
        }
        let part = start + 1;
        let end = match (self.word(part), self.word(part + 1)) {
            ("early" | "small", "hours") => part + 2,
            ("day", _) => part + 1,
            (word, _) if is_part_of_day(word) => part + 1,
            _ => return None,
        };
        (self.word(end) == "of").then_some(end + 1)
    }

    /// Skips the part of the day after a day: "night", "in the evening".
    fn part_of_day(&self, at: usize) -> usize {
        if is_part_of_day(self.word(at)) {
            return at + 1;
        }
        let told = self.word(at) == "in" && self.word(at + 1) == "the";
        if told && is_part_of_day(self.word(at + 2)) { at + 3 } else { at }
    }

    /// "Tuesday", "last Tuesday", "Tuesday of last week", "Tuesday, May 3".
    fn of_week(&self, at: usize) -> Option<Read> {
        let (place, last) = match (self.word(at), self.word(at + 1)) {
            ("this", "past") => (at + 2, false),
            ("this", _) => (at + 1, false),
            ("last" | "past", _) => (at + 1, true),
            _ => (at, false),
        };
        let day = weekday(self.word(place)).filter(|_| self.is_capital(place))?;
        let end = self.part_of_day(place + 1);
        let dated = end + usize::from(self.is_comma(end));
        let dated = dated + usize::from(self.word(dated) == "the");
        if let Some(full) = self.of_year(dated, true) {
            return Some(full);
        }
        // "Tuesday of last week"
        let week = end + usize::from(self.word(end) == "of");
        match (self.word(week), self.word(week + 1)) {
            ("last", "week") => Some((week + 2, Date::WeekdayOf(day, 1))),
            ("this", "week") => Some((week + 2, Date::WeekdayOf(day, 0))),
            _ if last => Some((end, Date::LastWeekday(day))),
            _ => Some((end, Date::Weekday(day))),
        }
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
        let start = at + usize::from(self.word(at) == "the");
        if let Some(day) = day(self.word(start)) {
            let place = start + 1 + usize::from(self.word(start + 1) == "of");
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
        let year = self.word(at) == "new" && self.word(at + 1) == "year";
        let place = match self.word(at) {
            "christmas" => at + 1,
            "new" if year => at + 2 + usize::from(self.is_possessive(at + 2)),
            _ => return None,
        };
        let (month, day) = match (self.word(place), year) {
            ("eve", false) => (12, 24),
            ("day", false) => (12, 25),
            ("eve", true) => (12, 31),
            ("day", true) => (1, 1),
            _ => return None,
        };
        Some((place + 1, Date::Day { month, day, year: None }))
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
        while matches!(self.word(start), "back" | "early" | "late" | "earlier" | "later" | "only") {
            start += 1;
        }
        let mut place = match self.word(start) {
            "in" | "during" | "last" | "this" => start + 1,
            _ => return None,
        };
        let last = self.word(start) == "last";
        while matches!(self.word(place), "early" | "late" | "mid" | "the" | "spring" | "summer")
            || matches!(self.word(place), "autumn" | "fall" | "of" | "month" | "middle" | "end")
        {
            place += 1;
        }
        let word = self.word(place);
        let named = month(word.strip_prefix("mid-").unwrap_or(word));
        if let Some(month) = named.filter(|_| self.is_capital(place) || word.starts_with("mid-")) {
            let (end, year) =
                self.year_after(place + 1 + usize::from(self.word(place + 1) == "of"));
            return Some(match year {
                None if last => (place + 1, Date::LastMonth(month)),
                None => (place + 1, Date::Month { month, year: None }),
                Some(_) => (end, Date::Month { month, year }),
            });
        }
        let year = year(word.strip_prefix("mid-").unwrap_or(word))?;
        let plain = matches!(self.word(start), "in" | "during");
        plain.then_some((place + 1, Date::Year(year)))
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
