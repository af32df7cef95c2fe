//! Pronouns as sources: what each asks of whom it stands for, and whom a relative pronoun follows.
//! Whom the others mean is ranked in `candidates`.

use super::parties::{Gender, Parties};
use super::phrases::{head_of, head_phrase};
use crate::document::{Bytes, Document, TokenKind, Tokens, Word};

/// How many tokens before "who" its antecedent is looked for.
const NEAR: usize = 24;

/// A source that is a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    They,
    It,
    /// who, which, that
    Relative,
    /// I, we, you: somebody in a conversation.
    Party,
}

impl Pronoun {
    /// Returns the pronoun a source is.
    pub(super) fn of(phrase: &str) -> Option<Self> {
        if is_abbreviation(phrase) {
            return None;
        }
        Some(match phrase.to_lowercase().as_str() {
            "he" | "his" | "him" | "himself" => Self::He,
            "she" | "her" | "hers" | "herself" => Self::She,
            "they" | "their" | "them" | "both" => Self::They,
            "it" | "its" => Self::It,
            "who" | "which" | "that" | "whom" => Self::Relative,
            "i" | "we" | "you" | "my" | "our" | "me" | "us" | "your" => Self::Party,
            _ => return None,
        })
    }

    /// Returns the pronoun that opens a source with more words: "who in May".
    pub(super) fn opening(phrase: &str) -> Option<Self> {
        let (first, rest) = phrase.split_once(' ')?;
        let next = rest.split(' ').next().unwrap_or_default();
        let adverb = matches!(next, "in" | "on" | "at" | "after" | "before" | "also" | "later");
        (first.eq_ignore_ascii_case("who") && adverb).then_some(Self::Relative)
    }

    pub(super) fn gender(self) -> Option<Gender> {
        match self {
            Self::He => Some(Gender::Male),
            Self::She => Some(Gender::Female),
            _ => None,
        }
    }
}

/// Tells whether letters that would read as a pronoun are those of a body: "WHO".
pub(super) fn is_abbreviation(word: &str) -> bool {
    word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase())
}

/// Returns the noun phrase that "who" at `at` follows.
pub(super) fn antecedent(document: &Document, at: usize) -> Option<Bytes> {
    let who = document.tokens_in(Bytes::at(at)).start;
    let sentence = document.sentence_at(at)?;
    let sentence = document.tokens_in((&document.sentences()[sentence].bytes).into()).start;
    let near = who.saturating_sub(NEAR).max(sentence.min(who));
    let commas = document.words(Tokens::new(near, who)).rev();
    let end = who - commas.take_while(|w| w.token().kind == TokenKind::Comma).count();
    let window = Tokens::new(near, end);
    let words = after_mark(document, window, false);
    let mut start = last_phrase(document, words)?;
    // "a clerk at the bank who left": a bank is nobody who leaves.
    while is_place_or_body(document, Tokens::new(start, end)) {
        let earlier = Tokens::new(words.start, start);
        let Some(earlier) = before_preposition(document, earlier) else { break };
        start = last_phrase(document, Tokens::new(words.start, earlier))?;
    }
    // "Lind and Ode, who left": both did.
    if start > words.start && document.tokens()[start - 1].is("and") {
        let first = Tokens::new(words.start, start - 1);
        start = last_phrase(document, first).unwrap_or(start);
    }
    // "Lind, a clerk at the bank who left": the name before tells who the clerk is.
    let apposed = matches!(document.word(start).lower(), "a" | "an" | "the" | "his" | "her")
        && start == words.start
        && start > window.start
        && document.tokens()[start - 1].kind == TokenKind::Comma;
    if apposed {
        let before = after_mark(document, Tokens::new(window.start, start - 1), true);
        let named = last_phrase(document, before).map(|from| Tokens::new(from, before.end));
        if let Some(named) = named.filter(|named| named.len() > 1)
            && document.word(named.start).is_capital()
        {
            return Some(document.bytes_of(named));
        }
    }
    Some(document.bytes_of(Tokens::new(start, end)))
}

/// Returns the words after the last mark among some.
fn after_mark(document: &Document, words: Tokens, colon: bool) -> Tokens {
    let mark = |word: &Word<'_>| match word.token().kind {
        TokenKind::Comma | TokenKind::Semicolon | TokenKind::Stop | TokenKind::Open => true,
        TokenKind::Dash => word.text() == "—",
        TokenKind::Mark => matches!(word.text(), "“" | "\""),
        TokenKind::Colon => colon,
        _ => false,
    };
    let last = document.words(words).rev().find(mark);
    Tokens::new(last.map_or(words.start, |mark| mark.at + 1), words.end)
}

/// Tells whether a phrase names a place or body rather than people.
fn is_place_or_body(document: &Document, phrase: Tokens) -> bool {
    let parties = Parties::get();
    let head = head_of(head_phrase(document.slice(document.bytes_of(phrase))));
    parties.is_place(head) || parties.is_body(head)
}

/// Returns the end of the words before a preposition that ends some words.
fn before_preposition(document: &Document, words: Tokens) -> Option<usize> {
    let last = document.words(words).next_back()?;
    let known = matches!(last.text(), "at" | "of" | "in" | "from" | "for" | "with" | "on" | "to");
    known.then_some(last.at)
}

/// Returns where the last noun phrase of some words begins: at the last determiner, or at the
/// last run of capitals.
fn last_phrase(document: &Document, words: Tokens) -> Option<usize> {
    let mut start = None;
    let mut capital = false;
    for word in document.words(words) {
        let determiner = matches!(
            word.lower(),
            "the" | "a" | "an" | "his" | "her" | "their" | "those" | "some" | "one"
        );
        if determiner || (word.is_capital() && !capital) || start.is_none() {
            start = Some(word.at);
        }
        // "Lind’s Ode" is one run.
        capital = word.is_capital() || determiner || capital && word.token().is_possessive();
    }
    start
}
