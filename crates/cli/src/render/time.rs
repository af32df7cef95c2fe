//! Times as text: RFC 3339 for programs, the shortest honest form for people.

use jiff::Timestamp as Moment;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;
use q7x2_domain::{TimePrecision, Timestamp};

/// The longest years jiff knows are near 10,000; a time beyond is shown as this.
const BEYOND: &str = "9999-12-31T23:59:59Z";

/// Returns the time as RFC 3339 in UTC: `2025-04-22T06:30:00Z`.
pub(crate) fn rfc3339(time: Timestamp) -> String {
    match Moment::from_microsecond(time.micros()) {
        Ok(moment) => DateTimePrinter::new().timestamp_to_string(&moment),
        Err(_) => BEYOND.to_owned(),
    }
}

/// Returns the day, with the minute where it is not midnight: `2025-04-22`, `2025-04-22 06:30`.
pub(crate) fn for_people(time: Timestamp) -> String {
    let Ok(moment) = Moment::from_microsecond(time.micros()) else { return BEYOND.to_owned() };
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    if civil.time() == jiff::civil::Time::midnight() {
        civil.strftime("%Y-%m-%d").to_string()
    } else {
        civil.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// Returns as much of the time as is known: `2025`, `2025-04`, `2025-04-22`, `2025-04-22 06h`,
/// `2025-04-22 06:30`.
pub(crate) fn to_precision(time: Timestamp, precision: TimePrecision) -> String {
    let Ok(moment) = Moment::from_microsecond(time.micros()) else { return BEYOND.to_owned() };
    let form = match precision {
        TimePrecision::Year => "%Y",
        TimePrecision::Month => "%Y-%m",
        TimePrecision::Day => "%Y-%m-%d",
        TimePrecision::Hour => "%Y-%m-%d %Hh",
        TimePrecision::Minute => "%Y-%m-%d %H:%M",
    };
    moment.to_zoned(TimeZone::UTC).strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_shown_as_a_day() {
        let midnight = Timestamp::from_seconds(1_745_280_000);
        assert_eq!(for_people(midnight), "2025-04-22");
        assert_eq!(rfc3339(midnight), "2025-04-22T00:00:00Z");
    }

    #[test]
    fn a_minute_is_shown_where_it_is_known() {
        let morning = Timestamp::from_seconds(1_745_280_000 + 6 * 3600 + 30 * 60);
        assert_eq!(for_people(morning), "2025-04-22 06:30");
        assert_eq!(rfc3339(morning), "2025-04-22T06:30:00Z");
    }

    #[test]
    fn no_more_is_shown_than_is_known() {
        let morning = Timestamp::from_seconds(1_745_280_000 + 6 * 3600);
        let shown = TimePrecision::ALL.iter().map(|precision| to_precision(morning, *precision));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            ["2025", "2025-04", "2025-04-22", "2025-04-22 06h", "2025-04-22 06:00"]
        );
    }

    #[test]
    fn a_time_beyond_the_calendar_is_still_text() {
        assert_eq!(rfc3339(Timestamp::from_micros(i64::MAX)), BEYOND);
    }
}
