//! Places in a document, each with the unit it counts: bytes of the view, or tokens. A place in one
//! unit cannot be used where the other is meant.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, Range};

/// Bytes of a document's view, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Byte {}

/// Tokens of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenUnit {}

/// A half-open range of bytes of a document's view.
pub type Bytes = Span<Byte>;

/// A half-open range of tokens of a document.
pub type Tokens = Span<TokenUnit>;

/// A half-open range `start..end` that counts in `U`. May be empty; is never reversed.
///
/// A place in one unit is none in another:
///
/// ```compile_fail
/// use q7x2_extractor::document::{Bytes, Tokens};
///
/// let tokens: Tokens = Bytes::new(0, 4);
/// ```
pub struct Span<U> {
    /// The first place inside.
    pub start: usize,
    /// The first place after.
    pub end: usize,
    unit: PhantomData<U>,
}

impl<U> Span<U> {
    /// Returns the span `start..end`; an empty one at `start` when that would be reversed.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start), unit: PhantomData }
    }

    /// Returns the empty span at a place.
    pub fn at(place: usize) -> Self {
        Self::new(place, place)
    }

    /// Returns how many units it covers.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Tells whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Tells whether two spans share a unit.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Tells whether `other` lies inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether a place lies inside.
    pub fn holds(self, place: usize) -> bool {
        self.start <= place && place < self.end
    }

    /// Returns the part that lies inside `other`; an empty span where there is none.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        let start = self.start.clamp(other.start, other.end);
        Self::new(start, self.end.min(other.end))
    }

    /// Returns the smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Returns it as a range without a unit, for slices and ports.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the places inside, in order.
    pub fn places(self) -> Range<usize> {
        self.range()
    }
}

/// The words of a text at a place.
impl Index<Bytes> for str {
    type Output = str;

    fn index(&self, bytes: Bytes) -> &str {
        &self[bytes.range()]
    }
}

impl From<Range<usize>> for Bytes {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<&Range<usize>> for Bytes {
    fn from(range: &Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl<U> From<Span<U>> for Range<usize> {
    fn from(span: Span<U>) -> Self {
        span.range()
    }
}

impl<U> Default for Span<U> {
    fn default() -> Self {
        Self::at(0)
    }
}

impl<U> Clone for Span<U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Span<U> {}

impl<U> PartialEq for Span<U> {
    fn eq(&self, other: &Self) -> bool {
        self.start == other.start && self.end == other.end
    }
}

impl<U> Eq for Span<U> {}

impl<U> Hash for Span<U> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}

impl<U> PartialOrd for Span<U> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<U> Ord for Span<U> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}

impl<U> fmt::Debug for Span<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_never_reversed() {
        assert_eq!(Bytes::new(5, 3), Bytes::at(5));
        assert!(Bytes::at(5).is_empty());
    }

    #[test]
    fn touching_spans_share_nothing() {
        let (a, b) = (Tokens::new(0, 3), Tokens::new(3, 5));
        assert!(!a.overlaps(b) && a.overlaps(Tokens::new(2, 4)));
        assert_eq!(a.cover(b), Tokens::new(0, 5));
        assert_eq!(Tokens::new(2, 9).within(b), b);
        assert!(a.within(b).is_empty());
        assert!(a.holds(2) && !a.holds(3) && a.covers(Tokens::new(1, 3)));
    }
}
