//! The questions are held to their answers here; `consistent` holds the tables to their rules, and
//! `terms` the offices to their terms.

mod consistent;
mod invented;
mod rules;
mod terms;

use std::collections::HashSet;

use super::*;
use crate::{Dated, EntitiesFormat};

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
fn a_body_of_one_word_has_its_own_letters() {
    let body = |name: &str| Gazetteer::get().body(name).map(|body| body.name.as_str());
    assert_eq!(body("Citi"), Some("Citigroup"));
    assert_eq!(body("Citi’s"), Some("Citigroup"));
    assert_eq!(body("City"), None);
    assert_eq!(body("Soni"), None);
    assert_eq!(body("Nestle"), Some("Nestlé"));
    assert_eq!(body("the Kremlin"), Some("Kremlin"));
    assert_eq!(body("Sainsbury"), None);
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
