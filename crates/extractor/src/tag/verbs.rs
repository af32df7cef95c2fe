//! Cues that are verbs: where one stands, whose subject it has, and in which order attributions
//! are looked for. The patterns themselves are in `beside` and `following`.

use std::ops::Range;

use q7x2_domain::Mode;

use super::beside::beside;
use super::draft::{Draft, Found};
use super::following::{after_adjuncts, following};
use super::others::according_to;
use super::phrases::Phrases;
use super::tokens::Kind;
use crate::lexicon::{Cue, Entry, Form, Lexicon, Takes};

/// A verb of the lexicon as it stands in a period.
#[derive(Debug, Clone)]
pub(super) struct Verb {
    /// From its auxiliaries and adverbs to its particles.
    pub(super) group: Range<usize>,
    /// The verb itself.
    pub(super) at: usize,
    pub(super) form: Form,
    pub(super) cue: Cue,
}

impl Verb {
    pub(super) fn takes(&self, what: Takes) -> bool {
        self.cue.takes.has(what)
    }
}

type Pattern = fn(&Phrases<'_, '_>, &Verb, &Draft) -> Option<Found>;

/// Finds attributions with a verb in what `draft` has not yet claimed.
pub(super) fn find(phrases: &Phrases<'_, '_>, draft: &mut Draft) {
    let verbs: Vec<Verb> = (0..phrases.tokens.len()).flat_map(|at| verbs_at(phrases, at)).collect();
    // What stands beside its cue may be anything before it, so it is claimed first.
    for (turn, pattern) in ([beside, following] as [Pattern; 2]).into_iter().enumerate() {
        // What a person says is worth more than who passed it on.
        if turn == 1 {
            according_to(phrases, draft);
        }
        for verb in &verbs {
            if draft.is_free(verb.at) && !draft.has_cue(verb.at) {
                pattern(phrases, verb, draft).into_iter().for_each(|found| draft.add(found));
            }
        }
    }
}

/// Returns source and cue of a period that ends, at `end`, with the announcement of what comes
/// next: "Lind told reporters:".
pub(super) fn announcing(
    phrases: &Phrases<'_, '_>,
    end: usize,
) -> Option<(Range<usize>, Range<usize>)> {
    let verbs = (0..end).flat_map(|at| verbs_at(phrases, at));
    let mut verbs = verbs
        .filter(|verb| verb.cue.mode == Mode::Speech && verb.form != Form::Base)
        .filter(|verb| verb.takes(Takes::QUOTE) || verb.takes(Takes::CLAUSE))
        .filter(|verb| after_adjuncts(phrases, verb.group.end, verb) >= end);
    let last = verbs.next_back()?;
    let source = source_of(phrases, &last, 0, &Draft::default())?;
    Some((source, last.group))
}

/// Returns the readings of the verb at `at`, if it is one and not a noun that looks like it.
fn verbs_at(phrases: &Phrases<'_, '_>, at: usize) -> Vec<Verb> {
    let matches = |entry: &&Entry| {
        entry.form != Form::Noun
            && entry.rest.iter().enumerate().all(|(i, part)| phrases.word(at + 1 + i) == part)
    };
    let entries = Lexicon::get().cues(phrases.word(at)).iter().filter(matches);
    let Some(longest) = entries.clone().map(|entry| entry.rest.len()).max() else {
        return Vec::new();
    };
    if phrases.is_attributive(at) {
        return Vec::new();
    }
    let start = phrases.group_start(at, 0);
    let to_be = ["is", "are", "was", "were", "be", "been", "being"];
    let passive = (start..at).any(|i| to_be.contains(&phrases.word(i)));
    let by = phrases.word(at + 1) == "by";
    entries
        .filter(|entry| entry.rest.len() == longest)
        .filter(|entry| {
            let reported = entry.rest.last().is_some_and(|word| word == "saying");
            entry.form != Form::Past || reported || !(passive || by)
        })
        .flat_map(|entry| {
            let group = start..at + 1 + entry.rest.len();
            let verb = move |cue: &Cue| Verb {
                group: group.clone(),
                at,
                // "is saying" is finite.
                form: if passive && entry.form == Form::Ing { Form::Third } else { entry.form },
                cue: cue.clone(),
            };
            entry.readings.iter().map(verb)
        })
        .collect()
}

/// Returns the source of a verb that comes before its content.
pub(super) fn source_of(
    phrases: &Phrases<'_, '_>,
    verb: &Verb,
    floor: usize,
    draft: &Draft,
) -> Option<Range<usize>> {
    let start = verb.group.start;
    let before = start.checked_sub(1).map_or("", |at| phrases.word(at));
    let shared = matches!(before, "and" | "but" | "then" | "to") || verb.form == Form::Ing;
    if shared {
        return draft.source_before(start).or_else(|| main_subject(phrases, start));
    }
    // "Lind, who wants to go, has said": the relative clause may be claimed already.
    phrases.subject_before(start, floor).or_else(|| {
        let closes = start > 0 && phrases.kind(start - 1) == Some(Kind::Comma);
        closes.then(|| phrases.subject_before(start, 0)).flatten()
    })
}

/// Returns the subject of the first finite verb of the period.
fn main_subject(phrases: &Phrases<'_, '_>, before: usize) -> Option<Range<usize>> {
    (1..before).filter(|&at| phrases.is_finite(at)).take(6).find_map(|verb| {
        let group = phrases.group_start(verb, 0);
        phrases.subject_before(group, 0)
    })
}
