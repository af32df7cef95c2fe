//! The work queue: articles wait here, durable, until a worker has answered for them.
//!
//! [`SqliteQueue`] is the embedded adapter of [`q7x2_domain::WorkQueue`]: one file, any number of
//! processes. [`PostgresQueue`] is a table in a database and [`JetStreamQueue`] two streams of a broker, for
//! several machines. What every adapter must do is in `contract` (feature `contract`), a suite that is
//! generic over the port. Nothing here knows of gRPC, of the statement store or of extraction.
//!
//! ```
//! use std::time::Duration;
//!
//! use q7x2_domain::{Article, Metadata, RetryPolicy, SystemClock, WorkQueue};
//! use q7x2_queue::SqliteQueue;
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
//! # runtime.block_on(async {
//! let folder = tempfile::tempdir().unwrap();
//! let path = folder.path().join("queue.db");
//! let queue = SqliteQueue::open(&path, RetryPolicy::default(), SystemClock).unwrap();
//!
//! let article = Article::new(Metadata::default(), "The ferry is late.".into()).unwrap();
//! queue.enqueue(&[article]).await.unwrap();
//! let leases = queue.lease("worker-1", 8, Duration::from_secs(60), Duration::ZERO).await.unwrap();
//! assert!(queue.complete(&leases[0].token).await.unwrap());
//! # });
//! ```

mod jetstream;
#[cfg(test)]
mod on_server;
mod postgres;
mod sqlite;
mod token;

#[cfg(any(test, feature = "contract"))]
pub mod contract;

pub use jetstream::JetStreamQueue;
pub use postgres::PostgresQueue;
pub use sqlite::SqliteQueue;
