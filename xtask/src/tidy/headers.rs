//! Every source file opens by saying what it is for.

use super::Problem;
use super::source::SourceFile;

/// How a first line must begin, by extension.
const OPENINGS: [(&str, &str); 6] = [
    ("rs", "//! "),
    ("proto", "// "),
    ("sql", "-- "),
    ("py", "\"\"\""),
    ("toml", "# "),
    ("yml", "# "),
];

/// Fewer words than this say nothing.
const FEWEST_WORDS: usize = 4;

/// Returns the files that do not say what they are for.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files {
        let opening = OPENINGS.iter().find(|(extension, _)| *extension == file.extension());
        let Some((_, opening)) = opening else { continue };
        // Cargo's manifests describe themselves in their description.
        if file.file_name() == "Cargo.toml" {
            continue;
        }
        let mut lines = file.text.lines().skip_while(|line| line.starts_with("#!/"));
        let said = lines.next().and_then(|line| line.strip_prefix(opening));
        if said.is_none_or(|said| said.split_whitespace().count() < FEWEST_WORDS) {
            let what = format!("begin with a sentence after `{opening}`: what is this file for?");
            problems.push(Problem::in_file(&file.path, what));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn fails(path: &str, text: &str) -> bool {
        !check(&[file(path, text)]).is_empty()
    }

    #[test]
    fn a_sentence_is_asked_for() {
        assert!(fails("crates/a/src/lib.rs", "use std::fmt;\n"));
        assert!(fails("crates/a/build.rs", ""));
        assert!(fails("crates/a/src/lib.rs", "//! stub\n"));
        assert!(!fails("crates/a/src/lib.rs", "//! Reads articles from files.\n"));
    }

    #[test]
    fn each_language_has_its_comment() {
        assert!(fails("crates/a/migrations/V1__a.sql", "CREATE TABLE a (b);\n"));
        assert!(!fails("crates/a/migrations/V1__a.sql", "-- Articles and their statements.\n"));
        assert!(!fails("training/a.py", "#!/usr/bin/env python3\n\"\"\"Fits the small model.\n"));
        assert!(!fails("crates/a/Cargo.toml", "[package]\n"));
        assert!(!fails("README.md", "q7x2\n"));
    }
}
