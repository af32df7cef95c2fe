//! The telling with which a clause opens, as the forms ask for it: somebody, a cue, and what is told
//! behind it.

use q7x2_domain::{Role, RoleSpan};

use super::read::Found;
use crate::document::{Bytes, Document, TokenKind};
use crate::lexicon::Class;
use crate::tag::tag_clause;

/// The shortest content, in bytes.
const SHORTEST: usize = 8;

/// Returns the telling with which a clause opens, its "that" left out; nothing for what is quoted, and for
/// what "he" tells.
pub(super) fn telling(document: &Document, clause: Bytes, score: f32) -> Option<Found> {
    let run = document.run(clause);
    let first = run.first().filter(|first| first.depth == 0 && first.kind != TokenKind::Mark)?;
    let start = match first.is("that") {
        true => run.get(1)?.bytes.start,
        false => clause.start,
    };
    let clause = Bytes::new(start, clause.end);
    let told = tag_clause(document, clause);
    let place = |span: &RoleSpan| Bytes::from(&span.bytes);
    told.iter().filter(|span| span.role == Role::Content).find_map(|span| {
        let cue = &told[span.partner?];
        let source = place(&told[cue.partner?]);
        let (cue, content) = (place(cue), place(span));
        let pronoun = document.words_in(source).all(|word| word.has(Class::Subject));
        let fits = source.start == clause.start
            && cue.end <= content.start
            && content.len() >= SHORTEST
            && !pronoun;
        fits.then_some(Found { source: Some(source), cue: Some(cue), content, score })
    })
}
