//! Sources that are nobody: documents, events, data.

use super::parties::Parties;
use super::phrases::{head_of, head_phrase};
use super::resolver::Resolver;
use crate::document::Word;
use crate::link::Attribution;

impl Resolver<'_> {
    /// Tells whether the source is a document, an event or data.
    pub(crate) fn is_thing(&self, attribution: &Attribution) -> bool {
        let Some(source) = &attribution.source else { return false };
        let text = self.document.slice(*source);
        let words = self.document.tokens_in(*source);
        let first = self.document.words(words).next().map_or("", Word::lower);
        words.len() == 1 && matches!(first, "it" | "this" | "that" | "which" | "these")
            || Parties::get().is_thing(head_of(head_phrase(text)))
    }
}
