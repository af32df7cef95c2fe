//! Single statements inside their paragraphs, and how much is kept.

use q7x2_domain::{CodePoints, StatementInContext, StoreCounts, is_english};

use super::answers;
use super::forgotten::FORGOTTEN;
use super::rows::{self, HIT_COLUMNS, hit_columns};
use super::standing::LATEST_OF_ARTICLE;
use crate::session::{Failure, Result, Session, params};

/// How many statements are shown at most.
const SHOWN: usize = 10;

/// Returns the statements, of any extraction, whose id begins with `id_prefix`.
pub(crate) fn show(session: &Session<'_>, id_prefix: &str) -> Result<Vec<StatementInContext>> {
    let sql = format!(
        "SELECT {}, articles.text FROM statements
         JOIN extractions ON extractions.key = statements.extraction
         JOIN articles ON articles.key = statements.article
         WHERE statements.id >= ?1 AND statements.id < ?3
           AND NOT {FORGOTTEN}
         ORDER BY articles.id, statements.start, statements.position, statements.key LIMIT ?2",
        hit_columns()
    );
    // What begins with the prefix comes before whatever goes on with the last of all characters.
    let beyond = format!("{id_prefix}{}", char::MAX);
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query(params![id_prefix, SHOWN as i64, beyond])?;
    let mut shown = vec![];
    while let Some(row) = rows.next()? {
        let mut hit = rows::hit(session, &row)?;
        rows::complete(session, &mut hit)?;
        let text = row.text(HIT_COLUMNS)?;
        let points = CodePoints::new(text);
        let id = hit.statement.id.clone();
        let outside = || Failure::Corrupt(format!("statement {id}: outside its text"));
        shown.push(StatementInContext::of(hit, &points).ok_or_else(outside)?);
    }
    answers::settle_others(session, shown.iter_mut().map(|shown| &mut shown.hit.statement))?;
    Ok(shown)
}

/// Counts what is kept.
pub(crate) fn counts(session: &Session<'_>) -> Result<StoreCounts> {
    let sql = format!(
        "SELECT (SELECT count(*) FROM articles WHERE NOT {FORGOTTEN}),
                      (SELECT count(*) FROM statements WHERE current = 1),
                      (SELECT count(DISTINCT speaker) FROM statements WHERE current = 1)
                      + (SELECT count(DISTINCT beside.speaker)
                         FROM (SELECT statement, speaker FROM joint_speakers
                               UNION ALL SELECT statement, speaker FROM given_speakers) AS beside
                         JOIN statements ON statements.key = beside.statement
                         WHERE current = 1 AND NOT EXISTS (
                             SELECT 1 FROM statements AS alone
                             WHERE alone.current = 1 AND alone.speaker = beside.speaker)),
                (SELECT count(*) FROM statements JOIN articles ON articles.key = statements.article
                 WHERE correction IS NOT NULL AND current = 1 AND extraction <> {LATEST_OF_ARTICLE})"
    );
    let mut counts = session.prepare(&sql)?.query_row((), |row| {
        Ok(StoreCounts {
            articles: row.get::<i64>(0)?.unsigned_abs(),
            statements: row.get::<i64>(1)?.unsigned_abs(),
            speakers: row.get::<i64>(2)?.unsigned_abs(),
            outliving: row.get::<i64>(3)?.unsigned_abs(),
            not_english: vec![],
        })
    })?;
    counts.not_english = not_english(session)?;
    Ok(counts)
}

/// Returns the SQL that counts articles that are not in English and have no statements. Its first conditions
/// are those of the index `articles_not_english`; statements that answer no more have one by their extraction.
fn counting_not_english() -> String {
    format!(
        "SELECT language, count(*) AS kept FROM articles
         WHERE language IS NOT NULL AND lower(language) <> 'en'
           AND substr(lower(language), 1, 3) <> 'en-' AND NOT {FORGOTTEN}
           AND NOT EXISTS (SELECT 1 FROM statements WHERE extraction IN
                   (SELECT key FROM extractions WHERE article = articles.key))
         GROUP BY language ORDER BY kept DESC, language"
    )
}

/// Counts the articles that are not in English and have no statements, by language.
fn not_english(session: &Session<'_>) -> Result<Vec<(String, u64)>> {
    let mut select = session.prepare(&counting_not_english())?;
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs())))?;
    let mut counts: Vec<(String, u64)> = rows.collect::<Result<_>>()?;
    // The query leaves out the commonest spellings of English; what else means it is known here.
    counts.retain(|(language, _)| !is_english(language));
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use q7x2_servers::Postgres;
    use rusqlite::Connection;

    use super::*;
    use crate::postgres::PostgresStore;
    use crate::store::Engine;

    /// One article in 500 is in another language.
    const FILLED: &str =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO articles (id, text, language)
        SELECT 'a' || i, 'text', CASE i % 500 WHEN 0 THEN 'de' ELSE 'en-GB' END FROM n";

    /// Returns the counts, and how the engine comes to them.
    fn explained(session: &Session<'_>, explain: &str) -> Result<(Vec<(String, u64)>, String)> {
        let mut select = session.prepare(&format!("{explain} {}", counting_not_english()))?;
        let column = if explain.contains("QUERY PLAN") { 3 } else { 0 };
        let steps = select.query_map((), |row| row.get::<String>(column))?;
        Ok((not_english(session)?, steps.collect::<Result<Vec<_>>>()?.join("\n")))
    }

    fn check((counts, plan): (Vec<(String, u64)>, String)) {
        assert_eq!(counts, [("de".to_owned(), 40)]);
        assert!(plan.contains("articles_not_english"), "{plan}");
        assert!(
            !plan.contains("SCAN statements") && !plan.contains("Seq Scan on articles"),
            "{plan}"
        );
    }

    #[test]
    fn other_languages_are_counted_from_an_index() {
        let mut connection = Connection::open_in_memory().expect("opened");
        crate::sqlite::embedded::migrations::runner().run(&mut connection).expect("made");
        connection.execute_batch(FILLED).expect("filled");
        check(explained(&Session::Sqlite(&connection), "EXPLAIN QUERY PLAN").expect("explained"));
    }

    #[tokio::test]
    async fn postgres_counts_other_languages_from_an_index() {
        let Some(server) = Postgres::shared() else { return };
        let store = PostgresStore::open(&server.database().await).await.expect("opened");
        let filled = format!("{FILLED}; ANALYZE");
        store.engine.write(move |session| session.execute_batch(&filled)).await.expect("filled");
        check(store.engine.read(|session| explained(session, "EXPLAIN")).await.expect("explained"));
    }
}
