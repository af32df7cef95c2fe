//! Asserted: whether what an attribution reports was said at all, or denied, declined, expected,
//! asked and so on. A log-linear model over what the cue and its clause look like ([`Clues`]); what
//! sort of act it is and what its cue does are decided elsewhere, and know this.
//!
//! The weights are in `data/asserted.txt`, written by `cargo xtask fit asserted`, which also says how
//! well they tell classes on articles that they were not fitted on.

mod around;
mod clues;
mod cue;
mod lists;
mod turned;
mod unheard;
mod within;
mod words;

use std::sync::LazyLock;

use q7x2_domain::Asserted;

use crate::document::{Bytes, Document, TokenKind};
use crate::link::Attribution;
use crate::weights::{Weights, best};

pub use self::clues::Clues;
pub(crate) use self::lists::{Lists, has};
pub(crate) use self::turned::sets_aside;
pub(crate) use self::within::{Within, told_within};
pub(crate) use self::words::stem;

/// How many classes there are. Of the first, "said", all weights are nothing.
const CLASSES: usize = Asserted::ALL.len();

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("../data/asserted.txt"), CLASSES));

/// Returns whether what an attribution reports was said.
pub(crate) fn asserted(document: &Document, attribution: &Attribution) -> Asserted {
    let learned = Asserted::ALL[best(&WEIGHTS.scores(Clues::of(document, attribution).names()))];
    match learned {
        Asserted::Said => turned::of(document, attribution)
            .or_else(|| unheard::of(document, attribution))
            .unwrap_or(learned),
        // "She did not hide her anger.", and then her words: what is quoted behind the sentence was said.
        Asserted::NotSaid if stands_apart(document, attribution) => Asserted::Said,
        learned => learned,
    }
}

/// Tells whether what is told is quoted behind the sentence of the cue, which announces nothing.
fn stands_apart(document: &Document, attribution: &Attribution) -> bool {
    let (Some(cue), Some(content)) = (attribution.cue, attribution.contents.first()) else {
        return false;
    };
    let Some(sentence) = document.sentence_at(cue.start) else { return false };
    let sentence = Bytes::from(&document.sentences()[sentence].bytes);
    let last = document.run(Bytes::new(cue.start, sentence.end.max(cue.start)));
    let closed = last.iter().rev().find(|token| token.kind != TokenKind::Mark);
    content.start >= sentence.end
        && closed.is_some_and(|last| last.kind == TokenKind::Stop)
        && document.quotations_over(*content).iter().any(|q| q.bytes.start <= content.start)
}

#[cfg(test)]
mod tests;
