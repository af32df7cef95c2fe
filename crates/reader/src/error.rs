//! What can be wrong with something to read, and where it is.
//!
//! Messages never hold words of an article: they end up in logs and terminals.

use std::fmt;
use std::io;
use std::path::Path;

use q7x2_domain::{ArticleError, MAX_FIELD_BYTES, MAX_TEXT_BYTES};

use crate::{DateError, Foreign, Skipped};

/// Something that could not be read: the place, and what is wrong there.
///
/// Displayed as `news/a.jsonl:3 (byte 1042): the record has no "text"`.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ReadError {
    place: Place,
    problem: Problem,
}

/// A file, and the record in it where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: String,
    line: Option<u64>,
    byte: Option<u64>,
}

impl ReadError {
    pub(crate) fn in_file(path: impl AsRef<Path>, problem: Problem) -> Self {
        let path = path.as_ref().to_string_lossy().into_owned();
        Self { place: Place { path, line: None, byte: None }, problem }
    }

    pub(crate) fn in_file_at(path: impl AsRef<Path>, byte: u64, problem: Problem) -> Self {
        let mut error = Self::in_file(path, problem);
        error.place.byte = Some(byte);
        error
    }

    pub(crate) fn in_record(path: &str, line: u64, byte: u64, problem: Problem) -> Self {
        let place = Place { path: path.into(), line: Some(line), byte: Some(byte) };
        Self { place, problem }
    }

    /// Returns the file, folder or pattern as it was given or walked, `-` for standard input.
    pub fn path(&self) -> &str {
        &self.place.path
    }

    /// Returns the number of the line in its file, from 1, when one line is at fault.
    pub fn line(&self) -> Option<u64> {
        self.place.line
    }

    /// Returns the offset of the fault in the file's bytes, from 0, when one place is at fault.
    pub fn byte(&self) -> Option<u64> {
        self.place.byte
    }

    /// Returns what is wrong.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file's name may hold anything, escape sequences of terminals included.
        for c in self.path.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        match (self.line, self.byte) {
            (Some(line), Some(byte)) => write!(f, ":{line} (byte {byte})"),
            (None, Some(byte)) => write!(f, " (byte {byte})"),
            _ => Ok(()),
        }
    }
}

/// Why a file, a folder, a pattern or a record gives no article.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// The path does not exist and is a pattern that nothing matches.
    #[error("no file matches this pattern")]
    NoMatch,
    /// The path does not exist and is not a pattern either.
    #[error("is not a valid pattern: {0}")]
    BadPattern(String),
    /// A folder without anything that looks like an article.
    #[error(
        "the folder holds no .txt, .text, .jsonl or .ndjson file ({skipped}; \
         name a file, or a pattern in quotes, to read it whatever its ending)"
    )]
    NoArticles {
        /// The files of other endings that there are.
        skipped: Skipped,
    },
    /// Standard input can be read once only.
    #[error("standard input is named more than once")]
    StdinTwice,
    /// One address was given for several articles.
    #[error("--url is the address of one article, but there are several to read")]
    OneUrlForMany,
    /// One address was given for a file of records.
    #[error("--url is the address of one article; each record of a JSONL file has its own \"url\"")]
    UrlForRecords,

    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Bytes that are no text.
    #[error("is a binary file, not text")]
    Binary,
    /// A text with bytes that are no characters. The article is given all the same.
    #[error("bytes that are not {encoding} were replaced by U+FFFD")]
    Replaced {
        /// The encoding of the other bytes.
        encoding: &'static str,
    },
    /// More bytes than any text within the limit takes; it was not read. `None`: the size is
    /// not known, as with standard input.
    #[error(
        "the file{} is over the limit of {MAX_TEXT_BYTES} bytes (1 MiB) of text; split it into \
         articles, or make it JSONL with one article a line",
        .0.map(|bytes| format!(" has {bytes} bytes and")).unwrap_or_default()
    )]
    FileTooLong(Option<u64>),
    /// JSON that holds no objects.
    #[error("is JSON, but holds no articles: write each as an object with a \"text\"")]
    JsonDocument,
    /// Something else than a text.
    #[error("{0}")]
    Foreign(Foreign),
    /// A document that gives no article.
    #[cfg(feature = "documents")]
    #[error("{0}")]
    Document(crate::documents::Refused),
    /// Keys that are not read, and the keys that they look meant for. The article is given all the same.
    #[error("{}", likely(.0))]
    LikelyKeys(Vec<(String, &'static str)>),
    /// A JSONL file in UTF-16.
    #[error("is JSONL in UTF-16; convert it to UTF-8")]
    RecordsInUtf16,
    /// The text is blank or over the limit.
    #[error("{0}")]
    Article(ArticleError),

    /// A line over the limit; it was skipped without being held.
    #[error("the line has {bytes} bytes, the limit is {limit}; write one article a line")]
    LineTooLong {
        /// Its length without the line end.
        bytes: u64,
        /// The limit.
        limit: usize,
    },
    /// A line over the limit without an end, as a device gives it: nothing behind it was read.
    #[error(
        "the line is over the limit of {limit} bytes and no end of it was found; nothing behind it was \
         read: give a file of text with one article a line"
    )]
    EndlessLine {
        /// The limit.
        limit: usize,
    },
    /// A line that is not UTF-8.
    #[error("the line is not valid UTF-8")]
    NotUtf8,
    /// A line that is something else than a JSON object.
    #[error("the line is not a JSON object")]
    NotAnObject,
    /// A line that is not JSON.
    #[error("the line is not valid JSON: {reason} at column {column}")]
    Json {
        /// What the parser missed or did not expect.
        reason: String,
        /// Where in the line, in bytes from 1.
        column: usize,
    },
    /// A record without the one field that it must have.
    #[error("the record has no \"text\"")]
    NoText,
    /// A record without a text, but with a key that looks meant for it.
    #[error("the record has no \"text\"; name its key {0} \"text\"")]
    NoTextBut(LikelyKey),
    /// A record without a text, but with a list that looks like one of records.
    #[error(
        "the record has no \"text\", but a list under {0}; give the list itself, as of `jq '.{0}'`"
    )]
    NoTextButList(LikelyKey),
    /// A field of the wrong type.
    #[error("\"{field}\" is {found}, not a string")]
    NotAString {
        /// The field.
        field: &'static str,
        /// What was found, e.g. `a number`.
        found: &'static str,
    },
    /// A text with a character that no text has.
    #[error("\"{0}\" has a NUL character")]
    Nul(&'static str),
    /// A field beside the text that is over the limit.
    #[error("\"{field}\" has {bytes} bytes, the limit is {MAX_FIELD_BYTES}")]
    FieldTooLong {
        /// The field.
        field: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// `published_at` cannot be understood.
    #[error("\"published_at\": {0}")]
    Date(DateError),
}

/// Returns what is said of keys that are not read.
fn likely(keys: &[(String, &'static str)]) -> String {
    let named: Vec<String> = (keys.iter())
        .map(|(found, read)| {
            format!("{} is not read; the key is \"{read}\"", LikelyKey(found.clone()))
        })
        .collect();
    named.join(", ")
}

/// A key of a record, in quotation marks and cut where it is long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikelyKey(pub(crate) String);

impl fmt::Display for LikelyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.0.chars().take(40).collect();
        write!(f, "\"{}\"", shown.escape_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_file_line_and_byte() {
        let error = ReadError::in_record("news/a.jsonl", 3, 1042, Problem::NoText);
        assert_eq!(error.to_string(), "news/a.jsonl:3 (byte 1042): the record has no \"text\"");
        let error = ReadError::in_file("a\u{1b}[2J.txt", Problem::Empty);
        assert_eq!(error.to_string(), "a\\u{1b}[2J.txt: the file is empty");
    }

    #[test]
    fn a_file_over_the_limit_is_told_its_size_where_it_is_known() {
        let known = Problem::FileTooLong(Some(3_000_000)).to_string();
        assert!(known.starts_with("the file has 3000000 bytes and is over the limit"), "{known}");
        let unknown = Problem::FileTooLong(None).to_string();
        assert!(unknown.starts_with("the file is over the limit of 1048576 bytes"), "{unknown}");
    }
}
