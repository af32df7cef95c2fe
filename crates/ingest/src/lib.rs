//! The ingest service: accepts articles, removes duplicates, and lends them to workers. It owns
//! the work queue; what the articles say is not its business.
//!
//! [`Ingest`] is generic over two ports: the [`q7x2_domain::WorkQueue`] and [`HeldArticles`],
//! which tells what the query service holds already. What is kept in memory beside the queue
//! (which workers are about, who follows which articles) may be lost at any time.

mod held;
mod holds;
mod metrics;
mod workers;

mod chunk;
mod intake;
mod watch;

mod service;

mod access;
mod serve;

pub use held::{HeldArticles, HeldByQuery, HeldError, Standings};
pub use serve::{DEFAULT_PORTS, serve, services};
pub use service::{Ingest, IngestOptions, MAX_LEASED, MAX_WAIT};
