//! What was fetched and has no receipts yet. It is remembered once it has them all, so that what is broken off
//! is fetched again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use q7x2_fetch::{Fetcher, Trace};

use crate::output::tell;

/// Something that was fetched, as long as not all of it is kept.
#[derive(Debug)]
pub(super) struct Pending {
    fetcher: Arc<Fetcher>,
    trace: Trace,
    /// How many of its parts are not kept, and one more as long as there may be other parts.
    left: AtomicUsize,
    /// The feed that it is an item of.
    of: Option<Kept>,
    /// Whether it is done with even where it gives no article: it will not do so another time.
    is_tried_once: bool,
}

/// A part of something that was fetched.
#[derive(Debug, Clone)]
pub(crate) struct Kept(Arc<Pending>);

impl Pending {
    /// Returns the first part of something that was fetched, to be told when there are no others.
    pub(super) fn begin(fetcher: &Arc<Fetcher>, trace: Trace, of: Option<Kept>) -> Kept {
        let (fetcher, left) = (Arc::clone(fetcher), AtomicUsize::new(1));
        let is_tried_once = of.is_some();
        Kept(Arc::new(Self { fetcher, trace, left, of, is_tried_once }))
    }
}

impl Kept {
    /// Returns another part of the same.
    pub(super) fn part(&self) -> Self {
        self.0.left.fetch_add(1, Ordering::SeqCst);
        self.clone()
    }

    /// Notes that a part has its receipt.
    pub(crate) fn receipt(&self, is_rejected: bool) {
        if !is_rejected || self.0.is_tried_once {
            self.done();
        }
    }

    /// Notes that a part is kept, or that there are no others.
    pub(super) fn done(&self) {
        let Pending { fetcher, trace, left, of, .. } = &*self.0;
        if left.fetch_sub(1, Ordering::SeqCst) == 1 {
            if let Err(error) = fetcher.memory().remember(trace) {
                tell(&error.to_string());
            }
            if let Some(feed) = of {
                feed.done();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Timestamp;
    use q7x2_fetch::{Memory, Options};

    use super::*;

    const FEED: &str = "https://post.example/feed";
    const ITEM: &str = "https://post.example/1";

    fn fetcher() -> Arc<Fetcher> {
        let memory = Arc::new(Memory::default());
        Arc::new(Fetcher::new(Options::default(), memory).expect("a fetcher"))
    }

    fn trace(address: &str) -> Trace {
        Trace::of(address, Timestamp::from_seconds(7))
    }

    #[test]
    fn a_feed_is_remembered_once_all_its_items_have_their_receipts() {
        let fetcher = fetcher();
        let knows = |address: &str| fetcher.memory().fetched_at(address).is_some();
        let feed = Pending::begin(&fetcher, trace(FEED), None);
        let item = Pending::begin(&fetcher, trace(ITEM), Some(feed.part()));
        let article = item.part();
        item.done();
        feed.done();
        assert!(!knows(ITEM) && !knows(FEED));
        // It will be none another time either.
        article.receipt(true);
        assert!(knows(ITEM) && knows(FEED));
    }

    #[test]
    fn an_address_that_was_named_is_fetched_again_until_it_is_kept() {
        let fetcher = fetcher();
        let page = Pending::begin(&fetcher, trace(ITEM), None);
        let article = page.part();
        page.done();
        article.receipt(true);
        assert_eq!(fetcher.memory().fetched_at(ITEM), None);
    }
}
