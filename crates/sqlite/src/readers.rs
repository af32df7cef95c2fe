//! A few connections for reading. Each piece of work sees one state of the file from its
//! beginning to its end, and runs where blocking is allowed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use q7x2_domain::PortError;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::format::FileFormat;
use crate::open::open_reader;

/// How many pieces of work read at once at most; the others wait.
const CONNECTIONS: usize = 4;

/// Connections that read beside a [`Writer`](crate::Writer). They are opened when first needed and
/// kept. Drop them before the writer: the last connection to close tidies up the log, and only one
/// that may write can.
#[derive(Debug)]
pub struct Readers {
    what: &'static str,
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    /// Returns connections to a file that a writer has opened.
    pub fn new(format: &FileFormat, path: PathBuf) -> Self {
        let (idle, permits) = (Mutex::default(), Semaphore::new(CONNECTIONS));
        Self { what: format.what, path, idle, permits }
    }

    /// Does `work` on an unchanging state of the file and returns its outcome.
    ///
    /// # Errors
    /// When the file cannot be read, or holds what cannot be; and what `work` fails with.
    pub async fn run<T, W>(self: &Arc<Self>, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let pool = Arc::clone(self);
        let outcome = tokio::task::spawn_blocking(move || pool.run_blocking(work)).await;
        let outcome = outcome.unwrap_or_else(|panic| Err(Failure::Unavailable(panic.into())));
        outcome.map_err(|failure| failure.told_of(self.what))
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
