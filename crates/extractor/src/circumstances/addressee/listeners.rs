//! The words that tell who is spoken to: the table `data/listeners.toml` and questions to it. Knows no
//! clauses.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The table, ready to be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listeners {
    ending: HashSet<String>,
    told: HashSet<String>,
    giving: HashSet<String>,
    speaking_to: HashSet<String>,
}

static LISTENERS: LazyLock<Listeners> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/listeners.toml"))
        .expect("the table of listeners is checked by a test")
});

impl Listeners {
    pub(super) fn get() -> &'static Self {
        &LISTENERS
    }

    /// Tells whether a word ends the name of a listener.
    pub(super) fn ends(&self, word: &str) -> bool {
        self.ending.contains(word)
    }

    /// Tells whether a word is what is told rather than who is.
    pub(super) fn is_told(&self, word: &str) -> bool {
        self.told.contains(word)
    }

    /// Tells whether somebody may be named between a verb and what is told.
    pub(super) fn gives(&self, verb: &str) -> bool {
        self.giving.contains(verb)
    }

    /// Tells whether a listener follows a verb of saying with "to".
    pub(super) fn is_spoken_to(&self, verb: &str) -> bool {
        self.speaking_to.contains(verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let listeners = Listeners::get();
        assert!(listeners.ends("that") && !listeners.ends("of"));
        assert!(listeners.is_told("truth") && !listeners.is_told("council"));
        assert!(listeners.gives("promise") && !listeners.gives("say"));
        assert!(listeners.is_spoken_to("spoke") && !listeners.is_spoken_to("tell"));
    }
}
