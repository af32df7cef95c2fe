//! Opening a file: settings and checks. What is in the tables is the adapter's, and bringing them
//! up to date is in `migrate`.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::failure::is_busy;
use crate::format::FileFormat;
use crate::migrate::migrate;
use crate::open_error::OpenError;

/// How long SQLite itself waits for another process to finish writing. Whoever waits hears of it soon after,
/// and may try again.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// How long, and after which pause each time, opening tries again where SQLite does not wait itself. Whoever
/// waits hears of it then.
const OPENING: Duration = Duration::from_secs(3);
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
    // What is deleted is overwritten at once, pages that become free too: of an article that has left the
    // queue nothing is left in its file.
    connection.pragma_update(None, "secure_delete", true).map_err(explain)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(explain)?;
    // In KiB when negative.
    let cache_size = -i64::from(format.cache_kib);
    connection.pragma_update(None, "cache_size", cache_size).map_err(explain)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    migrate(&mut connection, format, path)?;
    patiently(|| forget_statistics(&connection)).map_err(explain)?;
    Ok(connection)
}

/// Forgets what SQLite's planner knows of how much a file holds.
///
/// It is looked at once, when a connection opens, and a file of one article grows to a million while it is
/// open: planned for "one row", each of them is looked for among all others. Without it the planner plans for
/// much. Other programs may keep it, and so did this one once.
fn forget_statistics(connection: &Connection) -> rusqlite::Result<()> {
    let sql = "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')";
    let mut kept = connection.prepare(sql)?;
    let kept = kept.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let mut dropped = 0;
    for table in kept {
        dropped += connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    // What has been read of them is read anew: nothing.
    if dropped == 0 { Ok(()) } else { connection.execute_batch("ANALYZE sqlite_schema") }
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

/// Tries again for a while when another process is in the way. SQLite's own waiting does not
/// cover the change to write-ahead logging and the recovery after a crash.
#[expect(clippy::disallowed_methods, reason = "another process gives no notice when it is done")]
fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let until = Instant::now() + OPENING;
    loop {
        match attempt() {
            Err(error) if is_busy(&error) && Instant::now() < until => {
                thread::sleep(OPENING_PAUSE);
            }
            outcome => return outcome,
        }
    }
}
