//! An attribution as the ranking asks for its speaker.

use std::sync::Arc;

use q7x2_domain::Speaker;

use super::super::entities::Entities;
use super::forms::Form;
use super::phrase::Phrase;
use crate::document::{Bytes, Document, Tokens};
use crate::link::Attribution;

/// What the layers answer: who speaks, and whom they would name next.
pub(crate) type Layers = (Option<Arc<Speaker>>, Option<Arc<Speaker>>);

/// An attribution whose speaker is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) source: Option<Bytes>,
    pub(super) cue: Option<Bytes>,
    pub(super) contents: Vec<Bytes>,
    pub(super) form: Form,
    pub(super) phrase: Phrase,
    /// Where the source stands, or else the content.
    pub(super) at: usize,
    /// The first token there.
    pub(super) token: usize,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    /// The answer of the layers.
    pub(super) layers: Option<Arc<Speaker>>,
    /// Whom the layers would name next.
    pub(super) next: Option<Arc<Speaker>>,
}

impl Asked {
    /// Reads an attribution; `layers` is what the layers answered.
    pub(super) fn of(
        document: &Document,
        entities: &Entities,
        attribution: &Attribution,
        (layers, next): Layers,
    ) -> Self {
        let contents = attribution.contents.clone();
        let first = contents.first().copied().unwrap_or_default();
        let source = attribution.source.map(|source| document.without_dateline(source));
        let at = source.map_or(first.start, |source| source.start);
        let phrase = match source {
            Some(source) => Phrase::of(document, entities, source),
            None => Phrase {
                form: Form::None,
                tokens: Tokens::default(),
                head: None,
                noun: String::new(),
                words: Vec::new(),
            },
        };
        Self {
            source,
            cue: attribution.cue,
            form: phrase.form,
            phrase,
            at,
            token: document.tokens_in(Bytes::at(at)).start,
            sentence: document.sentence_at(at).unwrap_or_default(),
            paragraph: document.paragraph_at(at),
            contents,
            layers,
            next,
        }
    }

    /// Returns how many bytes the contents have.
    pub(super) fn length(&self) -> usize {
        self.contents.iter().map(|content| content.len()).sum()
    }

    /// Tells whether a byte lies in what is said.
    pub(super) fn says(&self, at: usize) -> bool {
        self.contents.iter().any(|content| content.holds(at))
    }
}
