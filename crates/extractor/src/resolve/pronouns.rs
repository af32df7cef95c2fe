//! Pronouns as sources: what each asks of whom it stands for, and whom a relative pronoun follows.
//! Whom the others mean is ranked in `candidates`.

use super::parties::{Gender, Parties};
use super::phrases::{head_of, head_phrase};
use crate::document::Bytes;

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

/// Returns the noun phrase that "who" at `at` follows.
pub(super) fn antecedent(text: &str, at: usize, reach: usize) -> Option<Bytes> {
    let before = text[..at].trim_end().trim_end_matches(',').trim_end();
    let mut from = before.len().saturating_sub(reach);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = &before[from..];
    let cut = window
        .rfind(['\n', ',', ';', '.', '“', '"', '—', '('])
        .map_or(0, |i| i + window[i..].chars().next().map_or(1, char::len_utf8));
    let words = &window[cut..];
    let mut start = last_phrase(words)?;
    // "a clerk at the bank who left": a bank is nobody who leaves.
    while is_place_or_body(&words[start..]) {
        let Some(earlier) = before_preposition(&words[..start]) else { break };
        start = last_phrase(&words[..earlier])?;
    }
    // "Lind and Ode, who left": both did.
    if let Some(first) = words[..start].trim_end().strip_suffix(" and") {
        start = last_phrase(first).unwrap_or(start);
    }
    // "Lind, a clerk at the bank who left": the name before tells who the clerk is.
    let lead = words[..start].trim();
    let opening = words[start..].split(' ').next().unwrap_or_default().to_lowercase();
    if lead.is_empty() && matches!(opening.as_str(), "a" | "an" | "the" | "his" | "her") {
        let named = window[..cut].strip_suffix(',').and_then(|named| {
            let from = named.rfind(['\n', ',', ';', '.', '“', '"', '—', '(', ':']);
            let from = from.map_or(0, |i| i + named[i..].chars().next().map_or(1, char::len_utf8));
            let start = from + last_phrase(&named[from..])?;
            named[start..].starts_with(char::is_uppercase).then_some(start..named.len())
        });
        if let Some(named) = named.filter(|named| window[named.clone()].contains(' ')) {
            return Some((from + named.start..from + named.end).into());
        }
    }
    Some((from + cut + start..before.len()).into())
}

/// Tells whether a phrase names a place or body rather than people.
fn is_place_or_body(phrase: &str) -> bool {
    let parties = Parties::get();
    let head = head_of(head_phrase(phrase.trim()));
    parties.is_place(head) || parties.is_body(head)
}

/// Returns the end of the words before a preposition that ends `words`.
fn before_preposition(words: &str) -> Option<usize> {
    let trimmed = words.trim_end();
    let last = trimmed.rsplit(' ').next()?;
    let known = matches!(last, "at" | "of" | "in" | "from" | "for" | "with" | "on" | "to");
    known.then(|| trimmed.len() - last.len())
}

/// Returns where the last noun phrase of some words begins: at the last determiner, or at the
/// last run of capitals.
fn last_phrase(words: &str) -> Option<usize> {
    let mut start = None;
    let mut capital = false;
    let mut offset = 0;
    for word in words.split_inclusive(' ') {
        let bare = word.trim();
        let is_capital = bare.starts_with(char::is_uppercase);
        let determiner = matches!(
            bare.to_lowercase().as_str(),
            "the" | "a" | "an" | "his" | "her" | "their" | "those" | "some" | "one"
        );
        if determiner || (is_capital && !capital) || start.is_none() && !bare.is_empty() {
            start = Some(offset);
        }
        capital = is_capital || determiner;
        offset += word.len();
    }
    start
}
