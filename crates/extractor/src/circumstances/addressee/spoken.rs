//! Who is spoken to with "to" and "with", or asks what is answered: "said to reporters", "in a letter
//! to the council", "asked by a caller".

use std::ops::Range;

use super::{MAX_WORDS, listens};
use crate::circumstances::channel::{Named, opens_party, party_end};
use crate::circumstances::clause::{Clause, Part};
use crate::circumstances::media::Media;
use crate::lexicon::Lexicon;

/// Verbs of saying that a listener follows with "to".
const SPEAKING_TO: [&str; 57] = [
    "say",
    "speak",
    "talk",
    "write",
    "explain",
    "admit",
    "confirm",
    "reveal",
    "joke",
    "shout",
    "confide",
    "announce",
    "declare",
    "complain",
    "communicate",
    "whisper",
    "mutter",
    "read",
    "repeat",
    "stress",
    "boast",
    "brag",
    "lament",
    "confess",
    "convey",
    "relay",
    "mention",
    "reply",
    "respond",
    "insist",
    "promise",
    "vow",
    "pledge",
    "propose",
    "suggest",
    "recommend",
    "describe",
    "express",
    "apologise",
    "apologize",
    "testify",
    "state",
    "claim",
    "deny",
    "plead",
    "appeal",
    "add",
    "recount",
    "call",
    "yell",
    "remark",
    "report",
    "quip",
    "affirm",
    "recall",
    "signal",
    "murmur",
];

/// "said to reporters", "wrote to him": a verb of saying and "to".
pub(super) fn spoken_to(clause: &Clause<'_>) -> Option<Range<usize>> {
    let (verb, ..) =
        listens(clause).or_else(|| Some((clause.cue.end.checked_sub(1)?, 0, false)))?;
    let stem = clause.word(verb);
    let speaks = SPEAKING_TO.iter().any(|verb| is_form_of(stem, verb));
    let quoted = clause.cue.is_empty();
    let places = [&clause.after, &clause.cue, &clause.later];
    let place = places.into_iter().find_map(|place| {
        let mut starts = place.clone();
        let to = starts.find(|&at| clause.word(at) == "to" && clause.parts[at] != Part::Other)?;
        Some((place, to))
    });
    let (place, to) = place?;
    let direct = place.start == clause.after.start && to == place.start;
    // Further on, "to" may go with anything: only after marks, a time or a place is it a listener.
    let apart = (place.start..to).all(|at| !names(clause, at));
    let fits = speaks && (direct || apart) || quoted && direct_after_mark(clause, to);
    let end = party_end(clause, to + 1, place.end)?;
    let party = opens_party(clause, to + 1) && is_party(clause, to + 1..end);
    (fits && party).then_some(to + 1..end)
}

/// "— Lind, to the Lantern": after a source that a dash attributes to.
fn direct_after_mark(clause: &Clause<'_>, to: usize) -> bool {
    to.checked_sub(1).is_some_and(|at| !clause.tokens[at].is_word())
}

/// Tells whether a word may have a "to" of its own: a noun that is no time.
fn names(clause: &Clause<'_>, at: usize) -> bool {
    let closed = Lexicon::get().words();
    let token = &clause.tokens[at];
    let word = token.lower.as_str();
    let known = closed.times.contains(word)
        || closed.adverbs.contains(word)
        || closed.prepositions.contains(word)
        || word.ends_with("ly");
    token.is_word() && !known && clause.parts[at] == Part::Free && word != "then"
}

/// "in a letter to the council", "an interview with CNN": who is at the other end of a channel.
pub(super) fn of_channel(clause: &Clause<'_>, channel: &Named) -> Option<Range<usize>> {
    let after = channel.noun + 1;
    let dialogue = Media::get().is_dialogue(clause.word(channel.noun));
    let end = clause.tokens.len().min(channel.phrase.end.max(after) + MAX_WORDS);
    let place = (after..channel.phrase.end).find(|&at| matches!(clause.word(at), "to" | "with"));
    // "in a letter sent on Monday to the council"
    let place = place.or_else(|| {
        let rest = after..end;
        let free = |at: &usize| clause.parts[*at] == channel_part(clause, channel);
        rest.take_while(free)
            .take_while(|&at| !names(clause, at) || Media::get().is_carried(clause.word(at)))
            .find(|&at| matches!(clause.word(at), "to" | "with"))
    })?;
    let goes = clause.word(place) == "to" || dialogue;
    let end = party_end(clause, place + 1, end)?;
    (goes && opens_party(clause, place + 1)).then_some(place + 1..end)
}

fn channel_part(clause: &Clause<'_>, channel: &Named) -> Part {
    clause.parts[channel.noun]
}

/// "Speaking to reporters, …", "Asked by a caller …", "Answering a question from the Lantern, …".
pub(super) fn beside(clause: &Clause<'_>, own: Option<&str>) -> Option<Range<usize>> {
    let places = [&clause.before, &clause.gap, &clause.after, &clause.later];
    for place in places {
        for at in place.clone() {
            let party = |from: usize| {
                let end = party_end(clause, from, place.end)?;
                (opens_party(clause, from)).then_some(from..end)
            };
            let (word, next) = (clause.word(at), clause.word(at + 1));
            let found = match (word, next) {
                ("speaking" | "talking" | "writing" | "testifying", "to" | "with" | "before") => {
                    party(at + 2)
                }
                ("addressing" | "briefing" | "telling" | "lecturing", _) => party(at + 1),
                ("asked" | "pressed" | "questioned" | "challenged" | "quizzed", "by") => {
                    party(at + 2)
                }
                ("reached" | "contacted", "by") => party(at + 2).filter(|range| {
                    let words = &clause.tokens[range.clone()];
                    let words: Vec<&str> = words.iter().map(|token| token.text).collect();
                    Media::get().is_outlet(&words.join(" "), own)
                }),
                ("question" | "questions", "from" | "of" | "by") => {
                    let answers = (place.start..at).any(|at| {
                        matches!(
                            clause.word(at),
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
                ("whom", "") if at + 1 == place.end => Some(at..at + 1),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
    }
    // "to whom the journalist asked": right before the subject.
    let last = clause.parts.iter().position(|part| *part == Part::Source)?.checked_sub(1)?;
    (clause.word(last) == "whom").then_some(last..last + 1)
}

/// Tells whether a phrase names somebody who can listen: a name, a pronoun, people, a body.
pub(in crate::circumstances) fn is_party(clause: &Clause<'_>, range: Range<usize>) -> bool {
    let closed = Lexicon::get().words();
    let first = clause.word(range.start);
    let last = &clause.tokens[range.end - 1];
    let pronoun = closed.objects.contains(first) && range.len() == 1;
    let of = clause.tokens[range.clone()].iter().position(|token| token.is("of"));
    let head = of.filter(|&at| at > 0).map_or(last, |of| &clause.tokens[range.start + of - 1]);
    pronoun || head.is_capital() || crate::resolve::names_party(&head.lower)
}

/// Tells whether a word is a form of a verb, as far as its looks go.
fn is_form_of(word: &str, verb: &str) -> bool {
    let irregular = match verb {
        "say" => ["said", "says", "saying"].contains(&word),
        "speak" => ["spoke", "spoken"].contains(&word),
        "write" => ["wrote", "written", "writing"].contains(&word),
        "read" => word == "read",
        _ => false,
    };
    let stem = verb.trim_end_matches(['e', 'y']);
    let rest = word.strip_prefix(stem).unwrap_or("-");
    let regular = ["", "s", "e", "es", "ed", "ing", "y", "ies", "ied", "ying", "d"];
    let doubled = stem.chars().next_back().map(|last| format!("{last}ed"));
    irregular
        || word == verb
        || regular.contains(&rest)
        || doubled.is_some_and(|ed| rest == ed || rest == ed.replace("ed", "ing"))
}
