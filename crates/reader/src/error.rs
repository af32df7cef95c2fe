//! What can be wrong with something to read, and where it is.
//!
//! Messages never hold words of an article: they end up in logs and terminals.

use std::fmt;
use std::io;
use std::path::Path;

use q7x2_domain::{ArticleError, MAX_FIELD_BYTES, MAX_TEXT_BYTES};

use crate::limits::Limit;
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

/// A file or what stands in it, and the record in it where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    path: String,
    line: Option<u64>,
    byte: Option<u64>,
}

impl Place {
    /// Returns the place of the whole of what is at `path`.
    pub(crate) fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, byte: None }
    }

    /// Returns the place of a line, counted from 1, and of a byte in it, counted from the start of the file.
    pub(crate) fn line(path: impl Into<String>, line: u64, byte: u64) -> Self {
        Self { path: path.into(), line: Some(line), byte: Some(byte) }
    }

    /// Returns the place of something that begins at a byte, counted from the start of the file.
    pub(crate) fn byte(path: impl Into<String>, byte: u64) -> Self {
        Self { path: path.into(), line: None, byte: Some(byte) }
    }

    /// Returns the same place, further on.
    #[must_use]
    pub(crate) fn after(mut self, bytes: usize) -> Self {
        self.byte = self.byte.map(|byte| byte + bytes as u64);
        self
    }

    /// Returns what is wrong here.
    pub(crate) fn error(&self, problem: Problem) -> ReadError {
        ReadError { place: self.clone(), problem }
    }

    /// Returns the path of an article that is found here: with its line, where it has one.
    pub(crate) fn of_article(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.path),
            None => self.path.clone(),
        }
    }
}

impl ReadError {
    pub(crate) fn in_file(path: impl AsRef<Path>, problem: Problem) -> Self {
        Place::file(path.as_ref().to_string_lossy()).error(problem)
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

    /// Tells whether it is nothing wrong, but something to know of an article that is given all the same.
    pub fn is_note(&self) -> bool {
        matches!(self.problem, Problem::Aliases(_) | Problem::Excerpts)
    }

    /// Returns that nothing came from a place outside, and why, with what to do.
    pub fn not_got(place: &str, why: String) -> Self {
        Place::file(place).error(Problem::NotGot(why))
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
        "the folder holds no file of an ending that is read ({skipped}; name a file, or a pattern in \
         quotes, to read it whatever its ending; `--input-format` says what it is)"
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
    #[error("--url is the address of one article; each of several in a file has its own \"url\"")]
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
    /// Keys that were read for others. It is no fault.
    #[error("{}", aliases(.0))]
    Aliases(Vec<(String, &'static str)>),
    /// A key that looks meant for a date holds none that can be read. The article is given without.
    #[error("{0} holds no date that is read, as 2024-05-01 is; the article is kept without one")]
    Undated(LikelyKey),
    /// A record of quotations without their article. It is no fault.
    #[error(
        "holds quotations and a few words around each, and no articles; those passages are read as the text"
    )]
    Excerpts,
    /// A web page of which nothing looks like an article.
    #[error(
        "is a web page in which no article is found; save the text of the article alone as .txt"
    )]
    NoArticle,
    /// Nothing came from a place outside.
    #[error("{0}")]
    NotGot(String),
    /// Several things that are odd about one article.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Several(Vec<Problem>),
    /// A limit was met.
    #[error("{0}")]
    Limit(Limit),
    /// Bytes that something should be packed in, and that are not.
    #[error("the {0} is damaged or cut off here; what is behind it was not read")]
    Damaged(&'static str),
    /// An entry of an archive that is locked by a password.
    #[error("is encrypted; unpack the archive with its password")]
    Encrypted,
    /// An entry of an archive that is packed in a way that is not read.
    #[error("is packed in a way that is not read ({0}); unpack the archive")]
    Packing(String),
    /// A record of a crawl that is not as it should be. The next one is read.
    #[error("the record is damaged ({0}); it was skipped")]
    BadCapture(&'static str),
    /// A crawl without pages.
    #[error("the crawl holds no web page; it has {0} records of other kinds")]
    NoCaptures(u64),
    /// A feed, or an item of one, that is not as it should be.
    #[error("the feed is damaged ({0}); what is behind it was not read")]
    BadFeed(String),
    /// A feed without items.
    #[error("the feed has no items")]
    NoItems,
    /// An item of a feed without words.
    #[error("the item has no text{}", if *.0 { ", only a link; fetch the page behind it" } else { "" })]
    NoItemText(bool),
    /// A table without a column for the text.
    #[error("the table has no column for the text; its columns are {}: say which it is, as with `--map text=COLUMN`", keys(.0))]
    NoTextColumn(Vec<LikelyKey>),
    /// A table without the column that a user named for the text.
    #[error("the table has no column {}, which `--map` names for the text; its columns are {}", .0.key, keys(&.0.columns))]
    NoColumn(NoColumn),
    /// A table of addresses.
    #[error(
        "the table has no column for the text, only addresses under {0}; fetch the pages behind them, and \
         give those"
    )]
    NoTextColumnButUrl(LikelyKey),
    /// A table without names of columns.
    #[error("the first row of the table does not name its columns; give it a first row that does")]
    NoHead,
    /// A row of a table without a text.
    #[error("the row has no text")]
    NoRowText,
    /// A row that goes on and on: a quotation mark is not closed.
    #[error(
        "the row is over the limit of {0} bytes; see whether a quotation mark in it is not closed"
    )]
    RowTooLong(usize),
    /// A dataset of columns that cannot be read.
    #[error("the Parquet file cannot be read: {0}")]
    Parquet(String),
    /// A document that gives no article.
    #[cfg(feature = "documents")]
    #[error("{0}")]
    Document(crate::documents::Refused),
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
    /// A record without a text, and the keys that it has.
    #[error(
        "the record has no \"text\"; its keys are {}: say which holds it, as with `--map text=KEY`",
        keys(.0)
    )]
    NoTextAmong(Vec<LikelyKey>),
    /// A record without what a user named for its text.
    #[error("the record has no {0}, which `--map` names for the text")]
    NoMapped(LikelyKey),
    /// A record with an address and no text.
    #[error(
        "the record has no \"text\", only an address under {0}; fetch the page behind it, and give that"
    )]
    NoTextButUrl(LikelyKey),
    /// A quotation with nothing around it.
    #[error(
        "the record is a quotation without the words around it, which alone tell who said it; give the \
         article-centric files of the dataset, or the articles"
    )]
    QuotationAlone,
    /// An item that its provider took back.
    #[error("the item is withheld or cancelled by its provider (\"pubstatus\")")]
    Withdrawn,
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

impl Problem {
    /// Returns what an error of a stream means: a limit, something damaged, or what the system says.
    pub(crate) fn of_io(error: io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(limit) = inner.and_then(|inner| inner.downcast_ref::<Limit>()) {
            return Self::Limit(*limit);
        }
        if let Some(Unpacking(what)) = inner.and_then(|inner| inner.downcast_ref()) {
            return Self::Damaged(what);
        }
        Self::Io(error)
    }

    /// Returns one problem for several, `None` for none.
    pub(crate) fn all(mut problems: Vec<Self>) -> Option<Self> {
        if problems.len() > 1 { Some(Self::Several(problems)) } else { problems.pop() }
    }
}

/// What an unpacker says of bytes that are not what they should be: what they should be.
#[derive(Debug, thiserror::Error)]
#[error("the {0} is damaged")]
pub(crate) struct Unpacking(pub(crate) &'static str);

/// Returns what is said of keys that were read for others.
fn aliases(found: &[(String, &'static str)]) -> String {
    let named: Vec<String> = (found.iter())
        .map(|(found, read)| format!("{} is read as \"{read}\"", LikelyKey(found.clone())))
        .collect();
    named.join(", ")
}

/// A column that a user named and that is not there, and those that are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoColumn {
    pub(crate) key: LikelyKey,
    pub(crate) columns: Vec<LikelyKey>,
}

/// Returns the names of keys.
fn keys(keys: &[LikelyKey]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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
        let error = Place::line("news/a.jsonl", 3, 1042).error(Problem::NoText);
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
