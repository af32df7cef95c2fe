//! What an ablation looks at: every figure of every set, by name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use q7x2_domain::{Article, Metadata};
use q7x2_recipe::AnyExtractor;
use serde_json::Value;

use super::predictions;
use crate::evaluate::corpus::{self, CorpusText};
use crate::evaluate::gold::GoldArticle;
use crate::evaluate::measure::{BATCH, on_corpus, on_golden};
use crate::evaluate::table::{Cell, Table};
use crate::evaluate::{SETS, golden};

/// Figures by set and name.
pub(super) type Figures = BTreeMap<String, f64>;

/// The sets with a scorer of their own: name, folder and scorer, below the folder of corpora.
const SCORED: [(&str, &str, &str); 4] = [
    ("foreign", "corpora/foreign/dev", "eval/score_statements.py"),
    ("geo", "corpora/geo/dev", "eval/score_statements.py"),
    ("world", "corpora/world/dev", "eval/score_statements.py"),
    ("ced", "corpora/ced", "eval/score_ced.py"),
];
/// What is looked at of a scorer's figures.
const LOOKED_AT: [&str; 5] =
    ["found", "right speaker of found", "end to end", "wrong name", "false alarms"];

/// Which circumstances a scorer counts, and in which order how many are right, told by gold, and given.
const CIRCUMSTANCES: [&str; 4] = ["addressee", "channel", "when", "teller"];
const PARTS: [&str; 3] = ["right", "told", "given"];

/// Everything to measure on, read once.
#[derive(Default)]
pub(super) struct Sets {
    polnear: Option<Vec<CorpusText>>,
    golden: Vec<GoldArticle>,
    scored: Vec<Scored>,
    compared: Vec<Compared>,
    missing: Vec<String>,
}

/// A set with a scorer of its own.
struct Scored {
    name: &'static str,
    folder: PathBuf,
    scorer: PathBuf,
    /// The names of the texts' files, beside the texts.
    files: Vec<String>,
    texts: Vec<Article>,
    /// What was said of them first, and how that was scored.
    first: RefCell<Vec<String>>,
    figures: RefCell<Figures>,
}

impl Sets {
    /// Reads the sets of the workspace at `root` and those in `shared`.
    pub(super) fn read(root: &Path, shared: &Path) -> anyhow::Result<Self> {
        let mut sets = Self::default();
        for set in SETS {
            sets.golden.extend(golden::read_set(&root.join("golden").join(set))?);
        }
        let polnear = shared.join("corpora/polnear/dev");
        if polnear.is_dir() {
            sets.polnear = Some(corpus::read(&polnear)?);
        } else {
            sets.missing.push(polnear.display().to_string());
        }
        for (name, folder, scorer) in SCORED {
            let (folder, scorer) = (shared.join(folder), shared.join(scorer));
            if folder.is_dir() && scorer.is_file() {
                sets.scored.push(Scored::read(name, folder, scorer)?);
            } else {
                sets.missing.push(folder.display().to_string());
            }
        }
        Ok(sets)
    }

    /// Adds the texts of a folder, of which only is compared how they are read.
    pub(super) fn compare(&mut self, folder: &Path) -> anyhow::Result<()> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (files, texts) = read(folder)?;
        self.compared.push(Compared { name, files, texts, first: RefCell::default() });
        Ok(())
    }

    /// Names the sets that are not there.
    pub(super) fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Returns every figure of `extractor`.
    pub(super) fn measure(&self, extractor: &AnyExtractor) -> anyhow::Result<Figures> {
        let mut figures = Figures::new();
        if let Some(texts) = &self.polnear {
            let tables = on_corpus(extractor, texts, &mut Vec::new(), &mut Vec::new());
            add(&mut figures, "polnear", &tables, "roles", "f1");
            add(&mut figures, "polnear confidence", &tables, "confidence", "ece");
        }
        let tables = on_golden(extractor, &self.golden, &mut Vec::new());
        add(&mut figures, "golden", &tables, "roles", "f1");
        add(&mut figures, "golden", &tables, "spoken statements", "count");
        add(&mut figures, "golden confidence", &tables, "confidence", "ece");
        for scored in &self.scored {
            scored.measure(extractor, &mut figures)?;
        }
        for compared in &self.compared {
            figures.insert(format!("{} otherwise", compared.name), compared.otherwise(extractor));
        }
        Ok(figures)
    }
}

/// Texts without a scorer.
struct Compared {
    name: String,
    files: Vec<String>,
    texts: Vec<Article>,
    /// How they were read first.
    first: RefCell<Vec<String>>,
}

impl Compared {
    /// Counts the texts that are read otherwise than the first time.
    fn otherwise(&self, extractor: &AnyExtractor) -> f64 {
        count_changed(&self.first, lines(&self.files, &self.texts, extractor))
    }
}

/// Reads the texts of a folder, with the names of their files.
fn read(folder: &Path) -> anyhow::Result<(Vec<String>, Vec<Article>)> {
    let (mut files, mut texts) = (Vec::new(), Vec::new());
    for path in corpus::files(folder, "txt")? {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        files.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        texts.push(Article::new(Metadata::default(), text)?);
    }
    Ok((files, texts))
}

/// Returns what an extractor says of texts, a line each.
fn lines(files: &[String], texts: &[Article], extractor: &AnyExtractor) -> Vec<String> {
    let batches = files.chunks(BATCH).zip(texts.chunks(BATCH));
    let said = |(files, texts): (&[String], &[Article])| -> Vec<String> {
        let articles: Vec<&Article> = texts.iter().collect();
        let found = extractor.extract_all(&articles);
        let lines = files.iter().zip(found);
        lines.map(|(name, found)| predictions::line(name, &found.statements)).collect()
    };
    batches.flat_map(said).collect()
}

/// Counts the lines that differ from those of the first time, which are kept.
fn count_changed(first: &RefCell<Vec<String>>, now: Vec<String>) -> f64 {
    let mut first = first.borrow_mut();
    if first.is_empty() {
        *first = now;
        return 0.0;
    }
    let changed = first.iter().zip(&now).filter(|(first, now)| first != now).count();
    u32::try_from(changed).map_or(f64::MAX, f64::from)
}

impl Scored {
    fn read(name: &'static str, folder: PathBuf, scorer: PathBuf) -> anyhow::Result<Self> {
        let (files, texts) = read(&folder.join("text"))?;
        let (first, figures) = (RefCell::default(), RefCell::default());
        Ok(Self { name, folder, scorer, files, texts, first, figures })
    }

    fn measure(&self, extractor: &AnyExtractor, figures: &mut Figures) -> anyhow::Result<()> {
        let now = lines(&self.files, &self.texts, extractor);
        let text = now.join("\n") + "\n";
        let changed = count_changed(&self.first, now);
        figures.insert(format!("{} otherwise", self.name), changed);
        let known = self.figures.borrow().clone();
        if changed == 0.0 && !known.is_empty() {
            figures.extend(known);
            return Ok(());
        }
        let mut lines = tempfile::NamedTempFile::new()?;
        lines.write_all(text.as_bytes())?;
        lines.flush()?;
        let scorer = self.scorer.display();
        let output = Command::new("python3")
            .args([&self.scorer, &self.folder])
            .arg(lines.path())
            .arg("--json")
            .output()
            .with_context(|| format!("failed to run {scorer}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "failed to score with {scorer}: {said}");
        let all: Value = serde_json::from_slice(&output.stdout)?;
        // A scorer that scores groups has all of them together under a name.
        let all = all.get("all").unwrap_or(&all);
        let told = |name: &&str| Some((format!("{} {name}", self.name), all[*name].as_f64()?));
        let mut scored: Figures = LOOKED_AT.iter().filter_map(told).collect();
        for circumstance in CIRCUMSTANCES {
            // "75/110 told, 84 given"
            let counts = all[circumstance].as_str().unwrap_or_default();
            let counts = counts.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
            for (part, count) in PARTS.iter().zip(counts) {
                scored.insert(format!("{} {circumstance} {part}", self.name), count);
            }
        }
        if known.is_empty() {
            *self.figures.borrow_mut() = scored.clone();
        }
        figures.extend(scored);
        Ok(())
    }
}

/// Adds a column of one of `tables`.
fn add(figures: &mut Figures, set: &str, tables: &[Table], title: &str, column: &str) {
    let Some(table) = tables.iter().find(|table| table.title == title) else { return };
    let Some(column) = table.columns.iter().position(|name| *name == column) else { return };
    for row in &table.rows {
        let figure = match row.cells.get(column) {
            Some(Cell::Percent(percent)) => *percent,
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
            Some(Cell::Count(count)) => *count as f64,
            _ => continue,
        };
        figures.insert(format!("{set} {}", row.name), figure);
    }
}

#[cfg(test)]
mod tests {
    use q7x2_recipe::Recipe;

    use super::*;

    #[test]
    fn the_golden_set_is_measured_and_what_is_missing_is_named() {
        let nowhere = tempfile::tempdir().expect("a folder");
        let mut sets = Sets::read(crate::workspace_root(), nowhere.path()).expect("the golden set");
        assert_eq!(sets.missing().len(), 5);
        sets.golden.truncate(2);
        let extractor = Recipe::rules().extractor().expect("the rules");
        let figures = sets.measure(&extractor).expect("figures");
        assert!(figures["golden content"] > 0.0, "{figures:?}");
        assert!(figures.contains_key("golden false alarms"), "{figures:?}");
        assert!(figures.contains_key("golden confidence all"), "{figures:?}");
    }
}
