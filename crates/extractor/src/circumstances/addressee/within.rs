//! Who is told inside a span that the tagger gave to something else: in a source ("according to what
//! she told the council") or at the start of a content ("urged |the council to go|").

use std::ops::Range;

use super::{ENDING, MAX_WORDS};
use crate::lexicon::{Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::tag::tokens_in;

/// "according to what she told the council".
pub(super) fn told_within(text: &str, attribution: &Attribution) -> Option<Range<usize>> {
    let (source, cue) = (attribution.source?, attribution.cue?);
    let cites = text[cue].to_lowercase().contains("according");
    let tokens =
        tokens_in(text, source.start..source.end.min(source.start + 200).max(source.start));
    let told = tokens.iter().position(|token| token.is("told")).filter(|_| cites)?;
    let from = told + 1;
    let ends = |at: &usize| {
        let token = &tokens[*at];
        !token.is_word() || ENDING.contains(&token.lower.as_str()) || token.is("this")
    };
    let stop = (from..tokens.len()).find(ends).unwrap_or(tokens.len());
    (stop > from && told > 0).then(|| tokens[from].bytes.start..tokens[stop - 1].bytes.end)
}

/// "urged |the council to go|": where the listener was taken for a part of the content.
pub(super) fn of_infinitive(text: &str, attribution: &Attribution) -> Option<Range<usize>> {
    let (cue, content) = (attribution.cue?, *attribution.contents.first()?);
    let window = text.floor_char_boundary(content.end.min(content.start + 120));
    let lower = text[cue].to_lowercase();
    let last = lower.split_whitespace().next_back()?;
    let demands = Lexicon::get().cues(last).iter().filter(|entry| entry.form != Form::Noun);
    let demands = demands
        .flat_map(|entry| &entry.readings)
        .any(|reading| reading.takes.has(Takes::LISTENER) && reading.takes.has(Takes::TO));
    if !demands || content.start < cue.end || text.get(cue.end..content.start)?.trim() != "" {
        return None;
    }
    let tokens = tokens_in(text, content.start..window);
    let closed = Lexicon::get().words();
    let to = tokens.iter().take(MAX_WORDS).position(|token| token.is("to")).filter(|&to| to > 0)?;
    let plain = tokens[..to].iter().all(|token| {
        let word = token.lower.as_str();
        token.is_word()
            && !closed.auxiliaries.contains(word)
            && !closed.verbs.contains(word)
            && !ENDING.contains(&word)
            && (!closed.prepositions.contains(word) || word == "of")
    });
    plain.then(|| tokens[0].bytes.start..tokens[to - 1].bytes.end)
}
