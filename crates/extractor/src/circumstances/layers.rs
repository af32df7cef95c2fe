//! Which contents cover which part of a text. A cue inside a content stands in another layer than
//! the words around that content, so what is told within is kept apart from the telling.

use crate::document::Bytes;

/// The parts of a text, each with the set of contents that cover it.
#[derive(Debug)]
pub(super) struct Layers {
    /// Where a part begins and which set covers it; the last part runs to the end of the text.
    parts: Vec<(usize, u64)>,
}

impl Layers {
    /// Reads the layers that `contents` make, in any order, in time that grows with their number.
    pub(super) fn of<'r>(contents: impl Iterator<Item = &'r Bytes>) -> Self {
        let mut ends = Vec::new();
        for (number, content) in contents.enumerate().filter(|(_, content)| !content.is_empty()) {
            ends.push((content.start, mixed(number)));
            ends.push((content.end, mixed(number)));
        }
        ends.sort_unstable();
        // A set is the sum of its members' marks: it is told by one number, whatever its size.
        let (mut parts, mut set) = (vec![(0, 0)], 0);
        for (place, mark) in ends {
            set ^= mark;
            match parts.last_mut() {
                Some((last, known)) if *last == place => *known = set,
                _ => parts.push((place, set)),
            }
        }
        Self { parts }
    }

    /// Returns the number of the part that holds the byte at `at`.
    pub(super) fn at(&self, at: usize) -> usize {
        self.parts.partition_point(|(start, _)| *start <= at).saturating_sub(1)
    }

    /// Returns the set that covers part `number`.
    pub(super) fn set(&self, number: usize) -> u64 {
        self.parts[number].1
    }

    /// Returns where part `number` stands in a text of `length` bytes.
    pub(super) fn bytes(&self, number: usize, length: usize) -> Bytes {
        let end = self.parts.get(number + 1).map_or(length, |(start, _)| *start);
        (self.parts[number].0..end).into()
    }

    /// Returns how many parts there are.
    pub(super) fn count(&self) -> usize {
        self.parts.len()
    }
}

/// Returns a mark of 64 bits that no sum of a few others is likely to equal (SplitMix64).
fn mixed(number: usize) -> u64 {
    let mut mark = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mark = (mark ^ (mark >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mark = (mark ^ (mark >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mark ^ (mark >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_covered_alike_is_one_layer() {
        let layers = Layers::of([5..20, 10..15, 30..40].map(Bytes::from).iter());
        let set = |at| layers.set(layers.at(at));
        assert_eq!(set(0), set(25));
        assert_eq!(set(5), set(17));
        assert_ne!(set(5), set(12));
        assert_ne!(set(5), set(35));
        assert_eq!(layers.bytes(layers.at(12), 50), (10..15).into());
        assert_eq!(layers.bytes(layers.at(45), 50), (40..50).into());
    }
}
