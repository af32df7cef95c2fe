//! The rpc of ExtractionService: statements of any text, stored nowhere. What it cannot begin
//! soon it turns away, so that a burst of requests does not pile up articles in memory.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use q7x2_domain::{Article, Extraction, Tagger};
use q7x2_proto::v1::extraction_service_server::ExtractionService;
use q7x2_proto::{ErrorCode, ServiceError, duration_from_wire, v1};
use tokio::sync::Semaphore;
use tokio_util::task::AbortOnDropHandle;
use tonic::{Request, Response, Status};

use crate::guard::Panicked;
use crate::parts::Parts;
use crate::{Engine, metrics};

/// How long a text may take once it is begun, unless the request says otherwise.
const USUAL_LIMIT: Duration = Duration::from_secs(120);

/// The longest that a request may allow.
const LONGEST_LIMIT: Duration = Duration::from_secs(600);

/// How many requests are admitted for each thread: one that runs and some that wait.
const ADMITTED_PER_THREAD: usize = 8;

/// ExtractionService over an engine.
pub struct Extract<T> {
    engine: Engine<T>,
    admitted: Arc<Semaphore>,
}

impl<T> Clone for Extract<T> {
    fn clone(&self) -> Self {
        Self { engine: self.engine.clone(), admitted: Arc::clone(&self.admitted) }
    }
}

impl<T: Tagger + 'static> Extract<T> {
    /// Returns the service that extracts with `engine`.
    pub fn new(engine: Engine<T>) -> Self {
        let admitted = Arc::new(Semaphore::new(ADMITTED_PER_THREAD * engine.threads().get()));
        Self { engine, admitted }
    }

    /// Waits for a thread, and returns how the text is extracted from on it: nothing is done before that is
    /// awaited.
    async fn begin(
        &self,
        article: Option<v1::Article>,
        limit: Duration,
    ) -> Result<impl Future<Output = Result<Extraction, Status>> + Send + 'static, Status> {
        let limit = if limit.is_zero() { USUAL_LIMIT } else { limit.min(LONGEST_LIMIT) };
        let article: Article = q7x2_proto::require(article, "article")?;
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| {
            metrics::turned_away();
            q7x2_proto::status(&ExtractError::Busy)
        })?;
        // The time of a text begins with its seat: those before it do not count.
        let seat = self.engine.seat().await;
        Ok(async move {
            let _admitted = admitted;
            let extracting = seat.extract(Arc::new(article));
            let Ok(extraction) = tokio::time::timeout(limit, extracting).await else {
                metrics::given_up();
                return Err(too_long(limit));
            };
            extraction.map_err(|e| q7x2_proto::status(&ExtractError::from(e)))
        })
    }
}

/// What is said of a text that takes longer than its limit.
fn too_long(limit: Duration) -> Status {
    Status::deadline_exceeded(format!(
        "it takes longer than {} s and was given up; allow it more time, or split it",
        limit.as_secs_f64()
    ))
}

/// Why a text was not extracted from.
#[derive(Debug, thiserror::Error)]
enum ExtractError {
    #[error("as many texts are being extracted from as this service takes; try again in a moment")]
    Busy,
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

impl ServiceError for ExtractError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Busy => ErrorCode::ResourceExhausted,
            Self::Panicked(_) => ErrorCode::Internal,
        }
    }
}

#[tonic::async_trait]
impl<T: Tagger + 'static> ExtractionService for Extract<T> {
    async fn extract_statements(
        &self,
        request: Request<v1::ExtractStatementsRequest>,
    ) -> Result<Response<v1::ExtractStatementsResponse>, Status> {
        let v1::ExtractStatementsRequest { article, limit } = request.into_inner();
        let extraction = self.begin(article, duration_from_wire(limit, "limit")?).await?.await?;
        Ok(Response::new((&extraction).into()))
    }

    type StreamStatementsStream = BoxStream<'static, Result<v1::StreamStatementsResponse, Status>>;

    async fn stream_statements(
        &self,
        request: Request<v1::StreamStatementsRequest>,
    ) -> Result<Response<Self::StreamStatementsStream>, Status> {
        let v1::StreamStatementsRequest { article, limit } = request.into_inner();
        let extraction = self.begin(article, duration_from_wire(limit, "limit")?).await?;
        // The answer begins with the turn of the text, which tells whoever waits that it has come. Who does not
        // read it holds no thread for longer.
        let extraction = AbortOnDropHandle::new(tokio::spawn(extraction));
        let ended = async move {
            let lost =
                |_| q7x2_proto::status(&ExtractError::from(Panicked::outside_the_extractor()));
            extraction.await.unwrap_or_else(|error| Err(lost(error)))
        };
        let parts = stream::once(ended)
            .map_ok(|extraction| stream::iter(Parts::of(extraction).map(Ok)))
            .try_flatten();
        Ok(Response::new(parts.boxed()))
    }
}

#[cfg(test)]
mod tests;
