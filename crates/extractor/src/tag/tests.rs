//! Small sentences and what the rules mark in them.

use q7x2_domain::{Role, Tagger, TaggerInput};

use super::{RuleTagger, mark, tag_clause};
use crate::document::Document;
use crate::link::link;

/// Shows each attribution as `source | cue | content … content`.
fn check(text: &str, expect: &[&str]) {
    let document = Document::of(text);
    let spans = mark(&document);
    for pair in [Role::Source, Role::Cue, Role::Content] {
        let mut own = spans.iter().filter(|span| span.role == pair).map(|span| &span.bytes);
        let mut end = 0;
        assert!(own.all(|bytes| std::mem::replace(&mut end, bytes.end) <= bytes.start), "{text:?}");
    }
    let mut found = link(&document, &spans);
    crate::contents::prune(&document, &mut found);
    let found = found.into_iter().map(|attribution| {
        let shown = |range: Option<crate::document::Bytes>| range.map_or("-", |range| &text[range]);
        let contents: Vec<_> = attribution.contents.into_iter().map(|c| &text[c]).collect();
        format!(
            "{} | {} | {}",
            shown(attribution.source),
            shown(attribution.cue),
            contents.join(" … ")
        )
    });
    assert_eq!(found.collect::<Vec<_>>(), expect, "{text:?}");
}

#[test]
fn a_cue_beside_a_quotation() {
    check("“We start,” Lind said.", &["Lind | said | “We start,”"]);
    check("“We start,” said Ada Lind, the mayor.", &["Ada Lind, the mayor | said | “We start,”"]);
    check("'We start,' she told reporters on Monday.", &["she | told | 'We start,'"]);
    check("\"Do we start?\" Lind asked.", &["Lind | asked | \"Do we start?\""]);
    check(
        "“We start,” he said, “and we end.” “Soon.”",
        &["he | said | “We start,” … “and we end.” … “Soon.”"],
    );
    check("The vote was “a farce,” Lind said.", &["Lind | said | The vote was “a farce,”"]);
}

#[test]
fn a_cue_beside_an_indirect_clause() {
    check(
        "The bridge will open in May, officials said.",
        &["officials | said | The bridge will open in May"],
    );
    check("The bridge, she added, is safe.", &["she | added | The bridge … is safe"]);
    check("The bridge is safe, says Ada Lind.", &["Ada Lind | says | The bridge is safe"]);
    check("In May, he said he would go.", &["he | said | he would go"]);
}

#[test]
fn content_after_the_cue() {
    check("Lind said that the bridge is safe.", &["Lind | said | that the bridge is safe"]);
    check("Lind said the bridge is safe.", &["Lind | said | the bridge is safe"]);
    check(
        "He has repeatedly warned Orlov that time is short.",
        &["He | has repeatedly warned | that time is short"],
    );
    check("Lind asked whether it was safe.", &["Lind | asked | whether it was safe"]);
    check("She vowed to rebuild the bridge.", &["She | vowed | to rebuild the bridge"]);
    check("Lind described the plan as “mad”.", &["Lind | described | the plan as “mad”"]);
    check("He said: “We start.”", &["He | said: | “We start.”"]);
    check("Lind wrote in March that it was safe.", &["Lind | wrote | that it was safe"]);
    check("Lind shouted at the crew “No toll.”", &["Lind | shouted | “No toll.”"]);
    check("Lind asked Berg which bridge was safe.", &["Lind | asked | which bridge was safe"]);
    check("Lind told Berg a week later that it was safe.", &["Lind | told | that it was safe"]);
}

#[test]
fn several_cues_of_one_subject() {
    check(
        "Lind said she would go and warned that time was short.",
        &["Lind | said | she would go", "Lind | warned | that time was short"],
    );
    check(
        "Lind praised the crew, adding that it had worked all night.",
        &["Lind | praised | the crew", "Lind | adding | that it had worked all night"],
    );
    check(
        "Lind, who wants to retire, has said the bridge is safe.",
        &[
            "Lind, who wants to retire | wants | to retire",
            "Lind, who wants to retire | has said | the bridge is safe",
        ],
    );
}

#[test]
fn the_writers_own_comment_is_no_content() {
    check("He said he would stay, a claim that few believed.", &["He | said | he would stay"]);
    check(
        "He said he would stay, but declined to say why.",
        &["He | said | he would stay", "He | declined | to say why"],
    );
}

#[test]
fn cues_that_are_no_verbs() {
    check(
        "According to the ministry, the bridge is safe.",
        &["the ministry | According to | the bridge is safe"],
    );
    check(
        "The bridge is safe, according to the ministry.",
        &["the ministry | according to | The bridge is safe"],
    );
    check("“We start now.” – Ada Lind", &["Ada Lind | – | “We start now.”"]);
    check("Lind’s response: “Never.”", &["Lind | response | “Never.”"]);
    check("Ada Lind: ‘We start today’", &["Ada Lind | : | ‘We start today’"]);
}

#[test]
fn according_to_wherever_it_stands() {
    check(
        "According to two aides, the mayor will resign.",
        &["two aides | According to | the mayor will resign"],
    );
    check(
        "According to Ada Lind, the mayor of Ode, the bridge is safe.",
        &["Ada Lind, the mayor of Ode | According to | the bridge is safe"],
    );
    check(
        "According to Ada Lind, Per Holm, a baker in Ode, sold the bridge.",
        &["Ada Lind | According to | Per Holm, a baker in Ode, sold the bridge"],
    );
    check(
        "The mayor, according to aides, will resign.",
        &["aides | according to | The mayor … will resign"],
    );
    check(
        "The bridge, according to police, was closed, and nobody was hurt.",
        &["police | according to | The bridge … was closed, and nobody was hurt"],
    );
    check(
        "The plan, according to two of her aides, is dead.",
        &["two of her aides | according to | The plan … is dead"],
    );
    check(
        "The plan, according to Ada Lind, the mayor of Ode, is dead.",
        &["Ada Lind, the mayor of Ode | according to | The plan … is dead"],
    );
    check(
        "Lind said that according to police, the road was wet.",
        &["police | according to | the road was wet"],
    );
    check(
        "In the words of Ada Lind, the bridge is safe.",
        &["Ada Lind | In the words of | the bridge is safe"],
    );
    check(
        "Two dead in Ode, according to Ada Lind, the mayor.",
        &["Ada Lind, the mayor | according to | Two dead in Ode"],
    );
    check(
        "The mayor will resign, according to aides.",
        &["aides | according to | The mayor will resign"],
    );
    check(
        "The plan is dead, according to Ada Lind, the mayor of Ode.",
        &["Ada Lind, the mayor of Ode | according to | The plan is dead"],
    );
}

#[test]
fn a_letter_before_a_stop_does_not_join_sentences() {
    check(
        "The union wrote on X. According to police, nobody was hurt.",
        &["police | According to | nobody was hurt"],
    );
    check(
        "“It is over,” Lind wrote on X. According to police, two people were hurt.",
        &["Lind | wrote | “It is over,”", "police | According to | two people were hurt"],
    );
    check("The school got an F. “It was fair,” said Berg.", &["Berg | said | “It was fair,”"]);
    check(
        "Ms. Poe said no. The U.S. said it would not attend.",
        &["The U.S. | said | it would not attend"],
    );
}

#[test]
fn what_a_colon_announces() {
    check("Lind told them:\n\n“We start now.”", &["Lind | told | “We start now.”"]);
    check(
        "Lind told her aides:\n- “We start.”\n- “We end.”",
        &["Lind | told | “We start.”", "Lind | told | “We end.”"],
    );
}

#[test]
fn what_a_colon_announces_without_marks() {
    check(
        "Lind told the council:\n\n- the toll falls in May;\n- the pier is safe.\n\nIt rained.",
        &["Lind | told | the toll falls in May", "Lind | told | the pier is safe"],
    );
    check(
        "Lind said:\nToday we open the pier for all of Ode.\nIt rained the whole day there.",
        &["Lind | said | Today we open the pier for all of Ode."],
    );
    check("Lind walked to the pier:\n- it was late", &[]);
}

#[test]
fn a_quotation_that_is_opened_again_goes_on_with_the_last() {
    check(
        "“We start,” Lind said.\n\n“We go on.\n\n“We end.”",
        &["Lind | said | “We start,”", "Lind | said | “We go on. … “We end.”"],
    );
}

#[test]
fn a_quotation_over_several_paragraphs_is_one() {
    check(
        "“We start,” Lind said. “We go on.\n\n“We end.”",
        &["Lind | said | “We start,” … “We go on. … “We end.”"],
    );
    check(
        "He said, ‘We start.\nWe go on.\nWe end.’ Then he left.",
        &["He | said | ‘We start. … We go on. … We end.’"],
    );
}

#[test]
fn what_reports_nothing_is_left_alone() {
    check("The mayor of Ode opened the bridge on Monday.", &[]);
    check("She read “War and Sea” twice.", &[]);
    check("The claims department moved to Ode.", &[]);
    check("The so-called “bridge” fell.", &[]);
    check("The statement was released by the ministry.", &[]);
    check("", &[]);
}

#[test]
fn a_relative_clause_around_its_cue_begins_with_its_pronoun() {
    check(
        "The crews met near the old weir, which, Lind said, is closed on Mondays.",
        &["Lind | said | which … is closed on Mondays"],
    );
}

#[test]
fn a_word_that_only_begins_like_say_is_not_turned_round() {
    check("The bridge is safe, sang Ada Lind.", &[]);
}

#[test]
fn the_reference_reads_what_the_document_reads() {
    let text = "Lind wants a bridge\n“We start,” Lind said. “We go on.\n\n“We end.”";
    let document = Document::of(text);
    let input = TaggerInput { text: document.text(), sentences: document.sentences() };
    assert_eq!(RuleTagger::new().tag(&[input]), [mark(&document)]);
}

#[test]
fn a_clause_is_read_for_itself() {
    let text = "“Berg said that she had told him ‘no’,” Lind said.";
    let document = Document::of(text);
    let clause = "Berg said that she had told him ‘no’";
    let start = text.find(clause).expect("the clause is in the text");
    let spans = tag_clause(&document, (start..start + clause.len()).into());
    let words: Vec<&str> = spans.iter().map(|span| &text[span.bytes.clone()]).collect();
    assert_eq!(words[..2], ["Berg", "said"]);
    assert!(words.contains(&"that she had told him ‘no’"), "{words:?}");
}
