//! `q7x2-query`: the query service on a statement store in a file or in a database. Names the adapters;
//! everything else is in the library.

use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use q7x2_domain::{StatementStore, SystemClock};
use q7x2_query::Query;
use q7x2_service::{Metrics, Place, ServiceFlags, TicketFlags};
use q7x2_storage::{PostgresStore, SqliteStore};

/// Keeps articles with their statements and answers who said what.
#[derive(Debug, Parser)]
#[command(name = "q7x2-query", version)]
struct Config {
    /// File that holds the statements, made when it is not there; or postgres://HOST/DATABASE, which
    /// several query services may share. Give one with a password in the environment
    #[arg(
        long,
        env = "Q7X2_STORE",
        value_name = "PATH|URL",
        default_value = "statements.sqlite",
        hide_env_values = true
    )]
    store: Place,

    #[command(flatten)]
    tickets: TicketFlags,

    #[command(flatten)]
    service: ServiceFlags,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config: Config = q7x2_service::parse(q7x2_query::DEFAULT_PORTS);
    q7x2_service::telemetry::init(&config.service.log)?;
    match &config.store {
        Place::File(path) => run(SqliteStore::open(path)?, config).await,
        Place::Postgres(url) => {
            let told = || format!("open the statement store {}", config.store);
            let store = PostgresStore::open(url.as_str()).await.with_context(told)?;
            run(store, config).await
        }
        Place::Nats(_) => anyhow::bail!(
            "{} is a broker, which keeps a queue: the statement store is a file or postgres://HOST/DATABASE",
            config.store
        ),
    }
}

/// Serves on a store until told to stop.
async fn run<S: StatementStore>(store: S, config: Config) -> anyhow::Result<()> {
    Metrics::install()?;
    let shutdown = q7x2_service::shutdown::on_signal().context("listen to signals")?;
    let options = config.service.options()?;
    let tickets = config.tickets.tickets(&config.service.keys)?;
    let query = Query::new(store, Arc::new(SystemClock)).with_tickets(tickets);
    let forgetting = query.clone();
    tokio::spawn(async move { forgetting.keep_forgetting(q7x2_query::FORGET_EVERY).await });
    let services = q7x2_query::services(query);
    let listeners = config.service.bind().await?;
    q7x2_service::run(listeners, services, shutdown, &options).await?;
    Ok(())
}
