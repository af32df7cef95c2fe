//! Opens what a plan lists and gives its articles, one at a time and in order.

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use q7x2_domain::{Article, MAX_TEXT_BYTES, Metadata, Timestamp};

use crate::form::Form;
use crate::language::other_than_english;
use crate::plan::{Entry, Planned};
use crate::records::Records;
use crate::text::{Broken, Decoded};
use crate::title::headline;
use crate::{Foreign, Input, Plan, Problem, ReadError, text};

/// The most bytes a text within the limit takes: ASCII as UTF-16, and a byte order mark.
const MAX_FILE_BYTES: u64 = 2 * MAX_TEXT_BYTES as u64 + 2;

/// How far into a file without a telling name to look for its form.
const SNIFFED_BYTES: usize = 4096;

/// Bytes, wherever they come from.
type Stream = Box<dyn BufRead + Send>;

/// What holds for all articles that do not say otherwise themselves, and limits.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The outlet.
    pub outlet: Option<String>,
    /// When they were published.
    pub published_at: Option<Timestamp>,
    /// The address, when there is one text to read.
    pub url: Option<String>,
    /// The longest line of a JSONL file, in bytes; 4 MiB unless told otherwise, which is a
    /// text at its limit with many characters escaped.
    pub max_line_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { outlet: None, published_at: None, url: None, max_line_bytes: 4 << 20 }
    }
}

/// Reads articles.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    options: ReadOptions,
}

/// The articles of a plan, read as they are asked for.
#[must_use = "nothing is read until articles are asked for"]
pub struct Articles {
    options: ReadOptions,
    entries: std::vec::IntoIter<Entry>,
    stdin: Option<Stream>,
    /// The JSONL file that is being read, and its size where it has one.
    records: Option<(Records<Stream>, Option<u64>)>,
    finished: Progress,
    warning: Option<ReadError>,
    /// Keys of records that were told not to be read.
    told: HashSet<String>,
}

/// How much was read, failures included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that are finished.
    pub files: usize,
    /// Bytes of files; compare with [`Plan::bytes`].
    pub bytes: u64,
}

impl Reader {
    /// Returns a reader with these options.
    pub fn new(options: ReadOptions) -> Self {
        Self { options }
    }

    /// Returns the articles that `plan` lists, each or why there is none, with `stdin` read
    /// where `-` was named.
    ///
    /// # Errors
    /// When the options have an address although there are several files to read.
    pub fn read(
        &self,
        plan: Plan,
        stdin: impl BufRead + Send + 'static,
    ) -> Result<Articles, ReadError> {
        let files = plan.files();
        let entries = plan.into_entries();
        if let (Some(url), true) = (&self.options.url, files > 1) {
            return Err(ReadError::in_file(url, Problem::OneUrlForMany));
        }
        Ok(Articles {
            options: self.options.clone(),
            entries: entries.into_iter(),
            stdin: Some(Box::new(stdin)),
            records: None,
            finished: Progress::default(),
            warning: None,
            told: HashSet::new(),
        })
    }
}

impl Articles {
    /// Returns how much was read up to now.
    pub fn progress(&self) -> Progress {
        let open = self.records.as_ref().map_or(0, |(records, _)| records.consumed());
        Progress { bytes: self.finished.bytes + open, ..self.finished }
    }

    /// Returns the next file to be opened, where it is none with a size, and whoever opens it may wait for
    /// another program: a pipe with a name, a device.
    pub fn next_without_size(&self) -> Option<&Path> {
        match self.entries.as_slice().first() {
            Some(Ok(Planned { input: Input::Path(path), bytes: None })) => Some(path),
            _ => None,
        }
    }

    /// Takes what is wrong with the article that was given last, though not wrong enough to
    /// withhold it: [`Problem::Replaced`], [`Problem::LikelyKeys`].
    pub fn take_warning(&mut self) -> Option<ReadError> {
        self.warning.take()
    }

    /// Counts a file as read: with its size, or what came out of it where it has none.
    fn finish(&mut self, bytes: u64) {
        self.finished.files += 1;
        self.finished.bytes += bytes;
    }

    /// Opens a file. Returns its article when it is a text, otherwise `None` with its
    /// records ready to be read.
    fn open(&mut self, planned: &Planned) -> Result<Option<Article>, ReadError> {
        let path = match &planned.input {
            Input::Stdin => Path::new("-"),
            Input::Path(path) => path,
        };
        let at = |problem| ReadError::in_file(path, problem);
        let (form, reader) = self.source(&planned.input).map_err(|e| at(Problem::Io(e)))?;
        match form {
            Some(Form::Records | Form::Document) if self.options.url.is_some() => {
                Err(at(Problem::UrlForRecords))
            }
            Some(form @ (Form::Records | Form::Document)) => {
                let name = path.to_string_lossy().into_owned();
                let limit = self.options.max_line_bytes;
                let records = match form {
                    Form::Document => Records::of_document(reader, name, limit),
                    _ => Records::new(reader, name, limit),
                };
                self.records = Some((records, planned.bytes));
                Ok(None)
            }
            form => {
                let Decoded { text, broken } =
                    read_text(reader, planned.bytes).map_err(|problem| match problem {
                        Problem::Foreign(foreign) => at(Problem::Foreign(foreign.named(path))),
                        other => at(other),
                    })?;
                if form.is_none() && is_json_document(&text) {
                    return Err(at(Problem::JsonDocument));
                }
                if let Some(foreign) =
                    Foreign::of_text(&text).or_else(|| Foreign::of_named(&text, path))
                {
                    return Err(at(Problem::Foreign(foreign)));
                }
                let article = self.article(path, text).map_err(at)?;
                self.warning = broken.map(|Broken { encoding, byte }| {
                    ReadError::in_file_at(path, byte, Problem::Replaced { encoding })
                });
                Ok(Some(article))
            }
        }
    }

    /// Returns the bytes of an input and its form; `None` where neither name nor bytes tell,
    /// which makes it a text.
    fn source(&mut self, input: &Input) -> io::Result<(Option<Form>, Stream)> {
        let mut reader: Stream = match input {
            Input::Stdin => self.stdin.take().unwrap_or_else(|| Box::new(io::empty())),
            Input::Path(path) => Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)),
        };
        let named = match input {
            Input::Path(path) => Form::of_name(path),
            Input::Stdin => None,
        };
        if named == Some(Form::Text) {
            return Ok((named, reader));
        }
        let start = first_line(&mut reader)?;
        let form = match (named, Form::of_bytes(&start)) {
            (_, Form::Document) => Some(Form::Document),
            (Some(_), _) | (_, Form::Records) => Some(Form::Records),
            (None, Form::Text) => None,
        };
        Ok((form, Box::new(Cursor::new(start).chain(reader))))
    }

    fn article(&self, path: &Path, text: String) -> Result<Article, Problem> {
        let metadata = Metadata {
            path: Some(path.to_string_lossy().into_owned()),
            url: self.options.url.clone(),
            outlet: self.options.outlet.clone(),
            title: headline(&text).map(Into::into),
            published_at: self.options.published_at,
            language: other_than_english(&text).map(Into::into),
            ..Metadata::default()
        };
        Article::new(metadata, text).map_err(Problem::Article)
    }
}

impl Iterator for Articles {
    type Item = Result<Article, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.warning = None;
        loop {
            if let Some((records, size)) = &mut self.records {
                if let Some(article) = records.next(&self.options, &mut self.told) {
                    self.warning = records.take_warning();
                    return Some(article);
                }
                let bytes = size.unwrap_or_else(|| records.consumed());
                self.records = None;
                self.finish(bytes);
            }
            let planned = match self.entries.next()? {
                Ok(planned) => planned,
                Err(error) => return Some(Err(error)),
            };
            match self.open(&planned) {
                Ok(None) => continue,
                Ok(Some(article)) => {
                    self.finish(planned.bytes.unwrap_or(article.text().len() as u64));
                    return Some(Ok(article));
                }
                Err(error) => {
                    self.finish(planned.bytes.unwrap_or(0));
                    return Some(Err(error));
                }
            }
        }
    }
}

impl fmt::Debug for Articles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Articles").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

/// Takes the first bytes of a stream, up to where its form can be told: no further, so that
/// the first records of a pipe do not wait for the next ones.
fn first_line(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    while start.len() < SNIFFED_BYTES && !start.trim_ascii_start().contains(&b'\n') {
        let read = reader.by_ref().take(SNIFFED_BYTES as u64).read_until(b'\n', &mut start)?;
        if read == 0 {
            break;
        }
    }
    Ok(start)
}

/// Reads a whole text, or as much as shows that it is too long.
fn read_text(reader: impl Read, size: Option<u64>) -> Result<Decoded, Problem> {
    if size.is_some_and(|bytes| bytes > MAX_FILE_BYTES) {
        return Err(Problem::FileTooLong(size));
    }
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(Problem::Io)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Problem::FileTooLong(None));
    }
    match Foreign::of_bytes(&bytes) {
        Some(foreign) => Err(Problem::Foreign(foreign)),
        None => text::decode(bytes),
    }
}

/// Tells whether a text is one JSON object or list: data for programs, and no article.
fn is_json_document(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests;
