//! Second-hand statements in small texts, as the rules tag them and as marked by hand.

use q7x2_domain::{Article, Metadata};

use super::{Telling, tellings};
use crate::Extractor;
use crate::document::{Bytes, Document};
use crate::link::Attribution;

/// Shows who says what at which depth, and by which speaker's statement.
fn shown(text: &str) -> Vec<String> {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let extraction = Extractor::rules().extract(&article);
    extraction.check(&article).expect("slices of the text");
    let name = |statement: &q7x2_domain::Statement| {
        statement.speaker.as_ref().map_or("-".to_owned(), |speaker| speaker.name.clone())
    };
    let show = |statement: &q7x2_domain::Statement| {
        let Some(relay) = &statement.relay else { return name(statement) };
        let by = extraction.statements.iter().find(|by| Some(&by.id) == relay.by.as_ref());
        let by = by.map_or("-".to_owned(), name);
        format!("{} {} {by}", name(statement), relay.depth)
    };
    extraction.statements.iter().map(show).collect()
}

/// Reads "source cue content" triples of byte ranges given as words of the text.
fn told(text: &str, triples: &[[&str; 3]]) -> Vec<Telling> {
    let range = |words: &str| {
        let at = text.find(words).expect("words of the text");
        at..at + words.len()
    };
    let attributions: Vec<Attribution> = triples
        .iter()
        .map(|[source, cue, content]| Attribution {
            source: Some(range(source).into()),
            cue: Some(range(cue).into()),
            contents: vec![range(content).into()],
        })
        .collect();
    tellings(&Document::of(text), &attributions)
}

#[test]
fn what_is_told_within_is_one_step_down() {
    assert_eq!(
        shown("The Lantern wrote that Ada Lind had urged her crew to leave the pier."),
        ["Lantern", "Ada Lind 1 Lantern"]
    );
    assert_eq!(
        shown("Ada Lind said that Ilya Orlov told her that the bridge was lost."),
        ["Ada Lind", "Ilya Orlov 1 Ada Lind"]
    );
    assert_eq!(
        shown("According to a cook, Ada Lind said “No bridge today.”"),
        ["cook", "Ada Lind 1 cook"]
    );
    assert_eq!(shown("Ada Lind said that the bridge was lost."), ["Ada Lind"]);
}

#[test]
fn who_reports_himself_is_first_hand() {
    let told = shown("Ada Lind said that Lind told the council that the bridge was lost.");
    assert_eq!(told, ["Ada Lind", "Ada Lind"]);
}

#[test]
fn depths_add_up() {
    let text = "the Lantern said Orlov said Lind said it rained";
    let found = told(
        text,
        &[
            ["the Lantern", "said", "Orlov said Lind said it rained"],
            ["Orlov", "said Lind", "Lind said it rained"],
        ],
    );
    assert_eq!(found[1], Telling { by: Some(0), by_others: false, named: Some(Bytes::new(0, 11)) });
}

#[test]
fn a_teller_in_the_sentence_is_found_without_a_content_around() {
    let check = |text: &str, teller: Option<&str>| {
        let found = told(text, &[["Orlov", "said", "it rained"]])[0];
        assert_eq!(found.named.map(|bytes| &text[bytes.range()]), teller, "{text}");
        assert_eq!((found.by, found.by_others), (None, teller.is_some()), "{text}");
    };
    check("The Lantern reported that Orlov said it rained.", Some("The Lantern"));
    check("The Lantern reported on Monday that Orlov said it rained.", Some("The Lantern"));
    check("The Lantern told readers that Orlov said it rained.", Some("The Lantern"));
    check("According to the Lantern, Orlov said it rained.", Some("the Lantern"));
    check("Orlov said it rained, according to the Lantern.", Some("the Lantern"));
    check("Orlov said it rained, the Lantern reported on Monday.", Some("the Lantern"));
    check("Report: Orlov said it rained", Some("Report"));
    check("Orlov said it rained – reports", Some("reports"));
    check("Rain: Orlov said it rained", None);
    check("The Lantern closed, and Orlov said it rained.", None);
    check("The report that Orlov said it rained was false.", None);
    check("Orlov said it rained.", None);
    check("Orlov said it rained, the rain of the year.", None);
    check("It rained, as Orlov said it rained, and the Lantern closed.", None);
}

#[test]
fn a_cue_that_tells_something_else_is_no_teller() {
    let found = told(
        "Lind announced Orlov said it rained, she added.",
        &[["Orlov", "said", "it rained"], ["Lind", "announced", "she added"]],
    );
    assert_eq!(found[0], Telling::default());
}

#[test]
fn hearsay_has_a_teller_that_nobody_names() {
    let hearsay = |text: &str, cue: &str| told(text, &[["Orlov", cue, "it rained"]])[0].by_others;
    assert!(hearsay("Orlov allegedly warned that it rained.", "warned"));
    assert!(hearsay("Orlov is said to have replied it rained.", "is said to have replied"));
    assert!(hearsay("Orlov was quoted as saying it rained.", "was quoted as saying"));
    assert!(!hearsay("Orlov quoted Lind as saying it rained.", "quoted"));
    assert!(!hearsay("Orlov told her it rained.", "told"));
}

#[test]
fn what_is_told_to_somebody_is_told_without_that() {
    let check = |text: &str, inner: &str, teller: &str| {
        assert_eq!(shown(text), [teller.to_owned(), format!("{inner} 1 {teller}")], "{text}");
    };
    check(
        "The Lantern reported that Ada Lind told aides that she would go.",
        "Ada Lind",
        "Lantern",
    );
    check(
        "Ilya Orlov said that Ada Lind had promised him that the bridge would open.",
        "Ada Lind",
        "Ilya Orlov",
    );
}

#[test]
fn who_has_no_name_is_told_of_too() {
    assert_eq!(
        shown("Ilya Orlov said that the mayor told aides that the bridge was lost."),
        ["Ilya Orlov", "mayor 1 Ilya Orlov"]
    );
    assert_eq!(
        shown(
            "According to the Lantern, a friend of the mayor confirmed that the bridge was lost."
        ),
        ["Lantern", "friend of the mayor 1 Lantern"]
    );
    // A thing says nothing, and who tells what he said himself stands between nobody.
    let first_hand = |text: &str| {
        let own = |told: &String| told == "Ilya Orlov";
        assert!(shown(text).iter().all(own), "{text}: {:?}", shown(text));
    };
    first_hand("Ilya Orlov said that the demands that come with the bridge were known.");
    first_hand("Ilya Orlov said that he had told aides that the bridge was lost.");
}

#[test]
fn a_pronoun_is_somebody_else_where_the_teller_is_his() {
    let text = "Ada Lind came. She told aides that the bridge was lost, according to her lawyer.";
    let statements = shown(text);
    assert!(statements.contains(&"Ada Lind 1 her lawyer".to_owned()), "{statements:?}");
}

#[test]
fn a_teller_may_have_an_aside() {
    let teller = |text: &str| {
        let found = told(text, &[["Orlov", "asked", "why it rained"]])[0];
        found.named.map(|bytes| text[bytes.range()].to_owned())
    };
    let told = teller("The paper, citing two guests, says Orlov asked why it rained.");
    assert_eq!(told.as_deref(), Some("The paper"));
    assert_eq!(teller("It rained, they slept, says who? Orlov asked why it rained."), None);
}

#[test]
fn an_outlet_by_which_something_came_tells_it() {
    let named = |text: &str, end: &str| {
        let told = told(text, &[["Ada Lind", "said", end]]);
        let words = told[0].named.map(|at| Document::of(text).slice(at).to_owned());
        (told[0].by_others, words.unwrap_or_default())
    };
    let check = |tail: &str, expect: &str| {
        let text = format!("The pier is lost, Ada Lind said, {tail}");
        assert_eq!(
            named(&text, "The pier is lost"),
            (!expect.is_empty(), expect.to_owned()),
            "{tail}"
        );
    };
    check("via the Daily Lantern.", "the Daily Lantern");
    check("per the Coastal Times.", "the Coastal Times");
    check("via Ben Stone of the Daily Lantern.", "Ben Stone of the Daily Lantern");
    check("via a letter.", "");
    check("per head.", "");
}

#[test]
fn who_hears_it_stands_for_who_told_it() {
    let text = "Lind told the crew that it sank, the court heard.";
    let document = Document::of(text);
    let place = |words: &str| {
        let at = text.find(words).expect("words of the text");
        Bytes::from(at..at + words.len())
    };
    let outer = Attribution {
        source: None,
        cue: Some(place("heard")),
        contents: vec![place("Lind told the crew that it sank")],
    };
    let inner = Attribution {
        source: Some(place("Lind")),
        cue: Some(place("told")),
        contents: vec![place("that it sank")],
    };
    let named = tellings(&document, &[outer, inner])[1].named;
    assert_eq!(named.map(|named| &text[named]), Some("the court"));
}

#[test]
fn an_outlet_may_be_named_in_front_or_in_brackets() {
    let check = |text: &str, triple: [&str; 3], expect: Option<&str>| {
        let named = told(text, &[triple])[0].named;
        assert_eq!(named.map(|named| &text[named]), expect, "{text}");
    };
    let lind = ["Lind", "said", "that it sank"];
    let of = "Ben Stone of the Daily Lantern";
    check("Per Ben Stone of the Daily Lantern, Lind said that it sank.", lind, Some(of));
    check("Per Ode, a cook, Lind said that it sank.", lind, None);
    check("Lind said that it sank (via Weir Weekly).", lind, Some("Weir Weekly"));
    check("Lind said that it sank (via Zoom).", lind, None);
    let cited = ["Lind", "was quoted in the Daily Lantern as saying", "that it sank"];
    let text = "Lind was quoted in the Daily Lantern as saying that it sank.";
    check(text, cited, Some("the Daily Lantern"));
    let quoted = ["Lind", "as saying", "that it sank"];
    check("News\n\nTass quoted Lind as saying that it sank.", quoted, Some("Tass"));
}
