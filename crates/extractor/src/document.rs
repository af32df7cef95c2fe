//! The one view of a text that every stage reads: made once, mended, cut into paragraphs, sentences,
//! quotations and tokens. Nothing else cuts the text; stages may split phrases that they took from it.
//!
//! Places are in bytes of the view, or in tokens, and typed so ([`Bytes`], [`Tokens`]): one cannot
//! stand for the other. What a statement shows is mapped back to the stored text by
//! [`Document::stored`], and nowhere else.

mod dateline;
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
use self::quotations::quotations;
use self::view::View;
use crate::family::{Family, LeftOut};

pub(crate) use self::dateline::dateline;
pub use self::lines::{LineClass, Paragraph};
pub(crate) use self::marks::{is_mark, is_utterance, reads_as_utterance};
pub use self::quotations::Quotation;
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
    left_out: LeftOut,
}

impl Document {
    /// Reads a text. Total and linear in the text.
    pub fn of(stored: &str) -> Self {
        Self::of_without(stored, LeftOut::default())
    }

    /// Reads a text without some families of rules.
    pub(crate) fn of_without(stored: &str, left_out: LeftOut) -> Self {
        Self::of_view(mend::mended(stored, left_out), left_out)
    }

    /// Reads a text that is mended already, as it stands.
    pub fn plain(text: &str) -> Self {
        Self::of_view(View::new(text), LeftOut::default())
    }

    fn of_view(view: View, left_out: LeftOut) -> Self {
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
        let paragraphs = lines::classed(text, &lines);
        Self { view, paragraphs, sentences, quotations, tokens, left_out }
    }

    /// Tells whether a family of rules bears on it.
    pub(crate) fn uses(&self, family: Family) -> bool {
        self.left_out.spares(family)
    }

    /// Returns the families of rules that do not bear on it.
    pub(crate) fn left_out(&self) -> LeftOut {
        self.left_out
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

    /// Returns the token at a place, with its text.
    ///
    /// # Panics
    /// When there is no such token.
    pub fn word(&self, at: usize) -> Word<'_> {
        let token = &self.tokens[at];
        Word::new(token, self.slice(token.bytes), at)
    }

    /// Returns the tokens at a place, each with its text.
    pub fn words(
        &self,
        tokens: Tokens,
    ) -> impl DoubleEndedIterator<Item = Word<'_>> + ExactSizeIterator {
        tokens.places().map(|at| self.word(at))
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

    /// Returns the paragraph that holds the byte at `at`, or the nearest one before; `None` in a text
    /// without any.
    pub fn line_at(&self, at: usize) -> Option<&Paragraph> {
        self.paragraphs.get(self.paragraph_at(at))
    }

    /// Tells whether the byte at `at` lies beside the article, in a caption, credit or teaser.
    pub fn is_furniture(&self, at: usize) -> bool {
        self.line_at(at).is_some_and(|line| line.class == LineClass::Furniture)
    }

    /// Returns the bytes of the stored text that bytes of the view stand for.
    pub fn stored(&self, bytes: Bytes) -> Range<usize> {
        self.view.stored(bytes.range())
    }

    /// Returns the tokens that begin within `bytes`, where their places do not matter.
    pub fn run(&self, bytes: Bytes) -> &[Token] {
        &self.tokens[self.tokens_in(bytes).range()]
    }

    /// Returns the words that begin within `bytes`, without the marks between them.
    pub fn words_in(&self, bytes: Bytes) -> impl DoubleEndedIterator<Item = &Token> {
        self.run(bytes).iter().filter(|token| token.is_word())
    }

    /// Returns the token right before a place of the text.
    pub fn token_before(&self, at: usize) -> Option<&Token> {
        self.run(Bytes::new(0, at)).last()
    }

    /// Returns how many words begin within `bytes`; "Lind’s" is one.
    pub fn count_words(&self, bytes: Bytes) -> usize {
        self.words_in(bytes).filter(|token| !token.is_clitic()).count()
    }

    /// Returns some tokens in lower case, with a space where they stand apart.
    pub fn lower(&self, tokens: Tokens) -> String {
        let mut lower = String::new();
        let mut end = None;
        for word in self.words(tokens) {
            let bytes = word.token().bytes;
            if end.is_some_and(|end| end < bytes.start) {
                lower.push(' ');
            }
            lower.push_str(if word.token().is_word() { word.lower() } else { word.text() });
            end = Some(bytes.end);
        }
        lower
    }

    /// Returns what is left of a place without the dateline that opens it.
    pub(crate) fn without_dateline(&self, bytes: Bytes) -> Bytes {
        Bytes::new(bytes.start + dateline(self.slice(bytes)), bytes.end)
    }

    /// Returns the sentences that begin within `bytes`, in order.
    pub fn sentences_in(&self, bytes: Bytes) -> &[Sentence] {
        let at = |place: usize| self.sentences.partition_point(|s| s.bytes.start < place);
        &self.sentences[at(bytes.start)..at(bytes.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(document: &Document, words: &str) -> Bytes {
        let at = document.text().find(words).expect("the words are in the text");
        Bytes::new(at, at + words.len())
    }

    #[test]
    fn words_are_counted_and_shown_without_marks_between() {
        let document = Document::of("The Ode-Lantern’s “Late” Show, she’ll say, is over.");
        let whole = place(&document, "The Ode-Lantern’s “Late” Show, she’ll");
        assert_eq!(document.count_words(whole), 5);
        assert_eq!(document.words_in(whole).count(), 7);
        let tokens = document.tokens_in(place(&document, "The Ode-Lantern’s “Late” Show"));
        assert_eq!(document.lower(tokens), "the ode-lantern’s “late” show");
    }

    #[test]
    fn what_stands_before_a_place_is_the_token_right_before() {
        let document = Document::of("Lind left, Ode stayed.");
        let before = document.token_before(place(&document, "Ode").start);
        assert_eq!(before.map(|token| token.kind), Some(TokenKind::Comma));
        assert!(document.token_before(0).is_none());
    }

    #[test]
    fn a_plain_text_is_read_as_it_stands() {
        let text = "Lind &amp; Berg";
        assert_eq!(Document::of(text).text(), "Lind & Berg");
        assert_eq!(Document::plain(text).text(), text);
    }

    #[test]
    fn sentences_are_those_that_begin_within() {
        let document = Document::of("One. Two.\nThree. Four.");
        let second = document.paragraphs()[1].bytes;
        let words = document.sentences_in(second).iter().map(|s| &document.text()[s.bytes.clone()]);
        assert_eq!(words.collect::<Vec<_>>(), ["Three.", "Four."]);
        assert!(document.sentences_in(Bytes::at(0)).is_empty());
    }
}
