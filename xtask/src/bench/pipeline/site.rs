//! The services on an engine, put together as their binaries do, on free ports of this machine; or those of
//! `embedded` on its data directory. What becomes of it is measured elsewhere.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use clap::ValueEnum;
use q7x2_domain::{RetryPolicy, StatementStore, SystemClock, WorkQueue};
use q7x2_embedded::{Embedded, EmbeddedOptions};
use q7x2_extraction::{Engine, Worker, WorkerOptions};
use q7x2_ingest::{HeldByQuery, Ingest, IngestOptions};
use q7x2_keys::Credentials;
use q7x2_proto::connect::{self, Line};
use q7x2_query::Query;
use q7x2_queue::{JetStreamQueue, PostgresQueue, SqliteQueue};
use q7x2_recipe::Recipe;
use q7x2_servers::{Nats, Postgres};
use q7x2_service::ServeOptions;
use q7x2_storage::{PostgresStore, SqliteStore};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// What the services keep things in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Stack {
    /// SQLite for both, all in one process over pipes in memory, as `q7x2` without a server
    Embedded,
    /// SQLite for both, the services on ports
    Sqlite,
    /// PostgreSQL for both
    Postgres,
    /// JetStream as queue, SQLite as store
    Nats,
    /// JetStream as queue, PostgreSQL as store
    NatsPostgres,
}

impl Stack {
    pub(super) fn uses_postgres(self) -> bool {
        matches!(self, Self::Postgres | Self::NatsPostgres)
    }

    pub(super) fn uses_nats(self) -> bool {
        matches!(self, Self::Nats | Self::NatsPostgres)
    }

    pub(super) fn uses_sqlite(self) -> bool {
        !matches!(self, Self::Postgres | Self::NatsPostgres)
    }
}

/// Where the engines are.
pub(super) struct Engines {
    /// A PostgreSQL that somebody else runs.
    pub(super) postgres: Option<String>,
    /// A NATS that somebody else runs, without a name.
    pub(super) nats: Option<String>,
    /// How many queues were asked for on it.
    pub(super) queues: AtomicU64,
}

impl Engines {
    /// Returns the address of a database; an empty one on a throw-away server, unless there is one.
    pub(super) async fn database(&self) -> anyhow::Result<String> {
        match &self.postgres {
            Some(url) => Ok(url.clone()),
            None => Ok(Postgres::shared().context("PostgreSQL is not installed")?.database().await),
        }
    }

    /// Returns the address of a queue that is new.
    pub(super) fn queue(&self) -> anyhow::Result<String> {
        let Some(url) = &self.nats else {
            return Ok(Nats::shared().context("nats-server is not installed")?.queue());
        };
        let number = self.queues.fetch_add(1, Ordering::Relaxed);
        Ok(format!("{}/bench-{}-{number}", url.trim_end_matches('/'), std::process::id()))
    }
}

/// Services at work.
pub(super) struct Site {
    /// The way to the ingest service.
    pub(super) ingest: Line,
    /// The way to the query service.
    pub(super) query: Line,
    /// Where they answer, where they have ports.
    pub(super) addresses: Option<[String; 2]>,
    /// What keeps the store, for its size.
    pub(super) kept: Kept,
    ends: Ends,
}

/// What keeps a store.
pub(super) enum Kept {
    /// Files in this folder.
    Files(PathBuf),
    /// A database at this address.
    Database(String),
}

enum Ends {
    Embedded(Box<Embedded>),
    Served { _stop: DropGuard, worker: Option<tokio::task::JoinHandle<()>>, stop_worker: DropGuard },
}

impl Site {
    /// Puts the services of a stack together, with so many threads of a worker that finds nothing; without a
    /// worker where that is 0.
    pub(super) async fn start(
        stack: Stack,
        engines: &Engines,
        folder: &Path,
        threads: usize,
    ) -> anyhow::Result<Self> {
        let policy = RetryPolicy::default();
        let files = Kept::Files(folder.to_owned());
        let queue_file = folder.join("queue.sqlite");
        let store = || SqliteStore::open(&folder.join("statements.sqlite"));
        match stack {
            Stack::Embedded => Self::embedded(folder, threads).await,
            Stack::Sqlite => {
                let queue = SqliteQueue::open(&queue_file, policy, SystemClock)?;
                Self::serve(queue, store()?, files, threads).await
            }
            Stack::Postgres => {
                let url = engines.database().await?;
                let queue = PostgresQueue::open(&url, policy).await?;
                let store = PostgresStore::open(&url).await?;
                Self::serve(queue, store, Kept::Database(url), threads).await
            }
            Stack::Nats => {
                let queue = JetStreamQueue::open(&engines.queue()?, policy).await?;
                Self::serve(queue, store()?, files, threads).await
            }
            Stack::NatsPostgres => {
                let queue = JetStreamQueue::open(&engines.queue()?, policy).await?;
                let url = engines.database().await?;
                let store = PostgresStore::open(&url).await?;
                Self::serve(queue, store, Kept::Database(url), threads).await
            }
        }
    }

    async fn embedded(folder: &Path, threads: usize) -> anyhow::Result<Self> {
        let options = EmbeddedOptions {
            workers: threads,
            recipe: Recipe::rules(),
            ..EmbeddedOptions::at(folder)
        };
        let embedded = Embedded::start(options).await?;
        Ok(Self {
            ingest: embedded.ingest().into(),
            query: embedded.query().into(),
            addresses: None,
            kept: Kept::Files(folder.to_owned()),
            ends: Ends::Embedded(Box::new(embedded)),
        })
    }

    async fn serve<Q: WorkQueue, S: StatementStore>(
        queue: Q,
        store: S,
        kept: Kept,
        threads: usize,
    ) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let options = ServeOptions::default();
        let (ingest_port, query_port) =
            (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
        let addresses = [ingest_port.local_addr()?, query_port.local_addr()?]
            .map(|address| format!("http://{address}"));
        let lines = [line(&addresses[0])?, line(&addresses[1])?];
        let query = Query::new(store, Arc::new(SystemClock));
        let (stopped, served) = (stop.clone(), options.clone());
        tokio::spawn(async move { q7x2_query::serve(query_port, query, stopped, &served).await });
        let held = HeldByQuery::new(lines[1].clone());
        let ingest = IngestOptions::default();
        let ingest = Ingest::new(queue, held, Arc::new(SystemClock), ingest, stop.clone());
        let stopped = stop.clone();
        tokio::spawn(
            async move { q7x2_ingest::serve(ingest_port, ingest, stopped, &options).await },
        );
        let [ingest, query] = lines;
        let stop_worker = stop.child_token();
        let worker = NonZeroUsize::new(threads).map(|threads| -> anyhow::Result<_> {
            let engine = Engine::with(Recipe::rules().extractor()?, threads);
            let options = WorkerOptions::named("bench");
            let worker = Worker::new(engine, ingest.clone(), query.clone(), options);
            Ok(tokio::spawn(worker.run(stop_worker.clone())))
        });
        let worker = worker.transpose()?;
        let stop_worker = stop_worker.drop_guard();
        let ends = Ends::Served { _stop: stop.drop_guard(), worker, stop_worker };
        Ok(Self { ingest, query, addresses: Some(addresses), kept, ends })
    }

    /// Ends the services.
    pub(super) async fn end(self) {
        match self.ends {
            Ends::Embedded(embedded) => embedded.shutdown().await,
            Ends::Served { worker, stop_worker, .. } => {
                drop(stop_worker);
                if let Some(worker) = worker {
                    let _: Result<(), _> = worker.await;
                }
            }
        }
    }
}

/// Returns the way to the service at an address of this machine.
pub(super) fn line(address: &str) -> anyhow::Result<Line> {
    Ok(connect::line(&connect::endpoint(address)?, &Arc::new(Credentials::default()))?)
}
