//! What a writer only sets aside: "Contrary to what Lind said in May, the weir is open", "Despite what the mayor
//! claims, …". The main clause is the writer's own, and nothing of it was said.

use q7x2_domain::{Mode, Role};

use super::read::Read;
use crate::asserted::sets_aside;
use crate::document::{Bytes, Document, TokenKind};

/// How many words stand between "what" and the cue at most.
const SOURCE: usize = 10;

/// Takes what stands outside of such phrases from their cues.
pub(super) fn cut(read: &mut Read<'_>) {
    let document = read.document;
    for at in read.of_role(Role::Content) {
        let content = read.place(at);
        let frame = read.partner(at).and_then(|(_, cue)| frame(document, cue));
        let Some(frame) = frame.filter(|frame| !frame.covers(content)) else { continue };
        match frame.holds(content.start) {
            true => read.end_at(at, frame.end),
            false => read.drop(at),
        }
    }
}

/// Returns the phrase around a cue that sets something aside, from its "what" to its comma or the end of the
/// sentence.
fn frame(document: &Document, cue: Bytes) -> Option<Bytes> {
    let tokens = document.tokens();
    let verb = document.tokens_in(cue).start;
    let depth = tokens.get(verb)?.depth;
    // "what the mayor, Lind, said", but not "what Lind said, Ode denied".
    let plain = |at: &usize| {
        let token = &tokens[*at];
        let joins = token.is_word() || token.kind == TokenKind::Comma;
        joins && token.depth == depth && !token.reports_in(Mode::Speech)
    };
    let mut before = (verb.saturating_sub(SOURCE)..verb).rev().take_while(plain);
    let what = before.find(|&at| tokens[at].is("what"))?;
    let sentence = &document.sentences()[document.sentence_at(cue.start)?].bytes;
    let first = document.tokens_in(sentence.into()).start.min(what);
    if !sets_aside(&tokens[first..what]) {
        return None;
    }
    let ends = |kind| !matches!(kind, TokenKind::Word | TokenKind::Mark | TokenKind::Other);
    let rest = document.run(Bytes::new(cue.end, sentence.end.max(cue.end)));
    let end = rest.iter().find(|token| ends(token.kind) && token.depth <= depth);
    let end = end.map_or(sentence.end, |token| token.bytes.start);
    Some(Bytes::new(tokens[what].bytes.start, end))
}
