//! How long a service that went away in the middle is waited for: it may just be started again, or another one
//! may take its place.

use std::time::Duration;

use tokio::time::Instant;
use tonic::Status;

use crate::connection::Ingest;
use crate::exit::Failure;
use crate::progress::Progress;

/// How long a service that was there may be away. One that is started again needs a second, and its
/// store perhaps some more.
const AWAY: Duration = Duration::from_secs(20);

/// How long to wait before it is asked again.
const PAUSE: Duration = Duration::from_millis(250);

/// When a service was last heard, if it ever was.
#[derive(Debug, Default)]
pub(super) struct Patience {
    heard: Option<Instant>,
}

impl Patience {
    /// Notes that the service is there.
    pub(super) fn renew(&mut self) {
        self.heard = Some(Instant::now());
    }

    /// Waits a moment when what happened may pass, and says what for.
    ///
    /// # Errors
    /// When it does not pass: the service refused, was never there, or has been away for too long.
    pub(super) async fn bear(
        &self,
        ingest: &Ingest,
        status: &Status,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let failure = ingest.failure(status);
        let in_time = self.heard.is_some_and(|heard| heard.elapsed() < AWAY);
        if !in_time || !ingest.may_come_back(status) {
            return Err(failure);
        }
        progress.waits_for(&ingest.coming_back());
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }
}
