//! Where parties stand in their sentences: as subjects, owners, behind prepositions, right before a
//! verb of saying. Reads tokens, decides nothing.

use super::super::entities::{Entities, Mention};
use crate::document::{Bytes, Document, TokenKind, Tokens};
use crate::lexicon::Class;

/// How many tokens after a name its verb of saying may stand.
const VERB: usize = 4;

/// A place where a party is named or described.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) tokens: Tokens,
    /// How many words of the name stand here.
    pub(super) words: usize,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    pub(super) quoted: bool,
    /// Whether it is the subject of a clause.
    pub(super) subject: bool,
    /// Whether ’s follows.
    pub(super) owner: bool,
    /// Whether a preposition stands before it.
    pub(super) governed: bool,
    /// Whether it ends a phrase that began with another noun: "the mayor, Ada Lind".
    pub(super) apposed: bool,
    /// Whether "and" joins it to another.
    pub(super) joined: bool,
    /// Whether a verb of saying follows.
    pub(super) says: bool,
    pub(super) opens_sentence: bool,
    pub(super) opens_paragraph: bool,
}

/// Reads where each mention of an article stands, by entity.
pub(super) fn spots_of(
    document: &Document,
    entities: &Entities,
    subjects: &[Bytes],
) -> Vec<Vec<Spot>> {
    let of = |mention: &Mention| {
        let place = (mention.sentence, mention.paragraph);
        Spot::at(document, subjects, mention.tokens, mention.words, place)
    };
    let all = 0..entities.list.len();
    all.map(|entity| entities.of_entity(entity).map(of).collect()).collect()
}

impl Spot {
    /// Reads a place of a sentence and paragraph.
    pub(super) fn at(
        document: &Document,
        subjects: &[Bytes],
        tokens: Tokens,
        words: usize,
        (sentence, paragraph): (usize, usize),
    ) -> Self {
        let bytes = document.bytes_of(tokens);
        let all = document.tokens();
        let next = all.get(tokens.end);
        let before = tokens.start.checked_sub(1).map(|at| &all[at]);
        let owner = next.is_some_and(crate::document::Token::is_possessive);
        let from = subjects.partition_point(|subject| subject.end < bytes.end);
        let subject = subjects[from..].iter().take(3).find(|s| s.holds(bytes.start));
        let heads = |subject: &Bytes| {
            let first = document.tokens_in(*subject).start;
            let closes = next.is_none_or(|next| next.kind == TokenKind::Comma);
            subject.end == bytes.end || closes || first >= tokens.start
        };
        let start = document
            .sentences()
            .get(sentence)
            .map_or(0, |s| document.tokens_in(Bytes::at(s.bytes.start)).start);
        let opens_sentence = tokens.start <= start + 2;
        let opens = document.sentences().get(sentence).is_some_and(|s| s.opens_paragraph);
        Self {
            tokens,
            words,
            sentence,
            paragraph,
            quoted: all.get(tokens.start).is_some_and(|token| token.depth > 0),
            subject: subject.is_some_and(heads) && !owner,
            owner,
            governed: governed(document, tokens, start),
            apposed: before.is_some_and(|token| token.kind == TokenKind::Comma) && !opens_sentence,
            joined: before.is_some_and(|token| token.is("and"))
                || next.is_some_and(|token| token.is("and")),
            says: says(document, tokens.end),
            opens_sentence,
            opens_paragraph: opens && opens_sentence,
        }
    }
}

/// Tells whether a preposition stands before a place, determiners and titles aside.
fn governed(document: &Document, tokens: Tokens, start: usize) -> bool {
    let from = start.min(tokens.start).max(tokens.start.saturating_sub(5));
    let before = document.words(Tokens::new(from, tokens.start)).rev();
    let mut before = before.skip_while(|word| {
        word.is_capital() || word.token().has(Class::Determiner) || word.token().has(Class::Article)
    });
    before.next().is_some_and(|word| {
        word.token().has(Class::Preposition) && word.text().starts_with(char::is_lowercase)
    })
}

/// Tells whether a verb of saying begins right at a token, auxiliaries and adverbs aside.
pub(super) fn says(document: &Document, from: usize) -> bool {
    let end = document.tokens().len().min(from + VERB);
    let words = document.words(Tokens::new(from.min(end), end));
    let mut words = words
        .skip_while(|word| word.token().has(Class::Adverb) || word.token().has(Class::Auxiliary));
    words.next().is_some_and(|word| !word.token().cues().is_empty())
}
