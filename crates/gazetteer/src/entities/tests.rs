//! Entities files, right and wrong.

use super::*;
use crate::{Gender, Term};

const TOML: &str = r#"
[[entities]]
name = "Ada Lind"
type = "person"
aliases = ["A. Lind", "the Countess of Ode"]
gender = "female"
country = "Sweden"
wikidata = "Q42"

[[entities.offices]]
title = "mayor"
of = "Ode"
from = "2016-03"
until = "2020"

[[entities]]
name = "Ode Harbour Board"
type = "organization"
aliases = ["OHB"]
"#;

const CSV: &str = "\
name,type,aliases,gender,country,wikidata,offices
Ada Lind,person,A. Lind; the Countess of Ode,female,Sweden,Q42,\"mayor, Ode, 2016-03/2020\"
# a remark
Ode Harbour Board,organization,OHB,,,,
";

#[test]
fn both_forms_say_the_same() {
    let toml = Entities::parse(TOML, EntitiesFormat::Toml).expect("well formed");
    let csv = Entities::parse(CSV, EntitiesFormat::Csv).expect("well formed");
    assert_eq!(toml.entities, csv.entities);
    let [ada, board] = toml.entities.as_slice() else { panic!("two entities") };
    assert_eq!((ada.kind, ada.gender), (EntityType::Person, Some(Gender::Female)));
    assert_eq!(ada.offices[0].term, Term::of("2016-03/2020").expect("a term"));
    assert_eq!(
        (board.kind, board.aliases.as_slice()),
        (EntityType::Organization, &["OHB".into()][..])
    );
}

#[test]
fn the_version_tells_which_file_was_used() {
    let model = ModelVersion::new("rules-1");
    let one = Entities::parse(TOML, EntitiesFormat::Toml).expect("well formed").version(&model);
    let same = Entities::parse(TOML, EntitiesFormat::Toml).expect("well formed").version(&model);
    let other = Entities::parse(CSV, EntitiesFormat::Csv).expect("well formed").version(&model);
    assert_eq!(one, same);
    assert_ne!(one, other);
    let fingerprint = one.as_str().strip_prefix("rules-1+").expect("the model comes first");
    assert!(fingerprint.len() == 8 && fingerprint.chars().all(|c| c.is_ascii_hexdigit()));
}

fn refused(text: &str, format: EntitiesFormat) -> String {
    Entities::parse(text, format).expect_err("refused").to_string()
}

#[test]
fn what_is_not_understood_is_refused_with_its_line() {
    let check = |from: &str, to: &str, expect: &str| {
        assert!(TOML.contains(from), "{from}");
        let error = refused(&TOML.replace(from, to), EntitiesFormat::Toml);
        assert!(error.starts_with(expect), "{error}");
    };
    check("\"person\"", "\"persn\"", "line 2: the type \"persn\" is not known; write person");
    check("\"Sweden\"", "\"Swe\\u0000den\"", "line 2: a NUL character");
    check("\"female\"", "\"woman\"", "line 2: the gender \"woman\" is not known");
    check("\"Q42\"", "\"42\"", "line 2: \"42\" is no Wikidata id");
    check("\"Q42\"", "\"Q042\"", "line 2: \"Q042\" is no Wikidata id");
    check("\"2020\"", "\"last year\"", "line 2: \"last year\" is no date; write 2016");
    check("\"2020\"", "\"2015\"", "line 2: the office \"mayor\" ends before it begins");
    check("\"OHB\"", "\"A. Lind\"", "line 16: \"A. Lind\" is a name of \"Ada Lind\" on line 2");
    check("\"OHB\"", "\"…\"", "line 16: the alias \"…\" has no letters");
    check("\"Ode Harbour Board\"", "\" \"", "line 16: the name is empty");
    check("[\"OHB\"]", "[\"OHB\"]\ngender = \"male\"", "line 16: an organization has neither");
    check("country = ", "land = ", "line 7: unknown field `land`");
    check("[\"OHB\"]", "[\"OHB\"", "line ");
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let check = |from: &str, to: &str, expect: &str| {
        assert!(CSV.contains(from), "{from}");
        let error = refused(&CSV.replace(from, to), EntitiesFormat::Csv);
        assert!(error.starts_with(expect), "{error}");
    };
    check("gender", "sex", "line 1: the column \"sex\" is not known; the first line names columns");
    check("country", "gender", "line 1: the column \"gender\" is there twice");
    check("type", "gender", "line 1: the column \"gender\" is there twice");
    check("OHB,,,,", "OHB,", "line 4: there are 4 cells under 7 columns");
    check("organization", "club", "line 4: the type \"club\" is not known");
    let error = refused("type\nperson\n", EntitiesFormat::Csv);
    assert!(error.starts_with("line 1: there is no column \"name\""), "{error}");
}

#[test]
fn a_file_may_be_empty() {
    assert!(Entities::parse("", EntitiesFormat::Toml).expect("empty").is_empty());
    let csv = Entities::parse("\u{feff}type,name\n", EntitiesFormat::Csv).expect("empty");
    assert_eq!(csv.len(), 0);
}
