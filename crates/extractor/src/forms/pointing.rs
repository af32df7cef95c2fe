//! What was read as a telling and tells nothing: words that only point to what somebody meant ("said Lind,
//! referring to the bridge"), names of things ("a song called “Weir”"), deeds done to a thing that no
//! clause describes ("the toll was announced"), and labels that name no speaker.

use q7x2_domain::Role;

use super::read::Read;
use crate::document::{Bytes, Document, LineClass, Token, TokenKind};
use crate::lexicon::{Class, Form};

/// A quotation of more words is said, whatever its cue calls it.
const NAME: usize = 6;

/// Takes away what tells nothing.
pub(super) fn drop(read: &mut Read<'_>) {
    let document = read.document;
    let cues: Vec<Bytes> = read.of_role(Role::Cue).into_iter().map(|at| read.place(at)).collect();
    for at in read.of_role(Role::Content) {
        let Some((cue, place)) = read.partner(at) else { continue };
        let content = read.place(at);
        let sourceless = read.partner(cue).is_none();
        let words: Vec<&Token> = document.words_in(place).collect();
        let gone = points(document, place, &words, &cues)
            || sourceless
                && (names(document, &words, content)
                    || undergoes(document, &words, place, content))
            || labels(document, place, content);
        if gone {
            read.drop(at);
        }
    }
}

/// Tells whether a cue only says what another one of its sentence meant.
fn points(document: &Document, cue: Bytes, words: &[&Token], cues: &[Bytes]) -> bool {
    let Some(first) = words.first().filter(|first| first.has(Class::Pointing)) else {
        return false;
    };
    let sentence = document.sentence_at(first.bytes.start);
    let before = cues.partition_point(|known| known.start < cue.start);
    let known = cues[..before].last();
    known.is_some_and(|known| document.sentence_at(known.start) == sentence)
}

/// Tells whether a cue gives a thing its name.
fn names(document: &Document, words: &[&Token], content: Bytes) -> bool {
    words.last().is_some_and(|last| last.has(Class::Naming))
        && document.count_words(content) <= NAME
}

/// Tells whether a cue is a deed done to what its content names, which no clause describes.
fn undergoes(document: &Document, words: &[&Token], cue: Bytes, content: Bytes) -> bool {
    let passive = words.iter().any(|word| word.has(Class::Be))
        && words
            .last()
            .is_some_and(|last| last.cues().iter().any(|entry| entry.form == Form::Past));
    let quoted = document.run(content).iter().any(|token| token.depth > 0);
    let verb = |word: &Token| word.has(Class::Auxiliary) || word.has(Class::Verb);
    passive && content.end <= cue.start && !quoted && !document.words_in(content).any(verb)
}

/// Tells whether a colon behind the first words of a line is no speaker's: what follows is no clause,
/// or the line opens the article with the place it is from.
fn labels(document: &Document, cue: Bytes, content: Bytes) -> bool {
    let Some(line) = document.line_at(cue.start) else { return false };
    let quoted = document.run(content).first().is_some_and(|first| first.kind == TokenKind::Mark);
    if document.slice(cue) != ":"
        || quoted
        || line.class != LineClass::Prose
        || content.start < cue.end
    {
        return false;
    }
    let lead = document.count_words(Bytes::new(line.bytes.start, cue.start));
    let verb = |word: &Token| word.has(Class::Auxiliary) || word.has(Class::Verb);
    let clause = document.words_in(content).any(verb);
    let prose = document.paragraphs().iter().find(|line| line.class == LineClass::Prose);
    let first = prose.is_some_and(|first| first.bytes == line.bytes);
    !clause || first && lead <= 2
}
