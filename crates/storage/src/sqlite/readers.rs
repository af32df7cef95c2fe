//! A few connections for reading. Each piece of work sees one state of the store from its
//! beginning to its end, and runs where blocking is allowed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use q7x2_domain::PortError;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::failure::{Failure, unavailable};
use super::open::open_reader;

/// How many pieces of work read at once at most; the others wait.
const CONNECTIONS: usize = 4;

/// The connections. They are opened when first needed and kept.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    /// Returns a pool on a store that exists.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default(), permits: Semaphore::new(CONNECTIONS) }
    }

    /// Does `work` on an unchanging state of the store.
    pub(crate) async fn run<T, W>(self: &Arc<Self>, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let pool = Arc::clone(self);
        let outcome = tokio::task::spawn_blocking(move || pool.run_blocking(work)).await;
        Ok(outcome.map_err(unavailable)??)
    }

    fn run_blocking<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let idle = self.lock().pop();
        let connection = idle.map_or_else(|| open_reader(&self.path), Ok)?;
        let transaction = connection.unchecked_transaction()?;
        let outcome = work(&transaction);
        transaction.finish()?;
        self.lock().push(connection);
        outcome
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
