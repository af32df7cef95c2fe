//! Bytes that are held from the start of a record, so that reading can go back to it when the record turns out
//! to be damaged and has taken bytes of the next one.

use std::io::{self, BufRead, Read};

use crate::source::Stream;

/// How much is held of one record. Behind a damaged one that is longer, the next one is looked for where
/// reading stands.
const MOST_HELD: usize = 32 << 20;

/// How far a mark is looked at.
const AHEAD: usize = 1 << 12;

/// Bytes that can be read again.
pub(super) struct Replay {
    stream: Stream,
    held: Vec<u8>,
    /// How much of what is held was taken.
    at: usize,
    /// The offset of the first byte that is held.
    base: u64,
    /// The offset of the start of the record.
    start: u64,
}

impl Replay {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, held: Vec::new(), at: 0, base: 0, start: 0 }
    }

    /// Begins with another record here.
    pub(super) fn commit(&mut self) {
        self.held.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        self.start = self.base;
    }

    /// Returns the offset of the next byte.
    pub(super) fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Returns the offset of the start of the record.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Goes back to so many bytes behind the start of the record, if they are held.
    pub(super) fn rewind(&mut self, behind: usize) {
        if self.base == self.start {
            self.at = self.at.min(behind);
        }
    }

    /// Goes to the next place where `begins` says so of the bytes from there, each of which begins with `mark`.
    /// Returns whether there is one.
    pub(super) fn find(&mut self, begins: fn(&[u8]) -> bool, mark: &[u8]) -> io::Result<bool> {
        loop {
            // What is looked at must be there to a certain length, unless it is the end.
            let is_end = !self.hold(mark.len() + AHEAD)?;
            let held = &self.held[self.at..];
            let last = if is_end { held.len() } else { held.len() - AHEAD };
            let mut from = 0;
            let found = loop {
                let Some(at) = position(&held[from..], mark).map(|at| from + at) else {
                    break None;
                };
                if at >= last {
                    break None;
                }
                if begins(&held[at..]) {
                    break Some(at);
                }
                from = at + 1;
            };
            if let Some(found) = found {
                self.at += found;
                return Ok(true);
            }
            if is_end {
                self.at = self.held.len();
                return Ok(false);
            }
            self.at += last;
            let start = self.start;
            self.commit();
            self.start = start;
        }
    }

    /// Holds at least so many bytes that were not taken. Returns whether there are so many.
    fn hold(&mut self, bytes: usize) -> io::Result<bool> {
        while self.held.len() - self.at < bytes {
            if !self.hold_more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn hold_more(&mut self) -> io::Result<bool> {
        let more = self.stream.fill_buf()?;
        let length = more.len();
        self.held.extend_from_slice(more);
        self.stream.consume(length);
        Ok(length > 0)
    }
}

/// Returns where a mark is.
fn position(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let first = *mark.first()?;
    let mut from = 0;
    loop {
        from += bytes[from..].iter().position(|&byte| byte == first)?;
        if bytes[from..].starts_with(mark) {
            return Some(from);
        }
        from += 1;
    }
}

impl Read for Replay {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Replay {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.held.len() {
            if self.held.len() >= MOST_HELD {
                self.base += self.at as u64;
                self.held.clear();
                self.at = 0;
            }
            self.hold_more()?;
        }
        Ok(&self.held[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}
