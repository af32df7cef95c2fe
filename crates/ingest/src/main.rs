//! `q7x2-ingest`: the ingest service on a work queue in a file, in a database or on a broker. Names the adapters;
//! everything else is in the library.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use q7x2_domain::{RetryPolicy, SystemClock, WorkQueue};
use q7x2_ingest::{HeldByQuery, Ingest, IngestOptions};
use q7x2_proto::connect;
use q7x2_queue::{JetStreamQueue, PostgresQueue, SqliteQueue};
use q7x2_service::{Metrics, PeerFlags, ServiceFlags, TicketFlags, http};
use tonic::transport::Endpoint;

/// Takes articles in, removes duplicates, and lends them to workers.
#[derive(Debug, Parser)]
#[command(name = "q7x2-ingest", version)]
struct Config {
    /// File that holds the work queue, made when it is not there; or postgres://HOST/DATABASE or
    /// nats://HOST,HOST/NAME?replicas=N (JetStream), which several ingest services may share. Give one with
    /// a password in the environment
    #[arg(
        long,
        env = "Q7X2_QUEUE",
        value_name = "PATH|URL",
        default_value = "queue.sqlite",
        hide_env_values = true
    )]
    queue: QueuePlace,

    /// Query service to ask which articles it holds already
    #[arg(long, env = "Q7X2_QUERY", value_name = "URL", default_value = "http://127.0.0.1:7403",
          value_parser = connect::endpoint)]
    query: Endpoint,

    /// How long an article is lent to a worker that does not ask for more time
    #[arg(long, env = "Q7X2_LEASE_SECONDS", value_name = "SECONDS", default_value = "8",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    lease_seconds: u64,

    /// How many times an article is tried before it is set aside
    #[arg(long, env = "Q7X2_MAX_ATTEMPTS", value_name = "N", default_value = "5",
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    max_attempts: u32,

    #[command(flatten)]
    peers: PeerFlags,

    #[command(flatten)]
    tickets: TicketFlags,

    #[command(flatten)]
    service: ServiceFlags,
}

/// Where the work queue is. Shown without what stands before the host, which may be a password.
#[derive(Debug, Clone)]
enum QueuePlace {
    File(PathBuf),
    Postgres(Url),
    Nats(Url),
}

/// The address of a database or of a broker.
#[derive(Clone)]
struct Url(String);

impl From<&str> for QueuePlace {
    fn from(place: &str) -> Self {
        match place.split_once("://").map(|(scheme, _)| scheme) {
            Some("postgres" | "postgresql") => Self::Postgres(Url(place.to_owned())),
            Some("nats" | "tls") => Self::Nats(Url(place.to_owned())),
            _ => Self::File(place.into()),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        // A password may hold anything, so what stands after its end counts.
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let host = host.split('?').next().unwrap_or_default();
        write!(f, "{scheme}://{host}")
    }
}

impl fmt::Display for QueuePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) | Self::Nats(url) => write!(f, "{url:?}"),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config: Config = q7x2_service::parse(q7x2_ingest::DEFAULT_PORTS);
    q7x2_service::telemetry::init(&config.service.log)?;
    let policy = RetryPolicy { max_attempts: config.max_attempts, ..RetryPolicy::default() };
    let told = || format!("open the work queue {}", config.queue);
    match &config.queue {
        QueuePlace::File(path) => {
            let queue = SqliteQueue::open(path, policy, SystemClock).with_context(told)?;
            run(queue, config).await
        }
        QueuePlace::Postgres(Url(url)) => {
            let queue = PostgresQueue::open(url, policy).await.with_context(told)?;
            run(queue, config).await
        }
        QueuePlace::Nats(Url(url)) => {
            let queue = JetStreamQueue::open(url, policy).await.with_context(told)?;
            run(queue, config).await
        }
    }
}

/// Serves on a queue until told to stop.
async fn run<Q: WorkQueue>(queue: Q, config: Config) -> anyhow::Result<()> {
    let metrics = Metrics::install()?;
    let shutdown = q7x2_service::shutdown::on_signal().context("listen to signals")?;
    let options = config.service.options()?;
    let tickets = config.tickets.tickets(&config.service.keys)?;
    let credentials = Arc::new(config.peers.credentials(config.service.insecure)?);
    let query = connect::line(&config.query, &credentials)
        .with_context(|| format!("call the query service at {}", config.query.uri()))?;
    let listeners = config.service.bind().await?;

    tracing::info!(
        queue = %config.queue,
        query = %config.query.uri(),
        lease_seconds = config.lease_seconds,
        max_attempts = config.max_attempts,
        "starting"
    );
    let lease_for = Duration::from_secs(config.lease_seconds);
    let condition = options.condition.clone();
    let ingest = Ingest::new(
        queue,
        HeldByQuery::new(query),
        Arc::new(SystemClock),
        IngestOptions { lease_for, tickets, condition, ..IngestOptions::default() },
        shutdown.clone(),
    );
    let http = http::serve(listeners.http, metrics, shutdown.clone(), &options);
    tokio::select! {
        served = q7x2_ingest::serve(listeners.grpc, ingest, shutdown, &options) => served?,
        served = http => served.context("serve HTTP")?,
    }
    Ok(())
}
