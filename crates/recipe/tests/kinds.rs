//! Kinds of sentences that are easily misread, each with what must be told of it: `kinds.toml` has the
//! texts, read as they ship, by network and rules together. A case that `fails` is known to be wrong; the
//! test says so when it is mended.
//!
//! An expectation is the words of a content, a sign, and what it asks of the statements that hold them:
//!
//! - `words = Name`: one of them is said by a speaker of this name; after a bar, others that are right too;
//!   in brackets, of which type
//! - `words ~ name`: a speaker whose name has this within
//! - `words != name`: none is plainly said by such a speaker
//! - `words !`: none is plainly said at all
//! - `words == others`: a speaker says these other words too
//! - `words < name`: such a speaker tells it, or the words that name who tells it say so
//! - `words # channel`, `words @ time`, `words > listener`: these words are beside it

use std::collections::HashSet;

use q7x2_domain::{Article, Asserted, Metadata, Mode, Speaker, SpeakerType, Statement};
use q7x2_recipe::Recipe;
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    text: String,
    expect: Vec<String>,
    #[serde(default)]
    fails: bool,
}

#[test]
fn kinds_are_read_as_they_are_meant() {
    let table: Table = toml::from_str(include_str!("kinds.toml")).expect("a table of cases");
    let extractor = Recipe::default().extractor().expect("the model is inside");
    let articles: Vec<Article> = table.case.iter().map(article).collect();
    let all: Vec<&Article> = articles.iter().collect();
    let mut odd = Vec::new();
    for (case, extraction) in table.case.iter().zip(extractor.extract_all(&all)) {
        let wrong: Vec<&String> =
            case.expect.iter().filter(|expect| !holds(expect, &extraction.statements)).collect();
        match (case.fails, wrong.is_empty()) {
            (false, true) | (true, false) => {}
            (false, false) => odd.push(format!("{}: {wrong:?}\n  {}", case.id, case.text)),
            (true, true) => odd.push(format!("{}: mended, and no longer to be marked", case.id)),
        }
    }
    assert!(table.case.len() > 90, "cases are missing");
    assert!(odd.is_empty(), "{} of {}:\n{}", odd.len(), table.case.len(), odd.join("\n"));
}

fn article(case: &Case) -> Article {
    Article::new(Metadata::default(), case.text.clone()).expect("a text")
}

/// One telling within another, in many ways: no statement is told twice, whoever found it.
#[test]
fn no_statement_is_told_twice() {
    let speakers = ["Mayor Ines Varga", "The harbour board", "Coach Odd Lie", "Two divers"];
    let cues = ["said", "announced", "told the council", "warned in a letter", "has said", "wrote"];
    let times = ["", " on Tuesday", " in a statement", " late last week", " after the storm"];
    let openers = [" that", ""];
    let outlets = [
        "the Velm Gazette reported",
        "Reuters reports",
        "according to the Velm Gazette",
        "officials said on Friday",
        "the court heard",
    ];
    let mut texts: Vec<String> = Vec::new();
    for (number, speaker) in speakers.iter().enumerate() {
        for (cue, time) in cues.iter().flat_map(|cue| times.iter().map(move |time| (cue, time))) {
            let outlet = outlets[(number + cue.len() + time.len()) % outlets.len()];
            let opener = openers[(number + time.len()) % openers.len()];
            let told = format!("{speaker} {cue}{time}{opener} the quay would stay shut");
            texts.push(format!("News in brief\n\n{told}, {outlet}.\n\nNo more was told."));
            texts.push(format!("{told}, {outlet}."));
            texts.push(format!("The Velm Gazette reported that {told}."));
        }
    }
    let table: Table = toml::from_str(include_str!("kinds.toml")).expect("a table of cases");
    texts.extend(table.case.into_iter().map(|case| case.text));
    let articles = texts.into_iter().map(|text| Article::new(Metadata::default(), text));
    let articles: Vec<Article> = articles.map(|article| article.expect("a text")).collect();
    let all: Vec<&Article> = articles.iter().collect();
    let extractor = Recipe::default().extractor().expect("the model is inside");
    for (article, extraction) in articles.iter().zip(extractor.extract_all(&all)) {
        let ids: HashSet<_> = extraction.statements.iter().map(|told| &told.id).collect();
        assert_eq!(ids.len(), extraction.statements.len(), "{}", article.text());
    }
}

/// Tells whether statements are as an expectation has it.
fn holds(expect: &str, statements: &[Statement]) -> bool {
    let signs = [" == ", " != ", " = ", " ~ ", " < ", " # ", " @ ", " > "];
    let parts = signs.iter().find_map(|sign| Some((*sign, expect.split_once(sign)?)));
    let (sign, words, asked) = match parts {
        Some((sign, (words, asked))) => (sign.trim(), words, asked),
        None => ("!", expect.trim_end_matches(" !"), ""),
    };
    let of = |words: &str| {
        let words = fold(words);
        statements.iter().filter(move |told| content(told).contains(&words)).collect::<Vec<_>>()
    };
    let told = of(words);
    let plain = |told: &&&Statement| told.mode == Mode::Speech && told.asserted == Asserted::Said;
    let speech = || told.iter().filter(|told| told.mode == Mode::Speech);
    let beside =
        |words: Option<&str>| words.is_some_and(|words| fold(words).contains(&fold(asked)));
    match sign {
        "!" => !told.iter().any(|told| plain(&told)),
        "!=" => !told
            .iter()
            .filter(plain)
            .any(|told| told.speakers().any(|speaker| fold(&speaker.name).contains(&fold(asked)))),
        "==" => {
            let ids = |told: &[&Statement]| -> Vec<String> {
                let speakers = told.iter().flat_map(|told| told.speakers());
                speakers.map(|speaker| speaker.id.to_string()).collect()
            };
            let others = ids(&of(asked));
            ids(&told).iter().any(|id| others.contains(id))
        }
        "=" | "~" => speech().any(|told| {
            told.speakers().any(|speaker| is_named(speaker, asked, sign == "="))
                || told.speaker.is_none() && asked == "-"
        }),
        "<" => told.iter().any(|told| {
            let by = told.relay.as_ref().and_then(|relay| relay.by.as_ref());
            let teller = statements.iter().find(|other| Some(&other.id) == by);
            let words = told.relay.as_ref().and_then(|relay| relay.teller.as_ref());
            teller.into_iter().flat_map(Statement::speakers).any(|s| beside(Some(&s.name)))
                || beside(words.map(|words| words.text.as_str()))
        }),
        "#" => told.iter().any(|t| beside(t.channel.as_ref().map(|c| c.excerpt.text.as_str()))),
        "@" => told.iter().any(|t| beside(t.said_at.as_ref().map(|at| at.excerpt.text.as_str()))),
        ">" => told.iter().any(|t| beside(t.addressee.as_ref().map(|a| a.excerpt.text.as_str()))),
        other => unreachable!("no sign: {other}"),
    }
}

/// Tells whether a speaker is one of those asked for: "Lind | Ode (person)".
fn is_named(speaker: &Speaker, asked: &str, whole: bool) -> bool {
    let (names, kind) = match asked.strip_suffix(')').and_then(|asked| asked.rsplit_once(" (")) {
        Some((names, kind)) => (names, Some(kind)),
        None => (asked, None),
    };
    let own = match &speaker.facts.of {
        Some(of) => fold(&format!("{} of {of}", speaker.name)),
        None => fold(&speaker.name),
    };
    let nameless = matches!(speaker.kind, SpeakerType::Unnamed | SpeakerType::Group);
    let fits = |name: &str| match name.trim() {
        "unnamed" => nameless,
        name if whole => own == fold(name),
        name => own.contains(&fold(name)),
    };
    names.split('|').any(fits) && kind.is_none_or(|kind| speaker.kind.as_str() == kind)
}

fn content(told: &Statement) -> String {
    let pieces: Vec<&str> = told.content.iter().map(|piece| piece.text.as_str()).collect();
    fold(&pieces.join(" "))
}

/// Folds words for comparing: small letters, straight marks, one space.
fn fold(words: &str) -> String {
    let mark = |c: char| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        c => c,
    };
    let words: Vec<String> =
        words.split_whitespace().map(|word| word.chars().map(mark).collect()).collect();
    words.join(" ").to_lowercase()
}
