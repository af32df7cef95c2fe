//! The keys of a record that are read: those that are ours, those that a user names, and those that datasets
//! have in their stead.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// The keys that are read.
pub(crate) const READ: [&str; 7] =
    ["text", "url", "title", "outlet", "author", "published_at", "language"];

/// What datasets call what is read under another name, the likeliest first: `data/likely_keys.txt`.
static LIKELY: LazyLock<HashMap<&'static str, Vec<Likely>>> = LazyLock::new(|| {
    let lines = include_str!("../data/likely_keys.txt").lines();
    let pairs = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    let mut likely: HashMap<_, Vec<Likely>> = HashMap::new();
    for (rank, (key, read)) in pairs.enumerate() {
        likely.entry(key).or_default().push(Likely { read, rank: rank + 1 });
    }
    likely
});

/// What a key seems to hold, and how likely that is; lower is likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Likely {
    pub(crate) read: &'static str,
    pub(crate) rank: usize,
}

/// Returns what a dataset seems to have under `key`; nothing for a key that is read itself, and for others.
pub(crate) fn likely(key: &str) -> Vec<Likely> {
    let folded = key.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    // Another spelling of a key comes before every other name for it.
    let spelt = READ.into_iter().find(|read| *read == folded && folded != key);
    let named = LIKELY.get(folded.as_str()).cloned().unwrap_or_default();
    spelt.map(|read| Likely { read, rank: 0 }).into_iter().chain(named).collect()
}

/// Tells whether something is read that stands under `key`, whoever named it.
pub(crate) fn is_read(key: &str) -> bool {
    READ.contains(&key) || !likely(key).is_empty()
}

/// Which keys of records, and which columns, hold what is read: `text=body,url=meta.link`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyMap(Vec<(&'static str, String)>);

/// What is no map of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyMapError {
    /// A part of it has no key of ours, or none of the record's.
    #[error("\"{0}\" is not KEY=NAME, as in text=body,url=link")]
    NoPair(String),
    /// It gives a value for something that is not read.
    #[error("\"{0}\" is not read; there are {known}", known = READ.join(", "))]
    NotRead(String),
    /// It names the same twice.
    #[error("\"{0}\" is named twice")]
    Twice(&'static str),
}

impl KeyMap {
    /// Returns the key under which records have what is read as `read`; dots lead into objects.
    pub fn key(&self, read: &str) -> Option<&str> {
        self.0.iter().find(|(ours, _)| *ours == read).map(|(_, theirs)| theirs.as_str())
    }

    /// Tells whether something is named that stands under the key `top`, or inside it.
    pub(crate) fn has(&self, top: &str) -> bool {
        self.0.iter().any(|(_, theirs)| {
            theirs == top || theirs.strip_prefix(top).is_some_and(|inside| inside.starts_with('.'))
        })
    }
}

impl FromStr for KeyMap {
    type Err = KeyMapError;

    fn from_str(text: &str) -> Result<Self, KeyMapError> {
        let mut map = Self::default();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let no_pair = || KeyMapError::NoPair(pair.trim().to_owned());
            let (ours, theirs) = pair.split_once('=').ok_or_else(no_pair)?;
            let (ours, theirs) = (ours.trim(), theirs.trim());
            if ours.is_empty() || theirs.is_empty() {
                return Err(no_pair());
            }
            let Some(read) = READ.into_iter().find(|read| *read == ours) else {
                return Err(KeyMapError::NotRead(ours.to_owned()));
            };
            if map.key(read).is_some() {
                return Err(KeyMapError::Twice(read));
            }
            map.0.push((read, theirs.to_owned()));
        }
        Ok(map)
    }
}

impl fmt::Display for KeyMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> =
            self.0.iter().map(|(ours, theirs)| format!("{ours}={theirs}")).collect();
        f.write_str(&pairs.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_key_is_told_from_what_is_one() {
        for (key, expected) in [
            ("body", &["text"][..]),
            ("pubDate", &["published_at"]),
            ("publish-date", &["published_at"]),
            ("Text", &["text"]),
            ("source", &["url", "outlet"]),
            ("text", &[]),
            ("id", &[]),
        ] {
            let read: Vec<&str> = likely(key).iter().map(|likely| likely.read).collect();
            assert_eq!(read, expected, "{key}");
        }
        assert!(LIKELY.values().flatten().all(|likely| READ.contains(&likely.read)));
        assert!(is_read("text") && is_read("Body") && !is_read("id"));
    }

    #[test]
    fn a_map_is_written_in_pairs() {
        let map: KeyMap = "text=body, url = meta.link,".parse().expect("a map");
        assert_eq!(
            (map.key("text"), map.key("url"), map.key("title")),
            (Some("body"), Some("meta.link"), None)
        );
        assert!(map.has("meta") && map.has("body") && !map.has("met") && !map.has("link"));
        assert_eq!(map.to_string(), "text=body,url=meta.link");
        let error = |text: &str| text.parse::<KeyMap>().expect_err("no map").to_string();
        assert_eq!(error("body"), "\"body\" is not KEY=NAME, as in text=body,url=link");
        assert_eq!(error("text="), "\"text=\" is not KEY=NAME, as in text=body,url=link");
        assert!(error("body=text").starts_with("\"body\" is not read; there are text, url"));
        assert_eq!(error("text=a,text=b"), "\"text\" is named twice");
    }
}
