//! Which spans lie at a place: an index by parts of the text, so that looking around a place costs as much
//! in a long text as in a short one.

use std::collections::HashMap;

use crate::document::Bytes;

/// How many bytes lie in one part of the index.
const PART: usize = 256;

/// The numbers of spans by the parts of the text that they have been in. A span that has moved is still
/// found where it was: whoever asks looks where it is now.
#[derive(Debug, Default)]
pub(crate) struct Places(HashMap<usize, Vec<usize>>);

impl Places {
    /// Returns the index of spans that are numbered in this order.
    pub(crate) fn of(places: impl Iterator<Item = Bytes>) -> Self {
        let mut index = Self::default();
        places.enumerate().for_each(|(at, place)| index.enter(at, place));
        index
    }

    /// Enters where a span stands, or where it stands now.
    pub(crate) fn enter(&mut self, at: usize, place: Bytes) {
        for part in place.start / PART..=place.end / PART {
            self.0.entry(part).or_default().push(at);
        }
    }

    /// Returns the numbers of the spans that may share a character with a place and pass `test`, in order,
    /// each once.
    pub(crate) fn near(&self, place: Bytes, test: impl Fn(usize) -> bool) -> Vec<usize> {
        let parts = place.start / PART..=place.end / PART;
        let near = parts.filter_map(|part| self.0.get(&part)).flatten().copied();
        let mut found: Vec<usize> = near.filter(|&at| test(at)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_found_by_where_they_are_each_once_and_in_order() {
        let mut places = vec![Bytes::new(3000, 3004), Bytes::new(0, 2000), Bytes::new(700, 703)];
        let mut index = Places::of(places.iter().copied());
        let over = |index: &Places, places: &[Bytes], place: Bytes| {
            index.near(place, |at| places[at].overlaps(place))
        };
        assert_eq!(over(&index, &places, Bytes::new(600, 1800)), [1, 2]);
        places[2] = Bytes::new(3002, 3005);
        index.enter(2, places[2]);
        assert_eq!(over(&index, &places, Bytes::new(600, 1800)), [1]);
        assert_eq!(over(&index, &places, Bytes::new(3003, 3005)), [0, 2]);
    }
}
