//! Putting the gazetteer together: rows of the tables and what users add, joined person by person.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use q7x2_names::SpellingKey;

use super::entries::{Body, BodyKey, Country, Known, Office, Told};
use super::index::Gazetteer;
use super::tables::{CountryRow, OfficeRow, OrganizationRow, PersonRow, Tables};
use super::titles::Titles;
use crate::as_of::AsOf;
use crate::entities::{Entity, EntityType};
use crate::words::{last_word, title_words};
use crate::{Gender, Term};

/// About how many names of people there are.
const PEOPLE: usize = 2000;

/// From so many letters on, abbreviations are written as words too: "Nato", "Unicef".
const READ_AS_WORDS: usize = 4;

/// A gazetteer that is being put together.
pub(super) struct Builder {
    built: Gazetteer,
    /// The words of a country's names and its people's, for the offices there.
    peoples: HashMap<String, Vec<String>>,
    /// Words of titles and titles with places, so that equal ones are kept once.
    titles: HashMap<String, Arc<[String]>>,
    words: HashMap<(String, Option<String>), Arc<HashSet<String>>>,
    /// Names of peoples that several countries share.
    ambiguous: HashSet<SpellingKey>,
}

impl Builder {
    /// Returns a builder that has read tables.
    pub(super) fn of(tables: Tables) -> Self {
        let built = Gazetteer {
            people: Vec::with_capacity(PEOPLE),
            bodies: Vec::new(),
            countries: Vec::new(),
            states: tables.countries.states.iter().map(|state| title_words(state)).collect(),
            by_name: HashMap::with_capacity(PEOPLE),
            by_surname: HashMap::with_capacity(PEOPLE),
            by_body: HashMap::new(),
            by_country: HashMap::new(),
            by_demonym: HashMap::new(),
            institutions: HashMap::new(),
            titles: Titles::default(),
            users: HashMap::new(),
        };
        let (peoples, titles, words) = (HashMap::new(), HashMap::new(), HashMap::new());
        let ambiguous =
            tables.countries.ambiguous.iter().map(|name| SpellingKey::of(name)).collect();
        let mut builder = Self { built, peoples, titles, words, ambiguous };
        tables.countries.countries.into_iter().for_each(|row| builder.country(row));
        for row in tables.organizations.institutions {
            for name in row.also.iter().chain([&row.name]) {
                builder.built.institutions.insert(SpellingKey::of(name), row.name.clone());
            }
        }
        tables.organizations.organizations.into_iter().for_each(|row| builder.organization(row));
        for table in &tables.offices {
            table.offices.iter().for_each(|row| builder.office(row, table.as_of));
        }
        for table in &tables.people {
            table.people.iter().for_each(|row| builder.person(row, table.as_of));
        }
        builder
    }

    /// Returns the gazetteer.
    pub(super) fn finish(mut self) -> Gazetteer {
        self.built.titles = Titles::of(&self.built.people);
        self.built
    }

    fn country(&mut self, row: CountryRow) {
        let number = self.built.countries.len();
        for name in row.also.iter().chain(&row.seats).chain([&row.name]) {
            self.built.by_country.insert(BodyKey::of(name), number);
        }
        for demonym in &row.demonyms {
            let key = SpellingKey::of(demonym);
            if !self.ambiguous.contains(&key) {
                self.built.by_demonym.insert(key, number);
            }
        }
        let names: Vec<&String> = row.also.iter().chain(&row.demonyms).chain([&row.name]).collect();
        let named_by: Vec<Vec<String>> = names.iter().map(|name| title_words(name)).collect();
        self.peoples.insert(row.name.clone(), named_by.iter().flatten().cloned().collect());
        let adjective = match row.name.as_str() {
            // Nobody writes of the American navy and the American foreign ministry.
            "United States" => "US".to_owned(),
            name => row.demonyms.first().map_or(name, String::as_str).to_owned(),
        };
        self.built.countries.push(Country { name: row.name, adjective, named_by });
    }

    fn organization(&mut self, row: OrganizationRow) {
        let number = self.built.bodies.len();
        for name in row.also.iter().chain([&row.name]) {
            self.built.by_body.insert(BodyKey::of(name), number);
            if name.chars().count() >= READ_AS_WORDS && name.chars().all(char::is_uppercase) {
                self.built.by_body.insert(BodyKey::Name(SpellingKey::of(name)), number);
            }
        }
        let all = row.also.iter().chain([&row.name]);
        let words = all.filter(|name| !name.contains(' ')).cloned().collect();
        let (name, kinds, stands_for) = (row.name, row.kind, row.of.clone());
        let body = Body { name, kinds, of: row.of, stands_for, wikidata: None, words };
        self.built.bodies.push(body);
    }

    fn office(&mut self, row: &OfficeRow, as_of: AsOf) {
        let office = self.held(&row.title, row.place.as_deref(), Term::default());
        let as_of = row.as_of.unwrap_or(as_of);
        for holder in &row.holders {
            let mut parts = holder.rsplitn(3, ", ");
            let term = parts.next().and_then(Term::of);
            // A test reads every row, so that none is passed over.
            let (Some(term), Some(gender), Some(name)) = (term, parts.next(), parts.next()) else {
                continue;
            };
            let number = self.number_of(name);
            let known = &mut self.built.people[number];
            known.gender = known.gender.or(gender_of(gender));
            known.offices.push(office.clone().during(term, as_of));
        }
    }

    fn person(&mut self, row: &PersonRow, as_of: AsOf) {
        let as_of = row.as_of.unwrap_or(as_of);
        let number = self.number_of(&row.name);
        for name in &row.also {
            self.spell(number, name);
        }
        for office in &row.offices {
            let mut parts: Vec<&str> = office.split(", ").collect();
            let term = parts.pop_if(|part| part.contains('/'));
            let term = term.and_then(Term::of).unwrap_or_default();
            let office = self.held(parts[0], parts.get(1).copied(), Term::default());
            self.built.people[number].offices.push(office.during(term, as_of));
        }
        let known = &mut self.built.people[number];
        known.gender = known.gender.or(gender_of(&row.gender));
        known.needs_full_name |= row.full;
    }

    /// Adds what a user tells. What the user leaves out of somebody built-in stays as it was.
    pub(super) fn tell(&mut self, entity: &Entity) {
        let names = || entity.aliases.iter().chain([&entity.name]);
        let told = match entity.kind {
            EntityType::Person => Told::Person(self.tell_person(entity)),
            EntityType::Organization => {
                let number = self.built.bodies.len();
                let known = self.built.by_body.get(&BodyKey::of(&entity.name));
                let stands_for =
                    known.and_then(|&known| self.built.bodies[known].stands_for.clone());
                for name in names() {
                    self.built.by_body.insert(BodyKey::of(name), number);
                }
                let (name, of) = (entity.name.clone(), entity.country.clone());
                let (kinds, wikidata) = (Vec::new(), entity.wikidata.clone());
                let words = Vec::new();
                self.built.bodies.push(Body { name, kinds, of, stands_for, wikidata, words });
                Told::Body(number)
            }
        };
        for name in names() {
            self.built.users.insert(SpellingKey::of(name), told);
        }
    }

    fn tell_person(&mut self, entity: &Entity) -> usize {
        let number = self.number_of(&entity.name);
        for alias in &entity.aliases {
            let key = SpellingKey::of(alias);
            self.built.by_name.remove(&key);
            self.spell(number, alias);
        }
        let offices: Vec<Office> = entity
            .offices
            .iter()
            .map(|told| {
                let place = told.place.as_deref().or(entity.country.as_deref());
                self.held(&told.title, place, told.term)
            })
            .collect();
        let known = &mut self.built.people[number];
        known.spellings.retain(|name| *name != entity.name);
        known.spellings.insert(0, entity.name.clone());
        known.gender = entity.gender.or(known.gender);
        known.needs_full_name = false;
        known.is_users = true;
        known.wikidata = entity.wikidata.clone().or(known.wikidata.take());
        if !offices.is_empty() {
            known.offices = offices;
        }
        number
    }

    /// Returns the number of the person of this name, who may be new.
    fn number_of(&mut self, name: &str) -> usize {
        let key = SpellingKey::of(name);
        if let Some(&number) = self.built.by_name.get(&key) {
            return number;
        }
        let number = self.built.people.len();
        self.built.people.push(Known {
            spellings: Vec::new(),
            gender: None,
            needs_full_name: false,
            offices: Vec::new(),
            is_users: false,
            wikidata: None,
        });
        self.spell_as(number, name, key);
        number
    }

    /// Adds a spelling of a person's name.
    fn spell(&mut self, number: usize, name: &str) {
        self.spell_as(number, name, SpellingKey::of(name));
    }

    /// Adds a spelling with its key.
    fn spell_as(&mut self, number: usize, name: &str, key: SpellingKey) {
        let known = &mut self.built.people[number];
        if !known.spellings.iter().any(|known| known == name) {
            known.spellings.push(name.to_owned());
        }
        self.built.by_name.insert(key, number);
        let bearers = self.built.by_surname.entry(SpellingKey::of(last_word(name))).or_default();
        if !bearers.contains(&number) {
            bearers.push(number);
        }
    }

    fn held(&mut self, title: &str, place: Option<&str>, term: Term) -> Office {
        let words_of = || title_words(title).into();
        let words = self.titles.entry(title.to_owned()).or_insert_with(words_of);
        let title_of = Arc::clone(words);
        let all = || {
            let mut all: HashSet<String> = title_of.iter().cloned().collect();
            all.extend(place.map(title_words).unwrap_or_default());
            all.extend(
                place.and_then(|place| self.peoples.get(place)).into_iter().flatten().cloned(),
            );
            Arc::new(all)
        };
        let key = (title.to_owned(), place.map(str::to_owned));
        let words = Arc::clone(self.words.entry(key).or_insert_with(all));
        let place = place.map(Arc::from);
        Office { words, title: title_of, place, term, believed_until: None }
    }
}

impl Office {
    /// Returns the office during a term that a table has.
    fn during(self, term: Term, as_of: AsOf) -> Self {
        let is_open = term.from.is_some() && term.until.is_none();
        let believed_until = is_open.then(|| as_of.believed_until());
        Self { term, believed_until, ..self }
    }
}

fn gender_of(word: &str) -> Option<Gender> {
    match word {
        "m" => Some(Gender::Male),
        "f" => Some(Gender::Female),
        _ => None,
    }
}
