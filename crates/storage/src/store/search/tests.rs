//! How SQLite goes about a query.

use q7x2_domain::{Asserted, CueClass, Kind, Timestamp};

use rusqlite::Connection;

use super::*;

/// Returns how SQLite would answer: counting, and selecting a page, of statements that are sorted or met
/// in order.
fn plans(query: &StatementQuery, is_sorted: bool) -> (String, String) {
    let connection = filled();
    let conditions =
        Conditions::of(&Session::Sqlite(&connection), query).expect("answered").expect("may match");
    let plan = |sql: &str| -> String {
        let mut explain =
            connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepared");
        // What is asked for does not matter to the plan, so nothing is bound.
        let mut steps = explain.raw_query();
        let mut plan = String::new();
        while let Some(step) = steps.next().expect("explained") {
            plan += &(step.get::<_, String>(3).expect("a step") + "\n");
        }
        plan
    };
    (plan(&conditions.counting()), plan(&conditions.finding(is_sorted)))
}

/// Returns a store with a statement.
fn filled() -> Connection {
    let mut connection = Connection::open_in_memory().expect("opened");
    crate::sqlite::embedded::migrations::runner().run(&mut connection).expect("made");
    let filled = "INSERT INTO articles (id, text) VALUES ('a', 'text');
        INSERT INTO extractions (article, model, diagnostics) VALUES (1, 'test-1', '[]');
        INSERT INTO speakers (id, name, kind, link_reason) VALUES ('l', 'Lind', 'person', 'name');
        INSERT INTO forms (speaker, role, text, word_count) VALUES (1, 'given', 'Lind', 1);
        INSERT INTO form_words (word, form, identifies) VALUES ('lind', 1, 1);
        INSERT INTO addressees (text, party) VALUES ('Lind', 1);
        INSERT INTO addressee_words (word, addressee, identifies) VALUES ('lind', 1, 1);
        INSERT INTO statements (id, extraction, article, current, start, position, kind, mode,
                                speaker, given_form, details)
        VALUES ('s', 1, 1, 1, 0, 0, 'direct', 'speech', 1, 1, '{}');
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2001)
        INSERT INTO statement_words (rowid, content, speakers) SELECT i, 'the', '1' FROM n";
    connection.execute_batch(filled).expect("filled");
    connection
}

/// Every condition on statements that is not a word, a name or a time.
fn narrow() -> StatementQuery {
    StatementQuery {
        kind: Some(Kind::Direct),
        asserted: vec![Asserted::Said, Asserted::Denied],
        cue_classes: vec![CueClass::Denied],
        first_hand: true,
        min_confidence: Some(0.5),
        ..StatementQuery::default()
    }
}

#[test]
fn statements_are_counted_without_being_read() {
    let lind = || Some("Lind".to_owned());
    for (query, index) in [
        (narrow(), "current_by_"),
        (
            StatementQuery { speakers: lind().into_iter().collect(), ..narrow() },
            "current_by_speaker",
        ),
        (StatementQuery { addressee: lind(), ..narrow() }, "current_by_addressee"),
        (StatementQuery { channel: lind(), ..narrow() }, "current_by_channel"),
        (
            StatementQuery { said_since: Some(Timestamp::from_seconds(0)), ..narrow() },
            "current_by_time_said",
        ),
        (
            StatementQuery { said_until: Some(Timestamp::from_seconds(0)), ..narrow() },
            "current_by_time_said",
        ),
    ] {
        let (count, _) = plans(&query, true);
        assert!(count.contains(&format!("statements USING COVERING INDEX {index}")), "{count}");
    }
}

#[test]
fn a_page_of_many_statements_is_found_in_order() {
    let lind = || Some("Lind".to_owned());
    for query in [
        narrow(),
        StatementQuery { addressee: lind(), channel: lind(), ..narrow() },
        StatementQuery { said_until: Some(Timestamp::from_seconds(0)), ..narrow() },
    ] {
        let (_, page) = plans(&query, false);
        assert!(page.starts_with("SCAN articles USING COVERING INDEX articles_in_order"), "{page}");
        assert!(!page.contains("ORDER BY"), "it sorts: {page}");
    }
}

#[test]
fn a_page_of_many_statements_of_a_speaker_is_found_in_order_without_those_of_others() {
    for mode in [ModeFilter::Speech, ModeFilter::All] {
        let speakers = vec!["Lind".into()];
        let (_, page) = plans(&StatementQuery { speakers, mode, ..narrow() }, false);
        assert!(page.starts_with("SCAN articles USING COVERING INDEX articles_in_order"), "{page}");
        let by_speaker = "INDEX current_by_speaker (speaker=? AND mode=? AND article=?";
        assert!(page.contains(by_speaker), "{page}");
        // Within an article, that is.
        assert!(!page.contains("B-TREE FOR ORDER BY"), "it sorts: {page}");
    }
}

#[test]
fn few_statements_are_found_by_what_they_have() {
    let lind = Some("Lind".to_owned());
    let (_, page) = plans(&StatementQuery { addressee: lind, ..narrow() }, true);
    assert!(page.starts_with("SEARCH statements USING INDEX current_by_addressee"), "{page}");
}

#[test]
fn the_first_of_what_has_common_words_are_found_without_the_others() {
    for speaker in [None, Some("Lind".to_owned())] {
        let common = StatementQuery {
            about: Some("the".into()),
            speakers: speaker.into_iter().collect(),
            ..narrow()
        };
        let (count, page) = plans(&common, false);
        assert!(count.contains("SCAN statement_words VIRTUAL TABLE"), "{count}");
        assert!(page.starts_with("SCAN statement_words VIRTUAL TABLE"), "{page}");
        assert!(!page.contains("ORDER BY"), "it sorts: {page}");
    }
    let rare = StatementQuery { about: Some("the tide".into()), ..narrow() };
    let (_, page) = plans(&rare, false);
    assert!(page.contains("LIST SUBQUERY"), "the common word only has to occur: {page}");
}

#[test]
fn all_statements_of_one_speaker_among_many_are_sorted_and_those_of_most_met_in_order() {
    let connection = filled();
    let query = StatementQuery { speakers: vec!["Lind".into()], ..StatementQuery::default() };
    let check = |others: usize, own: usize, sorted: bool| {
        let more = format!(
            "DELETE FROM statements;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {})
             INSERT INTO statements (id, extraction, article, current, start, position, kind, mode,
                                     speaker, given_form, details)
             SELECT i, 1, 1, 1, 0, i, 'direct', 'speech', iif(i > {own}, NULL, 1), iif(i > {own}, NULL, 1), '{{}}'
             FROM n",
            others + own
        );
        connection.execute_batch(&more).expect("filled");
        let conditions = Conditions::of(&Session::Sqlite(&connection), &query)
            .expect("answered")
            .expect("may match");
        let is_sorted = conditions.is_sorted_whole(&Session::Sqlite(&connection)).expect("counted");
        assert_eq!(is_sorted, sorted, "{own} and {others} of others");
    };
    check(99, 1, true);
    check(10, 90, false);
}
