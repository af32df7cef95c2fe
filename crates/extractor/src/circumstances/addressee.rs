//! Addressees: who is told ("told reporters"), written or spoken to ("in a letter to the council"),
//! asked ("asked Lind whether"), or told by somebody ("was told by Lind").

mod listeners;
mod listening;
mod spoken;
mod within;

use self::listeners::Listeners;
use self::listening::{MAX_WORDS, listens};
use self::spoken::{beside, of_channel, spoken_to};
use self::within::{of_infinitive, told_within};
use super::channel::Named;
use super::clause::Clause;
use super::party::is_party;
use super::units::{Part, Place, Units};
use crate::document::{Bytes, Document};
use crate::lexicon::{Class, Form};
use crate::link::Attribution;
use crate::time::Grammar;

/// Returns who is spoken to in the clause of an attribution.
pub(super) fn addressee(
    document: &Document,
    attribution: &Attribution,
    clause: &Clause<'_>,
    channel: Option<Named>,
    own: Option<&str>,
) -> Option<Bytes> {
    let bytes = |place: Place| clause.units.bytes(place);
    if let Some(passive) = passive(clause) {
        return passive.map(bytes);
    }
    object(clause)
        .or_else(|| spoken_to(clause))
        .or_else(|| channel.and_then(|channel| of_channel(&clause.units, channel)))
        .or_else(|| beside(clause, own))
        .map(bytes)
        .or_else(|| told_within(document, attribution))
        .or_else(|| of_infinitive(document, attribution))
}

/// "Lind was told by Ode that": whoever is the subject. Nothing within when there is none to name.
fn passive(clause: &Clause<'_>) -> Option<Option<Place>> {
    let (verb, _, listens) = listens(clause)?;
    let units = &clause.units;
    let past = units.cues(verb).iter().any(|entry| entry.form == Form::Past);
    let is = |at: usize| {
        let negated = ["wasn’t", "wasn't", "weren’t", "weren't"];
        units.has(at, Class::Be)
            || matches!(units.lower(at), "get" | "gets" | "got")
            || negated.contains(&units.lower(at))
    };
    let auxiliary = (clause.cue.start..verb)
        .rev()
        .find(|&at| !units.has(at, Class::Adverb) && !units.lower(at).ends_with("ly"));
    if !(listens && past && auxiliary.is_some_and(is)) {
        return None;
    }
    let before = clause.cue.start;
    let starts = |&at: &usize| {
        let word = units.lower(at);
        !units.is(at, Part::Free)
            || !units.is_word(at)
            || matches!(
                word,
                "and" | "but" | "that" | "when" | "after" | "because" | "as" | "which"
            )
    };
    let from = (0..before).rev().find(starts).map_or(0, |at| at + 1);
    let near = before.saturating_sub(MAX_WORDS)..before;
    Some(near.contains(&from).then_some(Place::new(from, before)))
}

/// "told reporters", "asked him", "called on all sides": what follows the verb.
fn object(clause: &Clause<'_>) -> Option<Place> {
    let units = &clause.units;
    let start = clause.after.start;
    let verb = listens(clause);
    let first = units.lower(start);
    // "interrupts him his wife", "translated for us an old lady"
    let pronoun =
        |at: usize| units.has(at, Class::Object) && !matches!(units.lower(at), "it" | "you");
    let source_after = |at: usize| units.is(at, Part::Source);
    if pronoun(start) && source_after(start + 1) {
        return Some(Place::new(start, start + 1));
    }
    if first == "for" && pronoun(start + 1) && source_after(start + 2) {
        return Some(Place::new(start + 1, start + 2));
    }
    let (at, end, listens) = verb?;
    let calls = matches!(first, "on" | "upon") && units.lower(at).starts_with("call");
    if calls {
        return listener(units, Place::new(start + 1, clause.after.end));
    }
    // "said in a statement" has its cue's end elsewhere; "told" may have an adverb after it.
    let within = end < clause.cue.end;
    let from = if within { end } else { start };
    let to = if within { clause.cue.end } else { clause.after.end };
    let named = || listener(units, Place::new(from, to));
    if listens {
        return named();
    }
    // "promised |his crew| a dinner", and not "promised a dinner"
    let gives = Listeners::get().gives(units.lemma(at));
    named().filter(|place| gives && is_party(units, *place))
}

/// Words after which a noun phrase goes on with the next.
const JOINING: [&str; 9] = ["of", "and", "or", "for", "from", "with", "all", "both", "half"];

/// Returns the words with which a place opens that name a listener.
fn listener(units: &Units<'_>, place: Place) -> Option<Place> {
    let Place { start, end, .. } = place;
    let grammar = Grammar::new(units);
    let skipped = (start..end).take_while(|&at| {
        let word = units.lower(at);
        units.has(at, Class::Adverb) && !units.has(at, Class::Determiner)
            || word.len() > 4 && word.ends_with("ly") && !units.is_capital(at)
    });
    let start = start + skipped.count();
    if start >= end || !units.is(start, Part::Free) && !units.is(start, Part::Cue) {
        return None;
    }
    let ends = |&at: &usize| {
        let has = |class| units.has(at, class);
        let before = |class| at > start && units.has(at - 1, class);
        let name = units.is_capital(at);
        let subject =
            has(Class::Subject) && !has(Class::Object) && !has(Class::Determiner) && at > start;
        let mark = !units.is_word(at) && !units.is_inner_mark(at);
        // "told Ode radio |the mayor had left|": a second noun phrase is what is told.
        let joined =
            at > start && (JOINING.contains(&units.lower(at - 1)) || units.is_possessive(at - 1));
        let second = at > start && has(Class::Determiner) && !joined;
        // "told |us| the mayor", but "told |US media|".
        let pronoun = at == start + 1
            && before(Class::Object)
            && !before(Class::Possessive)
            && !units.is_capital(start);
        mark || units.is(at, Part::Other)
            || (second || Listeners::get().ends(units.lower(at))) && !name
            || subject
            || pronoun
            || grammar.at(at).is_some()
    };
    let most = end.min(start + MAX_WORDS);
    let mut stop = (start..most).find(ends).unwrap_or(most);
    let whole = stop < start + MAX_WORDS;
    // "warned Orlov |earlier|"
    while stop > start + 1 && units.has(stop - 1, Class::Adverb) {
        stop -= 1;
    }
    let other = units.has(start, Class::Preposition) && !units.is_capital(start)
        || units.has(start, Class::Auxiliary);
    let told = |at: usize| Listeners::get().is_told(units.lower(at));
    let named = stop > start && !told(start) && !told(stop - 1);
    (!other && named && whole).then_some(Place::new(start, stop))
}
