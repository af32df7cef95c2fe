//! The statement store on SQLite: one file in write-ahead-log mode, with full-text search by
//! FTS5. Several handles and several processes may have it open.
//!
//! Writing is done by one thread, reading by a few connections beside it. Handles are cheap to
//! clone; when the last is dropped, what was handed in is written and the file is closed.

mod fill;
mod refold;
mod reid;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use q7x2_domain::{Article, Extraction, PortError, Recorded};
use q7x2_sqlite::{Backfill, FileFormat, OpenError, Readers, Survives, Writer};

use crate::session::{Result, Session};
use crate::store::record::Recording;
use crate::store::{Engine, Store, copies, erase};

pub(crate) mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// The file of a store.
static FORMAT: FileFormat = FileFormat {
    name: "statement store",
    what: "the statement store",
    application_id: *b"q7St",
    migrations: embedded::migrations::runner,
    backfills: BACKFILLS,
    // The indexes are written all over, so much of them should stay in memory.
    cache_kib: 64 << 10,
};

/// What brings the rows of an older store up to date, and the migrations that ask for it. Whatever
/// changes how names fold is one that asks for folding them anew, for they are compared as they are
/// kept.
const BACKFILLS: &[Backfill] = &[
    Backfill { asked_by: &[5], run: fill::circumstances },
    Backfill { asked_by: &[6], run: fill::ids },
    Backfill { asked_by: &[8], run: fill::words },
    Backfill { asked_by: &[5, 6], run: fill::names },
    Backfill { asked_by: &[12], run: fill::places },
    Backfill { asked_by: &[13], run: fill::revisions },
];

/// How many articles are looked at for copies with one that is recorded: that one, and some from before that was done.
const BACKLOG: u32 = 8;

/// A statement store in one file.
pub type SqliteStore = Store<StoreFile>;

/// The file of a store, open.
#[derive(Debug, Clone)]
pub struct StoreFile {
    // Readers stand first: the last connection to close, the writer's, tidies up the log.
    readers: Arc<Readers>,
    writer: Arc<Writer>,
}

impl Store<StoreFile> {
    /// Opens the store at `path`, or makes a new one there; its directory must exist. A store of
    /// an older version is brought up to date. Blocks for some milliseconds.
    ///
    /// # Errors
    /// When the file is of a newer version, no statement store, locked, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let writer = Writer::open(&FORMAT, path)?;
        let readers = Readers::new(&FORMAT, path.to_owned());
        let engine = StoreFile { readers: Arc::new(readers), writer: Arc::new(writer) };
        Ok(Self { engine })
    }

    /// Records many extractions in one transaction, all of them or none. It is for filling a store with
    /// what can be made again, as measurements do: a power cut may take the last of it away.
    ///
    /// # Errors
    /// As recording one; what cannot be kept keeps the others out.
    pub async fn record_all(&self, all: &[(Article, Extraction)]) -> Result<(), PortError> {
        let prepared = all.iter().map(|(article, found)| Recording::prepare(article, found));
        let prepared: Vec<Recording> = prepared.collect::<Result<_, _>>()?;
        let write = move |connection: &_| {
            let session = Session::Sqlite(connection);
            prepared.iter().try_for_each(|one| one.write(&session).map(drop))?;
            while copies::find(&session, BACKLOG)? > 0 {}
            Ok(())
        };
        self.engine.writer.run(Survives::Death, write).await
    }
}

impl Engine for StoreFile {
    async fn read<T, W>(&self, work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnOnce(&Session<'_>) -> Result<T> + Send + 'static,
    {
        let work = move |connection: &_| Ok(work(&Session::Sqlite(connection))?);
        self.readers.run(work).await
    }

    async fn write<T, W>(&self, mut work: W) -> Result<T, PortError>
    where
        T: Send + 'static,
        W: FnMut(&Session<'_>) -> Result<T> + Send + 'static,
    {
        let work = move |connection: &_| Ok(work(&Session::Sqlite(connection))?);
        self.writer.run(Survives::PowerCut, work).await
    }

    async fn record(&self, recording: Recording) -> Result<Recorded, PortError> {
        self.write(move |session| {
            let recorded = recording.write(session)?;
            copies::find(session, BACKLOG)?;
            Ok(recorded)
        })
        .await
    }

    async fn erase(&self) -> Result<u64, PortError> {
        self.writer.rewrite(|connection| Ok(erase::erase(&Session::Sqlite(connection))?)).await
    }
}
