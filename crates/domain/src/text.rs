//! Translation between byte offsets, which Rust strings use, and code points, which the
//! rest of the world is given.

use std::ops::Range;

use crate::Span;

/// How many code points lie between two remembered byte offsets.
const STRIDE: usize = 64;

/// A text with an index from code points to bytes and back.
///
/// Building is linear in the text; each translation looks at no more than 64 characters.
#[derive(Debug, Clone)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// Byte offset of every `STRIDE`-th code point, then the byte length.
    checkpoints: Vec<usize>,
    count: usize,
}

impl<'a> CodePoints<'a> {
    /// Indexes `text`.
    pub fn new(text: &'a str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 2);
        let mut count = 0;
        for (byte, _) in text.char_indices() {
            if count % STRIDE == 0 {
                checkpoints.push(byte);
            }
            count += 1;
        }
        checkpoints.push(text.len());
        Self { text, checkpoints, count }
    }

    /// Returns the text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the length of the text in code points.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the code point at a byte offset; an offset inside a character counts as its
    /// start, one past the end as the end.
    pub fn at_byte(&self, byte: usize) -> usize {
        if byte >= self.text.len() {
            return self.count;
        }
        let block = self.checkpoints.partition_point(|&start| start <= byte) - 1;
        let start = self.checkpoints[block];
        let inside =
            self.text[start..].char_indices().take_while(|(i, _)| start + i <= byte).count();
        block * STRIDE + inside - 1
    }

    /// Returns the byte offset of a code point, or `None` past the end of the text.
    pub fn to_byte(&self, point: usize) -> Option<usize> {
        if point >= self.count {
            return (point == self.count).then_some(self.text.len());
        }
        let start = self.checkpoints[point / STRIDE];
        self.text[start..].char_indices().nth(point % STRIDE).map(|(i, _)| start + i)
    }

    /// Returns the words a span covers, or `None` when it leaves the text.
    pub fn slice(&self, span: Span) -> Option<&'a str> {
        let start = self.to_byte(span.start() as usize)?;
        let end = self.to_byte(span.end() as usize)?;
        self.text.get(start..end)
    }

    /// Returns the span of a byte range, or `None` when the range is empty.
    pub fn span(&self, bytes: Range<usize>) -> Option<Span> {
        let start = u32::try_from(self.at_byte(bytes.start)).ok()?;
        let end = u32::try_from(self.at_byte(bytes.end)).ok()?;
        Span::new(start, end)
    }

    /// Returns the span of the paragraph, or run of paragraphs, that holds `span`: the
    /// lines it touches, without the line ends around them.
    pub fn paragraph_around(&self, span: Span) -> Span {
        let (Some(start), Some(end)) =
            (self.to_byte(span.start() as usize), self.to_byte(span.end() as usize))
        else {
            return span;
        };
        let from = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let to = self.text[end..].find('\n').map_or(self.text.len(), |i| end + i);
        self.span(from..to).unwrap_or(span)
    }

    /// Returns the line that a code point stands in, counted from 1 as editors count: a line ends with
    /// LF, CR LF, or CR alone.
    pub fn line_of(&self, point: u32) -> u32 {
        let byte = self.to_byte(point as usize).unwrap_or(self.text.len());
        let before = self.text.as_bytes()[..byte].iter().copied();
        let next = self.text.as_bytes().iter().copied().skip(1).map(Some).chain([None]);
        let ends =
            before.zip(next).filter(|&(b, next)| b == b'\n' || (b == b'\r' && next != Some(b'\n')));
        u32::try_from(ends.count() + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_and_code_points_translate_both_ways(text in "\\PC{0,300}") {
            let points = CodePoints::new(&text);
            prop_assert_eq!(points.count(), text.chars().count());
            for (point, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at_byte(byte), point);
                prop_assert_eq!(points.to_byte(point), Some(byte));
            }
            prop_assert_eq!(points.to_byte(points.count()), Some(text.len()));
            prop_assert_eq!(points.to_byte(points.count() + 1), None);
        }
    }

    #[test]
    fn lines_are_counted_as_editors_count_them() {
        let points = CodePoints::new("Één\r\nTwee\rDrie\n\nVijf");
        let lines = [0, 3, 4, 5, 9, 10, 15, 16, 20].map(|point| points.line_of(point));
        assert_eq!(lines, [1, 1, 1, 2, 2, 3, 4, 5, 5]);
        assert_eq!(points.line_of(u32::MAX), 5);
    }

    #[test]
    fn a_paragraph_is_the_line_around_a_span() {
        let points = CodePoints::new("Één.\n“Twee,” zei hij.\nDrie.");
        let span = Span::new(6, 10).expect("not empty");
        assert_eq!(points.slice(points.paragraph_around(span)), Some("“Twee,” zei hij."));
    }
}
