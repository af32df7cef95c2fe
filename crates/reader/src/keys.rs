//! The keys of a record that are read, and those that look as if they were meant for one of them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The keys that are read.
pub(crate) const READ: [&str; 7] =
    ["text", "url", "title", "outlet", "author", "published_at", "language"];

/// What datasets call what is read under another name: `data/likely_keys.txt`.
static LIKELY: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/likely_keys.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')).collect()
});

/// Returns the key under which is read what a dataset seems to have under `key`; `None` for a key that
/// is read itself, and for others.
pub(crate) fn likely(key: &str) -> Option<&'static str> {
    let folded = key.to_ascii_lowercase().replace(['-', ' '], "_");
    match LIKELY.get(folded.as_str()) {
        Some(read) => Some(read),
        None => READ.into_iter().find(|read| *read == folded && folded != key),
    }
}

/// Returns the key under which what stands under `key` is read, or should be.
pub(crate) fn read_as(key: &str) -> Option<&'static str> {
    READ.into_iter().find(|read| *read == key).or_else(|| likely(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_key_is_told_from_what_is_one() {
        for (key, expected) in [
            ("body", Some("text")),
            ("pubDate", Some("published_at")),
            ("publish-date", Some("published_at")),
            ("Text", Some("text")),
            ("text", None),
            ("id", None),
        ] {
            assert_eq!(likely(key), expected, "{key}");
        }
        assert!(LIKELY.values().all(|read| READ.contains(read)));
        assert_eq!(read_as("text"), Some("text"));
    }
}
