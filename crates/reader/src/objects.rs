//! The objects of a JSON document, one at a time and none held beyond a limit: the items of a list, or
//! objects that are printed over several lines. What is between them is not judged.

use std::io::{self, BufRead};

use crate::lines::Line;

/// Reads objects one at a time.
#[derive(Debug)]
pub(crate) struct Objects<R> {
    reader: R,
    limit: usize,
    number: u64,
    offset: u64,
    /// Whether the list has ended, or there was none and the stream has.
    ended: bool,
    in_list: bool,
}

/// Where in an item a byte stands.
#[derive(Debug, Default)]
struct Place {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Place {
    /// Goes on by a byte. Returns whether the item ends with it.
    fn is_last(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

impl<R: BufRead> Objects<R> {
    /// Returns a reader of objects of at most `limit` bytes each.
    pub(crate) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, number: 0, offset: 0, ended: false, in_list: false }
    }

    /// Reads the next item into `held`; leaves `held` empty when it is too long. Its number is that
    /// among the items. Returns `None` at the end of the list or stream.
    ///
    /// # Errors
    /// When the stream fails.
    pub(crate) fn next(&mut self, held: &mut Vec<u8>) -> io::Result<Option<Line>> {
        held.clear();
        let Some(first) = self.first()? else { return Ok(None) };
        let start = self.offset - 1;
        let mut place = Place::default();
        let mut bytes = 1;
        held.push(first);
        let mut ended = place.is_last(first);
        let is_value = !matches!(first, b'{' | b'[');
        while !ended {
            let Some(byte) = self.peek()? else { break };
            // What is no object ends where the next item may begin.
            if is_value && !place.in_string && matches!(byte, b',' | b']' | b'\n') {
                break;
            }
            self.take();
            bytes += 1;
            if held.len() <= self.limit {
                held.push(byte);
            }
            ended = place.is_last(byte);
        }
        let too_long = bytes > self.limit as u64;
        if too_long {
            held.clear();
        }
        self.number += 1;
        Ok(Some(Line { number: self.number, start, bytes, too_long, endless: false }))
    }

    /// Takes the first byte of the next item.
    fn first(&mut self) -> io::Result<Option<u8>> {
        while !self.ended {
            let Some(byte) = self.peek()? else { break };
            self.take();
            match byte {
                b'[' if !self.in_list && self.number == 0 => self.in_list = true,
                b']' if self.in_list => self.ended = true,
                b',' | b' ' | b'\t' | b'\r' | b'\n' => {}
                // The byte order mark.
                0xef | 0xbb | 0xbf if self.offset <= 3 => {}
                _ => return Ok(Some(byte)),
            }
        }
        self.ended = true;
        Ok(None)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.reader.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn take(&mut self) {
        self.reader.consume(1);
        self.offset += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str, limit: usize) -> Vec<(String, Line)> {
        let reader = io::BufReader::with_capacity(3, text.as_bytes());
        let mut objects = Objects::new(reader, limit);
        let mut held = vec![];
        let mut found = vec![];
        while let Some(line) = objects.next(&mut held).expect("memory does not fail") {
            let words = String::from_utf8(held.clone()).expect("UTF-8");
            if !line.too_long {
                assert!(text[line.start as usize..].starts_with(&words));
            }
            found.push((words, line));
        }
        found
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = items(text, 1000).into_iter().map(|(words, _)| words).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_items_of_a_list_and_printed_objects_are_found() {
        check(
            "\u{feff}[\n {\"a\": \"}]\\\"\"},\n {\"b\": [1, {}]}\n]\n",
            &["{\"a\": \"}]\\\"\"}", "{\"b\": [1, {}]}"],
        );
        check("{\n \"a\": 1\n}\n{\n \"b\": 2\n}\n", &["{\n \"a\": 1\n}", "{\n \"b\": 2\n}"]);
        check("[{},{}] behind", &["{}", "{}"]);
        check("[1, \"a, b\", [2], {\"a\":", &["1", "\"a, b\"", "[2]", "{\"a\":"]);
        check("[]", &[]);
    }

    #[test]
    fn an_item_over_the_limit_is_counted_and_dropped() {
        let found = items("[{\"a\": 12345678}, {}]", 8);
        let expected = [("", 15, true), ("{}", 2, false)];
        let shape = |(words, line): &(String, Line)| (words.clone(), line.bytes, line.too_long);
        let expected = expected.map(|(words, bytes, long)| (words.to_owned(), bytes, long));
        assert_eq!(found.iter().map(shape).collect::<Vec<_>>(), expected);
    }
}
