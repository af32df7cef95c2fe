//! Addressees, channels and times in small sentences, as the rules propose and as they are chosen. Sources stand in square brackets, cues in
//! angle brackets, contents in braces.

use q7x2_domain::{Article, Metadata};

use super::proposed::Proposing;
use super::{Choosing, Circumstances};
use crate::Extractor;
use crate::document::Document;
use crate::link::Attribution;

/// Reads marked attributions: a second source or cue opens the next one, and what stands inside a
/// content is its own.
fn marked(marks: &str) -> (String, Vec<Attribution>) {
    let empty = || Attribution { source: None, cue: None, contents: Vec::new() };
    let (mut text, mut open) = (String::new(), Vec::new());
    // The attributions of each depth, and all that are done.
    let (mut depths, mut done) = (vec![empty()], Vec::new());
    for c in marks.chars() {
        match c {
            '[' | '<' | '{' => {
                let last = depths.last_mut().expect("a depth");
                if c == '[' && last.source.is_some() || c == '<' && last.cue.is_some() {
                    done.push(std::mem::replace(last, empty()));
                }
                open.push(text.len());
                if c == '{' {
                    depths.push(empty());
                }
            }
            ']' | '>' | '}' => {
                let bytes = open.pop().expect("an open mark")..text.len();
                if c == '}' {
                    done.extend(depths.pop().filter(|inner| inner.cue.is_some()));
                }
                let last = depths.last_mut().expect("a depth");
                match c {
                    ']' => last.source = Some(bytes.into()),
                    '>' => last.cue = Some(bytes.into()),
                    _ => last.contents.push(bytes.into()),
                }
            }
            other => text.push(other),
        }
    }
    done.extend(depths.pop());
    done.sort_by_key(|told| told.cue.as_ref().or(told.source.as_ref()).map(|span| span.start));
    (text, done)
}

/// Shows addressee, channel and time of each attribution, "-" for none.
fn shown(marks: &str) -> Vec<[String; 3]> {
    let (text, attributions) = marked(marks);
    let document = Document::of(&text);
    let clauses = Proposing::new(&document, Some("The Ode Lantern"), &attributions);
    let words =
        |bytes: Option<crate::document::Bytes>| bytes.map_or("-", |b| &text[b.range()]).to_owned();
    let show = |told: &Attribution| {
        let Circumstances { addressee, channel, time } = clauses.of(told);
        [words(addressee), words(channel), words(time.map(|time| time.bytes))]
    };
    attributions.iter().map(show).collect()
}

/// Shows what is chosen for each attribution, "-" for none.
fn chosen(marks: &str) -> Vec<[String; 3]> {
    let (text, attributions) = marked(marks);
    let document = Document::of(&text);
    let speakers = vec![None; attributions.len()];
    let vectors = q7x2_domain::WordVectors::default();
    let choosing =
        Choosing::new(&document, Some("The Ode Lantern"), &attributions, &speakers, &vectors);
    let words =
        |bytes: Option<crate::document::Bytes>| bytes.map_or("-", |b| &text[b.range()]).to_owned();
    let show = |number: usize| {
        let Circumstances { addressee, channel, time } = choosing.of(number);
        [words(addressee), words(channel), words(time.map(|time| time.bytes))]
    };
    (0..attributions.len()).map(show).collect()
}

#[track_caller]
fn choose(marks: &str, expect: [&str; 3]) {
    assert_eq!(chosen(marks)[0], expect, "{marks:?}");
}

#[test]
fn what_the_rules_find_is_chosen() {
    choose("{“We start,”} [Lind] <told> reporters on Tuesday.", ["reporters", "-", "on Tuesday"]);
    choose("[Lind] <said> in a statement {that she would go}.", ["-", "a statement", "-"]);
    choose("{“We start,”} [Lind] <said> on Monday.", ["-", "-", "on Monday"]);
    choose("{“We start,”} [Lind] <said>.", ["-", "-", "-"]);
}

#[test]
fn what_no_rule_finds_is_chosen_too() {
    choose(
        "In a letter calling for the meeting, [Lind] <said> {the pier was safe}.",
        ["-", "a letter", "-"],
    );
}

#[test]
fn what_the_rules_read_is_kept_whole() {
    choose(
        "{“We start,”} [Lind] <said> in an interview with CNN.",
        ["CNN", "an interview with CNN", "-"],
    );
    choose(
        "{“We start,”} [Lind] <told> reporters on a conference call.",
        ["reporters", "a conference call", "-"],
    );
}

#[test]
fn the_table_is_well_formed() {
    let table = include_str!("../../data/circumstances.txt");
    let rows = table.lines().filter(|line| !line.starts_with(['#', '[']) && !line.is_empty());
    for row in rows {
        let (clue, weight) = row.rsplit_once(' ').expect("a weight");
        assert!(weight.parse::<f32>().is_ok() && !clue.contains(' '), "{row}");
    }
    assert_eq!(table.lines().filter(|line| line.starts_with('[')).count(), 3);
}

fn check(marks: &str, expect: [&str; 3]) {
    assert_eq!(shown(marks)[0], expect, "{marks:?}");
}

fn addressee(marks: &str, expect: &str) {
    let expect = if expect.is_empty() { "-" } else { expect };
    assert_eq!(shown(marks)[0][0], expect, "addressee in {marks:?}");
}

fn channel(marks: &str, expect: &str) {
    let expect = if expect.is_empty() { "-" } else { expect };
    assert_eq!(shown(marks)[0][1], expect, "channel in {marks:?}");
}

fn time(marks: &str, expect: &str) {
    let expect = if expect.is_empty() { "-" } else { expect };
    assert_eq!(shown(marks)[0][2], expect, "time in {marks:?}");
}

#[test]
fn somebody_is_promised_something() {
    addressee("[Lind] <has promised> his crew {a dinner at noon}.", "his crew");
    addressee("[Lind] <had promised> him {that the lamp would burn}.", "him");
    addressee("[Lind] <promised> reforms {by noon}.", "");
    addressee("[Lind] <promised> {a dinner}.", "");
}

#[test]
fn whoever_is_told_is_the_addressee() {
    addressee("{“We start on Monday,”} [Lind] <told> reporters in Ode.", "reporters");
    addressee("[Lind] <told> the council on Monday {that she would go}.", "the council");
    addressee("[Lind] <urged> her rival {to go}.", "her rival");
    addressee("[Lind] <urged> {the people of Ode to go}.", "the people of Ode");
    addressee("[Lind] <warned> Orlov {that time was short}.", "Orlov");
    addressee("[Lind] <told> him {she would go}.", "him");
    addressee(
        "[Lind] <has just told> members of the council {she would go}.",
        "members of the council",
    );
    addressee("[Lind] <asked> Orlov {whether he would go}.", "Orlov");
    addressee("[Lind] <calls> on all sides {to go}.", "all sides");
    addressee("{“Out,”} <shouted> him [Lind].", "him");
    addressee("[Lind] <told> Ode radio the mayor {had left}.", "Ode radio");
    addressee("[Lind] <warned> Orlov earlier {that time was short}.", "Orlov");
    addressee("[Lind] <texted> her an hour later {whether she would go}.", "her");
    addressee("{“We start on Monday,”} [Lind] <said>.", "");
    addressee("{“We start on Monday,”} [Lind] <said> of the council.", "");
    addressee("{“Do we start?”} [Lind] <asked> on Monday.", "");
    addressee("[Lind] <asked> a question: {“Do we start?”}", "");
    addressee("[Lind] <urged> {that the council go}.", "");
}

#[test]
fn whoever_is_spoken_or_written_to_is_the_addressee() {
    addressee("{“We start on Monday,”} [Lind] <said> to reporters.", "reporters");
    addressee("{“We start,”} [Lind] <explained> to the council on Tuesday.", "the council");
    addressee("[Lind] <wrote> to him from Ode {that she would go}.", "him");
    addressee("In a letter to the council, [Lind] <said> {she would go}.", "the council");
    addressee("In a letter sent to the council, [Lind] <said> {she would go}.", "the council");
    addressee("{“We start,”} [Lind] <said> in an interview with the Lantern.", "the Lantern");
    addressee("{“We start,”} [Lind] <said in a note to clients>.", "clients");
    addressee("Speaking to reporters in Ode, [Lind] <said> {she would go}.", "reporters");
    addressee("[Lind], speaking to reporters, <said> {she would go}.", "reporters");
    addressee("Asked by a reporter about the bridge, [Lind] <said> {she would go}.", "a reporter");
    addressee(
        "Answering a question from the Lantern, [Lind] <said> {she would go}.",
        "the Lantern",
    );
    addressee("{“We start,”} <—> [Lind], to the Lantern", "the Lantern");
    addressee("{“We start,”} <—> [Lind, to the Lantern]", "the Lantern");
    addressee("[The ambassador to Ode] <said> {she would go}.", "");
    addressee("[Lind, ambassador to the council,] <said> {she would go}.", "");
    addressee("<According to> [what Lind told the council], {the bridge is safe}.", "the council");
    addressee("{“We start,”} [Lind] <said> in a bid to calm the council.", "");
    addressee("{“We start,”} [Lind] <said> in response to the report.", "");
    addressee("{“We start,”} [Lind] <added> to applause.", "");
    addressee("[Lind] <pointed> to officials {who left}.", "");
}

#[test]
fn the_subject_of_a_passive_is_told() {
    addressee("The council <was told> by [Lind] {that the bridge would close}.", "The council");
    addressee("Orlov stayed, and his aides <were ordered> {to go}.", "his aides");
    addressee("The council <was told> nothing.", "The council");
    addressee("[Lind] <was saying> {that the bridge would close}.", "");
}

#[test]
fn an_addressee_is_a_party() {
    let party = |text: &str| {
        let article = Article::new(Metadata::default(), text.to_owned()).expect("a text");
        let extraction = Extractor::rules().extract(&article);
        extraction.check(&article).expect("slices of the text");
        let told = extraction.statements.into_iter().find_map(|statement| statement.addressee);
        told.and_then(|told| told.party).map(|party| party.name)
    };
    assert_eq!(
        party("Ilya Orlov arrived. Ada Lind warned Orlov that time was short."),
        Some("Ilya Orlov".to_owned())
    );
    assert_eq!(party("Ada Lind rose. Lind told her that it was over."), None);
}

#[test]
fn the_channel_stands_in_the_clause_of_the_cue() {
    channel("{“We start,”} [Lind] <wrote> on Telegram.", "Telegram");
    channel("In a post on X, [Lind] <wrote>: {“We start.”}", "a post on X");
    channel(
        "In an interview with the BBC, [Lind] <said> {she would go}.",
        "an interview with the BBC",
    );
    channel("{“We start,”} [Lind] <said> in a statement on Tuesday.", "a statement");
    channel("{“We start,”} [Lind] <said> in a statement late Tuesday.", "a statement");
    channel("[Lind] <said> {the bridge was safe} in a statement.", "a statement");
    channel(
        "In an interview aired on Ode TV, [Lind] <said> {she would go}.",
        "an interview aired on Ode TV",
    );
    channel("{“We start,”} [Lind] <told> the council by telephone.", "telephone");
    channel("{“We start,”} [Lind] <said> at a news conference in Ode.", "a news conference");
    channel("{“We start,”} [Lind] <wrote> in a letter to the council.", "a letter to the council");
    channel(
        "{“We start,”} [Lind] <said> on the Morning Ode radio show.",
        "the Morning Ode radio show",
    );
    channel("{“We start,”} [Lind] <told> CNN.", "CNN");
    channel("{“We start,”} [Lind] <told> CNN in a podcast.", "a podcast");
    channel("{“We start,”} [Lind] <tweeted>.", "tweeted");
    channel(
        "[Lind], in a speech to the council, <said> {she would go}.",
        "a speech to the council",
    );
    channel("{“We start,”} <said> [Lind, reached by phone in Ode].", "phone");
    channel("{“We start,”} [Lind] <said in a televised address>.", "a televised address");
    channel("{“We start,”} [Lind] <said> in parliament.", "parliament");
    channel("[The company in a letter] <said> {it would go}.", "a letter");
    channel("{“We start,”} <—> [Lind, in parliament]", "parliament");
    channel("[Lind] <has published on> her blog {that she would go}.", "her blog");
    channel(
        "Giving a speech at the opening ceremony, [Lind] <said>: {“Go.”}",
        "the opening ceremony",
    );
    channel("[Lind] <communicated> by e-mail {that she would go}.", "e-mail");
}

#[test]
fn what_is_no_channel_is_not_taken_for_one() {
    channel("In the x-ray room, [Lind] <said> {she would go}.", "");
    channel("[Lind] <said> in May {that the statement was false}.", "");
    channel("{“We start,”} [Lind] <said> in response.", "");
    channel("{“We start,”} [Lind] <said> by the bridge.", "");
    channel("{“We start,”} <said> [Lind], who had resigned in a letter.", "");
    channel("Orlov resigned in a letter, and [Lind] <said> {she would go}.", "");
    channel("{“We start,”} [Lind] <told> reporters.", "");
    channel("[Lind] <said> {that the post on X was false}.", "");
    channel("[Lind] <denied> {the claim in the post on X}.", "");
    channel("{“We start,”} [Lind] <said> on the bridge.", "");
    channel("Responding to a post on X, [Lind] <said> {she would go}.", "");
    channel("[Officials in the ministry] <said> {it rained}.", "");
    channel("{“We start,”} [Lind] <said>, in a call to end the strike.", "");
    channel("[Orlov] <wrote> on X {that he stays}, but [Lind] <said> {she goes}.", "X");
    assert_eq!(shown("[Orlov] <wrote> on X {that he stays}, but [Lind] <said> {so}.")[1][1], "-");
}

#[test]
fn the_time_stands_in_the_clause_of_the_cue() {
    time("[Lind] <said> on Tuesday {that the bridge was safe}.", "on Tuesday");
    time("On Tuesday, [Lind] <said> {the bridge was safe}.", "On Tuesday");
    time("But on Tuesday [Lind] <said> {the bridge was safe}.", "on Tuesday");
    time("{“We start,”} [Lind] <told> reporters in Ode late Friday.", "late Friday");
    time("{“We start,”} <said> [Lind] on Tuesday.", "on Tuesday");
    time("[Lind] on Tuesday <said> {the bridge was safe}.", "on Tuesday");
    time("[Lind], on Tuesday, <said> {the bridge was safe}.", "on Tuesday");
    time("{“We start,”} [Lind] <said> in a May 3 interview.", "May 3");
    time("In Tuesday’s debate, [Lind] <said> {the bridge was safe}.", "Tuesday");
    time("In 2014, [Lind] <told> reporters {that the bridge was safe}.", "In 2014");
    time("{“We start,”} [Lind] <told> the BBC earlier this month.", "earlier this month");
    time("Two days later, [Lind] <said> {the bridge was safe}.", "Two days later");
    time("{“We start,”} [Lind] <said>, hours before the vote.", "hours before the vote");
    time("{“We start,”} [Lind] <said> on the eve of the vote.", "on the eve of the vote");
    time("Speaking in Ode on Tuesday, [Lind] <said> {the bridge was safe}.", "on Tuesday");
    time("[Lind] <denied> {the report} on Tuesday.", "on Tuesday");
    time("[Ada Lind on Tuesday] <said> {the bridge was safe}.", "on Tuesday");
    time("[Ada Lind to this newspaper on Tuesday] <said> {it was safe}.", "on Tuesday");
    time("Visiting the bridge on Tuesday, [Lind] <said> {it was safe}.", "on Tuesday");
    time("[Lind] <said> {“no”} on Tuesday.", "on Tuesday");
    time("{“We start,”} [Lind] <said> at 9 p.m. on Monday.", "at 9 p.m. on Monday");
    time("Orlov left. Yesterday [Lind] <said> {the bridge was safe}.", "Yesterday");
}

#[test]
fn the_time_of_something_else_is_not_taken() {
    time("[Lind] <said> {the bridge would open} on Tuesday.", "");
    time("[Lind] <promised> {to open the bridge} on Tuesday.", "");
    time("[Lind] <said> {the bridge would open on Tuesday}.", "");
    time("{“We start,”} [Lind] <said> of the attack on Tuesday.", "");
    time("When the bridge fell on Tuesday, [Lind] <said> {it was old}.", "");
    time("[Lind], who was elected in 2019, <said> {the bridge was safe}.", "");
    time("[Lind], elected in 2019, <said> {the bridge was safe}.", "");
    time("Orlov left on Monday, and [Lind] <said> {the bridge was safe}.", "");
    time("ODE, May 3 - [Lind] <said> {the bridge was safe}.", "");
    time("{“We start,”} [Lind] <said> in response to the attack on Tuesday.", "");
    time("{“We start,”} <said> [Lind], mayor since 2019.", "");
    time("{“We start,”} <said> [Lind], who left on Tuesday.", "");
    time("{“We start,”} [Lind] <said>. On Tuesday she left.", "");
    time("[A report on the fire in May] <said> {the bridge was safe}.", "");
    time("In the hall after which she is named, [Lind] <said> {the bridge was safe}.", "");
}

#[test]
fn an_event_tells_the_time_of_what_is_said_after_it() {
    let after = "After the fire on Tuesday";
    time("After the fire on Tuesday, [Lind] <said> {the bridge was safe}.", after);
    time("[Lind] <said> shortly after the fire {that it was safe}.", "shortly after the fire");
    time("[Lind] <said> overnight {that it was safe}.", "overnight");
    time("[Lind] <said> on the night of May 3 {that it was safe}.", "on the night of May 3");
    time("Before the court, [Lind] <said> {the bridge was safe}.", "");
}

#[test]
fn circumstances_stand_together() {
    check(
        "[Lind] <told> reporters at a briefing in Ode on Tuesday {that she would go}.",
        ["reporters", "a briefing", "on Tuesday"],
    );
    check(
        "In a phone call with Ilya Orlov on Monday evening, [Lind] <said> {she would go}.",
        ["Ilya Orlov", "a phone call with Ilya Orlov", "on Monday evening"],
    );
    check(
        "{“We start,”} [Lind] <told> the Lantern in a telephone interview last week.",
        ["the Lantern", "a telephone interview", "last week"],
    );
    check(
        "{“No,”} <so> [Lind], today in a call with our editors.",
        ["our editors", "a call with our editors", "today"],
    );
}

#[test]
fn each_cue_of_a_sentence_has_its_own() {
    let text = "[Lind] <told> the council on Monday {that she would go}, and [Orlov] <told> \
                reporters on Tuesday {that he would stay}.";
    assert_eq!(shown(text), [["the council", "-", "on Monday"], ["reporters", "-", "on Tuesday"]]);
    let text =
        "[The Lantern] <reported> on X {that [Lind] <told> aides last month {she would go}}.";
    assert_eq!(shown(text), [["-", "X", "-"], ["aides", "-", "last month"]]);
}
