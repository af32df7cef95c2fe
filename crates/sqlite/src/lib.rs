//! What the adapters on SQLite share: opening a file and bringing it up to date, one thread that
//! writes, a few connections that read, and SQLite's errors as those of the ports.
//!
//! An adapter describes its file in a [`FileFormat`], opens a [`Writer`] on it, [`Readers`] too if
//! it wants to read beside the writing, and hands both its work as closures. Nothing here knows a
//! table, a query or a port: those are the adapters', which do not know one another.
//!
//! ```
//! use q7x2_sqlite::{FileFormat, Survives, Writer};
//! use refinery_core::{Migration, Runner};
//!
//! /// Adapters embed a folder of migrations instead; one has to set the application id.
//! fn migrations() -> Runner {
//!     let sql = format!("PRAGMA application_id = {}; CREATE TABLE tides (height)", NOTES.id());
//!     Runner::new(&[Migration::unapplied("V1__tides", &sql).unwrap()])
//! }
//!
//! static NOTES: FileFormat = FileFormat {
//!     name: "table of tides",
//!     what: "the table of tides",
//!     application_id: *b"tide",
//!     migrations,
//!     backfills: &[],
//!     cache_kib: 2_000,
//! };
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//! # runtime.block_on(async {
//! let folder = tempfile::tempdir().unwrap();
//! let writer = Writer::open(&NOTES, &folder.path().join("tides.db")).unwrap();
//! let insert = |tx: &rusqlite::Connection| Ok(tx.execute("INSERT INTO tides VALUES (2.5)", [])?);
//! assert_eq!(writer.run(Survives::PowerCut, insert).await.unwrap(), 1);
//! # });
//! ```

mod format;
mod migrate;
mod open;
mod open_error;
mod paths;
mod readers;
mod writer;

mod failure;

#[cfg(test)]
mod tests;

pub use failure::Failure;
pub use format::{Backfill, FileFormat};
pub use open_error::OpenError;
pub use paths::{PATH_IS_MEANT, meant_path};
pub use readers::Readers;
pub use writer::{Survives, Writer, is_unscrubbed};
