//! What a content looks like to a cue: how it begins and whether a cue can report it.

use q7x2_domain::Kind;

use crate::document::{Document, Token};
use crate::lexicon::{Class, Cue, Takes};
use crate::link::Attribution;

/// What a content is as far as its first word and its place tell.
pub(super) struct Content<'d> {
    pub(super) words: Vec<&'d Token>,
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

impl<'d> Content<'d> {
    pub(super) fn of(document: &'d Document, attribution: &Attribution, kind: Kind) -> Self {
        let place = attribution.contents.first().copied().unwrap_or_default();
        let words: Vec<&Token> = document.words_in(place).collect();
        let opener = match words.first() {
            Some(word) if word.is("that") || word.has(Class::WhetherWord) => Opener::That,
            Some(word) if word.is("to") => Opener::To,
            _ => Opener::Other,
        };
        let before_cue = attribution.cue.is_some_and(|cue| place.start < cue.start);
        let quoted = kind != Kind::Indirect;
        let several = words.iter().filter(|word| !word.is_clitic()).nth(1).is_some();
        let single = !several && attribution.contents.len() < 2;
        let opening = words.iter().take(4).map(|word| word.lower()).collect::<Vec<_>>();
        let unnamed =
            matches!(opening.as_slice(), ["not", "to", "be", "named" | "identified" | "quoted"]);
        let has_to = words.iter().any(|word| word.is("to"));
        let says_nothing = !quoted && (single || unnamed);
        Self { words, opener, has_to, quoted, before_cue, says_nothing }
    }

    /// Returns the first word in lower case.
    pub(super) fn first(&self) -> &'d str {
        self.words.first().map_or("", |word| word.lower())
    }

    /// Tells whether it is about what is yet to be.
    pub(super) fn is_to_come(&self) -> bool {
        let future =
            ["will", "would", "shall", "won’t", "won't", "going", "’ll", "'ll", "’d", "'d"];
        self.opener == Opener::To || self.words.iter().any(|word| future.contains(&word.lower()))
    }

    /// Tells whether it is a judgement on something named before: "it an insult".
    pub(super) fn judges(&self) -> bool {
        let first = self.first();
        let pronoun = matches!(first, "it" | "them" | "him" | "her" | "this" | "that");
        pronoun || self.words.iter().skip(1).any(|word| word.is("as") || word.is("to"))
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
