//! Headlines that tell who says so beside what is said: "Old bridge is safe: Lind", "Old bridge is safe -
//! police". The sure sign is that the same name is cited elsewhere in the article: what else
//! stands there is a topic or an outlet.

use std::collections::HashSet;

use q7x2_domain::Role;

use super::read::{Found, Read, names};
use crate::document::{Bytes, Document, LineClass, TokenKind, Tokens, Word};
use crate::lexicon::Class;

/// How many words the name beside a headline has at most.
const NAME: usize = 5;
/// How many words the headline beside it has at least.
const SAID: usize = 3;
/// How likely such a content is right.
const TRUST: f32 = 0.8;

/// Adds what headlines and headings say.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    whole(read);
    let sources: HashSet<&str> = read
        .of_role(Role::Source)
        .into_iter()
        .flat_map(|at| names(document, read.place(at)))
        .collect();
    let titles = document.paragraphs().iter();
    let titles =
        titles.filter(|line| matches!(line.class, LineClass::Headline | LineClass::Heading));
    let found: Vec<Found> =
        titles.filter_map(|line| signed(document, line.bytes, &sources)).collect();
    for title in found {
        let whole = title.source.map_or(title.content, |source| source.cover(title.content));
        let told = |at: usize| read.partner(at).is_some_and(|(_, cue)| whole.covers(cue));
        if !read.contents_over(whole).into_iter().any(|at| told(at) && read.score(at) > TRUST) {
            read.claim(title);
        }
    }
}

/// Lets what stands behind "Lind:" begin right there, in a line that is otherwise its content.
fn whole(read: &mut Read<'_>) {
    let document = read.document;
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let Some((_, cue)) = read.partner(at).filter(|(_, cue)| cue.end < content.start) else {
            continue;
        };
        let between = document.run(Bytes::new(cue.end, content.start));
        let short = (1..=NAME).contains(&between.len());
        let plain = short && between.iter().all(|token| token.is_word() && token.depth == 0);
        let line = document.line_at(cue.start).is_some_and(|line| line.bytes.holds(content.start));
        if document.slice(cue) == ":" && plain && line {
            let start = between[0].bytes.start;
            if !read.is_marked(Bytes::new(start, content.start)) {
                read.start_at(at, start);
            }
        }
    }
}

/// Returns what a headline says that ends with the name of who says it.
fn signed(document: &Document, line: Bytes, sources: &HashSet<&str>) -> Option<Found> {
    let tokens = document.tokens_in(line);
    let parts = |at: &usize| {
        let token = &document.tokens()[*at];
        let spaced = document.text()[..token.bytes.start].ends_with(' ');
        token.kind == TokenKind::Colon || token.kind == TokenKind::Dash && spaced
    };
    let cue = tokens.places().rev().find(parts)?;
    let (before, after) = (Tokens::new(tokens.start, cue), Tokens::new(cue + 1, tokens.end));
    let named = document.words(after).all(Word::is_capital);
    let last = document.words(after).next_back()?.lower();
    let long = document.words(before).filter(|word| word.token().is_word()).count() >= SAID;
    let short = (1..=NAME).contains(&after.len());
    let outlet = document.words(after).any(|word| word.token().has(Class::Outlet));
    (named && short && long && !outlet && sources.contains(last)).then(|| Found {
        source: Some(document.bytes_of(after)),
        cue: Some(document.tokens()[cue].bytes),
        content: document.bytes_of(before),
        score: TRUST,
    })
}
