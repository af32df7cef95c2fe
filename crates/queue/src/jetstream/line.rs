//! The line: articles come in, are counted, and are put back after a person has looked at them.

use std::collections::HashSet;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use q7x2_domain::{Article, ArticleId, Enqueued, Metadata, PortError, Queued, SetAside, Timestamp};

use super::JetStreamQueue;
use super::broker::{Draft, Which, batches, unavailable};
use super::changes::{TRIES, closing};
use super::record::{self, Record, State};
use super::seen::Seen;
use super::texts::{self, Cover};
use crate::token::micros;

/// How many records are changed at a time.
const AT_ONCE: usize = 500;

/// How many messages are fetched at a time.
const FETCHED: usize = 32;

impl JetStreamQueue {
    /// Adds articles that are not in the queue, to be lent after a pause.
    pub(super) async fn take_in(
        &self,
        articles: &[Article],
        pause: Duration,
    ) -> Result<Vec<Enqueued>, PortError> {
        self.both().await?;
        let mut added = HashSet::new();
        let outcome = self.add(articles, pause, &mut added).await;
        if let Err(PortError::Full { .. } | PortError::Rejected(_)) = outcome {
            // All or none.
            let ids: Vec<ArticleId> = added.iter().copied().collect();
            self.withdraw_all(&ids).await?;
        }
        outcome?;
        let mut outcomes = Vec::with_capacity(articles.len());
        for article in articles {
            // Of one given twice the first counts.
            outcomes.push(match added.remove(&article.id()) {
                true => Enqueued::Added,
                false => self.fill(article).await?,
            });
        }
        Ok(outcomes)
    }

    /// Adds what is not in the queue, and notes which that was.
    async fn add(
        &self,
        articles: &[Article],
        pause: Duration,
        added: &mut HashSet<ArticleId>,
    ) -> Result<(), PortError> {
        let cover = Cover {
            began: self.clock.as_ref().map(|clock| clock.now().micros()),
            pause: micros(pause),
            ..Cover::default()
        };
        let mut drafts: Vec<(ArticleId, Draft)> = vec![];
        let mut met = HashSet::new();
        for article in articles.iter().filter(|article| met.insert(article.id())) {
            if !self.is_here(article.id()).await? {
                let parts = (article.id(), article.metadata(), article.text());
                let draft = texts::draft(&self.shared.broker, parts, cover.clone()).await?;
                drafts.push((article.id(), draft));
            }
        }
        for _ in 0..TRIES {
            let (ids, waiting): (Vec<ArticleId>, Vec<Draft>) = drafts.iter().cloned().unzip();
            let (mut at, mut is_refused) = (0, false);
            for batch in batches(&waiting) {
                let Some(last) = self.shared.broker.publish_together(batch).await? else {
                    is_refused = true;
                    break;
                };
                added.extend(&ids[at..at + batch.len()]);
                at += batch.len();
                self.shared.mirror.reach(Which::Articles, last).await?;
            }
            if !is_refused {
                return Ok(());
            }
            // Somebody else has added one of them just now.
            self.both().await?;
            let mut left = vec![];
            for (id, draft) in drafts {
                if !added.contains(&id) && !self.is_here(id).await? {
                    left.push((id, draft));
                }
            }
            drafts = left;
        }
        Err(unavailable("others add the same articles all the time".to_owned()))
    }

    /// Tells whether an article is in the queue. The removal of one that is as good as removed is ended.
    async fn is_here(&self, id: ArticleId) -> Result<bool, PortError> {
        let found = self.shared.mirror.ledger().find(id);
        Ok(match found {
            Some(seen) if seen.record.state == State::Closing => {
                self.remove_closed(&seen, false).await?;
                self.shared.mirror.ledger().look(id).is_some()
            }
            found => found.is_some(),
        })
    }

    /// Fills what is not known of an article in the queue with what is told of it now: as a new message in
    /// the place of the old one. Of one that a worker has, that is not the message that it was lent.
    async fn fill(&self, article: &Article) -> Result<Enqueued, PortError> {
        if Metadata::default().fill(article.metadata()).is_empty() {
            return Ok(Enqueued::AlreadyQueued);
        }
        for _ in 0..TRIES {
            let seen = self.shared.mirror.ledger().look(article.id());
            // It may have been done just now.
            let Some(seen) = seen else { return Ok(Enqueued::AlreadyQueued) };
            let message = self.shared.broker.article(seen.filed.message).await?;
            let known = message.as_ref().map(|message| record::decode(&message.payload));
            let Some(known) = known else {
                self.both().await?;
                continue;
            };
            let Some((mut known, text)) = known else { return Ok(Enqueued::AlreadyQueued) };
            let filled = known.fill(article.metadata());
            if filled.is_empty() {
                return Ok(Enqueued::AlreadyQueued);
            }
            let cover = Cover {
                key: Some(seen.filed.key),
                began: Some(seen.filed.began),
                pause: seen.filed.pause,
                parts: seen.filed.parts,
            };
            let whole = (article.id(), &known, text.as_str());
            let draft = texts::draft(&self.shared.broker, whole, cover).await?;
            if let Some(new) = self.shared.broker.publish(draft, seen.filed.message).await? {
                self.shared.mirror.reach(Which::Articles, new).await?;
                return Ok(Enqueued::Filled(filled));
            }
            self.both().await?;
        }
        Err(unavailable("others change the same article all the time".to_owned()))
    }

    /// Lets those of `ids` that were never lent be lent now.
    pub(super) async fn line_up_all(&self, ids: &[ArticleId]) -> Result<(), PortError> {
        self.both().await?;
        for ids in ids.chunks(AT_ONCE) {
            let reserved = self.never_lent(ids).into_iter().filter(|seen| seen.record.lasts > 0);
            let due = reserved.map(|seen| {
                let record = Record { lasts: 0, ..seen.record.clone() };
                (seen, record)
            });
            self.change_all(due.collect()).await?;
        }
        Ok(())
    }

    /// Removes those of `ids` that were never lent.
    pub(super) async fn withdraw_all(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.both().await?;
        let mut withdrawn = 0;
        for ids in ids.chunks(AT_ONCE) {
            let removed = self.never_lent(ids).into_iter().map(removed);
            let closed = self.change_all(removed.collect()).await?;
            for closed in closed.iter().flatten() {
                self.remove_closed(closed, false).await?;
                withdrawn += 1;
            }
        }
        Ok(withdrawn)
    }

    /// Removes an article wherever it is, so that nothing of it is left. Returns whether it was there.
    pub(super) async fn remove_one(&self, id: ArticleId) -> Result<bool, PortError> {
        let mut was_here = false;
        for _ in 0..TRIES {
            let seen = self.shared.mirror.ledger().look(id);
            let Some(seen) = seen else { return Ok(was_here) };
            was_here = true;
            let (seen, record) = removed(seen);
            if let Some(closed) = self.change(&seen, record).await? {
                self.remove_closed(&closed, true).await?;
            }
        }
        Err(unavailable("others change the same article all the time".to_owned()))
    }

    /// Puts set-aside articles back in line: those named, or all when none is. What was doubtful stays so.
    pub(super) async fn retry_all(&self, ids: &[ArticleId]) -> Result<u64, PortError> {
        self.both().await?;
        let aside: Vec<Seen> = {
            let ledger = self.shared.mirror.ledger();
            match ids.is_empty() {
                true => ledger.set_aside(usize::MAX),
                false => ids.iter().filter_map(|id| ledger.look(*id)).collect(),
            }
        };
        let mut again = 0;
        for aside in aside.chunks(AT_ONCE) {
            let aside = aside.iter().filter(|seen| seen.record.state == State::SetAside);
            let changes = aside.map(|seen| {
                let doubtful = seen.record.doubtful;
                (seen.clone(), Record { doubtful, ..seen.record.afresh() })
            });
            let changed = self.change_all(changes.collect()).await?;
            again += changed.iter().flatten().count();
        }
        Ok(u64::try_from(again).unwrap_or(u64::MAX))
    }

    /// Returns articles without their texts, by id, after `after`.
    pub(super) async fn listed_after(
        &self,
        after: Option<ArticleId>,
        limit: usize,
    ) -> Result<Vec<Queued>, PortError> {
        let now = self.both().await?;
        let seen = self.shared.mirror.ledger().listed(after, limit);
        let known = self.with_metadata(seen).await?;
        let listed = known.into_iter().map(|(seen, metadata)| Queued {
            article: seen.id,
            metadata,
            place: seen.place(now),
        });
        Ok(listed.collect())
    }

    /// Returns articles that were set aside, latest first.
    pub(super) async fn latest_set_aside(&self, limit: usize) -> Result<Vec<SetAside>, PortError> {
        self.both().await?;
        let seen = self.shared.mirror.ledger().set_aside(limit);
        let known = self.with_metadata(seen).await?;
        let articles = known.into_iter().map(|(seen, metadata)| SetAside {
            article: seen.id,
            metadata,
            error: seen.record.error.unwrap_or_default(),
            attempts: seen.record.attempts,
            at: Timestamp::from_micros(seen.began),
        });
        Ok(articles.collect())
    }

    /// Fetches metadata. What is gone meanwhile is left out.
    async fn with_metadata(&self, seen: Vec<Seen>) -> Result<Vec<(Seen, Metadata)>, PortError> {
        let fetched = stream::iter(seen).map(async |seen| {
            let message = self.shared.broker.article(seen.filed.message).await?;
            let known = message.and_then(|message| record::decode(&message.payload));
            Ok(known.map(|(metadata, _)| (seen, metadata)))
        });
        let fetched: Vec<Result<_, PortError>> = fetched.buffered(FETCHED).collect().await;
        fetched.into_iter().filter_map(Result::transpose).collect()
    }

    fn never_lent(&self, ids: &[ArticleId]) -> Vec<Seen> {
        let ledger = self.shared.mirror.ledger();
        let here = ids.iter().filter_map(|id| ledger.look(*id));
        here.filter(|seen| seen.record.state == State::Waiting && seen.record.handed_out == 0)
            .collect()
    }
}

/// Returns an article with the record that says it is to be removed.
fn removed(seen: Seen) -> (Seen, Record) {
    let record = closing(&seen.record, seen.filed.message);
    (seen, record)
}
