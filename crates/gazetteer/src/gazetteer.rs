//! The gazetteer: who is who in political news, from the tables in `data/` and from what
//! users add. Knows facts and dates, no article; what a mention means is decided elsewhere.

mod build;
mod facts;
mod holders;
mod parties;
mod tables;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use q7x2_names::SpellingKey;

use self::build::Builder;
use self::holders::Titles;
pub use self::parties::OrganizationName;
use self::tables::Tables;
use crate::words::{last_word, without_article};
use crate::{Day, Entities, Gender, Term};

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
    wikidata: Option<String>,
}

/// An office or role that somebody held or holds.
#[derive(Debug, Clone)]
pub struct Office {
    /// The words of the title, the country and its people: "president", "russia", "russian".
    pub words: Arc<HashSet<String>>,
    /// The words of the title alone.
    pub title: Arc<[String]>,
    /// The country or part of one.
    place: Option<Arc<str>>,
    term: Term,
    /// The last day on which a term without an end is believed; `None` where it has an end, no
    /// beginning either, or a user's word.
    believed_until: Option<Day>,
}

impl Office {
    /// Tells whether it is known to be held on a day; a role without a term always is.
    pub fn is_held(&self, day: Day) -> bool {
        self.term.holds(day) && self.believed_until.is_none_or(|last| day <= last)
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
    of: Option<String>,
    /// The country whose state it is part of, where that is known and not a user's word.
    stands_for: Option<String>,
    /// The id of the Wikidata item that a user gave.
    wikidata: Option<String>,
}

/// A country.
#[derive(Debug)]
struct Country {
    name: String,
    /// What its bodies are called after: "Ukrainian".
    adjective: String,
    /// Its names and its people's, each as the words that the text must have.
    named_by: Vec<Vec<String>>,
}

/// The tables, ready to be asked. Every question takes as long as its words are many.
#[derive(Debug)]
pub struct Gazetteer {
    people: Vec<Known>,
    bodies: Vec<Body>,
    countries: Vec<Country>,
    /// The states of the United States, as the words of their names.
    states: Vec<Vec<String>>,
    by_name: HashMap<SpellingKey, usize>,
    by_surname: HashMap<SpellingKey, Vec<usize>>,
    by_body: HashMap<BodyKey, usize>,
    /// From the names of a country and its seats of government.
    by_country: HashMap<BodyKey, usize>,
    /// From the name of a people, where only one country has it.
    by_demonym: HashMap<SpellingKey, usize>,
    /// From each name of an institution to how it is called.
    institutions: HashMap<SpellingKey, String>,
    titles: Titles,
    /// From the names that users gave to what they name.
    users: HashMap<SpellingKey, Told>,
}

/// The name of an organisation, folded. In an abbreviation every letter counts: the FAA is not the FA.
#[derive(Debug, PartialEq, Eq, Hash)]
enum BodyKey {
    Abbreviation(String),
    Name(SpellingKey),
}

impl BodyKey {
    /// Longer words in capitals are words in capitals.
    const LONGEST_ABBREVIATION: usize = 6;

    fn of(name: &str) -> Self {
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
enum Told {
    Person(usize),
    Body(usize),
}

static BUILT_IN: LazyLock<Gazetteer> = LazyLock::new(|| Builder::of(Tables::read()).finish());

impl Gazetteer {
    /// Returns the built-in gazetteer, read when it is first asked for.
    pub fn get() -> &'static Self {
        &BUILT_IN
    }

    /// Returns the built-in gazetteer with what users add. Theirs comes first.
    pub fn with(entities: &Entities) -> Self {
        let mut builder = Builder::of(Tables::read());
        entities.entities.iter().for_each(|entity| builder.tell(entity));
        builder.finish()
    }

    /// Returns the people, by their numbers.
    pub fn people(&self) -> &[Known] {
        &self.people
    }

    /// Returns the number of the person of this full name.
    pub fn person(&self, name: &str) -> Option<usize> {
        self.by_name.get(&SpellingKey::of(name)).copied()
    }

    /// Returns the numbers of the people of this surname.
    pub fn bearers(&self, surname: &str) -> &[usize] {
        self.by_surname.get(&SpellingKey::of(surname)).map_or(&[], Vec::as_slice)
    }

    /// Returns the name under which a person answers everywhere, and whether a user gave it.
    pub fn canonical(&self, name: &str) -> Option<(&str, bool)> {
        let known = &self.people[self.person(name)?];
        Some((&known.spellings[0], known.is_users))
    }

    /// Returns the person or organisation that a user gave this name, with whether it is a person.
    pub fn told(&self, name: &str) -> Option<(&str, bool)> {
        if self.users.is_empty() {
            return None;
        }
        Some(match *self.users.get(&SpellingKey::of(name))? {
            Told::Person(number) => (&self.people[number].spellings[0], true),
            Told::Body(number) => (&self.bodies[number].name, false),
        })
    }
}

#[cfg(test)]
mod tests;
