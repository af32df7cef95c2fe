//! The rules of the tables: terms in order, one holder at a time, one party for every name. Each rule
//! is a function that returns the faults of any tables; `consistent` asks them.

use std::collections::{HashMap, HashSet};

use q7x2_domain::{Article, Metadata, SpeakerType};
use q7x2_names::{SpellingKey, speaker_id};

use crate::as_of::AsOf;
use crate::gazetteer::entries::BodyKey;
use crate::gazetteer::tables::Tables;
use crate::gazetteer::{Builder, Gazetteer};
use crate::words::title_words;
use crate::{Day, Term};

/// A term of an office as a table has it.
struct Held<'t> {
    title: &'t str,
    place: Option<&'t str>,
    holder: &'t str,
    term: Term,
    as_of: AsOf,
    /// Whether one person at a time holds the office.
    is_single: bool,
}

/// Returns the terms of all tables, and what cannot be read.
fn terms(tables: &Tables) -> (Vec<Held<'_>>, Vec<String>) {
    let (mut terms, mut faults) = (Vec::new(), Vec::new());
    for table in &tables.offices {
        for row in &table.offices {
            for text in &row.holders {
                let parts: Vec<&str> = text.rsplitn(3, ", ").collect();
                match (parts.as_slice(), parts.first().and_then(|term| Term::of(term))) {
                    (&[_, "m" | "f", holder], Some(term)) if is_name(holder) => {
                        let (title, place) = (row.title.as_str(), row.place.as_deref());
                        let as_of = row.as_of.unwrap_or(table.as_of);
                        terms.push(Held { title, place, holder, term, as_of, is_single: true });
                    }
                    _ => faults.push(format!("not a holder: {text}")),
                }
            }
        }
    }
    for table in &tables.people {
        for row in &table.people {
            for text in &row.offices {
                let mut parts: Vec<&str> = text.split(", ").collect();
                let term = parts.pop_if(|part| part.contains('/')).map(Term::of);
                match (parts.as_slice(), term.unwrap_or(Some(Term::default()))) {
                    (&[title] | &[title, _], Some(term)) => {
                        let (place, holder) = (parts.get(1).copied(), row.name.as_str());
                        let as_of = row.as_of.unwrap_or(table.as_of);
                        let words = title_words(title);
                        let is_one = |several: &String| {
                            title_words(several).iter().all(|word| words.contains(word))
                        };
                        let is_single = !table.several.iter().any(is_one);
                        terms.push(Held { title, place, holder, term, as_of, is_single });
                    }
                    _ => faults.push(format!("not an office: {text}")),
                }
            }
        }
    }
    (terms, faults)
}

/// Tells whether a name stands where one must; somebody may have one name alone.
fn is_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && !name.contains([',', '/'])
}

/// Rows that are not of their form, places that are not known, offices that stand there twice.
fn malformed(tables: &Tables) -> Vec<String> {
    let (terms, mut faults) = terms(tables);
    let countries = &tables.countries;
    let mut places: HashSet<&str> = HashSet::new();
    for country in &countries.countries {
        if !places.insert(&country.name) {
            faults.push(format!("{} stands there twice", country.name));
        }
    }
    places.extend(countries.states.iter().chain(&countries.places).map(String::as_str));
    let of_offices = terms.iter().filter_map(|held| held.place);
    let of_bodies = tables.organizations.organizations.iter().filter_map(|row| row.of.as_deref());
    let unknown = of_offices.chain(of_bodies).filter(|place| !places.contains(place));
    faults.extend(unknown.map(|place| format!("{place} is no place")));
    let mut titles = HashSet::new();
    for row in tables.offices.iter().flat_map(|table| &table.offices) {
        if !titles.insert((title_words(&row.title), &row.place)) {
            faults.push(format!("{} of {:?} stands there twice", row.title, row.place));
        }
    }
    let mut names = HashSet::new();
    for row in tables.people.iter().flat_map(|table| &table.people) {
        // The file of spellings may come back to somebody.
        let is_spelling = row.gender.is_empty() && row.offices.is_empty();
        let is_new = names.insert(&row.name);
        if !(is_new || is_spelling)
            || !is_name(&row.name)
            || !matches!(row.gender.as_str(), "" | "m" | "f")
        {
            faults.push(format!("{} is there twice, or not of the form", row.name));
        }
    }
    faults
}

/// Offices that two hold at once, or one from two rows, and terms that nobody could know of.
fn untimely(tables: &Tables) -> Vec<String> {
    let (terms, _) = terms(tables);
    let mut faults = Vec::new();
    let mut offices: HashMap<_, Vec<&Held<'_>>> = HashMap::new();
    for held in &terms {
        let first = held.term.from.map_or(Day::MIN, |from| from.first);
        if first > held.as_of.day() {
            faults.push(format!("{}, {} is vouched for too early", held.holder, held.title));
        }
        let office = offices.entry((title_words(held.title), held.place)).or_default();
        for other in office.iter().filter(|other| is_dated(other) && is_dated(held)) {
            let is_single = held.is_single && other.is_single;
            if is_single && overlap(held.term, other.term) {
                let [one, two] = [other.holder, held.holder];
                faults.push(format!("{} of {:?}: {one}, {two}", held.title, held.place));
            }
        }
        office.push(held);
    }
    faults
}

/// Tells whether an office is held for some time rather than always.
fn is_dated(held: &Held<'_>) -> bool {
    held.term.from.is_some() || held.term.until.is_some()
}

/// Tells whether two terms have days in common for certain. The day, month or year of a change is
/// both's.
fn overlap(one: Term, other: Term) -> bool {
    let surely = |early: Term, late: Term| {
        let end = early.until.map_or(Day::MAX, |until| until.first);
        let start = late.from.map_or(Day::MIN, |from| from.last);
        start < end
    };
    surely(one, other) && surely(other, one)
}

/// Names that two parties have and that are not marked as ambiguous, and ids that two share.
fn shared(tables: &Tables, known: &Gazetteer) -> Vec<String> {
    let mut faults = Vec::new();
    for person in &known.people {
        if person.gender.is_none() {
            faults.push(format!("the gender of {} is missing", person.spellings[0]));
        }
        for name in &person.spellings {
            let owner = known.canonical(name).map(|(owner, _)| owner);
            if owner != Some(&person.spellings[0]) {
                faults.push(format!("{name} is the name of two people"));
            }
        }
    }
    let (terms, _) = terms(tables);
    let rows = || tables.people.iter().flat_map(|table| &table.people);
    let named = rows().map(|row| row.name.as_str()).chain(terms.iter().map(|held| held.holder));
    let named: HashSet<SpellingKey> = named.map(SpellingKey::of).collect();
    for row in rows() {
        // Whoever has a row of his own would become the one whose other spelling this is.
        let own = |name: &&String| SpellingKey::of(name) == SpellingKey::of(&row.name);
        for name in row.also.iter().filter(|name| !own(name)) {
            if named.contains(&SpellingKey::of(name)) {
                faults.push(format!("{name}, a spelling of {}, has a row", row.name));
            }
        }
    }
    let bodies = tables.organizations.organizations.iter();
    let bodies = bodies.map(|row| (&row.name, row.also.iter().chain([&row.name]).collect()));
    let countries = tables.countries.countries.iter().map(|row| {
        let names: Vec<&String> = row.also.iter().chain(&row.seats).chain([&row.name]).collect();
        (&row.name, names)
    });
    let mut parties: HashMap<BodyKey, &String> = HashMap::new();
    for (owner, names) in bodies.chain(countries) {
        for name in names {
            let other = parties.insert(BodyKey::of(name), owner).filter(|&other| other != owner);
            if let Some(other) = other {
                faults.push(format!("{name} is a name of {other} and {owner}"));
            }
            if known.person(name).is_some() {
                faults.push(format!("{name} is a name of {owner} and of a person"));
            }
        }
    }
    faults.extend(shared_peoples(tables));
    faults.extend(shared_ids(known));
    faults
}

/// Names of peoples that several countries share without being marked, or the other way round; and
/// capitals that are left out and stand there.
fn shared_peoples(tables: &Tables) -> Vec<String> {
    let countries = &tables.countries;
    let mut owners: HashMap<SpellingKey, HashSet<&str>> = HashMap::new();
    for row in &countries.countries {
        for name in &row.demonyms {
            owners.entry(SpellingKey::of(name)).or_default().insert(&row.name);
        }
    }
    let keys = |names: &[String]| names.iter().map(|name| SpellingKey::of(name)).collect();
    let (marked, left_out): (HashSet<SpellingKey>, HashSet<SpellingKey>) =
        (keys(&countries.ambiguous), keys(&countries.left_out));
    let several = owners.iter().filter(|(_, owners)| owners.len() > 1).map(|(key, _)| key.clone());
    let wrong = several.collect::<HashSet<_>>();
    let wrong = wrong.symmetric_difference(&marked).map(|key| format!("{key} is marked wrongly"));
    let seats = countries.countries.iter().flat_map(|row| &row.seats);
    let seats = seats.filter(|seat| left_out.contains(&SpellingKey::of(seat)));
    wrong.chain(seats.map(|seat| format!("{seat} is left out and stands there"))).collect()
}

/// Ids of speakers that two parties would have.
fn shared_ids(known: &Gazetteer) -> Vec<String> {
    let article = Article::new(Metadata::default(), "Rain.".into()).expect("a text").id();
    let people = known.people.iter().map(|person| (&person.spellings[0], SpeakerType::Person));
    let bodies = known.bodies.iter().map(|body| &body.name);
    let bodies = bodies.chain(known.countries.iter().map(|country| &country.name));
    let bodies = bodies.map(|name| (name, SpeakerType::Organization));
    let mut ids: HashMap<q7x2_domain::SpeakerId, &String> = HashMap::new();
    let mut faults = Vec::new();
    for (name, kind) in people.chain(bodies) {
        if let Some(other) = ids.insert(speaker_id(name, kind, article), name) {
            faults.push(format!("{other} and {name} have one id"));
        }
    }
    faults
}

/// Returns all faults of tables.
pub(super) fn faults(read: impl Fn() -> Tables) -> Vec<String> {
    let (tables, known) = (read(), Builder::of(read()).finish());
    [malformed(&tables), untimely(&tables), shared(&tables, &known)].concat()
}
