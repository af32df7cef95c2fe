//! Paragraphs, sentences and quotations in untyped bytes, for stages that do not read the document yet.

use q7x2_domain::Sentence;

use crate::document::{Bytes, Document};

pub use crate::document::Quotation;

/// A segmented text.
#[derive(Debug, Clone)]
pub struct Segments {
    /// The paragraphs, in order, without the white space around them.
    pub paragraphs: Vec<Bytes>,
    /// The sentences of all paragraphs, in order.
    pub sentences: Vec<Sentence>,
    /// The outermost quotations, in order; none crosses a paragraph.
    pub quotations: Vec<Quotation>,
}

impl Segments {
    /// Segments `text`.
    pub fn of(text: &str) -> Self {
        Document::of(text).segments().clone()
    }

    /// Cuts a range at paragraph ends and takes the white space off the pieces.
    pub fn split(&self, range: Bytes) -> Vec<Bytes> {
        let first = self.paragraph_at(range.start);
        let touched = self.paragraphs[first..].iter().take_while(|p| p.start < range.end);
        let cut = touched.map(|p| range.within(*p));
        cut.filter(|piece| !piece.is_empty()).collect()
    }

    /// Returns the number of the sentence that holds the byte at `at`, or of the nearest one before;
    /// `None` before the first.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        self.sentences.partition_point(|sentence| sentence.bytes.start <= at).checked_sub(1)
    }

    /// Returns the number of the paragraph that holds the byte at `at`, or of the nearest one before.
    pub fn paragraph_at(&self, at: usize) -> usize {
        self.paragraphs.partition_point(|p| p.start <= at).saturating_sub(1)
    }
}

/// Returns the paragraphs that `sentences` make up.
pub fn paragraphs_of(sentences: &[Sentence]) -> Vec<Bytes> {
    let mut found: Vec<Bytes> = Vec::new();
    for sentence in sentences {
        match found.last_mut() {
            Some(last) if !sentence.opens_paragraph => last.end = sentence.bytes.end,
            _ => found.push(sentence.bytes.clone().into()),
        }
    }
    found
}
