//! The work queue on PostgreSQL: a table in a schema of its own. Any number of processes may use it; rows
//! are lent with `FOR UPDATE SKIP LOCKED`, so that those who ask at the same time get different ones.
//!
//! Leases go by the server's clock, whatever those of the processes say. Everything is durable when it is
//! acknowledged, as far as the server's `synchronous_commit` says, but for the end of a lease.
//!
//! Who waits for articles hears of them by `NOTIFY`, and looks every second for what nobody announces:
//! lapsed leases, the end of a pause, what was notified while the connection was gone.

mod leases;
mod line;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{
    Article, ArticleId, Clock, Enqueued, FailOutcome, Hold, Lease, LeaseToken, PortError,
    QueueCounts, Queued, RetryPolicy, SetAside, Unfinished, WorkQueue,
};
use q7x2_postgres::{Engine, Failure, Listener, Schema, Together};

use crate::token::{lease_within, lend_whole};
use leases::Terms;

mod embedded {
    refinery::embed_migrations!("migrations/postgres");
}

/// The tables of a queue.
static SCHEMA: Schema =
    Schema { what: "the work queue", name: "q7x2_queue", migrations: embedded::migrations::runner };

/// The channel in which is told that something may be due.
const ARRIVALS: &str = "q7x2_arrivals";

/// How many leases are completed at a time at most.
const COMPLETED: usize = 256;

/// How often a waiting lease looks for what nobody announces.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A work queue in a database.
#[derive(Clone)]
pub struct PostgresQueue {
    engine: Engine,
    policy: RetryPolicy,
    /// Whose time counts; the server's when there is none.
    clock: Option<Arc<dyn Clock>>,
    /// Wakes waiting leases when something may be due.
    arrivals: Listener,
    /// Leases that are to be completed.
    completing: Arc<Together<LeaseToken, Result<bool, PortError>>>,
}

impl PostgresQueue {
    /// Opens the queue in the database at `url` (`postgres://user:password@host:port/database`), and
    /// makes or brings up to date its tables. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the URL is none, the server cannot be reached or lets nobody in, or the tables are of a newer
    /// version.
    pub async fn open(url: &str, policy: RetryPolicy) -> Result<Self, PortError> {
        let engine = Engine::open(url, &SCHEMA).await?;
        let arrivals = engine.listen(ARRIVALS);
        let completing = Arc::new(Together::new(COMPLETED, 1));
        Ok(Self { engine, policy, clock: None, arrivals, completing })
    }

    /// Returns the queue with this clock instead of the server's. All handles of a queue must have the
    /// same.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock: Some(clock), ..self }
    }

    fn now(&self) -> Option<i64> {
        self.clock.as_ref().map(|clock| clock.now().micros())
    }

    /// Returns what makes an outcome the port's.
    fn told<T>(&self, outcome: Result<T, impl Into<Failure>>) -> Result<T, PortError> {
        outcome.map_err(|failure| self.engine.explain(failure))
    }

    /// Lends what is due now. When the caller goes away before it has the leases, they are given back.
    async fn lend(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        let (queue, worker) = (self.clone(), worker.to_owned());
        let lend = async move { queue.lend_here(&worker, max, lease_for).await };
        lend_whole(self.clone(), lend).await
    }

    /// Adds articles that are not in the queue; tells it in `channel`.
    async fn take_in(
        &self,
        articles: &[Article],
        pause: Duration,
        channel: Option<&str>,
    ) -> Result<Vec<Enqueued>, PortError> {
        line::check(articles)?;
        let mut connection = self.engine.connection().await?;
        let transaction = self.told(connection.transaction().await)?;
        let outcomes = line::enqueue(&transaction, articles, pause, self.now(), channel).await;
        let outcomes = self.told(outcomes)?;
        self.told(transaction.commit().await)?;
        Ok(outcomes)
    }

    /// Completes leases together; where that fails, each alone.
    async fn complete_group(&self, tokens: Vec<LeaseToken>) -> Vec<Result<bool, PortError>> {
        if let Ok(held) = self.complete_all(&tokens).await {
            return held.into_iter().map(Ok).collect();
        }
        let alone = tokens.iter().map(async |token| {
            let held = self.complete_all(std::slice::from_ref(token)).await?;
            Ok(held.first() == Some(&true))
        });
        futures::future::join_all(alone).await
    }

    async fn complete_all(&self, tokens: &[LeaseToken]) -> Result<Vec<bool>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(leases::complete(&connection, tokens, self.now(), ARRIVALS).await)
    }

    async fn lend_here(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        let mut connection = self.engine.connection().await?;
        let transaction = self.told(connection.transaction().await)?;
        let terms = Terms { lease_for, policy: self.policy, now: self.now() };
        let leases = self.told(leases::lend(&transaction, worker, max, terms).await)?;
        self.told(transaction.commit().await)?;
        Ok(leases)
    }
}

impl fmt::Debug for PostgresQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresQueue").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl WorkQueue for PostgresQueue {
    async fn enqueue(&self, articles: &[Article]) -> Result<Vec<Enqueued>, PortError> {
        self.take_in(articles, Duration::ZERO, Some(ARRIVALS)).await
    }

    async fn reserve(
        &self,
        articles: &[Article],
        pause: Duration,
    ) -> Result<Vec<Enqueued>, PortError> {
        self.take_in(articles, pause, None).await
    }

    async fn line_up(&self, ids: &[ArticleId]) -> Result<(), PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::line_up(&connection, ids, ARRIVALS).await)
    }

    async fn lease(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
        wait: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        lease_within(max, wait, (self.arrivals.heard(), LOOK_AGAIN), || {
            self.lend(worker, max, lease_for)
        })
        .await
    }

    async fn extend(
        &self,
        tokens: &[LeaseToken],
        lease_for: Duration,
    ) -> Result<Vec<bool>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(leases::extend(&connection, tokens, lease_for, self.now()).await)
    }

    async fn complete(&self, token: &LeaseToken) -> Result<bool, PortError> {
        let queue = self.clone();
        let work = async move |tokens: Vec<LeaseToken>| queue.complete_group(tokens).await;
        self.completing.hand_in(token.clone(), work).await.unwrap_or_else(|| {
            let source = "completing it panicked".into();
            Err(PortError::Unavailable { what: SCHEMA.what, source })
        })
    }

    async fn fail(
        &self,
        token: &LeaseToken,
        error: &str,
    ) -> Result<Option<FailOutcome>, PortError> {
        let mut connection = self.engine.connection().await?;
        let transaction = self.told(connection.transaction().await)?;
        let outcome = leases::fail(&transaction, token, error, self.policy, self.now()).await;
        let outcome = self.told(outcome)?;
        self.told(transaction.commit().await)?;
        Ok(outcome)
    }

    async fn release(&self, tokens: &[LeaseToken]) -> Result<(), PortError> {
        if tokens.is_empty() {
            return Ok(());
        }
        let connection = self.engine.connection().await?;
        self.told(leases::release(&connection, tokens, self.now(), ARRIVALS).await)
    }

    async fn counts(&self) -> Result<QueueCounts, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::counts(&connection, self.now()).await)
    }

    async fn unfinished(&self, ids: &[ArticleId]) -> Result<Vec<Unfinished>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::unfinished(&connection, ids).await)
    }

    async fn pending(&self, limit: usize) -> Result<Vec<ArticleId>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::pending(&connection, limit).await)
    }

    async fn holds(&self, ids: &[ArticleId]) -> Result<Vec<Hold>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::holds(&connection, ids, self.now()).await)
    }

    async fn withdraw(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::withdraw(&connection, ids).await)
    }

    async fn remove(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::remove(&connection, ids, ARRIVALS).await)
    }

    async fn listed(
        &self,
        after: Option<ArticleId>,
        limit: usize,
    ) -> Result<Vec<Queued>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::listed(&connection, after, limit, self.now()).await)
    }

    async fn set_aside(&self, limit: usize) -> Result<Vec<SetAside>, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::set_aside(&connection, limit).await)
    }

    async fn retry(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        let connection = self.engine.connection().await?;
        self.told(line::retry(&connection, ids, ARRIVALS).await)
    }
}
