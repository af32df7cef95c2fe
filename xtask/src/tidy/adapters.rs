//! Adapters are chosen in one place: a crate that the arrow table allows "only in main.rs" is
//! named in no other file that is shipped. Tests may name it.

use super::Problem;
use super::arrows::ArrowTable;
use super::graph::Graph;
use super::source::SourceFile;

/// Returns every mention of an adapter outside `main.rs` and tests.
pub(super) fn check(table: &ArrowTable, graph: &Graph, files: &[SourceFile]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, row) in &table.rows {
        let Some(member) = graph.members.get(name) else { continue };
        let sources = format!("{}/", member.folder);
        let main = format!("{}/src/main.rs", member.folder);
        let others = files.iter().filter(|file| {
            file.path.starts_with(&sources) && file.path != main && file.extension() == "rs"
        });
        for file in others {
            for adapter in &row.only_in_main {
                let path = format!("q7x2_{}", adapter.replace('-', "_"));
                let mentions = file.shipped_lines().filter(|(_, line)| line.contains(&path));
                problems.extend(mentions.map(|(index, _)| {
                    let what = format!("{name} names {path} here; only its main.rs may");
                    Problem::in_line(file, index, what)
                }));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn check_one(path: &str, text: &str) -> usize {
        let rows = "| crate |\n|---|\n| ingest | – | queue | – | – |\n";
        let table = ArrowTable::parse(rows).expect("a table");
        let graph = Graph::of(&[("ingest", &[], &[])], "package = []");
        check(&table, &graph, &[file(path, text)]).len()
    }

    #[test]
    fn main_and_tests_may_name_an_adapter() {
        let text = "use q7x2_queue::SqliteQueue;\n";
        assert_eq!(check_one("crates/ingest/src/main.rs", text), 0);
        assert_eq!(check_one("crates/ingest/tests/lease.rs", text), 0);
        assert_eq!(
            check_one(
                "crates/ingest/src/lib.rs",
                &format!("#[cfg(test)]\nmod tests {{\n{text}}}\n")
            ),
            0
        );
        assert_eq!(check_one("crates/query/src/lib.rs", text), 0, "the rule is per crate");
    }

    #[test]
    fn other_files_may_not() {
        let text = "use q7x2_queue::SqliteQueue;\n";
        assert_eq!(check_one("crates/ingest/src/lib.rs", text), 1);
        assert_eq!(check_one("crates/ingest/src/lease/offer.rs", text), 1);
    }
}
