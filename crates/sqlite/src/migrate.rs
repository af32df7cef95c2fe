//! Bringing a file up to date: refinery applies the migrations, and what they leave to the program
//! is done in their transaction. Which they are is the adapter's.

use std::path::Path;

use refinery_core::traits::sync::{Query, Transaction};
use refinery_core::{Migrate, Migration};
use rusqlite::Connection;

use crate::format::{Backfill, FileFormat};
use crate::open_error::OpenError;

/// Applies the migrations that the file has not seen, all of them or none.
pub(crate) fn migrate(
    connection: &mut Connection,
    format: &FileFormat,
    path: &Path,
) -> Result<(), OpenError> {
    let explain = |error| OpenError::of_sqlite(format, path, error);
    // Ungrouped, refinery would commit a migration and the note that it was applied separately.
    let runner = (format.migrations)().set_grouped(true);
    let latest = runner.get_migrations().iter().map(Migration::version).max();
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
        let mut file = Migrating { connection, backfills: format.backfills };
        if let Err(error) = runner.run(&mut file) {
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

/// The file as refinery is given it: its own driver, but for what follows the migrations.
struct Migrating<'c> {
    connection: &'c mut Connection,
    backfills: &'static [Backfill],
}

impl Transaction for Migrating<'_> {
    type Error = rusqlite::Error;

    /// Runs the migrations and the notes of them, then the backfills that they ask for.
    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> rusqlite::Result<usize> {
        let transaction = self.connection.transaction()?;
        let before = version(&transaction)?;
        let mut count = 0;
        for query in queries {
            transaction.execute_batch(query)?;
            count += 1;
        }
        let applied = before + 1..=version(&transaction)?;
        let is_asked_for =
            |fill: &&Backfill| fill.asked_by.iter().any(|version| applied.contains(version));
        for fill in self.backfills.iter().filter(is_asked_for) {
            (fill.run)(&transaction)?;
        }
        transaction.commit()?;
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Migrating<'_> {
    fn query(&mut self, query: &str) -> rusqlite::Result<Vec<Migration>> {
        self.connection.query(query)
    }
}

impl Migrate for Migrating<'_> {}

/// Returns the version of the file, 0 when it is new.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    if !connection.table_exists(None, "refinery_schema_history")? {
        return Ok(0);
    }
    let sql = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    connection.query_row(sql, [], |row| row.get(0))
}
