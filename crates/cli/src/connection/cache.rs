//! Caches: where `query PATH` extracts, one for each set of paths, so that the user's own store is left
//! alone. A cache may be deleted at any time; what is asked for is only read anew then.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use q7x2_domain::{Clock, SystemClock, Timestamp};

/// The file in a cache that says when it was used last, in microseconds since 1970.
const USED: &str = "used";

/// How long a cache is kept that nobody uses, in seconds: a month.
const UNUSED_FOR: i64 = 30 * 24 * 60 * 60;

/// How many caches are looked into for a statement.
const LOOKED_INTO: usize = 16;

/// Returns the folder of the cache for a set of paths and what extracts, in the folder of all caches. Those
/// that nobody has used for a month are deleted.
///
/// # Errors
/// When it cannot be made.
pub(super) fn folder(root: &Path, paths: &[PathBuf], extracts: &str) -> io::Result<PathBuf> {
    let mut places: Vec<PathBuf> = paths.iter().map(|path| whole(path)).collect();
    places.sort();
    places.dedup();
    let mut hasher = blake3::Hasher::new();
    hasher.update(extracts.as_bytes());
    for place in places {
        hasher.update(&[0]);
        hasher.update(place.as_os_str().as_encoded_bytes());
    }
    let now = SystemClock.now();
    forget_unused(root, now);
    let folder = root.join(&hasher.finalize().to_hex()[..32]);
    make(&folder)?;
    fs::write(folder.join(USED), now.micros().to_string())?;
    Ok(folder)
}

/// Deletes all caches, as far as they can be. Returns whether there were any.
pub(super) fn clear(root: &Path) -> io::Result<bool> {
    let mut any = false;
    for cache in caches(root) {
        fs::remove_dir_all(&cache)?;
        any = true;
    }
    Ok(any)
}

/// Returns some caches, those first that were used last.
pub(super) fn used_last(root: &Path) -> Vec<PathBuf> {
    let mut caches: Vec<(i64, PathBuf)> = caches(root).map(|cache| (used(&cache), cache)).collect();
    caches.sort_unstable();
    caches.into_iter().rev().take(LOOKED_INTO).map(|(_, cache)| cache).collect()
}

/// Deletes a cache that cannot be used.
pub(super) fn delete(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder)?;
    make(folder)
}

/// Returns the path from the root on, whether or not something is there.
fn whole(path: &Path) -> PathBuf {
    let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
    whole.unwrap_or_else(|_| path.to_owned())
}

/// Makes the folder for its owner alone: articles will be in it.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Returns the caches in a folder: what has been used as one, and nothing else.
fn caches(root: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|folder| folder.join(USED).is_file())
}

/// Returns when a cache was used last, in microseconds since 1970.
fn used(cache: &Path) -> i64 {
    let used = fs::read_to_string(cache.join(USED)).ok();
    used.and_then(|text| text.trim().parse().ok()).unwrap_or(i64::MIN)
}

/// Deletes the caches that nobody has used for long. What cannot be deleted stays.
fn forget_unused(root: &Path, now: Timestamp) {
    for cache in caches(root) {
        if now.micros().saturating_sub(used(&cache)) > UNUSED_FOR * 1_000_000 {
            let _ = fs::remove_dir_all(cache);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_paths_has_a_cache_and_unused_ones_go() {
        let root = tempfile::tempdir().expect("a folder");
        let (a, b) = (root.path().join("a"), root.path().join("b"));
        let of = |paths: &[&PathBuf], extracts: &str| {
            let paths: Vec<PathBuf> = paths.iter().map(|path| (*path).clone()).collect();
            folder(&root.path().join("caches"), &paths, extracts).expect("made")
        };
        let both = of(&[&a, &b], "rules");
        assert_eq!(of(&[&b, &a, &b], "rules"), both);
        let (one, other) = (of(&[&a], "rules"), of(&[&a, &b], "neural"));
        assert!(one != both && other != both && one.is_dir());
        fs::write(one.join(USED), "12").expect("written");
        fs::create_dir(root.path().join("caches/mine")).expect("made");
        of(&[&b], "rules");
        assert!(!one.exists() && both.exists());
        assert!(clear(&root.path().join("caches")).expect("cleared"));
        let left: Vec<_> = fs::read_dir(root.path().join("caches")).expect("there").collect();
        assert_eq!(left.len(), 1, "only what is no cache");
    }
}
