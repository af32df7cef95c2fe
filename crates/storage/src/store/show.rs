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

/// Counts the articles that are not in English and have no statements, by language.
fn not_english(session: &Session<'_>) -> Result<Vec<(String, u64)>> {
    let sql = format!(
        "SELECT language, count(*) AS kept FROM articles
         WHERE language IS NOT NULL AND NOT {FORGOTTEN}
           AND lower(language) <> 'en' AND lower(language) NOT LIKE 'en-%'
           AND NOT EXISTS (SELECT 1 FROM statements WHERE article = articles.key)
         GROUP BY language ORDER BY kept DESC, language"
    );
    let mut select = session.prepare(&sql)?;
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs())))?;
    let mut counts: Vec<(String, u64)> = rows.collect::<Result<_>>()?;
    // The query leaves out the commonest spellings of English; what else means it is known here.
    counts.retain(|(language, _)| !is_english(language));
    Ok(counts)
}
