//! Leases: who has which article, until when, and what becomes of it.
//!
//! A token names the row and which handing-out of it this is, so that a worker whose lease has
//! lapsed cannot touch the article any more, whoever has it now.

use std::time::Duration;

use q7x2_domain::{Article, FailOutcome, Lease, LeaseToken, RetryPolicy, Timestamp};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::line::{METADATA, metadata};

/// Holds when the lease `?1.?2.?3` has not lapsed at `?4`.
const HELD: &str = "id = ?1 AND key = ?2 AND handed_out = ?3 AND state = 'leased' AND due_at > ?4";

/// The error of an article whose record in the queue makes no article.
const UNREADABLE: &str = "its record in the queue cannot be read; ingest the article again";

/// Lends up to `max` articles that are due, oldest first.
pub(crate) fn lend(
    transaction: &Connection,
    max: usize,
    lease_for: Duration,
    policy: RetryPolicy,
    now: Timestamp,
) -> Result<Vec<Lease>, Failure> {
    set_aside_lapsed(transaction, policy, now)?;
    let expires_at = now.after(lease_for);
    let sql = format!(
        "UPDATE work SET attempts = attempts + 1, handed_out = handed_out + 1,
                         lapses = lapses + (state = 'leased'), state = 'leased', due_at = :until
         WHERE key IN (SELECT key FROM work INDEXED BY work_in_line
                       WHERE state <> 'set_aside' AND due_at <= :now ORDER BY key LIMIT :max)
         RETURNING {METADATA}, id, text, key, handed_out, attempts"
    );
    let mut update = transaction.prepare_cached(&sql)?;
    let mut rows = update.query(named_params! {
        ":until": expires_at.micros(),
        ":now": now.micros(),
        ":max": i64::try_from(max).unwrap_or(i64::MAX),
    })?;
    let (mut leases, mut unreadable) = (vec![], vec![]);
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(9)?;
        match lease(row, expires_at)? {
            Some(lease) => leases.push((key, lease)),
            None => unreadable.push(key),
        }
    }
    drop(rows);
    for key in unreadable {
        // It must not keep those behind it waiting.
        let sql = "UPDATE work SET state = 'set_aside', due_at = ?2, error = ?3 WHERE key = ?1";
        transaction.execute(sql, params![key, now.micros(), UNREADABLE])?;
    }
    // The rows of RETURNING come in any order.
    leases.sort_unstable_by_key(|(key, _)| *key);
    Ok(leases.into_iter().map(|(_, lease)| lease).collect())
}

/// Prolongs a lease. Returns whether it held.
pub(crate) fn extend(
    transaction: &Connection,
    token: &LeaseToken,
    lease_for: Duration,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(false) };
    let sql = format!("UPDATE work SET due_at = ?5 WHERE {HELD}");
    let until = now.after(lease_for).micros();
    let parameters = params![id, key, number, now.micros(), until];
    Ok(transaction.prepare_cached(&sql)?.execute(parameters)? == 1)
}

/// Removes the article of a lease. Returns whether it held.
pub(crate) fn complete(
    transaction: &Connection,
    token: &LeaseToken,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(false) };
    let sql = format!("DELETE FROM work WHERE {HELD}");
    let parameters = params![id, key, number, now.micros()];
    Ok(transaction.prepare_cached(&sql)?.execute(parameters)? == 1)
}

/// Gives an article back after a failure. `None` when the lease did not hold.
pub(crate) fn fail(
    transaction: &Connection,
    token: &LeaseToken,
    error: &str,
    policy: RetryPolicy,
    now: Timestamp,
) -> Result<Option<FailOutcome>, Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(None) };
    let sql = format!("SELECT attempts FROM work WHERE {HELD}");
    let parameters = params![id, key, number, now.micros()];
    let mut select = transaction.prepare_cached(&sql)?;
    let attempts: Option<u32> = select.query_row(parameters, |row| row.get(0)).optional()?;
    let Some(attempts) = attempts else { return Ok(None) };
    let (state, due_at, outcome) = if attempts >= policy.max_attempts {
        ("set_aside", now, FailOutcome::SetAside)
    } else {
        let due_at = now.after(policy.pause_after(attempts));
        ("waiting", due_at, FailOutcome::RetryAt(due_at))
    };
    let sql = "UPDATE work SET state = ?2, due_at = ?3, error = ?4 WHERE key = ?1";
    transaction.prepare_cached(sql)?.execute(params![key, state, due_at.micros(), error])?;
    Ok(Some(outcome))
}

/// Gives an article back untouched, if the lease holds.
pub(crate) fn release(
    transaction: &Connection,
    token: &LeaseToken,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(()) };
    let sql = format!(
        "UPDATE work SET state = 'waiting', due_at = 0, attempts = attempts - 1 WHERE {HELD}"
    );
    transaction.prepare_cached(&sql)?.execute(params![id, key, number, now.micros()])?;
    Ok(())
}

/// Gives all lent articles back untouched and returns how many.
pub(crate) fn release_all(transaction: &Connection) -> Result<u64, Failure> {
    let sql = "UPDATE work SET state = 'waiting', due_at = 0, attempts = attempts - 1
               WHERE state = 'leased'";
    Ok(transaction.execute(sql, [])? as u64)
}

/// Sets aside what has lapsed after its last attempt.
fn set_aside_lapsed(
    transaction: &Connection,
    policy: RetryPolicy,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let sql = "
        UPDATE work SET state = 'set_aside', due_at = ?1, lapses = lapses + 1,
            error = 'the lease lapsed ' || iif(lapses = 0, 'once', (lapses + 1) || ' times')
                    || ': the worker stopped or took too long'
                    || iif(error IS NULL, '', '; the last error was: ' || error)
        WHERE state = 'leased' AND due_at <= ?1 AND attempts >= ?2";
    transaction.prepare_cached(sql)?.execute(params![now.micros(), policy.max_attempts])?;
    Ok(())
}

/// Reads a lease; `None` when the row makes no article.
fn lease(row: &Row<'_>, expires_at: Timestamp) -> rusqlite::Result<Option<Lease>> {
    let id: String = row.get(7)?;
    let (key, number): (i64, i64) = (row.get(9)?, row.get(10)?);
    let article = Article::new(metadata(row)?, row.get(8)?);
    let Some(article) = article.ok().filter(|article| article.id().to_string() == id) else {
        return Ok(None);
    };
    let token = LeaseToken::new(format!("{id}.{key}.{number}"));
    Ok(Some(Lease { token, article, attempt: row.get(11)?, expires_at }))
}

/// Returns article id, key and number of a token; `None` when it is none of this queue's.
fn parse(token: &LeaseToken) -> Option<(&str, i64, i64)> {
    let mut parts = token.as_str().splitn(3, '.');
    let id = parts.next()?;
    Some((id, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
