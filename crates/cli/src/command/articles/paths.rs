//! A path as somebody types it, and the ways in which articles may have it: as it was typed when they were read,
//! maybe in another folder.

use std::path::{Component, Path, PathBuf};

use crate::connection::Services;
use crate::feed::FileKeys;

/// How many files of a folder are looked for at most, whichever path articles have them under.
const MOST_FILES: usize = 20_000;

/// Returns other ways to write a path: from here, from the root, and without what leads nowhere. None of a
/// pattern, which is for paths as articles have them.
pub(super) fn spellings(path: &str) -> Vec<String> {
    if path.contains(['*', '?', '[']) {
        return vec![];
    }
    let here = std::env::current_dir().ok();
    spelt(Path::new(path), here.as_deref(), Path::new(path).canonicalize().ok().as_deref())
}

fn spelt(path: &Path, here: Option<&Path>, real: Option<&Path>) -> Vec<String> {
    let direct: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    let mut all = vec![direct.clone(), Path::new(".").join(&direct)];
    if let Some(here) = here {
        for whole in [Some(here.join(&direct)), real.map(Path::to_path_buf)].into_iter().flatten() {
            if let Ok(below) = whole.strip_prefix(here) {
                all.extend([below.to_path_buf(), Path::new(".").join(below)]);
            }
            all.push(whole);
        }
    }
    let mut all: Vec<String> = all.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    all.retain(|spelt| !spelt.is_empty() && spelt != "./");
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the keys of the file that a path is, or of those below the folder that it is.
pub(super) fn file_keys(path: &str, services: &Services) -> Vec<String> {
    let keys = FileKeys::of(services.are_remote());
    let mut files = vec![];
    collect(Path::new(path), &mut files);
    files.iter().filter_map(|file| keys.key(file)).collect()
}

/// Collects a file, or the files below a folder. No link to a folder is followed.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        return files.push(path.to_path_buf());
    }
    let Ok(entries) = path.read_dir() else { return };
    for entry in entries.flatten() {
        if files.len() >= MOST_FILES {
            return;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_in_several_ways() {
        let here = Path::new("/quay/lind");
        let expected =
            ["./news/a.txt", "/quay/lind/news/a.txt", "news/a.txt"].map(str::to_owned).to_vec();
        for path in ["news/a.txt", "./news/a.txt", "news/./a.txt"] {
            assert_eq!(spelt(Path::new(path), Some(here), None), expected, "{path}");
        }
        assert_eq!(
            spelt(Path::new("/quay/lind/news"), Some(here), None),
            ["./news", "/quay/lind/news", "news"]
        );
        assert!(spellings("./news/*.txt").is_empty());
    }
}
