//! `q7x2-query`: the query service on a statement store in a file. Names the adapter; everything
//! else is in the library.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use q7x2_domain::SystemClock;
use q7x2_query::Query;
use q7x2_service::{Metrics, ServiceFlags, TicketFlags};
use q7x2_storage::SqliteStore;

/// Keeps articles with their statements and answers who said what.
#[derive(Debug, Parser)]
#[command(name = "q7x2-query", version)]
struct Config {
    /// File that holds the statements; made when it is not there
    #[arg(long, env = "Q7X2_STORE", value_name = "PATH", default_value = "statements.sqlite")]
    store: PathBuf,

    #[command(flatten)]
    tickets: TicketFlags,

    #[command(flatten)]
    service: ServiceFlags,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config: Config = q7x2_service::parse(q7x2_query::DEFAULT_PORTS);
    q7x2_service::telemetry::init(&config.service.log)?;
    Metrics::install()?;
    let shutdown = q7x2_service::shutdown::on_signal().context("listen to signals")?;
    let options = config.service.options()?;
    let tickets = config.tickets.tickets(&config.service.keys)?;
    let store = SqliteStore::open(&config.store)?;
    let query = Query::new(store, Arc::new(SystemClock)).with_tickets(tickets);
    let forgetting = query.clone();
    tokio::spawn(async move { forgetting.keep_forgetting(q7x2_query::FORGET_EVERY).await });
    let services = q7x2_query::services(query);
    let listeners = config.service.bind().await?;
    q7x2_service::run(listeners, services, shutdown, &options).await?;
    Ok(())
}
