//! The statement store on PostgreSQL: tables in a schema of their own. Any number of processes may use it.
//!
//! Those who record at the same time do not see one another's rows until they are committed. Whatever bears
//! on others is held by name until then: an article and the places it is from, the spellings and surnames
//! of those it cites. People's edits, and what is erased, wait for all who write, who wait for them. What
//! still gets into the way of another, the server takes back, and it is done again.

mod group;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use deadpool_postgres::Object;
use q7x2_domain::{PortError, Recorded};
use q7x2_postgres::{Engine as Database, Schema};
use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::{CancelToken, IsolationLevel, NoTls};

use crate::session::{Failure, Result, Session, Work};
use crate::store::record::Recording;
use crate::store::{Engine, Store, erase};

mod embedded {
    refinery::embed_migrations!("migrations/postgres");
}

/// The tables of a store.
static SCHEMA: Schema = Schema {
    what: "the statement store",
    name: "q7x2_store",
    migrations: embedded::migrations::runner,
};

/// How often work is done that others are in the way of.
const TRIES: usize = 8;

/// How many statements a connection keeps ready at most.
const READY: usize = 512;

/// A statement store in a database.
pub type PostgresStore = Store<StoreDatabase>;

/// The database of a store.
#[derive(Debug, Clone)]
pub struct StoreDatabase {
    database: Database,
    waiting: Arc<group::Waiting>,
}

impl Store<StoreDatabase> {
    /// Opens the store in the database at `url` (`postgres://user:password@host:port/database`), and
    /// makes or brings up to date its tables. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the URL is none, the server cannot be reached or lets nobody in, or the tables are of a newer
    /// version.
    pub async fn open(url: &str) -> Result<Self, PortError> {
        let database = Database::open(url, &SCHEMA).await?;
        Ok(Self { engine: StoreDatabase { database, waiting: Arc::new(group::line()) } })
    }
}

impl StoreDatabase {
    /// Does `work` on a connection, where blocking is allowed.
    async fn on_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(Object, &Handle) -> Result<T> + Send + 'static,
    ) -> Result<T, PortError> {
        let connection = self.database.connection().await?;
        if connection.statement_cache.size() > READY {
            connection.statement_cache.clear();
        }
        let runtime = Handle::current();
        let outcome = tokio::task::spawn_blocking(move || work(connection, &runtime)).await;
        let outcome = outcome.unwrap_or_else(|panic| Err(Failure::Unavailable(panic.into())));
        outcome.map_err(|failure| self.told(failure))
    }

    /// Returns a failure as the port's error.
    fn told(&self, failure: Failure) -> PortError {
        let what = SCHEMA.what;
        match failure {
            Failure::Postgres(error) => self.database.explain(error),
            Failure::Rejected(why) => PortError::Rejected(why),
            Failure::Corrupt(detail) => PortError::Corrupt { what, detail },
            Failure::Missing => PortError::Corrupt { what, detail: "a row is missing".into() },
            Failure::Unavailable(source) => PortError::Unavailable { what, source },
            Failure::Sqlite(error) => PortError::Unavailable { what, source: error.into() },
        }
    }
}

impl Engine for StoreDatabase {
    async fn read<T, W>(&self, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnOnce(&Session<'_>) -> Result<T> + Send + 'static,
    {
        let (caller, called) = tokio::sync::oneshot::channel::<()>();
        let outcome = self.on_connection(move |mut connection, runtime| {
            // When nobody waits any more, the server stops.
            let waiting = runtime.spawn(stop_when_gone(connection.cancel_token(), called));
            let transaction = connection.build_transaction();
            let transaction =
                transaction.isolation_level(IsolationLevel::RepeatableRead).read_only(true);
            let transaction = runtime.block_on(transaction.start())?;
            let outcome = work(&Session::Postgres(Work::new(&transaction, runtime, false)));
            // Whoever has the connection next is not to be stopped.
            waiting.abort();
            let _ = runtime.block_on(waiting);
            runtime.block_on(transaction.rollback())?;
            outcome
        });
        let outcome = outcome.await;
        drop(caller);
        outcome
    }

    async fn write<T, W>(&self, mut work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnMut(&Session<'_>) -> Result<T> + Send + 'static,
    {
        self.on_connection(move |mut connection, runtime| {
            let mut tries = 1;
            loop {
                match write_once(&mut connection, runtime, &mut work) {
                    Err(failure) if tries < TRIES && is_in_the_way(&failure) => tries += 1,
                    outcome => return outcome,
                }
            }
        })
        .await
    }

    async fn record(&self, recording: Recording) -> Result<Recorded, PortError> {
        self.record_in_group(recording).await
    }

    async fn erase(&self) -> Result<u64, PortError> {
        self.write(|session| {
            // There may be more of it than anybody would wait for who asks.
            session.execute_batch("SET LOCAL statement_timeout = 0")?;
            erase::erase(session)
        })
        .await
    }
}

fn write_once<T>(
    connection: &mut Object,
    runtime: &Handle,
    work: &mut impl FnMut(&Session<'_>) -> Result<T>,
) -> Result<T> {
    let transaction = runtime.block_on(connection.transaction())?;
    // What fails is rolled back when the transaction is dropped.
    let outcome = work(&Session::Postgres(Work::new(&transaction, runtime, true)))?;
    runtime.block_on(transaction.commit())?;
    Ok(outcome)
}

/// Tells whether a transaction was taken back for another's sake, so that it may succeed now.
fn is_in_the_way(failure: &Failure) -> bool {
    let Failure::Postgres(error) = failure else { return false };
    [
        &SqlState::T_R_SERIALIZATION_FAILURE,
        &SqlState::T_R_DEADLOCK_DETECTED,
        // Another has just written the same.
        &SqlState::UNIQUE_VIOLATION,
    ]
    .contains(&error.code().unwrap_or(&SqlState::SUCCESSFUL_COMPLETION))
}

/// Stops what a connection is doing once its caller has gone.
async fn stop_when_gone(stop: CancelToken, caller: tokio::sync::oneshot::Receiver<()>) {
    if caller.await.is_err()
        && let Err(error) = stop.cancel_query(NoTls).await
    {
        tracing::debug!(%error, "a query that nobody waits for goes on");
    }
}
