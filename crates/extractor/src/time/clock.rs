//! Times of day: "9 p.m.", "9:30am GMT", "21:00 Moscow time", "noon". Without the zone they are
//! words: the hour in which an article is read is not that of the place it tells about.

use super::class::Class;
use super::expression::Clock;
use super::grammar::Grammar;
use super::stretch::Stretch;
use super::table::entry;
use super::words::number;

/// The hour of noon.
const NOON: i8 = 12;

/// A time of day with the end of its tokens; no clock where it is only about then.
pub(super) type Read = (usize, Option<Clock>);

impl<S: Stretch> Grammar<S> {
    /// Reads a time of day at `at`, with "at", "around" and the like before it.
    pub(super) fn clock(&self, at: usize) -> Option<Read> {
        let mut start = at;
        let mut exact = true;
        while start < at + 3 {
            let word = self.entry(start);
            if word.is(Class::Around) {
                exact = false;
            } else if !word.is(Class::At) {
                break;
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
        if led && entry(word).is(Class::Noons) {
            return Some((at + 1, NOON, None));
        }
        let glued = half_of(word);
        let (digits, half) = match glued {
            Some((digits, half)) => (digits, Some(half)),
            None => (word, self.entry(at + 1).half),
        };
        let end = at + 1 + usize::from(glued.is_none() && half.is_some());
        let cut = digits.split_once([':', '.', 'h']);
        let (hour, minute) = match cut {
            Some((hour, minute)) if minute.len() == 2 => (hour, Some(number(minute)?)),
            Some(_) => return None,
            // "1830 GMT"
            None if digits.len() == 4 && self.entry(at + 1).zone.is_some() => {
                (digits.get(..2)?, Some(number(digits.get(2..)?)?))
            }
            None => (digits, None),
        };
        let colon = digits.contains(':') || digits.len() == 4 && minute.is_some();
        let hour = number(hour)?;
        let hour = match half {
            Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
            None if colon && hour < 24 => hour,
            _ => return None,
        };
        minute.is_none_or(|minute| minute < 60).then_some((end, hour, minute))
    }

    /// Reads what follows a time of day: its zone, "local time".
    fn zone(&self, at: usize) -> (usize, Option<i32>) {
        let word = self.entry(at);
        if let Some(offset) = word.zone {
            return (at + 1, Some(offset));
        }
        let named = |at| word.town.is_some() || word.is(Class::ZoneFillers) || self.is_capital(at);
        if self.is(at + 1, Class::ZoneEnds) && named(at) {
            return (at + 2, word.town);
        }
        (at, None)
    }
}

/// Cuts "9pm" and "9:30am" into the digits and the half of the day.
fn half_of(word: &str) -> Option<(&str, i8)> {
    let digits = word.trim_end_matches(['a', 'p', 'm', '.']);
    let half = entry(&word[digits.len()..]).half.filter(|_| !digits.is_empty())?;
    Some((digits, half))
}
