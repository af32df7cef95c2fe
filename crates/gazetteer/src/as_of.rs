//! To which day a table is vouched for, and how long after it an end that is left open is believed.
//! Knows no table and no clock.

use serde::Deserialize;

use crate::{Dated, Day};

/// The day to which somebody looked whether what a table says still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct AsOf(Day);

impl AsOf {
    /// Half a year. Longer than that, and too many have left their offices: a wrong name is worse
    /// than none.
    const BELIEVED_FOR: Day = 183;

    /// Returns the day itself.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the tables to it"))]
    pub(crate) fn day(self) -> Day {
        self.0
    }

    /// Returns the last day on which whoever holds an office without a known end is believed to.
    pub(crate) fn believed_until(self) -> Day {
        self.0 + Self::BELIEVED_FOR
    }
}

impl TryFrom<String> for AsOf {
    type Error = String;

    fn try_from(date: String) -> Result<Self, Self::Error> {
        let day = Dated::of(&date).filter(|dated| dated.first == dated.last);
        day.map(|dated| Self(dated.first)).ok_or_else(|| format!("as_of = \"{date}\" is no day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_believed_for_half_a_year() {
        let as_of = AsOf::try_from("2025-12-31".to_owned()).expect("a day");
        let last = Dated::of("2026-07-02").expect("a date").first;
        assert_eq!(as_of.believed_until(), last);
    }

    #[test]
    fn only_a_day_will_do() {
        for odd in ["", "2025", "2025-12", "2025-02-29", "today"] {
            assert!(AsOf::try_from(odd.to_owned()).is_err(), "{odd}");
        }
    }
}
