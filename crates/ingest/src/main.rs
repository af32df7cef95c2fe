//! `q7x2-ingest`: the ingest service on a work queue in a file, in a database or on a broker. Names the adapters;
//! everything else is in the library.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use q7x2_domain::{RetryPolicy, SystemClock, WorkQueue};
use q7x2_ingest::{HeldByQuery, Ingest, IngestOptions};
use q7x2_proto::connect;
use q7x2_queue::{JetStreamQueue, PostgresQueue, SqliteQueue};
use q7x2_service::{Metrics, PeerFlags, Place, ServiceFlags, TicketFlags, http};
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
    queue: Place,

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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config: Config = q7x2_service::parse(q7x2_ingest::DEFAULT_PORTS);
    q7x2_service::telemetry::init(&config.service.log)?;
    let policy = RetryPolicy { max_attempts: config.max_attempts, ..RetryPolicy::default() };
    let told = || format!("open the work queue {}", config.queue);
    match &config.queue {
        Place::File(path) => {
            let queue = SqliteQueue::open(path, policy, SystemClock).with_context(told)?;
            run(queue, config).await
        }
        Place::Postgres(url) => {
            let queue = PostgresQueue::open(url.as_str(), policy).await.with_context(told)?;
            run(queue, config).await
        }
        Place::Nats(url) => {
            let queue = JetStreamQueue::open(url.as_str(), policy).await.with_context(told)?;
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
