//! Which form a file has: one text, one record a line, or records over several lines.
//!
//! The ending of the name decides where it is known; the first bytes where it is not.

use std::path::Path;

/// The forms that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The whole file is one article.
    Text,
    /// Each line is one article, as a JSON object.
    Records,
    /// Its articles are JSON objects in a list, or printed over several lines.
    Document,
}

impl Form {
    /// Returns the form that a file's ending promises, or `None` when it promises nothing.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "txt" | "text" | "md" => Some(Self::Text),
            "jsonl" | "ndjson" => Some(Self::Records),
            _ => None,
        }
    }

    /// Tells whether a walk through a folder takes a file of this name.
    ///
    /// Markdown is left out: beside articles it is a README more often than an article.
    pub(crate) fn is_walked(path: &Path) -> bool {
        let is_markdown = || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("md"));
        Self::of_name(path).is_some() && !is_markdown()
    }

    /// Returns the form that the first bytes of a file suggest. Records, when an object with at least
    /// one key begins on the first line that is not blank; a document, when a list of objects begins
    /// there, or an object that goes on on the next line; otherwise text.
    pub(crate) fn of_bytes(start: &[u8]) -> Self {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        let (line, is_whole) = match start.iter().position(|&b| b == b'\n') {
            Some(end) => (start[..end].trim_ascii_end(), true),
            None => (start, false),
        };
        match line {
            b"[" | b"{" if is_whole => Self::Document,
            [b'[', inside @ ..] if inside.trim_ascii_start().starts_with(b"{") => Self::Document,
            [b'{', inside @ ..] if inside.trim_ascii_start().starts_with(b"\"") => {
                if is_whole && line.ends_with(b",") { Self::Document } else { Self::Records }
            }
            _ => Self::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides_whatever_its_case() {
        let form = |name: &str| Form::of_name(Path::new(name));
        assert_eq!(form("a.TXT"), Some(Form::Text));
        assert_eq!(form("dir.jsonl/a.md"), Some(Form::Text));
        assert_eq!(form("a.NdJson"), Some(Form::Records));
        assert_eq!(form("a.jsonl.bak"), None);
        assert_eq!(form("README"), None);
    }

    #[test]
    fn a_walk_takes_articles_and_leaves_the_rest() {
        let takes = |name: &str| Form::is_walked(Path::new(name));
        assert!(takes("a.txt") && takes("a.text") && takes("a.jsonl") && takes("a.ndjson"));
        assert!(!takes("README.MD") && !takes("a.json") && !takes("a.html") && !takes("a"));
    }

    #[test]
    fn without_an_ending_the_first_bytes_decide() {
        assert_eq!(Form::of_bytes(b"\xef\xbb\xbf\r\n {\"text\": \"a\"}"), Form::Records);
        assert_eq!(Form::of_bytes(b"{ \"text"), Form::Records);
        assert_eq!(Form::of_bytes(b"{\n  \"text\": 1}"), Form::Document);
        assert_eq!(Form::of_bytes(b"{\"url\": \"a\",\n \"text\": \"b\"}"), Form::Document);
        assert_eq!(Form::of_bytes(b"[{\"text\": \"a\"}]"), Form::Document);
        assert_eq!(Form::of_bytes(b"[\r\n  {"), Form::Document);
        assert_eq!(Form::of_bytes(b"[Update] The bridge"), Form::Text);
        assert_eq!(Form::of_bytes(b"{ sic } he wrote"), Form::Text);
        assert_eq!(Form::of_bytes(b""), Form::Text);
    }
}
