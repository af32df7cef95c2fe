//! The extraction service: workers that lease articles from ingest, extract their statements and
//! have them recorded, and an rpc that extracts from any text.
//!
//! An [`Engine`] runs the extractor on a fixed number of threads; a [`Worker`] and the service
//! [`Extract`] share it. Nothing is stored here: kill the process and its leases lapse.

mod backoff;
mod engine;
mod guard;
mod metrics;
mod parts;

mod extract;
mod worker;

mod access;
mod serve;

#[cfg(test)]
mod testing;

pub use backoff::Backoff;
pub use engine::Engine;
pub use extract::Extract;
pub use serve::{DEFAULT_PORTS, serve, services};
pub use worker::{MAX_BATCH, Worker, WorkerOptions};
