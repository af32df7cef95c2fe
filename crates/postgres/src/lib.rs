//! What the adapters on PostgreSQL share: a pool of connections to a database, migrations that one
//! process at a time brings it through, notifications, and the server's errors as those of the ports.
//!
//! An adapter describes its tables in a [`Schema`] and opens an [`Engine`] on it. Every adapter has a
//! schema of its own in the database, so that several may share one. Nothing here knows a table, a
//! query or a port: those are the adapters', which do not know one another.

mod engine;
mod failure;
mod listener;
mod tls;
mod together;

pub use engine::{Engine, Schema};
pub use failure::Failure;
pub use listener::Listener;
pub use together::Together;
