//! Opening a file: settings, checks and migrations. What is in the tables is the adapter's.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::failure::is_busy;
use crate::format::{FileFormat, Fill};
use crate::open_error::OpenError;

/// How long SQLite itself waits for another process to finish writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How often, and after which pause, opening tries again where SQLite does not wait itself.
const OPENING_TRIES: u32 = 250;
const OPENING_PAUSE: Duration = Duration::from_millis(40);

/// How every file of SQLite begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Opens or makes the file at `path`, of the latest version, for writing.
pub(crate) fn open(format: &FileFormat, path: &Path) -> Result<Connection, OpenError> {
    let explain = |error| OpenError::of_sqlite(format, path, error);
    let foreign = || OpenError::Foreign { path: path.display().to_string(), format: format.name };
    if is_something_else(path) {
        return Err(foreign());
    }
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
    if application_id != format.id() && (application_id, tables) != (0, 0) {
        return Err(foreign());
    }
    patiently(|| connection.pragma_update(None, "journal_mode", "wal")).map_err(explain)?;
    // Migrations survive a power cut. Later each commit says for itself what it must survive.
    connection.pragma_update(None, "synchronous", "full").map_err(explain)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(explain)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(explain)?;
    // In KiB when negative.
    let cache_size = -i64::from(format.cache_kib);
    connection.pragma_update(None, "cache_size", cache_size).map_err(explain)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    migrate(&mut connection, format, path)?;
    if let Some(fill) = &format.fill {
        run_once(&mut connection, fill).map_err(explain)?;
    }
    Ok(connection)
}

/// Opens a file for reading that has been opened for writing before.
pub(crate) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -(16 << 10))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn migrate(connection: &mut Connection, format: &FileFormat, path: &Path) -> Result<(), OpenError> {
    let explain = |error| OpenError::of_sqlite(format, path, error);
    // Ungrouped, refinery would commit a migration and the note that it was applied separately.
    let runner = (format.migrations)().set_grouped(true);
    let latest = runner.get_migrations().iter().map(refinery::Migration::version).max();
    let known = latest.map_or(0, i64::from);
    loop {
        let found = version(connection).map_err(explain)?;
        if found > known {
            let (format, path) = (format.name, path.display().to_string());
            return Err(OpenError::Newer { path, format, found, known });
        }
        if found == known {
            return Ok(());
        }
        if let Err(error) = runner.run(connection) {
            // When another process migrates at the same time one of the two fails, and finds
            // the work done.
            if version(connection).map_err(explain)? == found {
                return Err(OpenError::of_migration(format, path, error));
            }
        } else {
            tracing::info!(version = known, "migrated {}", format.what);
        }
    }
}

/// Does the work of `fill` unless it is done already. A file of a later program is left alone.
fn run_once(connection: &mut Connection, fill: &Fill) -> rusqlite::Result<()> {
    // Asked without the lock first: most times there is nothing to do.
    if filled(connection)? >= fill.version {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = filled(&transaction)?;
    if done < fill.version {
        (fill.run)(&transaction, done)?;
        transaction.pragma_update(None, "user_version", fill.version)?;
    }
    transaction.commit()
}

/// Returns up to which version the work of [`Fill`] is done.
fn filled(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Tells whether the file begins as no file of SQLite does. SQLite itself takes a file of a few
/// bytes for a new one and writes over it.
fn is_something_else(path: &Path) -> bool {
    let mut start = vec![];
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    // What cannot be read is explained when it is opened.
    read.is_ok() && !MAGIC.starts_with(&start)
}

/// Returns the application id of the file and the number of tables that are not refinery's.
fn identity(connection: &Connection) -> rusqlite::Result<(i32, i64)> {
    let sql = "SELECT (SELECT application_id FROM pragma_application_id), count(*)
               FROM sqlite_schema WHERE type = 'table' AND name <> 'refinery_schema_history'";
    connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Returns the version of the file, 0 when it is new.
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
