//! Clauses whose subject is the word before the cue: "what locals said was a warning shot", "a law that
//! the mayor says would close the port". The content is what the cue leaves of the clause.

use super::read::{Found, Read};
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::Class;

/// How many words stand between "what" and the cue at most.
const SOURCE: usize = 8;
/// The verb that frames so; others do, and what follows them is less sure.
const FRAMING: &str = "say";
/// How likely such a content is right.
const TRUST: f32 = 0.7;

/// Adds what is framed so.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    let openers = document.tokens().iter().enumerate().filter(|(_, token)| opens(token));
    let found: Vec<Found> = openers.filter_map(|(at, _)| framed(document, at)).collect();
    for one in found {
        let cue = one.cue.unwrap_or(one.content);
        let same = |at: usize| {
            let own = read.partner(at).is_some_and(|(_, known)| known.overlaps(cue));
            own || !read.place(at).covers(cue)
        };
        if !read.contents_over(one.content).into_iter().any(same) {
            read.add(one);
        }
    }
}

fn opens(token: &Token) -> bool {
    token.has(Class::Relative) || token.is("what") || token.is("that")
}

/// Returns what is framed between the word at `at` and the end of its clause.
fn framed(document: &Document, at: usize) -> Option<Found> {
    let tokens = document.tokens();
    let after = tokens.get(at + 1..)?.iter().take(SOURCE + 1);
    let names = |token: &&Token| {
        token.is_word() && !token.has(Class::Auxiliary) && !says(token) && !opens(token)
    };
    let words = after.take_while(names).count();
    let cue = at + 1 + words;
    let verb = tokens.get(cue + 1)?;
    let frames = (1..=SOURCE).contains(&words) && says(&tokens[cue]) && verb.has(Class::Auxiliary);
    let apart = tokens[cue].bytes.end < verb.bytes.start && !verb.is_clitic();
    // "what she says is that it rained" tells what she says, and needs no frame.
    let tells = tokens.get(cue + 2).is_some_and(|token| token.is("that"));
    // "What you said is right" tells of nothing that is said.
    let own = tokens[at + 1..cue].iter().all(|token| token.has(Class::Talker));
    if !frames || !apart || tells || own || tokens[at].depth != verb.depth {
        return None;
    }
    let sentence = &document.sentences()[document.sentence_at(verb.bytes.start)?].bytes;
    let ends = |token: &&Token| {
        matches!(token.kind, TokenKind::Comma | TokenKind::Semicolon | TokenKind::Stop)
            || token.depth < verb.depth
            || token.bytes.start >= sentence.end
    };
    let end = tokens[cue + 1..]
        .iter()
        .position(|token| ends(&token))
        .map_or(tokens.len(), |n| cue + 1 + n);
    let last = tokens.get(end.checked_sub(1)?)?;
    Some(Found {
        source: Some(tokens[at + 1].bytes.cover(tokens[cue - 1].bytes)),
        cue: Some(tokens[cue].bytes),
        content: Bytes::new(verb.bytes.start, last.bytes.end),
        score: TRUST,
    })
}

fn says(token: &Token) -> bool {
    token.lemma() == FRAMING && !token.is("saying")
}
