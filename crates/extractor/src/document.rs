//! The one view of a text that every stage reads: made once, mended, cut into paragraphs, sentences,
//! quotations and tokens. Nothing else cuts text.
//!
//! Places are in bytes of the view, or in tokens, and typed so ([`Bytes`], [`Tokens`]). What a
//! statement shows is mapped back to the stored text by [`Document::stored`], and nowhere else.

mod mend;
mod span;
mod view;

use std::ops::Range;

use self::view::View;
use crate::segment::Segments;

pub use self::span::{Bytes, Span, Tokens};

/// A text as it is read. See the module.
#[derive(Debug, Clone)]
pub struct Document {
    view: View,
    segments: Segments,
}

impl Document {
    /// Reads a text. Total and linear in the text.
    pub fn of(stored: &str) -> Self {
        let view = mend::mended(stored);
        let segments = Segments::of(view.text());
        Self { view, segments }
    }

    /// Returns the text as it is read.
    pub fn text(&self) -> &str {
        self.view.text()
    }

    /// Returns its paragraphs, sentences and quotations.
    pub fn segments(&self) -> &Segments {
        &self.segments
    }

    /// Returns the bytes of the stored text that bytes of the view stand for.
    pub fn stored(&self, bytes: Range<usize>) -> Range<usize> {
        self.view.stored(bytes)
    }
}
