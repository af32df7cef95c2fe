//! Places in a text: half-open ranges of code points, and the words found there.

use crate::CodePoints;

/// A half-open range `start..end` of Unicode code points in an article's text.
///
/// Counted as the W3C Web Annotation `TextPositionSelector` counts. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Returns the span `start..end`, or `None` when it would be empty or reversed.
    pub fn new(start: u32, end: u32) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// Returns the first code point inside the span.
    pub fn start(self) -> u32 {
        self.start
    }

    /// Returns the first code point after the span.
    pub fn end(self) -> u32 {
        self.end
    }

    /// Returns the number of code points covered.
    #[expect(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Tells whether the two spans share at least one code point.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A span together with the words it covers, exactly as they stand in the article.
///
/// The words are never repaired or assembled; [`Excerpt::holds_in`] checks that they are
/// what the text says, and every extraction is checked so before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Excerpt {
    /// Where the words stand.
    pub span: Span,
    /// The words.
    pub text: String,
}

impl Excerpt {
    /// Returns the excerpt of `points`' text at `span`, or `None` when the span leaves the text.
    pub fn of(points: &CodePoints<'_>, span: Span) -> Option<Self> {
        Some(Self { span, text: points.slice(span)?.to_owned() })
    }

    /// Tells whether the text really has these words at this place.
    pub fn holds_in(&self, points: &CodePoints<'_>) -> bool {
        points.slice(self.span) == Some(self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_never_empty_or_reversed() {
        assert_eq!(Span::new(3, 3), None);
        assert_eq!(Span::new(4, 3), None);
        assert_eq!(Span::new(3, 5).map(Span::len), Some(2));
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let (a, b) = (Span { start: 0, end: 3 }, Span { start: 3, end: 5 });
        assert!(!a.overlaps(b));
        assert!(a.overlaps(Span { start: 2, end: 4 }));
        assert_eq!(a.cover(b), Span { start: 0, end: 5 });
    }

    #[test]
    fn an_excerpt_with_other_words_does_not_hold() {
        let points = CodePoints::new("née “no”");
        let mut excerpt = Excerpt::of(&points, Span { start: 4, end: 8 }).expect("inside");
        assert_eq!(excerpt.text, "“no”");
        assert!(excerpt.holds_in(&points));
        excerpt.text = "“No”".into();
        assert!(!excerpt.holds_in(&points));
    }
}
