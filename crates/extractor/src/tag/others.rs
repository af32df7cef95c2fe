//! Attributions without a verb: according to …; “…” – Name; Name: …; Name’s response, “…”.

use super::draft::{Draft, Found};
use super::period::{Kind, Part, Parts};
use super::phrases::Phrases;
use crate::family::Family;
use crate::lexicon::{Class, Form, Takes};

/// How many parts may stand between a noun and the quotation it announces.
const MAX_BRIDGE: usize = 3;
/// How many parts an apposition after "according to" may have.
const MAX_APPOSITION: usize = 20;
/// How many parts a name after a dash may have, the dash included.
const MAX_SIGNED: usize = 14;
/// How many parts a name before a colon may have, the colon included.
const MAX_LABEL: usize = 6;

/// According to Lind, …; …, according to Lind; The plan, according to Lind, is dead.
pub(super) fn according_to(phrases: &Phrases<'_>, draft: &mut Draft) {
    for at in 0..phrases.len().saturating_sub(2) {
        let Some(length) = citing(phrases, at) else { continue };
        if !draft.is_free(at) {
            continue;
        }
        // "Lind said |that| according to Berg, it rained": what is cited comes after.
        let told =
            at > 0 && phrases.word(at - 1) == "that" && phrases.uses(Family::TagAccordingTold);
        let floor = if told { at } else { draft.floor(at) };
        let opens =
            (floor..at).all(|i| phrases.has(i, Class::Opener) || phrases.is_kind(i, Kind::Comma));
        let comma = at > floor && phrases.is_kind(at - 1, Kind::Comma);
        let before = Parts::new(floor, at - usize::from(comma));
        // What has no verb before the source goes on after it.
        let around = comma
            && phrases.uses(Family::TagAccordingAround)
            && !opens
            && !phrases.has_clause(before);
        let source = cited(phrases, at + length)
            .filter(|source| opens || around && goes_on(phrases, source.end));
        let mut contents = Vec::new();
        if !opens {
            contents.push(before);
        }
        if let Some(source) = source {
            let start = source.end + usize::from(phrases.is_kind(source.end, Kind::Comma));
            contents.push(Parts::new(start, phrases.clause_end(start, false)));
        }
        let whole = || phrases.source_after(at + length, phrases.end()).filter(|_| !opens);
        if let Some(source) = source.or_else(whole) {
            let cue = Parts::new(at, at + length);
            draft.add(Found { source: Some(source), cue, contents, verbal: false });
        }
    }
}

/// Returns how many words at `at` cite whoever follows: "according to", "in the words of".
fn citing(phrases: &Phrases<'_>, at: usize) -> Option<usize> {
    const CITING: [&[&str]; 2] = [&["according", "to"], &["in", "the", "words", "of"]];
    let stands =
        |words: &&[&str]| words.iter().enumerate().all(|(i, word)| phrases.word(at + i) == *word);
    CITING.iter().find(|words| stands(words)).map(|words| words.len())
}

/// Tells whether the comma at `at` closes a parenthesis, after which a clause goes on.
fn goes_on(phrases: &Phrases<'_>, at: usize) -> bool {
    phrases.is_kind(at, Kind::Comma)
        && !phrases.has(at + 1, Class::Relative)
        && phrases.has_clause(Parts::new(at + 1, phrases.end()))
}

/// Returns the noun phrase that begins at `start` and has content after it: it ends at a comma, or,
/// with an apposition, at the second one.
fn cited(phrases: &Phrases<'_>, start: usize) -> Option<Parts> {
    let end = phrases.end();
    let ends = |at: &usize| {
        matches!(
            phrases.kind(*at),
            Some(Kind::Comma | Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Quote)
        )
    };
    let first = (start..end).find(ends).filter(|&first| first > start)?;
    let second = (first + 1..end).find(ends).filter(|&at| phrases.is_kind(at, Kind::Comma));
    // "According to Lind, Holm saw it": another name begins what he said.
    let is_name = |parts: Parts| (parts.start..parts.end).all(|at| phrases.is_capital(at));
    let apposition = second.filter(|&second| {
        second - first < MAX_APPOSITION
            && phrases.uses(Family::TagAccordingApposition)
            && !is_name(Parts::new(first + 1, second))
            && !phrases.has_clause(Parts::new(first + 1, second))
            && phrases.is_capital(start)
            && phrases.has_clause(Parts::new(second, end))
    });
    Some(Parts::new(start, apposition.unwrap_or(first)))
}

/// “…” – Name, at the end of a paragraph.
pub(super) fn dash(phrases: &Phrases<'_>, draft: &mut Draft) {
    let end = phrases.end();
    let mut near = (0..end).rev().take(MAX_SIGNED);
    let Some(dash) = near.find(|&at| phrases.is_kind(at, Kind::Dash)) else { return };
    let Some(quote) = dash.checked_sub(1).filter(|&at| phrases.is_utterance(at)) else { return };
    let source = Parts::new(dash + 1, end);
    if phrases.is_capital(dash + 1) && !phrases.has_clause(source) && draft.is_free(quote) {
        let contents = vec![Parts::new(draft.floor(quote), dash)];
        let cue = Parts::new(dash, dash + 1);
        draft.add(Found { source: Some(source), cue, contents, verbal: false });
    }
}

/// Returns the colon of "Name: …", in headlines and transcripts. `is_known` tells whether a word is
/// written with a capital elsewhere too.
pub(super) fn label(parts: &[Part<'_>], is_known: impl Fn(&Part<'_>) -> bool) -> Option<usize> {
    let colon = parts.iter().take(MAX_LABEL).position(|part| part.kind == Kind::Colon)?;
    let name = &parts[..colon];
    let quote = parts.get(colon + 1).is_some_and(|part| part.kind == Kind::Quote);
    let capital = |part: &Part<'_>| part.is_capital() && (quote || is_known(part));
    let named = !name.is_empty() && name.iter().all(capital);
    (named && parts.len() > colon + 1).then_some(colon)
}

/// Name’s response, “…”; in a statement from Name: “…”; the claim that ….
pub(super) fn nouns(phrases: &Phrases<'_>, draft: &mut Draft) {
    for at in 1..phrases.len() {
        let noun = phrases.cues(at).iter().find(|entry| entry.form == Form::Noun);
        let cue = noun.and_then(|entry| entry.readings.first()).filter(|_| draft.is_free(at));
        let Some((cue, source)) = cue.and_then(|cue| Some((cue, possessor(phrases, at)?))) else {
            continue;
        };
        let announces = |content| Found {
            source: Some(source),
            cue: Parts::new(at, at + 1),
            contents: vec![content],
            verbal: false,
        };
        if phrases.word(at + 1) == "that"
            && cue.takes.has(Takes::THAT)
            && phrases.uses(Family::TagNounThat)
        {
            let end = phrases.clause_end(at + 1, false);
            if phrases.has_clause(Parts::new(at + 2, end)) {
                draft.add(announces(Parts::new(at + 1, end)));
                continue;
            }
        }
        // "Lind’s answer was: “No.”", "his reply, “No,”", "her remark that “it rained”"
        let leads = |&i: &usize| {
            matches!(phrases.kind(i), Some(Kind::Comma | Kind::Colon | Kind::Dash))
                || phrases.has(i, Class::Be)
                || phrases.word(i) == "that"
        };
        let after = (at + 1..phrases.len()).take(MAX_BRIDGE).find(|i| !leads(i));
        let quote = after.filter(|&i| draft.is_free(i) && phrases.is_utterance(i));
        if let Some(quote) =
            quote.filter(|_| cue.takes.has(Takes::QUOTE) && phrases.uses(Family::TagNounQuote))
        {
            draft.add(announces(Parts::new(quote, quote + 1)));
        }
    }
}

/// Returns who a noun belongs to: "Lind’s (curt) answer", "his response".
fn possessor(phrases: &Phrases<'_>, noun: usize) -> Option<Parts> {
    for at in (noun.saturating_sub(3)..noun).rev() {
        let part = phrases.get(at).filter(|part| part.is_word())?;
        if part.is_possessive() {
            return phrases.noun_phrase_before(at, 0);
        }
        if part.has(Class::Possessive) {
            return Some(Parts::new(at, at + 1));
        }
    }
    None
}
