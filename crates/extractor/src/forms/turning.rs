//! A clause with a cue and a subject of its own behind a cue that stands aside: "Prices rose, officials said,
//! as the mayor warned that …". It is no part of what the officials said.

use q7x2_domain::Role;

use super::read::Read;
use super::told::telling;
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::Class;

/// How many words may stand between the cue and the comma behind it: its source, a time.
const NEAR: usize = 6;
/// How likely such a content is right.
const TRUST: f32 = 0.7;

/// Gives such clauses to their own subjects.
pub(super) fn part(read: &mut Read<'_>) {
    let document = read.document;
    for cue in read.of_role(Role::Cue) {
        let cue = read.place(cue);
        let Some(clause) = clause_behind(document, cue) else { continue };
        let aside = read.contents_over(sentence_of(document, cue)).into_iter().any(|at| {
            let own = read.partner(at).is_some_and(|(_, own)| own.overlaps(cue));
            own && read.place(at).end <= cue.start
        });
        let Some(found) = telling(document, clause, TRUST).filter(|_| aside) else { continue };
        let told = found.cue.unwrap_or_default();
        for at in read.contents_over(clause) {
            let (place, own) = (read.place(at), read.partner(at).map(|(_, own)| own));
            let whose = own.is_none_or(|own| own.overlaps(cue) || own.overlaps(told));
            match place.start + 1 < clause.start && !found.content.covers(place) {
                true if place.start < cue.start => {}
                _ if whose => read.drop(at),
                _ => {}
            }
        }
        read.add(found);
    }
}

fn sentence_of(document: &Document, place: Bytes) -> Bytes {
    let at = document.sentence_at(place.start).unwrap_or_default();
    document.sentences().get(at).map_or(place, |sentence| Bytes::from(&sentence.bytes))
}

/// Returns the clause that a conjunction opens behind the comma after a cue, up to the end of its sentence.
fn clause_behind(document: &Document, cue: Bytes) -> Option<Bytes> {
    let sentence = sentence_of(document, cue);
    let rest = document.run(Bytes::new(cue.end, sentence.end.max(cue.end)));
    let comma = rest.iter().take(NEAR + 1).position(|token| token.kind == TokenKind::Comma)?;
    let words = rest[..comma].iter().all(|token| token.is_word() && token.depth == 0);
    let opener = rest.get(comma + 1).filter(|token| opens(token) && token.depth == 0)?;
    let first = rest.get(comma + 2)?;
    let last = rest.iter().rev().find(|token| token.kind != TokenKind::Stop)?;
    let whole = words && opener.bytes.end < first.bytes.start && first.bytes.start < last.bytes.end;
    whole.then(|| Bytes::new(first.bytes.start, last.bytes.end))
}

/// Tells whether a word joins a clause with a subject of its own.
fn opens(token: &Token) -> bool {
    token.has(Class::SceneSetter) && token.has(Class::Conjunction)
        || token.has(Class::SceneSetter) && token.has(Class::SourceEnder)
        || token.has(Class::Turn) && token.has(Class::Conjunction) && !token.has(Class::Coordinator)
}
