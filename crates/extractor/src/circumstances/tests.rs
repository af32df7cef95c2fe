//! Addressees and channels in small sentences.

use q7x2_domain::{Article, Metadata};

use crate::{Extractor, RuleTagger};

/// Shows addressee and channel of the first statement.
fn check(text: &str, addressee: Option<&str>, channel: Option<&str>) {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let extraction = Extractor::new(RuleTagger::new()).extract(&article);
    let statement = extraction.statements.first().expect("a statement");
    let found = statement.addressee.as_ref().map(|found| found.excerpt.text.as_str());
    assert_eq!(found, addressee, "addressee in {text:?}");
    let found = statement.channel.as_ref().map(|found| found.excerpt.text.as_str());
    assert_eq!(found, channel, "channel in {text:?}");
}

#[test]
fn whoever_is_told_is_the_addressee() {
    check("“We start on Monday,” Lind told reporters in Ode.", Some("reporters"), None);
    check("Lind told the council on Monday that she would go.", Some("the council"), None);
    check("Lind urged her rival to go.", Some("her rival"), None);
    check("Lind warned Orlov that time was short.", Some("Orlov"), None);
    check("“We start on Monday,” Lind said.", None, None);
}

#[test]
fn the_channel_stands_in_the_sentence_of_the_cue() {
    check("“We start,” Lind wrote on Telegram.", None, Some("Telegram"));
    check("In a post on X, Lind wrote: “We start.”", None, Some("a post on X"));
    check(
        "In an interview with the BBC, Lind said she would go.",
        None,
        Some("an interview with the BBC"),
    );
    check("“We start,” Lind said in a statement on Tuesday.", None, Some("a statement"));
    check(
        "In remarks broadcast on state television, Lind said she would go.",
        None,
        Some("remarks broadcast on state television"),
    );
}

#[test]
fn what_is_no_channel_is_not_taken_for_one() {
    check("In the x-ray room, Lind said she would go.", None, None);
    check("Lind said in May that the statement was false.", None, None);
}
