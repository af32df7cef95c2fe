//! Who is told inside a span that the tagger gave to something else: in a source ("according to what
//! she told the council") or at the start of a content ("urged |the council to go|").

use super::listeners::Listeners;
use super::listening::MAX_WORDS;
use crate::document::{Bytes, Document, Token, Tokens};
use crate::lexicon::{Class, Form, Takes};
use crate::link::Attribution;

/// How many tokens of a source are looked at.
const OF_SOURCE: usize = 40;

/// "according to what she told the council".
pub(super) fn told_within(document: &Document, attribution: &Attribution) -> Option<Bytes> {
    let (source, cue) = (attribution.source?, attribution.cue?);
    if !document.run(cue).iter().any(|word| word.is("according")) {
        return None;
    }
    let tokens = document.tokens();
    let place = document.tokens_in(source);
    let mut looked = place.places().take(OF_SOURCE);
    let told = looked.find(|&at| tokens[at].is("told")).filter(|&told| told > place.start)?;
    let ends = |at: &usize| {
        let token = &tokens[*at];
        !token.is_word() || Listeners::get().ends(token.lower()) || token.is("this")
    };
    let stop = (told + 1..place.end).find(ends).unwrap_or(place.end);
    let named = Tokens::new(told + 1, stop);
    (!named.is_empty()).then(|| document.bytes_of(named))
}

/// "urged |the council to go|": where the listener was taken for a part of the content.
pub(super) fn of_infinitive(document: &Document, attribution: &Attribution) -> Option<Bytes> {
    let (cue, content) = (attribution.cue?, *attribution.contents.first()?);
    let last = document.run(cue).last()?;
    let demands = last.cues().iter().filter(|entry| entry.form != Form::Noun);
    let demands = demands
        .flat_map(|entry| &entry.readings)
        .any(|reading| reading.takes.has(Takes::LISTENER) && reading.takes.has(Takes::TO));
    let apart = !document.run(Bytes::new(cue.end, content.start)).is_empty();
    if !demands || content.start < cue.end || apart {
        return None;
    }
    let tokens = document.tokens();
    let place = document.tokens_in(content);
    let to = place.places().take(MAX_WORDS).find(|&at| tokens[at].is("to"))?;
    let named = Tokens::new(place.start, to);
    let plain = |token: &Token| {
        token.is_word()
            && !token.has(Class::Auxiliary)
            && !token.has(Class::Verb)
            && !Listeners::get().ends(token.lower())
            && (!token.has(Class::Preposition) || token.is("of"))
    };
    let plain = !named.is_empty() && tokens[named.range()].iter().all(plain);
    plain.then(|| document.bytes_of(named))
}
