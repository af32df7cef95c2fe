//! One record of a WARC file: its header, and its block where that may be a page.

use std::io::{self, BufRead, Read};

/// How long a line of a header is at most, and all of it.
const LONGEST_LINE: u64 = 1 << 16;
const LONGEST_HEADER: usize = 1 << 20;

/// A record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The names, in lower case, and values of its header.
    headers: Vec<(String, String)>,
    /// Its block; empty where no page can be in it.
    pub(super) block: Vec<u8>,
    /// Whether the block was longer than is read.
    pub(super) is_too_long: bool,
}

/// Why there is no record here.
#[derive(Debug)]
pub(super) enum Bad {
    /// The stream fails.
    Stream(io::Error),
    /// The record is not as it should be.
    Record(&'static str),
}

impl Record {
    /// Returns the value of a header by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Tells whether a record begins here.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/1.") || bytes.starts_with(b"WARC/0.")
}

/// Reads the next record; `None` at the end. Of a block of more than `most` bytes nothing is held.
pub(super) fn read(reader: &mut impl BufRead, most: u64) -> Result<Option<Record>, Bad> {
    if !skip_line_ends(reader)? {
        return Ok(None);
    }
    let mut line = Vec::new();
    if !next_line(reader, &mut line)? || !begins(&line) {
        return Err(Bad::Record("no record begins here"));
    }
    let mut record = Record { headers: headers(reader)?, ..Record::default() };
    let length = record.header("content-length").and_then(|length| length.parse::<u64>().ok());
    let Some(length) = length else { return Err(Bad::Record("its header has no length")) };
    let kind = record.header("warc-type").unwrap_or_default();
    let is_wanted = matches!(kind, "response" | "resource");
    record.is_too_long = is_wanted && length > most;
    let read = if is_wanted && !record.is_too_long {
        reader.take(length).read_to_end(&mut record.block).map(|read| read as u64)
    } else {
        io::copy(&mut reader.take(length), &mut io::sink())
    };
    if read.map_err(of_stream)? < length {
        return Err(Bad::Record("it is cut off"));
    }
    let behind = reader.fill_buf().map_err(of_stream)?;
    let is_closed = behind.starts_with(b"\r\n\r\n") || behind.starts_with(b"\n\n");
    let has_more = skip_line_ends(reader)?;
    let behind = if has_more { reader.fill_buf().map_err(of_stream)? } else { &[] };
    let is_next = b"WARC/".iter().zip(behind).all(|(expected, found)| expected == found);
    // A length that is too large has taken some of the next record. Where that is damaged at its start, this one
    // is not.
    if !is_next && (!is_closed || holds_another(&record.block)) {
        return Err(Bad::Record("its length is wrong"));
    }
    Ok(Some(record))
}

/// Tells whether another record begins on a line of a block.
fn holds_another(block: &[u8]) -> bool {
    block.split(|&byte| byte == b'\n').skip(1).any(begins)
}

fn of_stream(error: io::Error) -> Bad {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Bad::Record("it is cut off"),
        _ => Bad::Stream(error),
    }
}

/// Skips blank lines. Returns whether anything is behind them.
pub(super) fn skip_line_ends(reader: &mut impl BufRead) -> Result<bool, Bad> {
    loop {
        let buffer = reader.fill_buf().map_err(of_stream)?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let blank = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let has_more = blank < buffer.len();
        reader.consume(blank);
        if has_more {
            return Ok(true);
        }
    }
}

/// Reads a line without its end. Returns whether it has one.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, Bad> {
    line.clear();
    reader.take(LONGEST_LINE).read_until(b'\n', line).map_err(of_stream)?;
    let is_whole = line.pop_if(|last| *last == b'\n').is_some();
    line.pop_if(|last| *last == b'\r');
    Ok(is_whole)
}

/// Reads the lines of a header, up to and with the blank one.
fn headers(reader: &mut impl BufRead) -> Result<Vec<(String, String)>, Bad> {
    let (mut headers, mut line, mut length) = (vec![], Vec::new(), 0);
    loop {
        if !next_line(reader, &mut line)? {
            return Err(Bad::Record("it is cut off in its header"));
        }
        if line.is_empty() {
            return Ok(headers);
        }
        // What follows is the header of the next record.
        if [&b"WARC/1.0"[..], b"WARC/1.1"].iter().any(|next| line.ends_with(next)) {
            return Err(Bad::Record("it is cut off in its header"));
        }
        length += line.len();
        if length > LONGEST_HEADER {
            return Err(Bad::Record("its header is too long"));
        }
        add_header(&mut headers, &line);
    }
}

/// Adds a line of a header to those before.
pub(super) fn add_header(headers: &mut Vec<(String, String)>, line: &[u8]) {
    let line = String::from_utf8_lossy(line);
    match line.split_once(':') {
        _ if line.starts_with([' ', '\t']) => {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        }
        Some((name, value)) => {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        None => {}
    }
}
