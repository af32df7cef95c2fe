//! Quotation marks found and told from apostrophes, style by style.

use proptest::prelude::*;

use super::super::paragraphs;
use super::*;

/// Shows each quotation; `+` before one that continues, `!` after one that is never closed.
fn shown(text: &str) -> Vec<String> {
    let found = quotations(text, &paragraphs(text));
    let show = |q: Quotation| {
        let plus = if q.continues { "+" } else { "" };
        let bang = if q.closed { "" } else { "!" };
        format!("{plus}{}{bang}", &text[q.bytes.range()])
    };
    found.into_iter().map(show).collect()
}

fn check(text: &str, expect: &[&str]) {
    assert_eq!(shown(text), expect, "{text:?}");
}

#[test]
fn every_style_of_marks() {
    check("“One,” she said. “Two.”", &["“One,”", "“Two.”"]);
    check("\"One,\" she said. \"Two.\"", &["\"One,\"", "\"Two.\""]);
    check("‘One,’ she said. ‘Two.’", &["‘One,’", "‘Two.’"]);
    check("'One,' she said. 'Two.'", &["'One,'", "'Two.'"]);
    check("''One,'' she said. ``Two.''", &["''One,''", "``Two.''"]);
    check("« Un », dit-elle. «Deux.»", &["« Un »", "«Deux.»"]);
    check("»Eins«, sagte sie. »Zwei.«", &["»Eins«", "»Zwei.«"]);
    check("„Eins“, sagte sie. „Zwei.”", &["„Eins“", "„Zwei.”"]);
    check("‹Un›, dit-elle.", &["‹Un›"]);
}

#[test]
fn apostrophes_are_not_marks() {
    check("It’s the leaders’ plan, isn’t it? The ’90s won’t return.", &[]);
    check("It's the leaders' plan, isn't it? Rock 'n' roll of the '90s, give 'em that.", &[]);
    check("‘It’s the leaders’ plan,’ he said.", &["‘It’s the leaders’ plan,’"]);
    check("'It's the leaders' plan,' he said.", &["'It's the leaders' plan,'"]);
    check("He saw ‘very bad signs’ if they failed.", &["‘very bad signs’"]);
    check("He spoke of O’Neill’s ‘bad luck’ again.", &["‘bad luck’"]);
}

#[test]
fn only_outermost_quotations_count() {
    check("“He said ‘no’ and ‘never,’” she said.", &["“He said ‘no’ and ‘never,’”"]);
    check("‘He said “no” to me,’ she said.", &["‘He said “no” to me,’"]);
    check("“What he calls “home” is far.” She left.", &["“What he calls “home” is far.”"]);
    check("''They call it 'home,' '' she said.", &["''They call it 'home,' ''"]);
}

#[test]
fn a_reopened_quotation_continues() {
    check("“One.\n\n“Two,” he said. “Three.”", &["“One.", "+“Two,”", "“Three.”"]);
    check("\"One.\n\"Two,\" he said.", &["\"One.", "+\"Two,\""]);
}

#[test]
fn a_quotation_may_run_over_lines() {
    check("He said, ‘One.\nTwo.\nThree.’ Then he left.", &["‘One.", "+Two.", "+Three.’"]);
    check("“One.\nTwo.”", &["“One.", "+Two.”"]);
}

#[test]
fn marks_of_the_wrong_form_are_read_by_their_place() {
    check("”One,” she said.", &["”One,”"]);
    check("“One,“ she said.", &["“One,“"]);
    check("“One,\" she said. “Two.”", &["“One,\"", "“Two.”"]);
}

#[test]
fn an_unclosed_quotation_ends_with_its_paragraph() {
    check("“One, she said.\nShe left.", &["“One, she said.!"]);
    check("A 5\" pipe.\nShe left.", &[]);
}

proptest! {
    #[test]
    fn quotations_are_ordered_and_inside_their_paragraph(text in "[a-c’‘'“”\"«».,?\n s]{0,80}") {
        let paragraphs = paragraphs(&text);
        let mut last = 0;
        for quotation in quotations(&text, &paragraphs) {
            let paragraph = &paragraphs[quotation.paragraph];
            prop_assert!(quotation.bytes.start >= last && quotation.bytes.start < quotation.bytes.end);
            prop_assert!(quotation.bytes.start >= paragraph.start && quotation.bytes.end <= paragraph.end);
            last = quotation.bytes.end;
        }
    }
}
