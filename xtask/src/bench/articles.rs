//! The articles a benchmark runs on.

use std::path::Path;

use anyhow::{Context, ensure};
use q7x2_domain::{Article, Metadata};

/// Reads the .txt files of a folder, in order of their names.
pub(super) fn read(folder: &Path) -> anyhow::Result<Vec<Article>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    ensure!(!paths.is_empty(), "it holds no .txt files");
    paths.sort();
    let article = |path: &Path| -> anyhow::Result<Article> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Ok(Article::new(Metadata::default(), text)?)
    };
    paths.iter().map(|path| article(path)).collect()
}
