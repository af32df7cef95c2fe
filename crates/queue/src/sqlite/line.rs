//! The line: articles come in, are counted, and are put back after a person has looked at them.

use std::time::Duration;

use q7x2_domain::{
    Article, ArticleId, Enqueued, Hold, HoldPlace, Metadata, QueueCounts, Queued, SetAside,
    Timestamp, Unfinished, WorkState,
};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, Row, named_params, params};

/// The columns that [`metadata`] reads.
pub(crate) const METADATA: &str =
    "path, url, outlet, title, author, published_at, language, file_key, taken_at, learned_url";

/// How many columns [`metadata`] reads.
pub(crate) const WIDTH: usize = 10;

/// Adds articles that are not in the queue, to be lent after a pause.
pub(crate) fn enqueue(
    transaction: &Connection,
    articles: &[Article],
    pause: Duration,
    now: Timestamp,
) -> Result<Vec<Enqueued>, Failure> {
    let sql = "
        INSERT INTO work (id, due_at, lasts, path, url, outlet, title, author, published_at, language,
                          file_key, taken_at, learned_url, text)
        VALUES (:id, :due_at, :lasts, :path, :url, :outlet, :title, :author, :published_at, :language,
                :file_key, :taken_at, :learned_url, :text)
        ON CONFLICT (id) DO NOTHING";
    let mut insert = transaction.prepare_cached(sql)?;
    let due_at = if pause.is_zero() { 0 } else { now.after(pause).micros() };
    let mut outcomes = Vec::with_capacity(articles.len());
    for article in articles {
        let metadata = article.metadata();
        let added = insert.execute(named_params! {
            ":id": article.id().to_string(),
            ":due_at": due_at,
            ":lasts": i64::try_from(pause.as_micros()).unwrap_or(i64::MAX / 4),
            ":path": metadata.path,
            ":url": metadata.url,
            ":outlet": metadata.outlet,
            ":title": metadata.title,
            ":author": metadata.author,
            ":published_at": metadata.published_at.map(Timestamp::micros),
            ":language": metadata.language,
            ":file_key": metadata.file_key,
            ":taken_at": metadata.taken_at.map(Timestamp::micros),
            ":learned_url": metadata.learned_url,
            ":text": article.text(),
        })?;
        outcomes.push(if added == 1 { Enqueued::Added } else { fill(transaction, article)? });
    }
    Ok(outcomes)
}

/// Fills what is not known of an article in the queue with what is told of it now. One that a worker has is
/// marked, for it has been lent without that.
fn fill(transaction: &Connection, article: &Article) -> Result<Enqueued, Failure> {
    let id = article.id().to_string();
    let sql = format!("SELECT {METADATA} FROM work WHERE id = ?1");
    let mut known = transaction.prepare_cached(&sql)?.query_row([&id], metadata)?;
    let filled = known.fill(article.metadata());
    if filled.is_empty() {
        return Ok(Enqueued::AlreadyQueued);
    }
    let sql = "UPDATE work SET outlet = :outlet, title = :title, author = :author,
                   published_at = :published_at, language = :language, learned_url = :learned_url,
                   filled = max(filled, state = 'leased')
               WHERE id = :id";
    transaction.prepare_cached(sql)?.execute(named_params! {
        ":id": id,
        ":outlet": known.outlet,
        ":title": known.title,
        ":author": known.author,
        ":published_at": known.published_at.map(Timestamp::micros),
        ":language": known.language,
        ":learned_url": known.learned_url,
    })?;
    Ok(Enqueued::Filled(filled))
}

/// Counts articles by state. One whose lease has lapsed waits, though nobody has noticed yet.
pub(crate) fn counts(connection: &Connection, now: Timestamp) -> Result<QueueCounts, Failure> {
    let sql = "SELECT count(*) FILTER (WHERE state <> 'set_aside'),
                      count(*) FILTER (WHERE state = 'leased' AND due_at > ?1),
                      count(*) FILTER (WHERE state = 'set_aside')
               FROM work";
    let counts = connection.prepare_cached(sql)?.query_row([now.micros()], |row| {
        let leased = row.get::<_, i64>(1)?;
        Ok(QueueCounts {
            waiting: (row.get::<_, i64>(0)? - leased).unsigned_abs(),
            leased: leased.unsigned_abs(),
            set_aside: row.get::<_, i64>(2)?.unsigned_abs(),
        })
    })?;
    Ok(counts)
}

/// Returns those of `ids` that are in the queue.
pub(crate) fn unfinished(
    connection: &Connection,
    ids: &[ArticleId],
) -> Result<Vec<Unfinished>, Failure> {
    let sql = "SELECT work.id, work.state = 'set_aside'
               FROM json_each(?1) AS asked JOIN work ON work.id = asked.value ORDER BY asked.key";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([json_list(ids)])?;
    let mut unfinished = vec![];
    while let Some(row) = rows.next()? {
        let state = if row.get(1)? { WorkState::SetAside } else { WorkState::Pending };
        unfinished.push(Unfinished { article: article_id(&row.get::<_, String>(0)?)?, state });
    }
    Ok(unfinished)
}

/// Returns articles that are in line or lent, oldest first.
pub(crate) fn pending(connection: &Connection, limit: usize) -> Result<Vec<ArticleId>, Failure> {
    let sql = "SELECT id FROM work WHERE state <> 'set_aside' ORDER BY key LIMIT ?1";
    let mut select = connection.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids = select.query_map([limit], |row| row.get::<_, String>(0))?;
    ids.map(|id| article_id(&id?)).collect()
}

/// Returns what holds those of `ids` that are in the queue.
pub(crate) fn holds(
    connection: &Connection,
    ids: &[ArticleId],
    now: Timestamp,
) -> Result<Vec<Hold>, Failure> {
    let sql = "SELECT work.id, state, due_at, attempts, lapses, error
               FROM json_each(?1) AS asked JOIN work ON work.id = asked.value ORDER BY asked.key";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([json_list(ids)])?;
    let mut holds = vec![];
    while let Some(row) = rows.next()? {
        let place = place(&row.get::<_, String>(1)?, row.get(2)?, now);
        holds.push(Hold {
            article: article_id(&row.get::<_, String>(0)?)?,
            place,
            attempts: row.get(3)?,
            lapses: row.get(4)?,
            error: row.get(5)?,
        });
    }
    Ok(holds)
}

/// Lets those of `ids` that were never lent be lent now.
pub(crate) fn line_up(transaction: &Connection, ids: &[ArticleId]) -> Result<(), Failure> {
    let sql = "UPDATE work SET due_at = 0 WHERE id IN (SELECT value FROM json_each(?1))
               AND state = 'waiting' AND handed_out = 0";
    transaction.prepare_cached(sql)?.execute([json_list(ids)])?;
    Ok(())
}

/// Removes those of `ids` that were never lent.
pub(crate) fn withdraw(transaction: &Connection, ids: &[ArticleId]) -> Result<u64, Failure> {
    let sql = "DELETE FROM work WHERE id IN (SELECT value FROM json_each(?1))
               AND state = 'waiting' AND handed_out = 0";
    Ok(transaction.prepare_cached(sql)?.execute([json_list(ids)])? as u64)
}

/// Removes those of `ids` that are in the queue.
pub(crate) fn remove(transaction: &Connection, ids: &[ArticleId]) -> Result<u64, Failure> {
    let sql = "DELETE FROM work WHERE id IN (SELECT value FROM json_each(?1))";
    Ok(transaction.prepare_cached(sql)?.execute([json_list(ids)])? as u64)
}

/// Returns articles without their texts, by id, after `after`.
pub(crate) fn listed(
    connection: &Connection,
    after: Option<ArticleId>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Queued>, Failure> {
    let sql = format!(
        "SELECT {METADATA}, id, state, due_at FROM work WHERE id > ?1 ORDER BY id LIMIT ?2"
    );
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(params![after, i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut listed = vec![];
    while let Some(row) = rows.next()? {
        listed.push(Queued {
            article: article_id(&row.get::<_, String>(WIDTH)?)?,
            metadata: metadata(row)?,
            place: place(&row.get::<_, String>(WIDTH + 1)?, row.get(WIDTH + 2)?, now),
        });
    }
    Ok(listed)
}

/// Returns where an article is that is in this state until then.
fn place(state: &str, due_at: i64, now: Timestamp) -> HoldPlace {
    let due_at = Timestamp::from_micros(due_at);
    let later = (due_at > now).then_some(due_at);
    match (state, later) {
        ("set_aside", _) => HoldPlace::SetAside,
        ("leased", Some(until)) => HoldPlace::Lent(until),
        _ => HoldPlace::InLine(later),
    }
}

/// Returns articles that were set aside, latest first.
pub(crate) fn set_aside(connection: &Connection, limit: usize) -> Result<Vec<SetAside>, Failure> {
    let sql = format!(
        "SELECT {METADATA}, id, coalesce(error, ''), attempts, due_at FROM work
         WHERE state = 'set_aside' ORDER BY due_at DESC, key DESC LIMIT ?1"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut articles = vec![];
    while let Some(row) = rows.next()? {
        articles.push(SetAside {
            article: article_id(&row.get::<_, String>(WIDTH)?)?,
            metadata: metadata(row)?,
            error: row.get(WIDTH + 1)?,
            attempts: row.get(WIDTH + 2)?,
            at: Timestamp::from_micros(row.get(WIDTH + 3)?),
        });
    }
    Ok(articles)
}

/// Puts set-aside articles back in line: those named, or all when none is. What was doubtful stays so.
pub(crate) fn retry(transaction: &Connection, ids: &[ArticleId]) -> Result<u64, Failure> {
    let sql = "UPDATE work
               SET state = 'waiting', due_at = 0, attempts = 0, lapses = 0, error = NULL
               WHERE state = 'set_aside'
                 AND (?2 = 0 OR id IN (SELECT value FROM json_each(?1)))";
    let parameters = params![json_list(ids), ids.len() as i64];
    Ok(transaction.prepare_cached(sql)?.execute(parameters)? as u64)
}

/// Reads metadata from the first columns of a row.
pub(crate) fn metadata(row: &Row<'_>) -> rusqlite::Result<Metadata> {
    Ok(Metadata {
        path: row.get(0)?,
        url: row.get(1)?,
        outlet: row.get(2)?,
        title: row.get(3)?,
        author: row.get(4)?,
        published_at: row.get::<_, Option<i64>>(5)?.map(Timestamp::from_micros),
        language: row.get(6)?,
        file_key: row.get(7)?,
        taken_at: row.get::<_, Option<i64>>(8)?.map(Timestamp::from_micros),
        learned_url: row.get(9)?,
    })
}

fn article_id(id: &str) -> Result<ArticleId, Failure> {
    id.parse().map_err(|_| Failure::Corrupt("an article with a malformed id".into()))
}

/// Writes ids as JSON, to be read by `json_each`: a parameter of any length.
fn json_list(ids: &[ArticleId]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", ids.join(","))
}
