//! Periods, the view of a paragraph on which the rules work: a period is a sentence in which every
//! quotation is a single part, however many sentences it holds. How a paragraph is cut into periods
//! is in `periods`.

use crate::document::{
    Bytes, Document, Span, Token, TokenKind, Tokens, is_mark, reads_as_utterance,
};
use crate::lexicon::{Class, Entry};

/// Parts of a period.
pub(super) enum Unit {}

/// A half-open range of parts of a period.
pub(super) type Parts = Span<Unit>;

/// A sentence with each of its quotations as one part.
pub(super) type Period<'d> = Vec<Part<'d>>;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A whole quotation, marks included.
    Quote,
    Comma,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    /// A mark that ends a sentence.
    Stop,
    /// A bullet, a mark that belongs to no quotation and the like.
    Other,
}

impl Kind {
    fn of(token: TokenKind) -> Self {
        match token {
            TokenKind::Word => Self::Word,
            TokenKind::Comma => Self::Comma,
            TokenKind::Colon => Self::Colon,
            TokenKind::Semicolon => Self::Semicolon,
            TokenKind::Dash => Self::Dash,
            TokenKind::Open => Self::Open,
            TokenKind::Close => Self::Close,
            TokenKind::Stop => Self::Stop,
            TokenKind::Mark | TokenKind::Other => Self::Other,
        }
    }
}

/// A word, a punctuation mark or a quotation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'d> {
    pub(super) kind: Kind,
    pub(super) bytes: Bytes,
    text: &'d str,
    /// Its token; nothing of a quotation.
    token: Option<&'d Token>,
}

impl<'d> Part<'d> {
    /// The token at a place.
    pub(super) fn of_token(document: &'d Document, at: usize) -> Self {
        let token = &document.tokens()[at];
        let text = document.slice(token.bytes);
        Self { kind: Kind::of(token.kind), bytes: token.bytes, text, token: Some(token) }
    }

    /// A quotation.
    pub(super) fn of_quotation(document: &'d Document, tokens: Tokens) -> Self {
        let bytes = document.bytes_of(tokens);
        Self { kind: Kind::Quote, bytes, text: document.slice(bytes), token: None }
    }

    /// Returns the word in lower case; nothing for what is no word.
    pub(super) fn word(&self) -> &'d str {
        self.token.map_or("", Token::lower)
    }

    /// Tells whether it is this word, given in lower case.
    pub(super) fn is(&self, word: &str) -> bool {
        self.word() == word
    }

    /// Tells whether the word is of a closed class.
    pub(super) fn has(&self, class: Class) -> bool {
        self.token.is_some_and(|token| token.has(class))
    }

    /// Returns the readings of the cues that begin with the word, those of most words first.
    pub(super) fn cues(&self) -> &'static [Entry] {
        self.token.map_or(&[], Token::cues)
    }

    /// Returns the form under which a dictionary has the word; nothing for what is no word.
    pub(super) fn lemma(&self) -> &'d str {
        self.token.map_or("", Token::lemma)
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// Tells whether it is a word that begins with a capital letter.
    pub(super) fn is_capital(&self) -> bool {
        self.is_word() && self.text.starts_with(char::is_uppercase)
    }

    /// Tells whether it ends the possessor: ’s or a bare apostrophe after s.
    pub(super) fn is_possessive(&self) -> bool {
        self.token.is_some_and(Token::is_possessive)
    }

    /// Tells whether it is an adverb by its look, and no name.
    pub(super) fn looks_adverbial(&self) -> bool {
        self.word().len() > 4 && self.word().ends_with("ly") && !self.is_capital()
    }

    /// Returns the last character inside the marks of a quotation.
    pub(super) fn quote_end(&self) -> Option<char> {
        self.text.trim_end_matches(is_mark).trim_end().chars().next_back()
    }

    /// Tells whether it is a quotation that is a whole utterance rather than a few quoted words.
    pub(super) fn is_utterance(&self) -> bool {
        self.kind == Kind::Quote && reads_as_utterance(self.text)
    }
}

/// Returns the bytes from the first to the last of some parts.
pub(super) fn bytes_of(parts: &[Part<'_>]) -> Option<Bytes> {
    Some(parts.first()?.bytes.cover(parts.last()?.bytes))
}
