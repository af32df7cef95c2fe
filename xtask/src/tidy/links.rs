//! Documentation points at things that exist: the relative links of every Markdown file lead to
//! a file or folder of the project.
//!
//! Links to the web and to headings are not followed.

use std::path::Path;

use super::Problem;
use super::source::SourceFile;

/// Returns the relative links below `root` that lead nowhere.
pub(super) fn check(root: &Path, files: &[SourceFile]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "md") {
        let folder = root.join(&file.path).parent().map(Path::to_path_buf).unwrap_or_default();
        for (index, line) in file.text.lines().enumerate() {
            for target in targets(line).filter(|target| !folder.join(target).exists()) {
                let what = format!("the link to {target} leads nowhere");
                problems.push(Problem::in_line(file, index, what));
            }
        }
    }
    problems
}

/// Returns the relative targets of the `](target)` links of a line, without their headings.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let relative = links.filter(|link| !link.contains("://") && !link.starts_with('#'));
    relative.filter_map(|link| link.split('#').next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    #[test]
    fn a_link_to_nothing_is_found() {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(root.path().join("docs")).expect("a folder");
        std::fs::write(root.path().join("docs/a.md"), "").expect("a file");
        let found = |path, line| check(root.path(), &[file(path, line)]).len();
        assert_eq!(found("README.md", "[a](docs/a.md#top) [b](https://example.org) [c](#c)"), 0);
        assert_eq!(found("docs/b.md", "[a](a.md)"), 0);
        assert_eq!(found("README.md", "[a](docs/a.md) and [x](docs/x.md)"), 1);
    }
}
