//! Channels: "in a statement", "on Telegram", "by phone", "in an interview aired on
//! Ode TV", in the clause of a cue. A verb can name its channel itself: "tweeted".

use std::ops::Range;

use super::clause::{Clause, Part};
use super::media::Media;
use crate::lexicon::Lexicon;
use crate::tag::TokenKind;
use crate::time::Grammar;

/// How many words the name of a channel may have.
const MAX_WORDS: usize = 14;

/// How many of them may stand before its noun.
const MAX_BEFORE: usize = 7;

/// A channel as its clause names it. Ranges are of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The preposition.
    pub(super) at: usize,
    /// The whole phrase, without the preposition: "an interview with CNN".
    pub(super) phrase: Range<usize>,
    /// Its noun: "interview".
    pub(super) noun: usize,
}

/// Returns the channel that a clause names after a preposition.
pub(super) fn channel(clause: &Clause<'_>, own: Option<&str>) -> Option<Named> {
    // "has published on |his blog|": the preposition may be the cue's.
    let last = clause.cue.end.saturating_sub(1).max(clause.cue.start);
    let after = if clause.after.start == clause.cue.end { last } else { clause.after.start };
    let after = after..clause.after.end;
    let places = [&after, &clause.gap, &clause.cue, &clause.before, &clause.later];
    places.into_iter().find_map(|place| {
        // "Responding to a post on X": what somebody answers is not how he does.
        let answers = |&at: &usize| {
            matches!(
                clause.word(at),
                "responding"
                    | "replying"
                    | "reacting"
                    | "referring"
                    | "commenting"
                    | "response"
                    | "reaction"
            )
        };
        let answered = place.clone().find(answers).unwrap_or(place.end);
        let mut starts = place.start..answered;
        starts.find_map(|at| named(clause, at, place.end, own))
    })
}

/// Returns the verb of a cue that names its channel itself.
pub(super) fn verb(clause: &Clause<'_>) -> Option<Range<usize>> {
    let at = clause.cue.clone().find(|&at| Media::get().is_verb(clause.word(at)))?;
    Some(at..at + 1)
}

/// Reads a channel whose preposition stands at `at`; it ends before `end`.
pub(super) fn named(
    clause: &Clause<'_>,
    at: usize,
    end: usize,
    own: Option<&str>,
) -> Option<Named> {
    let preposition = clause.word(at);
    let known = ["in", "on", "at", "by", "via", "through", "over", "during"];
    if !known.contains(&preposition) || clause.parts[at] == Part::Other {
        return None;
    }
    let start = at + 1;
    let stop = base_end(clause, start, end)?;
    let (noun, before) = (stop - 1, stop.checked_sub(2).filter(|&before| before >= start));
    let (last, before) = (clause.word(noun), before.map_or("", |before| clause.word(before)));
    let media = Media::get();
    let alone = stop == start + 1;
    let first = clause.word(start);
    let platform = media.is_platform(before, last, clause.tokens[noun].text)
        && matches!(preposition, "on" | "via" | "through" | "in" | "over" | "by");
    let outlet = || {
        let phrase = clause.bytes(start..stop);
        let base = phrase.start - clause.tokens[start].bytes.start;
        let text: Vec<&str> = clause.tokens[start..stop].iter().map(|token| token.text).collect();
        matches!(preposition, "on" | "in") && base == 0 && media.is_outlet(&text.join(" "), own)
    };
    let piece = media.is_channel(preposition, last, alone) && !is_topic(clause, stop, last);
    // "in the report" may be anything, "in every statement" is none.
    let counted = matches!(first, "every" | "each" | "any" | "no" | "most" | "many" | "other");
    if counted || !(platform || piece || outlet()) {
        return None;
    }
    let phrase = start..modified(clause, stop, end, own);
    Some(Named { at, phrase, noun })
}

/// "in an appeal to save the lamp": a noun that announces an infinitive is no piece of speech.
fn is_topic(clause: &Clause<'_>, after: usize, noun: &str) -> bool {
    let calls = matches!(noun, "call" | "appeal" | "address" | "response" | "reply");
    calls && clause.word(after) == "to" && !opens_party(clause, after + 1)
}

/// Returns the end of the noun phrase, without what follows its noun.
fn base_end(clause: &Clause<'_>, start: usize, end: usize) -> Option<usize> {
    let closed = Lexicon::get().words();
    let grammar = Grammar::new(&clause.tokens);
    let mut at = start;
    while at < end && at < start + MAX_BEFORE {
        let token = &clause.tokens[at];
        let word = token.lower.as_str();
        let mark = !(token.is_word() || token.kind == TokenKind::Other && at > start);
        let preposition = closed.prepositions.contains(word) && word != "like";
        let pronoun = closed.subjects.contains(word) && !matches!(word, "one" | "some" | "another");
        let ends = mark
            || clause.parts[at] == Part::Other
            || pronoun
            || matches!(word, "that" | "to" | "and" | "or" | "but")
            || preposition && !matches!(word, "inside" | "outside")
            || at > start && is_carried(clause, at)
            || at > start + 1 && timed(&grammar, at, &clause.tokens[at - 1].lower);
        if ends {
            break;
        }
        at += 1;
    }
    let last = (start..at).rev().find(|&at| clause.tokens[at].is_word())?;
    Some(last + 1)
}

/// "a televised address": before its noun, the word is one of the phrase.
fn is_carried(clause: &Clause<'_>, at: usize) -> bool {
    let closed = Lexicon::get().words();
    let before = clause.word(at - 1);
    let attributive = closed.determiners.contains(before) || before.ends_with("ly");
    Media::get().is_carried(clause.word(at)) && !attributive
}

/// Tells whether a time of its own follows the noun: "in a statement late Tuesday".
fn timed(grammar: &Grammar<'_>, at: usize, before: &str) -> bool {
    let noun = Media::get().is_channel("in", before, false)
        || Media::get().is_channel("on", before, false)
        || Media::get().is_platform("", before, "X");
    noun && grammar.at(at).is_some()
}

/// Returns the end of a phrase with what follows its noun: "with CNN", "aired on Ode TV",
/// "to the nation".
fn modified(clause: &Clause<'_>, noun_end: usize, end: usize, own: Option<&str>) -> usize {
    let grammar = Grammar::new(&clause.tokens);
    let most = end.min(noun_end + MAX_WORDS);
    let mut at = noun_end;
    loop {
        let word = clause.word(at);
        let free = at < most && clause.parts[at] != Part::Other && grammar.at(at).is_none();
        let next = match word {
            _ if !free => None,
            "with" | "to" if opens_party(clause, at + 1) => party_end(clause, at + 1, most),
            "of" | "by" | "from" | "for" if clause.parts[at] != Part::Source => {
                party_end(clause, at + 1, most)
            }
            "on" | "in" | "via" | "through" => {
                named(clause, at, most, own).map(|inner| inner.noun + 1)
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
    while at > noun_end && Media::get().is_carried(clause.word(at - 1)) {
        at -= 1;
    }
    at
}

/// Tells whether a noun phrase for a party begins at `at`, rather than a verb after "to".
pub(super) fn opens_party(clause: &Clause<'_>, at: usize) -> bool {
    let closed = Lexicon::get().words();
    let Some(token) = clause.tokens.get(at).filter(|token| token.is_word()) else { return false };
    let word = token.lower.as_str();
    let determined = closed.determiners.contains(word) || closed.objects.contains(word);
    determined || token.is_capital() || word.ends_with('s') && !word.ends_with("ss")
}

/// Returns the end of the noun phrase of a party: up to a mark, a time or the next preposition but
/// "of".
pub(super) fn party_end(clause: &Clause<'_>, start: usize, end: usize) -> Option<usize> {
    let closed = Lexicon::get().words();
    let grammar = Grammar::new(&clause.tokens);
    let ends = |&at: &usize| {
        let token = &clause.tokens[at];
        let word = token.lower.as_str();
        let name = token.is_capital() && word != "i";
        let pronoun = closed.subjects.contains(word) && !closed.determiners.contains(word);
        let object = closed.objects.contains(word) && !closed.possessives.contains(word);
        !token.is_word()
            || clause.parts[at] == Part::Other
            || pronoun && at > start
            || object && at > start
            || matches!(word, "that" | "who" | "which" | "whether" | "when" | "where" | "while")
            || (closed.prepositions.contains(word) && word != "of" && !name)
            || closed.auxiliaries.contains(word) && !token.is_possessive()
            || Media::get().is_carried(word) && at > start
            || at > start && grammar.at(at).is_some()
    };
    let stop = (start..end.min(start + MAX_BEFORE + 2)).find(ends);
    let stop = stop.unwrap_or(end.min(start + MAX_BEFORE + 2));
    (stop > start).then_some(stop)
}
