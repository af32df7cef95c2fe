//! The ingest service: a work queue, and what is known in memory beside it.

mod lent;
mod rpcs;

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use q7x2_domain::{Clock, Lease, ModelVersion, PortError, WorkQueue};
use q7x2_keys::Tickets;
use q7x2_service::Condition;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::held::Lookup;
use crate::workers::Workers;
use crate::{HeldArticles, metrics};

/// How many articles are lent at a time at most: as many of the longest as fit into a message.
pub const MAX_LEASED: usize = 32;

/// The longest that a worker is let wait for articles.
pub const MAX_WAIT: Duration = Duration::from_secs(30);

/// How long a lease lasts unless it is said otherwise: so short that nobody waits long for what a worker
/// had that died, and as long as three of its signs of life.
const USUAL_LEASE: Duration = Duration::from_secs(8);

/// How much later than it is due a worker's sign of life may come.
const SLACK: Duration = Duration::from_secs(2);

/// What the work queue is called where its troubles are noted.
const QUEUE: &str = "queue";

/// The part that has a trouble while nothing can be lent. A queue without room may be read all the same, so
/// its own trouble comes and goes.
const LENDING: &str = "lending";

/// How ingest goes about it.
#[derive(Debug, Clone)]
pub struct IngestOptions {
    /// How long an article is lent to a worker unless it asks for more time.
    pub lease_for: Duration,
    /// The model version that makes an article a duplicate, until a worker announces its own;
    /// `None` means any.
    pub model: Option<ModelVersion>,
    /// What signs the tickets that leases are lent with; without it a lease is whoever's knows it.
    pub tickets: Option<Arc<Tickets>>,
    /// Where the service notes what keeps it from its work.
    pub condition: Condition,
}

impl Default for IngestOptions {
    /// Leases of 8 seconds, any model, no tickets.
    fn default() -> Self {
        let condition = Condition::default();
        Self { lease_for: USUAL_LEASE, model: None, tickets: None, condition }
    }
}

/// IngestService over a work queue.
pub struct Ingest<Q, H> {
    shared: Arc<Shared<Q, H>>,
}

/// What the rpcs have in common.
pub(crate) struct Shared<Q, H> {
    pub(crate) queue: Q,
    pub(crate) lookup: Lookup<H>,
    pub(crate) workers: Workers,
    /// Counts what may matter to those who follow articles.
    pub(crate) changes: watch::Sender<u64>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) clock: Arc<dyn Clock>,
    /// When the last article was taken in, in microseconds since 1970; no two at one time.
    pub(crate) taken_at: AtomicI64,
    lease_for: Duration,
    tickets: Option<Arc<Tickets>>,
    pub(crate) condition: Condition,
}

impl<Q, H> Clone for Ingest<Q, H> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<Q: WorkQueue, H: HeldArticles> Ingest<Q, H> {
    /// Returns the service on `queue`. When `shutdown` is cancelled, requests that wait end, and
    /// streams end after the articles in hand.
    pub fn new(
        queue: Q,
        held: H,
        clock: Arc<dyn Clock>,
        options: IngestOptions,
        shutdown: CancellationToken,
    ) -> Self {
        metrics::describe();
        let shared = Shared {
            queue,
            lookup: Lookup::new(held, options.condition.clone()),
            workers: Workers::expecting(options.model),
            changes: watch::Sender::new(0),
            shutdown,
            clock,
            taken_at: AtomicI64::new(i64::MIN),
            lease_for: options.lease_for,
            tickets: options.tickets,
            condition: options.condition,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Keeps the gauge of the queue's depth; never returns.
    pub async fn report_depth(&self, every: Duration) {
        let mut ticks = tokio::time::interval(every);
        loop {
            ticks.tick().await;
            self.shared.lookup.look_again().await;
            match self.shared.noted(self.shared.queue.counts().await) {
                Ok(counts) => metrics::depth(counts),
                Err(error) => tracing::warn!(%error, "could not count the queue"),
            }
        }
    }
}

impl<Q, H> Shared<Q, H> {
    /// Notes whether the queue did what it was asked.
    pub(crate) fn noted<T>(&self, outcome: Result<T, PortError>) -> Result<T, PortError> {
        match &outcome {
            Ok(_) | Err(PortError::Rejected(_)) => self.condition.well(QUEUE),
            Err(error) => {
                let told = error.remedy().unwrap_or_else(|| error.to_string());
                self.condition.trouble(QUEUE, told);
            }
        }
        outcome
    }

    /// Returns what keeps articles from being done, where something is known to: the queue's troubles and
    /// the workers', and after a while of nothing that nobody is at work.
    pub(crate) fn waiting_for(&self, is_still: bool) -> Option<String> {
        let (now, sign) = (self.clock.now(), self.lease_for / 3 + SLACK);
        let own = || self.condition.told();
        let absent = || self.workers.absent(now, sign, self.lease_for).filter(|_| is_still);
        self.workers.trouble(now, sign).or_else(own).or_else(absent)
    }
}

impl<Q: WorkQueue, H> Shared<Q, H> {
    /// Tells those who follow articles to look again.
    pub(crate) fn announce_change(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Leases articles; returns none as soon as the service stops.
    async fn lease(
        &self,
        worker: &str,
        max: usize,
        wait: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        tokio::select! {
            leased = self.queue.lease(worker, max, self.lease_for, wait) => {
                let leased = self.noted(leased);
                match &leased {
                    Err(error @ PortError::Full { .. }) => {
                        self.condition.trouble(LENDING, error.to_string());
                    }
                    _ => self.condition.well(LENDING),
                }
                leased
            }
            () = self.shutdown.cancelled() => Ok(Vec::new()),
        }
    }
}
