//! One idea a file: source files stay short.

use super::Problem;
use super::source::SourceFile;

/// More lines than this hold more than one idea. Most files have 80 to 250.
const MOST_LINES: usize = 600;

/// The extensions of files that people write as source; tables of data may be longer.
const SOURCES: [&str; 4] = ["rs", "proto", "sql", "py"];

/// Returns the source files that are too long.
pub(super) fn check(files: &[SourceFile]) -> Vec<Problem> {
    let sources = files.iter().filter(|file| SOURCES.contains(&file.extension()));
    let too_long = sources.filter_map(|file| {
        let lines = file.text.lines().count();
        let what = || format!("{lines} lines, the limit is {MOST_LINES}: split it by idea");
        (lines > MOST_LINES).then(|| Problem::in_file(&file.path, what()))
    });
    too_long.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    #[test]
    fn long_sources_are_found_and_data_is_not() {
        let (fits, long) = ("x\n".repeat(MOST_LINES), "x\n".repeat(MOST_LINES + 1));
        assert!(check(&[file("a.rs", &fits), file("cues.toml", &long)]).is_empty());
        assert_eq!(check(&[file("a.rs", &long)]).len(), 1);
    }
}
