//! Small articles and whom the ranking takes for the speakers in them, by the weights that ship.

use q7x2_domain::{Article, Metadata, Speaker};

use super::{Feature, Model};
use crate::Extractor;
use crate::fitting::{Thresholds, WEIGHTS};

/// Shows each statement's speakers as `name (type, link reason)`, or `-`.
fn check(text: &str, expect: &[&str]) {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let extraction = Extractor::rules().extract(&article);
    let show = |speaker: &Speaker| {
        format!("{} ({}, {})", speaker.name, speaker.kind, speaker.link_reason.as_str())
    };
    let shown = extraction.statements.iter().map(|statement| {
        let all: Vec<String> = statement.speakers().map(show).collect();
        if all.is_empty() { "-".to_owned() } else { all.join(" with ") }
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{text:?}");
}

#[test]
fn names_are_their_bearers() {
    check("“Yes,” Ada Lind said.", &["Ada Lind (person, name)"]);
    check(
        "Ada Lind came. “Yes,” Lind said. “No,” she said.",
        &["Ada Lind (person, surname)", "Ada Lind (person, pronoun)"],
    );
    check(
        "“Yes,” said Quibo Fargan-o-rim. “No,” Quibo said.",
        &["Quibo Fargan-o-rim (person, name)", "Quibo Fargan-o-rim (person, surname)"],
    );
}

#[test]
fn two_who_speak_together_are_both_named() {
    check(
        "“Yes,” Ada Lind and Peter Ode said.",
        &["Ada Lind (person, name) with Peter Ode (person, name)"],
    );
}

#[test]
fn an_office_says_whose_and_a_document_who_made_it() {
    let facts = |text: &str| {
        let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
        let statement = Extractor::rules().extract(&article).statements.remove(0);
        statement.speaker.expect("a party")
    };
    let team = facts("Mayor Ada Lind left on Monday. Lind’s campaign said it rained.");
    assert_eq!(team.facts.of.as_deref(), Some("Ada Lind"), "{team:?}");
    let poll = facts("A poll by the Ode Institute said it rained.");
    assert_eq!(poll.kind, q7x2_domain::SpeakerType::Document, "{poll:?}");
    assert_eq!(poll.facts.maker.as_deref(), Some("Ode Institute"));
}

#[test]
fn who_is_described_keeps_the_phrase() {
    check(
        "A spokesman for the bank said it rained.",
        &["spokesman for the bank (unnamed, description)"],
    );
    check(
        "Mayor Ada Lind left. Lind’s lawyer said it rained.",
        &["Lind's lawyer (unnamed, description)"],
    );
    check("Local officials said it rained.", &["Local officials (group, description)"]);
}

#[test]
fn what_users_named_comes_first() {
    let users = r#"entities = [{ name = "Ode Harbour Board", type = "organization", aliases = ["the quay men"] }]"#;
    let users = q7x2_gazetteer::Entities::parse(users, q7x2_gazetteer::EntitiesFormat::Toml);
    let extractor = Extractor::rules().knowing(&users.expect("well formed"));
    let text = "Ada Lind came. The quay men said it rained.".to_owned();
    let article = Article::new(Metadata::default(), text).expect("a text");
    let statement = extractor.extract(&article).statements.remove(0);
    assert_eq!(statement.speaker.expect("a party").name, "Ode Harbour Board");
    // What users say of a name is sure.
    assert!(statement.confidence.expect("it is told") > 0.3, "{:?}", statement.confidence);
}

#[test]
fn a_table_is_read_as_it_was_written() {
    let numbers = (0..WEIGHTS).map(|at| (at % 7) as f32 / 8.0 - 0.25);
    let thresholds = Thresholds { name: 0.25, unsure: 0.5, owning: 0.75, whose: 1.0 };
    let model = Model::new(numbers.collect(), 1.5, thresholds);
    let read = Model::read(&model.table());
    assert_eq!((read.weights, read.thresholds), (model.weights, thresholds));
}

#[test]
fn the_answers_that_ship_have_thresholds() {
    let [_, second] = Model::shipped();
    let Thresholds { unsure, owning, .. } = second.thresholds;
    assert!(unsure > 0.0 && owning >= unsure, "{:?}", second.thresholds);
}

#[test]
fn the_table_that_ships_knows_all_evidence() {
    for model in Model::shipped() {
        let weighs = |feature: usize| model.weights[feature] != 0.0;
        let known = (0..Feature::COUNT).filter(|feature| weighs(*feature)).count();
        assert!(known * 10 > Feature::COUNT * 8, "{known} of {}", Feature::COUNT);
    }
}
