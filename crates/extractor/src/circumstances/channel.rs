//! Channels: "in a statement", "on Telegram", "by phone", "in an interview aired on
//! Ode TV", in the clause of a cue. A verb can name its channel itself: "tweeted".

use super::clause::Clause;
use super::media::Media;
use super::party::{opens_party, party_end};
use super::units::{Part, Place, Units};
use crate::lexicon::{Class, Form};
use crate::time::Grammar;

/// How many words the name of a channel may have.
const MAX_WORDS: usize = 14;

/// How many of them may stand before its noun.
const MAX_BEFORE: usize = 7;

/// A channel as its clause names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The whole phrase, without the preposition: "an interview with CNN".
    pub(super) phrase: Place,
    /// Its noun: "interview".
    pub(super) noun: usize,
}

/// Returns the channel that a clause names after a preposition.
pub(super) fn channel(clause: &Clause<'_>, own: Option<&str>) -> Option<Named> {
    let units = &clause.units;
    // "has published on |his blog|": the preposition may be the cue's.
    let last = clause.cue.end.saturating_sub(1).max(clause.cue.start);
    let after = if clause.after.start == clause.cue.end { last } else { clause.after.start };
    let after = Place::new(after, clause.after.end);
    let places = [after, clause.gap, clause.cue, clause.before, clause.later];
    places.into_iter().find_map(|place| {
        // "Responding to a post on X": what somebody answers is not how he does.
        let answers = |&at: &usize| {
            matches!(
                units.lower(at),
                "responding"
                    | "replying"
                    | "reacting"
                    | "referring"
                    | "commenting"
                    | "response"
                    | "reaction"
            )
        };
        let answered = place.places().find(answers).unwrap_or(place.end);
        let mut starts = place.start..answered;
        starts.find_map(|at| named(units, at, place.end, own))
    })
}

/// Returns what a cue says was written to tell something: "published |a statement| saying".
pub(super) fn written(clause: &Clause<'_>) -> Option<Place> {
    let (units, cue) = (&clause.units, clause.cue);
    let last = cue.end.checked_sub(2).filter(|&last| last > cue.start)?;
    let telling = units.cues(cue.end - 1).iter().any(|entry| entry.form == Form::Ing);
    let noun = units.lower(last);
    let piece = telling && !units.is_capital(last) && Media::get().is_written(noun);
    let article = (cue.start..last).rev().find(|&at| units.has(at, Class::Determiner))?;
    (piece && article > cue.start && last - article < MAX_BEFORE)
        .then(|| Place::new(article, last + 1))
}

/// Returns the verb of a cue that names its channel itself.
pub(super) fn verb(clause: &Clause<'_>) -> Option<Place> {
    let mut cue = clause.cue.places();
    let at = cue.find(|&at| Media::get().is_verb(clause.units.lower(at)))?;
    Some(Place::new(at, at + 1))
}

/// Reads a channel whose preposition stands at `at`; it ends before `end`.
pub(super) fn named(units: &Units<'_>, at: usize, end: usize, own: Option<&str>) -> Option<Named> {
    let preposition = units.lower(at);
    let known = ["in", "on", "at", "by", "via", "through", "over", "during"];
    if !known.contains(&preposition) || units.is(at, Part::Other) {
        return None;
    }
    let start = at + 1;
    let stop = base_end(units, start, end)?;
    let (noun, before) = (stop - 1, stop.checked_sub(2).filter(|&before| before >= start));
    let (last, before) = (units.lower(noun), before.map_or("", |before| units.lower(before)));
    let media = Media::get();
    let alone = stop == start + 1;
    let platform = media.is_platform(before, last, units.text(noun))
        && matches!(preposition, "on" | "via" | "through" | "in" | "over" | "by");
    let outlet = || {
        let tokens = units.tokens(Place::new(start, stop));
        matches!(preposition, "on" | "in") && media.is_outlet(units.document, tokens, own)
    };
    let piece = media.is_channel(preposition, last, alone) && !is_topic(units, stop, last);
    // "in the report" may be anything, "in every statement" is none.
    let first = units.lower(start);
    let counted = matches!(first, "every" | "each" | "any" | "no" | "most" | "many" | "other");
    if counted || !(platform || piece || outlet()) {
        return None;
    }
    Some(Named { phrase: Place::new(start, modified(units, stop, end, own)), noun })
}

/// "in an appeal to save the lamp": a noun that announces an infinitive is no piece of speech.
fn is_topic(units: &Units<'_>, after: usize, noun: &str) -> bool {
    let calls = matches!(noun, "call" | "appeal" | "address" | "response" | "reply");
    calls && units.lower(after) == "to" && !opens_party(units, after + 1)
}

/// Returns the end of the noun phrase, without what follows its noun.
fn base_end(units: &Units<'_>, start: usize, end: usize) -> Option<usize> {
    let ends = |&at: &usize| {
        let word = units.lower(at);
        let within = units.is_word(at) || units.is_inner_mark(at) && at > start;
        let preposition = units.has(at, Class::Preposition) && word != "like";
        let pronoun = units.has(at, Class::Subject) && !matches!(word, "one" | "some" | "another");
        !within
            || units.is(at, Part::Other)
            || pronoun
            || matches!(word, "that" | "to" | "and" | "or" | "but")
            || preposition && !matches!(word, "inside" | "outside")
            || at > start && is_carried(units, at)
            || at > start + 1 && timed(units, at)
    };
    let most = end.min(start + MAX_BEFORE);
    let stop = (start..most).find(ends).unwrap_or(most);
    let last = (start..stop).rev().find(|&at| units.is_word(at))?;
    Some(last + 1)
}

/// "a televised address": before its noun, the word is one of the phrase.
fn is_carried(units: &Units<'_>, at: usize) -> bool {
    let attributive = units.has(at - 1, Class::Determiner) || units.lower(at - 1).ends_with("ly");
    Media::get().is_carried(units.lower(at)) && !attributive
}

/// Tells whether a time of its own follows the noun: "in a statement late Tuesday".
fn timed(units: &Units<'_>, at: usize) -> bool {
    let before = units.lower(at - 1);
    let noun = Media::get().is_channel("in", before, false)
        || Media::get().is_channel("on", before, false)
        || Media::get().is_platform("", before, "X");
    noun && Grammar::new(units).at(at).is_some()
}

/// Returns the end of a phrase with what follows its noun: "with CNN", "aired on Ode TV",
/// "to the nation".
fn modified(units: &Units<'_>, noun_end: usize, end: usize, own: Option<&str>) -> usize {
    let grammar = Grammar::new(units);
    let most = end.min(noun_end + MAX_WORDS);
    let mut at = noun_end;
    loop {
        let word = units.lower(at);
        let free = at < most && !units.is(at, Part::Other) && grammar.at(at).is_none();
        let next = match word {
            _ if !free => None,
            "with" | "to" if opens_party(units, at + 1) => party_end(units, at + 1, most),
            "of" | "by" | "from" | "for" if !units.is(at, Part::Source) => {
                party_end(units, at + 1, most)
            }
            "on" | "in" | "via" | "through" => {
                named(units, at, most, own).map(|inner| inner.noun + 1)
            }
            _ if Media::get().is_carried(word) => Some(at + 1),
            _ => None,
        };
        match next {
            Some(next) if next > at && next <= most => at = next,
            _ => break,
        }
    }
    // "in an interview aired on Tuesday": the time is told apart.
    while at > noun_end && Media::get().is_carried(units.lower(at - 1)) {
        at -= 1;
    }
    at
}
