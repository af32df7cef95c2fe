//! Leases: who has which article, until when, and what becomes of it.

use std::time::Duration;

use futures::future::{join_all, try_join_all};
use q7x2_domain::{Article, FailOutcome, Lease, LeaseToken, PortError, Timestamp};

use super::broker::{Draft, Which, unavailable, vanishing};
use super::ledger::Seen;
use super::record::{self, Record, State};
use super::{JetStreamQueue, texts};
use crate::token::micros;

/// How often a change is tried that others come before.
const TRIES: usize = 50;

/// How long the removal of an article may take before another does it.
const REMOVAL: Duration = Duration::from_secs(10);

/// The error of an article whose record in the queue makes no article.
const UNREADABLE: &str = "its record in the queue cannot be read; ingest the article again";

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

    /// Puts away what makes no article, or is none any more: it must not keep those behind it waiting.
    async fn put_away(&self, seen: &Seen) -> Result<(), PortError> {
        if self.shared.broker.article(seen.filed.message).await?.is_none() {
            // It was filled, and is read in its new form next time; or it is gone.
            self.shared.mirror.caught_up(Which::Articles).await?;
            let now = self.shared.mirror.ledger().find(seen.id);
            let is_new = now.is_some_and(|now| now.filed.message > seen.filed.message);
            match is_new {
                true => _ = self.change(seen, self.given_back(&seen.record)).await?,
                false => self.announce_gone(seen).await?,
            }
            return Ok(());
        }
        let turned = seen.record.turned(State::SetAside, 0);
        self.change(seen, Record { error: Some(UNREADABLE.into()), ..turned }).await?;
        Ok(())
    }

    /// Prolongs a lease. Returns whether it held.
    pub(super) async fn extend_one(
        &self,
        token: &LeaseToken,
        lease_for: Duration,
    ) -> Result<bool, PortError> {
        let changed = self.change_lease(token, |seen, _| Record {
            lasts: micros(lease_for),
            at: None,
            ..seen.record.clone()
        });
        Ok(changed.await?.is_some())
    }

    /// Removes the article of a lease, or puts it back in line where more has been told of it since.
    /// Returns whether the lease held.
    pub(super) async fn complete_one(&self, token: &LeaseToken) -> Result<bool, PortError> {
        let closed = self.change_lease(token, |seen, _| Record {
            // What was filled meanwhile is another message, which stays.
            article: seen.record.article,
            ..seen.record.turned(State::Closing, micros(REMOVAL))
        });
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
        let failed = self.change_lease(token, |seen, _| {
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
        self.change_lease(token, |seen, _| self.given_back(&seen.record)).await?;
        Ok(())
    }

    fn given_back(&self, record: &Record) -> Record {
        let attempts = record.attempts.saturating_sub(1);
        Record { attempts, ..record.turned(State::Waiting, 0) }
    }

    /// Changes the record of a lease that holds. Returns the article as it stands then; `None` where the
    /// lease did not hold.
    async fn change_lease(
        &self,
        token: &LeaseToken,
        to: impl Fn(&Seen, i64) -> Record,
    ) -> Result<Option<Seen>, PortError> {
        let Some((id, key, lease)) = record::parse(token) else { return Ok(None) };
        for _ in 0..TRIES {
            let now = self.now().await?;
            let seen = self.shared.mirror.ledger().look(id);
            let holds = |seen: &Seen| {
                seen.filed.key == key
                    && seen.record.state == State::Leased
                    && seen.record.lease == lease
                    && seen.due_at() > now
            };
            let Some(seen) = seen.filter(holds) else { return Ok(None) };
            if let Some(changed) = self.change(&seen, to(&seen, now)).await? {
                return Ok(Some(changed));
            }
        }
        Err(unavailable("others change the same article all the time".to_owned()))
    }

    /// Replaces an article's record. Returns the article with the new one; `None` where another was there
    /// first.
    pub(super) async fn change(
        &self,
        seen: &Seen,
        record: Record,
    ) -> Result<Option<Seen>, PortError> {
        let changed = self.change_all(vec![(seen.clone(), record)]).await?;
        Ok(changed.into_iter().next().flatten())
    }

    /// Does the same with many at once.
    pub(super) async fn change_all(
        &self,
        changes: Vec<(Seen, Record)>,
    ) -> Result<Vec<Option<Seen>>, PortError> {
        let at = self.clock.as_ref().map(|clock| clock.now().micros());
        let published = changes.into_iter().map(async |(seen, record)| {
            let record = Record { at, ..record };
            let mut headers = async_nats::HeaderMap::new();
            if record.state == State::Gone {
                vanishing(&mut headers);
            }
            let payload = serde_json::to_vec(&record).map_err(unavailable)?;
            let draft = Draft { subject: self.record_subject(&seen), headers, payload };
            let revision = self.shared.broker.publish(draft, seen.revision).await?;
            if revision.is_none() {
                self.look_again(&seen).await?;
            }
            Ok::<_, PortError>(revision.map(|revision| Seen { revision, record, ..seen }))
        });
        let mut changed = try_join_all(published).await?;
        let newest = changed.iter().flatten().map(|seen| seen.revision).max();
        self.shared.mirror.reach(Which::Records, newest.unwrap_or(0)).await?;
        let ledger = self.shared.mirror.ledger();
        for seen in changed.iter_mut().flatten() {
            // When it began is known from the news of it, unless somebody has replaced it since.
            let noted = ledger.find(seen.id).filter(|noted| noted.revision == seen.revision);
            let began = noted.map(|noted| noted.began).or(seen.record.at);
            seen.began = began.unwrap_or(seen.began);
        }
        Ok(changed)
    }

    /// Finds out why a record could not be replaced: it is newer than the ledger knew, or has vanished.
    async fn look_again(&self, seen: &Seen) -> Result<(), PortError> {
        self.shared.mirror.caught_up(Which::Records).await?;
        let known = self.shared.mirror.ledger().find(seen.id);
        let is_same =
            |known: Seen| known.filed.key == seen.filed.key && known.revision == seen.revision;
        let subject = self.record_subject(seen);
        if known.is_some_and(is_same)
            && self.shared.broker.last(Which::Records, &subject).await?.is_none()
        {
            self.shared.mirror.ledger().unnote(seen.filed.key);
        }
        Ok(())
    }

    fn record_subject(&self, seen: &Seen) -> String {
        self.shared.broker.subject("record", format_args!("{}.{}", seen.id, seen.filed.key))
    }

    /// Removes an article whose record says that it is to be removed, unless more has been told of it since:
    /// then it is back in line.
    pub(super) async fn remove_closed(
        &self,
        closed: &Seen,
        for_good: bool,
    ) -> Result<(), PortError> {
        let message = closed.record.article;
        let is_deleted =
            message == closed.filed.message && self.shared.broker.delete(message, for_good).await?;
        if !is_deleted {
            self.shared.mirror.caught_up(Which::Articles).await?;
            let filed = self.shared.mirror.ledger().find(closed.id).map(|seen| seen.filed);
            let is_filled =
                filed.is_some_and(|now| now.key == closed.filed.key && now.message > message);
            if is_filled {
                self.change(closed, closed.record.afresh()).await?;
                return Ok(());
            }
        }
        if let Some((name, _)) = closed.filed.parts.as_deref().and_then(texts::parts) {
            let parts = self.shared.broker.subject("part", format!("{}.{name}.>", closed.id));
            self.shared.broker.purge(parts).await?;
        }
        self.announce_gone(closed).await
    }

    async fn announce_gone(&self, seen: &Seen) -> Result<(), PortError> {
        let record = Record { article: seen.filed.message, ..seen.record.turned(State::Gone, 0) };
        self.change(seen, record).await?;
        Ok(())
    }

    async fn read(&self, seen: &Seen) -> Result<Option<Article>, PortError> {
        let Some(message) = self.shared.broker.article(seen.filed.message).await? else {
            return Ok(None);
        };
        texts::read(&self.shared.broker, seen.id, &message).await
    }
}
