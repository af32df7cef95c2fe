//! Leases: who has which article, until when, and what becomes of it.

use std::time::Duration;

use futures::future::join_all;
use q7x2_domain::{Article, FailOutcome, Lease, LeaseToken, PortError, Timestamp};

use super::changes::{TRIES, closing, given_back};
use super::record::{self, Record, State};
use super::seen::Seen;
use super::{JetStreamQueue, texts};
use crate::token::micros;

impl JetStreamQueue {
    /// Lends up to `max` articles that are due, oldest first, to `worker`: a doubtful one alone.
    pub(super) async fn lend(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
    ) -> Result<Vec<Lease>, PortError> {
        for _ in 0..TRIES {
            let (lent, others) = self.lend_some(worker, max, lease_for).await?;
            let read = join_all(lent.iter().map(|seen| self.read(seen))).await;
            let mut leases = vec![];
            for (seen, article) in lent.into_iter().zip(read) {
                match article? {
                    Some(article) => leases.push(Lease {
                        token: record::token(seen.id, seen.filed.key, &seen.record.lease),
                        article,
                        attempt: seen.record.attempts,
                        expires_at: Timestamp::from_micros(seen.due_at()),
                    }),
                    None => self.put_away(&seen).await?,
                }
            }
            if !leases.is_empty() || !others {
                return Ok(leases);
            }
        }
        Ok(vec![])
    }

    /// Lends in the records alone, and tells whether others had some of them first, or some are to be looked
    /// for again. One at a time in a process: what a worker holds is looked at before it is lent more.
    async fn lend_some(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
    ) -> Result<(Vec<Seen>, bool), PortError> {
        let _one = self.shared.lending.lock().await;
        let now = self.now().await?;
        self.tidy(now).await?;
        let chosen = self.shared.mirror.ledger().choose(worker, max, now);
        if chosen.is_empty() {
            return Ok((vec![], false));
        }
        let lending = self.shared.broker.unique();
        let changes = chosen.into_iter().enumerate().map(|(number, seen)| {
            let is_lapsed = seen.record.state == State::Leased;
            let record = Record {
                article: seen.filed.message,
                lease: format!("{lending}-{number}"),
                attempts: seen.record.attempts + 1,
                handed_out: seen.record.handed_out + 1,
                lapses: seen.record.lapses + u32::from(is_lapsed),
                doubtful: seen.record.doubtful || is_lapsed,
                worker: Some(worker.to_owned()),
                ..seen.record.turned(State::Leased, micros(lease_for))
            };
            (seen, record)
        });
        let changed = self.change_all(changes.collect()).await?;
        let others = changed.iter().any(Option::is_none);
        let lent: Vec<Seen> = changed.into_iter().flatten().collect();
        Ok((lent, others))
    }

    /// Sets aside what was lent alone, for the last time, and whose lease is over; removes what another
    /// process began to remove.
    async fn tidy(&self, now: i64) -> Result<(), PortError> {
        let (spent, unclosed) = {
            let mut ledger = self.shared.mirror.ledger();
            ledger.settle(now);
            (ledger.spent(self.policy.max_attempts, now), ledger.unclosed(now))
        };
        for seen in spent {
            let Record { lapses, error, .. } = &seen.record;
            let lapses = lapses + 1;
            let often = if lapses == 1 { "once".into() } else { format!("{lapses} times") };
            let last = error.as_ref().map(|error| format!("; the last error was: {error}"));
            let told = format!(
                "the lease lapsed {often}: the worker stopped or took too long{}",
                last.unwrap_or_default()
            );
            let turned = seen.record.turned(State::SetAside, 0);
            self.change(&seen, Record { lapses, error: Some(told), ..turned }).await?;
        }
        for seen in unclosed {
            self.remove_closed(&seen, false).await?;
        }
        Ok(())
    }

    /// Prolongs a lease. Returns whether it held.
    pub(super) async fn extend_one(
        &self,
        token: &LeaseToken,
        lease_for: Duration,
    ) -> Result<bool, PortError> {
        let changed = self.change_lease(token, |seen| Record {
            lasts: micros(lease_for),
            at: None,
            ..seen.record.clone()
        });
        Ok(changed.await?.is_some())
    }

    /// Removes the article of a lease, or puts it back in line where more has been told of it since.
    /// Returns whether the lease held.
    pub(super) async fn complete_one(&self, token: &LeaseToken) -> Result<bool, PortError> {
        // What was filled since it was lent is another message, which stays.
        let closed = self.change_lease(token, |seen| closing(&seen.record, seen.record.article));
        let Some(closed) = closed.await? else { return Ok(false) };
        self.remove_closed(&closed, false).await?;
        Ok(true)
    }

    /// Gives an article back after a failure. `None` when the lease did not hold.
    pub(super) async fn fail_one(
        &self,
        token: &LeaseToken,
        error: &str,
    ) -> Result<Option<FailOutcome>, PortError> {
        let policy = self.policy;
        let failed = self.change_lease(token, |seen| {
            let attempts = seen.record.attempts;
            let turned = match attempts >= policy.max_attempts {
                true => seen.record.turned(State::SetAside, 0),
                false => seen.record.turned(State::Waiting, micros(policy.pause_after(attempts))),
            };
            // A worker that tells of a failure has survived it.
            Record { doubtful: false, error: Some(error.to_owned()), ..turned }
        });
        Ok(failed.await?.map(|seen| match seen.record.state {
            State::SetAside => FailOutcome::SetAside,
            _ => FailOutcome::RetryAt(Timestamp::from_micros(seen.due_at())),
        }))
    }

    /// Gives an article back untouched, if its lease holds.
    pub(super) async fn release_one(&self, token: &LeaseToken) -> Result<(), PortError> {
        self.change_lease(token, |seen| given_back(&seen.record)).await?;
        Ok(())
    }

    async fn read(&self, seen: &Seen) -> Result<Option<Article>, PortError> {
        let Some(message) = self.shared.broker.article(seen.filed.message).await? else {
            return Ok(None);
        };
        texts::read(&self.shared.broker, seen.id, &message).await
    }
}
