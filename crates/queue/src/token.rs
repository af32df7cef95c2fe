//! What tokens of leases look like, and what else the adapters in databases share.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use q7x2_domain::{Lease, LeaseToken, PortError, WorkQueue};
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, timeout};

/// The longest that a lease waits, however long it is asked to.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Lends up to `max` articles by `lend`, and waits up to `wait` for the first one: looks again when
/// `arrivals` wakes, and every `look_again` for what nobody announces.
pub(crate) async fn lease_within<F>(
    max: usize,
    wait: Duration,
    (arrivals, look_again): (&Notify, Duration),
    lend: impl Fn() -> F,
) -> Result<Vec<Lease>, PortError>
where
    F: Future<Output = Result<Vec<Lease>, PortError>>,
{
    let deadline = Instant::now() + wait.min(LONGEST_WAIT);
    loop {
        // Listens before it looks, so that nothing arrives in between unnoticed.
        let mut arrival = pin!(arrivals.notified());
        arrival.as_mut().enable();
        let leases = lend().await?;
        let left = deadline.saturating_duration_since(Instant::now());
        if !leases.is_empty() || max == 0 || left.is_zero() {
            return Ok(leases);
        }
        // Running out of time is no news: either way it looks again.
        let _ = timeout(left.min(look_again), arrival).await;
    }
}

/// Lends by `lend`, in a task of its own that ends what it has begun, since what is written cannot be called
/// back. When the caller goes away before it has the leases, they are given back to `queue`.
pub(crate) async fn lend_whole<Q, F>(queue: Q, lend: F) -> Result<Vec<Lease>, PortError>
where
    Q: WorkQueue,
    F: Future<Output = Result<Vec<Lease>, PortError>> + Send + 'static,
{
    let (deliver, delivered) = oneshot::channel();
    tokio::spawn(async move {
        let leases = lend.await;
        if let Err(Ok(leases)) = deliver.send(leases) {
            let tokens: Vec<LeaseToken> = leases.into_iter().map(|l| l.token).collect();
            if let Err(error) = queue.release(&tokens).await {
                tracing::warn!(%error, "leases that nobody took lapse");
            }
        }
    });
    delivered.await.map_err(|error| PortError::Unavailable {
        what: "the work queue",
        source: Box::new(error),
    })?
}

/// Returns the token of a lease: the row and which handing-out of it this is, so that a worker whose
/// lease has lapsed cannot touch the article any more, whoever has it now.
pub(crate) fn token(id: &str, key: i64, number: i64) -> LeaseToken {
    LeaseToken::new(format!("{id}.{key}.{number}"))
}

/// Returns article id, key and number of a token; `None` when it is none of this queue's.
pub(crate) fn parse(token: &LeaseToken) -> Option<(&str, i64, i64)> {
    let mut parts = token.as_str().splitn(3, '.');
    let id = parts.next()?;
    Some((id, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Returns a length of time in microseconds.
pub(crate) fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX / 4)
}
