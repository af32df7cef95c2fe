//! The texts beside the repository, as words. Nothing of them is kept.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::Value;

use super::words::{Word, words};

/// Texts by name.
#[derive(Debug, Default)]
pub(super) struct Texts(pub(super) Vec<(String, Vec<Word>)>);

/// A file of names and places without texts.
const NO_TEXTS: &str = ".coref.jsonl";

impl Texts {
    /// Reads the seed articles.
    pub(super) fn seeds(shared: &Path) -> anyhow::Result<Self> {
        Self::read(shared, "seeds")
    }

    /// Reads the articles that the tagger learns from.
    pub(super) fn training(shared: &Path) -> anyhow::Result<Self> {
        Self::read(shared, "corpora/polnear/train/text")
    }

    /// Reads every text of every corpus: `.txt`, and the strings of `.jsonl`.
    pub(super) fn corpora(shared: &Path) -> anyhow::Result<Self> {
        Self::read(shared, "corpora")
    }

    fn read(shared: &Path, folder: &str) -> anyhow::Result<Self> {
        let mut texts = Self::default();
        for path in files(&shared.join(folder))? {
            let name = path.strip_prefix(shared).unwrap_or(&path).display().to_string();
            let read = || std::fs::read_to_string(&path).with_context(|| name.clone());
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("txt") => texts.0.push((name.clone(), words(&read()?))),
                Some("jsonl") if !name.ends_with(NO_TEXTS) => {
                    for line in read()?.lines().filter(|line| !line.trim().is_empty()) {
                        let record = serde_json::from_str(line).with_context(|| name.clone())?;
                        texts.add_strings(&name, &record);
                    }
                }
                _ => {}
            }
        }
        Ok(texts)
    }

    fn add_strings(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => self.0.push((name.to_owned(), words(text))),
            Value::Array(values) => values.iter().for_each(|value| self.add_strings(name, value)),
            Value::Object(fields) => {
                fields.values().for_each(|value| self.add_strings(name, value));
            }
            _ => {}
        }
    }
}

/// Returns every file below a folder, in order.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).follow_links(true).build();
    let mut paths = Vec::new();
    for entry in walk {
        let entry = entry.with_context(|| format!("failed to walk {}", folder.display()))?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            paths.push(entry.into_path());
        }
    }
    paths.sort();
    Ok(paths)
}
