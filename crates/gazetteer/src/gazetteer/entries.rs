//! What the gazetteer has an entry for: people with their offices, organisations, countries, and the
//! names that lead to them. Finds nothing.

use std::collections::HashSet;
use std::sync::Arc;

use q7x2_names::{SpellingKey, possessor};

use crate::words::{last_word, without_article};
use crate::{Day, Gender, Term};

/// Somebody the gazetteer knows.
#[derive(Debug)]
pub struct Known {
    /// The spellings of the full name, the commonest first; the first names the person everywhere.
    pub spellings: Vec<String>,
    /// Which of "he" and "she" may be the person.
    pub gender: Option<Gender>,
    /// Whether a bare surname needs the full name in the article.
    pub needs_full_name: bool,
    /// The offices and roles, in no order.
    pub offices: Vec<Office>,
    /// Whether a user told of the person: then no evidence in the article is needed.
    pub is_users: bool,
    /// The id of the Wikidata item that a user gave.
    pub(super) wikidata: Option<String>,
}

/// An office or role that somebody held or holds.
#[derive(Debug, Clone)]
pub struct Office {
    /// The words of the title, the country and its people: "president", "russia", "russian".
    pub words: Arc<HashSet<String>>,
    /// The words of the title alone.
    pub title: Arc<[String]>,
    /// The country or part of one.
    pub(super) place: Option<Arc<str>>,
    pub(super) term: Term,
    /// The last day on which a term without an end is believed; `None` where it has an end, no
    /// beginning either, or a user's word.
    pub(super) believed_until: Option<Day>,
}

impl Office {
    /// Tells whether it is known to be held on a day; a role without a term always is.
    pub fn is_held(&self, day: Day) -> bool {
        self.term.holds(day) && self.believed_until.is_none_or(|last| day <= last)
    }

    /// Tells whether it is held on, as far as is known, or is a role without a term.
    pub fn is_open(&self) -> bool {
        self.term.until.is_none()
    }

    /// Tells whether it is known to have been given up before a day.
    pub fn is_past(&self, day: Day) -> bool {
        self.term.is_over(day)
    }
}

impl Known {
    /// Returns the spelling of the full name that ends with the surname as it is written, or the
    /// commonest; what a user wrote is never spelt otherwise.
    pub fn spelt_like(&self, surname: &str) -> &str {
        let same = |name: &&String| !self.is_users && last_word(name) == surname;
        self.spellings.iter().find(same).unwrap_or(&self.spellings[0])
    }
}

/// An organisation the gazetteer knows.
#[derive(Debug)]
pub struct Body {
    /// How it is called, whatever words stand for it.
    pub name: String,
    /// The nouns it goes by: "bank".
    pub kinds: Vec<String>,
    /// The country it speaks for.
    pub(super) of: Option<String>,
    /// The country whose state it is part of, where that is known and not a user's word.
    pub(super) stands_for: Option<String>,
    /// The id of the Wikidata item that a user gave.
    pub(super) wikidata: Option<String>,
    /// Its names of one word, which are met by their own letters alone; a user's may be transcribed.
    pub(super) words: Vec<String>,
}

impl Body {
    /// Tells whether a name whose key is one of this body's is meant for it. Transcriptions of one word
    /// may be an ordinary word or somebody's name: "City" is no "Citi".
    pub(super) fn answers_to(&self, name: &str) -> bool {
        let bare = without_article(name.trim());
        let bare = letters(possessor(bare).unwrap_or(bare));
        let word = !bare.contains(char::is_whitespace) && bare.is_ascii();
        let own = |known: &String| letters(known) == bare;
        !word || self.words.is_empty() || self.words.iter().any(own)
    }
}

/// Returns a name in small letters, without its marks.
fn letters(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}

/// A country.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) name: String,
    /// What its bodies are called after: "Ukrainian".
    pub(super) adjective: String,
    /// Its names and its people's, each as the words that the text must have.
    pub(super) named_by: Vec<Vec<String>>,
}

/// The name of an organisation, folded. In an abbreviation every letter counts: the FAA is not the FA.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum BodyKey {
    Abbreviation(String),
    Name(SpellingKey),
}

impl BodyKey {
    /// Longer words in capitals are words in capitals.
    const LONGEST_ABBREVIATION: usize = 6;

    pub(super) fn of(name: &str) -> Self {
        let bare = without_article(name);
        let letters: String = bare.chars().filter(|c| c.is_alphanumeric()).collect();
        let written = bare.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '&' | '/'));
        if written && letters.chars().count() <= Self::LONGEST_ABBREVIATION {
            Self::Abbreviation(letters)
        } else {
            Self::Name(SpellingKey::of(name))
        }
    }
}

/// Whom or what a name that a user gave stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    Person(usize),
    Body(usize),
}
