//! Whether the statements of an article answer: those of its latest extraction do, unless people had the
//! article forgotten.

use std::collections::BTreeSet;

use q7x2_sqlite::Failure;
use rusqlite::{Connection, OptionalExtension};

use super::answers::{self, Scope};
use super::rows::json_list;
use super::{similar, words};

/// Tells whether people had the article of this id erased, so that nothing is kept of it any more.
pub(super) fn is_erased(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM article_edits WHERE article = ?1 AND forgets > 1";
    connection.prepare_cached(sql)?.exists([id])
}

/// Tells whether people had the article of this id forgotten.
pub(super) fn is_forgotten(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM article_edits WHERE article = ?1 AND forgets > 0";
    connection.prepare_cached(sql)?.exists([id])
}

/// Returns those of `ids` that people had forgotten, in their order.
pub(super) fn forgotten(connection: &Connection, ids: &[String]) -> Result<Vec<String>, Failure> {
    let sql = "SELECT value FROM json_each(?1) AS asked WHERE EXISTS
                   (SELECT 1 FROM article_edits WHERE article = asked.value AND forgets > 0)
               ORDER BY asked.key";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_map([json_list(ids)], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Lets the statements of articles answer, or not, as is decided now. Returns how many of these articles
/// are kept, and how many statements answer that did not, or do not any more.
pub(super) fn settle(transaction: &Connection, ids: &[String]) -> Result<(u64, u64), Failure> {
    let (mut kept, mut statements) = (0, 0);
    let mut cited = BTreeSet::new();
    for id in ids {
        let mut select = transaction.prepare_cached("SELECT key FROM articles WHERE id = ?1")?;
        let Some(key) = select.query_row([id], |row| row.get(0)).optional()? else { continue };
        kept += 1;
        let before = linked(transaction, key)?;
        let moved = review(transaction, id, key)?;
        if moved > 0 {
            cited.extend(before);
            cited.append(&mut linked(transaction, key)?);
            statements += moved;
        }
    }
    let changed = similar::review(transaction, &cited)?;
    if !changed.is_empty() {
        answers::settle(transaction, &Scope::Speakers(changed))?;
    }
    Ok((kept, statements))
}

/// Lets the statements of an article answer, or not. Returns of how many that changed.
fn review(transaction: &Connection, id: &str, article: i64) -> Result<u64, Failure> {
    if is_forgotten(transaction, id)? {
        words::forget(transaction, article)?;
        let sql = "UPDATE statements SET current = 0 WHERE article = ?1 AND current = 1";
        return Ok(transaction.prepare_cached(sql)?.execute([article])? as u64);
    }
    let sql = "UPDATE statements SET current = 1
               WHERE current = 0 AND extraction =
                   (SELECT max(key) FROM extractions WHERE article = ?1) RETURNING key";
    let mut update = transaction.prepare_cached(sql)?;
    let keys: Vec<i64> =
        update.query_map([article], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for key in &keys {
        words::write_again(transaction, *key)?;
    }
    Ok(keys.len() as u64)
}

/// Returns the speakers to whom the statements are linked that answer for an article.
pub(super) fn linked(transaction: &Connection, article: i64) -> rusqlite::Result<BTreeSet<i64>> {
    let sql = "SELECT linked FROM statements
               WHERE article = ?1 AND current = 1 AND linked IS NOT NULL
               UNION SELECT joint_speakers.linked FROM statements
               JOIN joint_speakers ON joint_speakers.statement = statements.key
               WHERE article = ?1 AND current = 1";
    transaction.prepare_cached(sql)?.query_map([article], |row| row.get(0))?.collect()
}
