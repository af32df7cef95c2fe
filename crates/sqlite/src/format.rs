//! How an adapter describes its file: what it is called, how it is told from others, and the
//! migrations that make it.

use refinery::Runner;
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
    /// What is done once after the migrations, which are SQL alone.
    pub fill: Option<Fill>,
    /// How much of the file the writing connection keeps in memory at most, in KiB.
    pub cache_kib: u32,
}

/// Work on the rows of an older file that SQL alone cannot do, such as folding names.
#[derive(Debug, Clone, Copy)]
pub struct Fill {
    /// Rises whenever there is new work of this sort. The file keeps, as its `user_version`, up to
    /// which it is done.
    pub version: i32,
    /// Does the work, in one transaction with the note that it is done. Given the version up to
    /// which it was done before, 0 for none. In a new file there are no rows.
    pub run: fn(&Connection, i32) -> rusqlite::Result<()>,
}

impl FileFormat {
    /// Returns the application id as SQLite's pragma takes it.
    pub const fn id(&self) -> i32 {
        i32::from_be_bytes(self.application_id)
    }
}
