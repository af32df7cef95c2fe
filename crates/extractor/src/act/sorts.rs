//! Which sort of act a word names, read once from `data/acts.toml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::asserted::stem;

/// The sorts of each stem.
static SORTS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let lists: BTreeMap<String, Vec<String>> = toml::from_str(include_str!("../../data/acts.toml"))
        .expect("the table is checked by a test");
    let mut sorts: HashMap<String, Vec<String>> = HashMap::new();
    for (sort, words) in lists {
        for word in words {
            let of = sorts.entry(stem(&word).to_owned()).or_default();
            if of.last() != Some(&sort) {
                of.push(sort.clone());
            }
        }
    }
    sorts
});

/// Returns the sorts of act that a stem names, in the order of the alphabet.
pub(super) fn of(stem: &str) -> &'static [String] {
    SORTS.get(stem).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_of_its_sort() {
        assert_eq!(of(stem("agonized")), ["thinks"]);
        assert_eq!(of(stem("boasting")), ["says"]);
        assert_eq!(of(stem("hopes")), ["feels", "intends"]);
        assert!(of(stem("pier")).is_empty());
    }
}
