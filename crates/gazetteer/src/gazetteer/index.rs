//! The index of all entries: people and organisations by their names.

use std::collections::HashMap;

use q7x2_names::SpellingKey;

use super::entries::{Body, BodyKey, Country, Known, Told};
use super::titles::Titles;
use crate::words::title_word;

/// The tables, ready to be asked. Every question takes as long as its words are many.
#[derive(Debug)]
pub struct Gazetteer {
    pub(super) people: Vec<Known>,
    pub(super) bodies: Vec<Body>,
    pub(super) countries: Vec<Country>,
    /// The states of the United States, as the words of their names.
    pub(super) states: Vec<Vec<String>>,
    pub(super) by_name: HashMap<SpellingKey, usize>,
    pub(super) by_surname: HashMap<SpellingKey, Vec<usize>>,
    pub(super) by_body: HashMap<BodyKey, usize>,
    /// From the names of a country and its seats of government.
    pub(super) by_country: HashMap<BodyKey, usize>,
    /// From the name of a people, where only one country has it.
    pub(super) by_demonym: HashMap<SpellingKey, usize>,
    /// From each name of an institution to how it is called.
    pub(super) institutions: HashMap<SpellingKey, String>,
    pub(super) titles: Titles,
    /// From the names that users gave to what they name.
    pub(super) users: HashMap<SpellingKey, Told>,
}

impl Gazetteer {
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

    /// Tells whether a word stands in the title of an office: "president", "Sen.".
    pub fn is_title_word(&self, word: &str) -> bool {
        self.titles.by_word.contains_key(&title_word(word))
    }

    /// Tells whether a word names a people: "Ukrainian".
    pub fn is_demonym(&self, word: &str) -> bool {
        self.by_demonym.contains_key(&SpellingKey::of(word))
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
