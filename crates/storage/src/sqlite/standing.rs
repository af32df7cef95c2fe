//! Whether the statements of an article answer: those of its latest extraction do, unless people had the
//! article forgotten or it has a later text; then they answer those alone who ask for all revisions.

use std::collections::{BTreeSet, HashSet};

use q7x2_domain::{ArticleId, Metadata};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, params};

use super::answers::{self, Scope};
use super::forgotten::is_forgotten;
use super::metadata::LEARNED;
use super::rows::{article_key, json_list};
use super::{corrections, metadata, revisions, similar, words};

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
        let news = metadata::fill(transaction, key, metadata)?;
        let is_dated = news.iter().any(|name| name == PUBLISHED_AT);
        filled.push(news);
        if is_dated {
            settle(transaction, std::slice::from_ref(&id))?;
        }
        if revisions::is_worth_noting(transaction, key, metadata)?
            && revisions::note(transaction, key, metadata)?
        {
            let sql = "SELECT text FROM articles WHERE key = ?1";
            let text: String =
                transaction.prepare_cached(sql)?.query_row([key], |row| row.get(0))?;
            let joined = revisions::join(transaction, key, &text)?;
            inherit(transaction, &joined)?;
            settle(transaction, &[joined, vec![id]].concat())?;
        }
    }
    Ok(filled)
}

/// The field by which texts of an article are in order, which may be another when it is known.
pub(super) const PUBLISHED_AT: &str = "published_at";

/// Lets the statements of articles answer, or not, as is decided now. Returns how many of these articles
/// are kept, and how many statements answer that did not, or do not any more.
pub(super) fn settle(transaction: &Connection, ids: &[String]) -> Result<(u64, u64), Failure> {
    let (mut kept, mut statements) = (0, 0);
    let mut cited = BTreeSet::new();
    let asked: HashSet<&String> = ids.iter().collect();
    // Whether one answers bears on the other texts of its article.
    for id in &revisions::all_texts(transaction, ids)? {
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

/// Lets of the texts of each article of an older store the one answer that is the newest as they are in order
/// now.
pub(super) fn fill(transaction: &Connection) -> rusqlite::Result<()> {
    let sql = "SELECT min(articles.id) FROM origins JOIN articles ON articles.key = origins.article
               WHERE origins.series IS NOT NULL GROUP BY origins.series";
    let mut select = transaction.prepare(sql)?;
    let ids: Vec<String> =
        select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in ids {
        // A row that cannot be read is told of when it is asked for, and keeps no other from it.
        if let Err(Failure::Sqlite(error)) = settle(transaction, &[id]) {
            return Err(error);
        }
    }
    Ok(())
}

/// Lets the statements of an article answer, or not. Returns of how many that changed. Those of the extraction
/// that is its latest do, and what people corrected in an earlier one that the latest has not found.
fn review(transaction: &Connection, id: &str, article: i64) -> Result<u64, Failure> {
    if is_forgotten(transaction, id)? {
        return Ok(retire(transaction, article)?);
    }
    let wanted = if revisions::is_earlier(transaction, article)? { EARLIER } else { ANSWERS };
    let kept = json_list(&corrections::outliving(transaction, article)?);
    let mut moved = 0;
    // One by one, for each has an index of its own.
    for answering in ["current = 1", "current = 2"] {
        let sql = format!(
            "SELECT key, current FROM statements WHERE article = ?1 AND {answering}
             AND extraction <> {LATEST} AND key NOT IN (SELECT value FROM json_each(?2))"
        );
        let mut select = transaction.prepare_cached(&sql)?;
        let rows =
            select.query_map(params![article, kept], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (key, before) in rows.collect::<rusqlite::Result<Vec<(i64, i64)>>>()? {
            let sql = "UPDATE statements SET current = 0 WHERE key = ?1";
            transaction.prepare_cached(sql)?.execute([key])?;
            words::take_out(transaction, key)?;
            moved += u64::from(before == ANSWERS);
        }
    }
    let sql = format!(
        "SELECT key, current FROM statements WHERE current <> ?2 AND extraction = {LATEST}
         UNION ALL
         SELECT key, current FROM statements
         WHERE current <> ?2 AND key IN (SELECT value FROM json_each(?3))"
    );
    let mut select = transaction.prepare_cached(&sql)?;
    let row = params![article, wanted, kept];
    let rows = select.query_map(row, |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (key, before) in rows.collect::<rusqlite::Result<Vec<(i64, i64)>>>()? {
        let sql = "UPDATE statements SET current = ?2 WHERE key = ?1";
        transaction.prepare_cached(sql)?.execute([key, wanted])?;
        words::write_again(transaction, key)?;
        moved += u64::from(wanted == ANSWERS || before == ANSWERS);
    }
    Ok(moved)
}

/// The key of the extraction of article `?1` that answers.
pub(super) const LATEST: &str =
    "(SELECT key FROM extractions WHERE article = ?1 ORDER BY turn DESC, key DESC LIMIT 1)";

/// The same of the article of the row at hand.
pub(super) const LATEST_OF_ARTICLE: &str = "(SELECT key FROM extractions AS latest
    WHERE latest.article = articles.key ORDER BY turn DESC, key DESC LIMIT 1)";

/// Lets articles have what people decided about other texts of them, or what was learned of those, if anything. For those that came to be
/// texts of one article, or are no more.
pub(super) fn inherit(transaction: &Connection, ids: &[String]) -> Result<(), Failure> {
    let all = revisions::all_texts(transaction, ids)?;
    let sql = format!(
        "SELECT 1 FROM json_each(?1) AS texts
               WHERE EXISTS (SELECT 1 FROM edit_subjects WHERE subject = texts.value)
                  OR EXISTS (SELECT 1 FROM article_edits WHERE article = texts.value)
                  OR EXISTS (SELECT 1 FROM articles JOIN origins ON origins.article = articles.key
                             WHERE articles.id = texts.value AND {LEARNED})"
    );
    if transaction.prepare_cached(&sql)?.exists([json_list(&all)])? {
        inherit_anew(transaction, all)?;
    }
    Ok(())
}

/// Works out anew what articles have of decisions about each other.
pub(super) fn inherit_anew(transaction: &Connection, all: Vec<String>) -> Result<(), Failure> {
    if !all.is_empty() {
        metadata::settle(transaction, &all)?;
        answers::settle(transaction, &Scope::Articles(all))?;
    }
    Ok(())
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
