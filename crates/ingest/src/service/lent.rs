//! What workers are given as proof of a lease. Where callers have tokens it is a ticket that is good
//! for the token it was lent to; elsewhere it is the queue's own token.

use q7x2_domain::{Lease, LeaseToken};
use q7x2_keys::Caller;
use q7x2_proto::{ConvertError, Problem, v1};
use tonic::{Extensions, Status};

use super::Shared;

/// Returns the name of who calls: that of the token, or nothing where there are no tokens and inside
/// this process.
pub(super) fn holder(extensions: &Extensions) -> String {
    extensions.get::<Caller>().map(|caller| caller.name.to_string()).unwrap_or_default()
}

impl<Q, H> Shared<Q, H> {
    /// Returns a lease as it is handed to `holder`.
    pub(super) fn lent(&self, lease: &Lease, holder: &str) -> v1::LeasedArticle {
        let mut leased = v1::LeasedArticle::from(lease);
        if let Some(tickets) = &self.tickets {
            let (article, now) =
                (lease.article.id().to_string(), self.clock.now().micros().div_euclid(1_000_000));
            leased.token = tickets.ticket(lease.token.as_str(), &article, holder, now);
        }
        leased
    }

    /// Returns the queue's token for what `holder` sends.
    ///
    /// # Errors
    /// When nothing was sent, or what was lent to somebody else.
    pub(super) fn token(
        &self,
        sent: &str,
        field: &str,
        holder: &str,
    ) -> Result<LeaseToken, Status> {
        if sent.is_empty() {
            return Err(ConvertError::new(field, Problem::Missing).into());
        }
        let Some(tickets) = &self.tickets else { return Ok(LeaseToken::new(sent)) };
        match tickets.lease(sent, holder) {
            Ok(token) => Ok(LeaseToken::new(token)),
            Err(error) => {
                tracing::warn!(caller = holder, %error, "refused a report on a lease");
                Err(Status::permission_denied(error.to_string()))
            }
        }
    }

    /// Returns the queue's tokens for all that `holder` sends.
    ///
    /// # Errors
    /// When one of them is none, or was lent to somebody else.
    pub(super) fn tokens(&self, sent: &[String], holder: &str) -> Result<Vec<LeaseToken>, Status> {
        let read =
            |(i, token): (usize, &String)| self.token(token, &format!("tokens[{i}]"), holder);
        sent.iter().enumerate().map(read).collect()
    }
}
