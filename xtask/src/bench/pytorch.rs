//! The comparison: `training/speed.py` on the same articles, with the same number of threads.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

/// Returns what PyTorch was measured at: a name and word pieces per second for each network.
pub(super) fn rates(
    root: &Path,
    python: &Path,
    threads: usize,
    articles: &Path,
) -> anyhow::Result<Vec<(String, f64)>> {
    let mut command = Command::new(python);
    command.arg(root.join("training/speed.py")).arg("--model").arg(root.join(crate::MODEL));
    command.args(["--threads", &threads.to_string()]);
    for entry in std::fs::read_dir(articles)? {
        command.arg(entry?.path());
    }
    let output = command.output().with_context(|| format!("run {}", python.display()))?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "training/speed.py failed:\n{told}");
    let figures: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&output.stdout).context("read what training/speed.py printed")?;
    let rate = |(name, value): (String, serde_json::Value)| Some((name, value.as_f64()?));
    Ok(figures.into_iter().filter(|(name, _)| name != "threads").filter_map(rate).collect())
}
