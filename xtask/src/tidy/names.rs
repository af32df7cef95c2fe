//! File names say what is inside. Some names say nothing and become a place for everything.

use super::Problem;
use super::source::SourceFile;

/// Names that say nothing.
const EMPTY_NAMES: [&str; 7] =
    ["util", "utils", "helper", "helpers", "common", "manager", "processor"];

/// Returns the Rust files, or folders of them, with a name that says nothing.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "rs") {
        let stem = file.path.strip_suffix(".rs").unwrap_or(&file.path);
        if let Some(name) = stem.split('/').find(|part| EMPTY_NAMES.contains(part)) {
            let what = format!("\"{name}\" says nothing: name the file after what it holds");
            problems.push(Problem::in_file(&file.path, what));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    #[test]
    fn empty_names_are_found_as_file_and_as_folder() {
        let fails = |path| !check(&[file(path, "")]).is_empty();
        assert!(fails("crates/a/src/utils.rs"));
        assert!(fails("crates/a/tests/common/start.rs"));
        assert!(!fails("crates/a/src/commonness.rs"));
        assert!(!fails("docs/helpers.md"));
    }
}
