//! Changes of records: who knows an article's last record may replace it, and what follows when it says that
//! the article is to be removed.

use std::time::Duration;

use futures::future::try_join_all;
use q7x2_domain::{LeaseToken, PortError};

use super::broker::{Draft, Which, unavailable, vanishing};
use super::record::{self, Record, State};
use super::seen::Seen;
use super::{JetStreamQueue, texts};
use crate::token::micros;

/// How often a change is tried that others come before.
pub(super) const TRIES: usize = 50;

/// How long the removal of an article may take before another does it.
const REMOVAL: Duration = Duration::from_secs(10);

/// How long after an article was not found it is looked for again.
const MISSED: Duration = Duration::from_secs(3);

/// The error of an article whose record in the queue makes no article.
const UNREADABLE: &str = "its record in the queue cannot be read; ingest the article again";

impl JetStreamQueue {
    /// Changes the record of a lease that holds. Returns the article as it stands then; `None` where the
    /// lease did not hold.
    pub(super) async fn change_lease(
        &self,
        token: &LeaseToken,
        to: impl Fn(&Seen) -> Record,
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
            if let Some(changed) = self.change(&seen, to(&seen)).await? {
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

    /// Puts away what makes no article, or is none any more: it must not keep those behind it waiting.
    pub(super) async fn put_away(&self, seen: &Seen) -> Result<(), PortError> {
        if self.shared.broker.article(seen.filed.message).await?.is_none() {
            // It was filled, and is read in its new form next time; or it is gone.
            self.shared.mirror.caught_up(Which::Articles).await?;
            let now = self.shared.mirror.ledger().find(seen.id);
            let is_new = now.is_some_and(|now| now.filed.message > seen.filed.message);
            // One answer is not believed: a broker that has just lost the lead may not know what is new.
            let is_sure = seen.record.attempts >= self.policy.max_attempts;
            match (is_new, is_sure) {
                (true, _) => _ = self.change(seen, given_back(&seen.record)).await?,
                (false, true) => self.announce_gone(seen).await?,
                (false, false) => {
                    let later = seen.record.turned(State::Waiting, micros(MISSED));
                    self.change(seen, later).await?;
                }
            }
            return Ok(());
        }
        let turned = seen.record.turned(State::SetAside, 0);
        self.change(seen, Record { error: Some(UNREADABLE.into()), ..turned }).await?;
        Ok(())
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
}

/// Returns the record of what is about to be removed.
pub(super) fn closing(record: &Record, message: u64) -> Record {
    Record { article: message, ..record.turned(State::Closing, micros(REMOVAL)) }
}

/// Returns the record of what is given back untouched.
pub(super) fn given_back(record: &Record) -> Record {
    let attempts = record.attempts.saturating_sub(1);
    Record { attempts, ..record.turned(State::Waiting, 0) }
}
