//! What may stand between a cue and its content: adverbs, whom something is said to, when, where and
//! how.

use super::period::Kind;
use super::phrases::Phrases;
use super::verb::Verb;
use crate::family::Family;
use crate::lexicon::{Class, Takes};

/// How many words a listener may have.
const MAX_LISTENER: usize = 10;
/// How many adverbs in a row are skipped.
const MAX_ADVERBS: usize = 3;

/// Skips adverbs, unless a clause begins with them.
pub(super) fn after_adverbs(phrases: &Phrases<'_>, at: usize) -> usize {
    if !phrases.uses(Family::TagAdverbs) {
        return at;
    }
    let adverb = |i: usize| {
        phrases.get(i).is_some_and(|part| part.has(Class::Adverb) || part.looks_adverbial())
    };
    let end = (at..at + MAX_ADVERBS).find(|&i| !adverb(i)).unwrap_or(at);
    let marked = matches!(phrases.kind(end), Some(Kind::Comma | Kind::Colon | Kind::Quote));
    if marked || phrases.word(end) == "that" { end } else { at }
}

/// Skips adjuncts ("on Monday", "in a statement") and, for cues that have one, a listener.
pub(super) fn after_adjuncts(phrases: &Phrases<'_>, mut at: usize, verb: &Verb) -> usize {
    if verb.takes(Takes::LISTENER) && phrases.uses(Family::TagListeners) {
        at = after_listener(phrases, at);
    }
    while phrases.uses(Family::TagAdjuncts) && phrases.is_adjunct(at) {
        at += 1;
        while phrases.is_kind(at, Kind::Word)
            && !phrases.is_adjunct(at)
            && !phrases.has(at, Class::ClauseOpener)
        {
            at += 1;
        }
    }
    at
}

/// Returns where the listener that begins at `at` ends: "reporters", "the BBC", "his aides".
pub(super) fn after_listener(phrases: &Phrases<'_>, at: usize) -> usize {
    let Some(first) = phrases.get(at).filter(|part| part.is_word()) else { return at };
    if first.has(Class::Object) && (!first.is("her") || phrases.word(at + 1) == "that") {
        return at + 1;
    }
    let other = first.has(Class::Preposition) || first.has(Class::Adverb);
    if first.has(Class::ClauseOpener) || other {
        return at;
    }
    // "told CNN the plan": the content begins with its own determiner; but "told her an hour later".
    let fresh = |i: usize| {
        let joined = phrases.has(i - 1, Class::Joiner) || phrases.word(i - 1) == "all";
        let time = |i: usize| phrases.has(i, Class::Time) && !phrases.has(i, Class::RareTime);
        let timed = phrases.has(i, Class::Article) && (time(i + 1) || time(i + 2));
        phrases.is_fresh(i) && !joined && !timed
    };
    let stops = |i: usize| {
        phrases.has(i, Class::ClauseOpener)
            || phrases.has(i, Class::WhetherWord)
            || phrases.word(i) == "to"
            || phrases.has(i, Class::Time)
            || phrases.is_adjunct(i)
            || fresh(i)
    };
    let mut end = at + 1;
    while phrases.is_kind(end, Kind::Word) && end < at + MAX_LISTENER && !stops(end) {
        end += 1;
    }
    end
}
