//! Small texts and the parties that they name.

use q7x2_gazetteer::Gazetteer;

use super::super::people::People;
use super::{Entity, EntityKind, entities_of};
use crate::document::Document;

/// Checks the parties of a text: each as its name, the first letter of its kind and how often it is
/// named.
fn check(text: &str, expect: &[&str]) {
    let document = Document::of(text);
    let people = People::of(&document, None, Gazetteer::get());
    let entities = entities_of(&document, &people, &[]);
    let letter = |kind| match kind {
        EntityKind::Person => 'p',
        EntityKind::Body => 'b',
        EntityKind::Place => 'l',
        EntityKind::People => 'g',
    };
    let mut named: Vec<&Entity> =
        entities.list.iter().filter(|entity| !entity.mentions.is_empty()).collect();
    named.sort_by_key(|entity| entity.mentions[0]);
    let found: Vec<String> = named
        .iter()
        .map(|entity| format!("{} {} {}", entity.name, letter(entity.kind), entity.mentions.len()))
        .collect();
    assert_eq!(found, expect, "{text:?}");
}

#[test]
fn a_surname_is_that_of_the_full_name() {
    check("Ada Lind left. Lind was late, and Mr Ode too.", &["Ada Lind p 2", "Ode p 1"]);
    check("Quibo Fargan spoke first. Fargan then left.", &["Quibo Fargan p 2"]);
    check("Łukasz Żork spoke. They saw Łukasz Żork again.", &["Łukasz Żork p 2"]);
}

#[test]
fn bodies_keep_their_whole_names() {
    check(
        "The Ministry of National Defence said so. The Department of Justice agreed.",
        &["Ministry of National Defence b 1", "Department of Justice b 1"],
    );
    check("The ministry and the Ministry spoke.", &[]);
    check("It was the Velm City Council.", &["Velm City Council b 1"]);
    check("The Rain Institute (RI) met. RI was late.", &["Rain Institute b 3"]);
    check("The Bureau of Rain and Snow met.", &["Bureau of Rain and Snow b 1"]);
}

#[test]
fn titles_before_a_name_are_no_part_of_it() {
    check("Velm Teachers Association President Ada Lind left.", &["Ada Lind p 1"]);
    check("Northern Army Commander Lieutenant General Quibo Fargan left.", &["Quibo Fargan p 1"]);
    check("They met Prime Minister Ada Lind.", &["Ada Lind p 1"]);
}

#[test]
fn bodies_that_look_like_people() {
    check("They saw Quibo Terminals there.", &["Quibo Terminals b 1"]);
    check("They saw Open Doors there.", &["Open Doors b 1"]);
    check("They saw Lind & Ode there.", &["Lind & Ode b 1"]);
}

#[test]
fn one_person_in_either_order() {
    check("They saw Velm Quibo there. Then Quibo Velm left.", &["Velm Quibo p 2"]);
}

#[test]
fn an_abbreviation_of_what_the_article_names() {
    check(
        "The Velmish Bureau for Rain Studies met. Then the BRS left.",
        &["Velmish Bureau for Rain Studies b 2"],
    );
}

#[test]
fn a_namesake_of_the_other_gender_or_of_the_family_is_somebody_else() {
    check("They saw Peter Lind there. Mrs Lind left.", &["Peter Lind p 1", "Lind p 1"]);
    check(
        "They saw Peter Lind there. His brother, Dr Lind, left.",
        &["Peter Lind p 1", "Lind p 1"],
    );
}

#[test]
fn the_office_before_a_name_is_no_part_of_it() {
    check(
        "Secretary of State Ada Lind spoke to Undersecretary for Public Affairs Per Ode there.",
        &["Ada Lind p 1", "Per Ode p 1"],
    );
    check("They saw Ada Jean King there. King was late.", &["Ada Jean King p 2"]);
    check("The King was late again.", &[]);
}

#[test]
fn what_opens_a_sentence_is_no_part_of_the_name() {
    check("They saw Lind in the morning. Clearly Lind saw them too, later on.", &["Lind b 2"]);
}

#[test]
fn capitals_of_headings_are_no_part_of_a_name() {
    check("They saw Mayor QUIBO Lind there on Monday.", &["Quibo Lind p 1"]);
}
