//! The work queue on NATS JetStream: two streams of a broker, which may keep several copies. Any number of
//! processes may use it.
//!
//! Each article is one message, and how it stands is another: its record, which is replaced only by who
//! knows the last one. That decides who has an article; nothing is acknowledged to the broker, whose own
//! acknowledgements are not checked against the delivery (ADR 0033). Each process follows the records in a
//! [`mirror`]; every answer is as new as the broker was when it was asked.
//!
//! Leases go by the broker's clock: they begin when it stored their record. Articles are flushed to its
//! disk before they are acknowledged where it is told `sync_interval: always`; leases need no flush.

mod address;
mod broker;
mod changes;
mod leases;
mod ledger;
mod line;
mod mirror;
mod recent;
mod record;
mod seen;
mod streams;
mod texts;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::try_join_all;
use q7x2_domain::{
    Article, ArticleId, Clock, Enqueued, FailOutcome, Hold, Lease, LeaseToken, PortError,
    QueueCounts, Queued, RetryPolicy, SetAside, Unfinished, WorkQueue, WorkState,
};
use tokio::sync::Mutex;

use crate::token::{lease_within, lend_whole};
use address::Address;
use broker::{Broker, Which};
use mirror::Mirror;
use record::State;

/// How often a waiting lease looks for what nobody announces: lapsed leases, the end of a pause.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A work queue on a broker.
#[derive(Clone)]
pub struct JetStreamQueue {
    shared: Arc<Shared>,
    policy: RetryPolicy,
    /// Whose time counts; the broker's when there is none.
    clock: Option<Arc<dyn Clock>>,
}

struct Shared {
    broker: Broker,
    mirror: Mirror,
    /// Held by who lends.
    lending: Mutex<()>,
}

impl JetStreamQueue {
    /// Opens the queue at `url`
    /// (`nats://user:password@host:port,host:port/name?replicas=3&ca=file`), and makes its streams where
    /// they are not there. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the URL is none, no server can be reached or lets anybody in, one has no JetStream or is too
    /// old, or the streams are none of a queue or of a newer version.
    pub async fn open(url: &str, policy: RetryPolicy) -> Result<Self, PortError> {
        let broker = Broker::open(&Address::parse(url)?).await?;
        let mirror = Mirror::new(broker.clone());
        mirror.begun().await?;
        let shared = Arc::new(Shared { broker, mirror, lending: Mutex::new(()) });
        Ok(Self { shared, policy, clock: None })
    }

    /// Returns the queue with this clock instead of the broker's. All handles of a queue must have the
    /// same.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// Waits until the ledger has all records that there are. Returns the time now in microseconds.
    async fn now(&self) -> Result<i64, PortError> {
        let now = self.shared.mirror.caught_up(Which::Records).await?;
        Ok(self.clock.as_ref().map_or(now, |clock| clock.now().micros()))
    }

    /// Waits until the ledger has all articles and records that there are. Returns the time now.
    async fn both(&self) -> Result<i64, PortError> {
        self.shared.mirror.caught_up(Which::Articles).await?;
        self.now().await
    }

    /// Lends what is due now. When the caller goes away before it has the leases, they are given back.
    async fn lend_to(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        let (queue, worker) = (self.clone(), worker.to_owned());
        let lend = async move { queue.lend(&worker, max, lease_for).await };
        lend_whole(self.clone(), lend).await
    }
}

impl fmt::Debug for JetStreamQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JetStreamQueue").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl WorkQueue for JetStreamQueue {
    async fn enqueue(&self, articles: &[Article]) -> Result<Vec<Enqueued>, PortError> {
        self.take_in(articles, Duration::ZERO).await
    }

    async fn reserve(
        &self,
        articles: &[Article],
        pause: Duration,
    ) -> Result<Vec<Enqueued>, PortError> {
        self.take_in(articles, pause).await
    }

    async fn line_up(&self, ids: &[ArticleId]) -> Result<(), PortError> {
        self.line_up_all(ids).await
    }

    async fn lease(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
        wait: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        let arrivals = (self.shared.mirror.arrivals(), LOOK_AGAIN);
        lease_within(max, wait, arrivals, || self.lend_to(worker, max, lease_for)).await
    }

    async fn extend(
        &self,
        tokens: &[LeaseToken],
        lease_for: Duration,
    ) -> Result<Vec<bool>, PortError> {
        try_join_all(tokens.iter().map(|token| self.extend_one(token, lease_for))).await
    }

    async fn complete(&self, token: &LeaseToken) -> Result<bool, PortError> {
        self.complete_one(token).await
    }

    async fn fail(
        &self,
        token: &LeaseToken,
        error: &str,
    ) -> Result<Option<FailOutcome>, PortError> {
        self.fail_one(token, error).await
    }

    async fn release(&self, tokens: &[LeaseToken]) -> Result<(), PortError> {
        try_join_all(tokens.iter().map(|token| self.release_one(token))).await?;
        Ok(())
    }

    async fn counts(&self) -> Result<QueueCounts, PortError> {
        let now = self.both().await?;
        Ok(self.shared.mirror.ledger().counts(now))
    }

    async fn unfinished(&self, ids: &[ArticleId]) -> Result<Vec<Unfinished>, PortError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        self.both().await?;
        let ledger = self.shared.mirror.ledger();
        let here = ids.iter().filter_map(|id| ledger.look(*id));
        let unfinished = here.map(|seen| Unfinished {
            article: seen.id,
            state: match seen.record.state {
                State::SetAside => WorkState::SetAside,
                _ => WorkState::Pending,
            },
        });
        Ok(unfinished.collect())
    }

    async fn pending(&self, limit: usize) -> Result<Vec<ArticleId>, PortError> {
        self.both().await?;
        Ok(self.shared.mirror.ledger().pending(limit))
    }

    async fn holds(&self, ids: &[ArticleId]) -> Result<Vec<Hold>, PortError> {
        let now = self.both().await?;
        let ledger = self.shared.mirror.ledger();
        let here = ids.iter().filter_map(|id| ledger.look(*id));
        let holds = here.map(|seen| Hold {
            article: seen.id,
            place: seen.place(now),
            attempts: seen.record.attempts,
            lapses: seen.record.lapses,
            error: seen.record.error,
        });
        Ok(holds.collect())
    }

    async fn withdraw(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.withdraw_all(ids).await
    }

    async fn remove(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.both().await?;
        let mut removed = 0;
        for id in ids {
            removed += u64::from(self.remove_one(*id).await?);
        }
        Ok(removed)
    }

    async fn listed(
        &self,
        after: Option<ArticleId>,
        limit: usize,
    ) -> Result<Vec<Queued>, PortError> {
        self.listed_after(after, limit).await
    }

    async fn set_aside(&self, limit: usize) -> Result<Vec<SetAside>, PortError> {
        self.latest_set_aside(limit).await
    }

    async fn retry(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.retry_all(ids).await
    }
}
