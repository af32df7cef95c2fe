//! Whom a report cites: "The dam holds, the Lantern reported, citing two engineers". The engineers say
//! what the Lantern passes on; they are no content of theirs.

use q7x2_domain::Role;

use super::read::{Found, Read};
use crate::document::{Bytes, Document, Word};
use crate::resolve::names_somebody;

/// Adds what those say who are cited, and takes them away as contents.
pub(super) fn turn(read: &mut Read<'_>) {
    let document = read.document;
    let contents: Vec<usize> = read.of_role(Role::Content);
    for &at in &contents {
        let Some((_, cue)) = read.partner(at) else { continue };
        let cited = read.place(at);
        let says = |other: &usize| {
            let told = read.place(*other);
            let apart = read.partner(*other).is_some_and(|(_, own)| own != cue);
            apart && told.end <= cue.start && same_sentence(document, told, cue)
        };
        if document.slice(cue) != "citing" || cited.start < cue.end || !is_party(document, cited) {
            continue;
        }
        if let Some(told) =
            contents.iter().rfind(|other| says(other)).map(|&other| read.place(other))
        {
            let score = read.score(at);
            read.drop(at);
            read.add(Found { source: Some(cited), cue: Some(cue), content: told, score });
        }
    }
}

fn same_sentence(document: &Document, one: Bytes, other: Bytes) -> bool {
    document.sentence_at(one.start) == document.sentence_at(other.start)
}

/// Tells whether a phrase names who can say something: a name, or a word for people.
fn is_party(document: &Document, phrase: Bytes) -> bool {
    let mut words = document.words(document.tokens_in(phrase));
    names_somebody(document.slice(phrase)) || words.next().is_some_and(Word::is_capital)
}
