//! The words that lead phrases: the table `data/leads.toml` and questions to it. Knows no phrases.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::Token;
use crate::lexicon::{Class, Form};

/// The table, ready to be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Leads {
    prepositions: HashSet<String>,
    of_time: HashSet<String>,
    clauses: HashSet<String>,
    closing: HashSet<String>,
    alone: HashSet<String>,
    events: Vec<String>,
    event_openers: HashSet<String>,
    opened_events: Vec<String>,
    instants: HashSet<String>,
}

static LEADS: LazyLock<Leads> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/leads.toml"))
        .expect("the table of leads is checked by a test")
});

impl Leads {
    pub(super) fn get() -> &'static Self {
        &LEADS
    }

    /// Tells whether a word is a preposition.
    pub(super) fn is_preposition(&self, token: &Token) -> bool {
        token.has(Class::Preposition) || self.prepositions.contains(token.lower())
    }

    /// Tells whether a phrase after this preposition may tell a time by what happened then.
    pub(super) fn is_of_time(&self, word: &str) -> bool {
        self.of_time.contains(word)
    }

    /// Tells whether a clause that begins with the word may tell a time.
    pub(super) fn opens_clause(&self, word: &str) -> bool {
        self.clauses.contains(word)
    }

    /// Tells whether a word ends a noun phrase.
    pub(super) fn closes(&self, word: &str) -> bool {
        self.closing.contains(word)
    }

    /// Returns with how many words a phrase opens that tells a time by what happened then: two of "shortly
    /// after the vote"; none of a time that is one word.
    pub(super) fn event(&self, phrase: &[Token]) -> Option<usize> {
        let opener = phrase.first()?;
        if phrase.len() == 1 {
            return self.instants.contains(opener.lower()).then_some(0);
        }
        let opened = usize::from(self.event_openers.contains(opener.lower()));
        let opens = |lead: &String| {
            let words = lead.split(' ').count();
            let rest = phrase.get(opened..opened + words)?;
            rest.iter().map(Token::lower).eq(lead.split(' ')).then_some(opened + words)
        };
        let also = self.opened_events.iter().filter(|_| opened > 0);
        self.events.iter().chain(also).find_map(opens)
    }

    /// Tells whether an adverb tells a time.
    pub(super) fn tells_time(&self, word: &str) -> bool {
        self.alone.contains(word)
    }
}

/// Tells whether a word looks like a verb of its clause: a cue, a known verb, or one in -ed or -ing.
pub(super) fn is_verb(token: &Token, capital: bool) -> bool {
    let lower = token.lower();
    let cue = token.cues().iter().any(|entry| entry.form != Form::Noun);
    let ended = lower.len() > 4 && (lower.ends_with("ed") || lower.ends_with("ing"));
    !capital
        && token.is_word()
        && !token.has(Class::NotVerb)
        && (cue || token.has(Class::Verb) || ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn the_table_is_well_formed() {
        let leads = Leads::get();
        assert!(leads.is_of_time("after") && !leads.is_of_time("via"));
        assert!(leads.opens_clause("when") && leads.closes("that"));
        assert!(leads.tells_time("later") && !leads.tells_time("soft"));
    }

    #[test]
    fn verbs_are_told_by_lexicon_and_ending() {
        let document = Document::of("Lind repainted said via united");
        let told: Vec<bool> = document.tokens().iter().map(|token| is_verb(token, false)).collect();
        assert_eq!(told, [false, true, true, false, false]);
        assert!(Leads::get().is_preposition(&document.tokens()[3]));
    }
}
