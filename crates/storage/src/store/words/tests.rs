//! Words as full-text expressions.

use rusqlite::Connection;

use super::*;

fn check(about: &str, expected: Option<&str>) {
    assert_eq!(
        match_expression(Dialect::Sqlite, about).expect("read").as_deref(),
        expected,
        "{about}"
    );
}

#[test]
fn every_term_is_quoted() {
    check("harbour dredging", Some("\"harbour\" \"dredging\""));
    check("a OR b* NEAR(c)", Some("\"a\" \"OR\" \"b\" \"NEAR\" \"c\""));
    check("bridge:cost -toll", Some("\"bridge\" \"cost\" \"toll\""));
    check("don’t cafe\u{301}", Some("\"don’t\" \"cafe\u{301}\""));
    check("nul\0inside", Some("\"nul\" \"inside\""));
}

#[test]
fn quoted_words_stay_together() {
    check("say \"no new taxes\" now", Some("\"say\" \"no new taxes\" \"now\""));
    check("an \"open end", Some("\"an\" \"open end\""));
}

#[test]
fn text_without_words_asks_for_nothing() {
    for about in ["", "  ", "\"", "\"\"", "-- * ^ :"] {
        check(about, None);
    }
}

#[test]
fn a_word_is_asked_for_once() {
    check("tide Tide \"tide\" tide", Some("\"tide\""));
    check(&"harbour ".repeat(249), Some("\"harbour\""));
    check("no \"no new\" \"No New\" new", Some("\"no\" \"no new\" \"new\""));
}

/// Returns a store where each of the words is in so many statements, every other one by speaker 1.
fn store_of(words: &[(&str, i64)]) -> Connection {
    let mut connection = Connection::open_in_memory().expect("opened");
    crate::sqlite::embedded::migrations::runner().run(&mut connection).expect("made");
    for key in 1..=words.iter().map(|(_, times)| *times).max().expect("a word") {
        let held = words.iter().filter(|(_, times)| key <= *times).map(|(word, _)| *word);
        let content: Vec<&str> = held.collect();
        write(&Session::Sqlite(&connection), key, &content.join(" "), &[key % 2]).expect("written");
    }
    connection
}

#[test]
fn what_is_in_very_many_statements_only_has_to_occur() {
    let connection = store_of(&[("the", RARE + 1), ("tide", RARE)]);
    let session = Session::Sqlite(&connection);
    let words = |about| Words::of(&session, about, Some(&[1])).expect("asked").expect("words");
    let both = words("The tide");
    assert_eq!(both.rare.as_deref(), Some("content : \"tide\""));
    assert_eq!(both.all, "content : \"The\" AND content : \"tide\"");
    assert!(both.narrows() && !words("tide").narrows());
    let common = words("the");
    assert_eq!(common.rare, None);
    assert_eq!(common.all, "content : \"the\" AND speakers : (\"1\")");
    let found: i64 = connection
        .query_row(
            "SELECT count(*) FROM statement_words WHERE statement_words MATCH ?1",
            [&common.all],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(found, RARE / 2 + 1);
}
