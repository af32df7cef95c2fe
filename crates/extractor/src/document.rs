//! The one view of a text that every stage reads: made once, mended, cut into paragraphs, sentences,
//! quotations and tokens. Nothing else cuts text.
//!
//! Places are in bytes of the view, or in tokens, and typed so ([`Bytes`], [`Tokens`]): one cannot
//! stand for the other. What a statement shows is mapped back to the stored text by
//! [`Document::stored`], and nowhere else.

mod lines;
mod marks;
mod mend;
mod paragraphs;
mod quotations;
mod sentences;
mod span;
mod token;
mod tokens;
mod view;

use std::ops::Range;

use q7x2_domain::Sentence;

use self::paragraphs::paragraphs;
use self::view::View;
use crate::segment::Segments;

pub use self::lines::{LineClass, Paragraph};
pub(crate) use self::marks::{is_mark, is_utterance};
pub use self::quotations::Quotation;
pub(crate) use self::quotations::quotations;
pub use self::span::{Byte, Bytes, Span, TokenUnit, Tokens};
pub use self::token::{Token, TokenKind, Word};

/// A text as it is read. See the module.
#[derive(Debug, Clone)]
pub struct Document {
    view: View,
    paragraphs: Vec<Paragraph>,
    sentences: Vec<Sentence>,
    quotations: Vec<Quotation>,
    tokens: Vec<Token>,
    segments: Segments,
}

impl Document {
    /// Reads a text. Total and linear in the text.
    pub fn of(stored: &str) -> Self {
        let view = mend::mended(stored);
        let text = view.text();
        let lines = paragraphs(text);
        let mut sentences = Vec::new();
        for line in &lines {
            let cut = sentences::sentences(text, *line).into_iter().enumerate();
            sentences.extend(
                cut.map(|(at, bytes)| Sentence { bytes: bytes.range(), opens_paragraph: at == 0 }),
            );
        }
        let quotations = quotations(text, &lines);
        let spans: Vec<Bytes> = sentences.iter().map(|s| s.bytes.clone().into()).collect();
        let tokens = tokens::tokens(text, &spans, &quotations);
        let segments = Segments {
            paragraphs: lines.clone(),
            sentences: sentences.clone(),
            quotations: quotations.clone(),
        };
        let paragraphs = lines::classed(text, &lines);
        Self { view, paragraphs, sentences, quotations, tokens, segments }
    }

    /// Returns the text as it is read.
    pub fn text(&self) -> &str {
        self.view.text()
    }

    /// Returns the words at a place.
    pub fn slice(&self, bytes: Bytes) -> &str {
        &self.text()[bytes.range()]
    }

    /// Returns its paragraphs in order, each with its class.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// Returns the sentences of all paragraphs, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Returns the outermost quotations, in order; none crosses a paragraph.
    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// Returns the quotations that share a character with `bytes`, in order.
    pub fn quotations_over(&self, bytes: Bytes) -> &[Quotation] {
        let first = self.quotations.partition_point(|q| q.bytes.end <= bytes.start);
        let count = self.quotations[first..].partition_point(|q| q.bytes.start < bytes.end);
        &self.quotations[first..first + count]
    }

    /// Returns the tokens of all sentences, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Returns the token at a place, with its document.
    ///
    /// # Panics
    /// When there is no such token.
    pub fn word(&self, at: usize) -> Word<'_> {
        assert!(at < self.tokens.len(), "a place of tokens is one of this document's");
        Word::new(self, at)
    }

    /// Returns the tokens at a place, with their document.
    pub fn words(
        &self,
        tokens: Tokens,
    ) -> impl DoubleEndedIterator<Item = Word<'_>> + ExactSizeIterator {
        tokens.places().map(|at| Word::new(self, at))
    }

    /// Returns the tokens that begin within `bytes`.
    pub fn tokens_in(&self, bytes: Bytes) -> Tokens {
        let at = |place: usize| self.tokens.partition_point(|token| token.bytes.start < place);
        Tokens::new(at(bytes.start), at(bytes.end))
    }

    /// Returns the bytes from the first to the last of some tokens; an empty place where there are
    /// none.
    pub fn bytes_of(&self, tokens: Tokens) -> Bytes {
        match self.tokens[tokens.range()] {
            [ref first, .., ref last] => first.bytes.cover(last.bytes),
            [ref only] => only.bytes,
            [] => {
                let before = tokens.start.checked_sub(1).map(|last| self.tokens[last].bytes.end);
                Bytes::at(before.unwrap_or_default())
            }
        }
    }

    /// Cuts a range at paragraph ends.
    pub fn split(&self, bytes: Bytes) -> Vec<Bytes> {
        let touched = self.paragraphs[self.paragraph_at(bytes.start)..].iter();
        let touched = touched.take_while(|p| p.bytes.start < bytes.end);
        let pieces = touched.map(|paragraph| bytes.within(paragraph.bytes));
        pieces.filter(|piece| !piece.is_empty()).collect()
    }

    /// Returns the number of the sentence that holds the byte at `at`, or of the nearest one before;
    /// `None` before the first.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        self.sentences.partition_point(|sentence| sentence.bytes.start <= at).checked_sub(1)
    }

    /// Returns the number of the paragraph that holds the byte at `at`, or of the nearest one before.
    pub fn paragraph_at(&self, at: usize) -> usize {
        self.paragraphs.partition_point(|p| p.bytes.start <= at).saturating_sub(1)
    }

    /// Tells whether the byte at `at` lies beside the article, in a caption, credit or teaser.
    pub fn is_furniture(&self, at: usize) -> bool {
        let line = self.paragraphs.get(self.paragraph_at(at));
        line.is_some_and(|line| line.class == LineClass::Furniture)
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
