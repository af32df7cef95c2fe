//! What all ways of naming a listener share: the verb that takes one, and how long its
//! name may be.

use crate::circumstances::clause::Clause;
use crate::lexicon::{Form, Takes};

/// How many words the name of a listener may have.
pub(super) const MAX_WORDS: usize = 9;

/// The last verb of the cue that the lexicon knows, with the entry's number of words.
pub(super) fn listens(clause: &Clause<'_>) -> Option<(usize, usize, bool)> {
    let units = &clause.units;
    clause.cue.places().rev().find_map(|at| {
        let verbs = || units.cues(at).iter().filter(|entry| entry.form != Form::Noun);
        let spelt = verbs().filter(|entry| {
            let mut rest = entry.rest.iter().enumerate();
            rest.all(|(i, part)| units.lower(at + 1 + i) == part)
        });
        let longest = spelt.max_by_key(|entry| entry.rest.len())?;
        let same = verbs().filter(|entry| entry.rest == longest.rest);
        let mut readings = same.flat_map(|entry| &entry.readings);
        let listens = readings.any(|reading| reading.takes.has(Takes::LISTENER));
        Some((at, at + 1 + longest.rest.len(), listens))
    })
}
