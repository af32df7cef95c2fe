//! Dates of offices, as days: "2016", "2016-03", "2016-03-01". Knows no clock.

use jiff::civil::Date;
use q7x2_domain::Timestamp;

/// Days since 1970-01-01.
pub type Day = i64;

/// Returns the day on which a time falls.
pub fn day_of(time: Timestamp) -> Day {
    time.micros().div_euclid(24 * 3600 * 1_000_000)
}

/// The days that a date stands for: one, a month's or a year's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The first of the days.
    pub first: Day,
    /// The last of the days.
    pub last: Day,
}

impl Dated {
    /// Reads a date of the Gregorian calendar; `None` when it is none.
    pub fn of(date: &str) -> Option<Self> {
        let mut parts = date.split('-');
        let mut number = |digits: usize| match parts.next() {
            None => Some(None),
            Some(part) if part.len() == digits => part.parse::<i16>().ok().map(Some),
            Some(_) => None,
        };
        let (year, month, day) = (number(4)??, number(2)?, number(2)?);
        if parts.next().is_some() {
            return None;
        }
        let at = |month: i16, day: i16| {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        let first = at(month.unwrap_or(1), day.unwrap_or(1))?;
        let last = match (month, day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        };
        Some(Self { first: day_number(first), last: day_number(last) })
    }
}

/// When an office was held: from the first day to the last, each as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Term {
    /// When it began; `None` when that is not known.
    pub from: Option<Dated>,
    /// When it ended; `None` when it is held on.
    pub until: Option<Dated>,
}

impl Term {
    /// Reads "from/until"; either may be left out.
    pub fn of(term: &str) -> Option<Self> {
        let (from, until) = term.split_once('/')?;
        let dated = |date: &str| match date.trim() {
            "" => Some(None),
            date => Dated::of(date).map(Some),
        };
        let term = Self { from: dated(from)?, until: dated(until)? };
        term.is_ordered().then_some(term)
    }

    /// Tells whether it ends no earlier than it begins.
    pub fn is_ordered(self) -> bool {
        self.from.zip(self.until).is_none_or(|(from, until)| from.first <= until.last)
    }

    /// Tells whether it holds on a day; without dates it always does.
    pub fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|from| from.first <= day)
            && self.until.is_none_or(|until| day <= until.last)
    }

    /// Tells whether it is over by a day.
    pub fn is_over(self, day: Day) -> bool {
        self.until.is_some_and(|until| until.last < day)
    }
}

/// Returns the days from 1970 to a date.
fn day_number(day: Date) -> Day {
    day.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_stand_for_their_days() {
        let days = |date| Dated::of(date).map(|dated| (dated.first, dated.last));
        assert_eq!(days("1970-01-02"), Some((1, 1)));
        assert_eq!(days("1970-02"), Some((31, 58)));
        assert_eq!(days("1970"), Some((0, 364)));
        assert_eq!(days("2000-02").map(|d| d.1), days("2000-02-29").map(|d| d.0));
        for odd in
            ["", "70", "2001-02-29", "2001-13", "2001-1-1", "2001-01-01-01", "then", "2001-01-00"]
        {
            assert_eq!(days(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_term_holds_from_its_first_day_to_its_last() {
        let term = Term::of("2016-03/2020").expect("a term");
        let day = |date| Dated::of(date).expect("a date").first;
        assert!(!term.holds(day("2016-02-29")) && term.holds(day("2016-03-01")));
        assert!(term.holds(day("2020-12-31")) && !term.holds(day("2021-01-01")));
        assert!(term.is_over(day("2021-01-01")) && !term.is_over(day("2020-12-31")));
        assert!(Term::of("2016/").expect("a term").holds(day("2099-01-01")));
        assert_eq!(Term::of("2016/2015"), None);
        assert_eq!(Term::of("2016"), None);
    }
}
