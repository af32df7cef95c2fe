//! One leased article, from its lease to the report on it.

use std::sync::Arc;

use q7x2_domain::{Article, Extraction, Lease, Tagger};
use q7x2_proto::v1;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::Shared;
use super::link::Trouble;
use crate::metrics::{self, Outcome};

impl<T: Tagger + 'static> Shared<T> {
    /// Answers for one leased article, which gives up its `place` among those that wait for a
    /// thread as soon as it has been extracted from. The lease stays in hand when the article is to be given
    /// back at the end: it was not begun when `closing`, or not ended when `abandon`ed.
    pub(super) async fn answer(
        &self,
        leased: v1::LeasedArticle,
        lapsed: CancellationToken,
        place: Option<OwnedSemaphorePermit>,
        closing: &CancellationToken,
        abandon: &CancellationToken,
    ) {
        let token = leased.token.clone();
        let outcome = tokio::select! {
            biased;
            () = abandon.cancelled() => None,
            outcome = self.work(leased, &lapsed, place, closing) => outcome,
        };
        if let Some(outcome) = outcome {
            self.leases.remove(&token);
            metrics::article(outcome);
        }
    }

    /// Returns what became of the article; `None` when it was not begun.
    async fn work(
        &self,
        leased: v1::LeasedArticle,
        lapsed: &CancellationToken,
        place: Option<OwnedSemaphorePermit>,
        closing: &CancellationToken,
    ) -> Option<Outcome> {
        let token = leased.token.clone();
        let lease = match Lease::try_from(leased) {
            Ok(lease) => lease,
            Err(error) => {
                return Some(
                    self.fail(&token, &format!("the article cannot be read: {error}")).await,
                );
            }
        };
        let article = Arc::new(lease.article);
        let span = tracing::info_span!("article", id = %article.id(), attempt = lease.attempt);
        self.work_on(article, token, lapsed, place, closing).instrument(span).await
    }

    async fn work_on(
        &self,
        article: Arc<Article>,
        token: String,
        lapsed: &CancellationToken,
        place: Option<OwnedSemaphorePermit>,
        closing: &CancellationToken,
    ) -> Option<Outcome> {
        let seat = tokio::select! {
            biased;
            () = lapsed.cancelled() => return Some(Outcome::Lapsed),
            () = closing.cancelled() => return None,
            seat = self.engine.seat() => seat,
        };
        let extracted = tokio::select! {
            extracted = seat.extract(Arc::clone(&article)) => extracted,
            // Somebody else has the article now; here its thread is free for the next.
            () = lapsed.cancelled() => return Some(Outcome::Lapsed),
        };
        let extraction = match extracted {
            Ok(extraction) => extraction,
            Err(panicked) => return Some(self.fail(&token, &panicked.to_string()).await),
        };
        // Another article may take its place while this one is reported on, but not without bound:
        // while the query service is away, the worker shall stop leasing.
        let _reporting = self.reporting.acquire().await.expect("the semaphore is never closed");
        drop(place);
        let request = |article: &Article, extraction: &Extraction| v1::RecordExtractionRequest {
            article: Some(article.into()),
            extraction: Some(extraction.into()),
            lease: token.clone(),
        };
        let first = request(&article, &extraction);
        let mut recorded = tokio::select! {
            recorded = self.peers.record(&self.options, &first) => recorded,
            // Somebody else has the article now and will record the same.
            () = lapsed.cancelled() => return Some(Outcome::Lapsed),
        };
        if let Ok(v1::RecordExtractionResponse { published_at: Some(date), .. }) = &recorded
            && let Ok(date) = q7x2_proto::timestamp_from_wire(Some(*date), "published_at")
        {
            // It is a later text of an article of which that is known.
            let dated = article.as_ref().clone().with(|metadata| metadata.published_at = date);
            let article = Arc::new(dated);
            let again = async {
                let seat = self.engine.seat().await;
                let extraction = seat.extract(Arc::clone(&article)).await.ok()?;
                Some(self.peers.record(&self.options, &request(&article, &extraction)).await)
            };
            tokio::select! {
                // Where it cannot be read again, what was read is recorded all the same.
                again = again => recorded = again.unwrap_or(recorded),
                () = lapsed.cancelled() => return Some(Outcome::Lapsed),
            }
        }
        Some(match recorded {
            Ok(_) => self.complete(&token).await,
            Err(Trouble::Refused(status)) => {
                let error = format!("the extraction was refused: {}", status.message());
                self.fail(&token, &error).await
            }
            Err(Trouble::Failed(status)) => {
                let error = format!("the extraction could not be recorded: {}", status.message());
                self.fail(&token, &error).await
            }
            // No fault of the article's, so the attempt shall not count.
            Err(Trouble::Away(_)) => self.release(token).await,
        })
    }

    async fn complete(&self, token: &str) -> Outcome {
        match self.peers.complete(&self.options, token).await {
            Ok(_) => {}
            // The article will be extracted once more, which changes nothing.
            Err(Trouble::Refused(status) | Trouble::Failed(status) | Trouble::Away(status)) => {
                tracing::warn!(code = ?status.code(), "could not report an article done");
            }
        }
        Outcome::Recorded
    }

    async fn fail(&self, token: &str, error: &str) -> Outcome {
        match self.peers.fail(&self.options, token, error).await {
            Ok(answer) => {
                tracing::warn!(error, set_aside = answer.set_aside, "an article failed");
            }
            // The lease lapses and the article is tried again all the same.
            Err(Trouble::Refused(status) | Trouble::Failed(status) | Trouble::Away(status)) => {
                tracing::warn!(error, code = ?status.code(), "could not report a failed article");
            }
        }
        Outcome::Failed
    }

    async fn release(&self, token: String) -> Outcome {
        self.peers.release(vec![token]).await;
        Outcome::Released
    }
}
