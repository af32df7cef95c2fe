//! What tests of containers have in common: a file of some bytes, and what is read of it, a line each.

use std::fs;

use q7x2_domain::Article;

use crate::{Input, Plan, ReadOptions, Reader};

/// Returns what is read of a file of this name: for each article its place, `=` and its text; for what gives
/// none, the place and what is wrong. Places are shown without the folder.
pub(crate) fn read_with(options: ReadOptions, name: &str, bytes: &[u8]) -> Vec<String> {
    let shown = |article: &Article| {
        format!("{}={}", article.metadata().path.as_deref().unwrap_or_default(), article.text())
    };
    read_as(options, name, bytes, shown)
}

/// Returns what `shown` says of each article, and what is wrong where there is none.
pub(crate) fn read_as(
    options: ReadOptions,
    name: &str,
    bytes: &[u8],
    shown: impl Fn(&Article) -> String,
) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    fs::write(&path, bytes).expect("a file");
    let prefix = format!("{}/", dir.path().display());
    let plan = Plan::of(&[Input::from(path)]);
    let total = plan.bytes().expect("a size");
    let mut articles = Reader::new(options).read(plan, std::io::empty()).expect("one file");
    let mut found = vec![];
    while let Some(item) = articles.next() {
        let line = item.as_ref().map_or_else(ToString::to_string, &shown);
        found.push(line.replace(&prefix, ""));
        assert!(articles.progress().bytes <= total);
    }
    assert_eq!((articles.progress().bytes, articles.progress().files), (total, 1));
    found
}

pub(crate) fn read(name: &str, bytes: &[u8]) -> Vec<String> {
    read_with(ReadOptions::default(), name, bytes)
}
