//! Who tells in a letter what its readers are told: "In an e-mail sent by the chairman, Per Ode, the crew were
//! told that the mill would close". The verb has its listeners for a subject; who wrote the letter says it.

use q7x2_domain::Role;

use super::read::{Found, Read};
use crate::circumstances::is_piece;
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::{Class, Takes};

/// How many words stand before the verb at most.
const OPENING: usize = 32;
/// How many words stand before the piece at most: "In a short e-mail".
const PIECE: usize = 6;
/// How many words lie between the piece and "by".
const CARRIED: usize = 2;
/// How many words name who wrote it.
const NAME: usize = 10;
/// How likely such a content is right.
const TRUST: f32 = 0.7;

/// Gives such contents to those who wrote the letter.
pub(super) fn give(read: &mut Read<'_>) {
    let document = read.document;
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let Some((_, cue)) = read.partner(at).filter(|(_, cue)| cue.end <= content.start) else {
            continue;
        };
        let Some(sentence) = document.sentence_at(cue.start) else { continue };
        let sentence = Bytes::from(&document.sentences()[sentence].bytes);
        if !is_told(document, cue) || sentence.start > cue.start {
            continue;
        }
        let before = document.run(Bytes::new(sentence.start, cue.start));
        if let Some(source) = writer(before) {
            read.drop_told_by(cue, sentence);
            read.add(Found { source: Some(source), cue: Some(cue), content, score: TRUST });
        }
    }
}

/// Tells whether a cue says of somebody that he was told something.
fn is_told(document: &Document, cue: Bytes) -> bool {
    let mut words = document.words_in(cue);
    let passive = words.next().is_some_and(|first| first.has(Class::Be));
    let last = words.next_back();
    let entries = last.into_iter().flat_map(Token::cues);
    let mut readings = entries.flat_map(|entry| &entry.readings);
    passive && readings.any(|reading| reading.takes.has(Takes::LISTENER))
}

/// Returns who wrote what a sentence opens with.
fn writer(before: &[Token]) -> Option<Bytes> {
    before.first().filter(|first| first.is("in") && before.len() <= OPENING)?;
    let piece = before.iter().take(PIECE).rposition(|token| is_piece(token.lower()))?;
    let rest = &before[piece + 1..];
    let by = rest.iter().take(CARRIED + 1).position(|t| t.is("by") || t.is("from"))?;
    let name = &rest[by + 1..];
    // The name ends at the last comma: what stands behind it is who was told.
    let end = name.iter().rposition(|token| token.kind == TokenKind::Comma)?;
    let name = &name[..end];
    let plain = |token: &Token| {
        (token.is_word() || token.kind == TokenKind::Comma) && !token.has(Class::Auxiliary)
    };
    let named = (1..=NAME).contains(&name.len()) && name.iter().all(plain);
    named.then(|| Some(name.first()?.bytes.cover(name.last()?.bytes))).flatten()
}
