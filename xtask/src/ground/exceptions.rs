//! What may stand in the project all the same, with reasons: `xtask/ground.toml`.

use std::collections::BTreeSet;

use anyhow::Context;
use serde::Deserialize;

use super::Finding;
use super::words::words;

/// Where the exceptions stand.
pub(super) const EXCEPTIONS: &str = "xtask/ground.toml";

/// The exceptions, read.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    /// The words of the phrases that anybody writes.
    pub(super) phrases: Vec<Vec<u64>>,
    /// The files that have runs all the same, until somebody mends them.
    pending: BTreeSet<String>,
}

/// The form of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    pending: BTreeSet<String>,
    #[serde(default)]
    phrase: Vec<Phrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    words: String,
    #[serde(rename = "reason")]
    _reason: String,
}

impl Exceptions {
    /// Reads the exceptions from the text of [`EXCEPTIONS`].
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let form: Form =
            toml::from_str(text).with_context(|| format!("failed to read {EXCEPTIONS}"))?;
        let hashes = |phrase: &Phrase| words(&phrase.words).iter().map(|word| word.hash).collect();
        Ok(Self { phrases: form.phrase.iter().map(hashes).collect(), pending: form.pending })
    }

    /// Returns what is to be mended: findings in files that are not pending, and pending files
    /// without any.
    pub(super) fn problems(&self, findings: &[Finding]) -> Vec<String> {
        let new = findings.iter().filter(|finding| !self.pending.contains(&finding.path));
        let mut problems: Vec<String> = new.map(ToString::to_string).collect();
        let found: BTreeSet<&String> = findings.iter().map(|finding| &finding.path).collect();
        let clean = self.pending.iter().filter(|path| !found.contains(path));
        problems.extend(
            clean.map(|path| format!("{EXCEPTIONS}: {path} has none: drop it from pending")),
        );
        problems
    }
}
