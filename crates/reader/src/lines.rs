//! Lines of a byte stream, none held beyond a limit, each with its number and place.

use std::io::{self, BufRead, Read};

/// How much of a line over the limit is skipped to find its end. A longer one is taken to have none.
const MOST_SKIPPED: u64 = 4 << 30;

/// Reads lines one at a time.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    reader: R,
    limit: usize,
    most_skipped: u64,
    number: u64,
    offset: u64,
}

/// Where a line is, and whether it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// The offset of its first byte.
    pub(crate) start: u64,
    /// Its length in bytes, without `\n`.
    pub(crate) bytes: u64,
    /// Whether it is longer than the limit, and was skipped.
    pub(crate) too_long: bool,
    /// Whether it is taken to have no end: what is behind it will not be read.
    pub(crate) endless: bool,
}

impl<R: BufRead> Lines<R> {
    /// Returns a reader of lines of at most `limit` bytes each.
    pub(crate) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, most_skipped: MOST_SKIPPED, number: 0, offset: 0 }
    }

    /// Returns how many bytes were read.
    #[cfg(test)]
    pub(crate) fn consumed(&self) -> u64 {
        self.offset
    }

    /// Reads the next line into `held`, without its `\n`; leaves `held` empty when the line
    /// is too long. Returns `None` at the end.
    ///
    /// # Errors
    /// When the stream fails.
    pub(crate) fn next(&mut self, held: &mut Vec<u8>) -> io::Result<Option<Line>> {
        let mut bytes = self.read_piece(held)?;
        if bytes == 0 {
            return Ok(None);
        }
        let mut ended = held.pop_if(|last| *last == b'\n').is_some();
        let too_long = !ended && bytes > self.limit as u64;
        // No text has such a character, but a device without end is full of them.
        let mut endless = too_long && held.contains(&0);
        while too_long && !ended && !endless {
            let piece = self.read_piece(held)?;
            if piece == 0 {
                break;
            }
            bytes += piece;
            ended = held.last() == Some(&b'\n');
            endless = !ended && bytes > self.most_skipped;
        }
        if too_long {
            held.clear();
        }
        let start = self.offset;
        self.offset += bytes;
        self.number += 1;
        let bytes = bytes - u64::from(ended);
        Ok(Some(Line { number: self.number, start, bytes, too_long, endless }))
    }

    /// Reads up to and with the next `\n`, at most one byte more than the limit.
    fn read_piece(&mut self, held: &mut Vec<u8>) -> io::Result<u64> {
        held.clear();
        let at_most = (self.limit as u64).saturating_add(1);
        Ok(self.reader.by_ref().take(at_most).read_until(b'\n', held)? as u64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(bytes: &[u8], limit: usize) -> Vec<(Line, Vec<u8>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(3, bytes), limit);
        let mut held = Vec::new();
        let mut found = Vec::new();
        while let Some(line) = lines.next(&mut held).expect("memory does not fail") {
            found.push((line, held.clone()));
        }
        assert_eq!(lines.consumed(), bytes.len() as u64);
        found
    }

    #[test]
    fn a_line_over_the_limit_is_counted_and_dropped() {
        let found = lines(b"abcd\nabcde\nabcd", 4);
        let endless = false;
        let line =
            |number, start, bytes, too_long| Line { number, start, bytes, too_long, endless };
        assert_eq!(found[0], (line(1, 0, 4, false), b"abcd".to_vec()));
        assert_eq!(found[1], (line(2, 5, 5, true), Vec::new()));
        assert_eq!(found[2], (line(3, 11, 4, false), b"abcd".to_vec()));
        assert_eq!(lines(b"abcde", 4)[0].0, line(1, 0, 5, true));
    }

    #[test]
    fn an_endless_line_takes_no_more_memory_than_the_limit() {
        let endless = io::BufReader::new(io::repeat(b'x').take(1 << 27));
        let mut lines = Lines::new(endless.chain(&b"\nshort"[..]), 9_000);
        let mut held = Vec::new();
        let first = lines.next(&mut held).expect("no error").expect("a line");
        assert!(first.too_long && first.bytes == 1 << 27);
        assert!(held.capacity() < 100_000, "{}", held.capacity());
        assert_eq!(lines.next(&mut held).expect("no error").map(|l| l.number), Some(2));
        assert_eq!(held, b"short");
    }

    #[test]
    fn a_line_without_an_end_is_not_read_for_ever() {
        let mut held = Vec::new();
        let mut zeros = Lines::new(io::BufReader::new(io::repeat(0)), 9_000);
        let line = zeros.next(&mut held).expect("no error").expect("a line");
        assert!(line.too_long && line.endless && line.bytes <= 9_001, "{line:?}");
        let mut letters = Lines::new(io::BufReader::new(io::repeat(b'x')), 9_000);
        letters.most_skipped = 100_000;
        let line = letters.next(&mut held).expect("no error").expect("a line");
        assert!(line.endless && line.bytes < 200_000, "{line:?}");
    }

    proptest! {
        #[test]
        fn lines_are_those_of_split(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), 1u8..], 0..60), limit in 1usize..12) {
            let mut expected: Vec<&[u8]> = bytes.split(|&b| b == b'\n').collect();
            if expected.last().is_some_and(|last| last.is_empty()) {
                expected.pop();
            }
            let found = lines(&bytes, limit);
            prop_assert_eq!(found.len(), expected.len());
            for ((line, held), expected) in found.iter().zip(expected) {
                prop_assert_eq!(line.bytes, expected.len() as u64);
                prop_assert_eq!(line.too_long, expected.len() > limit);
                prop_assert_eq!(held.as_slice(), if line.too_long { &[][..] } else { expected });
                prop_assert_eq!(bytes[line.start as usize..].starts_with(expected), true);
            }
        }
    }
}
