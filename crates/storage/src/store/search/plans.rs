//! How PostgreSQL goes about a query in a store of some size.

use q7x2_domain::StatementQuery;
use q7x2_servers::Postgres;

use super::*;
use crate::postgres::PostgresStore;
use crate::session::Failure;
use crate::store::Engine;

/// How many statements there are: three of each article. One in 500 is by speaker 7, one in two has "tide".
const STATEMENTS: u64 = 60_000;

const FILLED: &str = "
    INSERT INTO articles (id, text, published_at)
        SELECT md5(n::text) || md5(n::text), 'text', n FROM generate_series(1, 20000) AS n;
    INSERT INTO extractions (article, model, diagnostics) SELECT key, 'test-1', '[]' FROM articles;
    INSERT INTO speakers (id, name, kind, link_reason)
        SELECT 'person/' || n, 'Speaker ' || n, 'person', 'name' FROM generate_series(1, 500) AS n;
    INSERT INTO statements (id, extraction, article, current, start, position, kind, mode, asserted,
                            linked, speaker, relay_depth, details)
        SELECT md5(n::text), 1 + n / 3, 1 + n / 3, 1, n % 3, n % 3, 'direct', 'speech', 'said',
               1 + n % 500, 1 + n % 500, 0, '{}'
        FROM generate_series(0, 59999) AS n;
    INSERT INTO statement_words (statement, content, speakers)
        SELECT key, array_to_tsvector(CASE key / 500 % 2 WHEN 0
                        THEN ARRAY['tide', 'w' || key % 9000] ELSE ARRAY['w' || key % 9000] END),
               ARRAY[speaker]
        FROM statements;
    ANALYZE";

/// Returns how PostgreSQL counts what a query asks for, and how it finds a page of it.
async fn plans(store: &PostgresStore, query: StatementQuery) -> (String, String) {
    let plans = store.engine.read(move |session| {
        let conditions = Conditions::of(session, &query)?.expect("may match");
        let found = conditions.count(session, conditions.counted())?;
        let is_sorted = conditions.is_sorted(session, found, query.limit)?;
        let plan = |sql: &str, limit: &'static str| {
            let mut parameters = conditions.bound();
            parameters.push((limit, &20_i64));
            let mut explain = session.prepare(&format!("EXPLAIN {sql}"))?;
            let steps = explain.query_map(parameters.as_slice(), |row| row.get(0))?;
            Ok::<_, Failure>(steps.collect::<Result<Vec<String>>>()?.join("\n"))
        };
        let counting = plan(&conditions.counting(), ":at_most")?;
        Ok((counting, plan(&conditions.finding(is_sorted), ":limit")?))
    });
    plans.await.expect("explained")
}

#[tokio::test]
async fn no_question_reads_all_statements() {
    let Some(server) = Postgres::shared() else { return };
    let store = PostgresStore::open(&server.database().await).await.expect("opened");
    store.engine.write(|session| session.execute_batch(FILLED)).await.expect("filled");
    assert_eq!(store.engine.read(kept).await.expect("counted"), STATEMENTS);
    let asked = |about: Option<&str>, speakers: &[&str]| StatementQuery {
        about: about.map(str::to_owned),
        speakers: speakers.iter().map(ToString::to_string).collect(),
        limit: 20,
        ..StatementQuery::default()
    };
    for (query, index) in [
        (asked(None, &["person/7"]), "current_by_speaker"),
        (asked(Some("w17"), &[]), "statement_words_by_content"),
        (asked(Some("w17 tide"), &[]), "statement_words_by_content"),
        (asked(Some("tide"), &["person/7"]), "statement_words_by_content"),
    ] {
        let what = format!("{:?} {:?}", query.about, query.speakers);
        let (counting, finding) = plans(&store, query).await;
        for plan in [counting, finding] {
            assert!(plan.contains(index), "{what}: {plan}");
            assert!(!plan.contains("Seq Scan"), "{what}: {plan}");
        }
    }
    // What is common is met in order, and not sorted.
    for (query, index) in [
        (asked(None, &[]), "articles_in_order"),
        (asked(Some("tide"), &[]), "statement_words_pkey"),
    ] {
        let what = format!("{:?}", query.about);
        let (_, finding) = plans(&store, query).await;
        assert!(finding.contains(index), "{what}: {finding}");
    }
}
