//! What the words of a text mean where they stand, in numbers: what a learned tagger makes of each word
//! on its way to its tags. Whoever weighs them need not know how they came about.

use std::ops::Range;

/// A row of numbers for each word of a text that a tagger looked at, in order. Kept in one byte a number, so
/// that a long text does not weigh much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordVectors {
    /// Where each word begins and ends, in bytes.
    words: Vec<(u32, u32)>,
    numbers: Vec<i8>,
}

impl WordVectors {
    /// How many numbers a word has.
    pub const WIDTH: usize = 64;

    /// How many steps of a byte are one.
    const UNIT: f32 = 30.0;

    /// Adds the next word, which begins where the one before ends or later; numbers beyond what a byte
    /// holds are cut off. `bytes` are those of the text that the tagger was given.
    ///
    /// # Panics
    /// When there are not as many numbers as [`Self::WIDTH`].
    #[expect(clippy::cast_possible_truncation, reason = "a cast to a byte saturates, as is meant")]
    pub fn push(&mut self, bytes: Range<usize>, numbers: &[f32]) {
        assert_eq!(numbers.len(), Self::WIDTH);
        // No text is longer than four gigabytes.
        let [start, end] = [bytes.start, bytes.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        self.words.push((start, end));
        self.numbers.extend(numbers.iter().map(|number| (number * Self::UNIT).round() as i8));
    }

    /// Returns the mean of the words that lie in `bytes`, in whole or in part; nothing but zeros where there
    /// are none.
    pub fn mean(&self, bytes: Range<usize>) -> [f32; Self::WIDTH] {
        let first = self.words.partition_point(|(_, end)| *end as usize <= bytes.start);
        let last = self.words.partition_point(|(start, _)| (*start as usize) < bytes.end);
        let mut mean = [0.0; Self::WIDTH];
        let rows = self.numbers.chunks_exact(Self::WIDTH).take(last).skip(first);
        let share = 1.0 / (Self::UNIT * last.saturating_sub(first).max(1) as f32);
        for row in rows {
            mean.iter_mut().zip(row).for_each(|(mean, number)| *mean += share * f32::from(*number));
        }
        mean
    }

    /// Returns the first word that lies in `bytes`, as [`mean`](Self::mean) does all of them.
    pub fn first(&self, bytes: Range<usize>) -> [f32; Self::WIDTH] {
        self.one(bytes.clone(), self.words.partition_point(|(_, end)| *end as usize <= bytes.start))
    }

    /// Returns the last word that lies in `bytes`.
    pub fn last(&self, bytes: Range<usize>) -> [f32; Self::WIDTH] {
        let after = self.words.partition_point(|(start, _)| (*start as usize) < bytes.end);
        after.checked_sub(1).map_or([0.0; Self::WIDTH], |at| self.one(bytes, at))
    }

    /// Returns the word that ends at `at` or before it.
    pub fn before(&self, at: usize) -> [f32; Self::WIDTH] {
        let after = self.words.partition_point(|(_, end)| *end as usize <= at);
        after.checked_sub(1).map_or([0.0; Self::WIDTH], |word| self.one(0..at, word))
    }

    /// Returns a word if it lies in `bytes`.
    fn one(&self, bytes: Range<usize>, at: usize) -> [f32; Self::WIDTH] {
        let lies = |(start, end): &&(u32, u32)| {
            (*start as usize) < bytes.end && bytes.start < *end as usize
        };
        let word = self.words.get(at).filter(lies);
        word.map_or([0.0; Self::WIDTH], |(start, end)| self.mean(*start as usize..*end as usize))
    }

    /// Returns each word with its numbers as they are kept, for writing them down.
    pub fn kept(&self) -> impl Iterator<Item = (u32, u32, &[i8])> {
        let rows = self.numbers.chunks_exact(Self::WIDTH);
        self.words.iter().zip(rows).map(|((start, end), row)| (*start, *end, row))
    }

    /// Adds the next word as it was kept.
    ///
    /// # Panics
    /// When there are not as many numbers as [`Self::WIDTH`].
    pub fn push_kept(&mut self, start: u32, end: u32, numbers: &[i8]) {
        assert_eq!(numbers.len(), Self::WIDTH);
        self.words.push((start, end));
        self.numbers.extend_from_slice(numbers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vectors() -> WordVectors {
        let mut vectors = WordVectors::default();
        for (bytes, number) in [(0..4, 1.0), (5..9, 3.0), (9..10, -2.0)] {
            vectors.push(bytes, &[number; WordVectors::WIDTH]);
        }
        vectors
    }

    fn check<const N: usize>(got: [[f32; WordVectors::WIDTH]; N], expect: [f32; N]) {
        for (got, expect) in got.into_iter().zip(expect) {
            assert!(got.iter().all(|number| (number - expect).abs() < 1e-5), "{got:?} {expect}");
        }
    }

    #[test]
    fn words_that_lie_in_a_place_are_averaged() {
        let of = |bytes| vectors().mean(bytes);
        check([of(0..4), of(5..6), of(4..5)], [1.0, 3.0, 0.0]);
        check([of(0..9), of(3..10)], [2.0, 2.0 / 3.0]);
    }

    #[test]
    fn words_at_the_edges_of_a_place_are_found() {
        let vectors = vectors();
        check([vectors.first(0..10), vectors.last(0..10)], [1.0, -2.0]);
        check([vectors.first(4..5), vectors.last(4..5)], [0.0, 0.0]);
        check([vectors.before(5), vectors.before(3), vectors.before(0)], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn what_was_kept_is_the_same() {
        let (vectors, mut again) = (vectors(), WordVectors::default());
        vectors.kept().for_each(|(start, end, row)| again.push_kept(start, end, row));
        assert_eq!(again, vectors);
    }

    #[test]
    fn what_a_byte_does_not_hold_is_cut_off() {
        let mut vectors = WordVectors::default();
        vectors.push(0..1, &[1e9; WordVectors::WIDTH]);
        assert!((vectors.mean(0..1)[0] - 127.0 / 30.0).abs() < 1e-4);
    }
}
