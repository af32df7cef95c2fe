//! What an expression of time says, as it was read: a day, a month, an hour, seen from a day that is not
//! known here.

use crate::document::Bytes;

/// An expression with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    /// Where it stands.
    pub(crate) bytes: Bytes,
    /// The day, month or year it names.
    pub(crate) date: Date,
    /// The time of day it names.
    pub(crate) clock: Option<Clock>,
}

/// What an expression says of day, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Date {
    /// Nothing that the calendar knows: "two days later", "on the eve of the vote".
    Words,
    /// So many days before publication: 1 is yesterday.
    DaysBack(i32),
    /// The last such day on or before publication.
    Weekday(Weekday),
    /// The last such day before publication: "last Tuesday".
    LastWeekday(Weekday),
    /// A day of the week so many weeks before that of publication: "on Tuesday last week".
    WeekdayOf(Weekday, i32),
    /// The weekend before publication, or that of publication.
    Weekend,
    /// "the 14th": the last such day on or before publication.
    DayOfMonth(i8),
    /// "May 3", "May 3, 2016".
    Day { month: i8, day: i8, year: Option<i16> },
    /// "in May", "in May 2016".
    Month { month: i8, year: Option<i16> },
    /// "last May": of this year or of the one before.
    LastMonth(i8),
    /// "in 2016".
    Year(i16),
    /// So many weeks before that of publication: 1 is last week.
    WeeksBack(i32),
    /// So many weeks ago, more or less.
    WeeksAgo(i32),
    /// So many months before that of publication.
    MonthsBack(i32),
    /// So many years before that of publication.
    YearsBack(i32),
}

/// A day of the week, counted from Monday as 0.
pub(crate) type Weekday = i8;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// From 0 to 23.
    pub(crate) hour: i8,
    /// From 0 to 59, where it is told.
    pub(crate) minute: Option<i8>,
    /// Minutes east of Greenwich, where the expression tells. Without them nobody knows which hour
    /// it was elsewhere.
    pub(crate) offset: Option<i32>,
}
