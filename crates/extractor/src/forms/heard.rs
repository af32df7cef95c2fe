//! What a court is told by whom nobody names: "The court heard that the brakes had failed", "The jury was
//! told she had been asleep". The court is no part of it, and says nothing.

use super::read::{Found, Read};
use crate::document::{Bytes, Document, Token, TokenKind, Tokens};
use crate::lexicon::Class;

/// How many words stand before the verb at most.
const SUBJECT: usize = 8;
/// How likely such a content is right.
const TRUST: f32 = 0.7;

/// Adds what courts hear.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    for sentence in document.sentences() {
        let tokens = document.tokens_in((&sentence.bytes).into());
        if let Some(found) = heard(document, tokens) {
            // "The court" is no content either.
            let own = found.cue.unwrap_or(found.content);
            read.drop_told_by(own, (&sentence.bytes).into());
            for at in read.contents_over(found.content) {
                // Nor is it who told what was heard.
                let told = read.partner(at).filter(|(_, cue)| found.content.covers(*cue));
                let outside = |cue| {
                    read.partner(cue).is_some_and(|(_, source)| !found.content.covers(source))
                };
                if let Some((cue, _)) = told.filter(|(cue, _)| outside(*cue)) {
                    read.drop(at);
                    read.drop(cue);
                }
            }
            read.claim(found);
        }
    }
}

/// Returns what a sentence says that a court heard.
fn heard(document: &Document, sentence: Tokens) -> Option<Found> {
    let tokens = &document.tokens()[sentence.range()];
    let near = tokens.iter().take(SUBJECT);
    let court = near.clone().position(|token| token.has(Class::Hearing))?;
    let verb = court + 1;
    let mut end = verb;
    while tokens
        .get(end)
        .is_some_and(|token| token.has(Class::Auxiliary) || token.has(Class::Adverb))
    {
        end += 1;
    }
    let passive = tokens[verb..end].iter().any(|token| token.has(Class::Be));
    let last = tokens.get(end)?;
    let hears = last.is("heard") && !passive || last.is("told") && passive;
    let content = tokens.get(end + 1)?;
    let plain = |token: &Token| token.is_word() && token.depth == 0;
    let clause = content.is("that")
        || content.has(Class::Determiner) && last.is("told")
        || content.has(Class::Subject) && last.is("told");
    let stop = tokens.iter().rfind(|token| token.kind != TokenKind::Stop)?;
    let leads = tokens[..court].iter().all(plain);
    (hears && clause && leads && plain(content)).then(|| Found {
        source: None,
        cue: Some(tokens[verb].bytes.cover(last.bytes)),
        content: Bytes::new(content.bytes.start, stop.bytes.end),
        score: TRUST,
    })
}
