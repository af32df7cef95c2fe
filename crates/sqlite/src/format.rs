//! How an adapter describes its file: what it is called, how it is told from others, and the
//! migrations that make it.

use refinery_core::Runner;
use rusqlite::Connection;

/// A format of file, in all its versions. An adapter has one, for as long as the program runs.
#[derive(Debug)]
pub struct FileFormat {
    /// What a file of this format is, without an article: "statement store". Its writing thread
    /// is called the same.
    pub name: &'static str,
    /// How the port names it in its errors: "the statement store".
    pub what: &'static str,
    /// Marks a file of this format, in the header of every SQLite file. The first migration must
    /// set it, as `PRAGMA application_id`; SQLite reads the four bytes as a big-endian number.
    pub application_id: [u8; 4],
    /// Returns the migrations, as `refinery::embed_migrations!` makes them.
    pub migrations: fn() -> Runner,
    /// What the migrations leave to the program, in the order in which it is done.
    pub backfills: &'static [Backfill],
    /// How much of the file the writing connection keeps in memory at most, in KiB.
    pub cache_kib: u32,
}

/// Work on the rows of an older file that SQL alone cannot do, such as folding names.
///
/// It is done after the last of the migrations, for the program knows the latest tables alone, and
/// in their transaction. A migration that asks for one and for nothing else is a file with a comment.
#[derive(Debug, Clone, Copy)]
pub struct Backfill {
    /// The versions of the migrations that ask for it. However many of them a file has not seen, it
    /// is done once.
    pub asked_by: &'static [i64],
    /// Does the work. In a new file there are no rows.
    pub run: fn(&Connection) -> rusqlite::Result<()>,
}

impl FileFormat {
    /// Returns the application id as SQLite's pragma takes it.
    pub const fn id(&self) -> i32 {
        i32::from_be_bytes(self.application_id)
    }
}
