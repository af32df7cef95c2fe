//! The calendar of UTC, as far as a period of time needs it: where its months and years begin.
//! Knows no time zones, no names of days and no words for times.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::{TimePrecision, Timestamp};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// The day from which time is counted.
const EPOCH: Date = date(1970, 1, 1);

impl TimePrecision {
    /// Returns when the year, month, day, hour or minute of `time` is over: the first moment after
    /// it, or the last representable one. Years and months end up to the year 9999 alone.
    pub fn end_of(self, time: Timestamp) -> Timestamp {
        let micros = time.micros();
        let next = |unit: i64| micros.div_euclid(unit).saturating_add(1).saturating_mul(unit);
        let after = |last_day: fn(Date) -> Date| {
            let end = day_of(micros).and_then(|day| last_day(day).tomorrow().ok());
            end.map_or(i64::MAX, start_of)
        };
        Timestamp::from_micros(match self {
            Self::Year => after(Date::last_of_year),
            Self::Month => after(Date::last_of_month),
            Self::Day => next(DAY),
            Self::Hour => next(HOUR),
            Self::Minute => next(HOUR / 60),
        })
    }
}

/// Returns the day in which a time falls, if the calendar has it.
fn day_of(micros: i64) -> Option<Date> {
    // Whole days, because those before the epoch are rounded down.
    let whole = SignedDuration::from_micros(micros.div_euclid(DAY).saturating_mul(DAY));
    EPOCH.checked_add(whole).ok()
}

/// Returns when a day begins.
fn start_of(day: Date) -> i64 {
    day.duration_since(EPOCH).as_secs() * 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds from the epoch to the start of some days.
    const FEBRUARY_2024: i64 = 1_706_745_600;
    const MARCH_2024: i64 = 1_709_251_200;
    const NEW_YEAR_2025: i64 = 1_735_689_600;

    fn check(precision: TimePrecision, seconds: i64, end: i64) {
        let time = Timestamp::from_seconds(seconds);
        assert_eq!(precision.end_of(time), Timestamp::from_seconds(end), "{precision} {seconds}");
    }

    #[test]
    fn a_month_is_as_long_as_the_calendar_has_it() {
        check(TimePrecision::Month, FEBRUARY_2024, MARCH_2024);
        check(TimePrecision::Month, FEBRUARY_2024 + 28 * 86_400 + 7, MARCH_2024);
        check(TimePrecision::Month, NEW_YEAR_2025 - 31 * 86_400, NEW_YEAR_2025);
        check(TimePrecision::Year, FEBRUARY_2024, NEW_YEAR_2025);
    }

    #[test]
    fn shorter_units_end_with_themselves() {
        check(TimePrecision::Day, FEBRUARY_2024, FEBRUARY_2024 + 86_400);
        check(TimePrecision::Hour, FEBRUARY_2024 + 3600, FEBRUARY_2024 + 7200);
        check(TimePrecision::Minute, FEBRUARY_2024 + 59, FEBRUARY_2024 + 60);
    }

    #[test]
    fn times_before_the_epoch_are_in_their_own_units() {
        check(TimePrecision::Day, -1, 0);
        check(TimePrecision::Year, -1, 0);
        check(TimePrecision::Month, -86_400 * 31, 0);
        check(TimePrecision::Month, -86_400 * 31 - 1, -86_400 * 31);
        // 1900 had no leap day: from its February to the epoch are 69 years and 334 days.
        check(TimePrecision::Month, -2_206_310_400, -2_203_891_200);
    }

    #[test]
    fn every_month_ends_where_the_next_begins() {
        let end_of = |micros| TimePrecision::Month.end_of(Timestamp::from_micros(micros)).micros();
        let mut start = end_of(-800_000 * DAY);
        for _ in 0..40_000 {
            let end = end_of(start);
            assert!((28..=31).contains(&((end - start) / DAY)) && end % DAY == 0, "{start}");
            assert_eq!(end_of(end - 1), end, "{start}");
            start = end;
        }
    }

    #[test]
    fn every_year_ends_with_its_twelfth_month() {
        let mut start = TimePrecision::Year.end_of(Timestamp::from_micros(-800_000 * DAY));
        for _ in 0..3000 {
            let end = TimePrecision::Year.end_of(start);
            start = (0..12).fold(start, |month, _| TimePrecision::Month.end_of(month));
            assert_eq!(start, end);
        }
    }

    #[test]
    fn beyond_the_calendar_there_is_no_end() {
        // The last second of 9999.
        let last = Timestamp::from_seconds(253_402_300_799);
        for precision in [TimePrecision::Year, TimePrecision::Month] {
            assert_eq!(precision.end_of(last), Timestamp::from_micros(i64::MAX), "{precision}");
        }
    }

    #[test]
    fn the_ends_of_time_are_no_error() {
        for precision in TimePrecision::ALL {
            for micros in [i64::MIN, i64::MAX] {
                let time = Timestamp::from_micros(micros);
                assert!(precision.end_of(time) >= time, "{precision}");
            }
        }
    }
}
