//! What an outlet passes on: "Ode said on Friday that it rained, the Lantern reports". The outlet tells it,
//! and Ode says it. An outlet in brackets, "it rained (via the Lantern)", is no part of what is told.

use q7x2_domain::Role;

use super::read::Read;
use super::told::telling;
use crate::circumstances::passes_on;
use crate::document::{Bytes, Document, TokenKind};
use crate::lexicon::Class;

/// The shortest and the longest content that is read once more, in bytes.
const LENGTHS: std::ops::Range<usize> = 16..600;

/// Adds what is told within what an outlet tells.
pub(super) fn add(read: &mut Read<'_>) {
    let document = read.document;
    for at in read.of_role(Role::Content) {
        if let Some(end) = before_bracket(document, read.place(at)) {
            read.end_at(at, end);
        }
    }
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let source = read.partner(at).and_then(|(cue, _)| read.partner(cue));
        let outlet = source.is_some_and(|(_, source)| is_outlet(document, source));
        if !outlet || !LENGTHS.contains(&content.len()) {
            continue;
        }
        if let Some(found) = telling(document, content, read.score(at) / 2.0) {
            let cue = found.cue.unwrap_or_default();
            let known = read.contents_over(found.content).into_iter().any(|other| {
                other != at && read.partner(other).is_some_and(|(_, own)| own.overlaps(cue))
            });
            if !known {
                read.add(found);
            }
        }
    }
}

/// Returns where a content ends before the bracket that closes it, if that only says by whom it has come.
fn before_bracket(document: &Document, content: Bytes) -> Option<usize> {
    let run = document.run(content);
    let open = run.iter().rposition(|token| token.kind == TokenKind::Open)?;
    let passes = run.get(open + 1).is_some_and(|first| passes_on(first.lower()));
    let plain = |kind| matches!(kind, TokenKind::Word | TokenKind::Close | TokenKind::Stop);
    let closes = run[open + 1..].iter().all(|token| plain(token.kind));
    let last = run.get(open.checked_sub(1)?)?;
    (passes && closes).then_some(last.bytes.end)
}

/// Tells whether a source is a newspaper, an agency, a broadcaster.
fn is_outlet(document: &Document, source: Bytes) -> bool {
    let mut words = document.words(document.tokens_in(source));
    words.any(|word| word.is_capital() && word.token().has(Class::Outlet))
}
