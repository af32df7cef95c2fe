//! Attributions whose content follows the cue: he said that …; he said: "…"; vowing to ….

use q7x2_domain::Mode;

use super::adjuncts::{after_adjuncts, after_adverbs, after_listener};
use super::draft::{Draft, Found};
use super::period::{Kind, Part, Parts};
use super::phrases::Phrases;
use super::verb::{Verb, source_of};
use crate::family::Family;
use crate::lexicon::{Class, Form, Takes};

/// How far from its cue "that" or a quotation may stand.
const MAX_BRIDGE: usize = 10;

/// Returns the attribution of a verb whose content comes after it.
pub(super) fn following(phrases: &Phrases<'_>, verb: &Verb, draft: &Draft) -> Option<Found> {
    let floor = draft.floor(verb.group.start);
    let source = source_of(phrases, verb, floor, draft);
    if source.is_none() && verb.form != Form::Ing {
        return None;
    }
    let content = content_start(phrases, verb)?;
    let base = verb.form == Form::Base;
    if base && !phrases.uses(Family::TagBase) {
        return None;
    }
    if base && !is_base_use(phrases, verb, source, content) {
        return None;
    }
    let mut cue = verb.group;
    // A colon right after the verb belongs to it: "said:".
    if content == cue.end + 1 && phrases.is_kind(cue.end, Kind::Colon) {
        cue.end = content;
    }
    let relative = |source: Parts| {
        let first = source.start;
        source.len() == 1 && (phrases.has(first, Class::Relative) || phrases.word(first) == "that")
    };
    let inner = phrases.uses(Family::TagInner)
        && source.is_some_and(relative)
        && !phrases.is_kind(content, Kind::Quote);
    let contents = vec![Parts::new(content, phrases.clause_end(content, inner))];
    Some(Found { source, cue, contents, verbal: true })
}

/// Returns where the content of a verb begins, if what follows can be its content.
fn content_start(phrases: &Phrases<'_>, verb: &Verb) -> Option<usize> {
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
    let first = phrases.get(at)?;
    if matches!(first.kind, Kind::Comma | Kind::Colon) {
        let follows = first.kind == Kind::Colon || phrases.is_kind(at + 1, Kind::Quote);
        return (quote && follows && at + 1 < end).then_some(at + 1);
    }
    // "urged Lind to leave": the infinitive follows the one who is asked.
    if verb.takes(Takes::TO) && phrases.uses(Family::TagInfinitives) {
        let to = after_listener(phrases, direct);
        if is_infinitive(phrases, to) {
            return Some(to);
        }
    }
    let object = || {
        phrases.uses(Family::TagObjects)
            && verb.takes(Takes::OBJECT)
            && at == direct
            && is_object(first)
    };
    let fits = match first.kind {
        Kind::Quote => quote || verb.takes(Takes::OBJECT),
        Kind::Word if first.is("that") => clause || verb.takes(Takes::THAT),
        Kind::Word if first.has(Class::WhetherWord) => {
            clause || verb.takes(Takes::WHETHER) || verb.takes(Takes::THAT)
        }
        Kind::Word if first.has(Class::Preposition) => false,
        Kind::Word => clause && phrases.has_clause(Parts::new(at + 1, end)) || object(),
        _ => false,
    };
    if fits {
        return Some(at);
    }
    if verb.cue.mode != Mode::Speech || !phrases.uses(Family::TagBridges) {
        return None;
    }
    // "wrote in March that …"; "chalked on the wall “No toll.”"
    let that = (clause || verb.takes(Takes::THAT)) && first.has(Class::Preposition);
    let bridge = (at..end).take(MAX_BRIDGE);
    let mut bridge =
        bridge.take_while(|&i| !phrases.is_finite(i) && !phrases.is_kind(i, Kind::Comma));
    bridge.find(|&i| match phrases.kind(i) {
        Some(Kind::Quote) => quote && phrases.is_utterance(i),
        _ => that && phrases.word(i) == "that",
    })
}

fn is_infinitive(phrases: &Phrases<'_>, at: usize) -> bool {
    let fits = |verb: &Part<'_>| {
        verb.is_word()
            && !verb.is_capital()
            && !verb.has(Class::Determiner)
            && !verb.has(Class::Object)
    };
    phrases.word(at) == "to" && phrases.get(at + 1).is_some_and(fits)
}

fn is_object(part: &Part<'_>) -> bool {
    part.is_word()
        && !part.has(Class::Preposition)
        && !part.has(Class::Adverb)
        && !part.has(Class::Conjunction)
}

/// Tells whether a base form is a verb here: "officials say", "will say", "I think", or, before
/// "that" or a quotation, "went on to say".
fn is_base_use(phrases: &Phrases<'_>, verb: &Verb, source: Option<Parts>, content: usize) -> bool {
    let group = verb.group;
    if group.start > 0 && phrases.word(group.start - 1) == "to" {
        let plain = phrases.is_kind(content, Kind::Quote) || phrases.word(content) == "that";
        return verb.cue.mode == Mode::Speech && plain;
    }
    if verb.at > group.start && phrases.has(verb.at - 1, Class::Auxiliary) {
        return true;
    }
    let Some((head, tail)) = source.and_then(|s| phrases.slice(s).split_first()) else {
        return false;
    };
    let tail = tail.iter().take_while(|part| !part.has(Class::Preposition));
    let nouns: Vec<&Part<'_>> = std::iter::once(head).chain(tail).collect();
    let plural = |last: &&Part<'_>| {
        last.has(Class::Plural) || last.word().len() > 2 && last.word().ends_with('s')
    };
    nouns.iter().any(|part| part.is("and")) || nouns.last().is_some_and(plural)
}
