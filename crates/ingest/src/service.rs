//! The ingest service: a work queue, and what is known in memory beside it.

mod lent;
mod rpcs;

use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{Clock, Lease, ModelVersion, PortError, WorkQueue};
use q7x2_keys::Tickets;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::held::Lookup;
use crate::workers::Workers;
use crate::{HeldArticles, metrics};

/// How many articles are lent at a time at most: as many of the longest as fit into a message.
pub const MAX_LEASED: usize = 32;

/// The longest that a worker is let wait for articles.
pub const MAX_WAIT: Duration = Duration::from_secs(30);

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
}

impl Default for IngestOptions {
    /// Leases of a minute, any model, no tickets.
    fn default() -> Self {
        Self { lease_for: Duration::from_secs(60), model: None, tickets: None }
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
    lease_for: Duration,
    tickets: Option<Arc<Tickets>>,
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
            lookup: Lookup::new(held),
            workers: Workers::expecting(options.model),
            changes: watch::Sender::new(0),
            shutdown,
            clock,
            lease_for: options.lease_for,
            tickets: options.tickets,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Keeps the gauge of the queue's depth; never returns.
    pub async fn report_depth(&self, every: Duration) {
        let mut ticks = tokio::time::interval(every);
        loop {
            ticks.tick().await;
            match self.shared.queue.counts().await {
                Ok(counts) => metrics::depth(counts),
                Err(error) => tracing::warn!(%error, "could not count the queue"),
            }
        }
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
            leased = self.queue.lease(worker, max, self.lease_for, wait) => leased,
            () = self.shutdown.cancelled() => Ok(Vec::new()),
        }
    }
}
