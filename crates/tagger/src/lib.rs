//! The learned tagger: word pieces, features, inference and decoding behind [`domain::Tagger`].
//!
//! A MiniLM encoder (Wang et al. 2020) with embeddings for case, quotation state and the starts of
//! sentences and paragraphs, a linear layer to BIO tags, and a linear-chain CRF, fine-tuned on
//! PolNeAR (Newell et al. 2018); int8, computed by `kernels`. The model is inside the binary. Training
//! is in `training/`; everything here that touches text must stay exactly what it is there.
//!
//! This crate knows nothing of speakers, gRPC or storage.
//!
//! [`domain::Tagger`]: q7x2_domain::Tagger

mod beside;
mod chain;
mod characters;
mod encoder;
mod linker;
mod model;
mod pieces;
mod quotes;
mod rescorer;
mod weights;
mod windows;
mod words;

use std::path::Path;

use q7x2_domain::{
    Abandoned, ModelVersion, RoleSpan, Setting, Tagged, Tagger, TaggerInput, Wanted, WordVectors,
    always_wanted,
};

use crate::beside::beside;
use crate::chain::Scores;
use crate::encoder::{Memory, Said};
use crate::model::Model;
pub use crate::model::{BUILT_IN_MODEL, ModelError};
use crate::windows::{Inputs, Window, windows_of};
use crate::words::{Begin, Words, words_of};

/// How many word pieces a batch of windows has at most; a longer window is one by itself. So many are
/// enough to fetch the weights for: 256 or 512 are no faster, and take more memory.
const BATCH: usize = 160;

/// Tags with the network. Cheap to share: all callers use one set of weights.
pub struct NeuralTagger {
    model: Model,
    version: ModelVersion,
}

/// What the network says of a text, word by word.
struct SaidOfText {
    scores: Vec<Scores>,
    vectors: WordVectors,
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

    /// Returns the states of a text's words in the middle of the network, a row of as many numbers as the
    /// network is wide for each word: what the table of vectors is fitted on.
    pub fn states(&self, text: &str) -> Vec<f32> {
        let words = words_of(text, &self.model.pieces);
        let (mut memory, mut states) = (Memory::default(), Vec::new());
        for window in windows_of(&words, self.model.window) {
            let mut batch = Inputs::default();
            batch.add(&words, window.seen.clone(), &self.model.pieces);
            let seen = self.model.encoder.states(&batch, &mut memory);
            states.extend_from_slice(window.kept_rows(&seen));
        }
        states
    }

    /// Returns what the network says of each word of each text. Windows go through it in batches of up to
    /// `BATCH` pieces, whatever text they are of; before each it is asked whether somebody still waits.
    fn said(&self, texts: &[Words], wanted: Wanted<'_>) -> Result<Vec<SaidOfText>, Abandoned> {
        let said = |words: &Words| SaidOfText {
            scores: Vec::with_capacity(words.words.len()),
            vectors: WordVectors::default(),
        };
        let mut all: Vec<SaidOfText> = texts.iter().map(said).collect();
        let mut batch = Inputs::default();
        let mut waiting: Vec<(usize, Window)> = Vec::new();
        let mut memory = Memory::default();
        let mut run = |batch: &mut Inputs, waiting: &mut Vec<(usize, Window)>| {
            let Said { scores, vectors } = self.model.encoder.run(batch, &mut memory);
            let (mut scores, mut vectors) = (scores.as_slice(), vectors.as_slice());
            for (text, window) in waiting.drain(..) {
                let (own, rest) = scores.split_at(window.seen.len());
                all[text].scores.extend_from_slice(window.kept_rows(own));
                scores = rest;
                let width = vectors.len().min(window.seen.len() * WordVectors::WIDTH);
                let (own, rest) = vectors.split_at(width);
                let kept = &texts[text].words[window.kept.clone()];
                let rows = window.kept_rows(own).chunks_exact(WordVectors::WIDTH);
                for (word, row) in kept.iter().zip(rows) {
                    all[text].vectors.push(word.start..word.end, row);
                }
                vectors = rest;
            }
            *batch = Inputs::default();
        };
        for (text, words) in texts.iter().enumerate() {
            for window in windows_of(words, self.model.window) {
                if !waiting.is_empty() && batch.len() + window.length(words) > BATCH {
                    wanted()?;
                    run(&mut batch, &mut waiting);
                }
                batch.add(words, window.seen.clone(), &self.model.pieces);
                waiting.push((text, window));
            }
        }
        if !waiting.is_empty() {
            wanted()?;
            run(&mut batch, &mut waiting);
        }
        Ok(all)
    }

    /// Chooses and links the spans of a text by the scores of its words.
    fn spans(&self, text: &str, words: &Words, scores: Vec<Scores>) -> Vec<RoleSpan> {
        let opens_line = |word: usize| words.words[word].begin == Begin::Paragraph;
        let chain = &self.model.chain;
        let mut candidates = chain.candidates(&scores, opens_line);
        drop(scores);
        self.model.rescorer.rescore(text, &words.words, &mut candidates);
        let mut spans = chain.select(&candidates, words.words.len());
        let mut partners = self.model.linker.partners(text, words, &spans);
        let more = beside(&candidates, &spans, &partners, chain.thresholds());
        if !more.is_empty() {
            spans.extend(more);
            spans.sort_by_key(|span| span.first);
            partners = self.model.linker.partners(text, words, &spans);
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
        self.read(inputs).into_iter().map(|tagged| tagged.spans).collect()
    }

    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        self.read_while(inputs, &always_wanted).expect("it is wanted to the end")
    }

    fn read_while(
        &self,
        inputs: &[TaggerInput<'_>],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Tagged>, Abandoned> {
        let pieces = &self.model.pieces;
        let words: Vec<Words> = inputs.iter().map(|input| words_of(input.text, pieces)).collect();
        let said = self.said(&words, wanted)?;
        let each = inputs.iter().zip(words).zip(said);
        let tagged = |((input, words), said): ((&TaggerInput<'_>, Words), SaidOfText)| {
            wanted()?;
            let spans = self.spans(input.text, &words, said.scores);
            Ok(Tagged { spans, vectors: said.vectors })
        };
        each.map(tagged).collect()
    }
}

#[cfg(test)]
mod golden;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_long_text_is_given_up_between_its_batches() {
        let tagger = NeuralTagger::new(Setting::Balanced).expect("the model is sound");
        let text = "Lind said that it rained. ".repeat(200);
        let input = TaggerInput { text: &text, sentences: &[] };
        let asked = Cell::new(0);
        let wanted = || {
            asked.set(asked.get() + 1);
            if asked.get() < 3 { Ok(()) } else { Err(Abandoned) }
        };
        assert_eq!(tagger.read_while(&[input], &wanted), Err(Abandoned));
        assert_eq!(asked.get(), 3, "it is asked no more");
    }
}
