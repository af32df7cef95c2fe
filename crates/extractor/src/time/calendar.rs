//! Which point in time an expression names, seen from the day of publication. Nothing is guessed:
//! where an expression leaves a choice, or where there is no day to see it from, there is no point.
//!
//! Weeks are no precision of their own: a week is given as the month that holds it, or else the
//! year. Days are those of the calendar in UTC; what an article from elsewhere calls Monday is
//! Monday here too.

use jiff::ToSpan;
use jiff::civil::Date as Day;
use jiff::tz::TimeZone;
use q7x2_domain::{TimePrecision, Timestamp};

use super::expression::{Clock, Date, Expression};

/// How many days more or less "three weeks ago" may be.
const ABOUT: i32 = 3;

impl Expression {
    /// Returns the start of the time it names and the unit to which that is known. `published` is
    /// when the article came out.
    pub(crate) fn value(&self, published: Option<Timestamp>) -> Option<(Timestamp, TimePrecision)> {
        let today = published.and_then(day_of);
        let (day, precision) = point(self.date, today)?;
        // Nobody has said yet what will be said.
        let future = |today: Day| day > today;
        if today.is_some_and(future) {
            return None;
        }
        let midnight = start_of(day)?;
        let known = self.clock.filter(|_| precision == TimePrecision::Day);
        Some(match known.and_then(after_midnight) {
            Some((seconds, precision)) => {
                let micros = midnight.micros().checked_add(seconds.checked_mul(1_000_000)?)?;
                (Timestamp::from_micros(micros), precision)
            }
            None => (midnight, precision),
        })
    }
}

/// Returns the seconds from midnight in UTC to a time of day, if its zone is told.
fn after_midnight(clock: Clock) -> Option<(i64, TimePrecision)> {
    let offset = i64::from(clock.offset?);
    let minutes = i64::from(clock.hour) * 60 + i64::from(clock.minute.unwrap_or_default());
    let precision =
        if clock.minute.is_some() { TimePrecision::Minute } else { TimePrecision::Hour };
    Some(((minutes - offset) * 60, precision))
}

fn point(date: Date, today: Option<Day>) -> Option<(Day, TimePrecision)> {
    let in_days = |day: Day| Some((day, TimePrecision::Day));
    let in_months = |year, month| Some((Day::new(year, month, 1).ok()?, TimePrecision::Month));
    let in_years = |year| Some((Day::new(year, 1, 1).ok()?, TimePrecision::Year));
    match date {
        Date::Words => None,
        Date::DaysBack(days) => in_days(back(today?, days)?),
        Date::Weekday(weekday) => {
            let today = today?;
            in_days(back(today, since(today, weekday))?)
        }
        Date::LastWeekday(weekday) => {
            let yesterday = back(today?, 1)?;
            in_days(back(yesterday, since(yesterday, weekday))?)
        }
        Date::WeekdayOf(weekday, weeks) => {
            let monday = monday_of(back(today?, weeks.checked_mul(7)?)?)?;
            in_days(back(monday, -i32::from(weekday))?)
        }
        Date::Weekend => {
            let today = today?;
            let sunday = back(today, since(today, 6))?;
            // On a Saturday, the weekend may be this one or the one before.
            if since(today, 5) == 0 { None } else { holding(back(sunday, 1)?, sunday) }
        }
        Date::DayOfMonth(day) => {
            let first = today?.first_of_month();
            let months = (0..12).filter_map(|months| first.checked_sub(months.months()).ok());
            let mut days = months.filter_map(|first| first.with().day(day).build().ok());
            in_days(days.find(|day| Some(*day) <= today)?)
        }
        Date::Day { month, day, year: Some(year) } => in_days(Day::new(year, month, day).ok()?),
        Date::Day { month, day, year: None } => {
            // The 29th of February is up to eight years away.
            let years = (0..9).map_while(|years| today?.year().checked_sub(years));
            let mut days = years.filter_map(|year| Day::new(year, month, day).ok());
            in_days(days.find(|day| Some(*day) <= today)?)
        }
        Date::Month { month, year: Some(year) } => in_months(year, month),
        Date::Month { month, year: None } => {
            let today = today?;
            in_months(today.year() - i16::from(month > today.month()), month)
        }
        Date::LastMonth(month) => {
            let today = today?;
            let passed = month < today.month();
            if passed { None } else { in_months(today.year() - 1, month) }
        }
        Date::Year(year) => in_years(year),
        Date::WeeksBack(weeks) => {
            let monday = monday_of(back(today?, weeks.checked_mul(7)?)?)?;
            holding(monday, back(monday, -6)?)
        }
        Date::WeeksAgo(weeks) => {
            let day = back(today?, weeks.checked_mul(7)?)?;
            holding(back(day, ABOUT)?, back(day, -ABOUT)?)
        }
        Date::MonthsBack(months) => {
            let day = today?.first_of_month().checked_sub(months.months()).ok()?;
            in_months(day.year(), day.month())
        }
        Date::YearsBack(years) => in_years(today?.year().checked_sub(i16::try_from(years).ok()?)?),
    }
}

/// Returns the month that holds both days, or else the year.
fn holding(first: Day, last: Day) -> Option<(Day, TimePrecision)> {
    if first.year() != last.year() {
        return None;
    }
    Some(if first.month() == last.month() {
        (first.first_of_month(), TimePrecision::Month)
    } else {
        (first.first_of_year(), TimePrecision::Year)
    })
}

fn back(day: Day, days: i32) -> Option<Day> {
    day.checked_sub(days.days()).ok()
}

/// Returns how many days ago it was `weekday`, 0 when it is.
fn since(day: Day, weekday: super::expression::Weekday) -> i32 {
    i32::from(day.weekday().to_monday_zero_offset() - weekday).rem_euclid(7)
}

fn monday_of(day: Day) -> Option<Day> {
    back(day, since(day, 0))
}

fn day_of(time: Timestamp) -> Option<Day> {
    let time = jiff::Timestamp::from_microsecond(time.micros()).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

fn start_of(day: Day) -> Option<Timestamp> {
    let midnight = day.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp::from_micros(midnight.timestamp().as_microsecond()))
}
