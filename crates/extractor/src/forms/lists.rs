//! The words of `data/forms.toml`, where it is said what belongs in each list.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) interviews: HashSet<String>,
    pub(super) released: HashSet<String>,
    pub(super) by: HashSet<String>,
    pub(super) about: HashSet<String>,
    pub(super) ends: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/forms.toml")).expect("the table is checked by a test")
});

impl Lists {
    /// Returns the lists, read on first use.
    pub(super) fn get() -> &'static Self {
        &LISTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let lists = Lists::get();
        assert!(lists.interviews.contains("interview") && lists.released.contains("statement"));
        assert!(!lists.about.contains("by"));
    }
}
