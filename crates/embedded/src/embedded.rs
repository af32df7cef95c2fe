//! The three services in this process on a data directory: what is put together, and in which
//! order it begins and ends.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{Clock, PortError, RetryPolicy, SystemClock, Tagger};
use q7x2_extraction::{Engine, Extract, Worker, WorkerOptions};
use q7x2_ingest::{HeldByQuery, Ingest, IngestOptions};
use q7x2_keys::Tickets;
use q7x2_query::Query;
use q7x2_queue::SqliteQueue;
use q7x2_recipe::Recipe;
use q7x2_service::Condition;
use q7x2_sqlite::OpenError;
use q7x2_storage::SqliteStore;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::Channel;

use crate::EmbeddedError;
use crate::directory::DataDirectory;
use crate::transport::{Server, in_memory};

/// Where and how the services run in this process.
#[derive(Debug, Clone)]
pub struct EmbeddedOptions {
    /// The folder of the queue and the statement store; made when it is not there.
    pub data_dir: PathBuf,
    /// How many articles are extracted from at a time. With 0 nothing is taken from the queue:
    /// enough for looking at what is there.
    pub workers: usize,
    /// What it extracts with.
    pub recipe: Recipe,
    /// How often and how fast a failing article is tried again.
    pub retry: RetryPolicy,
    /// How long an article is lent to a worker unless it asks for more time.
    pub lease_for: Duration,
    /// What proves to whom an article was lent, where the services are served to callers with tokens.
    pub tickets: Option<Arc<Tickets>>,
    /// Where it is noted what keeps the services from starting, and then from their work.
    pub condition: Condition,
}

impl EmbeddedOptions {
    /// Returns the usual options: a worker for each processor.
    pub fn at(data_dir: impl Into<PathBuf>) -> Self {
        let processors = std::thread::available_parallelism();
        Self {
            data_dir: data_dir.into(),
            workers: processors.map_or(1, NonZeroUsize::get),
            recipe: Recipe::default(),
            retry: RetryPolicy::default(),
            lease_for: IngestOptions::default().lease_for,
            tickets: None,
            condition: Condition::default(),
        }
    }

    /// Returns how many threads extract.
    pub(crate) fn threads(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.workers).unwrap_or(NonZeroUsize::MIN)
    }
}

/// The services at work in this process. Other processes may use the same data directory at the
/// same time.
///
/// [`Embedded::shutdown`] ends them well. When it is dropped instead, nothing is lost either: what
/// was acknowledged is durable, and what was under way is done by the next process.
pub struct Embedded {
    ingest: Channel,
    extraction: Channel,
    query: Channel,
    worker: Option<JoinHandle<()>>,
    stop_worker: DropGuard,
    stop: DropGuard,
    servers: [Server; 3],
    _directory: DataDirectory,
}

/// The services themselves, for those who serve them elsewhere too.
pub(crate) struct Parts<T> {
    pub(crate) ingest: Ingest<SqliteQueue, HeldByQuery>,
    pub(crate) extract: Extract<T>,
    pub(crate) query: Query<SqliteStore>,
}

impl Embedded {
    /// Starts the services on a data directory. What was forgotten longer ago than it can be brought back is
    /// erased before they answer: a short command ends before anybody looks again.
    ///
    /// # Errors
    /// When the directory or a database in it cannot be made, opened or written to, or the model
    /// or the entities file cannot be used.
    pub async fn start(options: EmbeddedOptions) -> Result<Self, EmbeddedError> {
        Self::start_at(options, Arc::new(SystemClock)).await
    }

    /// Does the same by this clock.
    ///
    /// # Errors
    /// Those of [`Self::start`].
    pub async fn start_at(
        options: EmbeddedOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EmbeddedError> {
        // Who only looks waits for no model.
        let extractor = match options.workers {
            0 => Recipe::rules().extractor()?,
            _ => options.recipe.extractor()?,
        };
        let engine = Engine::with(extractor, options.threads());
        Ok(Self::assemble(options, engine, CancellationToken::new(), clock).await?.0)
    }

    /// Returns a channel to the ingest service.
    pub fn ingest(&self) -> Channel {
        self.ingest.clone()
    }

    /// Returns a channel to the extraction service.
    pub fn extraction(&self) -> Channel {
        self.extraction.clone()
    }

    /// Returns a channel to the query service.
    pub fn query(&self) -> Channel {
        self.query.clone()
    }

    /// Ends the services: articles that were begun are done, the others go back to the queue.
    pub async fn shutdown(self) {
        drop(self.stop_worker);
        if let Some(worker) = self.worker
            && let Err(error) = worker.await
        {
            tracing::error!(%error, "the worker did not end by itself");
        }
        drop(self.stop);
        for server in self.servers {
            server.stop().await;
        }
    }

    /// Puts the services together. When `stop` is cancelled, the worker ends and requests that
    /// wait for articles are sent away, but everything else is still answered.
    pub(crate) async fn assemble<T: Tagger + 'static>(
        options: EmbeddedOptions,
        engine: Engine<T>,
        stop: CancellationToken,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Parts<T>), EmbeddedError> {
        let condition = options.condition.clone();
        let (directory, queue, store) = open(&options, &clock).await?;

        let (ingest, ingest_calls) = in_memory();
        let (extraction, extraction_calls) = in_memory();
        let (query, query_calls) = in_memory();
        let ingest_options = IngestOptions {
            lease_for: options.lease_for,
            model: Some(engine.model().clone()),
            tickets: options.tickets.clone(),
            condition: condition.clone(),
        };
        let held = HeldByQuery::new(query.clone());
        let parts = Parts {
            ingest: Ingest::new(queue, held, clock.clone(), ingest_options, stop.clone()),
            extract: Extract::new(engine.clone()),
            query: Query::new(store, clock).with_tickets(options.tickets),
        };
        parts.query.forget_what_is_due().await;
        let servers = [
            Server::start(q7x2_ingest::services(parts.ingest.clone()), ingest_calls),
            Server::start(q7x2_extraction::services(parts.extract.clone()), extraction_calls),
            Server::start(q7x2_query::services(parts.query.clone()), query_calls),
        ];

        let (forgetting, stopping) = (parts.query.clone(), stop.clone());
        tokio::spawn(async move {
            let forever = forgetting.keep_forgetting(q7x2_query::FORGET_EVERY);
            stopping.run_until_cancelled(forever).await
        });
        let stop_worker = stop.child_token();
        let worker = (options.workers > 0).then(|| {
            let name = WorkerOptions::named(format!("embedded-{}", std::process::id()));
            let options = WorkerOptions { condition, ..name };
            let worker = Worker::new(engine, ingest.clone(), query.clone(), options);
            tokio::spawn(worker.run(stop_worker.clone()))
        });
        let (stop_worker, stop) = (stop_worker.drop_guard(), stop.drop_guard());
        let _directory = directory;
        let embedded =
            Self { ingest, extraction, query, worker, stop_worker, stop, servers, _directory };
        Ok((embedded, parts))
    }
}

/// How long to wait before a database is opened again that another program keeps locked.
const OPEN_AGAIN: Duration = Duration::from_millis(250);

/// The part that has a trouble while the databases cannot be opened.
const OPENING: &str = "opening";

/// Opens the data directory and the databases in it, as soon as no other program keeps them locked. Whoever
/// has the directory alone takes back the articles that processes of the past had leased.
async fn open(
    options: &EmbeddedOptions,
    clock: &Arc<dyn Clock>,
) -> Result<(DataDirectory, SqliteQueue, SqliteStore), EmbeddedError> {
    let directory = DataDirectory::open(&options.data_dir)?;
    let mut alone = directory.own()?;
    if !alone {
        directory.share().await?;
    }
    let (queue, store) = loop {
        match databases(&directory, options, clock) {
            Err(OpenError::Locked { path, .. }) => {
                // Others that come meanwhile wait too, and are not told that this one is stuck.
                if std::mem::take(&mut alone) {
                    directory.share().await?;
                }
                let told = format!(
                    "{path} is locked by another program; end that program, or wait until it is done"
                );
                tracing::debug!(told);
                options.condition.trouble(OPENING, told);
                tokio::time::sleep(OPEN_AGAIN).await;
            }
            opened => break opened?,
        }
    };
    options.condition.well(OPENING);
    if alone {
        match queue.take_back().await {
            // What it would have taken back lapses within seconds.
            Err(PortError::Locked { .. }) => tracing::info!("left the leases of before to lapse"),
            taken => drop(taken.map_err(EmbeddedError::TakeBack)?),
        }
        directory.share().await?;
    }
    Ok((directory, queue, store))
}

fn databases(
    directory: &DataDirectory,
    options: &EmbeddedOptions,
    clock: &Arc<dyn Clock>,
) -> Result<(SqliteQueue, SqliteStore), OpenError> {
    let queue = directory.file("queue.sqlite");
    let queue = SqliteQueue::open(&queue, options.retry, Arc::clone(clock))?;
    Ok((queue, SqliteStore::open(&directory.file("statements.sqlite"))?))
}

#[cfg(test)]
mod tests;
