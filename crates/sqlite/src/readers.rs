//! A few connections for reading. Each piece of work sees one state of the file from its
//! beginning to its end, and runs where blocking is allowed. Work whose caller has gone ends soon,
//! and keeps its place among the few until it has.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use q7x2_domain::PortError;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::format::FileFormat;
use crate::open::open_reader;

/// How many pieces of work read at once at most; the others wait.
const CONNECTIONS: usize = 4;

/// After how many of its steps SQLite looks whether anybody still waits: some hundred times a second.
const STEPS: i32 = 10_000;

/// Connections that read beside a [`Writer`](crate::Writer). They are opened when first needed and
/// kept. Drop them before the writer: the last connection to close tidies up the log, and only one
/// that may write can.
#[derive(Debug)]
pub struct Readers {
    what: &'static str,
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Returns connections to a file that a writer has opened.
    pub fn new(format: &FileFormat, path: PathBuf) -> Self {
        let (idle, permits) = (Mutex::default(), Arc::new(Semaphore::new(CONNECTIONS)));
        Self { what: format.what, path, idle, permits }
    }

    /// Does `work` on an unchanging state of the file and returns its outcome. When the caller goes
    /// away meanwhile, SQLite is interrupted.
    ///
    /// # Errors
    /// When the file cannot be read, or holds what cannot be; and what `work` fails with.
    pub async fn run<T, W>(self: &Arc<Self>, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        let pool = Arc::clone(self);
        let caller = Caller(Arc::default());
        let gone = Arc::clone(&caller.0);
        let outcome = tokio::task::spawn_blocking(move || {
            let outcome = pool.run_blocking(&gone, work);
            drop(permit);
            outcome
        });
        let outcome = outcome.await;
        let outcome = outcome.unwrap_or_else(|panic| Err(Failure::Unavailable(panic.into())));
        outcome.map_err(|failure| failure.told_of(self.what))
    }

    fn run_blocking<T>(
        &self,
        gone: &Arc<AtomicBool>,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let idle = self.lock().pop();
        let mut connection = idle.map_or_else(|| open_reader(&self.path), Ok)?;
        let gone = Arc::clone(gone);
        connection.progress_handler(STEPS, Some(move || gone.load(Ordering::Relaxed)))?;
        let transaction = connection.unchecked_transaction()?;
        let outcome = work(&transaction);
        transaction.finish()?;
        connection.progress_handler(0, None::<fn() -> bool>)?;
        self.lock().push(connection);
        outcome
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever waits for the outcome of some work; it is told when that ends.
struct Caller(Arc<AtomicBool>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
