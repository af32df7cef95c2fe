//! Offices by the words of their titles.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::entries::Known;

/// The words of a title, and who held the offices of that title: the numbers of person and office.
pub(super) type Title = (Arc<[String]>, Vec<(usize, usize)>);

/// The offices by their titles.
#[derive(Debug, Default)]
pub(super) struct Titles {
    pub(super) titles: Vec<Title>,
    /// From each word to the titles that have it.
    pub(super) by_word: HashMap<String, Vec<usize>>,
}

impl Titles {
    /// Reads the offices of people.
    pub(super) fn of(people: &[Known]) -> Self {
        let mut read = Self::default();
        let mut numbers: HashMap<Arc<[String]>, usize> = HashMap::new();
        for (person, known) in people.iter().enumerate() {
            for (office, held) in known.offices.iter().enumerate() {
                let next = read.titles.len();
                let number = *numbers.entry(Arc::clone(&held.title)).or_insert(next);
                if number == next {
                    for word in held.title.iter().collect::<HashSet<_>>() {
                        read.by_word.entry(word.clone()).or_default().push(number);
                    }
                    read.titles.push((Arc::clone(&held.title), Vec::new()));
                }
                read.titles[number].1.push((person, office));
            }
        }
        read
    }
}
