//! Small articles and who speaks in them.

use q7x2_domain::{Article, Metadata};

use crate::{Extractor, RuleTagger};

/// Shows each statement's speaker as `name (type, link reason)`, or `-`.
fn check(text: &str, expect: &[&str]) {
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
    let extraction = Extractor::new(RuleTagger::new()).extract(&article);
    let shown = extraction.statements.iter().map(|statement| match &statement.speaker {
        Some(speaker) => {
            format!("{} ({}, {})", speaker.name, speaker.kind, speaker.link_reason.as_str())
        }
        None => "-".to_owned(),
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{text:?}");
}

#[test]
fn names_titles_and_surnames() {
    check("“Yes,” Ada Lind said.", &["Ada Lind (person, name)"]);
    check("“Yes,” Mayor Ada Lind said.", &["Ada Lind (person, title_and_name)"]);
    check("“Yes,” Mrs Lind said. Ada Lind left.", &["Ada Lind (person, title_and_name)"]);
    check("“Yes,” Lind said. The plan pleased Ada Lind.", &["Ada Lind (person, surname)"]);
    check("“Yes,” Secretary of State Ada Lind said.", &["Ada Lind (person, title_and_name)"]);
    check("“Yes,” said the mayor of Ode, Ada Lind.", &["Ada Lind (person, name)"]);
    check("Ada Lindqvist came. “Yes,” Lindquist said.", &["Ada Lindqvist (person, similarity)"]);
}

#[test]
fn namesakes_are_told_apart_by_their_titles() {
    let text = "Peter Lind met his wife Ada Lind. “Yes,” Mrs. Lind said. “No,” Mr. Lind said.";
    check(text, &["Ada Lind (person, title_and_name)", "Peter Lind (person, title_and_name)"]);
}

#[test]
fn a_title_alone_stands_for_its_bearer() {
    check("Mayor Ada Lind came. The mayor said she was glad.", &["Ada Lind (person, title)"]);
    check(
        "Swedish President Ada Lind met Danish President Peter Ode. The Swedish president said it was late.",
        &["Ada Lind (person, title)"],
    );
    check("The mayor said it was late.", &["mayor (unnamed, description)"]);
    check(
        "President Ada Lind came. The former president said it was late.",
        &["former president (unnamed, description)"],
    );
}

#[test]
fn pronouns_stand_for_the_likeliest_person() {
    check("Ada Lind met Peter Ode. “Yes,” she said.", &["Ada Lind (person, pronoun)"]);
    check("Ada Lind met Peter Ode. “Yes,” he said.", &["Peter Ode (person, pronoun)"]);
    check(
        "“I saw Anton Reik. He ran,” Peter Ode said. “No,” he added.",
        &["Peter Ode (person, name)", "Peter Ode (person, pronoun)"],
    );
    check("Ada Lind, who said she was late, left.", &["Ada Lind (person, name)"]);
    check(
        "The ministry said it was late. It added that rain fell.",
        &["ministry (organization, description)", "ministry (organization, pronoun)"],
    );
    check("“Yes,” he said.", &["-"]);
}

#[test]
fn a_pronoun_may_stand_for_somebody_unnamed() {
    check(
        "Peter Ode came on Monday. A senior aide said it rained. He added that it snowed.",
        &["senior aide (unnamed, description)", "senior aide (unnamed, pronoun)"],
    );
}

#[test]
fn parties_that_are_no_named_person() {
    check("Local officials said it rained.", &["Local officials (group, description)"]);
    check(
        "The foreign ministry said it rained.",
        &["foreign ministry (organization, description)"],
    );
    check("Sweden said it rained.", &["Sweden (organization, gazetteer)"]);
    check("A senior aide to Lind said it rained.", &["senior aide to Lind (unnamed, description)"]);
    check("Ada Lind and Peter Ode said it rained.", &["Ada Lind and Peter Ode (group, name)"]);
}

#[test]
fn an_unnamed_party_never_gets_a_persons_name() {
    let text = "Ada Lind came. A spokeswoman for the party said it rained. An aide said it snowed.";
    check(
        text,
        &["spokeswoman for the party (unnamed, description)", "aide (unnamed, description)"],
    );
}

#[test]
fn a_title_of_somebodys_is_nobody_by_name() {
    check(
        "Peter Ode met lawyer Ada Lind. His lawyer said it rained.",
        &["His lawyer (unnamed, description)"],
    );
}

#[test]
fn well_known_people_need_no_full_name() {
    check(
        "President Zelensky came from Ukraine. “Yes,” Zelensky said.",
        &["Volodymyr Zelensky (person, gazetteer)"],
    );
    // Nothing else speaks of his office or country, and here somebody else bears the name.
    check("“Yes,” Zelensky said.", &["Zelensky (person, name)"]);
    check(
        "Ada Zelensky came from Ukraine. “Yes,” Zelensky said.",
        &["Ada Zelensky (person, surname)"],
    );
}

#[test]
fn a_heading_gives_the_full_name() {
    check("Ada Lind Leaves The Town\n\n“Yes,” Lind said.", &["Ada Lind (person, surname)"]);
}
