//! The tables are held to their rules here, and the questions to their answers.

use q7x2_domain::{ArticleId, SpeakerId, SpeakerType};
use q7x2_names::{older, speaker_id};

use super::tables::Tables;
use super::*;
use crate::entities::EntitiesFormat;

#[test]
fn rows_are_well_formed_and_places_known() {
    let tables = Tables::read();
    let countries = &tables.countries;
    let mut places: HashSet<&str> =
        countries.countries.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(places.len(), countries.countries.len(), "a country stands there twice");
    places.extend(countries.states.iter().chain(&countries.places).map(String::as_str));
    let is_place = |place: &str| places.contains(place);
    let mut titles = HashSet::new();
    for row in &tables.offices {
        let place = row.place.as_deref();
        assert!(place.is_none_or(is_place), "{place:?}");
        assert!(
            titles.insert((&row.title, place)),
            "{} of {place:?} stands there twice",
            row.title
        );
        for holder in &row.holders {
            let parts: Vec<&str> = holder.rsplitn(3, ", ").collect();
            let [term, gender, name] = parts.as_slice() else { panic!("{holder}") };
            assert!(Term::of(term).is_some(), "{holder}");
            assert!(matches!(*gender, "m" | "f") && name.contains(' '), "{holder}");
        }
    }
    let mut names = HashSet::new();
    for row in &tables.people {
        assert!(
            row.name.contains(' ') && matches!(row.gender.as_str(), "" | "m" | "f"),
            "{}",
            row.name
        );
        // The file of spellings may come back to somebody.
        let is_new = names.insert(&row.name);
        assert!(
            is_new || row.gender.is_empty() && row.offices.is_empty(),
            "{} is there twice",
            row.name
        );
        for office in &row.offices {
            let mut parts: Vec<&str> = office.split(", ").collect();
            let term = parts.pop_if(|part| part.contains('/'));
            assert!(term.is_none_or(|term| Term::of(term).is_some()), "{office}");
            assert!(
                parts.len() < 3 && parts.get(1).is_none_or(|place| is_place(place)),
                "{office}"
            );
        }
    }
    for row in &tables.organizations.organizations {
        assert!(row.of.as_deref().is_none_or(is_place), "{}", row.name);
    }
}

#[test]
fn a_possessive_is_no_part_of_a_name() {
    assert_eq!(Gazetteer::get().country("Ukraine’s"), Some("Ukraine"));
}

#[test]
fn ids_that_were_given_stay() {
    let known = Gazetteer::get();
    for name in older::known_people() {
        assert_eq!(
            known.canonical(name),
            Some((name, false)),
            "statements are stored under {name}"
        );
    }
}

#[test]
fn no_name_is_lost_or_shared() {
    let tables = Tables::read();
    let known = Gazetteer::get();
    assert!(known.people.len() > 1500 && known.countries.len() > 194);
    for person in &known.people {
        assert!(person.gender.is_some(), "the gender of {} is missing", person.spellings[0]);
        for name in &person.spellings {
            let key = SpellingKey::of(name);
            let owner = known.by_name.get(&key).map(|&number| &known.people[number].spellings[0]);
            assert_eq!(owner, Some(&person.spellings[0]), "{name} is the name of two people");
        }
    }
    let article = ArticleId::of(None, "");
    let id = |person: &Known| speaker_id(&person.spellings[0], SpeakerType::Person, article);
    let ids: HashSet<SpeakerId> = known.people.iter().map(id).collect();
    assert_eq!(ids.len(), known.people.len());
    for number in known.by_country.values() {
        assert!(*number < known.countries.len());
    }
    let mut parties = HashSet::new();
    let rows = tables.organizations.organizations.iter();
    let organizations =
        rows.map(|row| (&row.name, row.also.iter().chain([&row.name]).collect::<Vec<_>>()));
    let rows = tables.countries.countries.iter();
    let countries = rows.map(|row| {
        (&row.name, row.also.iter().chain(&row.seats).chain([&row.name]).collect::<Vec<_>>())
    });
    for (owner, names) in organizations.chain(countries) {
        let keys: HashSet<BodyKey> = names.iter().map(|name| BodyKey::of(name)).collect();
        for key in keys {
            let shown = format!("{owner}: {key:?}");
            assert_ne!(key, BodyKey::Name(SpellingKey::of("")), "{shown}");
            assert!(parties.insert(key), "{shown}");
        }
    }
}

#[test]
fn one_person_at_a_time_holds_an_office() {
    let tables = Tables::read();
    for row in &tables.offices {
        let terms: Vec<(&str, Term)> = row
            .holders
            .iter()
            .filter_map(|holder| {
                let (rest, term) = holder.rsplit_once(", ")?;
                Some((rest.rsplit_once(", ")?.0, Term::of(term)?))
            })
            .collect();
        for pair in terms.windows(2) {
            let [(one, before), (other, after)] = pair else { continue };
            let end =
                before.until.unwrap_or_else(|| panic!("{one} of {} has a successor", row.title));
            let start =
                after.from.unwrap_or_else(|| panic!("{other} of {} has a beginning", row.title));
            // The day, month or year of the change is both's.
            assert!(end.first <= start.last, "{} of {:?}: {one}, {other}", row.title, row.place);
        }
    }
    // Nobody has one office from two rows.
    for person in &Gazetteer::get().people {
        for (at, office) in person.offices.iter().enumerate() {
            let again = person.offices[..at].iter().any(|other| {
                other.title == office.title
                    && other.place == office.place
                    && other.term.from == office.term.from
            });
            assert!(!again, "{} has {:?} twice", person.spellings[0], office.title);
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
    let gaddafi = known.canonical("Muammar Gaddafi");
    assert!(gaddafi.is_some());
    for name in ["Moammar Gadhafi", "Muammar Qaddafi", "Moammar Kadafi"] {
        assert_eq!(known.canonical(name), gaddafi, "{name}");
    }
}

#[test]
fn seats_of_government_and_abbreviations_are_known() {
    let known = Gazetteer::get();
    assert_eq!(known.country("Kyiv"), Some("Ukraine"));
    assert_eq!(known.country("the U.S."), Some("United States"));
    let body = |name| known.body(name).map(|body| (body.name.as_str(), body.of.as_deref()));
    assert_eq!(body("the Kremlin"), Some(("Kremlin", Some("Russia"))));
    assert_eq!(body("No. 10"), Some(("Downing Street", Some("Britain"))));
    assert_eq!(body("Unesco"), Some(("UNESCO", None)));
    assert_eq!(body("Brussels"), Some(("European Union", None)));
    assert_eq!(body("the A.P."), Some(("Associated Press", None)));
    for nobody in ["Ode", "who", "ice", "congolese", "FA", "the FA"] {
        assert!(!known.is_organization(nobody), "{nobody}");
    }
}

#[test]
fn institutions_are_called_after_their_country() {
    let check = |phrase: &str, expect: Option<&str>| {
        assert_eq!(Gazetteer::get().institution(phrase).as_deref(), expect, "{phrase}");
    };
    check("Ukraine’s air force", Some("Ukrainian Air Force"));
    check("the Ukrainian Air Force", Some("Ukrainian Air Force"));
    check("the air force of Ukraine", Some("Ukrainian Air Force"));
    check("Kyiv's defence ministry", Some("Ukrainian Defense Ministry"));
    check("the Ministry of Defense of the Russian Federation", Some("Russian Defense Ministry"));
    check("South Korea’s Ministry of National Defense", Some("South Korean Defense Ministry"));
    check("the U.S. military", Some("US Military"));
    check("the South African police", Some("South African Police"));
    check("the Congolese army", None);
    check("the air force", None);
    check("the Odean air force", None);
    check("the Ukrainian embassy in Ode", None);
    check("the brown navy", None);
    check("Ukraine’s best chef", None);
}

#[test]
fn users_come_first() {
    let text = r#"
        entities = [
          { name = "Ada Moscow", type = "person", aliases = ["Lady Kremlin"], gender = "female", offices = [{ title = "president", of = "Ukraine", from = "2024" }] },
          { name = "Emmanuel Macron", type = "person", aliases = ["Em of Ode"] },
          { name = "Kremlin Bakery", type = "organization", aliases = ["Kremlin"] },
        ]
    "#;
    let users = Entities::parse(text, EntitiesFormat::Toml).expect("well formed");
    let known = Gazetteer::with(&users);
    assert_eq!(known.told("lady kremlin"), Some(("Ada Moscow", true)));
    assert_eq!(known.body("the Kremlin").map(|body| body.name.as_str()), Some("Kremlin Bakery"));
    assert_eq!(Gazetteer::get().told("Lady Kremlin"), None);
    // Both are said to hold the office: the user knows best.
    let day = Dated::of("2024-06-01").expect("a date").first;
    let words = ["ukrainian".to_owned()];
    assert_eq!(known.holder("president", &words, day, &HashSet::new()), Some("Ada Moscow"));
    // What a user leaves out of somebody known stays.
    let words = ["french".to_owned()];
    let day = Dated::of("2020-06-01").expect("a date").first;
    assert_eq!(known.holder("president", &words, day, &HashSet::new()), Some("Emmanuel Macron"));
    assert_eq!(known.canonical("Em of Ode"), Some(("Emmanuel Macron", true)));
    assert_eq!(known.canonical("Emmanuel Macron"), Some(("Emmanuel Macron", true)));
}
