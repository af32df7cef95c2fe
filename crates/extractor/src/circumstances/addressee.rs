//! Addressees: who is told ("told reporters"), written or spoken to ("in a letter to the council"),
//! asked ("asked Lind whether"), or told by somebody ("was told by Lind").

mod spoken;
mod within;

use std::ops::Range;

pub(super) use self::spoken::is_party;

use self::spoken::{beside, of_channel, spoken_to};
use self::within::{of_infinitive, told_within};
use super::channel::Named;
use super::clause::{Clause, Part};
use crate::lexicon::{Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::tag::TokenKind;
use crate::time::Grammar;

/// How many words the name of a listener may have.
const MAX_WORDS: usize = 9;

/// Words with which a circumstance or a clause begins after a listener.
const ENDING: [&str; 28] = [
    "in", "on", "at", "during", "after", "by", "about", "when", "outside", "inside", "near",
    "before", "while", "as", "amid", "over", "that", "to", "how", "what", "why", "if", "whether",
    "through", "via", "because", "where", "not",
];

/// What is told or asked rather than who.
const TOLD: [&str; 24] = [
    "question",
    "questions",
    "truth",
    "story",
    "stories",
    "tale",
    "tales",
    "lie",
    "lies",
    "joke",
    "jokes",
    "so",
    "this",
    "much",
    "more",
    "nothing",
    "something",
    "anything",
    "less",
    "same",
    "warning",
    "warnings",
    "point",
    "apology",
];

/// The beginnings of verbs that may name somebody before what is told.
const GIVING: [&str; 2] = ["promis", "guarantee"];

/// Returns who is spoken to in the clause of an attribution.
pub(super) fn addressee(
    text: &str,
    attribution: &Attribution,
    clause: &Clause<'_>,
    channel: Option<&Named>,
    own: Option<&str>,
) -> Option<Range<usize>> {
    let tokens = |range: Range<usize>| clause.bytes(range);
    if let Some(passive) = passive(clause) {
        return passive.map(tokens);
    }
    object(clause)
        .or_else(|| spoken_to(clause))
        .or_else(|| channel.and_then(|channel| of_channel(clause, channel)))
        .or_else(|| beside(clause, own))
        .map(tokens)
        .or_else(|| told_within(text, attribution))
        .or_else(|| of_infinitive(text, attribution))
}

/// The last verb of the cue that the lexicon knows, with the entry's number of words.
fn listens(clause: &Clause<'_>) -> Option<(usize, usize, bool)> {
    clause.cue.clone().rev().find_map(|at| {
        let entries = Lexicon::get().cues(clause.word(at)).iter();
        let spelt = entries.filter(|entry| {
            let mut rest = entry.rest.iter().enumerate();
            entry.form != Form::Noun && rest.all(|(i, part)| clause.word(at + 1 + i) == part)
        });
        let mut spelt = spelt.peekable();
        spelt.peek()?;
        let longest = spelt.max_by_key(|entry| entry.rest.len())?;
        let listens = Lexicon::get().cues(clause.word(at)).iter().any(|entry| {
            entry.rest == longest.rest
                && entry.form != Form::Noun
                && entry.readings.iter().any(|reading| reading.takes.has(Takes::LISTENER))
        });
        Some((at, at + 1 + longest.rest.len(), listens))
    })
}

/// "Lind was told by Ode that": whoever is the subject. Nothing within when there is none to name.
fn passive(clause: &Clause<'_>) -> Option<Option<Range<usize>>> {
    let (verb, _, listens) = listens(clause)?;
    let past = Lexicon::get().cues(clause.word(verb)).iter().any(|e| e.form == Form::Past);
    let is = |at: usize| {
        matches!(
            clause.word(at),
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "being"
                | "get"
                | "gets"
                | "got"
                | "wasn’t"
                | "wasn't"
                | "weren’t"
                | "weren't"
        )
    };
    let auxiliary = (clause.cue.start..verb).rev().find(|&at| {
        !Lexicon::get().words().adverbs.contains(clause.word(at))
            && !clause.word(at).ends_with("ly")
    });
    if !(listens && past && auxiliary.is_some_and(is)) {
        return None;
    }
    let before = clause.cue.start;
    let starts = |&at: &usize| {
        let word = clause.word(at);
        clause.parts[at] != Part::Free
            || !clause.tokens[at].is_word()
            || matches!(
                word,
                "and" | "but" | "that" | "when" | "after" | "because" | "as" | "which"
            )
    };
    let from = (0..before).rev().find(starts).map_or(0, |at| at + 1);
    let near = before.saturating_sub(MAX_WORDS)..before;
    Some((from < before && near.contains(&from)).then_some(from..before))
}

/// "told reporters", "asked him", "called on all sides": what follows the verb.
fn object(clause: &Clause<'_>) -> Option<Range<usize>> {
    let start = clause.after.start;
    let verb = listens(clause);
    let first = clause.word(start);
    let closed = Lexicon::get().words();
    // "interrupts him his wife", "translated for us an old lady"
    let pronoun = |at: usize| {
        let word = clause.word(at);
        closed.objects.contains(word) && !matches!(word, "it" | "you")
    };
    let source_after = |at: usize| clause.parts.get(at) == Some(&Part::Source);
    if pronoun(start) && source_after(start + 1) {
        return Some(start..start + 1);
    }
    if first == "for" && pronoun(start + 1) && source_after(start + 2) {
        return Some(start + 1..start + 2);
    }
    let (at, end, listens) = verb?;
    let calls = matches!(first, "on" | "upon") && clause.word(at).starts_with("call");
    if calls {
        return listener(clause, start + 1, clause.after.end);
    }
    // "said in a statement" has its cue's end elsewhere; "told" may have an adverb after it.
    let within = end < clause.cue.end;
    let from = if within { end } else { start };
    let to = if within { clause.cue.end } else { clause.after.end };
    let named = || listener(clause, from, to);
    if listens {
        return named();
    }
    // "promised |his crew| a dinner", and not "promised a dinner"
    let gives = GIVING.iter().any(|verb| clause.word(at).starts_with(verb));
    named().filter(|range| gives && is_party(clause, range.clone()))
}

/// Returns the words that name a listener, from `start` on.
fn listener(clause: &Clause<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let closed = Lexicon::get().words();
    let grammar = Grammar::new(&clause.tokens);
    let skipped = (start..end).take_while(|&at| {
        let word = clause.word(at);
        closed.adverbs.contains(word) && !closed.determiners.contains(word)
            || word.len() > 4 && word.ends_with("ly") && !clause.tokens[at].is_capital()
    });
    let start = start + skipped.count();
    if start >= end || clause.parts[start] != Part::Free && clause.parts[start] != Part::Cue {
        return None;
    }
    let ends = |&at: &usize| {
        let token = &clause.tokens[at];
        let word = token.lower.as_str();
        let subject = closed.subjects.contains(word)
            && !closed.objects.contains(word)
            && !closed.determiners.contains(word);
        let mark = !token.is_word() && token.kind != TokenKind::Other;
        // "told Ode radio |the mayor had left|": a second noun phrase is what is told.
        let joined = at > start
            && matches!(
                clause.word(at - 1),
                "of" | "and"
                    | "or"
                    | "for"
                    | "from"
                    | "with"
                    | "all"
                    | "both"
                    | "half"
                    | "’s"
                    | "'s"
            );
        let second = at > start && closed.determiners.contains(word) && !joined;
        mark || clause.parts[at] == Part::Other
            || second && !token.is_capital()
            || ENDING.contains(&word) && !token.is_capital()
            || subject && at > start
            || at > start
                && closed.objects.contains(clause.word(at - 1))
                && at == start + 1
                && !closed.possessives.contains(clause.word(at - 1))
            || grammar.at(at).is_some()
    };
    let stop = (start..end.min(start + MAX_WORDS)).find(ends);
    let mut stop = stop.unwrap_or(end.min(start + MAX_WORDS));
    let whole = stop < start + MAX_WORDS;
    // "warned Orlov |earlier|"
    while stop > start + 1 && closed.adverbs.contains(clause.word(stop - 1)) {
        stop -= 1;
    }
    let first = clause.word(start);
    let other = closed.prepositions.contains(first) && !clause.tokens[start].is_capital()
        || closed.auxiliaries.contains(first);
    let named = (stop > start).then(|| clause.word(stop - 1))?;
    let told = TOLD.contains(&named) || TOLD.contains(&first);
    (!other && !told && whole).then_some(start..stop)
}
