//! Leases: who has which article, until when, and what becomes of it.

use std::collections::HashSet;
use std::time::Duration;

use deadpool_postgres::GenericClient;
use q7x2_domain::{Article, FailOutcome, Lease, LeaseToken, RetryPolicy, Timestamp};
use q7x2_postgres::Failure;
use tokio_postgres::Row;

use super::line::{METADATA, metadata};
use crate::token::{micros, parse, token};

/// Holds when a lease or pause is over at the moment `$1`: by the clock, or because that was set back.
/// Clocks are corrected by moments now and then, which ends none.
const OVER: &str = "(due_at <= moment($1) OR due_at - lasts - lasts / 10 > moment($1))";

/// Holds when the lease `$2.$3.$4` has not lapsed at the moment `$1`.
const HELD: &str =
    "id = $2 AND key = $3 AND handed_out = $4 AND state = 'leased' AND due_at > moment($1)";

/// Sets aside what was lent alone, for the last time, where the rest of the condition holds.
const SET_ASIDE_LAPSED: &str = "
    UPDATE work SET state = 'set_aside', due_at = moment($1), lapses = lapses + 1, worker = NULL,
        error = 'the lease lapsed '
                || CASE lapses WHEN 0 THEN 'once' ELSE (lapses + 1) || ' times' END
                || ': the worker stopped or took too long'
                || coalesce('; the last error was: ' || error, '')
    WHERE key IN (SELECT key FROM work WHERE state = 'leased' AND doubtful AND attempts >= $2";

/// The error of an article whose record in the queue makes no article.
const UNREADABLE: &str = "its record in the queue cannot be read; ingest the article again";

/// When leases and pauses are over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) lease_for: Duration,
    pub(super) policy: RetryPolicy,
    /// Whose time counts; the server's when there is none.
    pub(super) now: Option<i64>,
}

/// Lends up to `max` articles that are due, oldest first, to `worker`: a doubtful one alone.
pub(super) async fn lend(
    transaction: &impl GenericClient,
    worker: &str,
    max: usize,
    terms: Terms,
) -> Result<Vec<Lease>, Failure> {
    // What a worker holds is looked at before it is lent more, so that a worker that asks twice at a time
    // is answered once after the other.
    let sql = "SELECT pg_advisory_xact_lock(hashtextextended('q7x2 worker ' || $1, 0))";
    let hold = transaction.prepare_cached(sql).await?;
    let set_aside = format!("{SET_ASIDE_LAPSED} AND {OVER} FOR UPDATE SKIP LOCKED)");
    let set_aside = transaction.prepare_cached(&set_aside).await?;
    let due = format!(
        "SELECT key, doubtful OR state = 'leased' FROM work
         WHERE state <> 'set_aside' AND {OVER}
         ORDER BY key LIMIT $2 FOR UPDATE SKIP LOCKED"
    );
    let due = transaction.prepare_cached(&due).await?;
    let held = format!(
        "SELECT count(*), coalesce(bool_or(doubtful), false) FROM work
         WHERE state = 'leased' AND worker = $2 AND NOT {OVER}"
    );
    let held = transaction.prepare_cached(&held).await?;
    let last = i32::try_from(terms.policy.max_attempts).unwrap_or(i32::MAX);
    let most = i64::try_from(max).unwrap_or(i64::MAX);
    // Sent one after the other and done so, in one journey.
    let (_, _, due, held) = futures::future::try_join4(
        transaction.query(&hold, &[&worker]),
        transaction.execute(&set_aside, &[&terms.now, &last]),
        transaction.query(&due, &[&terms.now, &most]),
        transaction.query_one(&held, &[&terms.now, &worker]),
    )
    .await?;
    let keys = choose(&due, &held)?;
    if keys.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "UPDATE work SET attempts = attempts + 1, handed_out = handed_out + 1,
                         lapses = lapses + (state = 'leased')::integer,
                         doubtful = doubtful OR state = 'leased',
                         state = 'leased', due_at = moment($1) + $2, lasts = $2, worker = $3,
                         filled = false
         WHERE key = ANY ($4)
         RETURNING {METADATA}, id, text, key, handed_out, attempts, due_at"
    );
    let update = transaction.prepare_cached(&sql).await?;
    let lasts = micros(terms.lease_for);
    let rows = transaction.query(&update, &[&terms.now, &lasts, &worker, &keys]).await?;
    let (mut leases, mut unreadable) = (vec![], vec![]);
    for row in rows {
        let key: i64 = row.try_get("key")?;
        match lease(&row)? {
            Some(lease) => leases.push((key, lease)),
            None => unreadable.push(key),
        }
    }
    if !unreadable.is_empty() {
        // They must not keep those behind them waiting.
        let sql =
            "UPDATE work SET state = 'set_aside', due_at = moment($1), error = $2, worker = NULL
                   WHERE key = ANY ($3)";
        transaction.execute(sql, &[&terms.now, &UNREADABLE, &unreadable]).await?;
    }
    // The rows of RETURNING come in any order.
    leases.sort_unstable_by_key(|(key, _)| *key);
    Ok(leases.into_iter().map(|(_, lease)| lease).collect())
}

/// Returns the keys of the articles to lend, which are locked until the transaction ends. When the first
/// in line is doubtful, a worker that still holds others waits until it has answered for them: so it
/// comes to the doubtful ones soon.
fn choose(due: &[Row], held: &Row) -> Result<Vec<i64>, Failure> {
    let due = due.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let due: Vec<(i64, bool)> = due.collect::<Result<_, Failure>>()?;
    let Some((first, is_doubtful)) = due.first().copied() else { return Ok(vec![]) };
    let (held, holds_doubtful): (i64, bool) = (held.try_get(0)?, held.try_get(1)?);
    Ok(match (is_doubtful, held) {
        _ if holds_doubtful => vec![],
        (true, 0) => vec![first],
        (true, _) => vec![],
        (false, _) => due.into_iter().filter(|(_, doubt)| !doubt).map(|(key, _)| key).collect(),
    })
}

/// Prolongs leases. Returns which of them held.
pub(super) async fn extend(
    client: &impl GenericClient,
    tokens: &[LeaseToken],
    lease_for: Duration,
    now: Option<i64>,
) -> Result<Vec<bool>, Failure> {
    let (ids, keys, numbers) = parts(tokens);
    let sql = "UPDATE work SET due_at = moment($1) + $2, lasts = $2
               FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS asked (id, key, number)
               WHERE work.id = asked.id AND work.key = asked.key AND handed_out = asked.number
                 AND state = 'leased' AND due_at > moment($1)
               RETURNING work.key, handed_out";
    let update = client.prepare_cached(sql).await?;
    let lasts = micros(lease_for);
    let rows = client.query(&update, &[&now, &lasts, &ids, &keys, &numbers]).await?;
    let held = handed_out(&rows)?;
    let holds = |token| parse(token).is_some_and(|(_, key, number)| held.contains(&(key, number)));
    Ok(tokens.iter().map(holds).collect())
}

/// Reads which handings-out rows are of: key and number.
fn handed_out(rows: &[Row]) -> Result<HashSet<(i64, i64)>, Failure> {
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Removes the articles of leases, or puts those back in line of which more has been told since. Returns
/// which of the leases held. Others are told to look in `channel` where one is in line again, or where the
/// worker of a doubtful one may have others again.
pub(super) async fn complete(
    client: &impl GenericClient,
    tokens: &[LeaseToken],
    now: Option<i64>,
    channel: &str,
) -> Result<Vec<bool>, Failure> {
    let (ids, keys, numbers) = parts(tokens);
    // No flush is waited for: where the server loses it in a crash, the lease lapses and the article is done
    // again, which changes nothing. Handing out is flushed: a number that was lost would be given twice.
    let sql =
        "WITH unflushed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
         held AS MATERIALIZED (
             SELECT work.key, handed_out, filled, filled OR doubtful AS news
             FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS asked (id, key, number)
             JOIN work ON work.key = asked.key
             WHERE work.id = asked.id AND handed_out = asked.number AND state = 'leased'
               AND due_at > moment($1)
             ORDER BY work.key FOR UPDATE OF work),
         again AS (
             UPDATE work SET state = 'waiting', due_at = 0, attempts = 0, lapses = 0, error = NULL,
                             doubtful = false, worker = NULL
             WHERE key IN (SELECT key FROM held WHERE filled)),
         done AS (DELETE FROM work WHERE key IN (SELECT key FROM held WHERE NOT filled)),
         told AS MATERIALIZED (SELECT pg_notify($5, '') FROM held WHERE news LIMIT 1)
         SELECT key, handed_out FROM held
         CROSS JOIN unflushed CROSS JOIN (SELECT count(*) FROM told) AS heard";
    let update = client.prepare_cached(sql).await?;
    let rows = client.query(&update, &[&now, &ids, &keys, &numbers, &channel]).await?;
    // One that is told twice is done once.
    let mut held = handed_out(&rows)?;
    let holds = |token| parse(token).is_some_and(|(_, key, number)| held.remove(&(key, number)));
    Ok(tokens.iter().map(holds).collect())
}

/// Gives an article back after a failure. `None` when the lease did not hold.
pub(super) async fn fail(
    transaction: &impl GenericClient,
    token: &LeaseToken,
    error: &str,
    policy: RetryPolicy,
    now: Option<i64>,
) -> Result<Option<FailOutcome>, Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(None) };
    let sql = format!("SELECT attempts, moment($1) FROM work WHERE {HELD} FOR UPDATE");
    let select = transaction.prepare_cached(&sql).await?;
    let Some(row) = transaction.query_opt(&select, &[&now, &id, &key, &number]).await? else {
        return Ok(None);
    };
    let attempts = count(&row, 0)?;
    let now = Timestamp::from_micros(row.try_get(1)?);
    let pause = policy.pause_after(attempts);
    let (state, due_at, outcome) = if attempts >= policy.max_attempts {
        ("set_aside", now, FailOutcome::SetAside)
    } else {
        let due_at = now.after(pause);
        ("waiting", due_at, FailOutcome::RetryAt(due_at))
    };
    // A worker that tells of a failure has survived it. The server keeps no NUL.
    let error = error.replace('\0', "\u{fffd}");
    let sql = "UPDATE work SET state = $2, due_at = $3, lasts = $4, error = $5, doubtful = false,
                               worker = NULL
               WHERE key = $1";
    let update = transaction.prepare_cached(sql).await?;
    let (due_at, lasts) = (due_at.micros(), micros(pause));
    transaction.execute(&update, &[&key, &state, &due_at, &lasts, &error]).await?;
    Ok(Some(outcome))
}

/// Gives articles back untouched, whose leases hold.
pub(super) async fn release(
    client: &impl GenericClient,
    tokens: &[LeaseToken],
    now: Option<i64>,
    channel: &str,
) -> Result<(), Failure> {
    let (ids, keys, numbers) = parts(tokens);
    let sql = "WITH released AS (
                   UPDATE work
                   SET state = 'waiting', due_at = 0, attempts = attempts - 1, worker = NULL
                   FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS asked (id, key, number)
                   WHERE work.id = asked.id AND work.key = asked.key AND handed_out = asked.number
                     AND state = 'leased' AND due_at > moment($1)
                   RETURNING 1)
               SELECT pg_notify($5, '') FROM released LIMIT 1";
    let update = client.prepare_cached(sql).await?;
    client.query(&update, &[&now, &ids, &keys, &numbers, &channel]).await?;
    Ok(())
}

/// Reads a lease; `None` when the row makes no article.
fn lease(row: &Row) -> Result<Option<Lease>, Failure> {
    let id: &str = row.try_get("id")?;
    let article = Article::new(metadata(row)?, row.try_get("text")?);
    let Some(article) = article.ok().filter(|article| article.id().to_string() == id) else {
        return Ok(None);
    };
    let token = token(id, row.try_get("key")?, row.try_get("handed_out")?);
    let attempt: i32 = row.try_get("attempts")?;
    Ok(Some(Lease {
        token,
        article,
        attempt: attempt.unsigned_abs(),
        expires_at: Timestamp::from_micros(row.try_get("due_at")?),
    }))
}

/// Returns ids, keys and numbers of those tokens that are this queue's.
fn parts(tokens: &[LeaseToken]) -> (Vec<&str>, Vec<i64>, Vec<i64>) {
    let (mut ids, mut keys, mut numbers) = (vec![], vec![], vec![]);
    for (id, key, number) in tokens.iter().filter_map(parse) {
        ids.push(id);
        keys.push(key);
        numbers.push(number);
    }
    (ids, keys, numbers)
}

/// Reads a count, which is never less than none.
pub(super) fn count(row: &Row, column: usize) -> Result<u32, Failure> {
    Ok(row.try_get::<_, i32>(column)?.unsigned_abs())
}
