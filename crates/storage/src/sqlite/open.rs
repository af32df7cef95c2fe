//! Opening the file of a store: settings, migrations, and clear words when it cannot be used.

use std::path::Path;
use std::thread;
use std::time::Duration;

use q7x2_domain::Cause;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::failure::{is_busy, is_full};

/// Marks a file as a statement store, in the header of every SQLite file: "q7St".
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"q7St");

/// How long SQLite itself waits for another process to finish writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How often, and after which pause, opening tries again where SQLite does not wait itself.
const OPENING_TRIES: u32 = 250;
const OPENING_PAUSE: Duration = Duration::from_millis(40);

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// Why a file cannot be used as a statement store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer program has written it.
    #[error(
        "{path} is a statement store of version {found}, this program knows versions up to \
         {known}: upgrade q7x2"
    )]
    Newer {
        /// The file.
        path: String,
        /// The version it has.
        found: i64,
        /// The latest version this program knows.
        known: i64,
    },
    /// It is something else: no SQLite file, or one of another program.
    #[error("{path} is not a statement store of q7x2: name another file")]
    NotAStore {
        /// The file.
        path: String,
    },
    /// It cannot be opened for writing.
    #[error(
        "{path} cannot be opened: check that its directory exists and that you may write to both"
    )]
    NotWritable {
        /// The file.
        path: String,
        /// SQLite's own error, where there is one.
        source: Option<Cause>,
    },
    /// There is no room on its device.
    #[error("there is no space left for {path}: free some and try again")]
    Full {
        /// The file.
        path: String,
        /// SQLite's own error.
        source: Cause,
    },
    /// Another process keeps it locked.
    #[error("{path} is locked by another program: try again when it has finished")]
    Locked {
        /// The file.
        path: String,
        /// SQLite's own error.
        source: Cause,
    },
    /// Anything else.
    #[error("{path} cannot be used as a statement store")]
    Other {
        /// The file.
        path: String,
        /// What went wrong.
        source: Cause,
    },
}

/// Opens or makes the store at `path`, of the latest version, for writing.
pub(crate) fn open(path: &Path) -> Result<Connection, OpenError> {
    let explain = |error| explain(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(explain)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(explain)?;
    // SQLite opens what it may not write for reading.
    if connection.is_readonly("main").map_err(explain)? {
        return Err(OpenError::NotWritable { path: path.display().to_string(), source: None });
    }
    // Looked at first: nothing may be written into the file of another program.
    let (application_id, tables) = patiently(|| identity(&connection)).map_err(explain)?;
    if application_id != APPLICATION_ID && (application_id, tables) != (0, 0) {
        return Err(OpenError::NotAStore { path: path.display().to_string() });
    }
    patiently(|| connection.pragma_update(None, "journal_mode", "wal")).map_err(explain)?;
    // What was acknowledged survives a power cut: each commit is on the device when it returns.
    connection.pragma_update(None, "synchronous", "full").map_err(explain)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(explain)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(explain)?;
    // In KiB when negative. The indexes are written all over, so much of them should stay here.
    connection.pragma_update(None, "cache_size", -(64 << 10)).map_err(explain)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    migrate(&mut connection, path)?;
    Ok(connection)
}

/// Opens a store that is open already for reading.
pub(crate) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -(16 << 10))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    // Ungrouped, refinery would commit a migration and the note that it was applied separately.
    let runner = embedded::migrations::runner().set_grouped(true);
    let latest = runner.get_migrations().iter().map(refinery::Migration::version).max();
    let known = latest.map_or(0, i64::from);
    loop {
        let found = version(connection).map_err(|error| explain(path, error))?;
        if found > known {
            return Err(OpenError::Newer { path: path.display().to_string(), found, known });
        }
        if found == known {
            return Ok(());
        }
        if let Err(error) = runner.run(connection) {
            // When another process migrates at the same time one of the two fails, and finds
            // the work done.
            if version(connection).map_err(|error| explain(path, error))? == found {
                return Err(explain_migration(path, error));
            }
        } else {
            tracing::info!(store.version = known, "migrated the statement store");
        }
    }
}

/// Returns the application id of the file and the number of tables that are not refinery's.
fn identity(connection: &Connection) -> rusqlite::Result<(i32, i64)> {
    let sql = "SELECT (SELECT application_id FROM pragma_application_id), count(*)
               FROM sqlite_schema WHERE type = 'table' AND name <> 'refinery_schema_history'";
    connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Returns the version of the store, 0 when it is new.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    if !connection.table_exists(None, "refinery_schema_history")? {
        return Ok(0);
    }
    let sql = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    connection.query_row(sql, [], |row| row.get(0))
}

/// Tries again for a while when another process is in the way. SQLite's own waiting does not
/// cover the change to write-ahead logging and the recovery after a crash.
#[expect(clippy::disallowed_methods, reason = "another process gives no notice when it is done")]
fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    for _ in 1..OPENING_TRIES {
        match attempt() {
            Err(error) if is_busy(&error) => thread::sleep(OPENING_PAUSE),
            outcome => return outcome,
        }
    }
    attempt()
}

fn explain(path: &Path, source: rusqlite::Error) -> OpenError {
    let path = path.display().to_string();
    match source.sqlite_error_code() {
        _ if is_full(&source) => OpenError::Full { path, source: source.into() },
        _ if is_busy(&source) => OpenError::Locked { path, source: source.into() },
        Some(ErrorCode::NotADatabase) => OpenError::NotAStore { path },
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            OpenError::NotWritable { path, source: Some(source.into()) }
        }
        _ => OpenError::Other { path, source: source.into() },
    }
}

/// Explains a failed migration by SQLite's error inside it, if there is one.
fn explain_migration(path: &Path, error: refinery::Error) -> OpenError {
    let cause = std::error::Error::source(&error).and_then(|e| e.downcast_ref());
    if let Some(rusqlite::Error::SqliteFailure(code, message)) = cause {
        return explain(path, rusqlite::Error::SqliteFailure(*code, message.clone()));
    }
    OpenError::Other { path: path.display().to_string(), source: error.into() }
}
