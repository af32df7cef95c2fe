//! The rpcs of QueryService over a statement store. Validation is the contract's (`q7x2_proto`),
//! searching is the store's; this is what lies between.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::BoxStream;
use q7x2_domain::{
    Article, ArticleFilter, ArticleQuery, Asserted, Clock, Extraction, FORGOTTEN_FOR, ModeFilter,
    ModelVersion, Offered, PortError, Recorded, StatementKey, StatementPage, StatementQuery,
    StatementStore, Timestamp,
};
use q7x2_keys::{Caller, Tickets};
use q7x2_proto::v1::query_service_server::QueryService;
use q7x2_proto::{
    ConvertError, Emptiness, PageToken, Problem, article_ids, optional_model, optional_text, v1,
    without_nul,
};
use tokio::time::Instant;
use tonic::{Request, Response, Status, Streaming};

use crate::views::Views;
use crate::{edits, meant, metrics, moving, paragraphs};

/// How many names are offered when none matches.
const NEAREST: u32 = 5;

/// The shortest prefix of a statement's id that is looked up, in digits.
const SHORTEST_PREFIX: usize = 4;

/// The length of a statement's id, in digits.
const ID_DIGITS: usize = 16;

/// How many speakers or groups are listed when the client does not say, and at most.
const USUAL_SPEAKERS: u32 = 50;
const MAX_SPEAKERS: u32 = 100_000;

/// Of how many articles an earlier extraction is brought back at a time.
const BROUGHT_BACK: u32 = 500;

/// How many articles are looked through for copies at a time.
const LOOKED_THROUGH: u32 = 64;

/// The longest name or search that is taken, in bytes.
const MAX_TERM_BYTES: usize = 1000;

/// QueryService over a store.
pub struct Query<S> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    views: Arc<Views>,
    tickets: Option<Arc<Tickets>>,
}

impl<S> Clone for Query<S> {
    fn clone(&self) -> Self {
        Self {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            views: Arc::clone(&self.views),
            tickets: self.tickets.clone(),
        }
    }
}

impl<S: StatementStore> Query<S> {
    /// Returns the service that answers from `store`; `clock` tells when an edit is made, and numbers
    /// views.
    pub fn new(store: S, clock: Arc<dyn Clock>) -> Self {
        metrics::describe();
        Self { store: Arc::new(store), clock, views: Arc::default(), tickets: None }
    }

    /// Records only what was lent to whoever calls, as these tickets tell.
    #[must_use]
    pub fn with_tickets(mut self, tickets: Option<Arc<Tickets>>) -> Self {
        self.tickets = tickets;
        self
    }

    /// Checks that `article` was lent to `holder`.
    fn check_lent(&self, lease: &str, article: &Article, holder: &str) -> Result<(), Status> {
        let Some(tickets) = &self.tickets else { return Ok(()) };
        let (article, now) =
            (article.id().to_string(), self.clock.now().micros().div_euclid(1_000_000));
        tickets.check(lease, &article, holder, now).map_err(|error| {
            tracing::warn!(caller = holder, %error, "refused to record an extraction");
            Status::permission_denied(error.to_string())
        })
    }

    /// Erases what was forgotten longer ago than it can be brought back, now and whenever `every` has
    /// passed; never returns.
    pub async fn keep_forgetting(&self, every: Duration) {
        let mut ticks = tokio::time::interval(every);
        loop {
            ticks.tick().await;
            self.forget_what_is_due().await;
            self.find_copies().await;
        }
    }

    /// Erases what was forgotten longer ago than it can be brought back, to the end. What cannot be erased
    /// now stays due.
    pub async fn forget_what_is_due(&self) {
        let now = self.clock.now().micros();
        let before = Timestamp::from_micros(now.saturating_sub(FORGOTTEN_FOR * 1_000_000));
        match self.store.erase(before).await {
            Ok(0) => {}
            Ok(articles) => tracing::info!(articles, "erased what was forgotten a day ago"),
            Err(error) => tracing::warn!(%error, "could not erase what was forgotten"),
        }
    }

    /// Looks for the copies of the articles that were recorded before that was done, some at a time, so that who
    /// records waits for none of it.
    pub async fn find_copies(&self) {
        let mut articles = 0;
        loop {
            match self.store.find_copies(LOOKED_THROUGH).await {
                Ok(0) => break,
                Ok(some) => articles += some,
                Err(error) => {
                    tracing::warn!(%error, "could not look for copies of articles; trying again later");
                    break;
                }
            }
            tokio::task::yield_now().await;
        }
        if articles > 0 {
            tracing::info!(articles, "looked for copies of articles recorded before");
        }
    }

    /// Returns the speakers spelt most like `name`, with or without what stands before it, if no speaker is
    /// called so.
    async fn nearest(&self, name: &str) -> Result<Vec<String>, PortError> {
        if !self.store.speakers(Some(name), 1).await?.is_empty() {
            return Ok(Vec::new());
        }
        let nearest = self.store.nearest_speakers(name, NEAREST).await?;
        match meant::without_title(name) {
            Some(bare) if nearest.is_empty() => self.store.nearest_speakers(&bare, NEAREST).await,
            _ => Ok(nearest),
        }
    }

    async fn record(
        &self,
        request: v1::RecordExtractionRequest,
        holder: &str,
    ) -> Result<v1::RecordExtractionResponse, Status> {
        let article: Article = q7x2_proto::require(request.article, "article")?;
        self.check_lent(&request.lease, &article, holder)?;
        let extraction: Extraction = q7x2_proto::require(request.extraction, "extraction")?;
        let recorded = self.store.record(&article, &extraction).await.map_err(port_status)?;
        metrics::recorded(recorded, extraction.statements.len());
        tracing::debug!(
            article.id = %article.id(),
            model = %extraction.model,
            statements = extraction.statements.len(),
            ?recorded,
            "recorded an extraction"
        );
        Ok(v1::RecordExtractionResponse {
            already_held: recorded == Recorded::AlreadyHeld,
            forgotten: recorded == Recorded::Forgotten,
            published_at: match recorded {
                Recorded::OtherDate(date) => Some(q7x2_proto::timestamp_to_wire(date)),
                _ => None,
            },
        })
    }

    async fn held(
        &self,
        request: v1::ListHeldArticlesRequest,
    ) -> Result<v1::ListHeldArticlesResponse, Status> {
        let ids = article_ids(&request.article_ids, "article_ids")?;
        let model: Option<ModelVersion> = optional_model(request.model, "model")?;
        let mut offered: Vec<Offered> = ids.into_iter().map(Offered::only).collect();
        offered.append(&mut q7x2_proto::offered_articles(request.articles)?);
        let standings = self.store.offered(&offered, model.as_ref()).await.map_err(port_status)?;
        Ok(q7x2_proto::held_response(&offered, &standings))
    }

    async fn bring_back(
        &self,
        request: v1::BringBackExtractionsRequest,
    ) -> Result<v1::BringBackExtractionsResponse, Status> {
        let model = q7x2_proto::model_version(request.model, "model")?;
        let outlet = optional_text(without_nul(request.outlet, "outlet")?);
        check_term(outlet.as_deref(), "outlet")?;
        let after = optional_text(request.after_article_id);
        let after = article_ids(after.as_slice(), "after_article_id")?.pop();
        let brought = self.store.bring_back(&model, outlet.as_deref(), after, BROUGHT_BACK).await;
        let (articles, last) = brought.map_err(port_status)?;
        let last_article_id = last.map(|id| id.to_string()).unwrap_or_default();
        Ok(v1::BringBackExtractionsResponse { articles, last_article_id })
    }

    async fn catalogue(
        &self,
        request: v1::ListCatalogueRequest,
    ) -> Result<v1::ListCatalogueResponse, Status> {
        let filter = ArticleFilter::try_from(request)?;
        check_term(filter.outlet.as_deref(), "outlet")?;
        check_term(filter.language.as_deref(), "language")?;
        Ok(self.store.catalogue(&filter).await.map_err(port_status)?.into())
    }

    async fn articles(
        &self,
        request: v1::ListArticlesRequest,
    ) -> Result<v1::ListArticlesResponse, Status> {
        let query = ArticleQuery::try_from(request)?;
        check_term(query.outlet.as_deref(), "outlet")?;
        Ok(self.store.articles(&query).await.map_err(port_status)?.into())
    }

    async fn statements(
        &self,
        request: v1::QueryStatementsRequest,
    ) -> Result<v1::QueryStatementsResponse, Status> {
        let token = PageToken::read(&request.page_token)?;
        let (is_only_page, is_first) = (request.first_page_only, token.is_none());
        let with_paragraphs = request.with_paragraphs;
        let query = question(request)?;
        let (mut page, next) = match token {
            Some(token) => self.following_page(&query, token).await?,
            None => {
                let asked = self.widened(&query).await.map_err(port_status)?;
                match is_only_page {
                    true => (self.store.query(&asked).await.map_err(port_status)?, None),
                    false => self.first_page(&query, &asked).await?,
                }
            }
        };
        if with_paragraphs {
            paragraphs::add(&*self.store, &mut page.hits).await.map_err(port_status)?;
        }
        let empty = match is_first {
            true => self.emptiness(&query, page.total).await.map_err(port_status)?,
            false => Emptiness::default(),
        };
        Ok(q7x2_proto::statements_response(&page, next, empty))
    }

    async fn count(
        &self,
        request: v1::CountStatementsRequest,
    ) -> Result<v1::CountStatementsResponse, Status> {
        let query = question(request.question.unwrap_or_default())?;
        let by = q7x2_proto::grouping(request.by)?;
        let limit = match request.page_size {
            0 => USUAL_SPEAKERS,
            size => size.min(MAX_SPEAKERS),
        };
        let asked = self.widened(&query).await.map_err(port_status)?;
        let counts = self.store.count(&asked, by, limit).await.map_err(port_status)?;
        let empty = self.emptiness(&query, counts.statements).await.map_err(port_status)?;
        Ok(q7x2_proto::counts_response(&counts, empty))
    }

    /// Returns the question with all those who are meant by its names.
    async fn widened(&self, query: &StatementQuery) -> Result<StatementQuery, PortError> {
        let mut widened = query.clone();
        for name in &query.speakers {
            widened.speakers.extend(meant::besides(&*self.store, name).await?);
        }
        Ok(widened)
    }

    /// Returns how many statements an answer has not because people corrected that they were not said, or
    /// are wrong.
    async fn corrected_away(&self, query: &StatementQuery) -> Result<u64, PortError> {
        if query.mode != ModeFilter::Speech || !query.asserted.is_empty() {
            return Ok(0);
        }
        let away = StatementQuery {
            corrected: true,
            asserted: vec![Asserted::NotSaid, Asserted::Disputed],
            limit: 0,
            ..query.clone()
        };
        Ok(self.store.query(&away).await?.total)
    }

    /// Returns why an answer of so many statements is empty, or what it is without.
    async fn emptiness(&self, query: &StatementQuery, total: u64) -> Result<Emptiness, PortError> {
        let widened = self.widened(query).await?;
        let corrected_away = self.corrected_away(&widened).await?;
        let mut empty = Emptiness { corrected_away, ..Emptiness::default() };
        let mut unknown = vec![];
        if total > 0 {
            empty.unseen = self.store.unseen(&widened).await?;
        } else {
            unknown.extend(&query.speakers);
            empty.shortfall = Some(self.store.shortfall(&widened).await?);
        }
        if query.speakers.len() > 1 {
            for name in &query.speakers {
                let mut speakers = vec![name.clone()];
                speakers.extend(meant::besides(&*self.store, name).await?);
                let asked = StatementQuery { speakers, limit: 0, ..Default::default() };
                let asked = StatementQuery { mode: ModeFilter::All, ..asked };
                if self.store.query(&asked).await?.total == 0 {
                    empty.unknown_speakers.push(name.clone());
                    unknown.push(name);
                }
            }
        }
        for name in unknown {
            for near in self.nearest(name).await? {
                if !empty.nearest_speakers.contains(&near) {
                    empty.nearest_speakers.push(near);
                }
            }
        }
        Ok(empty)
    }

    /// Returns the first page of a view of what was `asked`, which is kept for `query` if there is more.
    async fn first_page(
        &self,
        query: &StatementQuery,
        asked: &StatementQuery,
    ) -> Result<(StatementPage, Option<PageToken>), Status> {
        let keys: Arc<[StatementKey]> = self.store.view(asked).await.map_err(port_status)?.into();
        let size = keys.len().min(query.limit as usize);
        let hits = self.store.read(&keys[..size]).await.map_err(port_status)?;
        let page = StatementPage { hits, total: keys.len() as u64, total_at_least: false };
        if size == keys.len() {
            return Ok((page, None));
        }
        let view = self.views.keep(query, keys, self.clock.now(), Instant::now());
        let view = view.map_err(|error| q7x2_proto::status(&error))?;
        Ok((page, Some(PageToken { view, position: size as u64 })))
    }

    /// Returns the page of a view at `token`.
    async fn following_page(
        &self,
        query: &StatementQuery,
        token: PageToken,
    ) -> Result<(StatementPage, Option<PageToken>), Status> {
        let page = self
            .views
            .page(query, token, Instant::now())
            .map_err(|error| q7x2_proto::status(&error))?;
        let (keys, total, next) = page;
        let hits = self.store.read(&keys).await.map_err(port_status)?;
        Ok((StatementPage { hits, total, total_at_least: false }, next))
    }

    async fn show(
        &self,
        request: v1::GetStatementRequest,
    ) -> Result<v1::GetStatementResponse, Status> {
        let prefix = request.id_prefix.to_ascii_lowercase();
        if !(SHORTEST_PREFIX..=ID_DIGITS).contains(&prefix.len())
            || !prefix.bytes().all(|b| b.is_ascii_hexdigit())
        {
            let problem = Problem::Malformed(
                "a statement's id or the beginning of one (4 to 16 hexadecimal digits)",
            );
            return Err(ConvertError::new("id_prefix", problem).into());
        }
        let found = self.store.show(&prefix).await.map_err(port_status)?;
        Ok(v1::GetStatementResponse { statements: found.iter().map(Into::into).collect() })
    }

    async fn speakers(
        &self,
        request: v1::ListSpeakersRequest,
    ) -> Result<v1::ListSpeakersResponse, Status> {
        let name = optional_text(without_nul(request.name, "name")?);
        check_term(name.as_deref(), "name")?;
        let limit = match request.page_size {
            0 => USUAL_SPEAKERS,
            size => size.min(MAX_SPEAKERS),
        };
        let found = self.store.speakers(name.as_deref(), limit).await.map_err(port_status)?;
        let nearest_speakers = match name {
            Some(name) if found.is_empty() => {
                self.store.nearest_speakers(&name, NEAREST).await.map_err(port_status)?
            }
            _ => Vec::new(),
        };
        let speakers = found.iter().map(Into::into).collect();
        Ok(v1::ListSpeakersResponse { speakers, nearest_speakers })
    }
}

/// Returns the question of a request, if its terms are of a size.
fn question(request: v1::QueryStatementsRequest) -> Result<StatementQuery, ConvertError> {
    let query = StatementQuery::try_from(request)?;
    let terms = [
        (&query.about, "about"),
        (&query.outlet, "outlet"),
        (&query.addressee, "addressee"),
        (&query.channel, "channel"),
    ];
    for (term, field) in terms {
        check_term(term.as_deref(), field)?;
    }
    for name in &query.speakers {
        check_term(Some(name), "speaker")?;
    }
    Ok(query)
}

/// Refuses a search term that no name or phrase is as long as.
fn check_term(term: Option<&str>, field: &str) -> Result<(), ConvertError> {
    match term.map_or(0, str::len) {
        bytes if bytes > MAX_TERM_BYTES => {
            Err(ConvertError::new(field, Problem::TooLong { bytes, limit: MAX_TERM_BYTES }))
        }
        _ => Ok(()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
pub(crate) fn port_status(error: PortError) -> Status {
    q7x2_proto::status(&error)
}

#[tonic::async_trait]
impl<S: StatementStore> QueryService for Query<S> {
    type ExportStoreStream = BoxStream<'static, Result<v1::ExportStoreResponse, Status>>;
    type ImportStoreStream = BoxStream<'static, Result<v1::ImportStoreResponse, Status>>;
    type CheckStoreStream = BoxStream<'static, Result<v1::CheckStoreResponse, Status>>;

    async fn record_extraction(
        &self,
        request: Request<v1::RecordExtractionRequest>,
    ) -> Result<Response<v1::RecordExtractionResponse>, Status> {
        // Nobody has a name where there are no tokens, and inside this process.
        let caller = request.extensions().get::<Caller>().cloned();
        let holder = caller.as_ref().map_or("", |caller| &caller.name);
        self.record(request.into_inner(), holder).await.map(Response::new)
    }

    async fn note_articles(
        &self,
        request: Request<v1::NoteArticlesRequest>,
    ) -> Result<Response<v1::NoteArticlesResponse>, Status> {
        let articles = q7x2_proto::noted_articles(request.into_inner())?;
        let learned = self.store.note(&articles).await.map_err(port_status)?;
        let learned = learned.into_iter().map(Into::into).collect();
        Ok(Response::new(v1::NoteArticlesResponse { learned }))
    }

    async fn list_held_articles(
        &self,
        request: Request<v1::ListHeldArticlesRequest>,
    ) -> Result<Response<v1::ListHeldArticlesResponse>, Status> {
        self.held(request.into_inner()).await.map(Response::new)
    }

    async fn bring_back_extractions(
        &self,
        request: Request<v1::BringBackExtractionsRequest>,
    ) -> Result<Response<v1::BringBackExtractionsResponse>, Status> {
        self.bring_back(request.into_inner()).await.map(Response::new)
    }

    async fn list_catalogue(
        &self,
        request: Request<v1::ListCatalogueRequest>,
    ) -> Result<Response<v1::ListCatalogueResponse>, Status> {
        self.catalogue(request.into_inner()).await.map(Response::new)
    }

    async fn list_articles(
        &self,
        request: Request<v1::ListArticlesRequest>,
    ) -> Result<Response<v1::ListArticlesResponse>, Status> {
        self.articles(request.into_inner()).await.map(Response::new)
    }

    async fn query_statements(
        &self,
        request: Request<v1::QueryStatementsRequest>,
    ) -> Result<Response<v1::QueryStatementsResponse>, Status> {
        self.statements(request.into_inner()).await.map(Response::new)
    }

    async fn count_statements(
        &self,
        request: Request<v1::CountStatementsRequest>,
    ) -> Result<Response<v1::CountStatementsResponse>, Status> {
        self.count(request.into_inner()).await.map(Response::new)
    }

    async fn get_statement(
        &self,
        request: Request<v1::GetStatementRequest>,
    ) -> Result<Response<v1::GetStatementResponse>, Status> {
        self.show(request.into_inner()).await.map(Response::new)
    }

    async fn list_speakers(
        &self,
        request: Request<v1::ListSpeakersRequest>,
    ) -> Result<Response<v1::ListSpeakersResponse>, Status> {
        self.speakers(request.into_inner()).await.map(Response::new)
    }

    async fn edit_speakers(
        &self,
        request: Request<v1::EditSpeakersRequest>,
    ) -> Result<Response<v1::EditSpeakersResponse>, Status> {
        let made = edits::make(&*self.store, request.into_inner(), self.clock.now()).await?;
        Ok(Response::new(made.map(Into::into).unwrap_or_default()))
    }

    async fn list_speaker_edits(
        &self,
        request: Request<v1::ListSpeakerEditsRequest>,
    ) -> Result<Response<v1::ListSpeakerEditsResponse>, Status> {
        let v1::ListSpeakerEditsRequest { page_size, before } = request.into_inner();
        let before = (before > 0).then_some(before);
        let found = self.store.edits(before, q7x2_proto::page_size(page_size)).await;
        let edits = found.map_err(port_status)?.iter().map(Into::into).collect();
        Ok(Response::new(v1::ListSpeakerEditsResponse { edits }))
    }

    async fn get_store_status(
        &self,
        _: Request<v1::GetStoreStatusRequest>,
    ) -> Result<Response<v1::GetStoreStatusResponse>, Status> {
        let counts = self.store.counts().await.map_err(port_status)?;
        Ok(Response::new(counts.into()))
    }

    async fn export_store(
        &self,
        _: Request<v1::ExportStoreRequest>,
    ) -> Result<Response<Self::ExportStoreStream>, Status> {
        Ok(Response::new(moving::export(Arc::clone(&self.store))))
    }

    async fn import_store(
        &self,
        request: Request<Streaming<v1::ImportStoreRequest>>,
    ) -> Result<Response<Self::ImportStoreStream>, Status> {
        Ok(Response::new(moving::import(Arc::clone(&self.store), request.into_inner())))
    }

    async fn check_store(
        &self,
        _: Request<v1::CheckStoreRequest>,
    ) -> Result<Response<Self::CheckStoreStream>, Status> {
        Ok(Response::new(moving::check(Arc::clone(&self.store))))
    }
}

#[cfg(test)]
mod tests;
