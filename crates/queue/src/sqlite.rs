//! The work queue on SQLite: one file in write-ahead-log mode. Several handles and several
//! processes may have it open; each sees the articles of the others within a moment.
//!
//! What comes into line is flushed to the device before it is acknowledged. Leases and their ends
//! are not: a power cut may undo the last of them, and the articles are lent again.
//!
//! All work is done by one thread. Handles are cheap to clone; when the last is dropped, what
//! was handed in is done and the file is closed.

mod leases;
mod line;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use q7x2_domain::{
    Article, ArticleId, Clock, Enqueued, FailOutcome, Hold, Lease, LeaseToken, PortError,
    QueueCounts, Queued, RetryPolicy, SetAside, Unfinished, WorkQueue,
};
use q7x2_sqlite::{Failure, FileFormat, OpenError, Survives, Writer};
use tokio::sync::Notify;

use crate::token::lease_within;
use leases::Terms;

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// The file of a queue.
static FORMAT: FileFormat = FileFormat {
    name: "work queue",
    what: "the work queue",
    application_id: *b"q7Qu",
    migrations: embedded::migrations::runner,
    backfills: &[],
    cache_kib: 2_000,
};

/// How often a waiting lease looks for what nobody announces: articles from another process,
/// lapsed leases, the end of a pause.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// A work queue in one file.
#[derive(Clone)]
pub struct SqliteQueue {
    writer: Arc<Writer>,
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
    /// Wakes waiting leases when articles come into line.
    arrivals: Arc<Notify>,
}

impl SqliteQueue {
    /// Opens the queue at `path`, or makes a new one there; its directory must exist. A queue of
    /// an older version is brought up to date. Blocks for some milliseconds.
    ///
    /// # Errors
    /// When the file is of a newer version, no work queue, locked, or cannot be written.
    pub fn open(path: &Path, policy: RetryPolicy, clock: impl Clock) -> Result<Self, OpenError> {
        Ok(Self {
            writer: Arc::new(Writer::open(&FORMAT, path)?),
            policy,
            clock: Arc::new(clock),
            arrivals: Arc::default(),
        })
    }

    /// Takes all lent articles back and returns how many. For a process that knows that no worker is
    /// left: it need not wait for their leases to lapse. What they did to the workers counts as if they
    /// had; see [`WorkQueue::lease`].
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn take_back(&self) -> Result<u64, PortError> {
        let (policy, clock) = (self.policy, Arc::clone(&self.clock));
        let work = move |transaction: &_| leases::take_back(transaction, policy, clock.now());
        let taken = self.writer.run(Survives::Death, work).await?;
        self.arrivals.notify_waiters();
        Ok(taken)
    }

    /// Lends what is due now. When the caller goes away before it has the leases, they are
    /// given back.
    async fn lend(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        let mut undelivered = Undelivered { queue: self, tokens: Arc::default(), armed: true };
        let (policy, clock) = (self.policy, Arc::clone(&self.clock));
        let (tokens, worker) = (Arc::clone(&undelivered.tokens), worker.to_owned());
        let work = move |transaction: &_| {
            let terms = Terms { lease_for, policy, now: clock.now() };
            let leases = leases::lend(transaction, &worker, max, terms)?;
            *lock(&tokens) = leases.iter().map(|lease| lease.token.clone()).collect();
            Ok(leases)
        };
        let outcome = self.writer.run(Survives::Death, work).await;
        undelivered.armed = false;
        outcome
    }
}

impl fmt::Debug for SqliteQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteQueue").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl WorkQueue for SqliteQueue {
    async fn enqueue(&self, articles: &[Article]) -> Result<Vec<Enqueued>, PortError> {
        let outcomes = self.reserve(articles, Duration::ZERO).await?;
        self.arrivals.notify_waiters();
        Ok(outcomes)
    }

    async fn reserve(
        &self,
        articles: &[Article],
        pause: Duration,
    ) -> Result<Vec<Enqueued>, PortError> {
        let (articles, clock) = (articles.to_vec(), Arc::clone(&self.clock));
        let work = move |tx: &_| line::enqueue(tx, &articles, pause, clock.now());
        self.writer.run(Survives::PowerCut, work).await
    }

    async fn line_up(&self, ids: &[ArticleId]) -> Result<(), PortError> {
        let ids = ids.to_vec();
        self.writer.run(Survives::Death, move |tx| line::line_up(tx, &ids)).await?;
        self.arrivals.notify_waiters();
        Ok(())
    }

    async fn lease(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
        wait: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        lease_within(max, wait, (&self.arrivals, LOOK_AGAIN), || self.lend(worker, max, lease_for))
            .await
    }

    async fn extend(
        &self,
        tokens: &[LeaseToken],
        lease_for: Duration,
    ) -> Result<Vec<bool>, PortError> {
        let (tokens, clock) = (tokens.to_vec(), Arc::clone(&self.clock));
        let work = move |transaction: &_| {
            let now = clock.now();
            tokens.iter().map(|token| leases::extend(transaction, token, lease_for, now)).collect()
        };
        self.writer.run(Survives::Death, work).await
    }

    async fn complete(&self, token: &LeaseToken) -> Result<bool, PortError> {
        let (token, clock) = (token.clone(), Arc::clone(&self.clock));
        let work = move |tx: &_| leases::complete(tx, &token, clock.now());
        let is_news = self.writer.run(Survives::Death, work).await?;
        if is_news == Some(true) {
            // It is in line again, or its worker may have others again.
            self.arrivals.notify_waiters();
        }
        Ok(is_news.is_some())
    }

    async fn fail(
        &self,
        token: &LeaseToken,
        error: &str,
    ) -> Result<Option<FailOutcome>, PortError> {
        let (token, error) = (token.clone(), error.to_owned());
        let (policy, clock) = (self.policy, Arc::clone(&self.clock));
        let work = move |tx: &_| leases::fail(tx, &token, &error, policy, clock.now());
        self.writer.run(Survives::Death, work).await
    }

    async fn release(&self, tokens: &[LeaseToken]) -> Result<(), PortError> {
        self.writer.run(Survives::Death, release(tokens.to_vec(), Arc::clone(&self.clock))).await?;
        self.arrivals.notify_waiters();
        Ok(())
    }

    async fn counts(&self) -> Result<QueueCounts, PortError> {
        let clock = Arc::clone(&self.clock);
        self.writer
            .run(Survives::Death, move |connection| line::counts(connection, clock.now()))
            .await
    }

    async fn unfinished(&self, ids: &[ArticleId]) -> Result<Vec<Unfinished>, PortError> {
        let ids = ids.to_vec();
        self.writer.run(Survives::Death, move |connection| line::unfinished(connection, &ids)).await
    }

    async fn pending(&self, limit: usize) -> Result<Vec<ArticleId>, PortError> {
        self.writer.run(Survives::Death, move |connection| line::pending(connection, limit)).await
    }

    async fn holds(&self, ids: &[ArticleId]) -> Result<Vec<Hold>, PortError> {
        let (ids, clock) = (ids.to_vec(), Arc::clone(&self.clock));
        let work = move |connection: &_| line::holds(connection, &ids, clock.now());
        self.writer.run(Survives::Death, work).await
    }

    async fn withdraw(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        let ids = ids.to_vec();
        self.writer.run(Survives::Death, move |tx| line::withdraw(tx, &ids)).await
    }

    async fn remove(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        let ids = ids.to_vec();
        let removed =
            self.writer.rewrite(move |transaction| line::remove(transaction, &ids)).await?;
        // What was doubtful may have kept others waiting.
        self.arrivals.notify_waiters();
        Ok(removed)
    }

    async fn listed(
        &self,
        after: Option<ArticleId>,
        limit: usize,
    ) -> Result<Vec<Queued>, PortError> {
        let clock = Arc::clone(&self.clock);
        let work = move |connection: &_| line::listed(connection, after, limit, clock.now());
        self.writer.run(Survives::Death, work).await
    }

    async fn set_aside(&self, limit: usize) -> Result<Vec<SetAside>, PortError> {
        self.writer.run(Survives::Death, move |connection| line::set_aside(connection, limit)).await
    }

    async fn retry(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        let ids = ids.to_vec();
        let retried = self.writer.run(Survives::PowerCut, move |tx| line::retry(tx, &ids)).await?;
        self.arrivals.notify_waiters();
        Ok(retried)
    }
}

/// Leases on their way to a caller, who may go away meanwhile.
struct Undelivered<'a> {
    queue: &'a SqliteQueue,
    tokens: Arc<Mutex<Vec<LeaseToken>>>,
    armed: bool,
}

impl Drop for Undelivered<'_> {
    fn drop(&mut self) {
        if self.armed {
            let tokens = Arc::clone(&self.tokens);
            let clock = Arc::clone(&self.queue.clock);
            let arrivals = Arc::clone(&self.queue.arrivals);
            // The thread does one thing after the other: when this is done the tokens are known.
            self.queue.writer.hand_in(move |transaction| {
                release(lock(&tokens).clone(), Arc::clone(&clock))(transaction)?;
                arrivals.notify_waiters();
                Ok(())
            });
        }
    }
}

/// Returns the work of giving articles back.
fn release(
    tokens: Vec<LeaseToken>,
    clock: Arc<dyn Clock>,
) -> impl FnMut(&rusqlite::Connection) -> Result<(), Failure> {
    move |transaction| {
        let now = clock.now();
        tokens.iter().try_for_each(|token| leases::release(transaction, token, now))
    }
}

fn lock(tokens: &Mutex<Vec<LeaseToken>>) -> std::sync::MutexGuard<'_, Vec<LeaseToken>> {
    tokens.lock().unwrap_or_else(PoisonError::into_inner)
}
