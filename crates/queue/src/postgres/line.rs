//! The line: articles come in, are counted, and are put back after a person has looked at them.

use std::collections::HashSet;
use std::time::Duration;

use deadpool_postgres::GenericClient;
use q7x2_domain::{
    Article, ArticleId, Enqueued, Hold, HoldPlace, Metadata, PortError, QueueCounts, Queued,
    SetAside, Timestamp, Unfinished, WorkState,
};
use q7x2_postgres::Failure;
use tokio_postgres::Row;

use super::leases::count;
use crate::token::micros;

/// The columns that [`metadata`] reads.
pub(super) const METADATA: &str =
    "path, url, outlet, title, author, published_at, language, file_key, taken_at, learned_url";

/// Refuses articles that the server cannot keep: it has no room for NUL.
pub(super) fn check(articles: &[Article]) -> Result<(), PortError> {
    let has_nul = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains('\0'));
    let is_odd = |article: &Article| {
        let Metadata { path, url, outlet, title, author, language, file_key, learned_url, .. } =
            article.metadata();
        let fields = [path, url, outlet, title, author, language, file_key, learned_url];
        article.text().contains('\0') || fields.into_iter().any(has_nul)
    };
    match articles.iter().any(is_odd) {
        true => Err(PortError::Rejected(
            "a text or its metadata has the character NUL, which cannot be kept".into(),
        )),
        false => Ok(()),
    }
}

/// Adds articles that are not in the queue, to be lent after a pause; tells it in `channel`.
pub(super) async fn enqueue(
    transaction: &impl GenericClient,
    articles: &[Article],
    pause: Duration,
    now: Option<i64>,
    channel: Option<&str>,
) -> Result<Vec<Enqueued>, Failure> {
    let column = |of: fn(&Metadata) -> Option<&str>| -> Vec<Option<&str>> {
        articles.iter().map(|article| of(article.metadata())).collect()
    };
    let ids: Vec<String> = articles.iter().map(|article| article.id().to_string()).collect();
    let texts: Vec<&str> = articles.iter().map(Article::text).collect();
    let time = |of: fn(&Metadata) -> Option<Timestamp>| -> Vec<Option<i64>> {
        articles.iter().map(|a| of(a.metadata()).map(Timestamp::micros)).collect()
    };
    // In the order given: keys are the order of the line. Of one given twice the first counts.
    let sql = "WITH added AS (
            INSERT INTO work (id, text, path, url, outlet, title, author, language, file_key,
                              learned_url, published_at, taken_at, due_at, lasts)
            SELECT id, text, path, url, outlet, title, author, language, file_key, learned_url,
                   published_at, taken_at, CASE $14::bigint WHEN 0 THEN 0 ELSE moment($13) + $14 END, $14
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                        $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[],
                        $12::bigint[])
                 WITH ORDINALITY AS asked (id, text, path, url, outlet, title, author, language,
                                           file_key, learned_url, published_at, taken_at, place)
            ORDER BY place
            ON CONFLICT (id) DO NOTHING
            RETURNING id),
        told AS MATERIALIZED (
            SELECT pg_notify($15, '') FROM added WHERE $15::text IS NOT NULL LIMIT 1)
        SELECT id FROM added LEFT JOIN (SELECT count(*) FROM told) AS heard ON true";
    let insert = transaction.prepare_cached(sql).await?;
    let rows = transaction
        .query(
            &insert,
            &[
                &ids,
                &texts,
                &column(|m| m.path.as_deref()),
                &column(|m| m.url.as_deref()),
                &column(|m| m.outlet.as_deref()),
                &column(|m| m.title.as_deref()),
                &column(|m| m.author.as_deref()),
                &column(|m| m.language.as_deref()),
                &column(|m| m.file_key.as_deref()),
                &column(|m| m.learned_url.as_deref()),
                &time(|m| m.published_at),
                &time(|m| m.taken_at),
                &now,
                &micros(pause),
                &channel,
            ],
        )
        .await?;
    let mut added: HashSet<String> =
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let mut outcomes = Vec::with_capacity(articles.len());
    for (article, id) in articles.iter().zip(&ids) {
        outcomes.push(match added.remove(id) {
            true => Enqueued::Added,
            false => fill(transaction, article, id).await?,
        });
    }
    Ok(outcomes)
}

/// Fills what is not known of an article in the queue with what is told of it now. One that a worker has is
/// marked, for it has been lent without that.
async fn fill(
    transaction: &impl GenericClient,
    article: &Article,
    id: &str,
) -> Result<Enqueued, Failure> {
    let sql = format!("SELECT {METADATA} FROM work WHERE id = $1 FOR UPDATE");
    let select = transaction.prepare_cached(&sql).await?;
    // It may have been done just now.
    let Some(row) = transaction.query_opt(&select, &[&id]).await? else {
        return Ok(Enqueued::AlreadyQueued);
    };
    let mut known = metadata(&row)?;
    let filled = known.fill(article.metadata());
    if filled.is_empty() {
        return Ok(Enqueued::AlreadyQueued);
    }
    let sql =
        "UPDATE work SET outlet = $2, title = $3, author = $4, published_at = $5, language = $6,
                   learned_url = $7, filled = filled OR state = 'leased'
               WHERE id = $1";
    let update = transaction.prepare_cached(sql).await?;
    let Metadata { outlet, title, author, published_at, language, learned_url, .. } = &known;
    let published_at = published_at.map(Timestamp::micros);
    transaction
        .execute(&update, &[&id, outlet, title, author, &published_at, language, learned_url])
        .await?;
    Ok(Enqueued::Filled(filled))
}

/// Counts articles by state. One whose lease has lapsed waits, though nobody has noticed yet.
pub(super) async fn counts(
    client: &impl GenericClient,
    now: Option<i64>,
) -> Result<QueueCounts, Failure> {
    let sql = "SELECT count(*) FILTER (WHERE state <> 'set_aside'),
                      count(*) FILTER (WHERE state = 'leased' AND due_at > moment($1)),
                      count(*) FILTER (WHERE state = 'set_aside')
               FROM work";
    let row = client.query_one(&client.prepare_cached(sql).await?, &[&now]).await?;
    let count = |column| Ok::<u64, Failure>(row.try_get::<_, i64>(column)?.unsigned_abs());
    let leased = count(1)?;
    Ok(QueueCounts { waiting: count(0)? - leased, leased, set_aside: count(2)? })
}

/// Returns those of `ids` that are in the queue.
pub(super) async fn unfinished(
    client: &impl GenericClient,
    ids: &[ArticleId],
) -> Result<Vec<Unfinished>, Failure> {
    let sql = "SELECT work.id, state = 'set_aside'
               FROM unnest($1::text[]) WITH ORDINALITY AS asked (id, place)
               JOIN work ON work.id = asked.id ORDER BY place";
    let rows = client.query(&client.prepare_cached(sql).await?, &[&strings(ids)]).await?;
    let unfinished = rows.iter().map(|row| {
        let state = if row.try_get(1)? { WorkState::SetAside } else { WorkState::Pending };
        Ok(Unfinished { article: article_id(row, 0)?, state })
    });
    unfinished.collect()
}

/// Returns articles that are in line or lent, oldest first.
pub(super) async fn pending(
    client: &impl GenericClient,
    limit: usize,
) -> Result<Vec<ArticleId>, Failure> {
    let sql = "SELECT id FROM work WHERE state <> 'set_aside' ORDER BY key LIMIT $1";
    let rows = client.query(&client.prepare_cached(sql).await?, &[&rows_of(limit)]).await?;
    rows.iter().map(|row| article_id(row, 0)).collect()
}

/// Returns what holds those of `ids` that are in the queue.
pub(super) async fn holds(
    client: &impl GenericClient,
    ids: &[ArticleId],
    now: Option<i64>,
) -> Result<Vec<Hold>, Failure> {
    let sql = "SELECT attempts, lapses, work.id, error, state, due_at, moment($2)
               FROM unnest($1::text[]) WITH ORDINALITY AS asked (id, place)
               JOIN work ON work.id = asked.id ORDER BY place";
    let rows = client.query(&client.prepare_cached(sql).await?, &[&strings(ids), &now]).await?;
    let holds = rows.iter().map(|row| {
        Ok(Hold {
            article: article_id(row, 2)?,
            place: place(row, 4)?,
            attempts: count(row, 0)?,
            lapses: count(row, 1)?,
            error: row.try_get(3)?,
        })
    });
    holds.collect()
}

/// Lets those of `ids` that were never lent be lent now; tells it in `channel`.
pub(super) async fn line_up(
    client: &impl GenericClient,
    ids: &[ArticleId],
    channel: &str,
) -> Result<(), Failure> {
    let sql = "WITH due AS (
                   UPDATE work SET due_at = 0
                   WHERE id = ANY ($1) AND state = 'waiting' AND handed_out = 0 RETURNING 1)
               SELECT pg_notify($2, '') FROM due LIMIT 1";
    client.query(&client.prepare_cached(sql).await?, &[&strings(ids), &channel]).await?;
    Ok(())
}

/// Removes those of `ids` that were never lent.
pub(super) async fn withdraw(
    client: &impl GenericClient,
    ids: &[ArticleId],
) -> Result<u64, Failure> {
    let sql = "DELETE FROM work WHERE id = ANY ($1) AND state = 'waiting' AND handed_out = 0";
    Ok(client.execute(&client.prepare_cached(sql).await?, &[&strings(ids)]).await?)
}

/// Removes those of `ids` that are in the queue; tells it in `channel`, since what was doubtful may have
/// kept others waiting. The server forgets the rows when it next clears the table.
pub(super) async fn remove(
    client: &impl GenericClient,
    ids: &[ArticleId],
    channel: &str,
) -> Result<u64, Failure> {
    let sql = "DELETE FROM work WHERE id = ANY ($1)";
    let removed = client.execute(&client.prepare_cached(sql).await?, &[&strings(ids)]).await?;
    if removed > 0 {
        client.batch_execute("VACUUM work").await?;
    }
    client.query("SELECT pg_notify($1, '')", &[&channel]).await?;
    Ok(removed)
}

/// Returns articles without their texts, by id, after `after`.
pub(super) async fn listed(
    client: &impl GenericClient,
    after: Option<ArticleId>,
    limit: usize,
    now: Option<i64>,
) -> Result<Vec<Queued>, Failure> {
    let sql = format!(
        "SELECT id, state, due_at, moment($3), {METADATA} FROM work WHERE id > $1
         ORDER BY id LIMIT $2"
    );
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let select = client.prepare_cached(&sql).await?;
    let rows = client.query(&select, &[&after, &rows_of(limit), &now]).await?;
    let listed = rows.iter().map(|row| {
        Ok(Queued { article: article_id(row, 0)?, metadata: metadata(row)?, place: place(row, 1)? })
    });
    listed.collect()
}

/// Returns articles that were set aside, latest first.
pub(super) async fn set_aside(
    client: &impl GenericClient,
    limit: usize,
) -> Result<Vec<SetAside>, Failure> {
    let sql = format!(
        "SELECT attempts, id, coalesce(error, ''), due_at, {METADATA} FROM work
         WHERE state = 'set_aside' ORDER BY due_at DESC, key DESC LIMIT $1"
    );
    let rows = client.query(&client.prepare_cached(&sql).await?, &[&rows_of(limit)]).await?;
    let articles = rows.iter().map(|row| {
        Ok(SetAside {
            article: article_id(row, 1)?,
            metadata: metadata(row)?,
            error: row.try_get(2)?,
            attempts: count(row, 0)?,
            at: Timestamp::from_micros(row.try_get(3)?),
        })
    });
    articles.collect()
}

/// Puts set-aside articles back in line: those named, or all when none is; tells it in `channel`. What was
/// doubtful stays so.
pub(super) async fn retry(
    client: &impl GenericClient,
    ids: &[ArticleId],
    channel: &str,
) -> Result<u64, Failure> {
    let sql = "WITH again AS (
                   UPDATE work
                   SET state = 'waiting', due_at = 0, attempts = 0, lapses = 0, error = NULL
                   WHERE state = 'set_aside' AND ($2 OR id = ANY ($1)) RETURNING 1),
               told AS MATERIALIZED (SELECT pg_notify($3, '') FROM again LIMIT 1)
               SELECT (SELECT count(*) FROM again), (SELECT count(*) FROM told)";
    let update = client.prepare_cached(sql).await?;
    let row = client.query_one(&update, &[&strings(ids), &ids.is_empty(), &channel]).await?;
    Ok(row.try_get::<_, i64>(0)?.unsigned_abs())
}

/// Reads metadata from its columns.
pub(super) fn metadata(row: &Row) -> Result<Metadata, Failure> {
    let time = |column| {
        let micros: Option<i64> = row.try_get(column)?;
        Ok::<_, Failure>(micros.map(Timestamp::from_micros))
    };
    Ok(Metadata {
        path: row.try_get("path")?,
        url: row.try_get("url")?,
        outlet: row.try_get("outlet")?,
        title: row.try_get("title")?,
        author: row.try_get("author")?,
        published_at: time("published_at")?,
        language: row.try_get("language")?,
        file_key: row.try_get("file_key")?,
        taken_at: time("taken_at")?,
        learned_url: row.try_get("learned_url")?,
    })
}

/// Returns where an article is, from three columns: its state, until when, and the time now.
fn place(row: &Row, column: usize) -> Result<HoldPlace, Failure> {
    let state: &str = row.try_get(column)?;
    let due_at = Timestamp::from_micros(row.try_get(column + 1)?);
    let now = Timestamp::from_micros(row.try_get(column + 2)?);
    let later = (due_at > now).then_some(due_at);
    Ok(match (state, later) {
        ("set_aside", _) => HoldPlace::SetAside,
        ("leased", Some(until)) => HoldPlace::Lent(until),
        _ => HoldPlace::InLine(later),
    })
}

fn article_id(row: &Row, column: usize) -> Result<ArticleId, Failure> {
    let id: &str = row.try_get(column)?;
    id.parse().map_err(|_| Failure::Corrupt("an article with a malformed id".into()))
}

fn strings(ids: &[ArticleId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// Returns how many rows are asked for.
fn rows_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
