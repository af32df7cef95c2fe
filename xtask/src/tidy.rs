//! `cargo xtask tidy`: the project's own rules, checked.
//!
//! A rule that nothing checks is decoration, so each rule of ARCHITECTURE.md and CONTRIBUTING.md
//! that a program can see is a module here: a function from what was read to [`Problem`]s. The
//! whole also runs as a test, so that `cargo test --workspace` finds what CI would.

mod graph;
mod source;

mod adapters;
mod arrows;
mod headers;
mod links;
mod manifests;
mod names;
mod paths;
mod protos;
mod sizes;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use self::arrows::ArrowTable;
use self::graph::Graph;
use self::source::SourceFile;

/// Where the arrow table stands.
const ARROWS: &str = "ARCHITECTURE.md";

/// Prints every problem of the workspace at `root`; fails when there is one.
pub(crate) fn run(root: &Path) -> anyhow::Result<ExitCode> {
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

    let mut problems = table.check(&graph);
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
