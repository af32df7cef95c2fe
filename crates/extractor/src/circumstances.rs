//! Circumstances that stand plainly beside a cue: to whom something was said ("told reporters")
//! and how ("in a post on X"). Takes what the words say and resolves nothing.

use std::ops::Range;

use crate::lexicon::{Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::segment::Segments;

/// How many words the name of a listener or channel may have.
const MAX_WORDS: usize = 9;

/// How many bytes after a cue are looked at.
const MAX_WINDOW: usize = 200;

/// Words with which time, place or occasion begins after a listener.
const PLACING: [&str; 15] = [
    "in", "on", "at", "during", "after", "by", "about", "when", "outside", "inside", "near",
    "before", "while", "as", "amid",
];

/// A word with its place.
type Word<'a> = (Range<usize>, &'a str);

/// Returns the words that name the addressee: those right after "told" and the like.
pub(crate) fn addressee_of(text: &str, attribution: &Attribution) -> Option<Range<usize>> {
    let cue = attribution.cue.clone()?;
    if !has_listener(&text[cue.clone()]) {
        return None;
    }
    let closed = Lexicon::get().words();
    let words = words_after(text, cue.end, limit_after(text, attribution));
    let ends = |at: usize, word: &str| {
        let word = word.to_lowercase();
        let clause =
            matches!(word.as_str(), "that" | "to" | "how" | "what" | "why" | "if" | "whether");
        let pronoun = closed.subjects.contains(&word) && !closed.objects.contains(&word);
        let circumstance = closed.times.contains(&word) || PLACING.contains(&word.as_str());
        clause || circumstance || (pronoun && at > 0)
    };
    let count = words.iter().enumerate().position(|(at, (_, word))| ends(at, word));
    let named = &words[..count.unwrap_or(words.len()).min(MAX_WORDS)];
    let (first, last) = (named.first()?, named.last()?);
    let lower = first.1.to_lowercase();
    let other = closed.prepositions.contains(&lower) || closed.adverbs.contains(&lower);
    (!other && named.len() < MAX_WORDS).then_some(first.0.start..last.0.end)
}

/// Returns the words that name the channel, in the sentence of the cue: "a post on X".
pub(crate) fn channel_of(
    text: &str,
    attribution: &Attribution,
    segments: &Segments,
) -> Option<Range<usize>> {
    let anchor = attribution.cue.as_ref().or(attribution.source.as_ref())?.start;
    let after = segments.sentences.partition_point(|sentence| sentence.bytes.start <= anchor);
    let sentence = segments.sentences.get(after.checked_sub(1)?)?.bytes.clone();
    let spans = attribution.contents.iter().chain(&attribution.source);
    let mut taken: Vec<Range<usize>> = spans.cloned().collect();
    taken.sort_by_key(|span| span.start);
    let mut from = sentence.start;
    for span in taken.into_iter().chain(std::iter::once(sentence.end..sentence.end)) {
        let piece = from..span.start.clamp(from, sentence.end);
        if let Some(channel) = channel_in(text, piece) {
            return Some(channel);
        }
        from = span.end.max(from).min(sentence.end);
    }
    None
}

/// Returns the channel that a piece of a sentence names after a preposition.
fn channel_in(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let closed = Lexicon::get().words();
    let words = words_after(text, piece.start, piece.end);
    for (at, (_, word)) in words.iter().enumerate() {
        let leads = matches!(
            word.to_lowercase().as_str(),
            "in" | "on" | "via" | "through" | "by" | "during" | "over"
        );
        if !leads {
            continue;
        }
        let phrase = words[at + 1..].iter().take(MAX_WORDS);
        // The phrase ends with the last channel word that no comma cuts off.
        let mut end = None;
        for (i, (place, word)) in phrase.enumerate() {
            let lower = word.to_lowercase();
            let cut = i > 0
                && text[words[at + i].0.end..place.start].contains([',', ':', ';', '—', '–', '(']);
            if cut || closed.subjects.contains(&lower) || lower == "that" {
                break;
            }
            // X is a channel only as a capital letter.
            let channel = closed.channels.contains(&lower) && (lower != "x" || *word == "X");
            // "an interview with the BBC": the name goes on.
            let named = word.starts_with(char::is_uppercase) && !closed.times.contains(&lower);
            let before = words[at + i].1;
            let joins = matches!(before, "with" | "on" | "of" | "the" | "in");
            let goes_on = joins || end == Some(words[at + i].0.end);
            if channel || end.is_some() && named && goes_on {
                end = Some(place.end);
            }
        }
        if let Some(end) = end {
            return Some(words[at + 1].0.start..end);
        }
    }
    None
}

/// Tells whether the last verb of a cue can have a listener.
fn has_listener(cue: &str) -> bool {
    let lower = cue.to_lowercase();
    let lexicon = Lexicon::get();
    let words: Vec<&str> =
        lower.split_whitespace().map(|word| word.trim_end_matches(':')).collect();
    (0..words.len()).rev().any(|at| {
        lexicon.cues(words[at]).iter().any(|entry| {
            let whole = entry.rest.iter().map(String::as_str).eq(words[at + 1..].iter().copied());
            whole
                && entry.form != Form::Noun
                && entry.readings.iter().any(|reading| reading.takes.has(Takes::LISTENER))
        })
    })
}

/// Returns where the words after a cue stop being about the cue.
fn limit_after(text: &str, attribution: &Attribution) -> usize {
    let cue = attribution.cue.clone().unwrap_or_default();
    let next = attribution.contents.iter().map(|content| content.start).find(|&at| at >= cue.end);
    let window = &text[cue.end..text.floor_char_boundary(cue.end + MAX_WINDOW)];
    let mark = window.find([',', ':', ';', '.', '“', '"', '‘', '\n', '—', '–', '(']);
    let mark = mark.map_or(cue.end + window.len(), |at| cue.end + at);
    next.map_or(mark, |next| next.min(mark))
}

fn words_after(text: &str, start: usize, end: usize) -> Vec<Word<'_>> {
    let Some(body) = text.get(start..end) else { return Vec::new() };
    let trim = |c: char| !c.is_alphanumeric() && c != '.';
    let mut words = Vec::new();
    let mut at = start;
    for word in body.split_inclusive(char::is_whitespace).take(80) {
        let bare = word.trim_matches(trim);
        // "Telegram." ends a sentence, "U.S." does not.
        let stop = bare.strip_suffix('.').filter(|bare| !bare.contains('.'));
        let bare = stop.unwrap_or(bare);
        let front = word.len() - word.trim_start_matches(trim).len();
        if !bare.is_empty() {
            words.push((at + front..at + front + bare.len(), bare));
        }
        at += word.len();
    }
    words
}

#[cfg(test)]
mod tests;
