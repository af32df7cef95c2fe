//! Under whom statements answer after edits in all orders.

use super::*;
use crate::{Span, SpeakerType, StatementId};

fn article(text: &str) -> ArticleId {
    ArticleId::of(None, text)
}

/// Compares names by their words in small letters.
fn fold(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn person(name: &str) -> Party {
    let kind = SpeakerType::Person;
    Party { id: SpeakerId::of_slug(&fold(name), kind, article("any")), name: name.into(), kind }
}

fn merge(into: &str, from: &[&str]) -> Edit {
    Edit::Merge { into: person(into), from: from.iter().map(|name| person(name)).collect() }
}

fn split(from: &str, forms: &[&str], to: &str) -> Edit {
    let forms = forms.iter().map(|form| (*form).to_owned()).collect();
    let part = SpeakerPart { forms, ..SpeakerPart::default() };
    Edit::Split { from: person(from), part, to: person(to) }
}

fn rules_of(edits: &[Edit]) -> SpeakerRules<String> {
    SpeakerRules::of((1..).zip(edits), fold)
}

fn place(text: &str, at: u32) -> StatementPlace {
    let span = |start| Span::new(start, start + 5).expect("not empty");
    StatementPlace { article: article(text), source: vec![span(at)], content: vec![span(at + 10)] }
}

fn pin(at: &StatementPlace, to: Option<&str>) -> Edit {
    let statement = StatementId::from_stored("0123456789abcdef".into());
    Edit::PinStatement { statement, place: at.clone(), to: to.map(person) }
}

/// Returns the name of whom a statement answers under that `source` said, whom its article calls
/// `name`.
fn answer(edits: &[Edit], source: &str, name: &str, at: &StatementPlace) -> String {
    let (id, source, name) = (person(name).id, fold(source), fold(name));
    let linked = Linked { speaker: Some(&id), name: Some(&name), source: Some(&source), place: at };
    let answer = rules_of(edits).answer(&linked);
    answer.speaker.map_or("nobody".into(), |id| id.as_str().replace("person/", ""))
}

fn check(edits: &[Edit], source: &str, name: &str, expect: &str) {
    assert_eq!(answer(edits, source, name, &place("an article", 0)), expect, "{source} of {name}");
}

#[test]
fn without_edits_everybody_answers() {
    check(&[], "Ode", "Ada Ode", "ada-ode");
}

#[test]
fn merges_follow_each_other() {
    let edits = [merge("Ada Ode", &["A. Ode"]), merge("Ada Brask", &["Ada Ode", "Ady Ode"])];
    for name in ["A. Ode", "Ada Ode", "Ady Ode", "Ada Brask"] {
        check(&edits, "she", name, "ada-brask");
    }
    // What was merged before a speaker was there at all follows it.
    let edits = [merge("Ada Brask", &["Ada Ode"]), merge("Ada Ode", &["A. Ode"])];
    check(&edits, "she", "A. Ode", "ada-ode");
    check(&edits, "she", "Ada Ode", "ada-brask");
}

#[test]
fn going_round_in_circles_ends() {
    let edits = [merge("Ada Ode", &["Ada Brask"]), merge("Ada Brask", &["Ada Ode"])];
    check(&edits, "she", "Ada Ode", "ada-brask");
    check(&edits, "she", "Ada Brask", "ada-brask");
}

#[test]
fn a_form_leaves_with_all_that_its_article_gives_it() {
    let edits = [merge("Ada Ode", &["Ada Oden"]), split("Ada Ode", &["ODEN", "ada oden"], "Oden")];
    check(&edits, "Oden", "Ada Oden", "oden");
    check(&edits, "she", "Ada Oden", "oden");
    check(&edits, "Oden", "Ada Ode", "oden");
    check(&edits, "Ode", "Ada Ode", "ada-ode");
    check(&edits, "Oden", "Tom Oden", "tom-oden");
}

#[test]
fn articles_and_places_leave_alone() {
    let to = person("Ada Ode (baker)");
    let (here, there) = (place("here", 0), place("there", 0));
    let edit = |part| Edit::Split { from: person("Ada Ode"), part, to: to.clone() };
    let by_article =
        [edit(SpeakerPart { articles: vec![article("here")], ..SpeakerPart::default() })];
    assert_eq!(answer(&by_article, "she", "Ada Ode", &here), "ada-ode-baker");
    assert_eq!(answer(&by_article, "she", "Ada Ode", &there), "ada-ode");
    let by_place = [edit(SpeakerPart { places: vec![here.clone()], ..SpeakerPart::default() })];
    assert_eq!(answer(&by_place, "she", "Ada Ode", &here), "ada-ode-baker");
    assert_eq!(answer(&by_place, "she", "Ada Ode", &place("here", 40)), "ada-ode");
}

#[test]
fn a_pinned_statement_moves_with_its_speaker_and_with_nothing_else() {
    let at = place("here", 0);
    let by_ode = |edits: &[Edit]| answer(edits, "Ode", "Ada Ode", &at);
    assert_eq!(by_ode(&[pin(&at, Some("Tom Brask"))]), "tom-brask");
    assert_eq!(by_ode(&[pin(&at, None)]), "nobody");
    assert_eq!(by_ode(&[pin(&at, Some("Tom")), merge("Tom Brask", &["Tom"])]), "tom-brask");
    let split_later = [pin(&at, Some("Tom Brask")), split("Tom Brask", &["Ode"], "Oda")];
    assert_eq!(by_ode(&split_later), "tom-brask");
    assert_eq!(by_ode(&[pin(&at, Some("Tom")), pin(&at, Some("Eva"))]), "eva");
    assert_eq!(answer(&[pin(&at, None)], "Ode", "Ada Ode", &place("here", 40)), "ada-ode");
}

#[test]
fn what_nobody_is_known_to_have_said_can_be_pinned() {
    let at = place("here", 0);
    let linked = Linked { speaker: None, name: None, source: None, place: &at };
    let edits = [pin(&at, Some("Tom Brask"))];
    let answer = rules_of(&edits).answer(&linked);
    assert_eq!((answer.speaker, answer.pinned), (Some(person("Tom Brask").id), true));
}

#[test]
fn several_who_are_said_to_have_said_it_are_followed_each() {
    let at = place("here", 0);
    let several = |names: &[&str]| Edit::Correct {
        statement: StatementId::from_stored("0123456789abcdef".into()),
        place: at.clone(),
        what: Correction::Speakers(names.iter().map(|name| person(name)).collect()),
        reason: None,
    };
    let check = |edits: &[Edit], expect: &[&str]| {
        let linked = Linked { speaker: None, name: None, source: None, place: &at };
        let answer = rules_of(edits).answer(&linked);
        let all = answer.speaker.iter().chain(&answer.with);
        let all: Vec<String> = all.map(|id| id.as_str().replace("person/", "")).collect();
        assert_eq!(all, expect, "{edits:?}");
        assert!(answer.pinned);
    };
    check(&[several(&["Ada Ode", "Tom", "Eva"])], &["ada-ode", "tom", "eva"]);
    // Later merges hold for each, earlier ones and splits for none.
    let merged = [
        merge("Eva Ode", &["Eva"]),
        several(&["Ada Ode", "Tom", "Eva"]),
        merge("Tom Brask", &["Tom"]),
        split("Tom Brask", &["Ode"], "Oda"),
    ];
    check(&merged, &["ada-ode", "tom-brask", "eva"]);
    let into_another = [several(&["Ada Ode", "Tom", "Eva"]), merge("Ada Ode", &["Tom"])];
    check(&into_another, &["ada-ode", "eva"]);
    // The last who says it says it of all.
    check(&[several(&["Ada Ode", "Tom"]), pin(&at, Some("Eva"))], &["eva"]);
    check(&[several(&["Ada Ode", "Tom"]), pin(&at, None)], &[]);
    check(&[several(&["Ada Ode", "Tom"]), several(&["Tom", "Eva"])], &["tom", "eva"]);
}

#[test]
fn a_new_name_is_shown_and_nothing_else_changes() {
    let rename = Edit::Rename { speaker: person("Ode"), name: "Ada Ode".into() };
    let edits = [rename, merge("Ode", &["Oden"])];
    check(&edits, "Oden", "Oden", "ode");
    let rules = rules_of(&edits);
    assert_eq!(rules.party(&person("Ode").id).map(|party| party.name.as_str()), Some("Ada Ode"));
    assert_eq!(rules.merged_into(&person("Oden").id).map(|p| p.name.as_str()), Some("Ada Ode"));
    assert!(rules.merged_into(&person("Ode").id).is_none());
    assert!(rules.is_renamed(&person("Ode").id) && !rules.is_renamed(&person("Oden").id));
}

#[test]
fn similarity_leaves_alone_what_people_decided() {
    let pinned = Edit::Pin { speaker: person("Ode") };
    let rules = rules_of(&[pinned, merge("Brask", &["Brasky"])]);
    assert!(rules.is_pinned(&person("Ode").id) && rules.is_decided(&person("Ode").id));
    assert!(!rules.is_pinned(&person("Brask").id) && rules.is_decided(&person("Brask").id));
    assert!(!rules.is_decided(&person("Tom").id));
}
