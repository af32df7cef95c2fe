//! Verbs of the lexicon as they stand in a period: where each begins and ends, and whose subject it
//! has.

use super::draft::Draft;
use super::period::{Kind, Parts};
use super::phrases::Phrases;
use crate::family::Family;
use crate::lexicon::{Class, Cue, Entry, Form, Takes};

/// How many verbs of a period are looked at for its subject.
const MAX_VERBS: usize = 6;

/// A verb with one of its readings.
#[derive(Debug, Clone)]
pub(super) struct Verb {
    /// From its auxiliaries and adverbs to its particles.
    pub(super) group: Parts,
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

/// Returns the readings of the verb at `at`, if it is one and not a noun that looks like it.
pub(super) fn verbs_at(phrases: &Phrases<'_>, at: usize) -> Vec<Verb> {
    let matches = |entry: &&Entry| {
        entry.form != Form::Noun
            && entry.rest.iter().enumerate().all(|(i, part)| phrases.word(at + 1 + i) == part)
    };
    let entries = phrases.cues(at).iter().filter(matches);
    let Some(longest) = entries.clone().map(|entry| entry.rest.len()).max() else {
        return Vec::new();
    };
    if phrases.is_attributive(at) {
        return Vec::new();
    }
    let start = phrases.group_start(at, 0);
    let passive = (start..at).any(|i| phrases.has(i, Class::Be));
    let by = phrases.word(at + 1) == "by";
    entries
        .filter(|entry| entry.rest.len() == longest)
        .filter(|entry| {
            let reported = entry.rest.last().is_some_and(|word| word == "saying");
            entry.form != Form::Past
                || reported
                || !(passive || by)
                || !phrases.uses(Family::TagPassive)
        })
        .flat_map(|entry| {
            let group = Parts::new(start, at + 1 + entry.rest.len());
            // "is saying" is finite.
            let form = if passive && entry.form == Form::Ing { Form::Third } else { entry.form };
            entry.readings.iter().map(move |cue| Verb { group, at, form, cue: cue.clone() })
        })
        .collect()
}

/// Returns the source of a verb that comes before its content.
pub(super) fn source_of(
    phrases: &Phrases<'_>,
    verb: &Verb,
    floor: usize,
    draft: &Draft,
) -> Option<Parts> {
    let start = verb.group.start;
    let before = start.checked_sub(1).and_then(|at| phrases.get(at));
    let shares = before.is_some_and(|part| part.has(Class::SubjectSharer));
    if (shares || verb.form == Form::Ing) && phrases.uses(Family::TagSharedSubjects) {
        return draft.source_before(start).or_else(|| main_subject(phrases, start));
    }
    // "Lind, who wants to go, has said": the relative clause may be claimed already.
    phrases.subject_before(start, floor).or_else(|| {
        let closes = before.is_some_and(|part| part.kind == Kind::Comma);
        (closes && phrases.uses(Family::TagClosedClauses))
            .then(|| phrases.subject_before(start, 0))
            .flatten()
    })
}

/// Returns the subject of the first finite verb of the period.
fn main_subject(phrases: &Phrases<'_>, before: usize) -> Option<Parts> {
    let verbs = (1..before).filter(|&at| phrases.is_finite(at)).take(MAX_VERBS);
    verbs.into_iter().find_map(|verb| phrases.subject_before(phrases.group_start(verb, 0), 0))
}
