//! Paragraphs, sentences and quotations in untyped bytes, for stages that do not read the document yet.

use std::ops::Range;

use q7x2_domain::Sentence;

use crate::document::{Bytes, Document};
pub(crate) use crate::document::{is_mark, is_utterance};

/// An outermost quotation, or the part of it that stands in one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Where it stands, in bytes, its marks included.
    pub bytes: Range<usize>,
    /// The paragraph it stands in.
    pub paragraph: usize,
    /// Whether it goes on from the last quotation of an earlier paragraph.
    pub continues: bool,
    /// Whether a mark closes it, here or in a later paragraph.
    pub closed: bool,
}

impl From<&crate::document::Quotation> for Quotation {
    fn from(typed: &crate::document::Quotation) -> Self {
        Self {
            bytes: typed.bytes.range(),
            paragraph: typed.paragraph,
            continues: typed.continues,
            closed: typed.closed,
        }
    }
}

/// Returns the outermost quotations of `text`.
pub fn quotations(text: &str, paragraphs: &[Range<usize>]) -> Vec<Quotation> {
    let paragraphs: Vec<Bytes> = paragraphs.iter().cloned().map(Bytes::from).collect();
    crate::document::quotations(text, &paragraphs).iter().map(Quotation::from).collect()
}

/// A segmented text.
#[derive(Debug, Clone)]
pub struct Segments {
    /// The paragraphs, in order, without the white space around them.
    pub paragraphs: Vec<Range<usize>>,
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
    pub fn split(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let first = self.paragraph_at(range.start);
        let touched = self.paragraphs[first..].iter().take_while(|p| p.start < range.end);
        let cut = touched.map(|p| p.start.max(range.start)..p.end.min(range.end));
        cut.filter(|piece| piece.start < piece.end).collect()
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
pub fn paragraphs_of(sentences: &[Sentence]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in sentences {
        match found.last_mut() {
            Some(last) if !sentence.opens_paragraph => last.end = sentence.bytes.end,
            _ => found.push(sentence.bytes.clone()),
        }
    }
    found
}

/// Tells whether two ranges of a text share a character.
pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
