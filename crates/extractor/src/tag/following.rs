//! Attributions whose content follows the cue: he said that …; he said: "…"; vowing to ….

use std::ops::Range;

use q7x2_domain::Mode;

use super::draft::{Draft, Found};
use super::phrases::Phrases;
use super::tokens::Kind;
use super::verbs::{Verb, source_of};
use crate::lexicon::{Form, Takes};

/// How many words a listener may have.
const MAX_LISTENER: usize = 10;
/// How far from its cue "that" or a quotation may stand.
const MAX_BRIDGE: usize = 10;

/// Returns the attribution of a verb whose content comes after it.
pub(super) fn following(phrases: &Phrases<'_, '_>, verb: &Verb, draft: &Draft) -> Option<Found> {
    let floor = draft.floor(verb.group.start);
    let source = source_of(phrases, verb, floor, draft);
    if source.is_none() && verb.form != Form::Ing {
        return None;
    }
    let content = content_start(phrases, verb)?;
    let tokens = phrases.tokens;
    if verb.form == Form::Base && !is_base_use(phrases, verb, source.as_ref(), content) {
        return None;
    }
    let mut cue = verb.group.clone();
    // A colon right after the verb belongs to it: "said:".
    if content == cue.end + 1 && phrases.kind(cue.end) == Some(Kind::Colon) {
        cue.end = content;
    }
    let inner = source.as_ref().is_some_and(|source| {
        let relative = matches!(tokens[source.start].lower.as_str(), "who" | "which" | "that");
        relative && source.len() == 1
    });
    let end = phrases.clause_end(content, inner && phrases.kind(content) != Some(Kind::Quote));
    let only = std::iter::once(content..end).collect();
    Some(Found { source, cue, contents: only, verbal: true })
}

/// Returns where the content of a verb begins, if what follows can be its content.
fn content_start(phrases: &Phrases<'_, '_>, verb: &Verb) -> Option<usize> {
    let direct = verb.group.end;
    // "said only: …", "said flatly that …"
    let plain = after_adverbs(phrases, direct);
    let at = after_adjuncts(phrases, plain, verb);
    let end = phrases.end();
    if at >= end {
        return None;
    }
    let clause = verb.takes(Takes::CLAUSE);
    let quote = clause || verb.takes(Takes::QUOTE);
    let kind = phrases.kind(at)?;
    if matches!(kind, Kind::Comma | Kind::Colon) {
        let follows = kind == Kind::Colon || phrases.kind(at + 1) == Some(Kind::Quote);
        return (quote && follows && at + 1 < end).then_some(at + 1);
    }
    // "urged Lind to leave": the infinitive follows the one who is asked.
    if verb.takes(Takes::TO) {
        let to = after_listener(phrases, direct);
        if is_infinitive(phrases, to) {
            return Some(to);
        }
    }
    let word = phrases.word(at);
    let object = || verb.takes(Takes::OBJECT) && at == direct && is_object(phrases, at);
    let fits = match kind {
        Kind::Quote => quote || object() || verb.takes(Takes::OBJECT),
        Kind::Word if word == "that" => clause || verb.takes(Takes::THAT),
        Kind::Word if phrases.words.whether_words.contains(word) => {
            clause || verb.takes(Takes::WHETHER) || verb.takes(Takes::THAT)
        }
        Kind::Word if phrases.words.prepositions.contains(word) => false,
        Kind::Word => clause && phrases.has_clause(at + 1..end) || object(),
        _ => false,
    };
    if fits {
        return Some(at);
    }
    let bridge = (at..end).take(MAX_BRIDGE);
    let mut bridge = bridge.take_while(|&i| !phrases.is_finite(i) && !is_comma(phrases, i));
    if verb.cue.mode != Mode::Speech {
        return None;
    }
    // "wrote in March that …"; "chalked on the wall “No toll.”"
    bridge.find(|&i| match phrases.kind(i) {
        Some(Kind::Quote) => quote && phrases.tokens[i].is_utterance(),
        _ => {
            phrases.word(i) == "that"
                && (clause || verb.takes(Takes::THAT))
                && phrases.words.prepositions.contains(word)
        }
    })
}

/// Skips adverbs, unless a clause begins with them.
fn after_adverbs(phrases: &Phrases<'_, '_>, at: usize) -> usize {
    let adverb = |word: &str| phrases.words.adverbs.contains(word) || word.ends_with("ly");
    let end = (at..at + 3).find(|&i| !adverb(phrases.word(i))).unwrap_or(at);
    let marked = matches!(phrases.kind(end), Some(Kind::Comma | Kind::Colon | Kind::Quote));
    if marked || phrases.word(end) == "that" { end } else { at }
}

fn is_comma(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    phrases.kind(at) == Some(Kind::Comma)
}

fn is_infinitive(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    let verb = phrases.word(at + 1);
    phrases.word(at) == "to"
        && !verb.is_empty()
        && !phrases.tokens[at + 1].is_capital()
        && !phrases.words.determiners.contains(verb)
        && !phrases.words.objects.contains(verb)
}

fn is_object(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    let word = phrases.word(at);
    phrases.tokens[at].is_word()
        && !phrases.words.prepositions.contains(word)
        && !phrases.words.adverbs.contains(word)
        && !phrases.words.conjunctions.contains(word)
}

/// Skips adjuncts ("on Monday", "in a statement") and, for cues that have one, a listener.
pub(super) fn after_adjuncts(phrases: &Phrases<'_, '_>, mut at: usize, verb: &Verb) -> usize {
    if verb.takes(Takes::LISTENER) {
        at = after_listener(phrases, at);
    }
    while phrases.is_adjunct(at) {
        at += 1;
        while phrases.kind(at) == Some(Kind::Word)
            && !phrases.is_adjunct(at)
            && !starts_clause(phrases, at)
        {
            at += 1;
        }
    }
    at
}

fn starts_clause(phrases: &Phrases<'_, '_>, at: usize) -> bool {
    let words = ["that", "he", "she", "they", "it", "we", "i", "whether", "there"];
    words.contains(&phrases.word(at))
}

/// Returns where the listener that begins at `at` ends: "reporters", "the BBC", "his aides".
pub(super) fn after_listener(phrases: &Phrases<'_, '_>, at: usize) -> usize {
    let words = phrases.words;
    let first = phrases.word(at);
    if first.is_empty() {
        return at;
    }
    let object = words.objects.contains(first);
    if object && (first != "her" || phrases.word(at + 1) == "that") {
        return at + 1;
    }
    let other = words.prepositions.contains(first) || words.adverbs.contains(first);
    if starts_clause(phrases, at) || other {
        return at;
    }
    let stops = |i: usize| {
        let word = phrases.word(i);
        let before = phrases.word(i - 1);
        // "told CNN the plan": the content begins with its own determiner.
        let fresh = matches!(word, "the" | "a" | "his" | "her" | "their")
            && !words.prepositions.contains(before)
            && !matches!(before, "and" | "all");
        starts_clause(phrases, i)
            || matches!(word, "to" | "how" | "what" | "why" | "if" | "who")
            || words.times.contains(word)
            || phrases.is_adjunct(i)
            || fresh
    };
    let mut end = at + 1;
    while phrases.kind(end) == Some(Kind::Word) && end < at + MAX_LISTENER && !stops(end) {
        end += 1;
    }
    end
}

/// Tells whether a base form is a verb here: "officials say", "will say", "I think", or, before
/// "that" or a quotation, "went on to say".
fn is_base_use(
    phrases: &Phrases<'_, '_>,
    verb: &Verb,
    source: Option<&Range<usize>>,
    content: usize,
) -> bool {
    let before = verb.group.start.checked_sub(1).map_or("", |at| phrases.word(at));
    if before == "to" {
        let quoted = phrases.kind(content) == Some(Kind::Quote);
        return verb.cue.mode == Mode::Speech && (quoted || phrases.word(content) == "that");
    }
    if verb.at > verb.group.start && phrases.words.auxiliaries.contains(phrases.word(verb.at - 1)) {
        return true;
    }
    let Some(source) = source else { return false };
    let nouns = source.clone().take_while(|&at| {
        at == source.start || !phrases.words.prepositions.contains(phrases.word(at))
    });
    let words: Vec<&str> = nouns.map(|at| phrases.word(at)).collect();
    let plural = ["i", "we", "they", "you", "who", "some", "many", "others", "people", "police"];
    let last = words.last().copied().unwrap_or_default();
    words.contains(&"and") || plural.contains(&last) || last.len() > 2 && last.ends_with('s')
}
