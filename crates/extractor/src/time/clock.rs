//! Times of day: "9 p.m.", "9:30am GMT", "21:00 Moscow time", "noon". Without the zone they are
//! words: the hour in which an article is read is not that of the place it tells about.

use super::expression::Clock;
use super::grammar::Grammar;
use super::stretch::Stretch;
use super::words::{city_zone, number, zone};

/// A time of day with the end of its tokens; no clock where it is only about then.
pub(super) type Read = (usize, Option<Clock>);

impl<S: Stretch> Grammar<S> {
    /// Reads a time of day at `at`, with "at", "around" and the like before it.
    pub(super) fn clock(&self, at: usize) -> Option<Read> {
        let mut start = at;
        let mut exact = true;
        while start < at + 3 {
            match self.word(start) {
                "at" => {}
                "around" | "about" | "shortly" | "just" | "before" | "after" | "roughly" => {
                    exact = false;
                }
                _ => break,
            }
            start += 1;
        }
        let led = start > at;
        let (end, hour, minute) = self.hour(start, led)?;
        let (end, offset) = self.zone(end);
        let clock = Clock { hour, minute, offset };
        Some((end, exact.then_some(clock)))
    }

    /// Reads hour and minute. A bare number needs what makes it a time of day.
    fn hour(&self, at: usize, led: bool) -> Option<(usize, i8, Option<i8>)> {
        let word = self.word(at);
        if led && matches!(word, "noon" | "midday") {
            return Some((at + 1, 12, None));
        }
        let (digits, half) = match half_of(word) {
            Some(split) => split,
            None => (word, half_word(self.word(at + 1)).unwrap_or_default()),
        };
        let glued = half_of(word).is_some();
        let end = at + 1 + usize::from(!glued && !half.is_empty());
        let cut = digits.split_once([':', '.', 'h']);
        let (hour, minute) = match cut {
            Some((hour, minute)) if minute.len() == 2 => (hour, Some(number(minute)?)),
            Some(_) => return None,
            // "1830 GMT"
            None if digits.len() == 4 && zone(self.word(at + 1)).is_some() => {
                (digits.get(..2)?, Some(number(digits.get(2..)?)?))
            }
            None => (digits, None),
        };
        let colon = digits.contains(':') || digits.len() == 4 && minute.is_some();
        let hour = number(hour)?;
        let hour = match half {
            "a" if (1..=12).contains(&hour) => hour % 12,
            "p" if (1..=12).contains(&hour) => hour % 12 + 12,
            "" if colon && hour < 24 => hour,
            _ => return None,
        };
        minute.is_none_or(|minute| minute < 60).then_some((end, hour, minute))
    }

    /// Reads what follows a time of day: its zone, "local time".
    fn zone(&self, at: usize) -> (usize, Option<i32>) {
        if let Some(offset) = zone(self.word(at)) {
            return (at + 1, Some(offset));
        }
        if self.word(at + 1) == "time" {
            let offset = city_zone(self.word(at));
            if offset.is_some() || self.word(at) == "local" || self.is_capital(at) {
                return (at + 2, offset);
            }
        }
        (at, None)
    }
}

/// Cuts "9pm" and "9:30am" into the digits and the half of the day.
fn half_of(word: &str) -> Option<(&str, &'static str)> {
    let digits = word.trim_end_matches(['a', 'p', 'm', '.']);
    let half = half_word(&word[digits.len()..]).filter(|_| !digits.is_empty())?;
    Some((digits, half))
}

/// Returns the half of the day a word names.
fn half_word(word: &str) -> Option<&'static str> {
    match word {
        "am" | "a.m" | "a.m." => Some("a"),
        "pm" | "p.m" | "p.m." => Some("p"),
        _ => None,
    }
}
