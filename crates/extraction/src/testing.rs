//! Doubles for the tests of this crate: a tagger that panics or waits when a text says so, and
//! the two services a worker talks to, which remember what they were asked.

use std::collections::VecDeque;
use std::future::Future;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use q7x2_domain::{
    Abandoned, Article, Metadata, ModelVersion, RoleSpan, Tagged, Tagger, TaggerInput, Timestamp,
    Wanted,
};
use q7x2_proto::v1::ingest_service_server::IngestService;
use q7x2_proto::v1::query_service_server::QueryService;
use q7x2_proto::{DESCRIPTOR_SET, duration_to_wire, timestamp_to_wire, v1};
use q7x2_service::{ServeOptions, Services};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

use crate::Engine;

/// A gate that texts with "slow" in them wait at.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// Lets everybody through from now on.
    pub(crate) fn open(&self) {
        *self.0.0.lock().expect("not poisoned") = true;
        self.0.1.notify_all();
    }

    /// Waits at the gate for as long as it is wanted.
    fn pass_while(&self, wanted: Wanted<'_>) -> Result<(), Abandoned> {
        let mut open = self.0.0.lock().expect("not poisoned");
        while !*open {
            wanted()?;
            open = self.0.1.wait_timeout(open, LOOK).expect("not poisoned").0;
        }
        Ok(())
    }

    fn pass(&self) {
        let closed = self.0.0.lock().expect("not poisoned");
        drop(self.0.1.wait_while(closed, |open| !*open).expect("not poisoned"));
    }
}

/// How often it is asked whether a text is still wanted.
const LOOK: Duration = Duration::from_millis(5);

/// A tagger that finds nothing, panics at "panic", and waits at the gate with "slow", and with "long" for as
/// long as it is wanted.
pub(crate) struct Moody {
    model: ModelVersion,
    gate: Gate,
    begun: watch::Sender<u32>,
}

impl Tagger for Moody {
    fn model(&self) -> &ModelVersion {
        &self.model
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        for input in inputs {
            assert!(!input.text.contains("panic"), "cannot read {:?}", input.text);
            if input.text.contains("slow") {
                self.begun.send_modify(|begun| *begun += 1);
                self.gate.pass();
            }
        }
        vec![Vec::new(); inputs.len()]
    }

    fn read_while(
        &self,
        inputs: &[TaggerInput<'_>],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Tagged>, Abandoned> {
        if inputs.iter().any(|input| input.text.contains("long")) {
            self.begun.send_modify(|begun| *begun += 1);
            self.gate.pass_while(wanted)?;
        }
        Ok(self.read(inputs))
    }
}

/// An engine with a [`Moody`] tagger.
pub(crate) struct TestEngine {
    pub(crate) engine: Engine<Moody>,
    pub(crate) gate: Gate,
    begun: watch::Receiver<u32>,
}

impl TestEngine {
    pub(crate) fn new(threads: usize) -> Self {
        let (gate, (begun, receiver)) = (Gate::default(), watch::channel(0));
        let model = ModelVersion::new("moody-1");
        let tagger = Moody { model, gate: gate.clone(), begun };
        let threads = NonZeroUsize::new(threads).expect("at least one");
        Self { engine: Engine::new(tagger, threads), gate, begun: receiver }
    }

    /// Waits until so many slow texts wait at the gate or have passed it.
    pub(crate) async fn until_begun(&mut self, texts: u32) {
        within_reason(self.begun.wait_for(|begun| *begun >= texts)).await.expect("not dropped");
    }
}

pub(crate) fn article(text: &str) -> Article {
    Article::new(Metadata::default(), text.into()).expect("a text")
}

/// Fails a test that waits for something that does not happen.
pub(crate) async fn within_reason<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it happens in time")
}

/// What an ingest double has and what it was told.
#[derive(Default)]
pub(crate) struct IngestState {
    pub(crate) waiting: VecDeque<Article>,
    /// Requests to answer with "unavailable" before any other.
    pub(crate) away_for: u32,
    pub(crate) asked: Option<v1::LeaseArticlesRequest>,
    pub(crate) leased: Vec<(String, Article)>,
    pub(crate) extended: u32,
    /// What the worker said of its troubles, with its name, each time it extended leases.
    pub(crate) troubles: Vec<(String, String)>,
    /// Texts whose lease is to be called lapsed.
    pub(crate) lapsing: Vec<String>,
    pub(crate) completed: Vec<String>,
    pub(crate) failed: Vec<(String, String)>,
    pub(crate) released: Vec<String>,
}

impl IngestState {
    /// Ends a lease and returns the text of its article.
    fn end(&mut self, token: &str) -> Option<String> {
        let at = self.leased.iter().position(|(t, _)| t == token)?;
        Some(self.leased.remove(at).1.text().to_owned())
    }
}

/// An ingest service that lends what it was given.
#[derive(Clone)]
pub(crate) struct FakeIngest {
    pub(crate) state: Arc<watch::Sender<IngestState>>,
    pub(crate) lease_for: Duration,
}

impl FakeIngest {
    pub(crate) fn lending(texts: &[&str]) -> Self {
        let waiting = texts.iter().map(|text| article(text)).collect();
        let state = watch::Sender::new(IngestState { waiting, ..Default::default() });
        Self { state: Arc::new(state), lease_for: Duration::from_secs(30) }
    }

    /// Waits for a condition and returns what `look` finds then.
    pub(crate) async fn until(&self, condition: impl FnMut(&IngestState) -> bool) {
        let mut state = self.state.subscribe();
        within_reason(state.wait_for(condition)).await.map(drop).expect("not dropped");
    }

    /// Answers a request unless it is away, and lets everybody see the new state.
    fn answer<T>(&self, act: impl FnOnce(&mut IngestState) -> T) -> Result<Response<T>, Status> {
        let mut answer = Err(Status::unavailable("gone for a while"));
        self.state.send_modify(|state| match state.away_for.checked_sub(1) {
            Some(left) => state.away_for = left,
            None => answer = Ok(Response::new(act(state))),
        });
        answer
    }
}

type Stream<T> = Pin<Box<dyn tokio_stream::Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl IngestService for FakeIngest {
    type IngestArticlesStream = Stream<v1::IngestArticlesResponse>;
    type WatchArticlesStream = Stream<v1::WatchArticlesResponse>;

    async fn lease_articles(
        &self,
        request: Request<v1::LeaseArticlesRequest>,
    ) -> Result<Response<v1::LeaseArticlesResponse>, Status> {
        let request = request.into_inner();
        let max = request.max_articles as usize;
        self.answer(|state| state.asked = Some(request))?;
        let mut states = self.state.subscribe();
        // A long poll without end; what ends it is the worker that hangs up.
        let _ = states.wait_for(|state| !state.waiting.is_empty()).await;
        self.answer(|state| {
            let articles: Vec<Article> =
                state.waiting.drain(..max.min(state.waiting.len())).collect();
            let leases = articles.into_iter().map(|article| {
                let token = format!("token of {}", article.text());
                state.leased.push((token.clone(), article.clone()));
                let expires_at = Some(timestamp_to_wire(Timestamp::from_seconds(0)));
                v1::LeasedArticle { token, article: Some(article.into()), attempt: 1, expires_at }
            });
            let lease_for = Some(duration_to_wire(self.lease_for));
            v1::LeaseArticlesResponse { leases: leases.collect(), lease_for }
        })
    }

    async fn extend_lease(
        &self,
        request: Request<v1::ExtendLeaseRequest>,
    ) -> Result<Response<v1::ExtendLeaseResponse>, Status> {
        let v1::ExtendLeaseRequest { tokens, worker, trouble } = request.into_inner();
        self.answer(|state| {
            state.extended += 1;
            state.troubles.push((worker, trouble));
            let lapsed = |token: &String| state.lapsing.iter().any(|text| token.ends_with(text));
            v1::ExtendLeaseResponse { lapsed_tokens: tokens.into_iter().filter(lapsed).collect() }
        })
    }

    async fn complete_lease(
        &self,
        request: Request<v1::CompleteLeaseRequest>,
    ) -> Result<Response<v1::CompleteLeaseResponse>, Status> {
        self.answer(|state| {
            let text = state.end(&request.into_inner().token);
            let held = text.is_some();
            state.completed.extend(text);
            v1::CompleteLeaseResponse { held }
        })
    }

    async fn fail_lease(
        &self,
        request: Request<v1::FailLeaseRequest>,
    ) -> Result<Response<v1::FailLeaseResponse>, Status> {
        let v1::FailLeaseRequest { token, error } = request.into_inner();
        self.answer(|state| {
            let text = state.end(&token);
            state.failed.extend(text.map(|text| (text, error)));
            v1::FailLeaseResponse { set_aside: false, retry_at: None }
        })
    }

    async fn release_leases(
        &self,
        request: Request<v1::ReleaseLeasesRequest>,
    ) -> Result<Response<v1::ReleaseLeasesResponse>, Status> {
        self.answer(|state| {
            for token in request.into_inner().tokens {
                let text = state.end(&token);
                state.released.extend(text);
            }
            v1::ReleaseLeasesResponse {}
        })
    }

    async fn ingest_articles(
        &self,
        _: Request<tonic::Streaming<v1::IngestArticlesRequest>>,
    ) -> Result<Response<Self::IngestArticlesStream>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn watch_articles(
        &self,
        _: Request<v1::WatchArticlesRequest>,
    ) -> Result<Response<Self::WatchArticlesStream>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn get_queue_status(
        &self,
        _: Request<v1::GetQueueStatusRequest>,
    ) -> Result<Response<v1::GetQueueStatusResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn list_queued_articles(
        &self,
        _: Request<v1::ListQueuedArticlesRequest>,
    ) -> Result<Response<v1::ListQueuedArticlesResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn remove_articles(
        &self,
        _: Request<v1::RemoveArticlesRequest>,
    ) -> Result<Response<v1::RemoveArticlesResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn retry_articles(
        &self,
        _: Request<v1::RetryArticlesRequest>,
    ) -> Result<Response<v1::RetryArticlesResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }
}

/// What a query double was told, and how it answers.
#[derive(Default)]
pub(crate) struct QueryState {
    pub(crate) recorded: Vec<String>,
    pub(crate) refusals: u32,
    pub(crate) error: Option<Status>,
}

/// A query service that only records, when it feels like it.
#[derive(Clone, Default)]
pub(crate) struct FakeQuery {
    pub(crate) state: Arc<watch::Sender<QueryState>>,
}

impl FakeQuery {
    pub(crate) fn failing(error: Status) -> Self {
        let state = watch::Sender::new(QueryState { error: Some(error), ..Default::default() });
        Self { state: Arc::new(state) }
    }

    pub(crate) async fn until(&self, condition: impl FnMut(&QueryState) -> bool) {
        let mut state = self.state.subscribe();
        within_reason(state.wait_for(condition)).await.map(drop).expect("not dropped");
    }
}

#[tonic::async_trait]
impl QueryService for FakeQuery {
    type ExportStoreStream = tonic::codegen::BoxStream<v1::ExportStoreResponse>;
    type ImportStoreStream = tonic::codegen::BoxStream<v1::ImportStoreResponse>;
    type CheckStoreStream = tonic::codegen::BoxStream<v1::CheckStoreResponse>;

    async fn export_store(
        &self,
        _: Request<v1::ExportStoreRequest>,
    ) -> Result<Response<Self::ExportStoreStream>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn import_store(
        &self,
        _: Request<tonic::Streaming<v1::ImportStoreRequest>>,
    ) -> Result<Response<Self::ImportStoreStream>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn check_store(
        &self,
        _: Request<v1::CheckStoreRequest>,
    ) -> Result<Response<Self::CheckStoreStream>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn record_extraction(
        &self,
        request: Request<v1::RecordExtractionRequest>,
    ) -> Result<Response<v1::RecordExtractionResponse>, Status> {
        let article = request.into_inner().article.expect("a worker sends it");
        let mut answer = Ok(Response::new(v1::RecordExtractionResponse::default()));
        self.state.send_modify(|state| match state.error.clone() {
            Some(error) => {
                state.refusals += 1;
                answer = Err(error);
            }
            None => state.recorded.push(article.text),
        });
        answer
    }

    async fn list_held_articles(
        &self,
        _: Request<v1::ListHeldArticlesRequest>,
    ) -> Result<Response<v1::ListHeldArticlesResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn note_articles(
        &self,
        _: Request<v1::NoteArticlesRequest>,
    ) -> Result<Response<v1::NoteArticlesResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn bring_back_extractions(
        &self,
        _: Request<v1::BringBackExtractionsRequest>,
    ) -> Result<Response<v1::BringBackExtractionsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_catalogue(
        &self,
        _: Request<v1::ListCatalogueRequest>,
    ) -> Result<Response<v1::ListCatalogueResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn list_articles(
        &self,
        _: Request<v1::ListArticlesRequest>,
    ) -> Result<Response<v1::ListArticlesResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn query_statements(
        &self,
        _: Request<v1::QueryStatementsRequest>,
    ) -> Result<Response<v1::QueryStatementsResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn get_statement(
        &self,
        _: Request<v1::GetStatementRequest>,
    ) -> Result<Response<v1::GetStatementResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn count_statements(
        &self,
        _: Request<v1::CountStatementsRequest>,
    ) -> Result<Response<v1::CountStatementsResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn list_speakers(
        &self,
        _: Request<v1::ListSpeakersRequest>,
    ) -> Result<Response<v1::ListSpeakersResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn edit_speakers(
        &self,
        _: Request<v1::EditSpeakersRequest>,
    ) -> Result<Response<v1::EditSpeakersResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn list_speaker_edits(
        &self,
        _: Request<v1::ListSpeakerEditsRequest>,
    ) -> Result<Response<v1::ListSpeakerEditsResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }

    async fn get_store_status(
        &self,
        _: Request<v1::GetStoreStatusRequest>,
    ) -> Result<Response<v1::GetStoreStatusResponse>, Status> {
        Err(Status::unimplemented("no worker asks this"))
    }
}

/// Returns no services yet.
pub(crate) fn services() -> Services {
    Services::new(DESCRIPTOR_SET)
}

/// Serves on a free port for as long as the test's runtime lives, and returns a channel to it.
pub(crate) async fn serve(services: Services) -> Channel {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        let options = ServeOptions::default();
        q7x2_service::serve(listener, services, CancellationToken::new(), &options).await
    });
    let endpoint = q7x2_proto::connect::endpoint(&address.to_string());
    endpoint.expect("an address").connect_lazy()
}
