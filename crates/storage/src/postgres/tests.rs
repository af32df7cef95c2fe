//! The contract suite on PostgreSQL, and what several processes do to one another.

use q7x2_servers::Postgres;

use super::PostgresStore;
use crate::contract::StoreHarness;

/// A database of its own.
struct Database {
    url: String,
}

impl Database {
    /// Returns a new database; `None` where no server is installed, which is said.
    async fn new() -> Option<Self> {
        Some(Self { url: Postgres::shared()?.database().await })
    }
}

impl StoreHarness for Database {
    type Store = PostgresStore;

    async fn open(&self) -> PostgresStore {
        PostgresStore::open(&self.url).await.expect("opened")
    }
}

/// The new database, or the end of the test where there is no server.
macro_rules! database {
    () => {
        match Database::new().await {
            Some(database) => database,
            None => return,
        }
    };
}

mod contract {
    use super::Database;

    crate::statement_store_contract!(database!());
}
