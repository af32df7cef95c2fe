//! A queue on a server, for the tests of its adapter: by the server's own clock or by one that they set, and
//! what the processes that share it may do to one another on any server.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{Clock, ManualClock, PortError, RetryPolicy, Timestamp, WorkQueue};

use crate::contract::{LEASE, POLICY, QueueHarness, WORKER, add, article, lease_one};

/// An adapter whose queues have addresses.
pub(crate) trait Addressed: WorkQueue + Sized {
    /// Opens the queue at `url`.
    fn open_at(
        url: &str,
        policy: RetryPolicy,
    ) -> impl Future<Output = Result<Self, PortError>> + Send;

    /// Returns it with this clock instead of the server's.
    fn by(self, clock: Arc<dyn Clock>) -> Self;
}

/// A queue of its own, and the time there.
pub(crate) struct OnServer<Q> {
    pub(crate) url: String,
    clock: Option<Arc<ManualClock>>,
    adapter: PhantomData<fn() -> Q>,
}

impl<Q> OnServer<Q> {
    /// Returns the queue at `url`, with the server's own clock or one that is set.
    pub(crate) fn new(url: String, is_set: bool) -> Self {
        let clock = is_set.then(|| ManualClock::at(Timestamp::from_seconds(1_700_000_000)));
        Self { url, clock: clock.map(Arc::new), adapter: PhantomData }
    }
}

impl<Q: Addressed> QueueHarness for OnServer<Q> {
    type Queue = Q;

    async fn open(&self) -> Q {
        let queue = Q::open_at(&self.url, POLICY).await.expect("opened");
        match &self.clock {
            Some(clock) => queue.by(clock.clone()),
            None => queue,
        }
    }

    async fn pass(&self, by: Duration) {
        match &self.clock {
            Some(clock) => clock.advance(by),
            // The server's time passes by itself.
            None => tokio::time::sleep(by).await,
        }
    }

    async fn set_back(&self, by: Duration) -> bool {
        self.clock.as_ref().inspect(|clock| clock.set_back(by)).is_some()
    }
}

pub(crate) async fn leases_go_by_its_clock<Q: Addressed>(harness: OnServer<Q>) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let slow = lease_one(&queue).await;
    harness.pass(LEASE).await;
    let quick = lease_one(&queue).await;
    assert_eq!((quick.article, quick.attempt), (article("a"), 2));
    assert!(!queue.complete(&slow.token).await.expect("told"));
    assert_eq!(queue.fail(&slow.token, "too late").await.expect("told"), None);
    assert!(queue.complete(&quick.token).await.expect("completed"));
}

pub(crate) async fn it_is_made_once_though_many_begin<Q: Addressed>(harness: OnServer<Q>) {
    let opening = (0..6).map(|_| harness.open());
    let queues = futures::future::join_all(opening).await;
    add(&queues[0], "a").await;
    assert_eq!(lease_one(&queues[5]).await.article, article("a"));
}

pub(crate) async fn many_processes_share_a_line_and_no_article_goes_to_two<Q: Addressed>(
    harness: OnServer<Q>,
) {
    let queues = futures::future::join_all((0..4).map(|_| harness.open())).await;
    let articles: Vec<_> = (0..200).map(|n| article(&n.to_string())).collect();
    queues[0].enqueue(&articles).await.expect("enqueued");
    let workers = queues.iter().enumerate().map(async |(number, queue)| {
        let (worker, mut had) = (format!("worker-{number}"), vec![]);
        loop {
            let leases = queue.lease(&worker, 7, LEASE, Duration::ZERO).await.expect("leased");
            // The others may have what is left at this moment.
            if leases.is_empty() && queue.counts().await.expect("counted").waiting == 0 {
                return had;
            }
            for lease in leases {
                assert!(queue.complete(&lease.token).await.expect("completed"));
                had.push(lease.article.id());
            }
        }
    });
    let had: Vec<_> = futures::future::join_all(workers).await.concat();
    let different: HashSet<_> = had.iter().collect();
    assert_eq!((had.len(), different.len()), (200, 200));
}

pub(crate) async fn what_a_caller_did_not_wait_for_is_given_back<Q: Addressed>(
    harness: OnServer<Q>,
) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let mut lending = Box::pin(queue.lease(WORKER, 1, LEASE, Duration::ZERO));
    // The work has begun when it has been asked once.
    assert!(futures::poll!(&mut lending).is_pending());
    drop(lending);
    let again = queue.lease("worker-2", 1, LEASE, LEASE * 20).await.expect("leased").remove(0);
    assert_eq!((again.article, again.attempt), (article("a"), 1));
}
