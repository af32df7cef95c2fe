//! Moving house: reading out everything that is kept, and taking it in elsewhere. What is moved is what was
//! recorded and decided; what follows from that is worked out anew where it goes, as it was here.

mod check;
mod export;
mod import;

pub(super) use check::check;
pub(super) use export::export;
pub(super) use import::{Importing, Origins};

use q7x2_domain::Statement;

use super::{corrections, details, rows};
use crate::session::{Dialect, Result, Row, Session};

/// How many articles are looked for at a time.
const AT_A_TIME: i64 = 64;

/// Lets a transaction that reads everything take its time: whoever reads it may be slow.
fn take_time(session: &Session<'_>) -> Result<()> {
    match session.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            session.execute_batch("SET LOCAL idle_in_transaction_session_timeout = 0")
        }
    }
}

/// Calls `each` with the key and id of every article, in the order in which they came, until that returns
/// false. Returns whether it never did.
fn each_article(
    session: &Session<'_>,
    mut each: impl FnMut(i64, String) -> Result<bool>,
) -> Result<bool> {
    let mut after = 0;
    loop {
        let sql = "SELECT key, id FROM articles WHERE key > ?1 ORDER BY key LIMIT ?2";
        let mut select = session.prepare(sql)?;
        let rows =
            select.query_map([after, AT_A_TIME], |row| Ok((row.get(0)?, row.get::<String>(1)?)))?;
        let found: Vec<(i64, String)> = rows.collect::<Result<_>>()?;
        let Some((last, _)) = found.last() else { return Ok(true) };
        after = *last;
        for (key, id) in found {
            if !each(key, id)? {
                return Ok(false);
            }
        }
    }
}

/// An extraction as a row.
struct ExtractionRow {
    key: i64,
    model: String,
    diagnostics: String,
    dated: Option<i64>,
}

/// Returns the extractions of an article, the one last that answers.
fn extractions(session: &Session<'_>, article: i64) -> Result<Vec<ExtractionRow>> {
    let sql = "SELECT key, model, diagnostics, dated FROM extractions WHERE article = ?1
               ORDER BY turn, key";
    let row = |row: &Row<'_>| {
        let (key, model) = (row.get(0)?, row.get(1)?);
        Ok(ExtractionRow { key, model, diagnostics: row.get(2)?, dated: row.get(3)? })
    };
    session.prepare(sql)?.query_map([article], row)?.collect()
}

/// Returns the statements of an extraction as they were extracted, each as it can be read.
fn statements(session: &Session<'_>, extraction: i64) -> Result<Vec<Result<Statement>>> {
    let sql = "SELECT id, kind, mode, asserted, correction, confidence, details FROM statements
               WHERE extraction = ?1 ORDER BY position";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query([extraction])?;
    let mut found = vec![];
    while let Some(row) = rows.next()? {
        found.push(statement(&row));
    }
    Ok(found)
}

fn statement(row: &Row<'_>) -> Result<Statement> {
    let id: String = row.get(0)?;
    let correction: Option<String> = row.get(4)?;
    let (kind, asserted) =
        corrections::as_extracted(row.get(1)?, row.get(3)?, correction.as_deref())?;
    let mode: String = row.get(2)?;
    let mut statement = rows::classed(&id, &kind, &mode, &asserted)?;
    statement.confidence = row.get(5)?;
    details::read(&mut statement, row.text(6)?)?;
    Ok(statement)
}
