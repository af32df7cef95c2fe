//! A JSONL stream to articles, one a line. A bad line is an error of its own and the next
//! line goes on; only a stream that fails, is something else than text, or has a line without an
//! end, ends it.

use std::io::BufRead;

use q7x2_domain::{Article, Metadata};

use crate::lines::{Line, Lines};
use crate::read::ReadOptions;
use crate::record::{BadRecord, Record};
use crate::title::headline;
use crate::{Problem, ReadError, parse_date};

/// The articles of one JSONL stream.
#[derive(Debug)]
pub(crate) struct Records<R> {
    lines: Lines<R>,
    path: String,
    held: Vec<u8>,
    found_any: bool,
    ended: bool,
}

impl<R: BufRead> Records<R> {
    /// Returns the articles of a stream; `path` names it in errors and metadata.
    pub(crate) fn new(reader: R, path: String, max_line_bytes: usize) -> Self {
        let lines = Lines::new(reader, max_line_bytes);
        Self { lines, path, held: Vec::new(), found_any: false, ended: false }
    }

    /// Returns how many bytes were read.
    pub(crate) fn consumed(&self) -> u64 {
        self.lines.consumed()
    }

    /// Returns the next article, or `None` at the end.
    pub(crate) fn next(&mut self, options: &ReadOptions) -> Option<Result<Article, ReadError>> {
        while !self.ended {
            let line = match self.lines.next(&mut self.held) {
                Ok(Some(line)) => line,
                Ok(None) if self.found_any => break,
                Ok(None) => return Some(Err(self.end_with(Problem::Empty))),
                Err(error) => return Some(Err(self.end_with(Problem::Io(error)))),
            };
            if !self.found_any
                && !line.too_long
                && let Some(problem) = no_records(&self.held)
            {
                return Some(Err(self.end_with(problem)));
            }
            let mark = if line.number == 1 { mark_bytes(&self.held) } else { 0 };
            let held = &self.held[mark..];
            if !line.too_long && held.trim_ascii().is_empty() {
                continue;
            }
            self.found_any = true;
            // Nobody knows where the next record begins.
            self.ended = line.endless;
            return Some(self.article(line, mark, options));
        }
        None
    }

    fn end_with(&mut self, problem: Problem) -> ReadError {
        self.ended = true;
        ReadError::in_file(&self.path, problem)
    }

    fn article(
        &self,
        line: Line,
        mark: usize,
        options: &ReadOptions,
    ) -> Result<Article, ReadError> {
        let bad = |BadRecord { problem, at }| {
            let byte = line.start + (mark + at) as u64;
            ReadError::in_record(&self.path, line.number, byte, problem)
        };
        if line.endless {
            return Err(bad(Problem::LineWithoutEnd { bytes: line.bytes }.into()));
        }
        if line.too_long {
            let limit = options.max_line_bytes;
            return Err(bad(Problem::LineTooLong { bytes: line.bytes, limit }.into()));
        }
        let record = Record::parse(&self.held[mark..]).map_err(bad)?;
        let published_at = match record.published_at {
            Some(date) => {
                let period = parse_date(&date).map_err(|error| bad(Problem::Date(error).into()))?;
                Some(period.start)
            }
            None => options.published_at,
        };
        let metadata = Metadata {
            path: Some(format!("{}:{}", self.path, line.number)),
            url: record.url,
            outlet: record.outlet.or_else(|| options.outlet.clone()),
            title: record.title.or_else(|| headline(&record.text).map(Into::into)),
            author: record.author,
            published_at,
            language: record.language,
        };
        Article::new(metadata, record.text).map_err(|error| bad(Problem::Article(error).into()))
    }
}

/// Tells whether a line shows that the whole stream holds no records of ours.
fn no_records(line: &[u8]) -> Option<Problem> {
    if line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff") {
        return Some(Problem::RecordsInUtf16);
    }
    line.contains(&0).then_some(Problem::Binary)
}

/// Returns the length of the byte order mark at the start of a stream.
fn mark_bytes(line: &[u8]) -> usize {
    if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}
