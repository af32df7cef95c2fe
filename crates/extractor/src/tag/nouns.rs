//! Noun phrases: the subject before a verb, with its apposition, and the source after one.

use super::period::{Kind, Parts};
use super::phrases::Phrases;
use crate::family::Family;
use crate::lexicon::Class;

/// How many parts an apposition between a subject and its verb may have.
const MAX_APPOSITION: usize = 30;

impl Phrases<'_> {
    /// Returns the subject that ends right before `verb`, which is where a verb group begins.
    pub(super) fn subject_before(&self, verb: usize, floor: usize) -> Option<Parts> {
        let last = verb.checked_sub(1).filter(|&at| at >= floor)?;
        match self.kind(last)? {
            Kind::Word
                if self.has(last, Class::Subject) && !self.is_determiner_use(last, floor) =>
            {
                Some(Parts::new(last, verb))
            }
            Kind::Word => self.noun_phrase_before(verb, floor),
            Kind::Comma | Kind::Dash if self.uses(Family::TagAppositions) => {
                self.subject_with_apposition(last, floor)
            }
            Kind::Close if self.uses(Family::TagBrackets) => {
                let head = self.noun_phrase_before(self.bracket_before(last, floor)?, floor)?;
                Some(Parts::new(head.start, verb))
            }
            _ => None,
        }
    }

    /// Returns where the bracket opens that closes at `close`.
    fn bracket_before(&self, close: usize, floor: usize) -> Option<usize> {
        let before = (floor..close).rev().take(MAX_APPOSITION);
        before.into_iter().find(|&at| self.is_kind(at, Kind::Open))
    }

    /// "Some", "many", "one" end a phrase ("among others") rather than being the subject.
    fn is_determiner_use(&self, at: usize, floor: usize) -> bool {
        at > floor
            && self.has(at, Class::Quantifier)
            && self.is_kind(at - 1, Kind::Word)
            && !self.has(at - 1, Class::Conjunction)
    }

    /// Returns a subject followed by an apposition that ends at the comma `close`:
    /// "Lind, the mayor of Ode, said".
    fn subject_with_apposition(&self, close: usize, floor: usize) -> Option<Parts> {
        let mut from = floor.max(close.saturating_sub(MAX_APPOSITION));
        if from > floor {
            from = (from..close).find(|&at| self.is_kind(at, Kind::Comma))? + 1;
        }
        loop {
            let comma = (from..close)
                .find(|&at| matches!(self.kind(at), Some(Kind::Comma | Kind::Dash)))?;
            let head = self
                .noun_phrase_before(comma, from)
                .filter(|head| (from..head.start).all(|at| self.has(at, Class::Opener)));
            if let Some(head) = head.filter(|_| !self.has(from, Class::Preposition)) {
                let whole = self.is_apposition(comma + 1);
                return Some(Parts::new(head.start, if whole { close } else { head.end }));
            }
            from = comma + 1;
        }
    }

    /// Tells whether what begins at `at` describes the name before it, rather than the circumstances.
    fn is_apposition(&self, at: usize) -> bool {
        let Some(part) = self.get(at).filter(|part| !part.has(Class::Opener)) else {
            return false;
        };
        let circumstance = part.has(Class::Preposition)
            || part.has(Class::Adverb)
            || part.has(Class::Conjunction)
            || part.looks_adverbial()
            || part.word().ends_with("ing");
        part.is_capital() || part.is_word() && !circumstance
    }

    /// Returns the noun phrase that ends at `end`.
    pub(super) fn noun_phrase_before(&self, end: usize, floor: usize) -> Option<Parts> {
        let mut start = end;
        while start > floor {
            let at = start - 1;
            match self.kind(at) {
                Some(Kind::Word) if self.breaks_phrase(at, floor) => break,
                Some(Kind::Word) => start = at,
                Some(Kind::Close) => start = self.bracket_before(at, floor)?,
                _ => break,
            }
        }
        self.trim(start, end)
    }

    /// Tells whether the word at `at` cannot stand within a noun phrase.
    fn breaks_phrase(&self, at: usize, floor: usize) -> bool {
        let Some(part) = self.get(at) else { return true };
        let joins =
            || part.has(Class::Joiner) && at > floor && !self.has_clause(Parts::new(floor, at));
        let participle = || {
            part.word().ends_with("ed")
                && !part.has(Class::Verb)
                && at > floor
                && self.has(at + 1, Class::Preposition)
                && self.is_kind(at - 1, Kind::Word)
                && !self.has(at - 1, Class::Subject)
        };
        part.is("as")
            || part.has(Class::Subject) && !part.has(Class::Determiner)
            || part.has(Class::Conjunction) && !joins()
            || self.is_finite(at) && !participle()
    }

    /// Cuts what cannot begin a noun phrase from the front of `start..end`.
    fn trim(&self, mut start: usize, end: usize) -> Option<Parts> {
        while start < end {
            let part = self.get(start)?;
            let opener = part.has(Class::Opener)
                || part.has(Class::Adverb) && !part.has(Class::Determiner)
                || part.looks_adverbial()
                || part.has(Class::Auxiliary)
                || part.is_possessive();
            if opener {
                start += 1;
            } else if part.has(Class::Preposition) {
                start = self.after_prepositional(start, end)?;
            } else {
                break;
            }
        }
        // A determiner that follows a noun begins a phrase of its own: "on Monday the mayor".
        let fresh = |at: usize| {
            self.is_fresh(at)
                && self.is_kind(at - 1, Kind::Word)
                && !self.has(at - 1, Class::Determiner)
                && !self.has(at - 1, Class::Joiner)
        };
        if let Some(at) = (start + 1..end).rev().find(|&at| fresh(at)) {
            start = at;
        }
        let last = self.get(end.checked_sub(1)?)?;
        let named = last.is_word()
            && !last.is_possessive()
            && !last.has(Class::Preposition)
            && !last.has(Class::Auxiliary)
            && !last.has(Class::Dangling);
        (start < end && (named || last.kind == Kind::Close)).then_some(Parts::new(start, end))
    }

    /// Tells whether a phrase of its own begins at `at` rather than one that a preposition opened.
    pub(super) fn is_fresh(&self, at: usize) -> bool {
        self.has(at, Class::PhraseOpener) && !self.has(at - 1, Class::Preposition)
    }

    /// Returns where the noun phrase begins after a prepositional phrase at `start` that no comma
    /// sets apart: "On Monday Lind said".
    fn after_prepositional(&self, start: usize, end: usize) -> Option<usize> {
        let determiner = (start + 2..end).find(|&at| self.is_fresh(at));
        let near = start + 1..end.min(start + 4);
        let time = near.rev().find(|&at| self.has(at, Class::Time));
        time.map(|at| at + 1).filter(|&at| at < end).or(determiner)
    }

    /// Returns the noun phrase that begins at `start`, with what describes it, up to `ceiling`.
    pub(super) fn source_after(&self, start: usize, ceiling: usize) -> Option<Parts> {
        let first = self.get(start).filter(|part| part.is_word())?;
        if first.has(Class::Preposition) || first.has(Class::Conjunction) || first.is("not") {
            return None;
        }
        if first.has(Class::Subject) && !first.has(Class::Determiner) {
            return Some(Parts::new(start, start + 1));
        }
        let ends = |&at: &usize| match self.kind(at) {
            Some(Kind::Comma) => !self.is_apposition(at + 1),
            Some(Kind::Word) => self.is_adjunct(at) || self.has(at, Class::SourceEnder),
            kind => matches!(
                kind,
                Some(Kind::Quote | Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Stop)
            ),
        };
        let end = (start + 1..ceiling).find(ends).unwrap_or(ceiling.max(start + 1));
        Some(Parts::new(start, end))
    }
}
