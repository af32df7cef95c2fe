//! The arrow table of ARCHITECTURE.md: which crate may depend on which of ours, and what each
//! must not know. The table and the manifests must say the same.
//!
//! A row reads `| crate | depends on | only in main.rs | in tests also | must not know |`; names
//! are separated by commas and `–` stands for none. A name in the last column that is not ours is
//! a package that must not be reachable at all, not even through others.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::{ARROWS, Problem};

/// The first cell of the table.
const FIRST_CELL: &str = "crate";

/// What the table says of one crate.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Our crates that it depends on.
    depends_on: BTreeSet<String>,
    /// Our crates that it depends on and names in `main.rs` alone.
    pub(super) only_in_main: BTreeSet<String>,
    /// Our crates that its tests use beside those.
    in_tests: BTreeSet<String>,
    /// Our crates and other packages that it must not know.
    must_not_know: BTreeSet<String>,
}

/// The table.
#[derive(Debug)]
pub(super) struct ArrowTable {
    /// Its rows by crate.
    pub(super) rows: BTreeMap<String, Row>,
}

impl ArrowTable {
    /// Reads the table out of a Markdown text; `None` when there is none.
    pub(super) fn parse(markdown: &str) -> Option<Self> {
        let mut lines = markdown
            .lines()
            .map(cells)
            .skip_while(|cells| cells.first().is_none_or(|cell| *cell != FIRST_CELL));
        lines.next()?;
        lines.next()?;
        let rows = lines.take_while(|cells| cells.len() == 5).map(|cells| {
            let [depends_on, only_in_main, in_tests, must_not_know] =
                [1, 2, 3, 4].map(|column| names(cells[column]));
            let row = Row { depends_on, only_in_main, in_tests, must_not_know };
            (cells[0].trim_matches('`').to_owned(), row)
        });
        Some(Self { rows: rows.collect() })
    }

    /// Returns where the table and the graph disagree.
    pub(super) fn check(&self, graph: &Graph) -> Vec<Problem> {
        let mut problems = Vec::new();
        for name in self.rows.keys().filter(|name| !graph.members.contains_key(*name)) {
            problems.push(format!("the arrow table has a row for {name}, which is no crate"));
        }
        for (name, member) in &graph.members {
            let Some(row) = self.rows.get(name) else {
                problems.push(format!("the arrow table has no row for {name}"));
                continue;
            };
            let allowed = &row.depends_on | &row.only_in_main;
            let present = graph.ours(&member.dependencies);
            problems.extend(differences(name, "depends on", &allowed, &present));
            let in_tests = &graph.ours(&member.in_tests) - &present;
            problems.extend(differences(name, "uses in tests", &row.in_tests, &in_tests));
            problems.extend(forbidden(name, row, graph));
        }
        problems.into_iter().map(|what| Problem::in_file(ARROWS, what)).collect()
    }
}

/// Returns the arrows of `name` that stand on one side alone.
fn differences(
    name: &str,
    verb: &str,
    in_table: &BTreeSet<String>,
    present: &BTreeSet<String>,
) -> Vec<String> {
    let only_present = present
        .difference(in_table)
        .map(|other| format!("{name} {verb} {other}, which the arrow table does not allow"));
    let only_in_table = in_table.difference(present).map(|other| {
        format!("the arrow table says that {name} {verb} {other}; its manifest does not: drop it")
    });
    only_present.chain(only_in_table).collect()
}

/// Returns what `name` knows and must not.
fn forbidden(name: &str, row: &Row, graph: &Graph) -> Vec<String> {
    let known = |other: &String| {
        if graph.members.contains_key(other) {
            let direct = graph.ours(&graph.members[name].dependencies).contains(other);
            return direct.then(|| format!("{name} must not know {other} and depends on it"));
        }
        let way = graph.way_to(name, other)?.join(" -> ");
        Some(format!("{name} must not know {other} and reaches it: {way}"))
    };
    row.must_not_know.iter().filter_map(known).collect()
}

/// Returns the trimmed cells of a table's line; none when the line is of no table.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    inner.map(|inner| inner.split('|').map(str::trim).collect()).unwrap_or_default()
}

/// Returns the names of a cell.
fn names(cell: &str) -> BTreeSet<String> {
    let names = cell.split(',').map(|name| name.trim().trim_matches('`'));
    names.filter(|name| !matches!(*name, "" | "–")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        [[package]]
        name = "tonic"
        dependencies = ["tokio"]
    "#;

    fn table(rows: &str) -> ArrowTable {
        let head = "Text.\n\n| crate | depends on | only in main.rs | in tests also | not |\n";
        ArrowTable::parse(&format!("{head}|---|---|---|---|---|\n{rows}\n\n| x |\n")).expect("rows")
    }

    fn check(rows: &str, members: &[(&str, &[&str], &[&str])]) -> Vec<String> {
        let problems = table(rows).check(&Graph::of(members, LOCK));
        problems.into_iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn agreement_is_silent() {
        let rows = "| domain | – | – | – | `tokio` |\n\
                    | `query` | domain | storage | queue | – |\n\
                    | queue | – | – | – | – |\n\
                    | storage | domain | – | – | tonic, queue |";
        let members: [(&str, &[&str], &[&str]); 4] = [
            ("domain", &["blake3"], &[]),
            ("query", &["q7x2-domain", "q7x2-storage", "tokio"], &["q7x2-queue", "q7x2-domain"]),
            ("queue", &[], &[]),
            ("storage", &["q7x2-domain"], &["tonic"]),
        ];
        assert_eq!(check(rows, &members), [""; 0]);
    }

    #[test]
    fn an_arrow_on_one_side_alone_is_found() {
        let rows = "| domain | – | – | – | – |\n| query | – | – | domain | – |";
        let members: [(&str, &[&str], &[&str]); 2] =
            [("domain", &[], &[]), ("query", &["q7x2-domain"], &[])];
        let found = check(rows, &members);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("query depends on domain"));
        assert!(found[1].contains("query uses in tests domain"));
    }

    #[test]
    fn rows_and_crates_are_the_same_set() {
        let found = check("| storage | – | – | – | – |", &[("domain", &[], &[])]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn what_must_not_be_known_is_found_through_others() {
        let rows = "| domain | – | – | – | tokio |\n| query | domain | – | – | domain |";
        let members: [(&str, &[&str], &[&str]); 2] =
            [("domain", &["tonic"], &[]), ("query", &["q7x2-domain"], &[])];
        let found = check(rows, &members);
        assert!(found[0].ends_with("domain -> tonic -> tokio"), "{found:?}");
        assert!(found[1].contains("query must not know domain"), "{found:?}");
    }

    #[test]
    fn a_text_without_the_table_has_none() {
        assert!(ArrowTable::parse("| word | meaning |\n|---|---|\n").is_none());
    }
}
