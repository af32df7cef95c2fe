//! Runs the extractor off the async threads: so many articles at a time, panics contained.
//!
//! It neither queues nor refuses: who waits for a seat, and for how long, is the caller's business.

use std::num::NonZeroUsize;
use std::sync::Arc;

use q7x2_domain::{Abandoned, Article, Extraction, ModelVersion, Tagger};
use q7x2_extractor::Extractor;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::guard::{Panicked, guarded};
use crate::metrics;

/// From how many bytes on a text is long: what it takes beside its statements is worth giving back at once.
const LONG: usize = 128 << 10;

/// An extractor with a fixed number of seats. Clones share them, so that a worker and a service in
/// one process never use more threads than they were given together.
pub struct Engine<T> {
    extractor: Arc<Extractor<T>>,
    seats: Arc<Semaphore>,
    threads: NonZeroUsize,
}

impl<T> Clone for Engine<T> {
    fn clone(&self) -> Self {
        Self {
            extractor: Arc::clone(&self.extractor),
            seats: Arc::clone(&self.seats),
            threads: self.threads,
        }
    }
}

impl<T: Tagger + 'static> Engine<T> {
    /// Returns an engine that extracts from up to `threads` articles at a time.
    pub fn new(tagger: T, threads: NonZeroUsize) -> Self {
        Self::with(Extractor::new(tagger), threads)
    }

    /// Returns an engine that runs `extractor` on up to `threads` articles at a time.
    pub fn with(extractor: Extractor<T>, threads: NonZeroUsize) -> Self {
        crate::metrics::describe();
        Self {
            extractor: Arc::new(extractor),
            seats: Arc::new(Semaphore::new(threads.get())),
            threads,
        }
    }

    /// Returns the model version its extractions carry.
    pub fn model(&self) -> &ModelVersion {
        self.extractor.model()
    }

    /// Returns how many articles it works on at a time.
    pub fn threads(&self) -> NonZeroUsize {
        self.threads
    }

    /// Waits until a thread may be used. Those who wait are served in order.
    pub(crate) async fn seat(&self) -> Seat<T> {
        let permit = Arc::clone(&self.seats).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        Seat { extractor: Arc::clone(&self.extractor), permit }
    }
}

/// The right to extract from one article.
pub(crate) struct Seat<T> {
    extractor: Arc<Extractor<T>>,
    permit: OwnedSemaphorePermit,
}

impl<T: Tagger + 'static> Seat<T> {
    /// Extracts from `article` on a blocking thread. When the returned future is dropped the thread gives
    /// the article up at the next part of it, and only then may another take the seat.
    ///
    /// # Errors
    /// When the extractor panics.
    pub(crate) async fn extract(self, article: Arc<Article>) -> Result<Extraction, Panicked> {
        let Self { extractor, permit } = self;
        let abandoned = CancellationToken::new();
        let _abandon_when_dropped = abandoned.clone().drop_guard();
        let work = move || {
            let timer = metrics::ExtractionTimer::start();
            let wanted = || if abandoned.is_cancelled() { Err(Abandoned) } else { Ok(()) };
            let extract = || guarded(|| extractor.extract_while(&article, &wanted));
            let outcome =
                if article.text().len() < LONG { extract() } else { on_its_own_thread(extract) };
            timer.stop(&outcome);
            drop(permit);
            outcome
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(Ok(extraction))) => Ok(extraction),
            Ok(Err(panicked)) => Err(panicked),
            // The runtime is shutting down and never ran it; of what is abandoned nobody is left to hear.
            Ok(Ok(Err(Abandoned))) | Err(_) => Err(Panicked::outside_the_extractor()),
        }
    }
}

/// Runs `work` on a thread that ends with it. A thread that waits for the next text keeps what the allocator has not
/// yet given back to the system, and what others free of its memory; one that has ended keeps nothing
/// ([ADR 0026](../../../docs/adr/0026-a-long-text-is-answered-in-parts.md)).
fn on_its_own_thread<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| scope.spawn(work).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
