//! The form in which the rules found a content: how far it is to be trusted, alone and against a
//! learned reading of the same words. Measured on PolNeAR's development set; the figures are beside
//! each.

use q7x2_domain::{CueClass, Mode, Role, RoleSpan};

use crate::document::Bytes;
use crate::lexicon::{Cue, Lexicon, Takes};
use crate::segment::{Quotation, is_mark, is_utterance};

/// How a content and its cue stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A whole utterance in quotation marks.
    Quotation,
    /// According to Lind, …
    According,
    /// A clause before its cue: the plan is dead, Lind said.
    Beside,
    /// Lind said that …
    Said,
    /// Lind argued that …
    That,
    /// A clause right after a plain word of speech: Lind said the plan …
    Clause,
    /// Anything else: an object, an infinitive, a few quoted words.
    Other,
}

impl Form {
    /// Returns the form of the ruled content at `at`.
    pub(crate) fn of(text: &str, quotations: &[Quotation], ruled: &[RoleSpan], at: usize) -> Self {
        let bytes = &ruled[at].bytes;
        let content = &text[bytes.clone()];
        if is_utterance(content) || is_part(content, bytes.into(), quotations) {
            return Self::Quotation;
        }
        let Some(cue) = ruled[at].partner.map(|cue| &ruled[cue].bytes) else { return Self::Other };
        let lower = text[cue.clone()].to_lowercase();
        let mut first = lower.split_whitespace();
        if first.next() == Some("according") {
            return Self::According;
        }
        if bytes.start < cue.start {
            return Self::Beside;
        }
        let any_reading = |fits: &dyn Fn(&Cue) -> bool| {
            let known = lower.split_whitespace().flat_map(|word| Lexicon::get().cues(word));
            known.flat_map(|entry| &entry.readings).any(|cue| cue.mode == Mode::Speech && fits(cue))
        };
        let speaks_of = |takes: Takes| any_reading(&|cue| cue.takes.has(takes));
        let plain = speaks_of(Takes::CLAUSE);
        let says = any_reading(&|cue| {
            cue.class == Some(CueClass::Said)
                && (cue.takes.has(Takes::CLAUSE) || cue.takes.has(Takes::THAT))
        });
        match content.split_whitespace().next() {
            Some("that") if says => Self::Said,
            Some("that") if plain || speaks_of(Takes::THAT) => Self::That,
            Some("to") => Self::Other,
            _ if plain && bytes.start <= cue.end + 1 => Self::Clause,
            _ => Self::Other,
        }
    }

    /// Returns the share of such contents whose words are exactly right.
    pub(crate) fn trust(self) -> f32 {
        match self {
            Self::Quotation => 0.94,
            Self::According => 0.74,
            Self::Beside => 0.68,
            Self::Said | Self::That => 0.79,
            Self::Clause => 0.65,
            Self::Other => 0.45,
        }
    }

    /// Tells whether such a content is kept when the learned tagger saw nothing there, or saw only
    /// one around it. Of the other forms the learned tagger is right to be silent 3 times of 4.
    pub(crate) fn speaks_alone(self) -> bool {
        matches!(self, Self::Quotation | Self::According | Self::Said)
    }

    /// Tells whether it is right more often than a learned content with other ends: before its cue
    /// 55 to 30 %, after "according to" 67 to 8 %; after "that" neither, otherwise the learned one.
    pub(crate) fn prevails(self) -> bool {
        matches!(self, Self::Quotation | Self::According | Self::Beside)
    }
}

/// Gives the contents of the rules, and their cues and sources, the trust in their form.
pub(crate) fn score(text: &str, quotations: &[Quotation], ruled: &mut [RoleSpan]) {
    for at in (0..ruled.len()).filter(|&at| ruled[at].role == Role::Content).collect::<Vec<_>>() {
        let trust = Form::of(text, quotations, ruled, at).trust();
        ruled[at].score = trust;
        let cue = ruled[at].partner;
        let source = cue.and_then(|cue| ruled[cue].partner);
        cue.into_iter().chain(source).for_each(|span| ruled[span].score = trust);
    }
}

/// Tells whether a content is one paragraph of a quotation that runs over several.
fn is_part(content: &str, bytes: Bytes, quotations: &[Quotation]) -> bool {
    let at = quotations.partition_point(|quotation| quotation.bytes.start < bytes.start);
    let whole = quotations.get(at).filter(|quotation| quotation.bytes == bytes);
    whole.is_some_and(|quotation| quotation.continues || !content.ends_with(is_mark))
}
