//! `cargo xtask tidy`: the project's own rules, checked.
//!
//! A rule that nothing checks is decoration, so each rule of ARCHITECTURE.md and CONTRIBUTING.md
//! that a program can see is a module here: a function from what was read to [`Problem`]s. The
//! whole also runs as a test, so that `cargo test --workspace` finds what CI would.

mod exceptions;
mod graph;
mod imports;
mod rust;
pub(crate) mod source;

mod adapters;
mod arrows;
mod circles;
mod headers;
mod links;
mod manifests;
mod names;
mod paths;
mod protos;
mod sizes;
mod totals;
mod words;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use self::arrows::ArrowTable;
use self::exceptions::{EXCEPTIONS, Exceptions};
use self::graph::Graph;
use self::source::SourceFile;

/// Where the arrow table stands.
const ARROWS: &str = "ARCHITECTURE.md";

/// The sources of the crates in which words are data and no files import each other in a circle.
const SOURCES: [&str; 3] = ["crates/extractor/src/", "crates/names/src/", "crates/gazetteer/src/"];

/// How to show it.
#[derive(clap::Args)]
pub(crate) struct TidyArguments {
    /// Print how large the extractor is, and what is excepted from the rules, instead
    #[arg(long)]
    print: bool,
    /// Drop the exceptions that nothing needs any more, instead
    #[arg(long, conflicts_with = "print")]
    shrink: bool,
}

/// Prints every problem of the workspace at `root`; fails when there is one.
pub(crate) fn run(root: &Path, arguments: &TidyArguments) -> anyhow::Result<ExitCode> {
    if arguments.print {
        let totals = totals::of(&source::read_all(root)?);
        write!(std::io::stdout().lock(), "{totals}")?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.shrink {
        let files = source::read_all(root)?;
        let mut exceptions = exceptions_of(&files)?;
        let circles = circles::circles(&files).into_iter().flat_map(|(circle, _)| circle);
        exceptions.shrink(&circles.collect(), &words::over_limit(&files));
        std::fs::write(root.join(EXCEPTIONS), exceptions.render())?;
        return Ok(ExitCode::SUCCESS);
    }
    let problems = check(root)?;
    let mut out = std::io::stderr().lock();
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    match problems.len() {
        0 => writeln!(out, "tidy: nothing to mend")?,
        count => writeln!(out, "tidy: {count} to mend")?,
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns every problem of the workspace at `root`, ordered by place.
fn check(root: &Path) -> anyhow::Result<Vec<Problem>> {
    let files = source::read_all(root)?;
    let graph = Graph::read(root)?;
    let architecture = source::text_of(&files, ARROWS).context("there is no ARCHITECTURE.md")?;
    let table = ArrowTable::parse(architecture).context("ARCHITECTURE.md has no arrow table")?;

    let exceptions = exceptions_of(&files)?;

    let mut problems = table.check(&graph);
    problems.extend(circles::check(&files, &exceptions));
    problems.extend(words::check(&files, &exceptions));
    problems.extend(adapters::check(&table, &graph, &files));
    problems.extend(headers::check(&files));
    problems.extend(sizes::check(&files));
    problems.extend(names::check(&files));
    problems.extend(manifests::check(&files)?);
    problems.extend(protos::check(&files));
    problems.extend(paths::check(&files));
    problems.extend(links::check(root, &files));
    problems.sort();
    Ok(problems)
}

/// Reads the exceptions; without the file there are none.
fn exceptions_of(files: &[SourceFile]) -> anyhow::Result<Exceptions> {
    Exceptions::parse(source::text_of(files, EXCEPTIONS).unwrap_or_default())
}

/// Something that breaks a rule, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    /// A file, or file and line.
    place: String,
    /// What is wrong there.
    what: String,
}

impl Problem {
    /// Returns a problem of a whole file.
    fn in_file(path: &str, what: impl Into<String>) -> Self {
        Self { place: path.to_owned(), what: what.into() }
    }

    /// Returns a problem of a line; `index` counts from 0.
    fn in_line(file: &SourceFile, index: usize, what: impl Into<String>) -> Self {
        Self { place: format!("{}:{}", file.path, index + 1), what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_tidy() {
        let problems = check(crate::workspace_root()).expect("the workspace can be read");
        let report: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
        assert!(problems.is_empty(), "\n{report}");
    }
}
