//! Leases: who has which article, until when, and what becomes of it.
//!
//! A token names the row and which handing-out of it this is, so that a worker whose lease has
//! lapsed cannot touch the article any more, whoever has it now.

use std::time::Duration;

use q7x2_domain::{Article, FailOutcome, Lease, LeaseToken, RetryPolicy, Timestamp};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::line::{METADATA, WIDTH, metadata};
use crate::token::{micros, parse, token};

/// Holds when the lease `?1.?2.?3` has not lapsed at `?4`.
const HELD: &str = "id = ?1 AND key = ?2 AND handed_out = ?3 AND state = 'leased' AND due_at > ?4";

/// The error of an article whose record in the queue makes no article.
const UNREADABLE: &str = "its record in the queue cannot be read; ingest the article again";

/// When leases and pauses are over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) lease_for: Duration,
    pub(crate) policy: RetryPolicy,
    pub(crate) now: Timestamp,
}

/// Holds when a lease or pause is over at `:now`: by the clock, or because that was set back. Clocks are
/// corrected by moments now and then, which ends none.
const OVER: &str = "(due_at <= :now OR due_at - lasts - lasts / 10 > :now)";

/// Lends up to `max` articles that are due, oldest first, to `worker`: a doubtful one alone.
pub(crate) fn lend(
    transaction: &Connection,
    worker: &str,
    max: usize,
    terms: Terms,
) -> Result<Vec<Lease>, Failure> {
    set_aside_where(transaction, OVER, terms.policy, terms.now)?;
    let keys = choose(transaction, worker, max, terms)?;
    if keys.is_empty() {
        return Ok(vec![]);
    }
    let expires_at = terms.now.after(terms.lease_for);
    let sql = format!(
        "UPDATE work SET attempts = attempts + 1, handed_out = handed_out + 1,
                         lapses = lapses + (state = 'leased'),
                         doubtful = max(doubtful, state = 'leased'),
                         state = 'leased', due_at = :until, lasts = :lasts, worker = :worker,
                         filled = 0
         WHERE key IN (SELECT value FROM json_each(:keys))
         RETURNING {METADATA}, id, text, key, handed_out, attempts"
    );
    let mut update = transaction.prepare_cached(&sql)?;
    let mut rows = update.query(named_params! {
        ":until": expires_at.micros(),
        ":lasts": micros(terms.lease_for),
        ":worker": worker,
        ":keys": format!("{keys:?}"),
    })?;
    let (mut leases, mut unreadable) = (vec![], vec![]);
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(WIDTH + 2)?;
        match lease(row, expires_at)? {
            Some(lease) => leases.push((key, lease)),
            None => unreadable.push(key),
        }
    }
    drop(rows);
    for key in unreadable {
        // It must not keep those behind it waiting.
        let sql = "UPDATE work SET state = 'set_aside', due_at = ?2, error = ?3, worker = NULL
                   WHERE key = ?1";
        transaction.execute(sql, params![key, terms.now.micros(), UNREADABLE])?;
    }
    // The rows of RETURNING come in any order.
    leases.sort_unstable_by_key(|(key, _)| *key);
    Ok(leases.into_iter().map(|(_, lease)| lease).collect())
}

/// Returns the keys of the articles to lend. When the first in line is doubtful, a worker that still
/// holds others waits until it has answered for them: so it comes to the doubtful ones soon.
fn choose(
    transaction: &Connection,
    worker: &str,
    max: usize,
    terms: Terms,
) -> Result<Vec<i64>, Failure> {
    let now = terms.now.micros();
    let sql = format!(
        "SELECT key, doubtful OR state = 'leased' FROM work INDEXED BY work_in_line
         WHERE state <> 'set_aside' AND {OVER} ORDER BY key LIMIT :max"
    );
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    let mut select = transaction.prepare_cached(&sql)?;
    let mut rows = select.query(named_params! { ":now": now, ":max": max })?;
    let mut due: Vec<(i64, bool)> = vec![];
    while let Some(row) = rows.next()? {
        due.push((row.get(0)?, row.get(1)?));
    }
    let Some((first, is_doubtful)) = due.first().copied() else { return Ok(vec![]) };
    let sql = format!(
        "SELECT count(*), coalesce(max(doubtful), 0) FROM work INDEXED BY work_by_worker
         WHERE state = 'leased' AND worker = :worker AND NOT {OVER}"
    );
    let (held, holds_doubtful): (i64, bool) = transaction
        .prepare_cached(&sql)?
        .query_row(named_params! { ":worker": worker, ":now": now }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(match (is_doubtful, held) {
        _ if holds_doubtful => vec![],
        (true, 0) => vec![first],
        (true, _) => vec![],
        (false, _) => due.into_iter().filter(|(_, doubt)| !doubt).map(|(key, _)| key).collect(),
    })
}

/// Prolongs a lease. Returns whether it held.
pub(crate) fn extend(
    transaction: &Connection,
    token: &LeaseToken,
    lease_for: Duration,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(false) };
    let sql = format!("UPDATE work SET due_at = ?5, lasts = ?6 WHERE {HELD}");
    let until = now.after(lease_for).micros();
    let parameters = params![id, key, number, now.micros(), until, micros(lease_for)];
    Ok(transaction.prepare_cached(&sql)?.execute(parameters)? == 1)
}

/// Removes the article of a lease, or puts it back in line where more has been told of it since. Returns
/// whether others have to be told to look; `None` when the lease did not hold.
pub(crate) fn complete(
    transaction: &Connection,
    token: &LeaseToken,
    now: Timestamp,
) -> Result<Option<bool>, Failure> {
    let Some((id, key, number)) = parse(token) else { return Ok(None) };
    let parameters = params![id, key, number, now.micros()];
    let again = format!(
        "UPDATE work SET state = 'waiting', due_at = 0, attempts = 0, lapses = 0, error = NULL,
                         doubtful = 0, worker = NULL
         WHERE {HELD} AND filled = 1"
    );
    if transaction.prepare_cached(&again)?.execute(parameters)? == 1 {
        return Ok(Some(true));
    }
    let sql = format!("DELETE FROM work WHERE {HELD} RETURNING doubtful");
    let mut delete = transaction.prepare_cached(&sql)?;
    Ok(delete.query_row(parameters, |row| row.get(0)).optional()?)
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
    let pause = policy.pause_after(attempts);
    let (state, due_at, outcome) = if attempts >= policy.max_attempts {
        ("set_aside", now, FailOutcome::SetAside)
    } else {
        let due_at = now.after(pause);
        ("waiting", due_at, FailOutcome::RetryAt(due_at))
    };
    // A worker that tells of a failure has survived it.
    let sql = "UPDATE work SET state = ?2, due_at = ?3, lasts = ?4, error = ?5, doubtful = 0,
                               worker = NULL
               WHERE key = ?1";
    let row = params![key, state, due_at.micros(), micros(pause), error];
    transaction.prepare_cached(sql)?.execute(row)?;
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
        "UPDATE work SET state = 'waiting', due_at = 0, attempts = attempts - 1, worker = NULL
         WHERE {HELD}"
    );
    transaction.prepare_cached(&sql)?.execute(params![id, key, number, now.micros()])?;
    Ok(())
}

/// Takes all lent articles back from workers that are gone, each of them doubtful, and returns how
/// many. Their attempts count: one of them may be why.
pub(crate) fn take_back(
    transaction: &Connection,
    policy: RetryPolicy,
    now: Timestamp,
) -> Result<u64, Failure> {
    let set_aside = set_aside_where(transaction, "(:now = :now)", policy, now)?;
    let sql = "UPDATE work SET state = 'waiting', due_at = 0, lapses = lapses + 1, doubtful = 1,
                               worker = NULL
               WHERE state = 'leased'";
    Ok((set_aside + transaction.execute(sql, [])?) as u64)
}

/// Sets aside what was lent alone, for the last time, and for which this holds: its lease is over.
fn set_aside_where(
    transaction: &Connection,
    over: &str,
    policy: RetryPolicy,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    let sql = format!(
        "UPDATE work SET state = 'set_aside', due_at = :now, lapses = lapses + 1, worker = NULL,
            error = 'the lease lapsed ' || iif(lapses = 0, 'once', (lapses + 1) || ' times')
                    || ': the worker stopped or took too long'
                    || iif(error IS NULL, '', '; the last error was: ' || error)
         WHERE state = 'leased' AND {over} AND doubtful = 1 AND attempts >= :last"
    );
    transaction
        .prepare_cached(&sql)?
        .execute(named_params! { ":now": now.micros(), ":last": policy.max_attempts })
}

/// Reads a lease; `None` when the row makes no article.
fn lease(row: &Row<'_>, expires_at: Timestamp) -> rusqlite::Result<Option<Lease>> {
    let id: String = row.get(WIDTH)?;
    let (key, number): (i64, i64) = (row.get(WIDTH + 2)?, row.get(WIDTH + 3)?);
    let article = Article::new(metadata(row)?, row.get(WIDTH + 1)?);
    let Some(article) = article.ok().filter(|article| article.id().to_string() == id) else {
        return Ok(None);
    };
    let token = token(&id, key, number);
    Ok(Some(Lease { token, article, attempt: row.get(WIDTH + 4)?, expires_at }))
}
