//! Circumstances of an act of saying: to whom ("told reporters"), how ("in a post on X") and when
//! ("on Tuesday"). Rules propose what the clause of the cue tells (`proposed`); all phrases around it
//! come into question (`phrases`, `offers`), and a log-linear model chooses among them and nothing
//! (`choice`). Who the addressee is, is not settled here.
//!
//! The weights are in `data/circumstances.txt`, written by `cargo xtask fit circumstances`, which also
//! says how many are found, and how many rightly, in articles that they were not fitted on.

mod addressee;
mod channel;
mod choice;
mod clause;
mod clues;
mod found;
mod layers;
mod lists;
mod marked;
mod marks;
mod media;
mod offers;
mod party;
mod phrases;
mod proposed;
mod shape;
mod tail;
mod units;
mod value;

use crate::document::{Document, Tokens};

pub(crate) use self::choice::{Choosing, PARTS};
pub(crate) use self::found::Circumstances;
pub use self::found::{Circumstance, Evidence};

/// Tells whether a noun, in lower case, is one for a thing that is said, written or sent: "letter".
pub(crate) fn is_piece(noun: &str) -> bool {
    media::Media::get().is_piece(noun)
}

/// Tells whether a word says by whom something has come: "via the Lantern".
pub(crate) fn passes_on(word: &str) -> bool {
    media::Media::get().passes_on(word)
}

/// Tells whether a phrase names an outlet: "the Daily Lantern", "this newspaper".
pub(crate) fn names_outlet(document: &Document, phrase: Tokens) -> bool {
    media::Media::get().is_outlet(document, phrase, None)
}

/// Tells whether the last word of a phrase is one for a medium rather than for who is in it: "Facebook",
/// "e-mail".
pub(crate) fn names_medium(document: &Document, phrase: Tokens) -> bool {
    let media = media::Media::get();
    let mut words = document.words(phrase).rev();
    let last = words.next();
    let before = words.next().map_or("", |word| word.lower());
    last.is_some_and(|last| {
        media.is_platform(before, last.lower(), last.text()) || media.is_piece(last.lower())
    })
}

#[cfg(test)]
mod tests;
