//! The people an article names: who they are in full, under which titles, and where they are
//! mentioned. They are read in `reading`, asked for in `finding`.

use std::collections::{HashMap, HashSet};

use q7x2_gazetteer::Gazetteer;
use q7x2_names::NameParts;

use super::callings::Callings;
use super::names::{fold, generation, surname};
use super::parties::{Gender, Parties};
use super::phrases::title_word;
use crate::document::{Bytes, Document, Quotation, Tokens, Word};

/// An article names fewer people than this; a list of names is no article.
const MOST_PEOPLE: usize = 400;
/// How many places of a person's full name are kept.
const MOST_PLACES: usize = 64;
/// How many words of titles are kept of a person.
const MOST_TITLES: usize = 48;

/// Somebody the article names in full, or by title and surname.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// The fullest name the article gives, or that the gazetteer knows.
    pub(super) name: String,
    /// The word by which the person is called again, folded.
    pub(super) surname: String,
    /// The first word of the name, folded.
    pub(super) opening: String,
    /// What tells the person from a namesake of another generation: "jr".
    pub(super) generation: Option<String>,
    /// Whether the name is more than a surname.
    pub(super) is_full: bool,
    pub(super) gender: Option<Gender>,
    /// Words of the titles that stand with the name, folded.
    pub(super) titles: Vec<String>,
    /// Whether a given name or a title shows that this is a person.
    pub(super) certain: bool,
    /// How often the full name stands in the article.
    pub(super) count: usize,
    /// How often the article speaks of the person by any name.
    pub(super) mentioned: usize,
    /// Where the name stands first.
    pub(super) first: usize,
    /// Where the full name stands, as far as they are kept.
    pub(super) places: Vec<usize>,
    /// The number of the person in the gazetteer.
    pub(super) known: Option<usize>,
    /// Whether the full name comes from the gazetteer alone.
    pub(super) lent: bool,
}

impl Person {
    /// Returns somebody of whom the name is known, and where it stands first.
    pub(super) fn new(name: &str, first: usize) -> Self {
        let parts = NameParts::of(name);
        let generation = generation(&parts);
        Self {
            surname: surname(name),
            opening: fold(name.split(' ').next().unwrap_or_default()),
            is_full: !parts.given.is_empty()
                || !parts.honorifics.is_empty()
                || generation.is_some(),
            generation,
            name: name.to_owned(),
            first,
            count: 1,
            ..Self::default()
        }
    }
}

/// A place where a person is named.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) person: usize,
    pub(super) bytes: Bytes,
    pub(super) tokens: Tokens,
    /// Whether it is the first name in its sentence.
    pub(super) leads: bool,
    /// The number of the quotation it stands in.
    pub(super) quoted: Option<usize>,
    /// Whether ’s follows.
    pub(super) possessive: bool,
    /// Whether "and" and another name follow.
    pub(super) joined: bool,
}

/// A single capitalised word that may be a surname.
#[derive(Debug, Clone)]
pub(super) struct Bare {
    /// As it is written.
    pub(super) word: String,
    pub(super) count: usize,
    pub(super) first: usize,
    /// How often it stands as places do: "in Charlotte".
    pub(super) placed: usize,
}

/// The people of an article.
#[derive(Debug)]
pub(super) struct People<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) people: Vec<Person>,
    pub(super) mentions: Vec<Mention>,
    /// Single words that no full name holds, by their folded form, in order of appearance.
    pub(super) bare: Vec<Bare>,
    /// What the people are called besides their names.
    pub(super) callings: Callings,
    /// All capitalised words, folded.
    pub(super) capitals: HashSet<String>,
    /// Names that look like people's and are rather those of bodies.
    pub(super) bodies: HashSet<String>,
    /// Where they stand.
    pub(super) places: Vec<(usize, String)>,
    /// Offices that the article speaks of in small letters, folded.
    pub(super) offices: HashSet<String>,
    pub(super) by_name: HashMap<String, usize>,
    pub(super) by_bare: HashMap<String, usize>,
    /// By folded surname and by folded first name.
    pub(super) by_word: HashMap<String, Vec<usize>>,
    /// By the words between these, folded.
    pub(super) by_inner: HashMap<String, Vec<usize>>,
}

impl<'a> People<'a> {
    /// Returns no people, and who is known.
    pub(super) fn knowing(gazetteer: &'a Gazetteer) -> Self {
        Self {
            gazetteer,
            people: Vec::new(),
            mentions: Vec::new(),
            bare: Vec::new(),
            callings: Callings::default(),
            capitals: HashSet::new(),
            bodies: HashSet::new(),
            places: Vec::new(),
            offices: HashSet::new(),
            by_name: HashMap::new(),
            by_bare: HashMap::new(),
            by_word: HashMap::new(),
            by_inner: HashMap::new(),
        }
    }

    /// Keeps a person, as one with somebody of the same name.
    pub(super) fn keep(&mut self, person: Person) {
        if let Some(&known) = self.by_name.get(&person.name) {
            let known = &mut self.people[known];
            known.certain |= person.certain;
            known.count += person.count;
            known.first = known.first.min(person.first);
            known.places.extend(person.places);
            known.places.truncate(MOST_PLACES);
            known.gender = known.gender.or(person.gender);
            known.titles.extend(person.titles);
            known.titles.truncate(MOST_TITLES);
        } else if self.people.len() < MOST_PEOPLE {
            self.by_name.insert(person.name.clone(), self.people.len());
            self.people.push(person);
        }
    }

    /// Notes a single word that may be a surname, with the word before it.
    pub(super) fn note(&mut self, word: &str, before: &str, at: usize) {
        let parties = Parties::get();
        let other = parties.is_place(word)
            || parties.is_body(word)
            || parties.is_thing(word)
            || self.gazetteer.is_organization(word)
            || word.chars().count() < 3
            || !word.contains(char::is_lowercase);
        if other {
            return;
        }
        let placed = usize::from(matches!(before, "in" | "at" | "near" | "outside" | "into"));
        match self.by_bare.get(&fold(word)) {
            Some(&known) => {
                self.bare[known].count += 1;
                self.bare[known].placed += placed;
            }
            None => {
                self.by_bare.insert(fold(word), self.bare.len());
                self.bare.push(Bare { word: word.to_owned(), count: 1, first: at, placed });
            }
        }
    }

    /// Tells whether a word stands alone somewhere.
    pub(super) fn is_bare(&self, word: &str) -> bool {
        self.by_bare.contains_key(&fold(word))
    }

    /// Returns the number of the person of exactly this name.
    pub(super) fn of_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

/// Returns the offices that a text speaks of in small letters, folded.
pub(super) fn small_offices(document: &Document) -> HashSet<String> {
    let all = document.words(Tokens::new(0, document.tokens().len()));
    let small = all.filter(|word| word.text().starts_with(char::is_lowercase));
    let offices = small.map(Word::lower).filter(|word| Parties::get().is_office(word));
    offices.map(title_word).collect()
}

/// Returns the number of the quotation that holds the byte at `at`.
pub(super) fn quotation_at(quotations: &[Quotation], at: usize) -> Option<usize> {
    let next = quotations.partition_point(|quotation| quotation.bytes.end <= at);
    quotations.get(next).filter(|quotation| quotation.bytes.start <= at).map(|_| next)
}

/// Tells whether a quotation is a paragraph taken from another article: a straight mark opens it, none
/// closes it, and curly ones stand in it or open the next. Who is named in there is no less at hand.
pub(super) fn is_excerpt(document: &Document, number: usize) -> bool {
    let quotations = document.quotations();
    let words = document.slice(quotations[number].bytes);
    let open = words.strip_prefix('"').is_some_and(|words| !words.ends_with('"'));
    let next = quotations.get(number + 1).filter(|next| next.continues);
    let curly = || next.is_some_and(|next| document.slice(next.bytes).starts_with('“'));
    open && (words.contains('“') || curly())
}
