//! The form in which the rules found a content, and how far it is to be trusted against a learned
//! reading of the same words. Measured on PolNeAR's development set; the figures are beside each.

use std::ops::Range;

use q7x2_domain::{Mode, RoleSpan};

use crate::lexicon::{Lexicon, Takes};
use crate::segment::{Quotation, is_mark, is_utterance};

/// How a content and its cue stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A whole utterance in quotation marks.
    Quotation,
    /// According to Lind, …
    According,
    /// A clause before its cue: the plan is dead, Lind said.
    Beside,
    /// Lind said that …
    That,
    /// A clause right after a plain word of speech: Lind said the plan …
    Clause,
    /// Anything else: an object, an infinitive, a few quoted words.
    Other,
}

impl Form {
    /// Returns the form of the ruled content at `at`.
    pub(super) fn of(text: &str, quotations: &[Quotation], ruled: &[RoleSpan], at: usize) -> Self {
        let bytes = &ruled[at].bytes;
        let content = &text[bytes.clone()];
        if is_utterance(content) || is_part(content, bytes, quotations) {
            return Self::Quotation;
        }
        let Some(cue) = ruled[at].partner.map(|cue| &ruled[cue].bytes) else { return Self::Other };
        let lower = text[cue.clone()].to_lowercase();
        let mut first = lower.split_whitespace();
        if first.next() == Some("according") {
            return Self::According;
        }
        if bytes.start < cue.start {
            return Self::Beside;
        }
        let speaks_of = |takes: Takes| {
            let known = lower.split_whitespace().flat_map(|word| Lexicon::get().cues(word));
            let mut readings = known.flat_map(|entry| &entry.readings);
            readings.any(|cue| cue.mode == Mode::Speech && cue.takes.has(takes))
        };
        let plain = speaks_of(Takes::CLAUSE);
        match content.split_whitespace().next() {
            Some("that") if plain || speaks_of(Takes::THAT) => Self::That,
            Some("to") => Self::Other,
            _ if plain && bytes.start <= cue.end + 1 => Self::Clause,
            _ => Self::Other,
        }
    }

    /// Tells whether such a content is kept when the learned tagger saw nothing there.
    pub(super) fn speaks_alone(self) -> bool {
        self != Self::Other
    }

    /// Tells whether it is right more often than a learned content with other ends: before its cue
    /// 55 to 30 %, after "according to" 67 to 8 %; after "that" neither, otherwise the learned one.
    pub(super) fn prevails(self) -> bool {
        matches!(self, Self::Quotation | Self::According | Self::Beside)
    }
}

/// Tells whether a content is one paragraph of a quotation that runs over several.
fn is_part(content: &str, bytes: &Range<usize>, quotations: &[Quotation]) -> bool {
    let at = quotations.partition_point(|quotation| quotation.bytes.start < bytes.start);
    let whole = quotations.get(at).filter(|quotation| quotation.bytes == *bytes);
    whole.is_some_and(|quotation| quotation.continues || !content.ends_with(is_mark))
}
