//! What is told within what somebody denies or nobody vouches for: "Lind denied that she had told the crew to go",
//! "A post claims Lind said the weir was safe". Within is not said either.

use q7x2_domain::{Asserted, CueClass, Kind, Mode, Speaker, Statement};

use super::lists::{Lists, has};
use crate::document::{Bytes, Document, Token};
use crate::lexicon::Class;
use crate::link::Attribution;

/// How many words may stand before the cue in a clause that is denied.
const CLAUSE: usize = 24;

/// What was made of an attribution, and by which others it is told: those in whose contents it stands, and
/// the words that name who tells it.
pub(crate) struct Within<'a> {
    pub(crate) attributions: &'a [Attribution],
    /// Returns the one that tells an attribution, and the words that name who tells it.
    pub(crate) told_by: &'a dyn Fn(usize) -> (Option<usize>, Option<Bytes>),
}

/// Says of statements within others what those leave of them.
pub(crate) fn told_within(
    document: &Document,
    within: &Within<'_>,
    statements: &mut [Option<&mut Statement>],
) {
    for at in 0..within.attributions.len() {
        let (by, named) = (within.told_by)(at);
        let outer = by.and_then(|by| Some((&within.attributions[by], statements[by].as_deref()?)));
        let Some(own) = statements[at].as_deref() else { continue };
        if own.mode != Mode::Speech || own.asserted != Asserted::Said {
            continue;
        }
        let told = &within.attributions[at];
        let denied = outer.and_then(|(outer, statement)| {
            let denies = statement.asserted == Asserted::Denied && statement.kind != Kind::Direct;
            let same = is_same(own.speaker.as_deref(), statement.speaker.as_deref());
            let left = if same { Asserted::Denied } else { Asserted::Disputed };
            (denies && is_clause(document, outer, told)).then_some(left)
        });
        let doubted = || {
            let claims = named.is_some_and(|named| claims(document, named));
            claims.then_some(Asserted::Disputed)
        };
        let left = denied.or_else(doubted);
        if let (Some(left), Some(own)) = (left, statements[at].as_deref_mut()) {
            own.asserted = left;
        }
    }
}

/// Tells whether what is told stands in a that-clause of a content, and not as what was said indeed:
/// "denied |that Lind said|", but "denied what Lind had said", "Lind’s claim".
fn is_clause(document: &Document, outer: &Attribution, told: &Attribution) -> bool {
    let Some(cue) = told.cue else { return false };
    let Some(content) = outer.contents.iter().find(|content| content.covers(cue)) else {
        return false;
    };
    let lists = Lists::get();
    let before = document.run(Bytes::new(content.start, cue.start));
    if before.len() > CLAUSE {
        return false;
    }
    let that = before.iter().any(|token| token.is("that"))
        || document.token_before(content.start).is_some_and(|token| token.is("that"))
        || told.source.is_none_or(|source| source.start <= content.start);
    let verb = |token: &Token| token.has(Class::Auxiliary) || token.has(Class::Verb);
    let finite = document.words_in(cue).any(verb) || before.iter().any(verb);
    that && finite
        && !before.iter().any(|token| {
            has(&lists.factive, token.lower()) || token.is_possessive() && token.depth == 0
        })
}

/// Tells whether words name a thing that anybody may have made, new to the reader, which claims something:
/// "|a post| claims".
pub(super) fn claims(document: &Document, named: Bytes) -> bool {
    let run = document.run(named);
    let lists = Lists::get();
    // "a post |falsely| claims"
    let adverb = |token: &Token| token.has(Class::Adverb) || token.lower().ends_with("ly");
    let adverbs = run.iter().rev().take_while(|token| adverb(token)).count();
    let run = &run[..run.len() - adverbs];
    let unvouched = run.last().is_some_and(|last| has(&lists.unvouched, last.lower()));
    let new = run.first().is_some_and(|first| {
        first.has(Class::Article) || !first.has(Class::Determiner) && first.lower().ends_with('s')
    }) || run.len() == 1;
    let mut after = document.tokens()[document.tokens_in(named).end..].iter();
    let next = after.find(|token| !adverb(token));
    let entries = next.into_iter().flat_map(Token::cues);
    let mut readings = entries.flat_map(|entry| &entry.readings);
    unvouched && new && readings.any(|reading| reading.class == Some(CueClass::Claimed))
}

fn is_same(a: Option<&Speaker>, b: Option<&Speaker>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.id == b.id)
}
