//! Dates as people, feeds and datasets write them, as the period that they name.
//!
//! A whole string is read; dates inside prose are not looked for here, and neither are
//! words such as "yesterday", which need a clock.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::{rfc2822, temporal::Pieces};
use jiff::{SignedDuration, ToSpan};
use q7x2_domain::Timestamp;

/// The half-open period `start..end` that a date names, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first instant inside.
    pub start: Timestamp,
    /// The first instant after.
    pub end: Timestamp,
}

/// What is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It is none in any form that is read.
    #[error(
        "\"{0}\" is not a date; write 2024, 2024-05, 2024-05-01 or 2024-05-01T10:30:00Z \
         (RFC 3339), or the form of feeds, Wed, 01 May 2024 10:30:00 GMT"
    )]
    Unknown(String),
    /// It is before the year 1 or after the year 9999, in UTC.
    #[error("\"{0}\" is out of range: years are from 1 to 9999, in UTC")]
    Beyond(String),
    /// Day and month are numbers before the year, which is read in one order here and in another there.
    #[error("\"{written}\" does not tell day and month apart; write {}", .readings.join(" or "))]
    Ambiguous {
        /// As it was written.
        written: String,
        /// What it may mean, day first.
        readings: Vec<String>,
    },
}

/// Spelled-out days, in strptime's terms.
const DAY_FORMS: [&str; 6] =
    ["%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y"];

/// Where the year 1 begins and where the year 9999 ends, in microseconds since 1970.
const FIRST: i64 = -62_135_596_800_000_000;
const END: i64 = 253_402_300_800_000_000;

/// Returns the period that `text` names.
///
/// | written | period |
/// |---|---|
/// | `2024` | the year |
/// | `2024-05` | the month |
/// | `2024-05-01`, `20240501`, `2024/05/01`, `1 May 2024`, `May 1, 2024` | the day |
/// | RFC 3339, `2024-05-01T10:30:00+02:00`, also with a blank for `T` or without seconds | the instant |
/// | RFC 2822, `Wed, 01 May 2024 10:30:00 GMT` | the instant |
/// | seconds since 1970, `1714559400`, or milliseconds, `1714559400000` | the instant |
///
/// Where no offset is written it is UTC. An instant is a period of one microsecond. So
/// `start` is the time of publication of an article so dated, and "since" this date means
/// from `start`, "until" this date means before `end`: the year, month or day is included.
///
/// # Errors
/// When the text is none of these, or names a day that does not exist, or one that is in UTC before the year
/// 1 or after 9999. Years have four digits. A day as `01/05/2024` is refused with what it may mean.
pub fn parse_date(text: &str) -> Result<Period, DateError> {
    let text = text.trim();
    let period = year(text)
        .or_else(|| month(text))
        .or_else(|| day(text))
        .or_else(|| instant(text))
        .or_else(|| since_epoch(text))
        .ok_or_else(|| not_a_date(text))?;
    if FIRST <= period.start.micros() && period.end.micros() <= END {
        Ok(period)
    } else {
        Err(DateError::Beyond(text.chars().take(40).collect()))
    }
}

/// Returns why a text is no date: it may have two readings.
fn not_a_date(text: &str) -> DateError {
    let written: String = text.chars().take(40).collect();
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let readings = match parts.as_slice() {
        [first, second, year] => number(year, 4).map_or(vec![], |year| {
            let small = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() <= 2);
            let date = |day: Option<i8>, month: Option<i8>| Date::new(year, month?, day?).ok();
            let (first, second) = (small(first), small(second));
            let mut readings: Vec<Date> =
                [date(first, second), date(second, first)].into_iter().flatten().collect();
            readings.dedup();
            readings.iter().map(ToString::to_string).collect()
        }),
        _ => vec![],
    };
    if readings.is_empty() {
        DateError::Unknown(written)
    } else {
        DateError::Ambiguous { written, readings }
    }
}

/// Returns the instant that is so many seconds after 1970, or milliseconds: those have three digits
/// more. Shorter numbers are years and days.
fn since_epoch(text: &str) -> Option<Period> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micros = match text.len() {
        9 | 10 => 1_000_000,
        12 | 13 => 1000,
        _ => return None,
    };
    let start = text.parse::<i64>().ok()?.checked_mul(micros)?;
    Some(Period { start: Timestamp::from_micros(start), end: Timestamp::from_micros(start + 1) })
}

fn year(text: &str) -> Option<Period> {
    let first = Date::new(number(text, 4)?, 1, 1).ok()?;
    days(first, first.checked_add(1.year()).ok())
}

fn month(text: &str) -> Option<Period> {
    let (year, month) = text.split_once('-')?;
    let first = Date::new(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?, 1).ok()?;
    days(first, first.checked_add(1.month()).ok())
}

fn day(text: &str) -> Option<Period> {
    let is_iso = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
    let day = if is_iso {
        text.parse::<Date>().ok()?
    } else {
        // The year must have its four digits: strptime takes fewer.
        let has_year = |part: &str| part.len() >= 4 && part.bytes().all(|b| b.is_ascii_digit());
        if !text.split([' ', '/', ',']).any(has_year) {
            return None;
        }
        DAY_FORMS.iter().find_map(|form| Date::strptime(form, text).ok())?
    };
    days(day, day.checked_add(1.day()).ok())
}

fn instant(text: &str) -> Option<Period> {
    // Feeds often name the wrong day of the week; the date is right all the same.
    let feed = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let start = (text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond))
        .or_else(|| with_offset(text))
        .or_else(|| utc(text.parse::<DateTime>().ok()?))
        .or_else(|| feed.parse_timestamp(text).ok().map(jiff::Timestamp::as_microsecond))?;
    Some(Period { start: Timestamp::from_micros(start), end: Timestamp::from_micros(start + 1) })
}

/// Returns a time with its offset: jiff's own has no last day, so that it is in range with every offset.
fn with_offset(text: &str) -> Option<i64> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let at = pieces.date().to_datetime(pieces.time()?);
    Some(utc(at)? - i64::from(offset.seconds()) * 1_000_000)
}

/// Returns the period from one midnight to another, or to the end of the last year.
fn days(first: Date, after: Option<Date>) -> Option<Period> {
    let midnight = |day: Date| utc(day.to_datetime(Time::midnight()));
    let end = after.and_then(midnight).unwrap_or(END);
    let (start, end) = (midnight(first)?, end);
    Some(Period { start: Timestamp::from_micros(start), end: Timestamp::from_micros(end) })
}

/// Returns the microseconds since 1970 of a time in UTC.
fn utc(datetime: DateTime) -> Option<i64> {
    let epoch = Date::constant(1970, 1, 1).to_datetime(Time::midnight());
    let since: SignedDuration = datetime.duration_since(epoch);
    i64::try_from(since.as_micros()).ok()
}

/// Returns the number that exactly so many digits write.
fn number(text: &str, digits: usize) -> Option<i16> {
    let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, start: &str, end: &str) {
        let at = |text: &str| {
            let time: jiff::Timestamp = text.parse().expect("a timestamp");
            Timestamp::from_micros(time.as_microsecond())
        };
        assert_eq!(parse_date(text), Ok(Period { start: at(start), end: at(end) }));
    }

    #[test]
    fn a_date_names_a_year_a_month_or_a_day() {
        check("2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
        check("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z");
        check("2023-12", "2023-12-01T00:00:00Z", "2024-01-01T00:00:00Z");
        check(" 2024-02-29\n", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z");
        for day in ["20240501", "2024/05/01", "1 May 2024", "01 May 2024", "May 1, 2024"] {
            check(day, "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z");
        }
        for day in ["3 September 2024", "3 Sep 2024", "September 3, 2024", "Sep 3, 2024"] {
            check(day, "2024-09-03T00:00:00Z", "2024-09-04T00:00:00Z");
        }
    }

    #[test]
    fn a_time_names_an_instant_in_utc_unless_it_says_otherwise() {
        let ten_thirty = ("2024-05-01T10:30:00Z", "2024-05-01T10:30:00.000001Z");
        for text in [
            "2024-05-01T10:30:00Z",
            "2024-05-01t10:30:00z",
            "2024-05-01T12:30:00+02:00",
            "2024-05-01 10:30:00Z",
            "2024-05-01T10:30:00",
            "2024-05-01 10:30",
            "Wed, 01 May 2024 10:30:00 GMT",
            "Wed, 1 May 2024 12:30:00 +0200",
            "Fri, 01 May 2024 10:30:00 +0000",
            "01 May 2024 10:30 UT",
        ] {
            check(text, ten_thirty.0, ten_thirty.1);
        }
        check("2024-05-01T10:30:00.25Z", "2024-05-01T10:30:00.25Z", "2024-05-01T10:30:00.250001Z");
    }

    #[test]
    fn the_years_from_1_to_9999_are_read_to_their_last_moment_and_no_others() {
        for last in ["9999", "9999-12", "9999-12-31"] {
            assert_eq!(parse_date(last).expect(last).end.micros(), END);
        }
        for first in ["0001", "0001-01", "0001-01-01"] {
            assert_eq!(parse_date(first).expect(first).start.micros(), FIRST);
        }
        let start = |text: &str| parse_date(text).expect(text).start.micros();
        assert_eq!(start("9999-12-31T23:59:59.999999Z"), END - 1);
        assert_eq!(start("9999-12-31T23:59:59.999999+14:00"), END - 1 - 14 * 3_600_000_000);
        assert_eq!(start("0001-01-01T00:00:00-12:00"), FIRST + 12 * 3_600_000_000);
        for beyond in [
            "0000",
            "0000-12",
            "0000-12-31",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00+14:00",
            "9999-12-31T23:59:59-12:00",
        ] {
            let told = parse_date(beyond).expect_err(beyond).to_string();
            assert!(told.ends_with("years are from 1 to 9999, in UTC"), "{told}");
        }
    }

    #[test]
    fn seconds_and_milliseconds_since_1970_are_told_by_their_digits() {
        for text in ["1714559400", "1714559400000"] {
            check(text, "2024-05-01T10:30:00Z", "2024-05-01T10:30:00.000001Z");
        }
    }

    #[test]
    fn a_day_of_two_readings_is_refused_with_both() {
        let told = |text: &str| parse_date(text).expect_err("refused").to_string();
        let expected =
            "\"01/05/2024\" does not tell day and month apart; write 2024-05-01 or 2024-01-05";
        assert_eq!(told("01/05/2024"), expected);
        assert!(told("1.5.2024").ends_with("write 2024-05-01 or 2024-01-05"));
        assert!(told("13/05/2024").ends_with("write 2024-05-13"));
        assert!(told("5-5-2024").ends_with("write 2024-05-05"));
        assert!(told("40/50/2024").contains("is not a date"));
    }

    #[test]
    fn what_is_no_date_says_what_one_looks_like() {
        for text in [
            "",
            "yesterday",
            "2024-13",
            "2024-02-30",
            "24-05-01",
            "17145594",
            "17145594000",
            "5/1/2024",
            "1 May 24",
        ] {
            assert!(parse_date(text).is_err(), "{text}");
        }
        let message = parse_date(&"x".repeat(500)).expect_err("no date").to_string();
        assert!(message.contains("2024-05-01T10:30:00Z") && message.len() < 250, "{message}");
    }
}
