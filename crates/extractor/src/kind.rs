//! Kind and act: how much of a content stands in quotation marks, and what its cue does.

use std::ops::Range;

use q7x2_domain::{CueClass, Kind, Mode};

use crate::lexicon::{Cue, Form, Lexicon};
use crate::segment::{Quotation, is_mark};

/// Returns how much of `contents` stands in quotation marks.
pub(crate) fn kind_of(text: &str, contents: &[Range<usize>], quotations: &[Quotation]) -> Kind {
    let (mut inside, mut outside) = (false, false);
    for content in contents {
        let mut at = content.start;
        let from = quotations.partition_point(|quotation| quotation.bytes.end <= content.start);
        for quotation in quotations[from..].iter().take_while(|q| q.bytes.start < content.end) {
            let start = quotation.bytes.start.clamp(at, content.end);
            outside |= has_words(&text[at..start]);
            at = quotation.bytes.end.clamp(start, content.end);
            inside |= has_words(&text[start..at]);
        }
        outside |= has_words(&text[at..content.end]);
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (false, _) => Kind::Indirect,
        (true, true) => Kind::Mixed,
    }
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Returns what a cue does, by the lexicon. A quotation is speech whatever its cue; a cue that
/// the lexicon does not know is taken for speech.
pub(crate) fn act_of(
    cue: Option<&str>,
    kind: Kind,
    source_is_thing: bool,
) -> (Mode, Option<CueClass>) {
    let known = cue.and_then(|cue| reading(cue, source_is_thing));
    match known {
        Some(cue) if kind == Kind::Direct => (Mode::Speech, cue.class),
        Some(cue) => (cue.mode, cue.class),
        None => (Mode::Speech, None),
    }
}

/// Returns the reading of the last word of `cue` that the lexicon knows.
fn reading(cue: &str, source_is_thing: bool) -> Option<&'static Cue> {
    let lower = cue.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || c == ':')
        .filter(|word| !word.is_empty())
        .collect();
    let lexicon = Lexicon::get();
    let readings = (0..words.len()).rev().find_map(|at| {
        let word = words[at].trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c));
        let entries = lexicon.cues(word).iter();
        let whole = |entry: &&crate::lexicon::Entry| {
            entry
                .rest
                .iter()
                .map(String::as_str)
                .eq(words[at + 1..].iter().copied().take(entry.rest.len()))
        };
        let best = entries
            .filter(whole)
            .min_by_key(|entry| (std::cmp::Reverse(entry.rest.len()), entry.form == Form::Noun));
        best.map(|entry| &entry.readings)
    })?;
    // "…, suggesting that he stays" is the writer's reading of what was said.
    let sign = source_is_thing || lower.ends_with("ing");
    let wanted = |reading: &&Cue| (reading.mode == Mode::Sign) == sign;
    readings.iter().find(wanted).or(readings.first())
}
