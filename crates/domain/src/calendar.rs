//! The calendar of UTC, as far as a period of time needs it: where its months and years begin.
//! Knows no time zones, no names of days and no words for times.

use crate::{TimePrecision, Timestamp};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

impl TimePrecision {
    /// Returns when the year, month, day, hour or minute of `time` is over: the first moment after
    /// it, or the last representable one.
    pub fn end_of(self, time: Timestamp) -> Timestamp {
        let micros = time.micros();
        let next = |unit: i64| micros.div_euclid(unit).saturating_add(1).saturating_mul(unit);
        let (year, month) = month_of(micros.div_euclid(DAY));
        Timestamp::from_micros(match self {
            Self::Year => days_before(year + 1, 1).saturating_mul(DAY),
            Self::Month => days_before(year, month + 1).saturating_mul(DAY),
            Self::Day => next(DAY),
            Self::Hour => next(HOUR),
            Self::Minute => next(HOUR / 60),
        })
    }
}

/// Days in 400 years, after which the Gregorian calendar repeats itself.
const DAYS_OF_400_YEARS: i64 = 146_097;

/// Days from 0000-03-01 to the epoch. Years that begin in March have their leap day at the end.
const EPOCH: i64 = 719_468;

/// Returns the year and month, from 1, of a day counted from the epoch.
fn month_of(day: i64) -> (i64, i64) {
    let day = day + EPOCH;
    let (cycle, day) = (day.div_euclid(DAYS_OF_400_YEARS), day.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // From March, 0 to 11; their lengths repeat every five months, which are 153 days.
    let month = (5 * day_of_year + 2) / 153;
    let year = year + 400 * cycle + i64::from(month >= 10);
    (year, if month < 10 { month + 3 } else { month - 9 })
}

/// Returns the days from the epoch to the first of a month, which may be 13: January of the year
/// after.
fn days_before(year: i64, month: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5;
    cycle * DAYS_OF_400_YEARS + 365 * year + year / 4 - year / 100 + day_of_year - EPOCH
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
        let mut day = month_start_of(-800_000);
        for _ in 0..40_000 {
            let end = TimePrecision::Month.end_of(Timestamp::from_micros(day * DAY)).micros() / DAY;
            assert!((28..=31).contains(&(end - day)), "{day}");
            let (last, first) = (month_of(end - 1), month_of(end));
            assert_eq!((last, first.1), (month_of(day), last.1 % 12 + 1));
            day = end;
        }
    }

    fn month_start_of(day: i64) -> i64 {
        let (year, month) = month_of(day);
        days_before(year, month)
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
