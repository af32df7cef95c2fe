//! How large the crates are in which words are data and circles are looked for: figures for before
//! and after. Nothing here fails.

use std::fmt::Write as _;

use super::source::SourceFile;
use super::{SOURCES, circles, rust, words};

/// Returns the totals of each crate, the circles, and the files with the most words.
pub(super) fn of(files: &[SourceFile]) -> String {
    let mut text = String::new();
    let counted = words::count_all(files);
    for folder in SOURCES {
        let own: Vec<_> = files.iter().filter(|file| file.path.starts_with(folder)).collect();
        if own.is_empty() {
            continue;
        }
        let code: usize = own.iter().map(|file| lines_of_code(file)).sum();
        let words: usize = own.iter().filter_map(|file| counted.get(&file.path)).sum();
        let shipped = own.iter().filter(|file| counted.contains_key(&file.path)).count();
        let _ = writeln!(
            text,
            "{folder}: {shipped} files, {code} lines of code, {words} words in string literals"
        );
    }
    let circles = circles::circles(files);
    let within: usize = circles.iter().map(|(circle, _)| circle.len()).sum();
    let _ = writeln!(text, "{} import circles of {within} files", circles.len());
    for (circle, way) in &circles {
        let _ = writeln!(text, "  {} files: {}", circle.len(), way.join(" -> "));
    }
    let mut over: Vec<_> = words::over_limit(files).into_iter().collect();
    over.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let _ = writeln!(text, "{} files with more than {} words", over.len(), words::MOST_WORDS);
    for (path, count) in over {
        let _ = writeln!(text, "  {count:>5} {path}");
    }
    text
}

/// Returns how many lines of a file have code that is shipped.
fn lines_of_code(file: &SourceFile) -> usize {
    if file.extension() != "rs" || file.is_test() {
        return 0;
    }
    let mut lines: Vec<_> = rust::shipped(&file.text).iter().map(|token| token.line).collect();
    lines.dedup();
    lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    #[test]
    fn totals_count_what_is_shipped() {
        let text = "//! What.\n\nfn f() {\n    \"said\"\n}\n#[cfg(test)]\nmod tests {\n}\n";
        let files = [file("crates/extractor/src/a.rs", text)];
        let totals = of(&files);
        assert!(totals.starts_with(
            "crates/extractor/src/: 1 files, 3 lines of code, 1 words in string literals\n\
             0 import circles of 0 files\n0 files with"
        ));
    }
}
