//! The words that tell whether something was said at all, read once from `data/said.toml`, which says
//! what is in each list.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    pub(super) negators: Vec<String>,
    pub(super) turning_subjects: Vec<String>,
    pub(super) hearsay: Vec<String>,
    pub(super) about_to: Vec<String>,
    pub(super) told: Vec<String>,
    pub(super) refusing: Vec<String>,
    pub(super) helpers: Vec<String>,
    pub(crate) answering: Vec<String>,
    pub(crate) hearsay_adverbs: Vec<String>,
    pub(crate) passed_on: Vec<String>,
    pub(super) inverting: Vec<String>,
    pub(super) obliging: Vec<String>,
    pub(super) nobodies: Vec<String>,
    pub(super) limiting: Vec<String>,
    pub(super) setting_aside: Vec<String>,
    pub(super) supposing: Vec<String>,
    pub(super) unvouched: Vec<String>,
    pub(super) forged: Vec<String>,
    pub(super) showing: Vec<String>,
    pub(super) known: Vec<String>,
    pub(super) holding: Vec<String>,
    pub(super) untrue: Vec<String>,
    pub(super) unfulfilled: Vec<String>,
    pub(super) possible: Vec<String>,
    pub(super) factive: Vec<String>,
    pub(super) endings: Vec<String>,
    pub(super) contractions: BTreeMap<String, String>,
    pub(super) negated: BTreeMap<String, String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/said.toml")).expect("the table is checked by a test")
});

impl Lists {
    /// Returns the lists, read on first use.
    pub(crate) fn get() -> &'static Self {
        &LISTS
    }
}

/// Tells whether a list has a word.
pub(crate) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let lists = Lists::get();
        assert!(has(&lists.negators, "never") && has(&lists.refusing, "declin"));
        assert!(!has(&lists.negators, "always"));
    }
}
