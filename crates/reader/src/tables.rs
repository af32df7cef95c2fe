//! A table to pages, one a row: CSV with commas, semicolons or bars, and TSV. Its first row names the columns.
//!
//! Rows are read by csv's state machine into a buffer of our own, so that none is held beyond the limit.

use std::borrow::Cow;
use std::io::{self, BufRead, Cursor, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use serde_json::Value;

use crate::error::{LikelyKey, NoColumn, Place};
use crate::fields::Fields;
use crate::form::Form;
use crate::keys::{self, KeyMap};
use crate::record::Record;
use crate::records::found;
use crate::source::{Container, Context, Found, Stream};
use crate::{Problem, ReadError};

/// How many columns of a table are looked at.
const MOST_COLUMNS: usize = 10_000;

/// How far the first row is looked at for what stands between columns.
const FIRST_BYTES: usize = 1 << 16;

/// How long the name of a column is at most.
const LONGEST_NAME: usize = 60;

/// The rows of one table.
pub(crate) struct Table {
    rows: Rows,
    form: Form,
    path: String,
    head: Option<Vec<String>>,
    ended: bool,
}

impl Table {
    /// Returns the rows of a table; `path` names it in errors and metadata.
    pub(crate) fn new(form: Form, stream: Stream, path: String) -> Self {
        Self { rows: Rows::new(stream), form, path, head: None, ended: false }
    }

    fn end_with(&mut self, problem: Problem) -> ReadError {
        self.ended = true;
        Place::file(&self.path).error(problem)
    }

    /// Reads the names of the columns.
    fn read_head(&mut self, context: &Context<'_>) -> Result<(), ReadError> {
        let separator =
            self.rows.separator(self.form).map_err(|e| self.end_with(Problem::of_io(e)))?;
        self.rows.reader = ReaderBuilder::new().delimiter(separator).build();
        let row = match self.rows.next(context.options.max_line_bytes) {
            Ok(Some(row)) => row,
            Ok(None) => return Err(self.end_with(Problem::Empty)),
            Err(error) => return Err(self.end_with(Problem::of_io(error))),
        };
        let mut names: Vec<String> = self.rows.cells().map(|cell| cell.trim().to_owned()).collect();
        if let Some(first) = names.first_mut() {
            *first = first.trim_start_matches('\u{feff}').trim().trim_matches('"').to_owned();
        }
        let is_name = |name: &String| name.chars().count() <= LONGEST_NAME;
        if row.too_long || !names.iter().all(is_name) {
            return Err(self.end_with(Problem::NoHead));
        }
        match no_text(&names, &context.options.map) {
            Some(problem) => Err(self.end_with(problem)),
            None => {
                self.head = Some(names);
                Ok(())
            }
        }
    }

    fn found(&self, row: Row, context: &mut Context<'_>) -> Result<Found, ReadError> {
        let place = Place::line(&self.path, row.line, row.start);
        if row.too_long {
            return Err(place.error(Problem::RowTooLong(context.options.max_line_bytes)));
        }
        let mut fields = Fields::default();
        let head = self.head.iter().flatten();
        for (name, cell) in head.zip(self.rows.cells()) {
            if !cell.trim().is_empty() {
                fields.push(name, Value::String(cell.into_owned()), &context.options.map);
            }
        }
        let record = Record::of(&fields, &context.options.map).map_err(|problem| {
            place.error(match problem {
                Problem::NoText
                | Problem::NoTextAmong(_)
                | Problem::NoTextButUrl(_)
                | Problem::NoMapped(_) => Problem::NoRowText,
                other => other,
            })
        })?;
        Ok(found(record, place, self.form, context.told).into())
    }
}

/// Returns why a table of these columns gives no text, if none of them holds one.
pub(crate) fn no_text(names: &[String], map: &KeyMap) -> Option<Problem> {
    let reads = |name: &str, read: &str| {
        name == read || keys::likely(name).iter().any(|likely| likely.read == read)
    };
    let named = |key: &str| LikelyKey(key.to_owned());
    if let Some(key) = map.key("text") {
        let is_there = names.iter().any(|name| name == key);
        let columns = || names.iter().map(|name| named(name)).collect();
        let missing = || NoColumn { key: named(key), columns: columns() };
        return (!is_there).then(|| Problem::NoColumn(missing()));
    }
    if names.iter().any(|name| reads(name, "text")) {
        return None;
    }
    let address = names.iter().find(|name| reads(name, "url") && !reads(name, "outlet"));
    Some(match address {
        Some(address) => Problem::NoTextColumnButUrl(named(address)),
        None => Problem::NoTextColumn(names.iter().map(|name| named(name)).collect()),
    })
}

impl Container for Table {
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        if self.ended {
            return None;
        }
        if self.head.is_none()
            && let Err(error) = self.read_head(context)
        {
            return Some(Err(error));
        }
        match self.rows.next(context.options.max_line_bytes) {
            Ok(Some(row)) => Some(self.found(row, context)),
            Ok(None) => None,
            Err(error) => Some(Err(self.end_with(Problem::of_io(error)))),
        }
    }
}

/// Reads rows one at a time.
struct Rows {
    stream: Stream,
    reader: csv_core::Reader,
    /// The cells of the row that was read last, one behind the other, and where each ends.
    held: Vec<u8>,
    ends: Vec<usize>,
    columns: usize,
    offset: u64,
    line: u64,
}

/// Where a row begins, and whether it is held.
#[derive(Clone, Copy)]
struct Row {
    line: u64,
    start: u64,
    too_long: bool,
}

impl Rows {
    fn new(stream: Stream) -> Self {
        Self {
            stream,
            reader: csv_core::Reader::new(),
            held: Vec::new(),
            ends: Vec::new(),
            columns: 0,
            offset: 0,
            line: 1,
        }
    }

    /// Returns what stands between columns: what is most often between the names of the first row.
    fn separator(&mut self, form: Form) -> io::Result<u8> {
        let mut start = Vec::new();
        while start.trim_ascii_start().is_empty() && start.len() < FIRST_BYTES {
            if self.stream.by_ref().take(FIRST_BYTES as u64).read_until(b'\n', &mut start)? == 0 {
                break;
            }
        }
        let (mut is_quoted, mut counts) = (false, [0_usize; 4]);
        const MARKS: [u8; 4] = [b',', b';', b'|', b'\t'];
        for &byte in start.trim_ascii() {
            is_quoted ^= byte == b'"';
            if let (false, Some(at)) = (is_quoted, MARKS.iter().position(|&mark| mark == byte)) {
                counts[at] += 1;
            }
        }
        if form == Form::Tsv {
            counts[3] = usize::MAX;
        }
        let rest = std::mem::replace(&mut self.stream, Box::new(io::empty()));
        self.stream = Box::new(Cursor::new(start).chain(rest));
        let most = (0..4).rev().max_by_key(|&at| counts[at]).unwrap_or(0);
        Ok(MARKS[most])
    }

    /// Reads the next row that is not blank; holds nothing of one over the limit.
    fn next(&mut self, limit: usize) -> io::Result<Option<Row>> {
        self.skip_line_ends()?;
        self.reader.set_line(self.line);
        let (start, line) = (self.offset, self.line);
        let (mut held, mut columns, mut too_long) = (0, 0, false);
        loop {
            if self.held.len() == held {
                self.held.resize((held * 2).max(1 << 12), 0);
            }
            if self.ends.len() == columns {
                self.ends.resize((columns * 2).max(64), 0);
            }
            let input = self.stream.fill_buf()?;
            let (result, taken, written, ended) =
                self.reader.read_record(input, &mut self.held[held..], &mut self.ends[columns..]);
            self.stream.consume(taken);
            self.offset += taken as u64;
            held += written;
            columns += ended;
            if held > limit || columns > MOST_COLUMNS {
                (too_long, held, columns) = (true, 0, 0);
            }
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
                _ => {}
            }
        }
        self.line = self.reader.line();
        self.columns = if too_long { 0 } else { columns };
        Ok(Some(Row { line, start, too_long }))
    }

    /// Skips the ends of lines before a row, so that its place is that of its first byte.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        while let Some(&byte) = self.stream.fill_buf()?.first() {
            if !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.stream.consume(1);
            self.offset += 1;
            self.line += u64::from(byte == b'\n');
        }
        Ok(())
    }

    /// Returns the cells of the row that was read last.
    fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let mut start = 0;
        self.ends[..self.columns].iter().map(move |&end| {
            let cell = &self.held[start..end];
            start = end;
            match std::str::from_utf8(cell) {
                Ok(cell) => Cow::Borrowed(cell),
                Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
            }
        })
    }
}

#[cfg(test)]
mod tests;
