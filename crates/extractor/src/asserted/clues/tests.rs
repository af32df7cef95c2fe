//! What is noticed of a cue and of what stands around it.

use super::*;

/// Returns the clues of an attribution whose parts are words of a text.
fn clues(text: &str, source: Option<&str>, cue: &str, content: &str) -> Clues {
    let place = |words: &str| -> Bytes {
        let start = text.find(words).expect("the words stand in the text");
        (start..start + words.len()).into()
    };
    let attribution = Attribution {
        source: source.map(place),
        cue: Some(place(cue)),
        contents: vec![place(content)],
    };
    Clues::of(&Document::of(text), &attribution)
}

fn check(clues: &Clues, with: &[&str], without: &[&str]) {
    let has = |name: &&&str| clues.names().any(|clue| clue == **name);
    let missing: Vec<_> = with.iter().filter(|name| !has(name)).collect();
    assert!(missing.is_empty(), "{missing:?} not in {clues:?}");
    let odd: Vec<_> = without.iter().filter(has).collect();
    assert!(odd.is_empty(), "{odd:?} in {clues:?}");
}

#[test]
fn words_of_the_cue_are_noticed_with_what_turns_them_around() {
    let found =
        clues("Lind didn’t say whether it rains.", Some("Lind"), "didn’t say", "whether it");
    check(&found, &["cue=not", "head=say", "not&yes", "not=not", "helper=did"], &["near&if"]);
    let found = clues("Few aides say it rains.", Some("Few aides"), "say", "it rains");
    check(&found, &["not&yes", "not=few"], &[]);
    let found = clues("Lind says it never rains.", Some("Lind"), "says", "it never rains");
    check(&found, &["not&no", "form=third"], &["not&yes"]);
}

#[test]
fn what_stands_around_the_cue_is_noticed() {
    let text = "But if Lind, he hopes, says that it rains, we stay.";
    let found = clues(text, Some("Lind"), "says", "that it rains");
    check(&found, &["near&if", "before=if", "before2=but_if", "between=hopes"], &[]);
    let text = "Ode urged Lind to say that it rains.";
    let found = clues(text, Some("Lind"), "to say", "that it rains");
    check(&found, &["over=urge", "to&over=demanded", "to&between=no"], &[]);
}

#[test]
fn hearsay_and_what_is_to_come_are_noticed() {
    let found = clues("Lind reportedly said it rains.", Some("Lind"), "said", "it rains");
    check(&found, &["hearsay"], &["coming"]);
    let found = clues("Lind is said to have warned of rain.", Some("Lind"), "is said to", "rain");
    check(&found, &["hearsay&told"], &[]);
    let text = "Lind is expected to announce rain.";
    check(&clues(text, Some("Lind"), "is expected to announce", "rain"), &["coming"], &["hearsay"]);
}

#[test]
fn a_denial_that_is_turned_around_is_none() {
    let found = clues("Lind did not deny that it rains.", Some("Lind"), "did not deny", "that it");
    check(&found, &["head=does-not-deny", "cue=does-not-deny"], &["cue=deny", "does=denied"]);
    let found = clues("Lind denies that it rains.", Some("Lind"), "denies", "that it");
    check(&found, &["head=deny", "does=denied"], &["cue=does-not-deny"]);
}

#[test]
fn what_is_refused_is_to_speak_or_a_deed() {
    let text = "Lind refused to discuss the rain.";
    let found = clues(text, Some("Lind"), "refused", "to discuss the rain");
    check(&found, &["cue=refuses-to-speak"], &["cue=refused"]);
    let text = "Lind flatly refused to leave the bridge.";
    let found = clues(text, Some("Lind"), "refused to leave", "the bridge");
    check(&found, &["cue=refuses-a-deed"], &["cue=refuses-to-speak"]);
}

#[test]
fn a_content_is_noticed_by_how_it_begins() {
    let found = clues("“Does it rain?” Lind asked.", Some("Lind"), "asked", "“Does it rain?”");
    check(&found, &["content&asks=direct", "content&first", "kind=direct"], &["content&whether"]);
    let found = clues("Lind asked whether it rains.", Some("Lind"), "asked", "whether it rains");
    check(&found, &["content&whether", "content=whether"], &["content&first"]);
}
