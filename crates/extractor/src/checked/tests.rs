//! What the two readings make of each other: the learned one is given, the rules read for
//! themselves.

use q7x2_domain::{Article, Metadata, Mode, ModelVersion, Role, RoleSpan, Tagger, TaggerInput};

use crate::extract::Extractor;

/// A tagger that says of every text what it was told.
struct Told {
    model: ModelVersion,
    spans: Vec<(Role, &'static str, Option<usize>)>,
}

impl Tagger for Told {
    fn model(&self) -> &ModelVersion {
        &self.model
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        let span = |text: &str, &(role, words, partner): &(Role, &str, Option<usize>)| {
            let start = text.find(words)?;
            Some(RoleSpan { role, bytes: start..start + words.len(), score: 0.9, partner })
        };
        // Of a part that is read again it says nothing.
        let of = |input: &TaggerInput<'_>| {
            let all: Option<Vec<RoleSpan>> =
                self.spans.iter().map(|told| span(input.text, told)).collect();
            all.unwrap_or_default()
        };
        inputs.iter().map(of).collect()
    }
}

/// A statement as (source, cue, contents); an empty word where there is none.
type Row = (String, String, Vec<String>);

fn checked(text: &str, spans: &[(Role, &'static str, Option<usize>)]) -> Vec<(Row, Mode)> {
    let told = Told { model: ModelVersion::new("told"), spans: spans.to_vec() };
    let article = Article::new(Metadata::default(), text.to_owned()).expect("a small text");
    let extraction = Extractor::checked(told).extract(&article);
    extraction.check(&article).expect("consistent");
    let words = |excerpts: &[q7x2_domain::Excerpt]| -> Vec<String> {
        excerpts.iter().map(|excerpt| excerpt.text.clone()).collect()
    };
    let row = |s: &q7x2_domain::Statement| {
        let row = (words(&s.source).concat(), words(&s.cue).concat(), words(&s.content));
        (row, s.mode)
    };
    extraction.statements.iter().map(row).collect()
}

fn row(source: &str, cue: &str, contents: &[&str]) -> Row {
    (source.into(), cue.into(), contents.iter().map(|&content| content.to_owned()).collect())
}

use Role::{Content, Cue, Source};

#[test]
fn what_only_the_learned_tagger_sees_is_kept() {
    let text = "For Lind the harbour was always a second home.";
    let spans = [
        (Cue, "For", Some(1)),
        (Source, "Lind", None),
        (Content, "the harbour was always a second home", Some(0)),
    ];
    let found: Vec<Row> = checked(text, &spans).into_iter().map(|(row, _)| row).collect();
    assert_eq!(found, [row("Lind", "For", &["the harbour was always a second home"])]);
}

#[test]
fn a_quotation_gets_its_true_ends() {
    let text = "“We start. We do not stop,” Lind said.";
    let spans =
        [(Content, "We do not stop", Some(2)), (Source, "Lind", None), (Cue, "said", Some(1))];
    let found = checked(text, &spans);
    assert_eq!(found, [(row("Lind", "said", &["“We start. We do not stop,”"]), Mode::Speech)]);
}

#[test]
fn a_quotation_that_was_run_over_is_cut_back() {
    let text = "Lind gave a short answer: ‘We start on Monday.’ The ferry had waited.";
    let spans = [
        (Source, "Lind", None),
        (Cue, "answer", Some(0)),
        (Content, "Monday.’ The ferry", Some(1)),
    ];
    let found = checked(text, &spans);
    assert_eq!(found, [(row("Lind", "answer", &["‘We start on Monday.’"]), Mode::Speech)]);
}

#[test]
fn an_announcing_cue_owns_its_list() {
    let text = "According to notes of the meeting, Lind told the crews:\n- “We start on Monday.”\n- “We do not stop.”\n";
    let spans = [
        (Cue, "According to", Some(1)),
        (Source, "notes of the meeting", None),
        (Content, "“We start on Monday.”", Some(0)),
        (Content, "“We do not stop.”", Some(0)),
    ];
    let found: Vec<Row> = checked(text, &spans).into_iter().map(|(row, _)| row).collect();
    let expected = [
        row("Lind", "told", &["“We start on Monday.”"]),
        row("Lind", "told", &["“We do not stop.”"]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_dash_names_the_speaker() {
    let text =
        "She says that the plan is sound.\n“We start on Monday, whatever the weather.” – Ada Lind";
    let spans = [
        (Source, "She", None),
        (Cue, "says", Some(0)),
        (Content, "that the plan is sound", Some(1)),
        (Content, "“We start on Monday, whatever the weather.”", Some(1)),
    ];
    let found: Vec<Row> = checked(text, &spans).into_iter().map(|(row, _)| row).collect();
    assert_eq!(found[1], row("Ada Lind", "–", &["“We start on Monday, whatever the weather.”"]));
    assert_eq!(found[0], row("She", "says", &["that the plan is sound"]));
}

#[test]
fn a_plain_report_is_found_though_the_tagger_is_silent() {
    let text = "Mayor Ada Lind said that the bridge would open in May.";
    let expected = row("Mayor Ada Lind", "said", &["that the bridge would open in May"]);
    assert_eq!(checked(text, &[]), [(expected, Mode::Speech)]);
}

#[test]
fn what_only_the_rules_see_is_left_out_unless_its_form_is_plain() {
    assert_eq!(checked("Ada Lind described the old bridge.", &[]), []);
    assert_eq!(
        checked("Crews hoping the mayor wants to help argue that tolls must fall.", &[]),
        []
    );
}

#[test]
fn a_source_is_not_read_as_the_content_of_its_cue() {
    let text = "Ada Lind, head of the harbour board, said crews will pay for the rest.";
    let spans = [
        (Source, "Ada Lind, head of the harbour board,", None),
        (Cue, "said", Some(0)),
        (Content, "crews will pay for the rest", Some(1)),
    ];
    let found: Vec<Row> = checked(text, &spans).into_iter().map(|(row, _)| row).collect();
    let source = "Ada Lind, head of the harbour board,";
    assert_eq!(found, [row(source, "said", &["crews will pay for the rest"])]);
}

#[test]
fn a_quotation_told_within_a_content_stands_beside_it() {
    let text = "Lind said that her driver had shouted, “Get off the bridge!”";
    let spans = [
        (Source, "Lind", None),
        (Cue, "said", Some(0)),
        (Content, "that her driver had shouted, “Get off the bridge!”", Some(1)),
    ];
    let found: Vec<Row> = checked(text, &spans).into_iter().map(|(row, _)| row).collect();
    assert!(found.contains(&row(
        "Lind",
        "said",
        &["that her driver had shouted, “Get off the bridge!”"]
    )));
}

#[test]
fn the_source_that_the_tagger_did_not_tell_comes_from_the_rules() {
    let text = "Ada Lind has hinted that the bridge may open.";
    let spans = [(Cue, "hinted", None), (Content, "that the bridge may open", Some(0))];
    let found = checked(text, &spans);
    assert_eq!(found, [(row("Ada Lind", "hinted", &["that the bridge may open"]), Mode::Speech)]);
}

#[test]
fn a_quotation_over_several_lines_is_one() {
    let text = "Lind rang twice, saying, ‘We sail on Monday.\nThe nets are dry.\nBring the dog.’ Her ‘crew’ of one slept.";
    let spans = [
        (Source, "Lind", None),
        (Cue, "saying", Some(0)),
        (Content, "‘We sail on Monday.", Some(1)),
        (Content, "The nets are dry.", Some(1)),
        (Content, "Bring the dog.’ Her ‘crew’", Some(5)),
        (Cue, "slept", None),
    ];
    let found = checked(text, &spans);
    let contents = ["‘We sail on Monday.", "The nets are dry.", "Bring the dog.’"];
    assert_eq!(found, [(row("Lind", "saying", &contents), Mode::Speech)]);
}

#[test]
fn titles_and_plain_words_in_other_paragraphs_are_left_out() {
    let text = "Lind denies that she owns a boat.\n“They wore it”: looks of the week\nIs the harbour dry\n“It is my brother’s boat.”";
    let spans = [
        (Source, "Lind", None),
        (Cue, "denies", Some(0)),
        (Content, "that she owns a boat", Some(1)),
        (Content, "“They wore it”", Some(1)),
        (Content, "Is the harbour dry", Some(1)),
        (Content, "“It is my brother’s boat.”", Some(1)),
    ];
    let contents: Vec<_> = checked(text, &spans).into_iter().map(|(row, _)| row.2).collect();
    assert_eq!(contents, [["that she owns a boat"], ["“It is my brother’s boat.”"]]);
}

#[test]
fn a_sentence_that_ends_with_who_said_it_is_added() {
    let found = |text: &str| checked(text, &[]).len();
    assert_eq!(found("The toll will fall at noon on Monday, Lind said."), 1);
    assert_eq!(found("The toll will fall at noon on Monday, Lind hinted."), 0);
    assert_eq!(found("The toll falls, Lind said."), 0);
}

#[test]
fn an_item_of_a_list_that_names_who_says_it_is_left_to_them() {
    let text = "Lind told the council:\n- the toll stays, Berg said\n- the pier is safe";
    let spans = [
        (Source, "Berg", None),
        (Cue, "said", Some(0)),
        (Content, "the toll stays", Some(1)),
        (Content, "the pier", None),
    ];
    let found: Vec<Row> = checked(text, &spans).into_iter().map(|(row, _)| row).collect();
    assert_eq!(
        found,
        [row("Lind", "told", &["the pier is safe"]), row("Berg", "said", &["the toll stays"])]
    );
}
