//! Who is spoken to with "to" and "with", or asks what is answered: "said to reporters", "in a letter
//! to the council", "asked by a caller".

use super::listeners::Listeners;
use super::listening::{MAX_WORDS, listens};
use crate::circumstances::channel::Named;
use crate::circumstances::clause::Clause;
use crate::circumstances::media::Media;
use crate::circumstances::party::{is_party, opens_party, party_end};
use crate::circumstances::units::{Part, Place, Units};
use crate::lexicon::Class;

/// "said to reporters", "wrote to him": a verb of saying and "to".
pub(super) fn spoken_to(clause: &Clause<'_>) -> Option<Place> {
    let (verb, ..) =
        listens(clause).or_else(|| Some((clause.cue.end.checked_sub(1)?, 0, false)))?;
    let units = &clause.units;
    let speaks = Listeners::get().is_spoken_to(units.lemma(verb));
    let quoted = clause.cue.is_empty();
    let (place, to) = [clause.after, clause.cue, clause.later].into_iter().find_map(|place| {
        let mut places = place.places();
        let to = places.find(|&at| units.lower(at) == "to" && !units.is(at, Part::Other))?;
        Some((place, to))
    })?;
    let direct = place.start == clause.after.start && to == place.start;
    // Further on, "to" may go with anything: only after marks, a time or a place is it a listener.
    let apart = (place.start..to).all(|at| !names(units, at));
    let fits = speaks && (direct || apart) || quoted && direct_after_mark(units, to);
    let party = Place::new(to + 1, party_end(units, to + 1, place.end)?);
    (fits && opens_party(units, to + 1) && is_party(units, party)).then_some(party)
}

/// "— Lind, to the Lantern": after a source that a dash attributes to.
fn direct_after_mark(units: &Units<'_>, to: usize) -> bool {
    to.checked_sub(1).is_some_and(|at| !units.is_word(at))
}

/// Tells whether a word may have a "to" of its own: a noun that is no time.
fn names(units: &Units<'_>, at: usize) -> bool {
    let word = units.lower(at);
    let known = units.has(at, Class::Time)
        || units.has(at, Class::Adverb)
        || units.has(at, Class::Preposition)
        || word.ends_with("ly");
    units.is_word(at) && !known && units.is(at, Part::Free) && word != "then"
}

/// "in a letter to the council", "an interview with CNN": who is at the other end of a channel.
pub(super) fn of_channel(units: &Units<'_>, channel: Named) -> Option<Place> {
    let after = channel.noun + 1;
    let dialogue = Media::get().is_dialogue(units.lower(channel.noun));
    let end = units.len().min(channel.phrase.end.max(after) + MAX_WORDS);
    let leads = |&at: &usize| matches!(units.lower(at), "to" | "with");
    let place = (after..channel.phrase.end).find(leads);
    // "in a letter sent on Monday to the council"
    let place = place.or_else(|| {
        let free = |&at: &usize| units.part(at) == units.part(channel.noun);
        let passed = |&at: &usize| !names(units, at) || Media::get().is_carried(units.lower(at));
        (after..end).take_while(free).take_while(passed).find(leads)
    })?;
    let goes = units.lower(place) == "to" || dialogue;
    let end = party_end(units, place + 1, end)?;
    (goes && opens_party(units, place + 1)).then_some(Place::new(place + 1, end))
}

/// "Speaking to reporters, …", "Asked by a caller …", "Answering a question from the Lantern, …".
pub(super) fn beside(clause: &Clause<'_>, own: Option<&str>) -> Option<Place> {
    let units = &clause.units;
    for place in [clause.before, clause.gap, clause.after, clause.later] {
        for at in place.places() {
            let party = |from: usize| {
                let end = party_end(units, from, place.end)?;
                opens_party(units, from).then_some(Place::new(from, end))
            };
            let (word, next) = (units.lower(at), units.lower(at + 1));
            let found = match (word, next) {
                ("speaking" | "talking" | "writing" | "testifying", "to" | "with" | "before") => {
                    party(at + 2)
                }
                ("addressing" | "briefing" | "telling" | "lecturing", _) => party(at + 1),
                ("asked" | "pressed" | "questioned" | "challenged" | "quizzed", "by") => {
                    party(at + 2)
                }
                ("reached" | "contacted", "by") => party(at + 2).filter(|place| {
                    Media::get().is_outlet(units.document, units.tokens(*place), own)
                }),
                ("question" | "questions", "from" | "of" | "by") => {
                    let answers = (place.start..at).any(|at| {
                        matches!(
                            units.lower(at),
                            "answering"
                                | "responding"
                                | "replying"
                                | "response"
                                | "answer"
                                | "reply"
                                | "taking"
                                | "fielding"
                        )
                    });
                    party(at + 2).filter(|_| answers)
                }
                ("whom", "") if at + 1 == place.end => Some(Place::new(at, at + 1)),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
    }
    // "to whom the journalist asked": right before the subject.
    let last = units.run_of(Part::Source)?.start.checked_sub(1)?;
    (units.lower(last) == "whom").then_some(Place::new(last, last + 1))
}
