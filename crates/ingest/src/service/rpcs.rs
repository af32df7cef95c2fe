//! The rpcs of IngestService. Validation is the contract's (`q7x2_proto`), durability is the
//! queue's; this is what lies between.

use std::collections::HashMap;
use std::sync::Arc;

use futures::stream::BoxStream;
use q7x2_domain::{ArticleId, Hold, HoldPlace, PortError, WorkQueue};
use q7x2_proto::v1::ingest_service_server::IngestService;
use q7x2_proto::{
    ConvertError, Problem, article_ids, duration_from_wire, duration_to_wire, model_version,
    status, v1,
};
use tokio::time::Instant;
use tonic::{Request, Response, Status, Streaming};

use super::lent::holder;
use super::{Ingest, MAX_LEASED, MAX_WAIT, Shared};
use crate::{HeldArticles, holds, intake, metrics};

/// How many set-aside articles are listed at most.
const MAX_SET_ASIDE: u32 = 1000;

/// How many articles in line are named at most.
const MAX_PENDING: u32 = 100_000;

/// How many characters of a worker's error are kept.
const MAX_ERROR_CHARS: usize = 2000;

/// How many characters of a worker's trouble are kept.
const MAX_TROUBLE_CHARS: usize = 500;

/// The longest name of a worker, in bytes.
const MAX_NAME_BYTES: usize = 200;

#[tonic::async_trait]
impl<Q: WorkQueue, H: HeldArticles> IngestService for Ingest<Q, H> {
    type IngestArticlesStream = BoxStream<'static, Result<v1::IngestArticlesResponse, Status>>;
    type WatchArticlesStream = BoxStream<'static, Result<v1::WatchArticlesResponse, Status>>;

    async fn ingest_articles(
        &self,
        request: Request<Streaming<v1::IngestArticlesRequest>>,
    ) -> Result<Response<Self::IngestArticlesStream>, Status> {
        let shared = Arc::clone(&self.shared);
        Ok(Response::new(intake::receipts(shared, request.into_inner())))
    }

    async fn lease_articles(
        &self,
        request: Request<v1::LeaseArticlesRequest>,
    ) -> Result<Response<v1::LeaseArticlesResponse>, Status> {
        let holder = holder(request.extensions());
        let request = request.into_inner();
        let worker = worker_name(request.worker)?;
        let model = model_version(request.model, "model")?;
        let wait = duration_from_wire(request.wait, "wait")?.min(MAX_WAIT);
        let max = (request.max_articles as usize).min(MAX_LEASED);
        if max == 0 {
            let problem = Problem::OutOfRange("a worker asks for at least 1 article");
            return Err(ConvertError::new("max_articles", problem).into());
        }
        let started = Instant::now();
        let _asking = self.shared.workers.asking(&worker, &model, self.shared.clock.now());
        let leases = self.shared.lease(&worker, max, wait).await.map_err(|error| status(&error))?;
        if !leases.is_empty() {
            self.shared.workers.lent(&worker, &leases);
            metrics::leased(leases.len(), started.elapsed());
            tracing::debug!(worker, articles = leases.len(), "lent articles");
        }
        Ok(Response::new(v1::LeaseArticlesResponse {
            leases: leases.iter().map(|lease| self.shared.lent(lease, &holder)).collect(),
            lease_for: Some(duration_to_wire(self.shared.lease_for)),
        }))
    }

    async fn extend_lease(
        &self,
        request: Request<v1::ExtendLeaseRequest>,
    ) -> Result<Response<v1::ExtendLeaseResponse>, Status> {
        let holder = holder(request.extensions());
        let v1::ExtendLeaseRequest { tokens: sent, worker, trouble } = request.into_inner();
        let tokens = self.shared.tokens(&sent, &holder)?;
        let trouble = plain(&trouble, MAX_TROUBLE_CHARS);
        // Noted whatever becomes of the leases: it may be the same trouble that keeps them from being held.
        if self.shared.workers.reported(&worker, trouble, self.shared.clock.now()) {
            self.shared.announce_change();
        }
        let extended = self.shared.queue.extend(&tokens, self.shared.lease_for).await;
        let extended = self.shared.noted(extended).map_err(|error| status(&error))?;
        let (mut held, mut lapsed, mut lapsed_tokens) = (Vec::new(), Vec::new(), Vec::new());
        for ((token, sent), extended) in tokens.into_iter().zip(sent).zip(extended) {
            if extended {
                held.push(token);
            } else {
                lapsed.push(token);
                lapsed_tokens.push(sent);
            }
        }
        let now = self.shared.clock.now();
        self.shared.workers.extended(&held, now);
        for token in &lapsed {
            self.shared.workers.ended(token, false, now);
        }
        metrics::lapsed(lapsed.len());
        Ok(Response::new(v1::ExtendLeaseResponse { lapsed_tokens }))
    }

    async fn complete_lease(
        &self,
        request: Request<v1::CompleteLeaseRequest>,
    ) -> Result<Response<v1::CompleteLeaseResponse>, Status> {
        let holder = holder(request.extensions());
        let token = self.shared.token(&request.into_inner().token, "token", &holder)?;
        let held = self.shared.noted(self.shared.queue.complete(&token).await);
        let held = held.map_err(|error| status(&error))?;
        self.shared.workers.ended(&token, held, self.shared.clock.now());
        if held {
            metrics::completed();
            self.shared.announce_change();
        } else {
            metrics::lapsed(1);
        }
        Ok(Response::new(v1::CompleteLeaseResponse { held }))
    }

    async fn fail_lease(
        &self,
        request: Request<v1::FailLeaseRequest>,
    ) -> Result<Response<v1::FailLeaseResponse>, Status> {
        let holder = holder(request.extensions());
        let v1::FailLeaseRequest { token, error } = request.into_inner();
        let token = self.shared.token(&token, "token", &holder)?;
        let error = plain(&error, MAX_ERROR_CHARS);
        let outcome = self.shared.queue.fail(&token, &error).await;
        let outcome = outcome.map_err(|error| status(&error))?;
        self.shared.workers.ended(&token, false, self.shared.clock.now());
        match outcome {
            Some(outcome) => {
                metrics::failed(outcome);
                self.shared.announce_change();
            }
            None => metrics::lapsed(1),
        }
        Ok(Response::new(outcome.into()))
    }

    async fn release_leases(
        &self,
        request: Request<v1::ReleaseLeasesRequest>,
    ) -> Result<Response<v1::ReleaseLeasesResponse>, Status> {
        let holder = holder(request.extensions());
        let tokens = self.shared.tokens(&request.into_inner().tokens, &holder)?;
        self.shared.queue.release(&tokens).await.map_err(|error| status(&error))?;
        let now = self.shared.clock.now();
        for token in &tokens {
            self.shared.workers.ended(token, false, now);
        }
        Ok(Response::new(v1::ReleaseLeasesResponse {}))
    }

    async fn watch_articles(
        &self,
        request: Request<v1::WatchArticlesRequest>,
    ) -> Result<Response<Self::WatchArticlesStream>, Status> {
        let ids = article_ids(&request.into_inner().article_ids, "article_ids")?;
        Ok(Response::new(crate::watch::follow(Arc::clone(&self.shared), ids)))
    }

    async fn get_queue_status(
        &self,
        request: Request<v1::GetQueueStatusRequest>,
    ) -> Result<Response<v1::GetQueueStatusResponse>, Status> {
        let v1::GetQueueStatusRequest { max_set_aside, max_pending } = request.into_inner();
        let (limit, max_pending) = (max_set_aside.min(MAX_SET_ASIDE), max_pending.min(MAX_PENDING));
        let queue = &self.shared.queue;
        let counts = queue.counts().await.map_err(|error| status(&error))?;
        let set_aside = match limit {
            0 => Vec::new(),
            limit => queue.set_aside(limit as usize).await.map_err(|error| status(&error))?,
        };
        let pending = match max_pending {
            0 => Vec::new(),
            limit => queue.pending(limit as usize).await.map_err(|error| status(&error))?,
        };
        metrics::depth(counts);
        Ok(Response::new(v1::GetQueueStatusResponse {
            pending_article_ids: pending.iter().map(ToString::to_string).collect(),
            waiting: counts.waiting,
            leased: counts.leased,
            set_aside: counts.set_aside,
            set_aside_articles: set_aside.iter().map(Into::into).collect(),
            workers: self.shared.workers.about(self.shared.clock.now()),
            model: self.shared.workers.model().map(|m| m.to_string()).unwrap_or_default(),
        }))
    }

    async fn list_queued_articles(
        &self,
        request: Request<v1::ListQueuedArticlesRequest>,
    ) -> Result<Response<v1::ListQueuedArticlesResponse>, Status> {
        let v1::ListQueuedArticlesRequest { after_article_id: after, page_size } =
            request.into_inner();
        let after = (!after.is_empty()).then_some(after);
        let after = article_ids(after.as_slice(), "after_article_id")?.pop();
        let limit = q7x2_proto::page_size(page_size) as usize;
        let found = self.shared.queue.listed(after, limit).await.map_err(|error| status(&error))?;
        let articles = found.iter().map(Into::into).collect();
        Ok(Response::new(v1::ListQueuedArticlesResponse { articles }))
    }

    async fn remove_articles(
        &self,
        request: Request<v1::RemoveArticlesRequest>,
    ) -> Result<Response<v1::RemoveArticlesResponse>, Status> {
        let ids = article_ids(&request.into_inner().article_ids, "article_ids")?;
        let removed = self.shared.queue.remove(&ids).await.map_err(|error| status(&error))?;
        self.shared.announce_change();
        tracing::info!(articles = removed, "removed articles from the queue");
        Ok(Response::new(v1::RemoveArticlesResponse { removed }))
    }

    async fn retry_articles(
        &self,
        request: Request<v1::RetryArticlesRequest>,
    ) -> Result<Response<v1::RetryArticlesResponse>, Status> {
        let ids = article_ids(&request.into_inner().article_ids, "article_ids")?;
        let holds = self.shared.other_holds(&ids).await.map_err(|error| status(&error))?;
        let retried = self.shared.queue.retry(&ids).await.map_err(|error| status(&error))?;
        self.shared.announce_change();
        tracing::info!(articles = retried, "put set-aside articles back in line");
        Ok(Response::new(v1::RetryArticlesResponse { retried, holds }))
    }
}

impl<Q: WorkQueue, H> Shared<Q, H> {
    /// Returns what holds those of `ids` that were not set aside.
    async fn other_holds(&self, ids: &[ArticleId]) -> Result<Vec<v1::ArticleHold>, PortError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let holds = self.queue.holds(ids).await?;
        let holds: HashMap<ArticleId, &Hold> = holds.iter().map(|h| (h.article, h)).collect();
        let told = |id: &ArticleId| match holds.get(id) {
            Some(hold) if hold.place == HoldPlace::SetAside => None,
            Some(hold) => Some(holds::told(hold, self.clock.now())),
            None => Some("it is not in line: it is done, or was never taken in".to_owned()),
        };
        let hold = |id: &ArticleId| {
            told(id).map(|reason| v1::ArticleHold { article_id: id.to_string(), reason })
        };
        Ok(ids.iter().filter_map(hold).collect())
    }
}

/// Returns the beginning of what a worker says, without what no text has.
fn plain(said: &str, chars: usize) -> String {
    said.replace('\0', "\u{fffd}").chars().take(chars).collect()
}

/// Returns a worker's name, which is needed to tell it from the others.
fn worker_name(name: String) -> Result<String, ConvertError> {
    let problem = match name.len() {
        0 => Problem::Missing,
        _ if name.contains('\0') => Problem::Nul,
        1..=MAX_NAME_BYTES => return Ok(name),
        bytes => Problem::TooLong { bytes, limit: MAX_NAME_BYTES },
    };
    Err(ConvertError::new("worker", problem))
}
