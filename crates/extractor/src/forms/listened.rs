//! Whom somebody tells what is quoted: "“Go,” Lind told Ode on Monday, according to two aides". Ode listens,
//! the aides tell it, and what stands between the two cues is said by nobody.

use q7x2_domain::Role;

use super::read::Read;
use crate::document::{Bytes, Document, Token};
use crate::lexicon::{Class, Takes};

/// How many words name a listener and a time at most.
const WORDS: usize = 10;

/// Takes such listeners away from the contents.
pub(super) fn drop(read: &mut Read<'_>) {
    let document = read.document;
    let mut cues: Vec<Bytes> =
        read.of_role(Role::Cue).into_iter().map(|at| read.place(at)).collect();
    cues.sort_unstable();
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let Some((_, cue)) = read.partner(at).filter(|(_, cue)| content.end <= cue.start) else {
            continue;
        };
        let cites = document.words_in(cue).next().is_some_and(|first| first.is("according"));
        let told = |other: &&Bytes| other.end < content.start && content.start - other.end < 3;
        let before = cues.partition_point(|other| other.start < content.start);
        let Some(telling) = cues[..before].last().filter(told).filter(|_| cites) else { continue };
        if listens(document, *telling) && is_noun(document, content) && tells(read, *telling) {
            read.drop(at);
        }
    }
}

/// Tells whether a cue is a verb with somebody who listens right behind it.
fn listens(document: &Document, cue: Bytes) -> bool {
    let last = document.words_in(cue).next_back();
    let entries = last.into_iter().flat_map(Token::cues).filter(|entry| entry.rest.is_empty());
    entries.flat_map(|entry| &entry.readings).any(|reading| reading.takes.has(Takes::LISTENER))
}

/// Tells whether a cue has a content before it.
fn tells(read: &Read<'_>, cue: Bytes) -> bool {
    let document = read.document;
    let Some(sentence) = document.sentence_at(cue.start) else { return false };
    let sentence = Bytes::from(&document.sentences()[sentence].bytes);
    let before = read.contents_over(Bytes::new(sentence.start, cue.start.max(sentence.start)));
    before.into_iter().any(|at| read.partner(at).is_some_and(|(_, own)| own == cue))
}

/// Tells whether a few words make no clause.
fn is_noun(document: &Document, content: Bytes) -> bool {
    let run = document.run(content);
    let verb = |token: &Token| {
        token.has(Class::Auxiliary) && !token.is_possessive() || token.has(Class::Verb)
    };
    run.len() <= WORDS
        && run.iter().all(|token| token.is_word() && token.depth == 0 && !verb(token))
}
