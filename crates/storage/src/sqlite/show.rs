//! Single statements inside their paragraphs, and which articles are held.

use std::collections::HashSet;

use q7x2_domain::{ArticleId, CodePoints, ModelVersion, StatementInContext, StoreCounts};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, params};

use super::answers;
use super::rows::{self, HIT_COLUMNS, article_id, hit_columns, json_list};
use super::standing::FORGOTTEN;

/// How many statements are shown at most.
const SHOWN: usize = 10;

/// Returns the statements, of any extraction, whose id begins with `id_prefix`.
pub(crate) fn show(
    connection: &Connection,
    id_prefix: &str,
) -> Result<Vec<StatementInContext>, Failure> {
    let sql = format!(
        "SELECT {}, articles.text FROM statements
         JOIN extractions ON extractions.key = statements.extraction
         JOIN articles ON articles.key = statements.article
         WHERE statements.id >= ?1 AND statements.id < ?1 || char(1114111)
           AND NOT {FORGOTTEN}
         ORDER BY articles.id, statements.start, statements.position, statements.key LIMIT ?2",
        hit_columns()
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(params![id_prefix, SHOWN as i64])?;
    let mut shown = vec![];
    while let Some(row) = rows.next()? {
        let mut hit = rows::hit(row)?;
        rows::complete(connection, &mut hit)?;
        let text = row.get_ref(HIT_COLUMNS)?.as_str().map_err(rusqlite::Error::from)?;
        let points = CodePoints::new(text);
        let id = hit.statement.id.clone();
        let outside = || Failure::Corrupt(format!("statement {id}: outside its text"));
        shown.push(StatementInContext::of(hit, &points).ok_or_else(outside)?);
    }
    answers::settle_others(connection, shown.iter_mut().map(|shown| &mut shown.hit.statement))?;
    Ok(shown)
}

/// Returns those of `ids` that have an extraction, of `model` if it is given.
pub(crate) fn held(
    connection: &Connection,
    ids: &[ArticleId],
    model: Option<&ModelVersion>,
) -> Result<Vec<ArticleId>, Failure> {
    let sql = "SELECT articles.id FROM json_each(?1) JOIN articles ON articles.id = value
               WHERE EXISTS (SELECT 1 FROM extractions WHERE article = articles.key
                             AND (?2 IS NULL OR model = ?2))";
    let asked: Vec<String> = ids.iter().map(ArticleId::to_string).collect();
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![json_list(&asked), model.map(ModelVersion::as_str)])?;
    let mut held = HashSet::new();
    while let Some(row) = rows.next()? {
        held.insert(article_id(&row.get::<_, String>(0)?)?);
    }
    // In the order asked, each once.
    Ok(ids.iter().copied().filter(|id| held.remove(id)).collect())
}

/// Counts what is kept.
pub(crate) fn counts(connection: &Connection) -> Result<StoreCounts, Failure> {
    let sql = format!(
        "SELECT (SELECT count(*) FROM articles WHERE NOT {FORGOTTEN}),
                      (SELECT count(*) FROM statements WHERE current = 1),
                      (SELECT count(DISTINCT speaker) FROM statements WHERE current = 1)
                      + (SELECT count(DISTINCT joint_speakers.speaker) FROM joint_speakers
                         JOIN statements ON statements.key = joint_speakers.statement
                         WHERE current = 1 AND NOT EXISTS (
                             SELECT 1 FROM statements AS alone
                             WHERE alone.current = 1 AND alone.speaker = joint_speakers.speaker))"
    );
    let counts = connection.prepare_cached(&sql)?.query_row([], |row| {
        Ok(StoreCounts {
            articles: row.get::<_, i64>(0)?.unsigned_abs(),
            statements: row.get::<_, i64>(1)?.unsigned_abs(),
            speakers: row.get::<_, i64>(2)?.unsigned_abs(),
        })
    })?;
    Ok(counts)
}
