//! A running ingest service with a client, and the ports around it that tests can bend.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures::stream;
use q7x2_domain::{
    Article, ArticleId, Enqueued, FailOutcome, Hold, Learned, Lease, LeaseToken, ManualClock,
    Metadata, ModelVersion, Offered, PortError, QueueCounts, Queued, RetryPolicy, SetAside,
    Standing, Timestamp, Tombstone, Unfinished, WorkQueue,
};
use q7x2_ingest::{HeldArticles, HeldError, Ingest, IngestOptions, Standings};
use q7x2_proto::connect::Line;
use q7x2_proto::v1::ingest_service_client::IngestServiceClient;
use q7x2_proto::v1::{self, IngestArticlesResponse, ReceiptStatus};
use q7x2_proto::{connect, duration_to_wire};
use q7x2_queue::SqliteQueue;
use q7x2_service::{Condition, ServeError, ServeOptions};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// Longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(25);

/// How long leases last, by the tests' clock.
pub(crate) const LEASE: Duration = Duration::from_secs(60);

/// A running service.
pub(crate) struct Running {
    pub(crate) client: IngestServiceClient<Line>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) condition: Condition,
    pub(crate) held: ScriptedHeld,
    pub(crate) queue: BentQueue,
    pub(crate) shutdown: CancellationToken,
    pub(crate) server: JoinHandle<Result<(), ServeError>>,
    _directory: TempDir,
}

/// Starts the service on a new queue.
pub(crate) async fn start() -> Running {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_000_000)));
    let policy = RetryPolicy { max_attempts: 2, ..RetryPolicy::default() };
    let path = directory.path().join("queue.sqlite");
    let queue = SqliteQueue::open(&path, policy, Arc::clone(&clock)).expect("a new queue");
    let queue = BentQueue { queue, bend: Arc::default() };
    let held = ScriptedHeld::default();
    let (shutdown, condition) = (CancellationToken::new(), Condition::default());
    let ingest = Ingest::new(
        queue.clone(),
        held.clone(),
        clock.clone(),
        IngestOptions {
            lease_for: LEASE,
            condition: condition.clone(),
            ..IngestOptions::default()
        },
        shutdown.clone(),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let stop = shutdown.clone();
    let server = tokio::spawn(async move {
        q7x2_ingest::serve(listener, ingest, stop, &ServeOptions::default()).await
    });
    let channel = connect::endpoint(&address.to_string()).expect("an address").connect_lazy();
    let client = connect::ingest(channel);
    Running { client, clock, condition, held, queue, shutdown, server, _directory: directory }
}

impl Running {
    /// Sends the articles in one stream; returns what came back and how the stream ended.
    pub(crate) async fn send(
        &mut self,
        requests: Vec<v1::IngestArticlesRequest>,
    ) -> (Vec<IngestArticlesResponse>, Result<(), Status>) {
        let mut answers = match self.client.ingest_articles(stream::iter(requests)).await {
            Ok(answers) => answers.into_inner(),
            Err(status) => return (Vec::new(), Err(status)),
        };
        let mut receipts = Vec::new();
        loop {
            match answers.message().await {
                Ok(Some(receipt)) => receipts.push(receipt),
                Ok(None) => return (receipts, Ok(())),
                Err(status) => return (receipts, Err(status)),
            }
        }
    }

    /// Ingests texts; returns the statuses of their receipts.
    pub(crate) async fn ingest(&mut self, texts: &[&str]) -> Vec<ReceiptStatus> {
        let (receipts, end) = self.send(texts.iter().map(|text| request(text)).collect()).await;
        end.expect("the stream ends well");
        receipts.iter().map(IngestArticlesResponse::status).collect()
    }

    /// Leases what is there for worker "w".
    pub(crate) async fn lease(&mut self, max_articles: u32) -> Vec<v1::LeasedArticle> {
        let request = lease_request("w", max_articles, Duration::ZERO);
        let answer = self.client.lease_articles(request).await.expect("an answer").into_inner();
        assert_eq!(answer.lease_for, Some(duration_to_wire(LEASE)));
        answer.leases
    }

    /// Leases the one article that is there.
    pub(crate) async fn lease_one(&mut self) -> v1::LeasedArticle {
        let mut leases = self.lease(10).await;
        assert_eq!(leases.len(), 1);
        leases.remove(0)
    }

    pub(crate) async fn complete(&mut self, token: &str) -> bool {
        let request = v1::CompleteLeaseRequest { token: token.into() };
        self.client.complete_lease(request).await.expect("an answer").into_inner().held
    }

    pub(crate) async fn fail(&mut self, token: &str, error: &str) -> v1::FailLeaseResponse {
        let request = v1::FailLeaseRequest { token: token.into(), error: error.into() };
        self.client.fail_lease(request).await.expect("an answer").into_inner()
    }

    pub(crate) async fn status(&mut self) -> v1::GetQueueStatusResponse {
        let request = v1::GetQueueStatusRequest { max_set_aside: 10, max_pending: 0 };
        self.client.get_queue_status(request).await.expect("an answer").into_inner()
    }
}

pub(crate) fn request(text: &str) -> v1::IngestArticlesRequest {
    let metadata = v1::Metadata { path: format!("{}.txt", text.len()), ..Default::default() };
    let article = v1::Article { metadata: Some(metadata), text: text.into() };
    v1::IngestArticlesRequest { article: Some(article) }
}

pub(crate) fn lease_request(worker: &str, max: u32, wait: Duration) -> v1::LeaseArticlesRequest {
    let wait = Some(duration_to_wire(wait));
    v1::LeaseArticlesRequest {
        worker: worker.into(),
        model: "test-1".into(),
        max_articles: max,
        wait,
    }
}

pub(crate) fn id(text: &str) -> ArticleId {
    Article::new(Metadata::default(), text.into()).expect("a text").id()
}

/// A query service that holds what it is told to.
#[derive(Clone, Default)]
pub(crate) struct ScriptedHeld(Arc<Mutex<HeldScript>>);

#[derive(Default)]
pub(crate) struct HeldScript {
    pub(crate) holds: HashSet<ArticleId>,
    pub(crate) forgotten: HashSet<ArticleId>,
    pub(crate) broken: bool,
    /// Cannot write down what is told of articles.
    pub(crate) locked: bool,
    /// An article that it holds from a question on, counted from 0.
    pub(crate) holds_from_question: Option<(usize, ArticleId)>,
    /// How others stand.
    pub(crate) standings: HashMap<ArticleId, Standing>,
    /// Articles from a place from which others are kept.
    pub(crate) placed: HashSet<ArticleId>,
    /// Those that it was asked about with their texts.
    pub(crate) with_texts: Vec<ArticleId>,
    /// How many articles it was asked about, and with which model.
    pub(crate) asked: Vec<(usize, Option<String>)>,
}

impl ScriptedHeld {
    pub(crate) fn script(&self) -> MutexGuard<'_, HeldScript> {
        self.0.lock().expect("not poisoned")
    }
}

impl HeldArticles for ScriptedHeld {
    async fn held(
        &self,
        articles: &[Offered],
        model: Option<&ModelVersion>,
    ) -> Result<Standings, HeldError> {
        let mut script = self.script();
        if let Some((question, id)) = script.holds_from_question
            && script.asked.len() >= question
        {
            script.holds.insert(id);
        }
        script.asked.push((articles.len(), model.map(ToString::to_string)));
        if script.broken {
            return Err(HeldError::new("nobody there"));
        }
        let with_texts = articles.iter().filter(|offered| offered.text.is_some());
        script.with_texts.extend(with_texts.map(|offered| offered.article));
        let standing = |offered: &Offered| {
            let id = offered.article;
            if offered.text.is_none() && !offered.places.is_empty() && script.placed.contains(&id) {
                return Some((id, Standing::Placed));
            }
            let scripted = script.standings.get(&id).copied();
            let tombstone = Tombstone { number: 7, by_place: false, is_erased: false };
            let forgotten =
                || script.forgotten.contains(&id).then_some(Standing::Forgotten(tombstone));
            let held = || script.holds.contains(&id).then_some(Standing::Read);
            Some((id, scripted.or_else(forgotten).or_else(held)?))
        };
        Ok(articles.iter().filter_map(standing).collect())
    }

    async fn note(&self, articles: &[Article]) -> Result<Vec<Learned>, HeldError> {
        if self.script().locked {
            return Err(HeldError::new("the store is locked"));
        }
        let outlet = |article: &Article| article.metadata().outlet.is_some();
        let fields = |article| if outlet(article) { vec!["outlet".to_owned()] } else { vec![] };
        let learned = |article| Learned { fields: fields(article), ..Learned::default() };
        Ok(articles.iter().map(learned).collect())
    }
}

/// The real queue, but for enqueueing, which can be made to fail and is counted.
#[derive(Clone)]
pub(crate) struct BentQueue {
    queue: SqliteQueue,
    bend: Arc<Mutex<Bend>>,
}

#[derive(Default)]
pub(crate) struct Bend {
    /// Has no room for articles with this in their text.
    pub(crate) full_at: Option<&'static str>,
    /// Has no room for an article with this in its text that comes alone.
    pub(crate) full_alone_at: Option<&'static str>,
    /// Does not say what holds articles, since another program has it locked.
    pub(crate) locked: bool,
    /// Cannot be reached.
    pub(crate) away: bool,
    /// Does not answer until this is told.
    pub(crate) silent_until: Option<Arc<Notify>>,
    /// Cannot keep articles with this in their text.
    pub(crate) rejects: Option<&'static str>,
    /// How many calls there were.
    pub(crate) calls: usize,
}

impl BentQueue {
    pub(crate) fn bend(&self) -> MutexGuard<'_, Bend> {
        self.bend.lock().expect("not poisoned")
    }
}

impl WorkQueue for BentQueue {
    async fn reserve(
        &self,
        articles: &[Article],
        pause: Duration,
    ) -> Result<Vec<Enqueued>, PortError> {
        let silent_until = self.bend().silent_until.take();
        if let Some(told) = silent_until {
            told.notified().await;
        }
        {
            let mut bend = self.bend();
            bend.calls += 1;
            let any = |marker: Option<&str>| {
                marker.is_some_and(|marker| articles.iter().any(|a| a.text().contains(marker)))
            };
            if any(bend.full_at) || articles.len() == 1 && any(bend.full_alone_at) {
                return Err(PortError::Full { what: "the queue", source: "no room".into() });
            }
            if bend.away {
                return Err(PortError::Unavailable { what: "the queue", source: "gone".into() });
            }
            if any(bend.rejects) {
                return Err(PortError::Rejected("it cannot be kept".into()));
            }
        }
        self.queue.reserve(articles, pause).await
    }

    async fn enqueue(&self, articles: &[Article]) -> Result<Vec<Enqueued>, PortError> {
        self.queue.enqueue(articles).await
    }

    async fn line_up(&self, ids: &[ArticleId]) -> Result<(), PortError> {
        self.queue.line_up(ids).await
    }

    async fn lease(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
        wait: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        self.queue.lease(worker, max, lease_for, wait).await
    }

    async fn pending(&self, limit: usize) -> Result<Vec<ArticleId>, PortError> {
        self.queue.pending(limit).await
    }

    async fn holds(&self, ids: &[ArticleId]) -> Result<Vec<Hold>, PortError> {
        if self.bend().locked {
            return Err(PortError::Locked { what: "the queue", source: "not now".into() });
        }
        self.queue.holds(ids).await
    }

    async fn withdraw(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.queue.withdraw(ids).await
    }

    async fn extend(
        &self,
        tokens: &[LeaseToken],
        lease_for: Duration,
    ) -> Result<Vec<bool>, PortError> {
        self.queue.extend(tokens, lease_for).await
    }

    async fn complete(&self, token: &LeaseToken) -> Result<bool, PortError> {
        self.queue.complete(token).await
    }

    async fn fail(
        &self,
        token: &LeaseToken,
        error: &str,
    ) -> Result<Option<FailOutcome>, PortError> {
        self.queue.fail(token, error).await
    }

    async fn release(&self, tokens: &[LeaseToken]) -> Result<(), PortError> {
        self.queue.release(tokens).await
    }

    async fn counts(&self) -> Result<QueueCounts, PortError> {
        self.queue.counts().await
    }

    async fn unfinished(&self, ids: &[ArticleId]) -> Result<Vec<Unfinished>, PortError> {
        self.queue.unfinished(ids).await
    }

    async fn set_aside(&self, limit: usize) -> Result<Vec<SetAside>, PortError> {
        self.queue.set_aside(limit).await
    }

    async fn remove(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.queue.remove(ids).await
    }

    async fn listed(
        &self,
        after: Option<ArticleId>,
        limit: usize,
    ) -> Result<Vec<Queued>, PortError> {
        self.queue.listed(after, limit).await
    }

    async fn retry(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.queue.retry(ids).await
    }
}
