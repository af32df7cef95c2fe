//! The statement store on any engine: what is asked of it, and in which transactions that is done. All of
//! its logic is here and below, on a [`Session`]; what only an engine knows, how it is reached and how its
//! transactions begin and end, is the [`Engine`]'s.

pub(crate) mod answers;
pub(crate) mod articles;
pub(crate) mod catalogue;
pub(crate) mod circumstances;
pub(crate) mod copies;
pub(crate) mod corrections;
pub(crate) mod details;
pub(crate) mod edits;
pub(crate) mod erase;
pub(crate) mod forgotten;
pub(crate) mod ids;
pub(crate) mod inherited;
pub(crate) mod journal;
pub(crate) mod metadata;
mod moving;
pub(crate) mod names;
pub(crate) mod offered;
pub(crate) mod outlets;
pub(crate) mod record;
pub(crate) mod revisions;
pub(crate) mod rows;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod similar;
pub(crate) mod speakers;
pub(crate) mod standing;
pub(crate) mod words;

use std::future::Future;
use std::sync::Arc;

use q7x2_domain::{
    Article, ArticleCatalogue, ArticleFilter, ArticleId, ArticlePage, ArticleQuery, Checked, Edit,
    EditEntry, EditOutcome, Extraction, Grouping, KnownSpeaker, Learned, Metadata, ModelVersion,
    Moved, Offered, PortError, Recorded, Shortfall, SpeakerId, SpeakerSummary, Standing,
    StatementCounts, StatementHit, StatementInContext, StatementKey, StatementPage, StatementQuery,
    StatementStore, StoreCounts, Taken, Timestamp, Unseen,
};

use self::edits::Making;
use self::moving::Importing;
use self::record::Recording;
use self::search::{count, shortfall};
use crate::session::{Result, Session};

/// What transactions of a store run on.
pub(crate) trait Engine: Send + Sync + 'static {
    /// Does `work`, which reads, on one state of the store.
    ///
    /// # Errors
    /// When the engine does not work, or holds what cannot be; and what `work` fails with.
    fn read<T, W>(&self, work: W) -> impl Future<Output = Result<T, PortError>> + Send
    where
        T: Send + 'static,
        W: FnOnce(&Session<'_>) -> Result<T> + Send + 'static;

    /// Does `work` in a transaction, all of it or nothing, and returns its outcome once that outlives a power
    /// cut. It may be run again when what it has done is lost, so it must not keep anything.
    ///
    /// # Errors
    /// As [`Self::read`].
    fn write<T, W>(&self, work: W) -> impl Future<Output = Result<T, PortError>> + Send
    where
        T: Send + 'static,
        W: FnMut(&Session<'_>) -> Result<T> + Send + 'static;

    /// Records an article with an extraction, as [`Self::write`] does; those that wait at the same time may
    /// share a transaction.
    ///
    /// # Errors
    /// As [`Self::write`].
    fn record(
        &self,
        recording: Recording,
    ) -> impl Future<Output = Result<Recorded, PortError>> + Send;

    /// Erases what is noted to be erased, as [`erase::erase`] does, so that nothing is left of it as far as
    /// the engine can see to that. Returns how many articles.
    ///
    /// # Errors
    /// As [`Self::write`].
    fn erase(&self) -> impl Future<Output = Result<u64, PortError>> + Send;
}

/// A statement store on an engine. Handles are cheap to clone.
#[derive(Debug, Clone)]
pub struct Store<E> {
    pub(crate) engine: E,
}

impl<E: Engine> StatementStore for Store<E> {
    async fn record(
        &self,
        article: &Article,
        extraction: &Extraction,
    ) -> Result<Recorded, PortError> {
        self.engine.record(Recording::prepare(article, extraction)?).await
    }

    async fn offered(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> Result<Vec<Standing>, PortError> {
        let (articles, model) = (articles.to_vec(), model.cloned());
        let work =
            move |session: &Session<'_>| offered::offered(session, &articles, model.as_ref());
        self.engine.read(work).await
    }

    async fn note(&self, articles: &[(ArticleId, Metadata)]) -> Result<Vec<Learned>, PortError> {
        let articles = articles.to_vec();
        let work = move |session: &Session<'_>| standing::note(session, &articles);
        self.engine.write(work).await
    }

    async fn catalogue(&self, filter: &ArticleFilter) -> Result<ArticleCatalogue, PortError> {
        let filter = filter.clone();
        self.engine.read(move |session| catalogue::catalogue(session, &filter)).await
    }

    async fn erase(&self, before: Timestamp) -> Result<u64, PortError> {
        // Most of the time nothing is due, which a reader sees without waiting for those who write.
        if !self.engine.read(move |session| erase::is_due(session, before)).await? {
            return Ok(0);
        }
        let work = move |session: &Session<'_>| erase::note_due(session, before);
        self.engine.write(work).await?;
        self.engine.erase().await
    }

    async fn find_copies(&self, most: u32) -> Result<u64, PortError> {
        self.engine.write(move |session| copies::find(session, most)).await
    }

    async fn articles(&self, query: &ArticleQuery) -> Result<ArticlePage, PortError> {
        let query = query.clone();
        self.engine.read(move |session| articles::articles(session, &query)).await
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
        let work = move |session: &Session<'_>| {
            let (last, count) =
                offered::bring_back(session, &model, outlet.as_deref(), &after, limit)?;
            Ok((count, last.as_deref().map(rows::article_id).transpose()?))
        };
        self.engine.write(work).await
    }

    async fn query(&self, query: &StatementQuery) -> Result<StatementPage, PortError> {
        let query = query.clone();
        self.engine.read(move |session| search::query(session, &query)).await
    }

    async fn view(&self, query: &StatementQuery) -> Result<Vec<StatementKey>, PortError> {
        let query = query.clone();
        self.engine.read(move |session| search::view(session, &query)).await
    }

    async fn count(
        &self,
        query: &StatementQuery,
        by: Grouping,
        limit: u32,
    ) -> Result<StatementCounts, PortError> {
        let query = query.clone();
        self.engine.read(move |session| count::count(session, &query, by, limit)).await
    }

    async fn read(&self, keys: &[StatementKey]) -> Result<Vec<StatementHit>, PortError> {
        let keys = keys.to_vec();
        self.engine.read(move |session| search::read(session, &keys)).await
    }

    async fn show(&self, id_prefix: &str) -> Result<Vec<StatementInContext>, PortError> {
        let id_prefix = id_prefix.to_owned();
        self.engine.read(move |session| show::show(session, &id_prefix)).await
    }

    async fn speakers(
        &self,
        name: Option<&str>,
        limit: u32,
    ) -> Result<Vec<SpeakerSummary>, PortError> {
        let name = name.map(str::to_owned);
        let work = move |session: &Session<'_>| speakers::speakers(session, name.as_deref(), limit);
        self.engine.read(work).await
    }

    async fn nearest_speakers(&self, name: &str, limit: u32) -> Result<Vec<String>, PortError> {
        let name = name.to_owned();
        self.engine.read(move |session| names::nearest(session, &name, limit)).await
    }

    async fn shortfall(&self, query: &StatementQuery) -> Result<Shortfall, PortError> {
        let query = query.clone();
        self.engine.read(move |session| shortfall::shortfall(session, &query)).await
    }

    async fn unseen(&self, query: &StatementQuery) -> Result<Unseen, PortError> {
        let query = query.clone();
        self.engine.read(move |session| shortfall::unseen(session, &query)).await
    }

    async fn counts(&self) -> Result<StoreCounts, PortError> {
        self.engine.read(show::counts).await
    }

    async fn speaker(&self, id: &SpeakerId) -> Result<Option<KnownSpeaker>, PortError> {
        let id = id.clone();
        self.engine.read(move |session| edits::speaker(session, &id)).await
    }

    async fn edit(&self, edit: &Edit, by: &str, at: Timestamp) -> Result<EditOutcome, PortError> {
        let making = Arc::new(Making::prepare(edit, by, at)?);
        let work = Arc::clone(&making);
        let outcome = self.engine.write(move |session| work.write(session)).await?;
        if outcome.is_some() && making.erases() {
            self.engine.erase().await?;
        }
        outcome.ok_or_else(|| making.refusal())
    }

    async fn edits(&self, before: Option<u64>, limit: u32) -> Result<Vec<EditEntry>, PortError> {
        self.engine.read(move |session| journal::all(session, before, limit)).await
    }

    async fn export(
        &self,
        mut each: impl FnMut(Moved) -> bool + Send + 'static,
    ) -> Result<(), PortError> {
        self.engine.read(move |session| moving::export(session, &mut each)).await
    }

    async fn import(&self, parts: Vec<Moved>) -> Result<Taken, PortError> {
        let articles = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        let importing = Arc::new(Importing::prepare(parts)?);
        let work = Arc::clone(&importing);
        let (mut taken, refusal) = self.engine.write(move |session| work.write(session)).await?;
        let is_due =
            |session: &Session<'_>| erase::is_due(session, Timestamp::from_micros(i64::MIN));
        if importing.erases() && self.engine.read(is_due).await? {
            taken.removed = self.engine.erase().await?;
        }
        self.engine.write(move |session| copies::find(session, articles)).await?;
        refusal.map_or(Ok(taken), |why| Err(PortError::Rejected(why)))
    }

    async fn check(
        &self,
        mut each: impl FnMut(Checked) -> bool + Send + 'static,
    ) -> Result<(), PortError> {
        self.engine.read(move |session| moving::check(session, &mut each)).await
    }
}
