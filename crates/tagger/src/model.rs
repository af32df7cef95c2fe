//! A model: the network, its vocabulary and what the manifest says of both.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use q7x2_domain::Setting;

use crate::chain::{Chain, Scores, TAGS, Thresholds};
use crate::encoder::Encoder;
use crate::linker::Linker;
use crate::pieces::Pieces;
use crate::rescorer::Rescorer;
use crate::weights::Weights;
use crate::windows::{MOST_PIECES, WindowSize};

/// The manifest of a model, as far as inference needs it; training writes more into it.
#[derive(Debug, serde::Deserialize)]
struct Manifest {
    /// The model version, e.g. `q7x2-en-2`.
    name: String,
    /// The layout of inputs, outputs and features. Another number means another program.
    format: u32,
    window: WindowSize,
    /// `moves[from][to]`, tags in the order O, B-source, I-source, B-cue, I-cue, B-content, I-content.
    moves: [Scores; TAGS],
    decoding: Decoding,
    linker: LinkerSection,
    rescorer: Rescorer,
}

#[derive(Debug, serde::Deserialize)]
struct Decoding {
    thresholds: Settings,
}

/// What a span must be worth, by setting.
#[derive(Debug, serde::Deserialize)]
struct Settings {
    balanced: Thresholds,
    precision: Thresholds,
    recall: Thresholds,
}

#[derive(Debug, serde::Deserialize)]
struct LinkerSection {
    weights: Linker,
}

/// The model version that is inside the program; see `models/`.
pub const BUILT_IN_MODEL: &str = "q7x2-en-2";

/// The layout this program understands.
const FORMAT: u32 = 1;

/// A loaded model.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) window: WindowSize,
    pub(crate) chain: Chain,
    pub(crate) linker: Linker,
    pub(crate) rescorer: Rescorer,
    pub(crate) pieces: Pieces,
    pub(crate) encoder: Encoder,
}

impl Model {
    /// Loads the model that is inside the binary.
    pub(crate) fn built_in(setting: Setting) -> Result<Self, ModelError> {
        Self::of(
            setting,
            include_str!("../../../models/q7x2-en-2/manifest.json"),
            include_str!("../../../models/q7x2-en-2/vocab.txt"),
            include_bytes!("../../../models/q7x2-en-2/model.safetensors"),
            Some(include_bytes!("../../../models/q7x2-en-2/vectors.safetensors")),
        )
    }

    /// Loads a model from a folder with `manifest.json`, `vocab.txt`, `model.safetensors` and, where there
    /// is one, `vectors.safetensors`.
    pub(crate) fn open(folder: &Path, setting: Setting) -> Result<Self, ModelError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| ModelError::Read { path, source })
        };
        let text = |name: &str| {
            String::from_utf8(read(name)?)
                .map_err(|_| ModelError::Vocabulary { detail: format!("{name} is not UTF-8") })
        };
        let vectors = match read("vectors.safetensors") {
            Ok(bytes) => Some(bytes),
            Err(ModelError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Self::of(
            setting,
            &text("manifest.json")?,
            &text("vocab.txt")?,
            &read("model.safetensors")?,
            vectors.as_deref(),
        )
    }

    fn of(
        setting: Setting,
        manifest: &str,
        vocabulary: &str,
        weights: &[u8],
        vectors: Option<&[u8]>,
    ) -> Result<Self, ModelError> {
        let manifest: Manifest = serde_json::from_str(manifest)
            .map_err(|error| ModelError::Manifest { detail: error.to_string() })?;
        if manifest.format != FORMAT {
            return Err(ModelError::Format { found: manifest.format });
        }
        if !manifest.linker.weights.is_complete() {
            let detail = "the linker has too few or too many weights".to_owned();
            return Err(ModelError::Manifest { detail });
        }
        if !manifest.rescorer.is_complete() {
            let detail = "the rescorer has too few or too many weights".to_owned();
            return Err(ModelError::Manifest { detail });
        }
        let pieces = Pieces::parse(vocabulary).map_err(|mark| ModelError::Vocabulary {
            detail: format!("the piece {mark} is missing"),
        })?;
        let mut encoder = Weights::open(weights)
            .and_then(|weights| Encoder::load(&weights))
            .map_err(|detail| ModelError::Weights { detail })?;
        if let Some(vectors) = vectors {
            Weights::open(vectors)
                .and_then(|vectors| encoder.load_projection(&vectors))
                .map_err(|detail| ModelError::Vectors { detail })?;
        }
        if encoder.vocabulary_size() != pieces.count() {
            let (expected, found) = (encoder.vocabulary_size(), pieces.count());
            let detail = format!("it has {found} pieces, the weights have {expected}");
            return Err(ModelError::Vocabulary { detail });
        }
        // The marks that frame a window, and a last word that may run over by its pieces.
        let longest = manifest.window.size + 2 * manifest.window.margin + 2 + MOST_PIECES;
        if longest > encoder.longest_window() {
            let detail = format!("windows of {longest} pieces are too long for the weights");
            return Err(ModelError::Manifest { detail });
        }
        let thresholds = match setting {
            Setting::Balanced => manifest.decoding.thresholds.balanced,
            Setting::Precision => manifest.decoding.thresholds.precision,
            Setting::Recall => manifest.decoding.thresholds.recall,
        };
        Ok(Self {
            name: manifest.name,
            window: manifest.window,
            chain: Chain::new(&manifest.moves, thresholds),
            linker: manifest.linker.weights,
            rescorer: manifest.rescorer,
            pieces,
            encoder,
        })
    }
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// One of its files cannot be read.
    #[error("the model file {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's own error.
        source: std::io::Error,
    },
    /// The manifest makes no sense.
    #[error("the model's manifest.json is damaged: {detail}")]
    Manifest {
        /// What is wrong.
        detail: String,
    },
    /// The model was made for another version of this program.
    #[error(
        "the model has format {found}, this program reads format {FORMAT}; use the model that came with it"
    )]
    Format {
        /// Its format.
        found: u32,
    },
    /// The vocabulary makes no sense.
    #[error("the model's vocab.txt is damaged: {detail}")]
    Vocabulary {
        /// What is wrong.
        detail: String,
    },
    /// The weights make no sense.
    #[error("the model's model.safetensors is damaged: {detail}")]
    Weights {
        /// What is wrong.
        detail: String,
    },
    /// The table of what words mean makes no sense.
    #[error("the model's vectors.safetensors is damaged: {detail}")]
    Vectors {
        /// What is wrong.
        detail: String,
    },
}
