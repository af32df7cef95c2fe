//! Recordings that wait at the same time share a transaction, and with it the journeys to the server and the
//! flush of its log. Each caller hears of its own once that is committed.
//!
//! What fails takes nobody else along: a group that does not succeed is undone, and each of it is recorded
//! alone, as if it had come alone.

use std::sync::Arc;

use q7x2_domain::{PortError, Recorded};
use q7x2_postgres::Together;

use super::{SCHEMA, StoreDatabase, write_once};
use crate::session::Session;
use crate::store::record::{self, Recording};
use crate::store::{Engine, copies};

/// How many recordings share a transaction at most.
const GROUP: usize = 64;

/// How many statements share a transaction, from which on it takes no more articles: each cites people, who are
/// held with all whose names are like theirs, and a server has room for so many locks.
const STATEMENTS: usize = 128;

/// How many groups are under way at most: while one waits for the server's log, the next is written.
const AT_A_TIME: usize = 2;

/// Recordings that wait.
pub(super) type Waiting = Together<Arc<Recording>, Result<Recorded, PortError>>;

/// Returns the line in which recordings wait.
pub(super) fn line() -> Waiting {
    Together::new(GROUP, AT_A_TIME)
}

impl StoreDatabase {
    /// Records with what else waits to be.
    ///
    /// # Errors
    /// As [`Engine::write`].
    pub(super) async fn record_in_group(
        &self,
        recording: Recording,
    ) -> Result<Recorded, PortError> {
        let engine = self.clone();
        let work = async move |group: Vec<Arc<Recording>>| engine.record_group(group).await;
        let outcome = self.waiting.hand_in(Arc::new(recording), work).await;
        outcome.unwrap_or_else(|| {
            let source = "recording it panicked".into();
            Err(PortError::Unavailable { what: SCHEMA.what, source })
        })
    }

    async fn record_group(&self, group: Vec<Arc<Recording>>) -> Vec<Result<Recorded, PortError>> {
        let mut outcomes = Vec::with_capacity(group.len());
        let mut rest = &group[..];
        while !rest.is_empty() {
            let mut statements = 0;
            let has_room = |one: &&Arc<Recording>| {
                statements += one.statements();
                statements <= STATEMENTS
            };
            let (some, others) = rest.split_at(rest.iter().take_while(has_room).count().max(1));
            outcomes.append(&mut self.record_some(some.to_vec()).await);
            rest = others;
        }
        // Only now do all of them see one another. What is not done now is done with the next.
        let most = u32::try_from(2 * GROUP).unwrap_or(u32::MAX);
        if let Err(error) = self.write(move |session| copies::find(session, most)).await {
            tracing::debug!(%error, "copies are looked for later");
        }
        outcomes
    }

    async fn record_some(&self, group: Vec<Arc<Recording>>) -> Vec<Result<Recorded, PortError>> {
        if group.len() > 1 {
            let all = group.clone();
            let written = self.on_connection(move |mut connection, runtime| {
                let mut work = |session: &Session<'_>| record::write_all(session, &all);
                write_once(&mut connection, runtime, &mut work)
            });
            match written.await {
                Ok(outcomes) => return outcomes.into_iter().map(Ok).collect(),
                Err(error) => tracing::debug!(%error, "recording one by one"),
            }
        }
        let alone = group.into_iter().map(|recording| {
            let one = [recording];
            self.write(move |session: &Session<'_>| record::write_all(session, &one))
        });
        let written = futures::future::join_all(alone).await;
        let one = |written: Result<Vec<Recorded>, _>| {
            written.map(|all| all.first().copied().unwrap_or(Recorded::AlreadyHeld))
        };
        written.into_iter().map(one).collect()
    }
}
