//! A tagger that reads no text twice, not even in another run: what it said is kept in files.

use std::path::PathBuf;

use q7x2_domain::{ModelVersion, Role, RoleSpan, Tagger, TaggerInput};
use q7x2_extractor::Extractor;
use q7x2_recipe::Recipe;
use serde_json::{Value, json};

/// Returns the extractor that is shipped, with a memory in this folder.
///
/// # Errors
/// When the network cannot be loaded.
pub(super) fn remembering(folder: PathBuf) -> anyhow::Result<Extractor<impl Tagger>> {
    let tagger = Recipe::default().network()?;
    Ok(Extractor::checked(Keeping { tagger, folder }))
}

/// A tagger with a memory.
struct Keeping<T> {
    tagger: T,
    folder: PathBuf,
}

impl<T: Tagger> Tagger for Keeping<T> {
    fn model(&self) -> &ModelVersion {
        self.tagger.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        inputs.iter().map(|input| self.read(*input)).collect()
    }
}

impl<T: Tagger> Keeping<T> {
    fn read(&self, input: TaggerInput<'_>) -> Vec<RoleSpan> {
        let article =
            q7x2_domain::Article::new(q7x2_domain::Metadata::default(), input.text.to_owned());
        let Ok(article) = article else { return Vec::new() };
        let path = self.folder.join(format!("{}-{}.json", self.model().as_str(), article.id()));
        if let Some(spans) = std::fs::read(&path).ok().and_then(|bytes| parse(&bytes)) {
            return spans;
        }
        let spans = self.tagger.tag(&[input]).pop().unwrap_or_default();
        let told: Vec<Value> = spans
            .iter()
            .map(|s| json!([s.role as u8, s.bytes.start, s.bytes.end, s.score, s.partner]))
            .collect();
        // A run without a memory is only slower.
        let _ = std::fs::create_dir_all(&self.folder);
        let _ = std::fs::write(&path, Value::from(told).to_string());
        spans
    }
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
