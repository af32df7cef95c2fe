//! A stream of JSON to pages: one a line, or one an object of a document. A bad one is an error of
//! its own and the next goes on; only a stream that fails, or is something else than text, ends it.

use std::collections::HashSet;
use std::io::BufRead;

use crate::error::{LikelyKey, Place};
use crate::form::Form;
use crate::lines::{Line, Lines};
use crate::objects::Objects;
use crate::record::{BadRecord, Record};
use crate::source::{Container, Context, Found, FoundPage};
use crate::{Problem, ReadError};

/// The pages of one JSONL stream.
#[derive(Debug)]
pub(crate) struct Records<R> {
    items: Items<R>,
    path: String,
    held: Vec<u8>,
    found_any: bool,
    ended: bool,
}

/// Where records come from.
#[derive(Debug)]
enum Items<R> {
    Lines(Lines<R>),
    Objects(Objects<R>),
}

impl<R: BufRead> Records<R> {
    /// Returns the pages of a stream of lines; `path` names it in errors and metadata.
    pub(crate) fn new(reader: R, path: String, max_line_bytes: usize) -> Self {
        Self::of(Items::Lines(Lines::new(reader, max_line_bytes)), path)
    }

    /// Returns the pages of a document.
    pub(crate) fn of_document(reader: R, path: String, max_bytes: usize) -> Self {
        Self::of(Items::Objects(Objects::new(reader, max_bytes)), path)
    }

    fn of(items: Items<R>, path: String) -> Self {
        Self { items, path, held: Vec::new(), found_any: false, ended: false }
    }

    fn end_with(&mut self, problem: Problem) -> ReadError {
        self.ended = true;
        ReadError::in_file(&self.path, problem)
    }

    fn page(
        &mut self,
        line: Line,
        mark: usize,
        context: &mut Context<'_>,
    ) -> Result<FoundPage, ReadError> {
        let place = self.place(line).after(mark);
        if line.too_long {
            let limit = context.options.max_line_bytes;
            let problem = if line.endless {
                Problem::EndlessLine { limit }
            } else {
                Problem::LineTooLong { bytes: line.bytes, limit }
            };
            return Err(place.error(problem));
        }
        let record = Record::parse(&self.held[mark..], &context.options.map);
        let record =
            record.map_err(|BadRecord { problem, at }| place.clone().after(at).error(problem))?;
        let form = match self.items {
            Items::Lines(_) => Form::Jsonl,
            Items::Objects(_) => Form::Json,
        };
        Ok(found(record, place, form, context.told))
    }

    /// Returns where a record is: at a line of its file, or the number of its object in a document.
    fn place(&self, line: Line) -> Place {
        match self.items {
            Items::Lines(_) => Place::line(&self.path, line.number, line.start),
            Items::Objects(_) => Place::byte(format!("{}#{}", self.path, line.number), line.start),
        }
    }
}

/// Returns the page of a record, with what is odd about it that was not told yet.
pub(crate) fn found(
    record: Record,
    place: Place,
    form: Form,
    told: &mut HashSet<String>,
) -> FoundPage {
    let Record { page, mut aliases, undated, is_excerpts } = record;
    let mut odd = vec![];
    aliases.retain(|(found, read)| told.insert(format!("{found} {read}")));
    if !aliases.is_empty() {
        odd.push(Problem::Aliases(aliases));
    }
    if is_excerpts && told.insert("excerpts".to_owned()) {
        odd.push(Problem::Excerpts);
    }
    if let Some(key) = undated
        && told.insert(format!("{key} undated"))
    {
        odd.push(Problem::Undated(LikelyKey(key)));
    }
    FoundPage { page, place, warning: None, form }.with(Problem::all(odd))
}

impl<R: BufRead + Send> Container for Records<R> {
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        while !self.ended {
            let next = match &mut self.items {
                Items::Lines(lines) => lines.next(&mut self.held),
                Items::Objects(objects) => objects.next(&mut self.held),
            };
            let line = match next {
                Ok(Some(line)) => line,
                Ok(None) if self.found_any => break,
                Ok(None) => return Some(Err(self.end_with(Problem::Empty))),
                Err(error) => return Some(Err(self.end_with(Problem::of_io(error)))),
            };
            if !self.found_any
                && !line.too_long
                && let Some(problem) = no_records(&self.held)
            {
                return Some(Err(self.end_with(problem)));
            }
            let mark = if line.number == 1 { mark_bytes(&self.held) } else { 0 };
            if !line.too_long && self.held[mark..].trim_ascii().is_empty() {
                continue;
            }
            self.found_any = true;
            self.ended = line.endless;
            return Some(self.page(line, mark, context).map(Found::from));
        }
        None
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
