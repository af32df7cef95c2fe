//! The statement store on SQLite: one file in write-ahead-log mode, with full-text search by
//! FTS5. Several handles and several processes may have it open.
//!
//! Writing is done by one thread, reading by a few connections beside it. Handles are cheap to
//! clone; when the last is dropped, what was handed in is written and the file is closed.

mod answers;
mod articles;
mod catalogue;
mod circumstances;
mod corrections;
mod details;
mod edits;
mod erase;
mod forgotten;
mod ids;
mod inherited;
mod journal;
mod metadata;
mod names;
mod offered;
mod outlets;
mod record;
mod refold;
mod reid;
mod revisions;
mod rows;
mod search;
mod show;
mod similar;
mod speakers;
mod standing;
mod words;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use q7x2_domain::{
    Article, ArticleCatalogue, ArticleFilter, ArticleId, ArticlePage, ArticleQuery, Edit,
    EditEntry, EditOutcome, Extraction, Grouping, KnownSpeaker, Metadata, ModelVersion, Offered,
    PortError, Recorded, Shortfall, SpeakerId, SpeakerSummary, Standing, StatementCounts,
    StatementHit, StatementInContext, StatementKey, StatementPage, StatementQuery, StatementStore,
    StoreCounts, Timestamp, Unseen,
};

use q7x2_sqlite::{Backfill, FileFormat, OpenError, Readers, Survives, Writer};

use edits::Making;
use record::Recording;
use search::{count, shortfall};

mod embedded {
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
    Backfill { asked_by: &[5], run: circumstances::fill },
    Backfill { asked_by: &[6], run: reid::fill },
    Backfill { asked_by: &[8], run: words::fill },
    Backfill { asked_by: &[5, 6], run: refold::fill },
    Backfill { asked_by: &[12], run: forgotten::fill },
    Backfill { asked_by: &[13], run: standing::fill },
];

/// A statement store in one file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    // Readers stand first: the last connection to close, the writer's, tidies up the log.
    readers: Arc<Readers>,
    writer: Arc<Writer>,
}

impl SqliteStore {
    /// Opens the store at `path`, or makes a new one there; its directory must exist. A store of
    /// an older version is brought up to date. Blocks for some milliseconds.
    ///
    /// # Errors
    /// When the file is of a newer version, no statement store, locked, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let writer = Writer::open(&FORMAT, path)?;
        let readers = Readers::new(&FORMAT, path.to_owned());
        Ok(Self { readers: Arc::new(readers), writer: Arc::new(writer) })
    }

    /// Records many extractions in one transaction, all of them or none. It is for filling a store with
    /// what can be made again, as measurements do: a power cut may take the last of it away.
    ///
    /// # Errors
    /// As recording one; what cannot be kept keeps the others out.
    pub async fn record_all(&self, all: &[(Article, Extraction)]) -> Result<(), PortError> {
        let prepared = all.iter().map(|(article, found)| Recording::prepare(article, found));
        let prepared: Vec<Recording> = prepared.collect::<Result<_, _>>()?;
        let write = move |tx: &_| prepared.iter().try_for_each(|one| one.write(tx).map(drop));
        self.writer.run(Survives::Death, write).await
    }
}

impl StatementStore for SqliteStore {
    async fn record(
        &self,
        article: &Article,
        extraction: &Extraction,
    ) -> Result<Recorded, PortError> {
        let recording = Recording::prepare(article, extraction)?;
        self.writer.run(Survives::PowerCut, move |tx| recording.write(tx)).await
    }

    async fn offered(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> Result<Vec<Standing>, PortError> {
        let (articles, model) = (articles.to_vec(), model.cloned());
        let work = move |connection: &_| offered::offered(connection, &articles, model.as_ref());
        self.readers.run(work).await
    }

    async fn note(
        &self,
        articles: &[(ArticleId, Metadata)],
    ) -> Result<Vec<Vec<String>>, PortError> {
        let articles = articles.to_vec();
        let work = move |transaction: &_| standing::note(transaction, &articles);
        self.writer.run(Survives::PowerCut, work).await
    }

    async fn catalogue(&self, filter: &ArticleFilter) -> Result<ArticleCatalogue, PortError> {
        let filter = filter.clone();
        self.readers.run(move |connection| catalogue::catalogue(connection, &filter)).await
    }

    async fn erase(&self, before: Timestamp) -> Result<u64, PortError> {
        // Most of the time nothing is due, which a reader sees without waiting for those who write.
        if !self.readers.run(move |connection| erase::is_due(connection, before)).await? {
            return Ok(0);
        }
        let work = move |transaction: &_| erase::note_due(transaction, before);
        self.writer.run(Survives::PowerCut, work).await?;
        self.writer.rewrite(erase::erase).await
    }

    async fn articles(&self, query: &ArticleQuery) -> Result<ArticlePage, PortError> {
        let query = query.clone();
        self.readers.run(move |connection| articles::articles(connection, &query)).await
    }

    async fn bring_back(
        &self,
        model: &ModelVersion,
        outlet: Option<&str>,
        after: Option<ArticleId>,
        limit: u32,
    ) -> Result<(u64, Option<ArticleId>), PortError> {
        let (model, outlet) = (model.clone(), outlet.map(str::to_owned));
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let work = move |transaction: &_| {
            let (last, count) =
                offered::bring_back(transaction, &model, outlet.as_deref(), &after, limit)?;
            Ok((count, last.as_deref().map(rows::article_id).transpose()?))
        };
        self.writer.run(Survives::PowerCut, work).await
    }

    async fn query(&self, query: &StatementQuery) -> Result<StatementPage, PortError> {
        let query = query.clone();
        self.readers.run(move |connection| search::query(connection, &query)).await
    }

    async fn view(&self, query: &StatementQuery) -> Result<Vec<StatementKey>, PortError> {
        let query = query.clone();
        self.readers.run(move |connection| search::view(connection, &query)).await
    }

    async fn count(
        &self,
        query: &StatementQuery,
        by: Grouping,
        limit: u32,
    ) -> Result<StatementCounts, PortError> {
        let query = query.clone();
        self.readers.run(move |connection| count::count(connection, &query, by, limit)).await
    }

    async fn read(&self, keys: &[StatementKey]) -> Result<Vec<StatementHit>, PortError> {
        let keys = keys.to_vec();
        self.readers.run(move |connection| search::read(connection, &keys)).await
    }

    async fn show(&self, id_prefix: &str) -> Result<Vec<StatementInContext>, PortError> {
        let id_prefix = id_prefix.to_owned();
        self.readers.run(move |connection| show::show(connection, &id_prefix)).await
    }

    async fn speakers(
        &self,
        name: Option<&str>,
        limit: u32,
    ) -> Result<Vec<SpeakerSummary>, PortError> {
        let name = name.map(str::to_owned);
        let work = move |connection: &_| speakers::speakers(connection, name.as_deref(), limit);
        self.readers.run(work).await
    }

    async fn nearest_speakers(&self, name: &str, limit: u32) -> Result<Vec<String>, PortError> {
        let name = name.to_owned();
        self.readers.run(move |connection| names::nearest(connection, &name, limit)).await
    }

    async fn shortfall(&self, query: &StatementQuery) -> Result<Shortfall, PortError> {
        let query = query.clone();
        self.readers.run(move |connection| shortfall::shortfall(connection, &query)).await
    }

    async fn unseen(&self, query: &StatementQuery) -> Result<Unseen, PortError> {
        let query = query.clone();
        self.readers.run(move |connection| shortfall::unseen(connection, &query)).await
    }

    async fn counts(&self) -> Result<StoreCounts, PortError> {
        self.readers.run(show::counts).await
    }

    async fn speaker(&self, id: &SpeakerId) -> Result<Option<KnownSpeaker>, PortError> {
        let id = id.clone();
        self.readers.run(move |connection| edits::speaker(connection, &id)).await
    }

    async fn edit(&self, edit: &Edit, by: &str, at: Timestamp) -> Result<EditOutcome, PortError> {
        let making = Arc::new(Making::prepare(edit, by, at)?);
        let work = Arc::clone(&making);
        let outcome = self.writer.run(Survives::PowerCut, move |tx| work.write(tx)).await?;
        if outcome.is_some() && making.erases() {
            self.writer.rewrite(erase::erase).await?;
        }
        outcome.ok_or_else(|| making.refusal())
    }

    async fn edits(&self, before: Option<u64>, limit: u32) -> Result<Vec<EditEntry>, PortError> {
        self.readers.run(move |connection| journal::list(connection, before, limit)).await
    }
}
