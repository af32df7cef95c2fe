//! Whom "you" means in small scenes, as the rules tag them.

use q7x2_domain::{Article, Metadata};

use crate::{Extractor, RuleTagger};

/// Returns whom the last statement is addressed to: the words, and the name of the party.
fn addressee(text: &str) -> Option<(String, String)> {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let extraction = Extractor::new(RuleTagger::new()).extract(&article);
    extraction.check(&article).expect("slices of the text");
    let addressee = extraction.statements.last()?.addressee.clone()?;
    let party = addressee.party.map_or("-".to_owned(), |party| party.name);
    Some((addressee.excerpt.text, party))
}

fn orlov(text: &str) {
    let found = addressee(text);
    let party = found.as_ref().map(|(_, party)| party.as_str());
    assert_eq!(party, Some("Ilya Orlov"), "{text}: {found:?}");
}

fn nobody(text: &str) {
    assert_eq!(addressee(text), None, "{text}");
}

#[test]
fn the_other_of_two_is_addressed() {
    orlov("Ada Lind hugged Ilya Orlov. “You made it,” Lind said.");
    orlov("Ada Lind came down the stairs. She walked up to Ilya Orlov. “You made it,” she said.");
    orlov("“You made it,” Ada Lind said, shaking hands with Ilya Orlov.");
    orlov("“You made it,” Ada Lind said as she greeted the old captain Ilya Orlov.");
    orlov("Turning to Ilya Orlov, Ada Lind said: “Your boat is late.”");
    orlov("Ilya Orlov greeted Ada Lind at the pier. “You made it,” Lind said.");
    orlov("Ada Lind waved. Ilya Orlov greeted her at the pier. “You look well,” Lind said.");
    orlov("Ada Lind and Ilya Orlov shook hands. “You made it,” Lind said.");
    orlov("Ada Lind called Ilya Orlov on Monday. “Where is your boat?” Lind asked.");
    orlov("Ada Lind met Ilya Orlov at the pier. “Orlov, you made it,” Lind said.");
}

#[test]
fn the_two_are_those_who_were_named_together() {
    orlov(
        "The meeting between Mayor Ada Lind and Captain Ilya Orlov began late.\n\
         It rained on the pier.\nThe handshake of the two rivals was brief.\n\
         “You made it,” Lind said.",
    );
}

#[test]
fn the_words_are_the_nearest_name() {
    let found =
        addressee("Ada Lind met Ilya Orlov at the pier. Orlov smiled. “You won,” Lind said.");
    assert_eq!(found, Some(("Orlov".to_owned(), "Ilya Orlov".to_owned())));
}

#[test]
fn a_scene_of_more_than_two_tells_nothing() {
    nobody("Ada Lind hugged Ilya Orlov and his wife. “You made it,” Lind said.");
    nobody("Ada Lind hugged Ilya Orlov. Lea Holm smiled. “You made it,” Lind said.");
    nobody("Ada Lind hugged Ilya Orlov before the crowd. “You made it,” Lind said.");
    nobody("Ada Lind met Ilya Orlov. “You made it,” Lind said in an interview.");
    nobody("Ada Lind hugged Ilya Orlov’s wife. “You made it,” Lind said.");
}

#[test]
fn who_is_elsewhere_is_not_addressed() {
    nobody("Ada Lind spoke of Ilya Orlov. “You made it,” Lind said.");
    nobody("After meeting with Ilya Orlov, Ada Lind went home. “You made it,” Lind said.");
    nobody("Ada Lind smiled as the mayor hugged Ilya Orlov. “You made it,” Lind said.");
    nobody("Ada Lind called Ilya Orlov a fool. “You made it up,” Lind said.");
    nobody("Ilya Orlov hugged the mayor. “You made it,” Ada Lind said.");
}

#[test]
fn not_every_you_is_somebody() {
    nobody("Ada Lind hugged Ilya Orlov. “You never know,” Lind said.");
    nobody("Ada Lind hugged Ilya Orlov. “It rained,” Lind said.");
    nobody("Ada Lind hugged Ilya Orlov. “Ask Orlov if your boat is late,” Lind said.");
}

#[test]
fn whom_the_cue_names_comes_first() {
    let found = addressee("Ada Lind hugged Ilya Orlov. “You made it,” Lind told Lea Holm.");
    assert_eq!(found, Some(("Lea Holm".to_owned(), "Lea Holm".to_owned())));
}
