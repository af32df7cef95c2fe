//! Cues that are verbs: in which order attributions with them are looked for. The patterns themselves
//! are in `beside` and `following`.

use q7x2_domain::Mode;

use super::adjuncts::after_adjuncts;
use super::beside::beside;
use super::draft::{Draft, Found};
use super::following::following;
use super::others::according_to;
use super::period::{Kind, Parts};
use super::phrases::Phrases;
use super::verb::{Verb, source_of, verbs_at};
use crate::family::Family;
use crate::lexicon::{Form, Takes};

/// Finds attributions with a verb in what `draft` has not yet claimed.
pub(super) fn find(phrases: &Phrases<'_>, draft: &mut Draft) {
    let verbs: Vec<Verb> = (0..phrases.len()).flat_map(|at| verbs_at(phrases, at)).collect();
    // What stands beside its cue may be anything before it, so it is claimed first. What a person
    // says is worth more than who passed it on.
    if phrases.uses(Family::TagBeside) {
        search(phrases, &verbs, beside, draft);
    }
    if phrases.uses(Family::TagAccording) {
        according_to(phrases, draft);
    }
    if phrases.uses(Family::TagFollowing) {
        search(phrases, &verbs, following, draft);
    }
}

fn search(
    phrases: &Phrases<'_>,
    verbs: &[Verb],
    pattern: impl Fn(&Phrases<'_>, &Verb, &Draft) -> Option<Found>,
    draft: &mut Draft,
) {
    for verb in verbs {
        if draft.is_free(verb.at) && !draft.has_cue(verb.at) {
            pattern(phrases, verb, draft).into_iter().for_each(|found| draft.add(found));
        }
    }
}

/// Tells whether nothing but whom something is sent to stands between a verb and the end: "wrote |to the
/// board|".
fn is_sent(phrases: &Phrases<'_>, verb: &Verb, end: usize) -> bool {
    /// How many words name a listener.
    const LISTENER: usize = 7;
    let from = verb.group.end;
    let plain = |at| phrases.is_kind(at, Kind::Word) && !phrases.is_finite(at);
    phrases.word(from) == "to"
        && (from + 1..from + 1 + LISTENER).contains(&(end - 1))
        && (from + 1..end).all(plain)
}

/// Returns source and cue of a period that ends, at `end`, with the announcement of what comes
/// next: "Lind told reporters:".
pub(super) fn announcing(phrases: &Phrases<'_>, end: usize) -> Option<(Parts, Parts)> {
    let verbs = (0..end).flat_map(|at| verbs_at(phrases, at));
    let mut verbs = verbs
        .filter(|verb| verb.cue.mode == Mode::Speech && verb.form != Form::Base)
        .filter(|verb| verb.takes(Takes::QUOTE) || verb.takes(Takes::CLAUSE))
        .filter(|verb| {
            after_adjuncts(phrases, verb.group.end, verb) >= end || is_sent(phrases, verb, end)
        });
    let last = verbs.next_back()?;
    let source = source_of(phrases, &last, 0, &Draft::default())?;
    Some((source, last.group))
}
