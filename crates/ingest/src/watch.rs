//! Following articles until they are done: tells at once how they stand, and again when that
//! changes. Completions in this process wake the followers; those that another replica heard of
//! are found by looking again now and then.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{BoxStream, StreamExt, try_unfold};
use q7x2_domain::{ArticleId, PortError, WorkQueue, WorkState};
use q7x2_proto::{status, v1};
use tokio::sync::watch;
use tokio::time::Instant;
use tonic::Status;

use crate::HeldArticles;
use crate::intake::stopping;
use crate::service::Shared;

/// How often to look again when nothing is heard.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How much longer than looking takes to wait before looking again: many completions make one
/// look, and following a large number of articles does not keep the queue busy.
const RESTRAINT: u32 = 10;

/// How long nothing is done before it is told that nobody is at work.
const STILL: Duration = Duration::from_secs(3);

/// One client's view of the articles it follows.
struct Follower<Q, H> {
    shared: Arc<Shared<Q, H>>,
    changes: watch::Receiver<u64>,
    /// Those that were not done when last looked at.
    articles: Vec<ArticleId>,
    /// When to look again at the earliest.
    not_before: Instant,
    /// When fewer were pending than before.
    moved: Instant,
    /// What the client was told last.
    told: Option<v1::WatchArticlesResponse>,
}

/// Tells how articles stand, whenever that changes, until none is pending.
pub(crate) fn follow<Q: WorkQueue, H: HeldArticles>(
    shared: Arc<Shared<Q, H>>,
    articles: Vec<ArticleId>,
) -> BoxStream<'static, Result<v1::WatchArticlesResponse, Status>> {
    let articles: BTreeSet<ArticleId> = articles.into_iter().collect();
    let follower = Follower {
        changes: shared.changes.subscribe(),
        shared,
        articles: articles.into_iter().collect(),
        not_before: Instant::now(),
        moved: Instant::now(),
        told: None,
    };
    try_unfold(follower, |mut follower| async {
        let news = follower.news().await?;
        Ok(news.map(|news| (news, follower)))
    })
    .boxed()
}

impl<Q: WorkQueue, H: HeldArticles> Follower<Q, H> {
    /// Waits for something to tell; `None` when there will be nothing more.
    async fn news(&mut self) -> Result<Option<v1::WatchArticlesResponse>, Status> {
        if self.told.as_ref().is_some_and(|told| told.pending == 0) {
            return Ok(None);
        }
        let shared = Arc::clone(&self.shared);
        loop {
            if self.told.is_some() {
                tokio::select! {
                    () = shared.shutdown.cancelled() => return Err(stopping()),
                    () = self.changed() => {}
                }
            }
            let news = self.look().await?;
            if self.told.as_ref() != Some(&news) {
                self.told = Some(news.clone());
                return Ok(Some(news));
            }
        }
    }

    /// Waits until looking again may be worth it.
    async fn changed(&mut self) {
        // The sender lives as long as the service; without it, time alone would do.
        let _ = tokio::time::timeout(LOOK_AGAIN, self.changes.changed()).await;
        tokio::time::sleep_until(self.not_before).await;
    }

    /// Returns how the articles stand, and forgets those that are done.
    async fn look(&mut self) -> Result<v1::WatchArticlesResponse, Status> {
        // What changes from here on is worth another look.
        self.changes.borrow_and_update();
        let started = Instant::now();
        let unfinished = self.shared.queue.unfinished(&self.articles).await;
        self.not_before = Instant::now() + (started.elapsed() * RESTRAINT).min(LOOK_AGAIN);
        let unfinished = match self.shared.noted(unfinished) {
            Ok(unfinished) => unfinished,
            Err(error @ (PortError::Corrupt { .. } | PortError::Rejected(_))) => {
                return Err(status(&error));
            }
            // It goes on by itself when the cause is gone, and so does this.
            Err(error) => {
                let pending = self.articles.len() as u64;
                let told = self.told.clone();
                let told =
                    told.unwrap_or(v1::WatchArticlesResponse { pending, ..Default::default() });
                return Ok(v1::WatchArticlesResponse { waiting_for: error.to_string(), ..told });
            }
        };
        self.articles = unfinished.iter().map(|u| u.article).collect();
        let set_aside = unfinished.iter().filter(|u| u.state == WorkState::SetAside);
        let mut set_aside_ids: Vec<String> = set_aside.map(|u| u.article.to_string()).collect();
        set_aside_ids.sort();
        let pending = (unfinished.len() - set_aside_ids.len()) as u64;
        if self.told.as_ref().is_none_or(|told| told.pending != pending) {
            self.moved = Instant::now();
        }
        let waiting_for = match pending {
            0 => None,
            _ => self.shared.waiting_for(self.moved.elapsed() >= STILL),
        };
        let waiting_for = waiting_for.unwrap_or_default();
        Ok(v1::WatchArticlesResponse { pending, set_aside_ids, waiting_for })
    }
}
