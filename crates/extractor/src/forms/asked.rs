//! Who is asked does not ask: "Pressed on whether the weir held, Lind said it did", "Lind laughed when asked
//! about the mill". The question is nobody's whom the sentence names, and no part of the answer.

use q7x2_domain::Role;

use super::read::Read;
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::Class;

/// Takes questions out of answers, and the answerer away from the question.
pub(super) fn part(read: &mut Read<'_>) {
    let document = read.document;
    for cue in read.of_role(Role::Cue) {
        let place = read.place(cue);
        let mut words = document.words_in(place);
        if words.next().is_some_and(|first| first.has(Class::Asking)) && is_passive(document, place)
        {
            read.part(cue);
        }
    }
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let Some((_, cue)) = read.partner(at).filter(|(_, cue)| content.end <= cue.start) else {
            continue;
        };
        let opener = opener(document, content);
        if opener.is_some_and(|opener| content.end <= opener.end && cue.start >= opener.end) {
            read.drop(at);
        }
    }
}

/// Tells whether a participle has nobody before it who asks: it opens its sentence, or follows "when".
fn is_passive(document: &Document, cue: Bytes) -> bool {
    let sentence = document.sentence_at(cue.start).map(|at| &document.sentences()[at].bytes);
    let before = document.token_before(cue.start);
    sentence.is_some_and(|sentence| sentence.start == cue.start)
        || before.is_some_and(|before| before.is("when") || before.is("if") || before.is("once"))
}

/// Returns the phrase up to its comma with which the sentence of a content opens, if it asks: "Asked
/// whether it rained".
fn opener(document: &Document, content: Bytes) -> Option<Bytes> {
    let sentence = Bytes::from(&document.sentences()[document.sentence_at(content.start)?].bytes);
    let run = document.run(sentence);
    run.first().filter(|first| first.has(Class::Asking))?;
    let comma = |token: &Token| token.kind == TokenKind::Comma && token.depth == 0;
    let end = run.iter().find(|token| comma(token))?.bytes.end;
    Some(Bytes::new(sentence.start, end))
}
