//! The calls a worker makes to ingest and query: deadlines, and trying again while that can help.
//! What follows from an answer is decided elsewhere.

use std::future::Future;
use std::time::Duration;

use q7x2_proto::connect::Line;
use q7x2_proto::v1::ingest_service_client::IngestServiceClient;
use q7x2_proto::v1::query_service_client::QueryServiceClient;
use q7x2_proto::{duration_to_wire, v1};
use q7x2_service::Condition;
use tokio::time::Instant;
use tonic::{Request, Response, Status};

use super::WorkerOptions;
use super::link::{Link, Trouble};

/// How long a short call may take.
const CALL: Duration = Duration::from_secs(10);

/// How long a service may be silent before that is trouble.
const SILENT: Duration = Duration::from_secs(3);

/// What the two services are called.
const INGEST: &str = "ingest";
pub(super) const QUERY: &str = "query";

/// How long recording one extraction may take.
const RECORD: Duration = Duration::from_secs(30);

/// The two services a worker talks to.
pub(crate) struct Peers {
    ingest: IngestServiceClient<Line>,
    query: QueryServiceClient<Line>,
    ingest_link: Link,
    query_link: Link,
}

impl Peers {
    /// Returns the peers at the ends of these lines.
    pub(crate) fn new(ingest: Line, query: Line, condition: &Condition) -> Self {
        Self {
            ingest: q7x2_proto::connect::ingest(ingest),
            query: q7x2_proto::connect::query(query),
            ingest_link: Link::new(INGEST, condition.clone()),
            query_link: Link::new(QUERY, condition.clone()),
        }
    }

    /// Asks once for articles; `None` when ingest cannot be used.
    pub(crate) async fn lease(
        &self,
        options: &WorkerOptions,
        model: &str,
    ) -> Option<v1::LeaseArticlesResponse> {
        let request = v1::LeaseArticlesRequest {
            worker: options.name.clone(),
            model: model.to_owned(),
            max_articles: options.batch.get(),
            wait: Some(duration_to_wire(options.wait)),
        };
        let request = within(options.wait + CALL, request);
        self.ingest_link.note_plain(self.ingest.clone().lease_articles(request).await)
    }

    /// Extends leases once, and tells what keeps the worker from its work. Returns the tokens that had
    /// lapsed; `None` when ingest cannot be used.
    pub(crate) async fn extend(
        &self,
        options: &WorkerOptions,
        tokens: Vec<String>,
        trouble: Option<&str>,
    ) -> Option<Vec<String>> {
        let (worker, trouble) = (options.name.clone(), trouble.unwrap_or_default().to_owned());
        let request = within(CALL, v1::ExtendLeaseRequest { tokens, worker, trouble });
        let mut ingest = self.ingest.clone();
        let answer = heard(&self.ingest_link, ingest.extend_lease(request)).await;
        Some(self.ingest_link.note_plain(answer)?.lapsed_tokens)
    }

    /// Records an extraction, trying again as long as `options` allow.
    pub(crate) async fn record(
        &self,
        options: &WorkerOptions,
        request: &v1::RecordExtractionRequest,
    ) -> Result<v1::RecordExtractionResponse, Trouble> {
        let call = || {
            let (mut query, request) = (self.query.clone(), within(RECORD, request.clone()));
            async move { query.record_extraction(request).await }
        };
        insist(&self.query_link, options, call).await
    }

    /// Ends a lease whose extraction is recorded, trying again as long as `options` allow.
    pub(crate) async fn complete(
        &self,
        options: &WorkerOptions,
        token: &str,
    ) -> Result<v1::CompleteLeaseResponse, Trouble> {
        let call = || {
            let request = within(CALL, v1::CompleteLeaseRequest { token: token.to_owned() });
            let mut ingest = self.ingest.clone();
            async move { ingest.complete_lease(request).await }
        };
        insist(&self.ingest_link, options, call).await
    }

    /// Reports a failure, trying again as long as `options` allow.
    pub(crate) async fn fail(
        &self,
        options: &WorkerOptions,
        token: &str,
        error: &str,
    ) -> Result<v1::FailLeaseResponse, Trouble> {
        let call = || {
            let request = v1::FailLeaseRequest { token: token.to_owned(), error: error.to_owned() };
            let (mut ingest, request) = (self.ingest.clone(), within(CALL, request));
            async move { ingest.fail_lease(request).await }
        };
        insist(&self.ingest_link, options, call).await
    }

    /// Gives articles back, in one try: leases that stay lapse by themselves. Returns whether
    /// ingest took them.
    pub(crate) async fn release(&self, tokens: Vec<String>) -> bool {
        let request = within(CALL, v1::ReleaseLeasesRequest { tokens });
        let answer = self.ingest.clone().release_leases(request).await;
        self.ingest_link.note_plain(answer).is_some()
    }
}

/// Calls until there is an answer, the call is refused, or patience ends.
async fn insist<T, F>(
    link: &Link,
    options: &WorkerOptions,
    mut call: impl FnMut() -> F,
) -> Result<T, Trouble>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    let give_up_at = Instant::now() + options.patience;
    let mut pauses = options.backoff.pauses();
    loop {
        let trouble = match link.note(heard(link, call()).await) {
            Ok(answer) => return Ok(answer),
            Err(trouble @ Trouble::Refused(_)) => return Err(trouble),
            Err(trouble) => trouble,
        };
        let next = Instant::now() + pauses.after_failure();
        if next > give_up_at {
            return Err(trouble);
        }
        tokio::time::sleep_until(next).await;
    }
}

/// Waits for an answer, and notes when it does not come soon.
async fn heard<T>(link: &Link, call: impl Future<Output = T>) -> T {
    let mut call = std::pin::pin!(call);
    match tokio::time::timeout(SILENT, call.as_mut()).await {
        Ok(answer) => answer,
        Err(_) => {
            link.is_silent(SILENT);
            call.await
        }
    }
}

/// Returns the request with a deadline.
fn within<T>(timeout: Duration, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(timeout);
    request
}
