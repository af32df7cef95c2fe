//! A tagger that reads no text twice, not even in another run: what it said is kept in files.

use std::path::{Path, PathBuf};

use q7x2_domain::{ModelVersion, Role, RoleSpan, Tagged, Tagger, TaggerInput, WordVectors};
use q7x2_extractor::Extractor;
use q7x2_recipe::{NeuralTagger, Recipe};
use serde_json::{Value, json};

use crate::evaluate::replay::ReplayTagger;

/// Returns the extractor that is shipped, with a memory in this folder.
///
/// # Errors
/// When the network cannot be loaded.
pub(super) fn remembering(folder: PathBuf) -> anyhow::Result<Extractor<impl Tagger>> {
    Ok(Extractor::checked(Keeping::network(folder)?))
}

/// Forgets what words mean, not which spans they are in.
pub(super) fn forget_vectors(folder: &Path) -> anyhow::Result<()> {
    let Ok(files) = std::fs::read_dir(folder) else { return Ok(()) };
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == VECTORS) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Ends the name of a file that holds what words mean.
const VECTORS: &str = "vectors";

/// Spans that people marked, and what words mean as a network has it.
pub(super) struct Replaying<T> {
    pub(super) replay: ReplayTagger,
    pub(super) network: Keeping<T>,
}

impl<T: Tagger> Tagger for Replaying<T> {
    fn model(&self) -> &ModelVersion {
        self.replay.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        self.replay.tag(inputs)
    }

    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        let spans = self.replay.tag(inputs).into_iter();
        let read = spans.zip(self.network.read(inputs));
        read.map(|(spans, tagged)| Tagged { spans, ..tagged }).collect()
    }
}

/// A tagger with a memory.
pub(super) struct Keeping<T> {
    tagger: T,
    folder: PathBuf,
}

impl<T: Tagger> Tagger for Keeping<T> {
    fn model(&self) -> &ModelVersion {
        self.tagger.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        self.read(inputs).into_iter().map(|tagged| tagged.spans).collect()
    }

    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        inputs.iter().map(|input| self.read_one(*input)).collect()
    }
}

impl Keeping<NeuralTagger> {
    /// Returns the network that ships, with a memory in this folder: from its own folder, so that it has the
    /// table of vectors that was fitted last.
    ///
    /// # Errors
    /// When the network cannot be loaded.
    pub(super) fn network(folder: PathBuf) -> anyhow::Result<Self> {
        let model = Some(crate::workspace_root().join(crate::MODEL));
        Ok(Self { tagger: Recipe { model, ..Recipe::default() }.network()?, folder })
    }
}

impl<T: Tagger> Keeping<T> {
    fn read_one(&self, input: TaggerInput<'_>) -> Tagged {
        let article =
            q7x2_domain::Article::new(q7x2_domain::Metadata::default(), input.text.to_owned());
        let Ok(article) = article else { return Tagged::default() };
        let path = self.folder.join(format!("{}-{}.json", self.model().as_str(), article.id()));
        let beside = path.with_extension(VECTORS);
        let kept = std::fs::read(&path).ok().and_then(|bytes| parse(&bytes));
        let kept_vectors = std::fs::read(&beside).ok().map(|bytes| parse_vectors(&bytes));
        if let Some((spans, vectors)) = kept.zip(kept_vectors) {
            return Tagged { spans, vectors };
        }
        let Tagged { spans, vectors } = self.tagger.read(&[input]).pop().unwrap_or_default();
        let told: Vec<Value> = spans
            .iter()
            .map(|s| json!([s.role as u8, s.bytes.start, s.bytes.end, s.score, s.partner]))
            .collect();
        // A run without a memory is only slower.
        let _ = std::fs::create_dir_all(&self.folder);
        let _ = std::fs::write(&path, Value::from(told).to_string());
        let row = |(start, end, numbers): (u32, u32, &[i8])| {
            let numbers = numbers.iter().map(|number| number.cast_unsigned());
            let place = start.to_le_bytes().into_iter().chain(end.to_le_bytes());
            place.chain(numbers).collect::<Vec<u8>>()
        };
        let _ = std::fs::write(&beside, vectors.kept().flat_map(row).collect::<Vec<u8>>());
        Tagged { spans, vectors }
    }
}

/// Reads what words mean: two places of four bytes and a byte a number for each.
fn parse_vectors(bytes: &[u8]) -> WordVectors {
    let mut vectors = WordVectors::default();
    for row in bytes.chunks_exact(8 + WordVectors::WIDTH) {
        let place =
            |at: usize| u32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]]);
        let numbers: Vec<i8> = row[8..].iter().map(|number| number.cast_signed()).collect();
        vectors.push_kept(place(0), place(4), &numbers);
    }
    vectors
}

fn parse(bytes: &[u8]) -> Option<Vec<RoleSpan>> {
    let json: Value = serde_json::from_slice(bytes).ok()?;
    let place = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    let span = |told: &Value| {
        let role = [Role::Source, Role::Cue, Role::Content];
        let number = place(&told[0])?;
        Some(RoleSpan {
            role: *role.iter().find(|role| **role as usize == number)?,
            bytes: place(&told[1])?..place(&told[2])?,
            score: told[3].as_f64()? as f32,
            partner: place(&told[4]),
        })
    };
    json.as_array()?.iter().map(span).collect()
}
