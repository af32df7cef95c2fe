//! The project is the same on every machine: no file names a folder of one of them.

use super::Problem;
use super::source::SourceFile;

/// Beginnings of paths that exist on somebody's machine.
const MACHINE_PATHS: [&str; 5] = ["/work/", "/home/", "/root/", "/Users/", "C:\\Users"];

/// Material that lies beside a developer's checkout and is not published.
const UNPUBLISHED: &str = "../shared";

/// What may use unpublished material: it trains, evaluates or tests on it, and says so when it is
/// not there.
const USES_UNPUBLISHED: [&str; 4] = [".ci/", "tests/", "training/", "xtask/"];

/// This file has to name what it looks for.
const THIS: &str = "xtask/src/tidy/paths.rs";

/// Returns every line that names a machine's path.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path != THIS) {
        let may_use =
            USES_UNPUBLISHED.iter().any(|folder| file.path.starts_with(folder)) || file.is_test();
        for (index, line) in file.text.lines().enumerate() {
            if let Some(path) = MACHINE_PATHS.iter().find(|path| names_path(line, path)) {
                let what = format!("\"{path}\" is a path of one machine: take it as a parameter");
                problems.push(Problem::in_line(file, index, what));
            }
            if !may_use && line.contains(UNPUBLISHED) {
                let what = format!("\"{UNPUBLISHED}\" is not published: only tests may look there");
                problems.push(Problem::in_line(file, index, what));
            }
        }
    }
    problems
}

/// Tells whether `path` begins a path in `line`, and is not the middle of a longer one or of a URL.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn fails(path: &str, text: &str) -> bool {
        !check(&[file(path, text)]).is_empty()
    }

    #[test]
    fn machine_paths_are_found_everywhere() {
        assert!(fails("README.md", "cd /home/ann/q7x2"));
        assert!(fails("tests/tests/a.rs", "let a = \"/work/main\";"));
        assert!(!fails("README.md", "https://example.org/work/of/art and net/work/ing"));
    }

    #[test]
    fn unpublished_material_is_for_tests_alone() {
        assert!(fails("crates/a/src/lib.rs", "include_str!(\"../shared/x\")"));
        assert!(!fails("crates/a/tests/seeds.rs", "\"../shared/x\""));
        assert!(!fails(".ci/run", "[ -d ../shared ]"));
    }
}
