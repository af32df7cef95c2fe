//! Whether the statements of an article answer: those of its latest extraction do, unless people had the
//! article forgotten or it has a later text; then they answer those alone who ask for all revisions.

use std::collections::{BTreeSet, HashSet};

use q7x2_domain::{ArticleId, Metadata};
use q7x2_sqlite::Failure;
use rusqlite::Connection;

use super::answers::{self, Scope};
use super::rows::{article_key, json_list};
use super::{metadata, revisions, similar, words};

/// Holds of what people had forgotten.
pub(super) const FORGOTTEN: &str =
    "EXISTS (SELECT 1 FROM article_edits WHERE article = articles.id AND forgets > 0)";

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

/// Learns of articles what their metadata tells that was not known, and when they were taken in. Returns for
/// each the names of the fields that are known now.
pub(super) fn note(
    transaction: &Connection,
    articles: &[(ArticleId, Metadata)],
) -> Result<Vec<Vec<String>>, Failure> {
    let mut filled = vec![];
    for (id, metadata) in articles {
        let id = id.to_string();
        let Some(key) = article_key(transaction, &id)? else {
            filled.push(vec![]);
            continue;
        };
        filled.push(metadata::fill(transaction, key, metadata)?);
        if revisions::is_worth_noting(transaction, key, metadata)?
            && revisions::note(transaction, key, metadata)?
        {
            let sql = "SELECT text FROM articles WHERE key = ?1";
            let text: String =
                transaction.prepare_cached(sql)?.query_row([key], |row| row.get(0))?;
            revisions::join(transaction, key, &text)?;
            settle(transaction, &[id])?;
        }
    }
    Ok(filled)
}

/// Lets the statements of articles answer, or not, as is decided now. Returns how many of these articles
/// are kept, and how many statements answer that did not, or do not any more.
pub(super) fn settle(transaction: &Connection, ids: &[String]) -> Result<(u64, u64), Failure> {
    let (mut kept, mut statements) = (0, 0);
    let mut cited = BTreeSet::new();
    let asked: HashSet<&String> = ids.iter().collect();
    // Whether one answers bears on the other texts of its article.
    let mut all: Vec<String> = vec![];
    for id in ids {
        all.extend(revisions::series(transaction, id)?);
    }
    all.sort_unstable();
    all.dedup();
    for id in &all {
        let Some(key) = article_key(transaction, id)? else { continue };
        kept += u64::from(asked.contains(id));
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
        return Ok(retire(transaction, article)?);
    }
    let wanted = if revisions::is_earlier(transaction, article)? { EARLIER } else { ANSWERS };
    let sql = "SELECT key, current FROM statements WHERE current <> ?2 AND extraction =
                   (SELECT max(key) FROM extractions WHERE article = ?1)";
    let mut select = transaction.prepare_cached(sql)?;
    let rows = select.query_map([article, wanted], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
    let mut moved = 0;
    for (key, before) in rows {
        let sql = "UPDATE statements SET current = ?2 WHERE key = ?1";
        transaction.prepare_cached(sql)?.execute([key, wanted])?;
        words::write_again(transaction, key)?;
        moved += u64::from(wanted == ANSWERS || before == ANSWERS);
    }
    Ok(moved)
}

/// What `current` is of a statement that answers.
const ANSWERS: i64 = 1;

/// What `current` is of a statement that answers those alone who ask for all revisions.
const EARLIER: i64 = 2;

/// Takes the statements of an article out of all answers. Returns how many answered unasked.
pub(super) fn retire(transaction: &Connection, article: i64) -> rusqlite::Result<u64> {
    words::forget(transaction, article)?;
    // One by one, for each has an index of its own.
    let sql = "UPDATE statements SET current = 0 WHERE article = ?1 AND current = 2";
    transaction.prepare_cached(sql)?.execute([article])?;
    let sql = "UPDATE statements SET current = 0 WHERE article = ?1 AND current = 1";
    Ok(transaction.prepare_cached(sql)?.execute([article])? as u64)
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
