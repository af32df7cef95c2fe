//! `ingest.proto`: articles on their way in, leases, and how the queue stands.

use q7x2_domain as domain;

use crate::field::article_id;
use crate::messages::from_owned;
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::{ConvertError, Problem, require, v1};

from_owned!(Lease => LeasedArticle, SetAside => SetAsideArticle);

impl TryFrom<v1::IngestArticlesRequest> for domain::Article {
    type Error = ConvertError;

    fn try_from(wire: v1::IngestArticlesRequest) -> Result<Self, ConvertError> {
        require(wire.article, "article")
    }
}

impl From<&domain::Article> for v1::IngestArticlesRequest {
    fn from(article: &domain::Article) -> Self {
        Self { article: Some(article.into()) }
    }
}

impl TryFrom<v1::LeasedArticle> for domain::Lease {
    type Error = ConvertError;

    fn try_from(wire: v1::LeasedArticle) -> Result<Self, ConvertError> {
        let missing = |field| move || ConvertError::new(field, Problem::Missing);
        if wire.token.is_empty() {
            return Err(missing("token")());
        }
        if wire.attempt == 0 {
            let problem = Problem::OutOfRange("attempts are counted from 1");
            return Err(ConvertError::new("attempt", problem));
        }
        Ok(Self {
            token: domain::LeaseToken::new(wire.token),
            article: require(wire.article, "article")?,
            attempt: wire.attempt,
            expires_at: timestamp_from_wire(wire.expires_at, "expires_at")?
                .ok_or_else(missing("expires_at"))?,
        })
    }
}

impl From<&domain::Lease> for v1::LeasedArticle {
    fn from(lease: &domain::Lease) -> Self {
        Self {
            token: lease.token.as_str().to_owned(),
            article: Some((&lease.article).into()),
            attempt: lease.attempt,
            expires_at: Some(timestamp_to_wire(lease.expires_at)),
        }
    }
}

impl From<Option<domain::FailOutcome>> for v1::FailLeaseResponse {
    /// `None` is a lease that had lapsed.
    fn from(outcome: Option<domain::FailOutcome>) -> Self {
        match outcome {
            None => Self { set_aside: false, retry_at: None },
            Some(domain::FailOutcome::SetAside) => Self { set_aside: true, retry_at: None },
            Some(domain::FailOutcome::RetryAt(at)) => {
                Self { set_aside: false, retry_at: Some(timestamp_to_wire(at)) }
            }
        }
    }
}

impl TryFrom<v1::SetAsideArticle> for domain::SetAside {
    type Error = ConvertError;

    fn try_from(wire: v1::SetAsideArticle) -> Result<Self, ConvertError> {
        Ok(Self {
            article: article_id(&wire.article_id, "article_id")?,
            metadata: require(wire.metadata, "metadata")?,
            error: wire.error,
            attempts: wire.attempts,
            at: timestamp_from_wire(wire.set_aside_at, "set_aside_at")?
                .ok_or_else(|| ConvertError::new("set_aside_at", Problem::Missing))?,
        })
    }
}

impl From<&domain::SetAside> for v1::SetAsideArticle {
    fn from(article: &domain::SetAside) -> Self {
        Self {
            article_id: article.article.to_string(),
            metadata: Some((&article.metadata).into()),
            error: article.error.clone(),
            attempts: article.attempts,
            set_aside_at: Some(timestamp_to_wire(article.at)),
        }
    }
}

impl From<&v1::GetQueueStatusResponse> for domain::QueueCounts {
    fn from(wire: &v1::GetQueueStatusResponse) -> Self {
        Self { waiting: wire.waiting, leased: wire.leased, set_aside: wire.set_aside }
    }
}
