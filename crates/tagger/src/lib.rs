//! The learned tagger: word pieces, features, inference and decoding behind [`domain::Tagger`].
//!
//! A MiniLM encoder (Wang et al. 2020) with embeddings for case, quotation state and the starts of
//! sentences and paragraphs, a linear layer to BIO tags, and a linear-chain CRF, fine-tuned on
//! PolNeAR (Newell et al. 2018); int8, computed with the kernels of `rten`. The model is inside the
//! binary. Training is in `training/`; everything here that touches text must stay exactly what it
//! is there.
//!
//! This crate knows nothing of speakers, gRPC or storage.
//!
//! [`domain::Tagger`]: q7x2_domain::Tagger

mod beside;
mod chain;
mod characters;
mod encoder;
mod kernels;
mod linker;
mod model;
mod pieces;
mod pools;
mod quotes;
mod rescorer;
mod weights;
mod windows;
mod words;

use std::path::Path;

use q7x2_domain::{ModelVersion, RoleSpan, Setting, Tagger, TaggerInput};

use crate::beside::beside;
use crate::chain::Scores;
use crate::model::Model;
pub use crate::model::ModelError;
use crate::windows::{Inputs, windows_of};
use crate::words::{Begin, Words, words_of};

/// Tags with the network. Cheap to share: all callers use one set of weights.
pub struct NeuralTagger {
    model: Model,
    version: ModelVersion,
}

impl NeuralTagger {
    /// Loads the model that is inside the binary.
    ///
    /// # Errors
    /// Only when the program was built with a damaged model.
    pub fn new(setting: Setting) -> Result<Self, ModelError> {
        Model::built_in(setting).map(|model| Self::with(setting, model))
    }

    /// Loads a model from a folder with `manifest.json`, `vocab.txt` and `model.safetensors`.
    ///
    /// # Errors
    /// When a file is missing, damaged or made for another version of this program.
    pub fn open(folder: &Path, setting: Setting) -> Result<Self, ModelError> {
        Model::open(folder, setting).map(|model| Self::with(setting, model))
    }

    /// Returns how many word pieces a text has: the unit in which speed is measured.
    pub fn count_pieces(&self, text: &str) -> usize {
        let words = words_of(text, &self.model.pieces);
        words.words.iter().map(|word| words.pieces(word).len()).sum()
    }

    /// Another setting finds other statements: it is another version.
    fn with(setting: Setting, model: Model) -> Self {
        let version = match setting {
            Setting::Balanced => model.name.clone(),
            other => format!("{}-{}", model.name, other.as_str()),
        };
        Self { version: ModelVersion::new(version), model }
    }

    /// Returns the scores of each word's tags.
    fn scores(&self, words: &Words) -> Vec<Scores> {
        let mut scores = Vec::with_capacity(words.words.len());
        for window in windows_of(words, self.model.window) {
            let inputs = Inputs::of(words, window.seen.clone(), &self.model.pieces);
            let kept = window.kept.start - window.seen.start..window.kept.end - window.seen.start;
            scores.extend_from_slice(&self.model.encoder.run(&inputs)[kept]);
        }
        scores
    }

    fn tag_one(&self, text: &str) -> Vec<RoleSpan> {
        let words = words_of(text, &self.model.pieces);
        let opens_line = |word: usize| words.words[word].begin == Begin::Paragraph;
        let chain = &self.model.chain;
        let mut candidates = chain.candidates(&self.scores(&words), opens_line);
        self.model.rescorer.rescore(text, &words.words, &mut candidates);
        let mut spans = chain.select(&candidates, words.words.len());
        let mut partners = self.model.linker.partners(text, &words, &spans);
        let more = beside(&candidates, &spans, &partners, chain.thresholds());
        if !more.is_empty() {
            spans.extend(more);
            spans.sort_by_key(|span| span.first);
            partners = self.model.linker.partners(text, &words, &spans);
        }
        let span = |(span, partner): (&chain::Found, Option<usize>)| RoleSpan {
            role: span.role,
            bytes: words.words[span.first].start..words.words[span.last].end,
            score: span.posterior as f32,
            partner,
        };
        spans.iter().zip(partners).map(span).collect()
    }
}

impl Tagger for NeuralTagger {
    fn model(&self) -> &ModelVersion {
        &self.version
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        inputs.iter().map(|input| self.tag_one(input.text)).collect()
    }
}

#[cfg(test)]
mod golden;
