//! Whom a report cites: "The dam holds, the Lantern reported, citing two engineers". The engineers say
//! what the Lantern passes on; they are no content of theirs.

use q7x2_domain::Role;

use super::read::{Found, Read};
use crate::document::{Bytes, Document, Word};
use crate::resolve::names_somebody;

/// Adds what those say who are cited, and takes them away as contents.
pub(super) fn turn(read: &mut Read<'_>) {
    let document = read.document;
    for at in read.of_role(Role::Content) {
        let Some((_, cue)) = read.partner(at) else { continue };
        let cited = read.place(at);
        let says = |other: &usize| {
            let told = read.place(*other);
            let apart = read.partner(*other).is_some_and(|(_, own)| own != cue);
            apart && told.end <= cue.start
        };
        if document.slice(cue) != "citing" || cited.start < cue.end || !is_party(document, cited) {
            continue;
        }
        let Some(sentence) = document.sentence_at(cue.start) else { continue };
        let sentence = Bytes::from(&document.sentences()[sentence].bytes);
        let others = read.contents_over(sentence);
        if let Some(told) = others.iter().rfind(|other| says(other)).map(|&other| read.place(other))
        {
            let score = read.score(at);
            read.drop(at);
            read.add(Found { source: Some(cited), cue: Some(cue), content: told, score });
        }
    }
}

/// Tells whether a phrase names who can say something: a name, or a word for people.
fn is_party(document: &Document, phrase: Bytes) -> bool {
    let mut words = document.words(document.tokens_in(phrase));
    names_somebody(document.slice(phrase)) || words.next().is_some_and(Word::is_capital)
}
