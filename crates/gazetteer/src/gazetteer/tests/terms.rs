//! Who holds an office on a day, and on which days nobody is known to.

use std::collections::HashSet;

use super::invented::{gazetteer, tables};
use crate::{Dated, Day, Entities, EntitiesFormat, Gazetteer};

fn day(date: &str) -> Day {
    Dated::of(date).expect("a date").first
}

/// Returns who is president of a country of a people, or mayor or envoy of a place.
fn holder<'g>(known: &'g Gazetteer, head: &str, place: &str, date: &str) -> Option<&'g str> {
    let words = place.split(' ').map(str::to_lowercase).collect::<Vec<_>>();
    known.holder(head, &words, day(date), &HashSet::new())
}

#[test]
fn an_open_end_is_believed_for_half_a_year() {
    let known = gazetteer("", "");
    let check = |date, expect| {
        assert_eq!(holder(&known, "president", "Odelander", date), expect, "{date}");
    };
    check("2020-04-30", None);
    check("2020-05-01", Some("Ada Lind"));
    // The day of a change is both's.
    check("2025-05-01", None);
    check("2025-05-02", Some("Bo Kall"));
    check("2030-07-03", Some("Bo Kall"));
    check("2030-07-04", None);
    check("2099-01-01", None);
    let [ada, bo] = ["Ada Lind", "Bo Kall"].map(|name| known.person(name).expect("known"));
    let offices = |person: usize| &known.people()[person].offices[0];
    assert!(offices(ada).is_past(day("2099-01-01")));
    assert!(!offices(bo).is_past(day("2099-01-01")) && !offices(bo).is_held(day("2099-01-01")));
    assert!(offices(bo).is_open() && !offices(ada).is_open());
}

#[test]
fn a_known_end_needs_no_belief() {
    let known = gazetteer("2021/2022-06", "2021/2040-06");
    assert_eq!(holder(&known, "mayor", "Ode Bay", "2040-06-30"), Some("Cy Brandt"));
    assert_eq!(holder(&known, "mayor", "Ode Bay", "2040-07-01"), None);
}

#[test]
fn a_row_may_be_looked_at_later_than_its_table() {
    let known = gazetteer("2025-05-01/\"]", "2025-05-01/\"], as_of = \"2031-01-01\"");
    assert_eq!(holder(&known, "president", "Odeland", "2031-07-03"), Some("Bo Kall"));
    assert_eq!(holder(&known, "president", "Odeland", "2031-07-04"), None);
    // The others keep the table's.
    assert_eq!(holder(&known, "envoy", "Velmark", "2030-07-03"), Some("Dana Holm"));
    assert_eq!(holder(&known, "envoy", "Velmark", "2030-07-04"), None);
    let known = gazetteer("\"shipping magnate\"]", "\"tycoon\"], as_of = \"2031-01-01\"");
    assert_eq!(holder(&known, "envoy", "Velmark", "2031-07-03"), Some("Dana Holm"));
}

#[test]
fn a_role_without_a_term_always_holds() {
    let known = gazetteer("", "");
    let dana = &known.people()[known.person("Dana Holm").expect("known")];
    let role = |title: &str| {
        let of = |office: &&crate::Office| office.title.iter().any(|word| word == title);
        dana.offices.iter().find(of).expect("an office")
    };
    assert!(role("tycoon").is_held(day("2099-01-01")));
    assert!(!role("envoy").is_held(day("2099-01-01")));
}

#[test]
fn two_who_hold_an_office_are_none() {
    let known = gazetteer("", "");
    assert_eq!(holder(&known, "envoy", "Velmark", "2025-01-01"), None);
    assert_eq!(holder(&known, "envoy", "Velmark", "2023-01-01"), Some("Eli Roe"));
}

#[test]
fn what_a_user_leaves_open_holds_on() {
    let users = "name,type,offices\nAda Lind,person,\"mayor, Velm, 2021/\"\n";
    let users = Entities::parse(users, EntitiesFormat::Csv).expect("well formed");
    let known = Gazetteer::with(&users);
    assert_eq!(holder(&known, "mayor", "Velm", "2099-01-01"), Some("Ada Lind"));
}

#[test]
fn the_built_in_tables_are_not_believed_for_ever() {
    let known = Gazetteer::get();
    assert_eq!(holder(known, "president", "French", "2018-02-01"), Some("Emmanuel Macron"));
    for place in ["French", "US", "Ukrainian", "Dutch"] {
        for head in ["president", "minister"] {
            assert_eq!(holder(known, head, place, "2099-01-01"), None, "{head} {place}");
        }
    }
    for person in known.people() {
        let open = |office: &&crate::Office| {
            office.term.from.is_some() && office.is_held(day("2099-01-01"))
        };
        let office = person.offices.iter().find(open);
        assert!(office.is_none(), "{:?} of {}", office, person.spellings[0]);
    }
}

#[test]
fn a_table_must_say_as_of_when() {
    let check = |from: &str, to: &str| {
        let error = tables(from, to).map(|_| "read").expect_err("refused").to_string();
        assert!(error.contains("as_of"), "{error}");
    };
    check("as_of = \"2030-01-01\"", "");
    check("as_of = \"2030-01-01\"", "as_of = \"2030\"");
    for name in ["countries", "offices", "several", "organizations"] {
        let key = format!("as_of = \"2030-01-01\"\n{name} = [");
        check(&key, &format!("{name} = ["));
    }
}
