//! `cargo xtask ground`: nothing in the project is taken from the texts that it is measured on.
//!
//! No file shares a run of [`SEED_RUN`] words with an article of `../shared/seeds` that does not
//! also stand somewhere in the training corpus, nor a run of [`RUN`] words with any text of
//! `../shared/corpora`. What is common English or an office's name is excepted by its words, with a
//! reason, in `xtask/ground.toml`. Templates are read with their slots left out as well.
//!
//! Whether a rule was made from an article in other words, no program can tell.

mod exceptions;
mod runs;
mod unpublished;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use self::exceptions::Exceptions;
use self::runs::{Grams, Run, runs};
use self::unpublished::Texts;
use self::words::{Word, readings, words};
use crate::tidy::source::{self, SourceFile};

/// Material that lies beside the repository and is not published.
const SHARED: &str = "../shared";

/// So many words in a row are an article's own, unless the training corpus has them.
const SEED_RUN: usize = 4;
/// So many words in a row are a text's own.
const RUN: usize = 8;

/// Words that a file of the project has from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// Counted from 1.
    line: usize,
    words: String,
    /// The text that has them too.
    from: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, words, from } = self;
        write!(f, "{path}:{line}: \"{words}\" ({from})")
    }
}

/// Prints every run of words that the project has from elsewhere; fails when there is a file with
/// one that is not excepted.
pub(crate) fn run(root: &Path) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let Some(Ground { findings, problems }) = check(root)? else {
        writeln!(std::io::stderr().lock(), "WARNING: there is no {SHARED}: nothing was compared")?;
        return Ok(ExitCode::SUCCESS);
    };
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(out, "ground: {} runs of words, {} to mend", findings.len(), problems.len())?;
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was found.
struct Ground {
    /// Every run that no phrase excepts.
    findings: Vec<Finding>,
    /// Those of files that are not pending, and exceptions that nothing needs.
    problems: Vec<String>,
}

/// Compares the project at `root` with the texts beside it; `None` when those are not there.
fn check(root: &Path) -> anyhow::Result<Option<Ground>> {
    let shared = root.join(SHARED);
    if !shared.join("seeds").is_dir() {
        return Ok(None);
    }
    let files = source::read_all(root)?;
    let exceptions = source::text_of(&files, exceptions::EXCEPTIONS).unwrap_or_default();
    let exceptions = Exceptions::parse(exceptions)?;
    let project = Project::of(&files, &exceptions);
    let seeds = Texts::seeds(&shared).context("read the seeds")?;
    let mut own = Grams::of(SEED_RUN, &project.words());
    own.keep_those_in(&seeds);
    own.drop_those_in(&Texts::training(&shared).context("read the training corpus")?);
    let mut findings = project.findings(&own);
    let mut own = Grams::of(RUN, &project.words());
    own.keep_those_in(&Texts::corpora(&shared).context("read the corpora")?);
    findings.extend(project.findings(&own));
    findings.sort();
    findings.dedup();
    let problems = exceptions.problems(&findings);
    Ok(Some(Ground { findings, problems }))
}

/// The project's files as words.
struct Project<'a> {
    /// Each reading of each file.
    readings: Vec<(&'a SourceFile, Vec<Word>)>,
    exceptions: &'a Exceptions,
}

impl<'a> Project<'a> {
    fn of(files: &'a [SourceFile], exceptions: &'a Exceptions) -> Self {
        let readings = files.iter().flat_map(|file| {
            let read = readings(&file.path, &file.text).into_iter();
            read.map(move |text| (file, words(&text)))
        });
        Self { readings: readings.collect(), exceptions }
    }

    fn words(&self) -> Vec<&[Word]> {
        self.readings.iter().map(|(_, words)| words.as_slice()).collect()
    }

    /// Returns where the project has these runs, but for what is excepted.
    fn findings(&self, grams: &Grams) -> Vec<Finding> {
        let mut found = BTreeSet::new();
        for (file, words) in &self.readings {
            for Run { words: range, from } in runs(words, grams, &self.exceptions.phrases) {
                let shown = words[range.clone()].iter().map(|word| {
                    file.text.get(word.bytes.clone()).unwrap_or_default().to_lowercase()
                });
                found.insert(Finding {
                    path: file.path.clone(),
                    line: words[range.start].line + 1,
                    words: shown.collect::<Vec<_>>().join(" "),
                    from: from.to_owned(),
                });
            }
        }
        found.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_has_no_words_of_the_texts_it_is_measured_on() {
        let ground = check(crate::workspace_root()).expect("the files can be read");
        assert!(ground.is_some() || option_env!("Q7X2_CI").is_none(), "{SHARED} must be there");
        let Some(Ground { problems, .. }) = ground else {
            eprintln!("SKIPPED: needs {SHARED} beside the repository");
            return;
        };
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }

    #[test]
    fn runs_of_an_article_are_found_unless_they_are_common() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        };
        let corpora = "shared/corpora";
        write(
            "shared/seeds/1.txt",
            "The purser’s green umbrella sank twice. She left at once, again.",
        );
        write(&format!("{corpora}/polnear/train/text/1.txt"), "He left at once, again.");
        write(
            &format!("{corpora}/ced/ced.jsonl"),
            "{\"a\": \"Seven blue kites flew over a wet field on Sunday\"}\n",
        );
        write("project/a.rs", "// Green\n// umbrella sank, twice; left at once again");
        write("project/b.py", "\"{name}’s green {thing} umbrella <q sank> twice\"");
        write("project/c.golden", "{s1:Seven} blue {q1:kites} flew over a wet field");
        write("project/d.md", "seven blue kites flew over a dry field");
        let ground = check(&root.path().join("project")).expect("read").expect("there");
        let found: Vec<_> =
            ground.findings.iter().map(|f| (f.path.as_str(), f.line, f.words.as_str())).collect();
        let expect = [
            ("a.rs", 1, "green umbrella sank twice"),
            ("b.py", 1, "green umbrella sank twice"),
            ("c.golden", 1, "seven blue kites flew over a wet field"),
        ];
        assert_eq!(found, expect);
        assert_eq!(ground.problems.len(), 3);
        write(
            "project/xtask/ground.toml",
            "pending = [\"a.rs\", \"b.py\", \"d.md\"]\n\
             [[phrase]]\nwords = \"Seven blue kites flew over a wet field\"\nreason = \"r\"\n",
        );
        let ground = check(&root.path().join("project")).expect("read").expect("there");
        assert_eq!(ground.findings.len(), 2);
        assert_eq!(ground.problems, ["xtask/ground.toml: d.md has none: drop it from pending"]);
    }
}
