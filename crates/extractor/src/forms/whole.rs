//! Contents that stop before a clause which only says more of their last words: "she said the toll would
//! fall at the weir, which the crew had closed". The rest of the sentence belongs to them, unless
//! something else was read in it.

use q7x2_domain::Role;

use super::read::Read;
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::{Class, Takes};

/// How many words the rest has at most.
const REST: usize = 40;

/// Lets contents go on to the end of their sentence.
pub(super) fn extend(read: &mut Read<'_>) {
    let document = read.document;
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let follows = read.partner(at).is_some_and(|(_, cue)| tells(document, cue, content));
        if let Some(rest) = rest(document, content).filter(|rest| follows && !read.is_marked(*rest))
        {
            read.end_at(at, rest.end);
        }
    }
}

/// Tells whether a content is a clause behind a cue that takes one.
fn tells(document: &Document, cue: Bytes, content: Bytes) -> bool {
    let verb = document.words_in(cue).next_back().map_or(&[][..], Token::cues);
    let mut readings = verb.iter().flat_map(|entry| &entry.readings);
    let finite = |word: &Token| word.has(Class::Auxiliary) || word.has(Class::Verb);
    cue.end <= content.start
        && readings.any(|cue| cue.takes.has(Takes::CLAUSE))
        && document.words_in(content).any(finite)
}

/// Returns the rest of the sentence of a content, if it only says more of its last words.
fn rest(document: &Document, content: Bytes) -> Option<Bytes> {
    let sentence = &document.sentences()[document.sentence_at(content.start)?].bytes;
    if sentence.end <= content.end || document.run(content).last()?.depth > 0 {
        return None;
    }
    let run = document.run(Bytes::new(content.end, sentence.end));
    let (comma, opener) = (run.first()?, run.get(1)?);
    let end = run.iter().rfind(|token| token.kind != TokenKind::Stop)?.bytes.end;
    let rest = Bytes::new(comma.bytes.start, end);
    let plain = |token: &Token| token.depth == 0 && token.lemma() != "say";
    let fits = comma.kind == TokenKind::Comma
        && opener.has(Class::Relative)
        && document.count_words(rest) <= REST
        && run.iter().all(plain);
    fits.then_some(rest)
}
