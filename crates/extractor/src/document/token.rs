//! Tokens: words, marks and what each is as far as closed classes and the cue lexicon tell.

use std::sync::Arc;

use q7x2_domain::Mode;

use super::span::Bytes;
use crate::lexicon::{Class, Classes, Cue, Entry, Form, Takes};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word, a number, the ’s of a possessive or of "it’s".
    Word,
    /// A quotation mark.
    Mark,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A semicolon.
    Semicolon,
    /// A dash or a hyphen between words.
    Dash,
    /// A bracket that opens.
    Open,
    /// A bracket that closes.
    Close,
    /// A mark that ends a sentence.
    Stop,
    /// A bullet, a slash and the like.
    Other,
}

/// A token of a document. Its words are in the document: see [`Word`].
#[derive(Debug, Clone)]
pub struct Token {
    /// Where it stands.
    pub bytes: Bytes,
    /// What it is.
    pub kind: TokenKind,
    /// How many quotations it lies in, its own marks included.
    pub depth: u8,
    /// What is known of the word; shared by all its tokens.
    pub(super) known: Arc<Known>,
}

/// A word as the lexicon knows it; nothing for what is no word.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The word in lower case.
    pub(super) lower: Box<str>,
    pub(super) classes: Classes,
    pub(super) cues: &'static [Entry],
}

impl Token {
    /// Returns the word in lower case; nothing for what is no word.
    pub fn lower(&self) -> &str {
        &self.known.lower
    }

    /// Makes it the mark of a quotation.
    pub(super) fn close(&mut self) {
        self.kind = TokenKind::Mark;
        self.known = Arc::default();
    }

    /// Tells whether it is a word.
    pub fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// Tells whether it is this word, given in lower case.
    pub fn is(&self, word: &str) -> bool {
        &*self.known.lower == word
    }

    /// Tells whether the word is of a closed class.
    pub(crate) fn has(&self, class: Class) -> bool {
        self.known.classes.has(class)
    }

    /// Returns the closed classes that the word is of.
    pub(crate) fn classes(&self) -> Classes {
        self.known.classes
    }

    /// Returns the readings of the cues that begin with the word, those of most words first.
    pub(crate) fn cues(&self) -> &'static [Entry] {
        self.known.cues
    }

    /// Tells whether the word begins a finite verb that can be a cue of this mode.
    pub(crate) fn reports_in(&self, mode: Mode) -> bool {
        let reports = |entry: &Entry| entry.readings.iter().any(|cue| cue.mode == mode);
        self.finite().any(reports)
    }

    /// Tells whether the word by itself is a finite verb of speech that takes such a thing.
    pub(crate) fn says(&self, takes: Takes) -> bool {
        let says = |cue: &Cue| cue.mode == Mode::Speech && cue.takes.has(takes);
        self.finite().any(|entry| entry.rest.is_empty() && entry.readings.iter().any(says))
    }

    fn finite(&self) -> impl Iterator<Item = &'static Entry> {
        self.cues().iter().filter(|entry| matches!(entry.form, Form::Past | Form::Third))
    }

    /// Returns the form under which a dictionary has the word, as far as the tables know it: "be" for
    /// "were", "say" for "said"; else the word in lower case.
    pub(crate) fn lemma(&self) -> &str {
        if self.has(Class::Be) {
            return "be";
        }
        let alone = self.known.cues.iter().find(|entry| entry.rest.is_empty());
        alone.map_or(&self.known.lower, |entry| &entry.lemma)
    }

    /// Tells whether it ends a possessor: ’s, or a bare apostrophe behind s.
    pub fn is_possessive(&self) -> bool {
        matches!(&*self.known.lower, "’s" | "'s" | "’" | "'")
    }

    /// Tells whether it leans on the word before, as the ’s of "Lind’s" and the ’ll of "he’ll" do.
    pub fn is_clitic(&self) -> bool {
        self.known.lower.starts_with(['’', '\''])
    }
}

/// A token with its text, for questions about how it is written.
#[derive(Debug, Clone, Copy)]
pub struct Word<'d> {
    token: &'d Token,
    text: &'d str,
    /// Which token it is.
    pub at: usize,
}

impl<'d> Word<'d> {
    pub(super) fn new(token: &'d Token, text: &'d str, at: usize) -> Self {
        Self { token, text, at }
    }

    /// Returns the token.
    pub fn token(self) -> &'d Token {
        self.token
    }

    /// Returns the token as it is written.
    pub fn text(self) -> &'d str {
        self.text
    }

    /// Returns the word in lower case; nothing for what is no word.
    pub fn lower(self) -> &'d str {
        &self.token.known.lower
    }

    /// Tells whether it is a word that begins with a capital letter.
    pub fn is_capital(self) -> bool {
        self.token.is_word() && self.text.starts_with(char::is_uppercase)
    }
}
