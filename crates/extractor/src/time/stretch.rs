//! The words that the grammar of time reads: those of a document, or those that somebody else made a
//! list of. Knows nothing of time.

use crate::document::{Document, Tokens, Word};

/// A stretch of a sentence, whose words and marks have places in a row.
pub(crate) trait Stretch {
    /// Returns the word or mark at a place; nothing outside the stretch, nor for what no pattern looks
    /// into.
    fn word(&self, at: usize) -> Option<Word<'_>>;
}

/// Tokens of a document, at the places that they have there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'d> {
    document: &'d Document,
    tokens: Tokens,
}

impl<'d> Run<'d> {
    pub(crate) fn new(document: &'d Document, tokens: Tokens) -> Self {
        Self { document, tokens }
    }
}

impl Stretch for Run<'_> {
    fn word(&self, at: usize) -> Option<Word<'_>> {
        self.tokens.holds(at).then(|| self.document.word(at))
    }
}
