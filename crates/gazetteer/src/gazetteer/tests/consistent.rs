//! The built-in tables keep the rules, and the rules find what breaks them.

use q7x2_names::older;

use super::invented::tables;
use super::rules::faults;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::tables::Tables;

#[test]
fn the_built_in_tables_keep_the_rules() {
    let found = faults(Tables::read);
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    let known = Gazetteer::get();
    assert!(known.people.len() > 1500 && known.countries.len() > 194);
    for name in known.people.iter().flat_map(|person| &person.spellings) {
        assert!(name.contains(char::is_alphanumeric), "{name}");
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
fn every_fault_is_found() {
    let check = |from: &str, to: &str, expect: &[&str]| {
        let found = faults(|| tables(from, to).expect("of the form"));
        let shown = |text: &str| found.iter().any(|fault| fault.contains(text));
        assert!(found.len() == expect.len() && expect.iter().all(|text| shown(text)), "{found:?}");
    };
    check("", "", &[]);
    // The form of rows.
    check("Bo Kall, m, 2025-05-01/", "Bo Kall, m, 2025-05-01/2024", &["not a holder: Bo Kall"]);
    check("Bo Kall, m, ", "Bo Kall, x, ", &["not a holder: Bo Kall", "gender of Bo Kall"]);
    check("Bo Kall, m, ", "m, ", &["not a holder: m, 2025"]);
    check("2024-01-01/\"", "2024-01-01/2023\"", &["not an office: envoy"]);
    check("where = \"Ode Bay\"", "where = \"Ode Bai\"", &["Ode Bai is no place"]);
    check("of = \"Odeland\"", "of = \"Odenland\"", &["Odenland is no place"]);
    let twice = "{ title = \"The President\", where = \"Odeland\", holders = [] },\n]\n";
    check("2022-06\"] },\n]", &format!("2022-06\"] }},\n{twice}"), &["stands there twice"]);
    let twice = ["Odeland stands there twice", "Velmark is no place"];
    check(
        "\"Velmark\", demonyms",
        "\"Odeland\", demonyms",
        &[&twice[..], &twice[1..], &["one id"]].concat(),
    );
    // Terms.
    check(
        "f, 2020-05-01/2025-05-01",
        "f, 2020-05-01/2025-05-02",
        &["president of Some(\"Odeland\")"],
    );
    check("f, 2020-05-01/2025-05-01", "f, 2020-05-01/2025-05", &[]);
    check("f, 2020-05-01/2025-05-01", "f, 2020-05-01/", &["Ada Lind, Bo Kall"]);
    check("[\"envoy\"]", "[]", &["envoy of Some(\"Velmark\")"]);
    check("m, 2025-05-01/\"", "m, 2030-01-02/\"", &["Bo Kall, president is vouched for too early"]);
    // Names.
    check("[\"Dana R. Holm\"]", "[\"Éli Roe\"]", &["a spelling of Dana Holm, has a row"]);
    let also = "\"m\", also = [\"Dana R. Holm\"], offices";
    check("\"m\", offices", also, &["Dana R. Holm is the name of two people"]);
    check("[\"OPA\"]", "[\"OD\"]", &["OD is a name of Ode Palace and Odeland"]);
    check("[\"OPA\"]", "[\"Dana Holm\"]", &["of Ode Palace and of a person"]);
    check("[\"Velmarker\"]", "[\"Odelander\"]", &["odelander is marked wrongly"]);
    check("ambiguous = []", "ambiguous = [\"Odelander\"]", &["odelander is marked wrongly"]);
    check("[\"Port Ode\"]", "[\"Kall\"]", &["Kall is left out and stands there"]);
    check("name = \"Ode Palace\"", "name = \"OVV\"", &[]);
    check("\"Velm Gazette\"", "\"Óde Palace\"", &["Óde Palace is a name", "have one id"]);
    check("\"Velm Gazette\"", "\"Ode Pallace\"", &[]);
}
