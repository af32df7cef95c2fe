//! The statement store: keeps articles with their extractions and answers questions about them.
//!
//! [`SqliteStore`] is the embedded adapter of [`q7x2_domain::StatementStore`]: one file, any
//! number of processes. [`PostgresStore`] is the one for several machines. Their logic is one. What every adapter must do is in `contract` (feature `contract`), a
//! suite that is generic over the port. Nothing here knows of gRPC, of the queue or of how
//! statements are found.
//!
//! ```
//! use q7x2_domain::{StatementQuery, StatementStore};
//! use q7x2_storage::SqliteStore;
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//! # runtime.block_on(async {
//! let folder = tempfile::tempdir().unwrap();
//! let store = SqliteStore::open(&folder.path().join("statements.db")).unwrap();
//! let query = StatementQuery { speakers: vec!["Lind".into()], limit: 10, ..Default::default() };
//! assert_eq!(store.query(&query).await.unwrap().total, 0);
//! # });
//! ```

mod postgres;
mod session;
mod sqlite;
mod store;

#[cfg(any(test, feature = "contract"))]
pub mod contract;

pub use postgres::PostgresStore;
pub use sqlite::SqliteStore;
