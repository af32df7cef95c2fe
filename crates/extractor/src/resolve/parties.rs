//! What sort of party a noun phrase names: the tables of `data/parties.toml` and
//! `data/given_names.toml`, and questions to them. Knows no article.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use q7x2_domain::SpeakerType;
pub(super) use q7x2_gazetteer::Gender;
use q7x2_names::is_honorific;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::closed::is_function;
use super::number::singular;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    titles: HashSet<String>,
    male_titles: HashSet<String>,
    female_titles: HashSet<String>,
    offices: HashSet<String>,
    someone: HashSet<String>,
    office_joints: HashSet<String>,
    topic_joints: HashSet<String>,
    ranks: HashSet<String>,
    agents: Vec<String>,
    agents_of: HashSet<String>,
    place_openers: HashSet<String>,
    companies: HashSet<String>,
    surnames: HashSet<String>,
    bodies: HashSet<String>,
    things: HashSet<String>,
    people: HashSet<String>,
    many: HashSet<String>,
    nobody: HashSet<String>,
    kin: HashSet<String>,
    audiences: HashSet<String>,
    somebodys: HashSet<String>,
    sides: HashSet<String>,
    places: String,
    demonyms: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenNames {
    male: String,
    female: String,
}

/// The tables, ready to be asked.
pub(super) struct Parties {
    table: Table,
    places: HashSet<&'static str>,
    demonyms: HashSet<&'static str>,
    /// `None` for names of both genders.
    given: HashMap<&'static str, Option<Gender>>,
}

static PARTIES: LazyLock<Parties> = LazyLock::new(Parties::read);

impl Parties {
    pub(super) fn get() -> &'static Self {
        &PARTIES
    }

    fn read() -> Self {
        let mut table: Table = toml::from_str(include_str!("../../data/parties.toml"))
            .expect("the table of parties is checked by a test");
        let names: GivenNames = toml::from_str(include_str!("../../data/given_names.toml"))
            .expect("the table of names is checked by a test");
        // The tables live as long as the program.
        let words = |list: &mut String| -> HashSet<&'static str> {
            String::leak(std::mem::take(list)).split_whitespace().collect()
        };
        let (places, demonyms) = (words(&mut table.places), words(&mut table.demonyms));
        let mut given = HashMap::new();
        for (mut list, gender) in [(names.male, Gender::Male), (names.female, Gender::Female)] {
            for name in words(&mut list) {
                let both = |known: &mut Option<Gender>| *known = None;
                given.entry(name).and_modify(both).or_insert(Some(gender));
            }
        }
        Self { table, places, demonyms, given }
    }

    /// Tells whether the word is a given name.
    pub(super) fn is_given(&self, word: &str) -> bool {
        let lower = lower(word);
        let known = |name: &str| self.given(name).is_some();
        // "Eva-Marie"
        known(&lower) || lower.contains('-') && lower.split('-').all(known)
    }

    /// Tells whether a noun for a body is a surname as often.
    pub(super) fn is_surname(&self, word: &str) -> bool {
        self.table.surnames.contains(&lower(word))
    }

    /// Tells whether words end in a given name and such a surname: "Ann Hall" is no hall.
    pub(super) fn is_somebody(&self, words: &[&str]) -> bool {
        let [.., first, last] = words else { return false };
        self.is_given(first) && self.is_surname(last)
    }

    pub(super) fn gender_of_given(&self, word: &str) -> Option<Gender> {
        let lower = lower(word);
        let first = || lower.split('-').next().unwrap_or_default();
        let name = if self.is_given(word) && lower.contains('-') { first() } else { &lower };
        self.given(name).flatten()
    }

    /// Returns the gender of a given name in lower case, with its accents or without.
    fn given(&self, name: &str) -> Option<Option<Gender>> {
        let plain = || name.nfd().filter(|c| c.is_alphanumeric()).collect::<String>();
        let bare = || (!name.is_ascii()).then(plain);
        self.given.get(name).copied().or_else(|| self.given.get(bare()?.as_str()).copied())
    }

    pub(super) fn gender_of_title(&self, word: &str) -> Option<Gender> {
        let word = lower(word);
        if self.table.male_titles.contains(&word) {
            return Some(Gender::Male);
        }
        self.table.female_titles.contains(&word).then_some(Gender::Female)
    }

    pub(super) fn is_title(&self, word: &str) -> bool {
        let honorific = |word: &str| is_honorific(word) && !self.is_given(word);
        let titled = |word: &str| self.table.titles.contains(&lower(word)) || honorific(word);
        // "Director-General"
        titled(word) || word.contains('-') && word.split('-').all(titled)
    }

    /// Tells whether a word before a name says what somebody is, rather than being a part of the name:
    /// "Pensioner", "Islander", "Mother-of-two".
    pub(super) fn is_calling(&self, word: &str) -> bool {
        let lower = lower(word);
        let head = lower.split("-of-").next().unwrap_or_default();
        let known = self.is_someone(head)
            || self.is_office(head)
            || self.is_kin(head)
            || self.gender_of_title(head).is_some();
        known && !self.is_given(word)
    }

    /// Tells whether a word goes between an office and what it is for.
    pub(super) fn joins_office(&self, word: &str) -> bool {
        self.table.office_joints.contains(word)
    }

    /// Tells whether a word stands between things that one office is for: "Work |and| Pensions".
    pub(super) fn joins_topics(&self, word: &str) -> bool {
        self.table.topic_joints.contains(word)
    }

    /// Tells whether a word makes an office another one: "vice".
    pub(super) fn is_rank(&self, word: &str) -> bool {
        self.table.ranks.contains(word)
    }

    /// Tells whether a word ends as nouns for people do: before a given name it is one.
    pub(super) fn is_agent(&self, word: &str) -> bool {
        let lower = lower(word);
        let ends = |ending: &String| lower.ends_with(ending.as_str()) && lower.len() > 5;
        !self.is_given(word) && self.table.agents.iter().any(ends)
    }

    /// Tells whether a word opens names of places of several words: "San".
    pub(super) fn opens_place(&self, word: &str) -> bool {
        self.table.place_openers.contains(&lower(word))
    }

    /// Tells whether a word ends names of companies, parties and clubs, and is no body by itself.
    pub(super) fn is_company(&self, word: &str) -> bool {
        self.table.companies.contains(&lower(word))
    }

    pub(super) fn is_office(&self, word: &str) -> bool {
        self.table.offices.contains(&lower(word))
    }

    pub(super) fn is_someone(&self, word: &str) -> bool {
        self.table.someone.contains(&lower(word))
    }

    /// Tells whether the word names several people: "lawmakers", "women", "Swedes".
    pub(super) fn is_people(&self, word: &str) -> bool {
        let capital = word.starts_with(char::is_uppercase) && word.ends_with('s');
        capital || self.is_crowd(word)
    }

    /// Tells whether the word is known to name several people, and so is nobody's name.
    pub(super) fn is_crowd(&self, word: &str) -> bool {
        let known = |single: String| {
            self.is_someone(&single) || self.is_office(&single) || self.is_demonym(&single)
        };
        self.table.people.contains(&lower(word)) || singular(word).is_some_and(known)
    }

    pub(super) fn is_demonym(&self, word: &str) -> bool {
        self.demonyms.contains(lower(word).as_str())
    }

    pub(super) fn is_place(&self, word: &str) -> bool {
        self.places.contains(lower(word).as_str())
    }

    pub(super) fn is_body(&self, word: &str) -> bool {
        self.table.bodies.contains(&lower(word))
    }

    /// Tells whether the word names a document, an event or data rather than a party.
    pub(super) fn is_thing(&self, word: &str) -> bool {
        self.table.things.contains(&lower(word))
    }

    /// Tells whether the word names somebody by whose relative it is: "wife".
    pub(super) fn is_kin(&self, word: &str) -> bool {
        self.table.kin.contains(word)
    }

    /// Tells whether the word is for somebody by whose he is: "widow", "lawyer".
    pub(super) fn is_somebodys(&self, word: &str) -> bool {
        self.table.somebodys.contains(word)
    }

    /// Tells whether the word is for somebody who speaks or acts for another.
    pub(super) fn is_agent_of(&self, word: &str) -> bool {
        self.table.agents_of.contains(&lower(word))
    }

    /// Tells whether the word, before a noun, says on whose side somebody is: "the defence lawyer".
    pub(super) fn is_side(&self, word: &str) -> bool {
        self.table.sides.contains(word)
    }

    /// Tells whether the word is for those who are spoken to and seldom speak.
    pub(super) fn is_audience(&self, word: &str) -> bool {
        self.table.audiences.contains(word)
    }

    /// Tells whether a capitalised word that stands alone is nobody's name: "There", "Speaking",
    /// "Republicans".
    pub(super) fn is_no_name(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        self.table.nobody.contains(&lower)
            || is_function(&lower)
            || lower.len() > 5 && lower.ends_with("ing")
            || self.is_crowd(&lower)
    }

    /// Returns what sort of party a phrase with this head names, when it names no person.
    pub(super) fn type_of_head(&self, head: &str) -> SpeakerType {
        let word = lower(head);
        if self.table.someone.contains(&word) || self.table.offices.contains(&word) {
            return SpeakerType::Unnamed;
        }
        let acronym = head.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !head.chars().any(char::is_lowercase);
        if self.table.bodies.contains(&word) || self.table.things.contains(&word) || acronym {
            return SpeakerType::Organization;
        }
        if self.places.contains(word.as_str()) {
            return SpeakerType::Organization;
        }
        let plural = word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
        if plural || self.table.many.contains(&word) {
            return SpeakerType::Group;
        }
        if head.starts_with(char::is_uppercase) && !self.is_no_name(head) {
            SpeakerType::Organization
        } else {
            SpeakerType::Unnamed
        }
    }
}

/// Folds a word for look-up: lower case, without the stop of an abbreviation.
fn lower(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        let parties = Parties::get();
        assert_eq!(parties.gender_of_given("Ada"), Some(Gender::Female));
        assert_eq!(parties.gender_of_given("Robin"), None);
        assert_eq!(parties.gender_of_title("Mrs."), Some(Gender::Female));
        assert!(parties.is_place("Ukraine") && parties.is_demonym("Ukrainian"));
    }

    #[test]
    fn heads_tell_the_type() {
        let check =
            |head: &str, expect| assert_eq!(Parties::get().type_of_head(head), expect, "{head}");
        check("officials", SpeakerType::Group);
        check("Democrats", SpeakerType::Group);
        check("ministry", SpeakerType::Organization);
        check("Moscow", SpeakerType::Organization);
        check("CNN", SpeakerType::Organization);
        check("spokeswoman", SpeakerType::Unnamed);
        check("baker", SpeakerType::Unnamed);
    }
}
