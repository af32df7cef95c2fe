//! The gazetteer: who is who in political news, from the tables in `data/gazetteer/`. Knows facts
//! and dates, no article; what a mention means is decided elsewhere.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use q7x2_domain::{NameKey, Timestamp};
use serde::Deserialize;

use super::names::last_word;
use super::parties::Gender;
use super::phrases::title_words;

/// Days since 1970-01-01.
pub(super) type Day = i64;

/// Somebody the gazetteer knows.
#[derive(Debug)]
pub(super) struct Known {
    /// The spellings of the full name, the commonest first.
    pub(super) spellings: Vec<String>,
    pub(super) gender: Gender,
    /// Whether a bare surname needs the full name in the article.
    pub(super) needs_full_name: bool,
    pub(super) offices: Vec<Office>,
}

/// An office or role that somebody held or holds.
#[derive(Debug)]
pub(super) struct Office {
    /// The words of the title, the country and its people: "president", "russia", "russian".
    pub(super) words: HashSet<String>,
    /// The words of the title alone.
    pub(super) title: Vec<String>,
    from: Option<Day>,
    until: Option<Day>,
}

impl Office {
    /// Tells whether it is held on a day; a role without a term always is.
    pub(super) fn is_held(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Tells whether it was given up before a day.
    pub(super) fn is_past(&self, day: Day) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

impl Known {
    /// Returns the spelling of the full name that ends with the surname as it is written, or the
    /// commonest.
    pub(super) fn spelt_like(&self, surname: &str) -> &str {
        let same = |name: &&String| last_word(name) == surname;
        self.spellings.iter().find(same).unwrap_or(&self.spellings[0])
    }
}

/// An organisation the gazetteer knows.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) name: String,
    /// The nouns it goes by: "bank".
    pub(super) kinds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleTable {
    people: Vec<PersonRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonRow {
    name: String,
    gender: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    offices: Vec<String>,
    #[serde(default)]
    full: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganizationTable {
    countries: Vec<CountryRow>,
    organizations: Vec<OrganizationRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryRow {
    name: String,
    demonym: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    seats: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganizationRow {
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    kind: Vec<String>,
}

/// The tables, ready to be asked.
#[derive(Debug)]
pub(crate) struct Gazetteer {
    pub(super) people: Vec<Known>,
    bodies: Vec<Body>,
    by_name: HashMap<NameKey, usize>,
    by_surname: HashMap<NameKey, Vec<usize>>,
    by_body: HashMap<NameKey, usize>,
    /// From each name of a country, its people or its seat of government to the country.
    countries: HashMap<NameKey, String>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::read);

impl Gazetteer {
    pub(crate) fn get() -> &'static Self {
        &GAZETTEER
    }

    fn read() -> Self {
        let people: PeopleTable = toml::from_str(include_str!("../../data/gazetteer/people.toml"))
            .expect("the table of people is checked by a test");
        let others: OrganizationTable =
            toml::from_str(include_str!("../../data/gazetteer/organizations.toml"))
                .expect("the table of organizations is checked by a test");
        let mut read = Self {
            people: Vec::new(),
            bodies: Vec::new(),
            by_name: HashMap::new(),
            by_surname: HashMap::new(),
            by_body: HashMap::new(),
            countries: HashMap::new(),
        };
        let mut peoples = HashMap::new();
        for row in others.countries {
            peoples.insert(row.name.clone(), format!("{} {}", row.demonym, row.also.join(" ")));
            let names = row.also.iter().chain(&row.seats).chain([&row.name, &row.demonym]);
            for name in names {
                read.countries.insert(NameKey::of(name), row.name.clone());
            }
        }
        for row in others.organizations {
            for name in row.also.iter().chain([&row.name]) {
                read.by_body.insert(NameKey::of(name), read.bodies.len());
            }
            read.bodies.push(Body { name: row.name, kinds: row.kind });
        }
        for row in people.people {
            read.add(row, &peoples);
        }
        read
    }

    fn add(&mut self, row: PersonRow, peoples: &HashMap<String, String>) {
        let number = self.people.len();
        let offices = row.offices.iter().map(|office| office_of(office, peoples)).collect();
        let gender = if row.gender == "f" { Gender::Female } else { Gender::Male };
        let mut spellings = vec![row.name];
        spellings.extend(row.also);
        for name in &spellings {
            self.by_name.insert(NameKey::of(name), number);
            let bearers = self.by_surname.entry(NameKey::of(last_word(name))).or_default();
            if !bearers.contains(&number) {
                bearers.push(number);
            }
        }
        let needs_full_name = row.full;
        self.people.push(Known { spellings, gender, needs_full_name, offices });
    }

    /// Returns the number of the person of this full name.
    pub(super) fn person(&self, name: &str) -> Option<usize> {
        self.by_name.get(&NameKey::of(name)).copied()
    }

    /// Returns the numbers of the people of this surname.
    pub(super) fn bearers(&self, surname: &str) -> &[usize] {
        self.by_surname.get(&NameKey::of(surname)).map_or(&[], Vec::as_slice)
    }

    /// Returns the organisation of this name or abbreviation.
    pub(super) fn body(&self, name: &str) -> Option<&Body> {
        self.by_body.get(&NameKey::of(name)).map(|&number| &self.bodies[number])
    }

    /// Returns the country whose name, people, capital or seat of government this is.
    pub(super) fn country(&self, name: &str) -> Option<&str> {
        self.countries.get(&NameKey::of(name)).map(String::as_str)
    }
}

/// Reads "title, where, from/until"; where and the term may be left out.
fn office_of(row: &str, peoples: &HashMap<String, String>) -> Office {
    let mut parts: Vec<&str> = row.split(", ").collect();
    let term = parts.pop_if(|part| part.contains('/')).and_then(|term| term.split_once('/'));
    let title = title_words(parts[0]);
    let mut words: HashSet<String> = title.iter().cloned().collect();
    if let Some(place) = parts.get(1) {
        words.extend(title_words(place));
        words.extend(peoples.get(*place).map(|names| title_words(names)).unwrap_or_default());
    }
    let (from, until) = term.unwrap_or_default();
    Office { words, title, from: first_day(from), until: last_day(until) }
}

/// Returns the day on which a time falls.
pub(super) fn day_of(time: Timestamp) -> Day {
    time.micros().div_euclid(24 * 3600 * 1_000_000)
}

fn first_day(date: &str) -> Option<Day> {
    let (year, month, day) = parts_of(date)?;
    Some(day_number(year, month.unwrap_or(1), day.unwrap_or(1)))
}

fn last_day(date: &str) -> Option<Day> {
    let (year, month, day) = parts_of(date)?;
    Some(match (month, day) {
        (Some(month), Some(day)) => day_number(year, month, day),
        (Some(month), None) => day_number(year + month / 12, month % 12 + 1, 1) - 1,
        _ => day_number(year + 1, 1, 1) - 1,
    })
}

fn parts_of(date: &str) -> Option<(i64, Option<i64>, Option<i64>)> {
    let mut parts = date.split('-').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next().flatten(), parts.next().flatten()))
}

/// Returns the day number of a date of the Gregorian calendar, by counting years from March.
fn day_number(year: i64, month: i64, day: i64) -> Day {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        let known = Gazetteer::get();
        assert!(known.people.len() > 200);
        for person in &known.people {
            assert!(person.spellings.iter().all(|name| name.contains(' ')), "{person:?}");
            for office in &person.offices {
                assert!(!office.title.is_empty(), "{person:?}");
                assert!(office.from.zip(office.until).is_none_or(|(a, b)| a < b), "{office:?}");
            }
        }
    }

    #[test]
    fn spellings_and_scripts_lead_to_one_person() {
        let known = Gazetteer::get();
        let number = known.person("Volodymyr Zelensky").expect("a known name");
        for name in ["Володимир Зеленський", "Volodymyr Zelenskiy"] {
            assert_eq!(known.person(name), Some(number), "{name}");
        }
        assert_eq!(known.bearers("Zelenskyy"), [number]);
        assert_eq!(known.people[number].spelt_like("Zelensky"), "Volodymyr Zelensky");
    }

    #[test]
    fn seats_of_government_and_abbreviations_are_known() {
        let known = Gazetteer::get();
        assert_eq!(known.country("the Kremlin"), Some("Russia"));
        assert_eq!(known.country("Kyiv"), known.country("Ukrainian"));
        assert_eq!(known.body("A.P.").map(|body| body.name.as_str()), Some("Associated Press"));
        assert!(known.country("Ode").is_none() && known.body("Ode").is_none());
    }

    #[test]
    fn offices_are_held_between_their_dates() {
        let office = office_of("mayor, Ode, 2016-03/2020", &HashMap::new());
        let held = |date| office.is_held(first_day(date).expect("a date"));
        assert!(!held("2016-02-29") && held("2016-03-01"));
        assert!(held("2020-12-31") && !held("2021-01-01"));
        assert_eq!(first_day("1970-01-02"), Some(1));
        assert_eq!(last_day("2000-02"), first_day("2000-02-29"));
    }
}
