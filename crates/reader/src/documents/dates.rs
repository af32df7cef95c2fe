//! When a document was made and changed, as far as that tells when it was published.

use jiff::civil::{Date, DateTime, Time};
use q7x2_domain::Timestamp;

use crate::parse_date;

/// Documents of office programs are no older.
const FIRST_YEAR: i16 = 1985;

/// A document that was changed so many days after it was made was made of an older one, or is a form
/// that is filled in again and again: the day it was made tells nothing of it.
const DAYS_IN_THE_MAKING: i64 = 30;

/// What programs write as the day on which a document was made, whatever the day.
const BY_PROGRAMS: [&str; 2] = ["2013-12-23T23:15:00Z", "1601-01-01T00:00:00Z"];

/// Returns when a document was published and when it was changed, by what its properties say of when it was
/// made and changed.
pub(super) fn published_and_modified(
    made: Option<Timestamp>,
    changed: Option<Timestamp>,
) -> (Option<Timestamp>, Option<Timestamp>) {
    let days = 86_400 * 1_000_000 * DAYS_IN_THE_MAKING;
    let is_near =
        |made: &Timestamp| changed.is_none_or(|changed| changed.micros() - made.micros() <= days);
    (made.filter(is_near), changed)
}

/// Returns the time that a property says, in the form of XML.
pub(super) fn of_xml(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if BY_PROGRAMS.contains(&text) {
        return None;
    }
    // LibreOffice writes nine digits of a second.
    let start = parse_date(text).ok()?.start;
    (start.micros() >= first()).then_some(start)
}

/// Returns the time that a PDF says, as `D:20310502104500+02'00'`, of which all from the month on may be
/// left out. Without an offset it is taken for UTC.
pub(super) fn of_pdf(text: &str) -> Option<Timestamp> {
    let text = text.trim().trim_start_matches("D:");
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (digits, zone) = text.split_at(end);
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, default: i8| match digits.get(from..from + 2) {
        Some(pair) => pair.parse().ok(),
        None => Some(default),
    };
    let time = Time::new(small(8, 0)?, small(10, 0)?, small(12, 0)?, 0).ok()?;
    let date = Date::new(number(0, 4)?, small(4, 1)?, small(6, 1)?).ok()?;
    utc(date.to_datetime(time), offset_minutes(zone)?)
}

/// Returns how many minutes a zone is before UTC, as `+02'00'`, `-0530`, `Z` or nothing.
fn offset_minutes(zone: &str) -> Option<i64> {
    let sign = match zone.bytes().next() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some(0),
    };
    let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
    let part =
        |from: usize| digits.get(from..from + 2).map_or(Some(0), |pair| pair.parse::<i64>().ok());
    Some(sign * (part(0)? * 60 + part(2)?))
}

/// Returns the time of a clock that is so many minutes before UTC.
pub(super) fn utc(clock: DateTime, minutes: i64) -> Option<Timestamp> {
    let epoch = Date::constant(1970, 1, 1).to_datetime(Time::midnight());
    let seconds = clock.duration_since(epoch).as_secs().checked_sub(minutes * 60)?;
    let micros = seconds.checked_mul(1_000_000)?;
    (micros >= first()).then(|| Timestamp::from_micros(micros))
}

/// Returns where the first year begins, in microseconds since 1970.
fn first() -> i64 {
    i64::from(FIRST_YEAR - 1970) * 31_556_952 * 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        Some(parse_date(text).expect("a date").start)
    }

    #[test]
    fn the_dates_of_a_pdf_are_read_with_their_zone() {
        assert_eq!(of_pdf("D:20310502104500+02'00'"), at("2031-05-02T08:45:00Z"));
        assert_eq!(of_pdf("D:20310502104500-05'30"), at("2031-05-02T16:15:00Z"));
        assert_eq!(of_pdf("D:20310502104500Z"), at("2031-05-02T10:45:00Z"));
        assert_eq!((of_pdf("203105"), of_pdf("2031")), (at("2031-05-01"), at("2031-01-01")));
        for none in ["", "D:", "D:20319902", "D:Ω", "D:00000000", "D:19000101"] {
            assert_eq!(of_pdf(none), None, "{none}");
        }
    }

    #[test]
    fn the_day_on_which_a_form_was_made_says_nothing() {
        let (old, new, later) = (at("2031-01-01"), at("2031-05-02"), at("2031-05-09"));
        assert_eq!(published_and_modified(old, new), (None, new));
        assert_eq!(published_and_modified(new, later), (new, later));
        assert_eq!(published_and_modified(new, None), (new, None));
        assert_eq!(of_xml("2013-12-23T23:15:00Z"), None);
        assert_eq!(of_xml("2031-05-02T10:45:00.123456789"), at("2031-05-02T10:45:00.123456Z"));
    }
}
