//! Phrases, guessed from closed word classes alone. Here: the view of a period and its verbs; noun
//! phrases are in `nouns`, clauses in `clauses`. Knows nothing of speakers.

use super::period::{Kind, Part, Parts};
use crate::family::{Family, LeftOut};
use crate::lexicon::{Class, Entry, Form};

/// A period with the questions the rules ask of it. Places are of its parts.
pub(super) struct Phrases<'p> {
    parts: &'p [Part<'p>],
    /// Whether this is a headline.
    pub(super) headline: bool,
    left_out: LeftOut,
}

impl<'p> Phrases<'p> {
    pub(super) fn new(parts: &'p [Part<'p>], headline: bool, left_out: LeftOut) -> Self {
        Self { parts, headline, left_out }
    }

    /// Tells whether a family of rules bears on the period.
    pub(super) fn uses(&self, family: Family) -> bool {
        self.left_out.spares(family)
    }

    /// Returns how many parts the period has.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Returns the part at `at`; nothing past the end.
    pub(super) fn get(&self, at: usize) -> Option<&'p Part<'p>> {
        self.parts.get(at)
    }

    /// Returns some of the parts.
    pub(super) fn slice(&self, parts: Parts) -> &'p [Part<'p>] {
        &self.parts[parts.range()]
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.get(at).map(|part| part.kind)
    }

    /// Tells whether there is a part of this kind at `at`.
    pub(super) fn is_kind(&self, at: usize, kind: Kind) -> bool {
        self.kind(at) == Some(kind)
    }

    /// Returns the word at `at` in lower case; nothing for marks and past the end.
    pub(super) fn word(&self, at: usize) -> &'p str {
        self.get(at).map_or("", Part::word)
    }

    /// Tells whether the word at `at` is of a closed class.
    pub(super) fn has(&self, at: usize, class: Class) -> bool {
        self.get(at).is_some_and(|part| part.has(class))
    }

    /// Returns the readings of the cues that begin at `at`, those of most words first.
    pub(super) fn cues(&self, at: usize) -> &'static [Entry] {
        self.get(at).map_or(&[], Part::cues)
    }

    /// Tells whether a capitalised word stands at `at`.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.get(at).is_some_and(Part::is_capital)
    }

    /// Tells whether a quotation that is a whole utterance stands at `at`.
    pub(super) fn is_utterance(&self, at: usize) -> bool {
        self.get(at).is_some_and(Part::is_utterance)
    }

    /// Returns the end of the last part that is no full stop.
    pub(super) fn end(&self) -> usize {
        let spoken = |part: &Part<'_>| part.kind != Kind::Stop;
        self.parts.iter().rposition(spoken).map_or(0, |last| last + 1)
    }

    /// Tells whether the word is a verb in a finite form, as far as its looks go.
    pub(super) fn is_finite(&self, at: usize) -> bool {
        let Some(part) = self.get(at) else { return false };
        if !part.is_word() || part.is_possessive() && !self.is_clitic_verb(at) {
            return false;
        }
        if part.has(Class::Auxiliary) || part.has(Class::Verb) {
            return true;
        }
        let word = part.word();
        let past = word.len() > 3 && word.ends_with("ed") && !part.has(Class::NotVerb);
        let cue = part.cues().iter().any(|entry| {
            matches!(entry.form, Form::Third)
                || (entry.form == Form::Past && !word.ends_with("ing"))
        });
        (past || cue) && !self.is_attributive(at)
    }

    /// Tells whether a finite verb begins at `at`, adverbs aside.
    pub(super) fn is_finite_after(&self, at: usize) -> bool {
        (at..at + 2).any(|i| self.is_finite(i))
    }

    /// Tells whether ’s at `at` is "is" or "has" rather than a possessive.
    fn is_clitic_verb(&self, at: usize) -> bool {
        at > 0 && self.has(at - 1, Class::Subject)
    }

    /// Tells whether the word stands where an adjective or noun does: after a determiner, a
    /// preposition or a possessive.
    pub(super) fn is_attributive(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|at| self.get(at)) else { return false };
        if before.is_possessive() {
            return !self.is_clitic_verb(at - 1);
        }
        // "Another said", "many said": these stand for whom they would go with.
        let pronoun = before.has(Class::Subject) || before.has(Class::LoneDeterminer);
        before.has(Class::Determiner) && !pronoun
            || before.has(Class::Preposition) && !before.has(Class::BeforeVerb)
    }

    /// Returns where the group of a verb begins: auxiliaries, adverbs and "to" before it.
    pub(super) fn group_start(&self, verb: usize, floor: usize) -> usize {
        let belongs = |at: usize| {
            let part = &self.parts[at];
            part.has(Class::Auxiliary) && (!part.is_possessive() || self.is_clitic_verb(at))
                || part.has(Class::Adverb)
                || part.looks_adverbial()
        };
        let mut start = verb;
        while start > floor && belongs(start - 1) {
            start -= 1;
        }
        start
    }

    /// Tells whether the parts hold a finite verb or a subject pronoun.
    pub(super) fn has_clause(&self, parts: Parts) -> bool {
        parts.range().any(|at| self.is_finite(at))
    }
}
