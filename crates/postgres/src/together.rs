//! Work of several callers that wait at the same time, done at once: what each would cost alone, journeys to
//! the server, plans and a flush of its log, they share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, oneshot};

/// A line in which callers hand work in. What waits when the turn comes is done in one group.
pub struct Together<I, O> {
    line: Mutex<Vec<(I, oneshot::Sender<O>)>>,
    turns: Semaphore,
    most: usize,
}

impl<I, O> fmt::Debug for Together<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Together").field("most", &self.most).finish_non_exhaustive()
    }
}

impl<I: Send + 'static, O: Send + 'static> Together<I, O> {
    /// Returns an empty line, of which groups of at most `most` are done, and so many at a time.
    pub fn new(most: usize, groups_at_a_time: usize) -> Self {
        Self { line: Mutex::default(), turns: Semaphore::new(groups_at_a_time), most }
    }

    /// Hands `item` in and returns its outcome once its group is done: by `work`, which gives an outcome for
    /// each of a group, in order. Whichever caller's `work` is run, so that of all must be the same. An item
    /// whose caller goes away before its group begins is left out. `None` when the work panicked.
    pub async fn hand_in<F>(
        self: &Arc<Self>,
        item: I,
        work: impl FnOnce(Vec<I>) -> F + Send + 'static,
    ) -> Option<O>
    where
        F: Future<Output = Vec<O>> + Send,
    {
        let (told, outcome) = oneshot::channel();
        self.line.lock().unwrap_or_else(PoisonError::into_inner).push((item, told));
        let line = Arc::clone(self);
        // In a task of its own: who waits may go away, and others are in the same group.
        tokio::spawn(async move {
            let Ok(_turn) = line.turns.acquire().await else { return };
            let (items, callers) = line.next();
            // Those who came before have taken all.
            if items.is_empty() {
                return;
            }
            for (caller, outcome) in callers.into_iter().zip(work(items).await) {
                // Nobody to tell is no failure: what is done is done.
                let _ = caller.send(outcome);
            }
        });
        outcome.await.ok()
    }

    /// Takes the next group out of the line.
    fn next(&self) -> (Vec<I>, Vec<oneshot::Sender<O>>) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.retain(|(_, caller)| !caller.is_closed());
        let size = line.len().min(self.most);
        line.drain(..size).unzip()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use futures::future::join_all;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_waits_is_done_in_groups_and_each_has_its_own_outcome() {
        let (line, gate) =
            (Arc::new(Together::<u32, (u32, usize)>::new(3, 1)), Arc::new(Notify::new()));
        let hand_in = |item: u32| {
            let gate = Arc::clone(&gate);
            line.hand_in(item, async move |items: Vec<u32>| {
                gate.notified().await;
                let size = items.len();
                items.into_iter().map(|item| (item * 10, size)).collect()
            })
        };
        let mut all = Box::pin(join_all((1..=6).map(hand_in)));
        // The first has its turn before the others come to theirs, and takes what is there.
        assert!(all.as_mut().now_or_never().is_none());
        let opening = tokio::spawn(async move {
            loop {
                gate.notify_one();
                tokio::task::yield_now().await;
            }
        });
        let outcomes: Vec<(u32, usize)> =
            all.await.into_iter().map(|done| done.expect("done")).collect();
        opening.abort();
        assert_eq!(
            outcomes.iter().map(|(item, _)| *item).collect::<Vec<_>>(),
            [10, 20, 30, 40, 50, 60]
        );
        assert!(outcomes.iter().all(|(_, size)| *size == 3), "{outcomes:?}");
    }

    #[tokio::test]
    async fn who_has_gone_is_left_out_and_a_panic_is_told() {
        let line = Arc::new(Together::<u32, usize>::new(9, 1));
        let count = async |items: Vec<u32>| vec![items.len(); items.len()];
        let mut gone = Box::pin(line.hand_in(1, count));
        assert!(gone.as_mut().now_or_never().is_none());
        drop(gone);
        assert_eq!(line.hand_in(2, count).await, Some(1));
        let panics = async |_: Vec<u32>| panic!("this is a test");
        assert_eq!(line.hand_in(3, panics).await, None);
        assert_eq!(line.hand_in(4, count).await, Some(1));
    }
}
