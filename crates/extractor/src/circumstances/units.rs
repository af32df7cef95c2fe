//! Units of a clause: the words and marks of a document, but a source or a content as one unit that no
//! pattern looks into. Knows what each belongs to, not what it tells.

use crate::document::{Bytes, Document, Span, Token, TokenKind, Tokens, Word};
use crate::lexicon::{Class, Entry};
use crate::time::Stretch;

/// What a unit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing: words that may tell a circumstance.
    Free,
    /// The cue.
    Cue,
    /// The source, as one unit.
    Source,
    /// A content of the attribution, as one unit.
    Content,
    /// The source or cue of another attribution.
    Other,
    /// A content of another attribution, as one unit.
    OtherContent,
}

/// Counts the units of one clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClauseUnit {}

/// Units of one clause.
pub(super) type Place = Span<ClauseUnit>;

/// A word or mark, or what is closed to questions.
#[derive(Debug, Clone, Copy)]
struct Unit<'d> {
    part: Part,
    bytes: Bytes,
    /// Nothing for what is closed.
    word: Option<Word<'d>>,
}

/// The units of a clause, in order.
#[derive(Debug)]
pub(super) struct Units<'d> {
    pub(super) document: &'d Document,
    units: Vec<Unit<'d>>,
}

impl<'d> Units<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, units: Vec::new() }
    }

    /// Returns words that belong to nothing, to be read for themselves.
    pub(super) fn free(document: &'d Document, tokens: Tokens) -> Self {
        let mut units = Self::new(document);
        document.words(tokens).for_each(|word| units.push(word, Part::Free));
        units
    }

    /// Appends a word or mark.
    pub(super) fn push(&mut self, word: Word<'d>, part: Part) {
        self.units.push(Unit { part, bytes: word.token().bytes, word: Some(word) });
    }

    /// Appends a stretch as one unit that is closed to questions.
    pub(super) fn close(&mut self, bytes: Bytes, part: Part) {
        self.units.push(Unit { part, bytes, word: None });
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// Tells whether the last unit belongs to a part.
    pub(super) fn ends_with(&self, part: Part) -> bool {
        self.units.last().is_some_and(|last| last.part == part)
    }

    /// Tells whether the unit at `at` belongs to a part.
    pub(super) fn is(&self, at: usize, part: Part) -> bool {
        self.part(at) == Some(part)
    }

    /// Returns what the unit at `at` belongs to.
    pub(super) fn part(&self, at: usize) -> Option<Part> {
        self.units.get(at).map(|unit| unit.part)
    }

    /// Returns from the first to the last unit of a part, if they are one run.
    pub(super) fn run_of(&self, part: Part) -> Option<Place> {
        let first = self.units.iter().position(|unit| unit.part == part)?;
        let count = self.units[first..].iter().take_while(|unit| unit.part == part).count();
        Some(Place::new(first, first + count))
    }

    /// Returns the units that begin within `bytes`.
    pub(super) fn within(&self, bytes: Bytes) -> Place {
        let at = |place: usize| self.units.partition_point(|unit| unit.bytes.start < place);
        Place::new(at(bytes.start), at(bytes.end))
    }

    /// Returns the bytes that some units cover.
    pub(super) fn bytes(&self, place: Place) -> Bytes {
        self.units[place.start].bytes.cover(self.units[place.end - 1].bytes)
    }

    /// Returns the tokens that some units cover.
    pub(super) fn tokens(&self, place: Place) -> Tokens {
        self.document.tokens_in(self.bytes(place))
    }

    fn token(&self, at: usize) -> Option<&'d Token> {
        self.units.get(at).and_then(|unit| unit.word).map(Word::token)
    }

    /// Returns the word at `at` in lower case; nothing for marks, what is closed, and past the end.
    pub(super) fn lower(&self, at: usize) -> &'d str {
        self.token(at).map_or("", Token::lower)
    }

    /// Returns the word or mark at `at` as it is written.
    pub(super) fn text(&self, at: usize) -> &'d str {
        self.units.get(at).and_then(|unit| unit.word).map_or("", Word::text)
    }

    /// Returns what is at `at`; nothing for what is closed and past the end.
    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.token(at).map(|token| token.kind)
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Word)
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Comma)
    }

    /// Tells whether a mark is at `at` that may stand within a name: of quotation, a slash.
    pub(super) fn is_inner_mark(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Other | TokenKind::Mark))
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.units.get(at).and_then(|unit| unit.word).is_some_and(Word::is_capital)
    }

    pub(super) fn is_possessive(&self, at: usize) -> bool {
        self.token(at).is_some_and(Token::is_possessive)
    }

    /// Tells whether the word at `at` is of a closed class.
    pub(super) fn has(&self, at: usize, class: Class) -> bool {
        self.token(at).is_some_and(|token| token.has(class))
    }

    /// Returns the form under which a dictionary has the word at `at`.
    pub(super) fn lemma(&self, at: usize) -> &'d str {
        self.token(at).map_or("", Token::lemma)
    }

    /// Returns the readings of the cues that begin at `at`.
    pub(super) fn cues(&self, at: usize) -> &'static [Entry] {
        self.token(at).map_or(&[], Token::cues)
    }
}

impl Stretch for &Units<'_> {
    fn word(&self, at: usize) -> Option<Word<'_>> {
        self.units.get(at)?.word
    }
}

/// Some units of a clause, as if nothing stood around them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone<'u>(pub(super) &'u Units<'u>, pub(super) Place);

impl Stretch for Alone<'_> {
    fn word(&self, at: usize) -> Option<Word<'_>> {
        let Self(units, place) = self;
        if place.holds(at) { units.units[at].word } else { None }
    }
}
