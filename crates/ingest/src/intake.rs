//! From requests to receipts. A receipt is given only after its article is durable; an article
//! that is no good has its receipt too, and the others go on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt, TryStreamExt, iter, try_unfold};
use q7x2_domain::{Article, ArticleId, Enqueued, PortError, Timestamp, WorkQueue};
use q7x2_proto::v1::{IngestArticlesRequest, IngestArticlesResponse, ReceiptStatus};
use q7x2_proto::{ConvertError, Problem, status};
use q7x2_service::Condition;
use tokio::sync::watch;
use tonic::Status;

use crate::chunk::next_chunk;
use crate::service::Shared;
use crate::{Held, HeldArticles, holds, metrics};

/// How long what was added waits for the answer whether it is done, should this process die meanwhile.
const RESERVED: Duration = Duration::from_secs(30);

/// What is told of an article that people had forgotten.
const FORGOTTEN: &str = "it was forgotten; `q7x2 articles undo` brings back what was";
/// How long to wait before a queue is asked again that is locked or has no room.
const PAUSE: Duration = Duration::from_secs(1);

/// The part of the service that has a trouble while an article waits to be taken in. The queue may be
/// read meanwhile, so its own trouble comes and goes.
const INTAKE: &str = "intake";

/// What became of an article.
#[derive(Debug, Clone)]
enum Outcome {
    Accepted,
    /// With what holds it, if that needs telling.
    Duplicate(Option<String>),
    /// With the fields of its metadata that are known now.
    Known(Vec<String>),
    Rejected(String),
}

/// Answers a stream of articles with their receipts, in order, chunk by chunk. Nothing is read
/// while receipts wait to be sent, so a client that does not read them is slowed down. What the queue
/// cannot take for now is waited with, and the client is told why.
pub(crate) fn receipts<Q, H, S>(
    shared: Arc<Shared<Q, H>>,
    requests: S,
) -> BoxStream<'static, Result<IngestArticlesResponse, Status>>
where
    Q: WorkQueue,
    H: HeldArticles,
    S: futures::Stream<Item = Result<IngestArticlesRequest, Status>> + Send + Unpin + 'static,
{
    let (waits, told) = watch::channel(String::new());
    let intake = Intake { shared, requests, end: None, taking: None, waits: Arc::new(waits), told };
    let chunks = try_unfold(intake, |mut intake| async {
        let answers = intake.next().await?;
        Ok::<_, Status>(answers.map(|answers| (answers, intake)))
    });
    chunks.map_ok(|answers| iter(answers.into_iter().map(Ok))).try_flatten().boxed()
}

/// A stream of articles while it is answered.
struct Intake<Q, H, S> {
    shared: Arc<Shared<Q, H>>,
    requests: S,
    /// How the stream ended, if it did.
    end: Option<Result<(), Status>>,
    /// The chunk at hand.
    taking: Option<BoxFuture<'static, Result<Vec<IngestArticlesResponse>, PortError>>>,
    /// What the chunk at hand waits for.
    waits: Arc<watch::Sender<String>>,
    told: watch::Receiver<String>,
}

impl<Q, H, S> Intake<Q, H, S>
where
    Q: WorkQueue,
    H: HeldArticles,
    S: futures::Stream<Item = Result<IngestArticlesRequest, Status>> + Send + Unpin,
{
    /// Returns the next answers; `None` when there will be no more.
    async fn next(&mut self) -> Result<Option<Vec<IngestArticlesResponse>>, Status> {
        loop {
            if let Some(taking) = &mut self.taking {
                let waits = !self.told.borrow().is_empty();
                tokio::select! {
                    biased;
                    taken = taking => {
                        self.taking = None;
                        return Ok(Some(taken.map_err(|error| status(&error))?));
                    }
                    () = self.shared.shutdown.cancelled(), if waits => return Err(stopping()),
                    Ok(()) = self.told.changed() => {
                        let reason = self.told.borrow_and_update().clone();
                        if !reason.is_empty() {
                            return Ok(Some(vec![waiting(reason)]));
                        }
                    }
                }
                continue;
            }
            match self.end.take() {
                Some(Ok(())) => return Ok(None),
                Some(Err(error)) => return Err(error),
                None => {}
            }
            let chunk = tokio::select! {
                biased;
                // Between two chunks: what has been taken has its receipts.
                () = self.shared.shutdown.cancelled() => return Err(stopping()),
                chunk = next_chunk(&mut self.requests) => chunk,
            };
            self.end = chunk.end;
            let (shared, waits) = (Arc::clone(&self.shared), Arc::clone(&self.waits));
            let taking = async move { shared.take_in(chunk.messages, &waits).await };
            self.taking = Some(Box::pin(taking));
        }
    }
}

/// Returns what a client is told whose stream ends because the service does.
pub(crate) fn stopping() -> Status {
    Status::unavailable("the service is stopping; send what has no receipt again")
}

impl<Q: WorkQueue, H: HeldArticles> Shared<Q, H> {
    /// Takes articles in; returns their receipts, in order.
    async fn take_in(
        &self,
        requests: Vec<IngestArticlesRequest>,
        waits: &watch::Sender<String>,
    ) -> Result<Vec<IngestArticlesResponse>, PortError> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        metrics::chunk();
        let mut outcomes: HashMap<ArticleId, Outcome> = HashMap::new();
        let mut articles = Vec::new();
        let mut places = Vec::with_capacity(requests.len());
        for request in requests {
            places.push(match Article::try_from(request) {
                Ok(article) => {
                    let article = self.taken_in(article);
                    let id = article.id();
                    let first = !outcomes.contains_key(&id);
                    if first {
                        outcomes.insert(id, Outcome::Duplicate(None));
                        articles.push(article);
                    }
                    Ok((id, first))
                }
                Err(error) => Err(reason(&error)),
            });
        }
        for (id, outcome) in self.keep(articles, waits).await? {
            outcomes.insert(id, outcome);
        }
        let receipts = places.into_iter().map(|place| match place {
            Ok((id, first)) => match outcomes.get(&id).cloned() {
                Some(Outcome::Accepted) if first => receipt(id, ReceiptStatus::Accepted, None),
                Some(Outcome::Rejected(reason)) => rejection(reason),
                Some(Outcome::Duplicate(hold)) => receipt(id, ReceiptStatus::Duplicate, hold),
                Some(Outcome::Known(fields)) if first => IngestArticlesResponse {
                    filled_fields: fields,
                    ..receipt(id, ReceiptStatus::Duplicate, None)
                },
                _ => receipt(id, ReceiptStatus::Duplicate, None),
            },
            Err(reason) => rejection(reason),
        });
        Ok(receipts.inspect(|receipt| metrics::receipt(receipt.status())).collect())
    }

    /// Puts what is new of `articles`, which are all different, on the queue.
    async fn keep(
        &self,
        mut articles: Vec<Article>,
        waits: &watch::Sender<String>,
    ) -> Result<Vec<(ArticleId, Outcome)>, PortError> {
        let ids: Vec<ArticleId> = articles.iter().map(Article::id).collect();
        let known = self.lookup.known(&ids, self.workers.model().as_ref()).await;
        let mut outcomes: Vec<(ArticleId, Outcome)> = done(known).collect();
        let is_done: HashSet<ArticleId> = outcomes.iter().map(|(id, _)| *id).collect();
        let (again, new): (Vec<Article>, Vec<Article>) =
            articles.into_iter().partition(|article| is_done.contains(&article.id()));
        articles = new;
        self.note(&again, &mut outcomes).await;
        if articles.is_empty() {
            return Ok(outcomes);
        }
        match self.patiently(waits, || self.queue.reserve(&articles, RESERVED)).await {
            Ok(enqueued) => {
                let kept = articles.iter().map(Article::id).zip(enqueued.into_iter().map(outcome));
                outcomes.extend(kept);
            }
            // One of them cannot be kept, so none was: find out which.
            Err(PortError::Rejected(_)) => {
                for article in &articles {
                    outcomes.push((article.id(), self.keep_one(article).await?));
                }
            }
            Err(error) => return Err(error),
        }
        self.line_up(&mut outcomes, waits).await?;
        self.tell_holds(&mut outcomes).await?;
        Ok(outcomes)
    }

    /// Returns the article with the time at which it is taken in, unless it has one: then it is only extracted
    /// again. Each has a time of its own, so that of two texts of one address the later one is told.
    fn taken_in(&self, article: Article) -> Article {
        if article.metadata().taken_at.is_some() {
            return article;
        }
        let now = self.clock.now().micros();
        let last = self.taken_at.fetch_max(now, Ordering::Relaxed);
        let now = if last < now { now } else { self.taken_at.fetch_add(1, Ordering::Relaxed) + 1 };
        article.with(|metadata| metadata.taken_at = Some(Timestamp::from_micros(now)))
    }

    /// Has it learned what is told of articles that are held, and adds to the outcomes what that was.
    async fn note(&self, again: &[Article], outcomes: &mut [(ArticleId, Outcome)]) {
        let filled = self.lookup.note(again).await;
        for (article, fields) in again.iter().zip(filled) {
            let outcome = outcomes.iter_mut().find(|(id, _)| *id == article.id());
            if let Some((_, outcome @ Outcome::Duplicate(None))) = outcome
                && !fields.is_empty()
            {
                *outcome = Outcome::Known(fields);
            }
        }
    }

    /// Lets what was added be lent, but for what was done between the question which are held and its
    /// being added: another client had it taken in, and it had left the queue. So of several clients
    /// that bring an article one is told that it was accepted.
    async fn line_up(
        &self,
        outcomes: &mut [(ArticleId, Outcome)],
        waits: &watch::Sender<String>,
    ) -> Result<(), PortError> {
        let added = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Accepted));
        let mut added: Vec<ArticleId> = added.map(|(id, _)| *id).collect();
        if added.is_empty() {
            return Ok(());
        }
        let known = self.lookup.known(&added, self.workers.model().as_ref()).await;
        let done: HashMap<ArticleId, Outcome> = done(known).collect();
        if !done.is_empty() {
            let ids: Vec<ArticleId> = done.keys().copied().collect();
            self.patiently(waits, || self.queue.withdraw(&ids)).await?;
            self.announce_change();
            added.retain(|id| !done.contains_key(id));
            for (id, outcome) in outcomes.iter_mut() {
                if let Some(done) = done.get(id) {
                    *outcome = done.clone();
                }
            }
        }
        self.patiently(waits, || self.queue.line_up(&added)).await
    }

    /// Asks the queue, again and again while another program has locked it or its device has no room:
    /// that passes, and what waits has no receipt yet. `waits` hears of it.
    async fn patiently<T, F>(
        &self,
        waits: &watch::Sender<String>,
        ask: impl Fn() -> F,
    ) -> Result<T, PortError>
    where
        F: Future<Output = Result<T, PortError>>,
    {
        let told = Told(&self.condition);
        loop {
            let outcome = self.noted(ask().await);
            let reason = match &outcome {
                Err(error @ (PortError::Locked { .. } | PortError::Full { .. })) => {
                    told.0.trouble(INTAKE, error.remedy().unwrap_or_else(|| error.to_string()));
                    error.to_string()
                }
                _ => String::new(),
            };
            let is_over = reason.is_empty();
            waits.send_if_modified(|told| {
                let is_news = *told != reason;
                *told = reason;
                is_news
            });
            if is_over {
                return outcome;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Adds to duplicates in the queue what holds them, where that is not only their turn.
    async fn tell_holds(&self, outcomes: &mut [(ArticleId, Outcome)]) -> Result<(), PortError> {
        let queued =
            outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Duplicate(_)));
        let queued: Vec<ArticleId> = queued.map(|(id, _)| *id).collect();
        if queued.is_empty() {
            return Ok(());
        }
        for hold in self.queue.holds(&queued).await? {
            let told = holds::told_of_trouble(&hold, self.clock.now());
            if let Some((_, outcome)) = outcomes.iter_mut().find(|(id, _)| *id == hold.article) {
                *outcome = Outcome::Duplicate(told);
            }
        }
        Ok(())
    }

    async fn keep_one(&self, article: &Article) -> Result<Outcome, PortError> {
        match self.queue.reserve(std::slice::from_ref(article), RESERVED).await {
            Ok(enqueued) => {
                Ok(enqueued.into_iter().next().map_or(Outcome::Duplicate(None), outcome))
            }
            Err(PortError::Rejected(reason)) => Ok(Outcome::Rejected(reason)),
            Err(error) => Err(error),
        }
    }
}

/// What the service's condition tells while an article waits: no longer than that, though its client
/// goes away.
struct Told<'a>(&'a Condition);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.0.well(INTAKE);
    }
}

/// Returns what becomes of articles that need no extraction.
fn done(known: Held) -> impl Iterator<Item = (ArticleId, Outcome)> {
    let held = known.held.into_iter().map(|id| (id, Outcome::Duplicate(None)));
    let told = || Outcome::Duplicate(Some(FORGOTTEN.to_owned()));
    held.chain(known.forgotten.into_iter().map(move |id| (id, told())))
}

fn outcome(enqueued: Enqueued) -> Outcome {
    match enqueued {
        Enqueued::Added => Outcome::Accepted,
        Enqueued::AlreadyQueued => Outcome::Duplicate(None),
    }
}

fn receipt(id: ArticleId, status: ReceiptStatus, hold: Option<String>) -> IngestArticlesResponse {
    let (article_id, reason) = (id.to_string(), hold.unwrap_or_default());
    let status = status.into();
    IngestArticlesResponse { status, article_id, reason, ..IngestArticlesResponse::default() }
}

fn waiting(reason: String) -> IngestArticlesResponse {
    let status = ReceiptStatus::Waiting.into();
    IngestArticlesResponse { status, reason, ..IngestArticlesResponse::default() }
}

fn rejection(reason: String) -> IngestArticlesResponse {
    let status = ReceiptStatus::Rejected.into();
    IngestArticlesResponse { status, reason, ..IngestArticlesResponse::default() }
}

/// Returns why an article is rejected, for a user who does not know messages and fields.
fn reason(error: &ConvertError) -> String {
    match error.problem() {
        Problem::Article(problem) => problem.to_string(),
        problem => match error.field().strip_prefix("article.metadata.") {
            // As a record of JSONL calls it.
            Some(field) => problem.of_field(field),
            None => error.to_string(),
        },
    }
}
