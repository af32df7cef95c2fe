//! Phrases, guessed from closed word classes alone. Here: the view of a period and its verbs; noun
//! phrases are in `nouns`, clauses in `clauses`. Knows nothing of speakers.

use std::ops::Range;

use super::tokens::{Kind, Token};
use crate::lexicon::{Form, Lexicon, Words};

/// A period with the questions the rules ask of it. Ranges are of tokens.
pub(super) struct Phrases<'p, 't> {
    pub(super) tokens: &'p [Token<'t>],
    pub(super) words: &'static Words,
    /// Whether this is the first line of the article.
    pub(super) headline: bool,
}

impl<'p, 't> Phrases<'p, 't> {
    pub(super) fn new(tokens: &'p [Token<'t>], headline: bool) -> Self {
        Self { tokens, words: Lexicon::get().words(), headline }
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Returns the word at `at` in lower case; nothing for marks and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.lower.as_str())
    }

    /// Returns the end of the last token that is no full stop.
    pub(super) fn end(&self) -> usize {
        let spoken = |token: &Token<'_>| token.kind != Kind::Stop;
        self.tokens.iter().rposition(spoken).map_or(0, |last| last + 1)
    }

    /// Tells whether the word is a verb in a finite form, as far as its looks go.
    pub(super) fn is_finite(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let word = token.lower.as_str();
        if !token.is_word() || token.is_possessive() && !self.is_clitic_verb(at) {
            return false;
        }
        if self.words.auxiliaries.contains(word) || self.words.verbs.contains(word) {
            return true;
        }
        let past = word.len() > 3 && word.ends_with("ed") && !self.words.not_verbs.contains(word);
        let cue = Lexicon::get().cues(word).iter().any(|entry| {
            matches!(entry.form, Form::Third)
                || (entry.form == Form::Past && !word.ends_with("ing"))
        });
        (past || cue) && !self.is_attributive(at)
    }

    /// Tells whether a finite verb begins at `at`, adverbs aside.
    pub(super) fn is_finite_after(&self, at: usize) -> bool {
        let mut here = at..self.tokens.len().min(at + 2);
        here.any(|i| self.is_finite(i))
    }

    /// Tells whether ’s at `at` is "is" or "has" rather than a possessive.
    pub(super) fn is_clitic_verb(&self, at: usize) -> bool {
        at > 0 && self.words.subjects.contains(self.word(at - 1))
    }

    /// Tells whether the word stands where an adjective or noun does: after a determiner, a
    /// preposition or a possessive.
    pub(super) fn is_attributive(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|i| &self.tokens[i]) else { return false };
        if before.is_possessive() {
            return !self.is_clitic_verb(at - 1);
        }
        let word = before.lower.as_str();
        // "Another said", "many said": these stand for whom they would go with.
        let pronoun = self.words.subjects.contains(word)
            || matches!(word, "all" | "both" | "another" | "several" | "most" | "few" | "each");
        (self.words.determiners.contains(word) && !pronoun)
            || (self.words.prepositions.contains(word) && word != "to" && word != "since")
    }

    /// Returns where the group of a verb begins: auxiliaries, adverbs and "to" before it.
    pub(super) fn group_start(&self, verb: usize, floor: usize) -> usize {
        let belongs = |at: usize| {
            let word = self.word(at);
            (self.words.auxiliaries.contains(word)
                && (!self.tokens[at].is_possessive() || self.is_clitic_verb(at)))
                || self.words.adverbs.contains(word)
                || (word.len() > 4 && word.ends_with("ly") && !self.tokens[at].is_capital())
                || matches!(word, "n’t" | "n't")
        };
        let mut start = verb;
        while start > floor && belongs(start - 1) {
            start -= 1;
        }
        start
    }

    /// Tells whether the tokens hold a finite verb or a subject pronoun.
    pub(super) fn has_clause(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|at| self.is_finite(at))
    }
}
