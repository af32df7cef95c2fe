//! The grammar of expressions of time, over the words of a stretch of a sentence.
//!
//! It reads what places an act in the past and nothing else: "until Tuesday", "by Friday" and "next
//! week" bound or announce, so they are no expressions here, and "the Tuesday group" is a name.

use super::class::Class;
use super::expression::{Clock, Date, Expression};
use super::stretch::Stretch;
use super::table::{Entry, entry};
use super::words::{day, may_open, month, year};
use crate::document::{Bytes, TokenKind, Word};

/// Looks for expressions in a stretch of words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grammar<S> {
    stretch: S,
}

/// A date with the place after its words.
pub(super) type Read = (usize, Date);

impl<S: Stretch> Grammar<S> {
    pub(crate) fn new(stretch: S) -> Self {
        Self { stretch }
    }

    /// Returns the expression that begins at a place, and the place after it.
    pub(crate) fn at(&self, at: usize) -> Option<(usize, Expression)> {
        let word = self.stretch.word(at).filter(|word| word.token().is_word())?;
        // Nearly all words are of no use.
        if !may_open(word.lower()) {
            return None;
        }
        let before = entry(at.checked_sub(1).map_or("", |before| self.word(before)));
        if before.is(Class::Barred) {
            return None;
        }
        let (end, date, clock) = self.read(at)?;
        let first = self.word(at);
        let bare = entry(first).weekday.is_some() || month(first).is_some() || day(first).is_some();
        let part_of_name = bare && before.is(Class::Attributive);
        let closed = bare || self.word(end - 1).parse::<u16>().is_ok();
        if part_of_name || self.is_possessive(end) || closed && !self.may_follow(end) {
            return None;
        }
        Some((end, Expression { bytes: self.bytes(at, end)?, date, clock }))
    }

    /// Returns a date that stands before a noun: "a May 3 interview", "Tuesday’s debate".
    pub(crate) fn attributive(&self, at: usize) -> Option<(usize, Expression)> {
        let known = self.day(at).or_else(|| Some((at + 1, Date::Year(year(self.word(at))?))));
        let named = |date| match date {
            Date::Weekday(_) => !self.is_capital(at + 1),
            _ => true,
        };
        let (end, date) = known.filter(|(_, date)| named(*date))?;
        Some((end, Expression { bytes: self.bytes(at, end)?, date, clock: None }))
    }

    fn bytes(&self, at: usize, end: usize) -> Option<Bytes> {
        let (first, last) = (self.stretch.word(at)?, self.stretch.word(end - 1)?);
        Some(first.token().bytes.cover(last.token().bytes))
    }

    /// Returns the word at `at` in lower case; nothing for marks and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.stretch.word(at).map_or("", |word| word.lower())
    }

    /// Returns what the table of time knows of the word at `at`.
    pub(super) fn entry(&self, at: usize) -> &'static Entry {
        entry(self.word(at))
    }

    /// Tells whether the word at `at` is of a class.
    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.entry(at).is(class)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(Word::is_capital)
    }

    pub(super) fn is_possessive(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(|word| word.token().is_possessive())
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(|word| word.token().kind == TokenKind::Comma)
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.stretch.word(at).is_some_and(|word| word.token().is_word())
    }

    /// Tells whether an expression without a preposition can end before `at`.
    fn may_follow(&self, at: usize) -> bool {
        !self.is_word(at) || self.is(at, Class::Following)
    }

    fn read(&self, at: usize) -> Option<(usize, Date, Option<Clock>)> {
        if let Some((end, clock)) = self.clock(at) {
            let day = self.day(end + usize::from(self.is_comma(end)));
            return Some(match day {
                Some((end, date)) => (end, date, clock),
                None => (end, Date::Words, None),
            });
        }
        let words = [self.measured(at), self.eve(at), self.told(at)];
        if let Some((end, date)) = words.into_iter().flatten().max_by_key(|(end, _)| *end) {
            return Some((end, date, None));
        }
        let dates = [self.day(at), self.period(at), self.span_back(at)];
        let (end, date) = dates.into_iter().flatten().max_by_key(|(end, _)| *end)?;
        // "on Monday and Tuesday", "from May 3 to May 5": two times are none.
        if self.is(end, Class::Ranges)
            && let Some((end, _)) = self.day(end + 1).or_else(|| self.period(end + 1))
        {
            return Some((end, Date::Words, None));
        }
        let clock = self.clock(end + usize::from(self.is_comma(end)));
        Some(match clock.filter(|(clock, _)| *clock > end) {
            Some((end, clock)) => (end, date, clock),
            None => (end, date, None),
        })
    }
}
