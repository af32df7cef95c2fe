//! The worker: leases articles from ingest, extracts, records, reports. It keeps no state that
//! another worker would miss: kill it and its leases lapse.
//!
//! A few batches are in hand at any time, so that the threads do not wait for the network; their
//! leases are extended by one task for all. The worker never gives up on its own: it runs until
//! it is told to stop.

mod answer;
mod leases;
mod link;
mod peers;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::Tagger;
use q7x2_proto::connect::Line;
use q7x2_proto::{duration_from_wire, v1};
use q7x2_service::Condition;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::{Backoff, Engine};
use leases::LeasesInHand;
use peers::{Peers, QUERY};

/// The largest batch: a batch of the longest articles still fits into a message.
pub const MAX_BATCH: u32 = 32;

/// How many articles are reported on at a time. Many reports make one transaction at the other
/// end, so that no thread waits for a disk.
const REPORTING: usize = 64;

/// How long a lease is taken to last until ingest says.
const ASSUMED_LEASE: Duration = Duration::from_secs(30);

/// How long a worker that ends waits for the answer to its last request for articles.
const LAST_ANSWER: Duration = Duration::from_millis(500);

/// How soon after one word to ingest the next may follow, whatever happens.
const BREATH: Duration = Duration::from_millis(100);

/// An empty answer that comes sooner than this was no long poll.
const HASTY: Duration = Duration::from_millis(100);

/// How a worker goes about it.
#[derive(Debug, Clone)]
pub struct WorkerOptions {
    /// Names it in ingest's logs and status.
    pub name: String,
    /// How many articles it asks for at a time, at most [`MAX_BATCH`]. Up to two batches wait for
    /// its threads.
    pub batch: NonZeroU32,
    /// How long it lets ingest wait for an article before it asks again.
    pub wait: Duration,
    /// How long it may take to end what it has begun when it is told to stop.
    pub grace: Duration,
    /// The pauses between tries when a service does not answer.
    pub backoff: Backoff,
    /// How long it goes on trying to record an extraction or to report on an article.
    pub patience: Duration,
    /// Where the worker notes what keeps it from its work. It tells ingest as well, for those who wait.
    pub condition: Condition,
}

impl WorkerOptions {
    /// Returns the usual options for a worker of this name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            batch: NonZeroU32::new(8).expect("8 is not 0"),
            wait: Duration::from_secs(20),
            grace: Duration::from_secs(10),
            backoff: Backoff::default(),
            patience: Duration::from_secs(120),
            condition: Condition::default(),
        }
    }
}

/// A worker, ready to run.
pub struct Worker<T> {
    shared: Arc<Shared<T>>,
}

/// What the worker's tasks have in common.
struct Shared<T> {
    engine: Engine<T>,
    peers: Peers,
    options: WorkerOptions,
    leases: LeasesInHand,
    /// How many more articles may be reported on at the same time.
    reporting: Semaphore,
}

impl<T: Tagger + 'static> Worker<T> {
    /// Returns a worker between the ingest and the query service at the ends of these lines.
    pub fn new(
        engine: Engine<T>,
        ingest: impl Into<Line>,
        query: impl Into<Line>,
        options: WorkerOptions,
    ) -> Self {
        let peers = Peers::new(ingest.into(), query.into(), &options.condition);
        let (leases, reporting) = (LeasesInHand::default(), Semaphore::new(REPORTING));
        Self { shared: Arc::new(Shared { engine, peers, options, leases, reporting }) }
    }

    /// Works until `shutdown`; then ends what it has begun, for as long as the grace period
    /// allows, and gives everything else back.
    pub async fn run(self, shutdown: CancellationToken) {
        let shared = self.shared;
        let stopped = CancellationToken::new();
        let _stop_when_dropped = stopped.clone().drop_guard();
        let (lease_for, lease_for_changes) = watch::channel(ASSUMED_LEASE);
        let extending =
            tokio::spawn(Arc::clone(&shared).extend(lease_for_changes, stopped.clone()));

        let (articles, abandon) = (TaskTracker::new(), CancellationToken::new());
        Arc::clone(&shared).work_off(&articles, &lease_for, &shutdown, &abandon).await;

        articles.close();
        if tokio::time::timeout(shared.options.grace, articles.wait()).await.is_err() {
            tracing::warn!("the grace period is over; giving back articles that were begun");
            abandon.cancel();
            articles.wait().await;
        }
        stopped.cancel();
        // It ends at once, and its panic would have been logged.
        let _ = extending.await;
        shared.give_back().await;
    }
}

impl<T: Tagger + 'static> Shared<T> {
    /// Leases and starts on articles until `shutdown`.
    async fn work_off(
        self: Arc<Self>,
        articles: &TaskTracker,
        lease_for: &watch::Sender<Duration>,
        shutdown: &CancellationToken,
        abandon: &CancellationToken,
    ) {
        let batch = self.options.batch.get();
        let room = Arc::new(Semaphore::new(2 * batch as usize + self.engine.threads().get()));
        loop {
            let mut places = tokio::select! {
                () = shutdown.cancelled() => return,
                places = Arc::clone(&room).acquire_many_owned(batch) => {
                    places.expect("the semaphore is never closed")
                }
            };
            let mut leasing = std::pin::pin!(self.lease(lease_for));
            let leased = tokio::select! {
                biased;
                leased = &mut leasing => leased,
                () = shutdown.cancelled() => {
                    // An answer may be on its way; what it lends goes back with the rest.
                    let late = tokio::time::timeout(LAST_ANSWER, leasing).await;
                    for article in late.unwrap_or_default() {
                        self.leases.add(&article.token);
                    }
                    return;
                }
            };
            for article in leased {
                let (shared, place) = (Arc::clone(&self), places.split(1));
                let (closing, abandon) = (shutdown.clone(), abandon.clone());
                let lapsed = self.leases.add(&article.token);
                articles.spawn(async move {
                    shared.answer(article, lapsed, place, &closing, &abandon).await;
                });
            }
        }
    }

    /// Waits for articles, however long that takes.
    async fn lease(&self, lease_for: &watch::Sender<Duration>) -> Vec<v1::LeasedArticle> {
        let mut pauses = self.options.backoff.pauses();
        loop {
            let asked = Instant::now();
            let answer = self.peers.lease(&self.options, self.engine.model().as_str()).await;
            let answered = answer.is_some();
            if let Some(answer) = answer {
                let told = duration_from_wire(answer.lease_for, "lease_for").unwrap_or_default();
                let told = if told.is_zero() { ASSUMED_LEASE } else { told };
                lease_for.send_if_modified(|known| std::mem::replace(known, told) != told);
                if !answer.leases.is_empty() {
                    return answer.leases;
                }
            }
            if answered && asked.elapsed() >= HASTY {
                pauses.reset();
            } else {
                tokio::time::sleep(pauses.after_failure()).await;
            }
        }
    }

    /// Extends all leases in hand whenever a third of their time has passed, which also tells ingest that
    /// the worker is alive; and tells it at once when something keeps the worker from its work, or does not
    /// any more.
    async fn extend(
        self: Arc<Self>,
        mut lease_for: watch::Receiver<Duration>,
        stopped: CancellationToken,
    ) {
        let mut pauses = self.options.backoff.pauses();
        let mut condition = self.options.condition.follow();
        let (mut failed, mut told) = (false, None);
        loop {
            let third = *lease_for.borrow_and_update() / 3;
            let pause = if failed { third.min(pauses.after_failure()) } else { third };
            tokio::select! {
                () = stopped.cancelled() => return,
                Ok(()) = lease_for.changed() => continue,
                Ok(()) = condition.changed(), if !failed => tokio::time::sleep(BREATH).await,
                () = tokio::time::sleep(pause) => {}
            }
            condition.mark_unchanged();
            let (tokens, trouble) = (self.leases.tokens(), self.options.condition.of(QUERY));
            if tokens.is_empty() && trouble == told {
                continue;
            }
            match self.peers.extend(&self.options, tokens, trouble.as_deref()).await {
                Some(lapsed) => {
                    (failed, told) = (false, trouble);
                    pauses.reset();
                    self.leases.lapse(&lapsed);
                }
                None => failed = true,
            }
        }
    }

    /// Gives back every lease still in hand.
    async fn give_back(&self) {
        let tokens = self.leases.tokens();
        if tokens.is_empty() {
            return;
        }
        let articles = tokens.len();
        if self.peers.release(tokens.clone()).await {
            tracing::info!(articles, "gave back articles that were not done");
        } else {
            tracing::warn!(articles, "could not give articles back; their leases will lapse");
        }
        for token in &tokens {
            self.leases.remove(token);
        }
    }
}

#[cfg(test)]
mod tests;
