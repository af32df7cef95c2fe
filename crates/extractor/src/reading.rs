//! How the spans of a text are found: by rules, by a tagger, or by both. Knows nothing of what is made
//! of them.

use q7x2_domain::{ModelVersion, RoleSpan, Tagger, TaggerInput};

use crate::checked::merge;
use crate::document::Document;
use crate::tag::{MODEL, mark};

/// A way to find sources, cues and contents.
#[derive(Debug, Clone)]
pub enum Reading<T> {
    /// The rules alone: small, at once ready, blind to much indirect speech.
    Rules,
    /// A tagger alone, as it says.
    Tagger(T),
    /// A tagger whose quotations are checked by the rules.
    Checked(T),
}

impl<T: Tagger> Reading<T> {
    /// Names what reads: the tagger, where there is one.
    pub(crate) fn model(&self) -> ModelVersion {
        match self {
            Self::Rules => ModelVersion::new(MODEL),
            Self::Tagger(tagger) | Self::Checked(tagger) => tagger.model().clone(),
        }
    }

    /// Returns the spans of each document in the order of their start; a tagger that works in
    /// batches is given all at once.
    pub(crate) fn of(&self, documents: &[Document]) -> Vec<Vec<RoleSpan>> {
        match self {
            Self::Rules => documents.iter().map(mark).collect(),
            Self::Tagger(tagger) => told(tagger, documents),
            Self::Checked(tagger) => {
                let read = documents.iter().zip(told(tagger, documents));
                read.map(|(document, learned)| merge(document, &learned, &mark(document))).collect()
            }
        }
    }
}

/// What a tagger says of documents.
fn told(tagger: &impl Tagger, documents: &[Document]) -> Vec<Vec<RoleSpan>> {
    let inputs: Vec<TaggerInput<'_>> = documents
        .iter()
        .map(|document| TaggerInput { text: document.text(), sentences: document.sentences() })
        .collect();
    tagger.tag(&inputs)
}
