//! A stream of JSON to articles: one a line, or one an object of a document. A bad one is an error of
//! its own and the next goes on; only a stream that fails, or is something else than text, ends it.

use std::collections::HashSet;
use std::io::BufRead;

use q7x2_domain::{Article, Metadata};

use crate::language::{language_tag, other_than_english};
use crate::lines::{Line, Lines};
use crate::objects::Objects;
use crate::read::ReadOptions;
use crate::record::{BadRecord, Record};
use crate::title::headline;
use crate::{Foreign, Problem, ReadError, parse_date};

/// The articles of one JSONL stream.
#[derive(Debug)]
pub(crate) struct Records<R> {
    items: Items<R>,
    path: String,
    held: Vec<u8>,
    found_any: bool,
    ended: bool,
    /// What is odd about the record that was given last.
    warning: Option<ReadError>,
}

/// Where records come from.
#[derive(Debug)]
enum Items<R> {
    Lines(Lines<R>),
    Objects(Objects<R>),
}

impl<R: BufRead> Records<R> {
    /// Returns the articles of a stream of lines; `path` names it in errors and metadata.
    pub(crate) fn new(reader: R, path: String, max_line_bytes: usize) -> Self {
        Self::of(Items::Lines(Lines::new(reader, max_line_bytes)), path)
    }

    /// Returns the articles of a document.
    pub(crate) fn of_document(reader: R, path: String, max_bytes: usize) -> Self {
        Self::of(Items::Objects(Objects::new(reader, max_bytes)), path)
    }

    fn of(items: Items<R>, path: String) -> Self {
        Self { items, path, held: Vec::new(), found_any: false, ended: false, warning: None }
    }

    /// Takes what is odd about the article that was given last.
    pub(crate) fn take_warning(&mut self) -> Option<ReadError> {
        self.warning.take()
    }

    /// Returns how many bytes were read.
    pub(crate) fn consumed(&self) -> u64 {
        match &self.items {
            Items::Lines(lines) => lines.consumed(),
            Items::Objects(objects) => objects.consumed(),
        }
    }

    /// Returns the next article, or `None` at the end.
    /// Keys that look like known ones are told where `told` has not them yet.
    pub(crate) fn next(
        &mut self,
        options: &ReadOptions,
        told: &mut HashSet<String>,
    ) -> Option<Result<Article, ReadError>> {
        while !self.ended {
            let next = match &mut self.items {
                Items::Lines(lines) => lines.next(&mut self.held),
                Items::Objects(objects) => objects.next(&mut self.held),
            };
            let line = match next {
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
            self.ended = line.endless;
            return Some(self.article(line, mark, options, told));
        }
        None
    }

    fn end_with(&mut self, problem: Problem) -> ReadError {
        self.ended = true;
        ReadError::in_file(&self.path, problem)
    }

    fn article(
        &mut self,
        line: Line,
        mark: usize,
        options: &ReadOptions,
        told: &mut HashSet<String>,
    ) -> Result<Article, ReadError> {
        let path = self.path.clone();
        let place = self.place(line);
        let is_document = matches!(self.items, Items::Objects(_));
        let bad = |BadRecord { problem, at }| {
            let byte = line.start + (mark + at) as u64;
            if is_document {
                ReadError::in_file_at(&place, byte, problem)
            } else {
                ReadError::in_record(&path, line.number, byte, problem)
            }
        };
        if line.too_long {
            let limit = options.max_line_bytes;
            if line.endless {
                return Err(bad(Problem::EndlessLine { limit }.into()));
            }
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
            path: Some(place.clone()),
            url: record.url,
            outlet: record.outlet.or_else(|| options.outlet.clone()),
            title: record.title.or_else(|| headline(&record.text).map(Into::into)),
            author: record.author,
            published_at,
            language: (record.language.as_deref().map(language_tag))
                .or_else(|| other_than_english(&record.text).map(Into::into)),
            ..Metadata::default()
        };
        let article = Article::new(metadata, record.text)
            .map_err(|error| bad(Problem::Article(error).into()))?;
        let mut likely = record.likely;
        likely.retain(|(found, _)| told.insert(found.clone()));
        if !likely.is_empty() {
            self.warning = Some(bad(Problem::LikelyKeys(likely).into()));
        }
        Ok(article)
    }

    /// Returns where an article is: at a line of its file, or the number of its object in a document.
    fn place(&self, line: Line) -> String {
        let mark = match self.items {
            Items::Lines(_) => ':',
            Items::Objects(_) => '#',
        };
        format!("{}{mark}{}", self.path, line.number)
    }
}

/// Tells whether a line shows that the whole stream holds no records of ours.
fn no_records(line: &[u8]) -> Option<Problem> {
    if line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff") {
        return Some(Problem::RecordsInUtf16);
    }
    let packed = Foreign::of_bytes(line).map(Problem::Foreign);
    packed.or_else(|| line.contains(&0).then_some(Problem::Binary))
}

/// Returns the length of the byte order mark at the start of a stream.
fn mark_bytes(line: &[u8]) -> usize {
    if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}
