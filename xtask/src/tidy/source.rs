//! The project's text files, read once for all checks.
//!
//! What version control ignores is not read, and neither is anything that is no UTF-8 text.

use std::path::Path;

use anyhow::Context;

/// Files above this many bytes are data.
const MAX_BYTES: u64 = 1 << 20;

/// A text file of the project.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Its path below the root, with forward slashes.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) text: String,
}

impl SourceFile {
    /// Returns the part of the path after the last dot, or nothing.
    pub(super) fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Returns the last part of the path.
    pub(super) fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Tells whether only tests are built from this file.
    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.split('/').any(|part| part == "tests")
    }

    /// Returns the lines, with their index, that are built into the crate: without the tests at
    /// the end of the file and without comment lines.
    pub(super) fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<_> = self.text.lines().collect();
        let opens_tests = |pair: &[&str]| {
            pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
        };
        let end = match lines.windows(2).position(opens_tests) {
            _ if self.is_test() => 0,
            Some(tests) => tests,
            None => lines.len(),
        };
        let shipped = lines.into_iter().enumerate().take(end);
        shipped.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Reads the text files below `root`, in the order of their paths.
pub(crate) fn read_all(root: &Path) -> anyhow::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    let walk = ignore::WalkBuilder::new(root)
        .hidden(false)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk {
        let entry = entry.context("failed to walk the workspace")?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        // A file may go away between the listing and the reading; then it is not the project's.
        let Ok(metadata) = entry.metadata() else { continue };
        if !is_file || metadata.len() > MAX_BYTES {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let below = entry.path().strip_prefix(root).context("a file outside the workspace")?;
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        files.push(SourceFile { path: parts.join("/"), text });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Returns the text of the file at `path`.
pub(crate) fn text_of<'a>(files: &'a [SourceFile], path: &str) -> Option<&'a str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

#[cfg(test)]
pub(super) fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_that_version_control_keeps() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        };
        write(".gitignore", b"/target\n");
        write("target/made.rs", b"//! made");
        write("crates/a/src/lib.rs", b"//! a");
        write("picture.png", b"\xff\xfe\xfd");
        let files = read_all(root.path()).expect("a tree");
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".gitignore", "crates/a/src/lib.rs"]);
        assert_eq!(text_of(&files, "crates/a/src/lib.rs"), Some("//! a"));
    }

    #[test]
    fn shipped_lines_leave_out_comments_and_tests() {
        let shipped = |path, text| {
            file(path, text).shipped_lines().map(|(_, line)| line.to_owned()).collect::<Vec<_>>()
        };
        let text =
            "//! doc\n#[cfg(test)]\nmod x;\n    // why\nfn a() {}\n#[cfg(test)]\nmod tests {\n}\n";
        let expected = ["#[cfg(test)]", "mod x;", "fn a() {}"];
        assert_eq!(shipped("crates/a/src/lib.rs", text), expected);
        assert!(shipped("crates/a/tests/x.rs", text).is_empty());
        assert!(shipped("crates/a/src/x/tests.rs", text).is_empty());
    }
}
