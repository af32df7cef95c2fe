//! Which articles the query service holds already. Asking saves work and nothing else: recording
//! is idempotent, so while the answer is not to be had, ingest takes everything.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::Mutex;
use std::time::Duration;

use q7x2_domain::{Article, ArticleId, Learned, ModelVersion, Offered, Standing};
use q7x2_proto::connect::Line;
use q7x2_proto::v1;
use q7x2_service::Condition;
use tokio::time::Instant;

use crate::metrics;

/// How long the query service may take to answer before the articles are taken without it.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long it is not asked again after it failed to answer, so that a dead one does not slow
/// down every chunk.
const PAUSE: Duration = Duration::from_secs(5);

/// How many articles it is asked about at a time with their texts.
const TEXTS_AT_ONCE: usize = 32;

/// Tells which articles need no extraction any more.
pub trait HeldArticles: Send + Sync + 'static {
    /// Returns how `articles` stand, read by `model` or by any when it is `None`; those that are left out
    /// are unread.
    fn held(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> impl Future<Output = Result<Standings, HeldError>> + Send;

    /// Tells of articles that are held and brought again; returns for each what was learned of it.
    fn note(
        &self,
        articles: &[Article],
    ) -> impl Future<Output = Result<Vec<Learned>, HeldError>> + Send;
}

/// How articles stand; those that are left out are unread.
pub type Standings = HashMap<ArticleId, Standing>;

/// The answer is not to be had.
#[derive(Debug, thiserror::Error)]
#[error("the query service does not say which articles it holds")]
pub struct HeldError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl HeldError {
    /// Returns the error with its cause.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Asks the query service.
#[derive(Debug, Clone)]
pub struct HeldByQuery(Line);

impl HeldByQuery {
    /// Asks the query service at the end of this line.
    pub fn new(query: impl Into<Line>) -> Self {
        Self(query.into())
    }
}

impl HeldArticles for HeldByQuery {
    async fn held(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> Result<Standings, HeldError> {
        let request = v1::ListHeldArticlesRequest {
            article_ids: vec![],
            model: model.map(ToString::to_string).unwrap_or_default(),
            articles: articles.iter().map(Into::into).collect(),
        };
        let mut query = q7x2_proto::connect::query(self.0.clone());
        let answer = tokio::time::timeout(PATIENCE, query.list_held_articles(request)).await;
        let answer = answer.map_err(HeldError::new)?.map_err(HeldError::new)?;
        let standings = q7x2_proto::standings(answer.into_inner()).map_err(HeldError::new)?;
        Ok(standings.into_iter().collect())
    }

    async fn note(&self, articles: &[Article]) -> Result<Vec<Learned>, HeldError> {
        let noted = |article: &Article| v1::NotedArticle {
            article_id: article.id().to_string(),
            metadata: Some(article.metadata().into()),
        };
        let request = v1::NoteArticlesRequest { articles: articles.iter().map(noted).collect() };
        let mut query = q7x2_proto::connect::query(self.0.clone());
        let answer = tokio::time::timeout(PATIENCE, query.note_articles(request)).await;
        let answer = answer.map_err(HeldError::new)?.map_err(HeldError::new)?;
        Ok(answer.into_inner().learned.into_iter().map(Into::into).collect())
    }
}

/// Asks a [`HeldArticles`], and makes do without an answer.
pub(crate) struct Lookup<H> {
    held: H,
    /// When to ask again; `None` while the last answer was good.
    silent_until: Mutex<Option<Instant>>,
    condition: Condition,
}

/// What the query service is called where its troubles are noted.
const QUERY: &str = "query";

impl<H: HeldArticles> Lookup<H> {
    pub(crate) fn new(held: H, condition: Condition) -> Self {
        Self { held, silent_until: Mutex::new(None), condition }
    }

    /// Asks again while there is no answer, so that it is known when there is one.
    pub(crate) async fn look_again(&self) {
        if self.silent_until().is_some() && self.held.held(&[], None).await.is_ok() {
            self.answers();
        }
    }

    fn answers(&self) {
        self.condition.well(QUERY);
        if self.silent_until().take().is_some() {
            tracing::info!("the query service tells again which articles it holds");
        }
    }

    /// Returns how articles stand, as far as that is known.
    pub(crate) async fn known(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> Standings {
        let silent_until = *self.silent_until();
        if articles.is_empty() || silent_until.is_some_and(|until| Instant::now() < until) {
            return Standings::new();
        }
        match self.held.held(articles, model).await {
            Ok(held) => {
                self.answers();
                held
            }
            Err(error) => {
                metrics::lookup_failed();
                let before = self.silent_until().replace(Instant::now() + PAUSE);
                let cause = root_cause(&error);
                self.condition.trouble(QUERY, trouble(cause.as_deref()));
                // Once, not with every chunk.
                if before.is_none() {
                    tracing::warn!(%error, cause, "taking articles without asking for duplicates");
                }
                Standings::new()
            }
        }
    }

    /// Returns which of the articles of `placed` are other texts of articles that are kept, and of which.
    pub(crate) async fn revises(
        &self,
        articles: &[Article],
        placed: &HashSet<ArticleId>,
    ) -> HashMap<ArticleId, ArticleId> {
        let placed: Vec<&Article> = articles.iter().filter(|a| placed.contains(&a.id())).collect();
        let mut revises = HashMap::new();
        for some in placed.chunks(TEXTS_AT_ONCE) {
            let questions: Vec<Offered> = some.iter().map(|it| Offered::as_revision(it)).collect();
            for (id, standing) in self.known(&questions, None).await {
                if let Standing::Revision(of) = standing {
                    revises.insert(id, of);
                }
            }
        }
        revises
    }

    /// Tells of articles that are held and brought again; returns for each what is known now of it. Gives up
    /// with what is wrong, for whoever waits.
    pub(crate) async fn note(&self, articles: &[Article]) -> Result<Vec<Learned>, String> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        self.held.note(articles).await.map_err(|error| {
            tracing::warn!(%error, "could not tell what is known of articles that are held");
            trouble(root_cause(&error).as_deref())
        })
    }

    fn silent_until(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.silent_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Returns what is wrong, for whoever waits.
fn trouble(cause: Option<&str>) -> String {
    format!(
        "the query service cannot be used: {}; see that it runs and can be reached. Articles are taken \
         in, and done when it answers",
        cause.unwrap_or("it does not answer")
    )
}

/// Returns the last cause of an error.
fn root_cause(error: &dyn std::error::Error) -> Option<String> {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.last().map(ToString::to_string)
}
