//! The port to the work queue: articles wait here, durable, until a worker has answered for them.
//!
//! Delivery is at least once: a lease that is not completed in time lapses and the article goes
//! to another worker. Recording is idempotent, so that is enough for every article to be
//! answered exactly once.

use std::future::Future;
use std::time::Duration;

use crate::{Article, ArticleId, Metadata, PortError, Timestamp};

/// Where articles wait for workers.
pub trait WorkQueue: Send + Sync + 'static {
    /// Adds articles, all or none; when this returns, they are durable. Returns, in order,
    /// whether each was new. Of an article already in the queue, set aside ones included, what was not known
    /// is filled with what is told now; when a worker has it just then, it is lent once more, so that what
    /// was filled is recorded.
    fn enqueue(
        &self,
        articles: &[Article],
    ) -> impl Future<Output = Result<Vec<Enqueued>, PortError>> + Send;

    /// Adds articles as [`Self::enqueue`] does, but lends them only when they are [lined
    /// up](Self::line_up), or after `pause` when nobody does: whoever adds them may find out first
    /// whether they are done, and [withdraw](Self::withdraw) them.
    fn reserve(
        &self,
        articles: &[Article],
        pause: Duration,
    ) -> impl Future<Output = Result<Vec<Enqueued>, PortError>> + Send;

    /// Lets reserved articles be lent now.
    fn line_up(&self, ids: &[ArticleId]) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Leases up to `max` articles to `worker` for `lease_for`, oldest first; waits up to `wait` for
    /// the first one and returns an empty list when there was none. When the caller goes away while
    /// it waits, what was leased for it meanwhile is given back.
    ///
    /// A lease that lapsed, or whose time is further off than it was given for because the clock was
    /// set back, is handed out again here. Nobody knows which of the articles that a worker had stopped
    /// it, so each is doubtful then: it is lent alone, to a worker that holds nothing else, and while it
    /// is out that worker is lent nothing else. One whose lease lapses when it was lent so, and that
    /// has had all its attempts, is set aside; no other article is for a lapse.
    fn lease(
        &self,
        worker: &str,
        max: usize,
        lease_for: Duration,
        wait: Duration,
    ) -> impl Future<Output = Result<Vec<Lease>, PortError>> + Send;

    /// Makes leases last `lease_for` from now. Returns, in order, which of them still held.
    fn extend(
        &self,
        tokens: &[LeaseToken],
        lease_for: Duration,
    ) -> impl Future<Output = Result<Vec<bool>, PortError>> + Send;

    /// Removes the article of a lease that still holds, unless more has been told of it since it was lent:
    /// then it is back in line. Returns whether the lease held.
    fn complete(&self, token: &LeaseToken) -> impl Future<Output = Result<bool, PortError>> + Send;

    /// Gives an article back after a failure, to be tried again after a pause that doubles with
    /// every attempt, or to be set aside after the last. `None` when the lease no longer held.
    fn fail(
        &self,
        token: &LeaseToken,
        error: &str,
    ) -> impl Future<Output = Result<Option<FailOutcome>, PortError>> + Send;

    /// Gives articles back untouched, as a worker does that shuts down; the attempt does not count.
    fn release(&self, tokens: &[LeaseToken]) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Counts articles by state.
    fn counts(&self) -> impl Future<Output = Result<QueueCounts, PortError>> + Send;

    /// Returns which of `ids` are still in the queue and how they stand; absent ones are done or
    /// were never here.
    fn unfinished(
        &self,
        ids: &[ArticleId],
    ) -> impl Future<Output = Result<Vec<Unfinished>, PortError>> + Send;

    /// Returns up to `limit` articles that are in line or lent, those first that have been there longest.
    fn pending(
        &self,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<ArticleId>, PortError>> + Send;

    /// Returns what holds those of `ids` that are in the queue.
    fn holds(&self, ids: &[ArticleId])
    -> impl Future<Output = Result<Vec<Hold>, PortError>> + Send;

    /// Removes those of `ids` that were never lent, and returns how many.
    fn withdraw(&self, ids: &[ArticleId]) -> impl Future<Output = Result<u64, PortError>> + Send;

    /// Removes those of `ids` that are in the queue, wherever they are, so that nothing of them is left in
    /// a file. Leases of them hold no more. Returns how many.
    fn remove(&self, ids: &[ArticleId]) -> impl Future<Output = Result<u64, PortError>> + Send;

    /// Returns up to `limit` articles of the queue without their texts, by id, after `after`.
    fn listed(
        &self,
        after: Option<ArticleId>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Queued>, PortError>> + Send;

    /// Returns up to `limit` articles that were set aside, latest first.
    fn set_aside(
        &self,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<SetAside>, PortError>> + Send;

    /// Puts set-aside articles back in line with fresh attempts: those named, or all when none is
    /// named. Returns how many.
    fn retry(&self, ids: &[ArticleId]) -> impl Future<Output = Result<u64, PortError>> + Send;
}

/// How often and how fast a failing article is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times an article is handed out before it is set aside.
    pub max_attempts: u32,
    /// The pause after the first failure; it doubles with each further one.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl RetryPolicy {
    /// Returns the pause after the failure of the `attempt`-th try (counted from 1).
    pub fn pause_after(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(20);
        self.first_pause.saturating_mul(1 << doublings).min(self.longest_pause)
    }
}

impl Default for RetryPolicy {
    /// Five attempts; pauses of 1, 2, 4, 8 … seconds, at most 5 minutes.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(300),
        }
    }
}

/// What became of an article offered to the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    /// It is in line now.
    Added,
    /// It was in the queue already.
    AlreadyQueued,
    /// It was in the queue already, and these fields of its metadata are known now that were not.
    Filled(Vec<&'static str>),
}

/// Proof of a lease. Each handing-out has its own: a lapsed one opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LeaseToken(String);

impl LeaseToken {
    /// Returns a token from what an adapter made or a worker sent back.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// Returns the token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An article lent to a worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Lease {
    /// Proof of the lease.
    pub token: LeaseToken,
    /// The article.
    pub article: Article,
    /// Which handing-out this is, counted from 1.
    pub attempt: u32,
    /// When the lease lapses unless extended.
    pub expires_at: Timestamp,
}

/// What became of an article whose extraction failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOutcome {
    /// It will be handed out again, not before this time.
    RetryAt(Timestamp),
    /// It had its last attempt and waits for a person.
    SetAside,
}

/// How many articles are in the queue, by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// In line, pauses after a failure included.
    pub waiting: u64,
    /// Lent to a worker.
    pub leased: u64,
    /// Set aside after the last attempt.
    pub set_aside: u64,
}

/// The state of an article in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkState {
    /// In line or lent to a worker.
    Pending,
    /// Set aside after the last attempt.
    SetAside,
}

/// An article that is still in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    /// Which.
    pub article: ArticleId,
    /// How it stands.
    pub state: WorkState,
}

/// What holds an article in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Which.
    pub article: ArticleId,
    /// Where it is.
    pub place: HoldPlace,
    /// How many times it was tried, the present one included.
    pub attempts: u32,
    /// How many workers stopped or took too long while they had it.
    pub lapses: u32,
    /// The last error that a worker reported.
    pub error: Option<String>,
}

/// An article of the queue without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Which.
    pub article: ArticleId,
    /// Its metadata.
    pub metadata: Metadata,
    /// Where it is.
    pub place: HoldPlace,
}

/// Where an article of the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldPlace {
    /// In line; after a failure not before this time.
    InLine(Option<Timestamp>),
    /// With a worker, until then unless it asks for more time.
    Lent(Timestamp),
    /// Set aside after the last attempt.
    SetAside,
}

/// An article set aside, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Which.
    pub article: ArticleId,
    /// Its metadata.
    pub metadata: Metadata,
    /// The last error.
    pub error: String,
    /// How many times it was tried.
    pub attempts: u32,
    /// When it was set aside.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::default();
        let pauses: Vec<u64> = (1..=5).map(|n| policy.pause_after(n).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16]);
        assert_eq!(policy.pause_after(u32::MAX), policy.longest_pause);
    }
}
