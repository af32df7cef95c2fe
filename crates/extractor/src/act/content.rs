//! What a content looks like to a cue: how it begins and whether a cue can report it.

use q7x2_domain::Kind;

use super::words_of;
use crate::lexicon::{Cue, Lexicon, Takes};
use crate::link::Attribution;

/// What a content is as far as its first word and its place tell.
pub(super) struct Content<'t> {
    pub(super) words: Vec<&'t str>,
    pub(super) opener: Opener,
    /// Whether an infinitive may stand in it: "the crew to leave".
    pub(super) has_to: bool,
    pub(super) quoted: bool,
    pub(super) before_cue: bool,
    /// Whether it is a single word, or what a source asks of the writer: "not to be named".
    pub(super) says_nothing: bool,
}

/// How a content begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opener {
    /// that, how, what, whether …
    That,
    /// to
    To,
    Other,
}

impl<'t> Content<'t> {
    pub(super) fn of(text: &'t str, attribution: &Attribution, kind: Kind) -> Self {
        let first = attribution.contents.first().copied().unwrap_or_default();
        let words: Vec<&str> = words_of(&text[first]).collect();
        let word = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
        let closed = Lexicon::get().words();
        let opener = match word.as_str() {
            "that" => Opener::That,
            "to" => Opener::To,
            _ if closed.whether_words.contains(&word) => Opener::That,
            _ => Opener::Other,
        };
        let before_cue = attribution.cue.as_ref().is_some_and(|cue| first.start < cue.start);
        let quoted = kind != Kind::Indirect;
        let single = words.len() < 2 && attribution.contents.len() < 2;
        let unnamed = words.starts_with(&["not", "to", "be"])
            && words.get(3).is_some_and(|word| ["named", "identified", "quoted"].contains(word));
        let has_to = words.contains(&"to");
        let says_nothing = !quoted && (single || unnamed);
        Self { words, opener, has_to, quoted, before_cue, says_nothing }
    }

    /// Returns the first word in lower case.
    pub(super) fn first(&self) -> String {
        self.words.first().map(|word| word.to_lowercase()).unwrap_or_default()
    }

    /// Tells whether it is about what is yet to be.
    pub(super) fn is_to_come(&self) -> bool {
        let future = ["will", "would", "shall", "won’t", "won't", "going", "’ll", "'ll"];
        let clitic = |word: &&str| {
            let ends = ["’ll", "'ll", "’d", "'d"];
            ends.iter().any(|end| word.ends_with(end))
        };
        self.opener == Opener::To
            || self.words.iter().any(|word| future.contains(word) || clitic(word))
    }

    /// Tells whether it is a judgement on something named before: "it an insult".
    pub(super) fn judges(&self) -> bool {
        let first = self.first();
        let pronoun = matches!(first.as_str(), "it" | "them" | "him" | "her" | "this" | "that");
        pronoun || self.words.iter().skip(1).any(|word| matches!(*word, "as" | "to"))
    }

    /// Tells whether this can be what a cue reports: nobody offers that it rains.
    pub(super) fn fits(&self, cue: &Cue) -> bool {
        let clause = cue.takes.has(Takes::CLAUSE) || cue.takes.has(Takes::THAT);
        match self.opener {
            _ if self.quoted && cue.takes.has(Takes::QUOTE) => true,
            _ if self.before_cue && cue.takes.has(Takes::ASIDE) => true,
            Opener::That => clause || cue.takes.has(Takes::WHETHER),
            Opener::To => cue.takes.has(Takes::TO) || cue.takes.has(Takes::CLAUSE),
            Opener::Other => {
                clause
                    || cue.takes.has(Takes::OBJECT)
                    || cue.takes.has(Takes::WHETHER)
                    || self.has_to && cue.takes.has(Takes::TO)
            }
        }
    }
}
