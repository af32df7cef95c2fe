//! From requests to receipts. A receipt is given only after its article is durable; an article
//! that is no good has its receipt too, and the others go on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt, TryStreamExt, iter, try_unfold};
use q7x2_domain::{
    Article, ArticleId, Enqueued, Learned, Metadata, Offered, PortError, Standing, Timestamp,
    Tombstone, WorkQueue, is_other_outlet, is_same_address,
};
use q7x2_proto::v1::{IngestArticlesRequest, IngestArticlesResponse, ReceiptStatus};
use q7x2_proto::{ConvertError, Problem, status};
use q7x2_service::Condition;
use tokio::sync::watch;
use tonic::Status;

use crate::chunk::next_chunk;
use crate::service::Shared;
use crate::{HeldArticles, Standings, holds, metrics};

/// How long what was added waits for the answer whether it is done, should this process die meanwhile.
const RESERVED: Duration = Duration::from_secs(30);

/// How long to wait before a queue is asked again that is locked or has no room.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the queue may take to answer before whoever waits is told.
const SILENT: Duration = Duration::from_secs(4);

/// The part of the service that has a trouble while an article waits to be taken in. The queue may be
/// read meanwhile, so its own trouble comes and goes.
const INTAKE: &str = "intake";

/// What became of an article.
#[derive(Debug, Clone)]
enum Outcome {
    Accepted,
    /// With what holds it, if that needs telling.
    Duplicate(Option<String>),
    /// With what was learned of it.
    Known(Learned),
    /// With how it can come back.
    Forgotten(String),
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
        let read = |request| Article::try_from(request).map_err(|error| reason(&error));
        let offered: Vec<Result<Article, String>> = requests.into_iter().map(read).collect();
        let (offered, standings, placed) = self.same(offered, waits).await?;
        let mut at: HashMap<ArticleId, usize> = HashMap::new();
        let mut articles: Vec<Article> = Vec::new();
        let mut places = Vec::with_capacity(offered.len());
        for article in offered {
            places.push(article.map(|article| {
                let id = article.id();
                let Some(&at) = at.get(&id) else {
                    at.insert(id, articles.len());
                    articles.push(self.taken_in(article));
                    return (id, None);
                };
                // The same article twice: what the second tells of it is told of the first.
                let mut filled = vec![];
                let kept = articles[at].metadata().outlet.clone();
                let is_other =
                    is_other_outlet(kept.as_deref(), article.metadata().outlet.as_deref());
                let mut differing = articles[at].metadata().differing(article.metadata());
                differing.retain(|_| !is_other);
                articles[at] = articles[at].clone().with(|m| filled = m.fill(article.metadata()));
                let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
                let other_outlet = kept.filter(|_| is_other);
                let (fields, differing) = (owned(filled), owned(differing));
                (id, Some(Learned { fields, other_outlet, differing }))
            }));
        }
        let revises = self.lookup.revises(&articles, &placed).await;
        let outcomes: HashMap<ArticleId, Outcome> =
            self.keep(articles, standings, waits).await?.into_iter().collect();
        let receipts = places.into_iter().map(|place| match place {
            Ok((id, again)) => match (outcomes.get(&id).cloned(), again) {
                (Some(Outcome::Accepted), None) => IngestArticlesResponse {
                    revises: revises.get(&id).map(ToString::to_string).unwrap_or_default(),
                    ..receipt(id, ReceiptStatus::Accepted, None)
                },
                (Some(Outcome::Rejected(reason)), _) => rejection(reason),
                (Some(Outcome::Forgotten(reason)), _) => {
                    receipt(id, ReceiptStatus::Forgotten, Some(reason))
                }
                (Some(Outcome::Duplicate(hold)), _) => receipt(id, ReceiptStatus::Duplicate, hold),
                (Some(Outcome::Known(learned)), None) | (_, Some(learned)) => {
                    IngestArticlesResponse {
                        filled_fields: learned.fields,
                        other_outlet: learned.other_outlet.unwrap_or_default(),
                        differing_fields: learned.differing,
                        ..receipt(id, ReceiptStatus::Duplicate, None)
                    }
                }
                (None, None) => receipt(id, ReceiptStatus::Duplicate, None),
            },
            Err(reason) => rejection(reason),
        });
        Ok(receipts.inspect(|receipt| metrics::receipt(receipt.status())).collect())
    }

    /// Makes articles that are the same as others which came without an address be these, with their address
    /// learned: others that are kept, in the queue, or among them. Not so what another address or another
    /// outlet is known of, nor what is kept itself. Returns with them how they stand, and which come from a
    /// place from which others are kept.
    async fn same(
        &self,
        mut offered: Vec<Result<Article, String>>,
        waits: &watch::Sender<String>,
    ) -> Result<(Vec<Result<Article, String>>, Standings, HashSet<ArticleId>), PortError> {
        let mut questions: Vec<Offered> =
            offered.iter().flatten().map(|it| Offered::of(it).with_places(it)).collect();
        let model = self.workers.model();
        let mut standings = self.lookup.known(&questions, model.as_ref()).await;
        let is_placed =
            |(id, how): (&ArticleId, &Standing)| (*how == Standing::Placed).then_some(*id);
        let placed: HashSet<ArticleId> = standings.iter().filter_map(is_placed).collect();
        standings.retain(|id, _| !placed.contains(id));
        questions.iter_mut().for_each(|question| question.places.clear());
        let new = questions.iter().filter(|question| !standings.contains_key(&question.article));
        let bare: Vec<ArticleId> =
            new.filter_map(|question| question.address.as_ref()).map(|(_, bare)| *bare).collect();
        // With what is known of them; nothing of what is in the queue.
        let mut here: HashMap<ArticleId, Option<Metadata>> = HashMap::new();
        if !bare.is_empty() {
            let queued = self.patiently(waits, || self.queue.unfinished(&bare)).await?;
            here.extend(queued.into_iter().map(|unfinished| (unfinished.article, None)));
            let bare: HashSet<ArticleId> = bare.into_iter().collect();
            let among = offered.iter().flatten().filter(|article| bare.contains(&article.id()));
            here.extend(among.map(|article| (article.id(), Some(article.metadata().clone()))));
        }
        // What another model has read is kept as what it is.
        let is_doubtful = |question: &&Offered| {
            let bare = question.address.as_ref().map(|(_, bare)| bare);
            bare.is_some_and(|bare| here.contains_key(bare))
        };
        let doubtful: Vec<Offered> = questions.iter().filter(is_doubtful).cloned().collect();
        let kept = self.lookup.known(&doubtful, None).await;
        let mut again = vec![];
        for article in offered.iter_mut().flatten() {
            let Some(bare) = article.bare_id() else { continue };
            let is_same = match standings.get(&article.id()) {
                Some(standing) => *standing == Standing::Same(bare),
                None if kept.get(&article.id()).is_some_and(|it| *it != Standing::Same(bare)) => {
                    false
                }
                None => here.get(&bare).is_some_and(|known| {
                    known.as_ref().is_none_or(|known| is_same_report(known, article.metadata()))
                }),
            };
            if is_same {
                *article = article.clone().bare();
                again.push(Offered::of(article));
            }
        }
        standings.extend(self.lookup.known(&again, model.as_ref()).await);
        Ok((offered, standings, placed))
    }

    /// Puts what is new of `articles`, which are all different, on the queue, and what is to be read again.
    async fn keep(
        &self,
        articles: Vec<Article>,
        standings: Standings,
        waits: &watch::Sender<String>,
    ) -> Result<Vec<(ArticleId, Outcome)>, PortError> {
        let (mut new, mut held, mut outcomes) = (vec![], vec![], vec![]);
        for article in articles {
            match standings.get(&article.id()).and_then(done) {
                None => new.push(article),
                Some(outcome) => {
                    outcomes.push((article.id(), outcome));
                    held.push(article);
                }
            }
        }
        let undated = self.note(held, &standings, &mut outcomes, waits).await;
        let read_again: HashSet<ArticleId> = undated.iter().map(Article::id).collect();
        new.extend(undated);
        if new.is_empty() {
            return Ok(outcomes);
        }
        let mut kept: Vec<(ArticleId, Outcome)> = vec![];
        match self.patiently(waits, || self.queue.reserve(&new, RESERVED)).await {
            Ok(enqueued) => {
                kept.extend(new.iter().map(Article::id).zip(enqueued.into_iter().map(outcome)));
            }
            // One of them cannot be kept, so none was: find out which.
            Err(PortError::Rejected(_)) => {
                for article in &new {
                    kept.push((article.id(), self.keep_one(article, waits).await?));
                }
            }
            Err(error) => return Err(error),
        }
        self.line_up(&mut kept, waits).await?;
        // Of what is read again it is told already what is known of it now.
        kept.retain(|(id, _)| !read_again.contains(id));
        outcomes.extend(kept);
        self.tell_holds(&mut outcomes, waits).await?;
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

    /// Has it learned what is told of articles that are held, and adds to the outcomes what that was. Returns
    /// those that are to be read again, with the date of publication that is known now.
    async fn note(
        &self,
        held: Vec<Article>,
        standings: &Standings,
        outcomes: &mut [(ArticleId, Outcome)],
        waits: &watch::Sender<String>,
    ) -> Vec<Article> {
        let is_forgotten =
            |id: &ArticleId| matches!(standings.get(id), Some(Standing::Forgotten(_)));
        let held: Vec<Article> = held.into_iter().filter(|a| !is_forgotten(&a.id())).collect();
        // What is told of them would be lost, so that is waited for.
        let mut learned = self.wait_out(waits, || self.lookup.note(&held)).await;
        learned.resize(held.len(), Learned::default());
        let mut undated = vec![];
        for (article, learned) in held.into_iter().zip(learned) {
            let id = article.id();
            let is_dated = learned.fields.iter().any(|field| field == "published_at");
            if let Some((_, outcome @ Outcome::Duplicate(None))) =
                outcomes.iter_mut().find(|(known, _)| *known == id)
                && learned != Learned::default()
            {
                *outcome = Outcome::Known(learned);
            }
            match standings.get(&id) {
                _ if is_dated => undated.push(article),
                Some(Standing::ReadUndated(date)) => {
                    undated.push(article.with(|metadata| metadata.published_at = *date));
                }
                _ => {}
            }
        }
        undated
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
        let questions: Vec<Offered> = added.iter().copied().map(Offered::only).collect();
        let known = self.lookup.known(&questions, self.workers.model().as_ref()).await;
        let is_read = |(id, standing): (&ArticleId, &Standing)| Some((*id, finished(standing)?));
        let done: HashMap<ArticleId, Outcome> = known.iter().filter_map(is_read).collect();
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

    /// Asks the queue, again and again while another program has locked it, its device has no room, or its
    /// server cannot be reached: that passes, and what waits has no receipt yet. `waits` hears of it, and of
    /// an answer that takes long.
    async fn patiently<T, F>(
        &self,
        waits: &watch::Sender<String>,
        ask: impl Fn() -> F,
    ) -> Result<T, PortError>
    where
        F: Future<Output = Result<T, PortError>>,
    {
        let ask = &ask;
        let asked = || async move {
            let mut answer = std::pin::pin!(ask());
            let answer = match tokio::time::timeout(SILENT, answer.as_mut()).await {
                Ok(answer) => answer,
                Err(_) => {
                    tell(waits, silent());
                    answer.await
                }
            };
            match self.noted(answer) {
                Err(error @ (PortError::Locked { .. } | PortError::Full { .. })) => {
                    Err(error.to_string())
                }
                Err(error @ PortError::Unavailable { .. }) => {
                    Err(format!("{error}; it is tried again until it answers"))
                }
                outcome => Ok(outcome),
            }
        };
        self.wait_out(waits, asked).await
    }

    /// Asks, again and again while the answer is what is in the way. Who waits hears that from `waits`, and
    /// whoever asks for the service's health.
    async fn wait_out<T, F>(&self, waits: &watch::Sender<String>, ask: impl Fn() -> F) -> T
    where
        F: Future<Output = Result<T, String>>,
    {
        let health = Trouble(&self.condition);
        loop {
            match ask().await {
                Ok(answer) => {
                    tell(waits, String::new());
                    return answer;
                }
                Err(reason) => {
                    health.0.trouble(INTAKE, reason.clone());
                    tell(waits, reason);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Adds to duplicates in the queue what holds them, where that is not only their turn.
    async fn tell_holds(
        &self,
        outcomes: &mut [(ArticleId, Outcome)],
        waits: &watch::Sender<String>,
    ) -> Result<(), PortError> {
        let queued =
            outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Duplicate(_)));
        let queued: Vec<ArticleId> = queued.map(|(id, _)| *id).collect();
        if queued.is_empty() {
            return Ok(());
        }
        for hold in self.patiently(waits, || self.queue.holds(&queued)).await? {
            let told = holds::told_of_trouble(&hold, self.clock.now());
            if let Some((_, outcome)) = outcomes.iter_mut().find(|(id, _)| *id == hold.article) {
                *outcome = Outcome::Duplicate(told);
            }
        }
        Ok(())
    }

    async fn keep_one(
        &self,
        article: &Article,
        waits: &watch::Sender<String>,
    ) -> Result<Outcome, PortError> {
        let one = std::slice::from_ref(article);
        match self.patiently(waits, || self.queue.reserve(one, RESERVED)).await {
            Ok(enqueued) => {
                Ok(enqueued.into_iter().next().map_or(Outcome::Duplicate(None), outcome))
            }
            Err(PortError::Rejected(reason)) => Ok(Outcome::Rejected(reason)),
            Err(error) => Err(error),
        }
    }
}

/// What is told of a queue that takes its time.
fn silent() -> String {
    let seconds = SILENT.as_secs();
    format!("the work queue has not answered for {seconds} s; articles are taken in when it does")
}

/// Tells a client what its articles wait for; nothing when they go on.
fn tell(waits: &watch::Sender<String>, reason: String) {
    waits.send_if_modified(|told| {
        let is_news = *told != reason;
        *told = reason;
        is_news
    });
}

/// What the service's condition tells while an article waits: no longer than that, though its client
/// goes away.
struct Trouble<'a>(&'a Condition);

impl Drop for Trouble<'_> {
    fn drop(&mut self) {
        self.0.well(INTAKE);
    }
}

/// Tells whether nothing that is known of one text with an address, and of the same without one, tells them
/// apart.
fn is_same_report(bare: &Metadata, with_address: &Metadata) -> bool {
    let addresses = bare.address().zip(with_address.address());
    addresses.is_none_or(|(a, b)| is_same_address(a, b))
        && !is_other_outlet(bare.outlet.as_deref(), with_address.outlet.as_deref())
}

/// Returns what becomes of an article that the store has, or shall not have.
fn done(standing: &Standing) -> Option<Outcome> {
    match standing {
        Standing::ReadUndated(_) => Some(Outcome::Duplicate(None)),
        standing => finished(standing),
    }
}

/// Returns what becomes of an article that needs no extraction.
fn finished(standing: &Standing) -> Option<Outcome> {
    match standing {
        Standing::Unread | Standing::Placed | Standing::Revision(_) => None,
        Standing::ReadUndated(_) | Standing::Same(_) => None,
        Standing::Read => Some(Outcome::Duplicate(None)),
        Standing::Forgotten(tombstone) => Some(Outcome::Forgotten(forgotten(*tombstone))),
    }
}

/// Returns what is told of an article that people had forgotten.
fn forgotten(Tombstone { number, by_place, is_erased }: Tombstone) -> String {
    let undo = format!("`q7x2 articles undo {number}`");
    match (by_place, is_erased) {
        (true, _) => format!(
            "it was forgotten with another text of its address or file; after {undo} ingest it again"
        ),
        (false, true) => format!("it was forgotten and is erased; after {undo} ingest it again"),
        (false, false) => format!("it was forgotten; {undo} brings it back"),
    }
}

fn outcome(enqueued: Enqueued) -> Outcome {
    match enqueued {
        Enqueued::Added => Outcome::Accepted,
        Enqueued::AlreadyQueued => Outcome::Duplicate(None),
        Enqueued::Filled(fields) => {
            let fields = fields.into_iter().map(str::to_owned).collect();
            Outcome::Known(Learned { fields, ..Learned::default() })
        }
    }
}

fn receipt(id: ArticleId, status: ReceiptStatus, reason: Option<String>) -> IngestArticlesResponse {
    let (article_id, reason) = (id.to_string(), reason.unwrap_or_default());
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
