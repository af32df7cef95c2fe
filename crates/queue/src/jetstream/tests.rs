//! The contract suite on NATS JetStream, by the broker's own clock and by one that tests set, and what
//! several processes and dying brokers do to the queue.

use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{ManualClock, Timestamp, WorkQueue};
use q7x2_servers::Nats;

use super::JetStreamQueue;
use crate::contract::{LEASE, POLICY, QueueHarness, add, article, lease_one};

/// A queue of its own on the shared broker, and the time there.
struct OnBroker {
    url: String,
    clock: Option<Arc<ManualClock>>,
}

impl OnBroker {
    /// Returns a new queue, with the broker's own clock or one that is set; `None` where no broker is
    /// installed, which is said.
    fn new(is_set: bool) -> Option<Self> {
        let clock = is_set.then(|| ManualClock::at(Timestamp::from_seconds(1_700_000_000)));
        Some(Self { url: Nats::shared()?.queue(), clock: clock.map(Arc::new) })
    }
}

impl QueueHarness for OnBroker {
    type Queue = JetStreamQueue;

    async fn open(&self) -> JetStreamQueue {
        let queue = JetStreamQueue::open(&self.url, POLICY).await.expect("opened");
        match &self.clock {
            Some(clock) => queue.with_clock(clock.clone()),
            None => queue,
        }
    }

    async fn pass(&self, by: Duration) {
        match &self.clock {
            Some(clock) => clock.advance(by),
            // The broker's time passes by itself.
            None => tokio::time::sleep(by).await,
        }
    }

    async fn set_back(&self, by: Duration) -> bool {
        self.clock.as_ref().inspect(|clock| clock.set_back(by)).is_some()
    }
}

/// The new queue, or the end of the test where there is no broker.
macro_rules! on_broker {
    ($is_set:expr) => {
        match OnBroker::new($is_set) {
            Some(queue) => queue,
            None => return,
        }
    };
}

mod contract {
    use super::OnBroker;

    crate::work_queue_contract!(on_broker!(true));
}

#[tokio::test]
async fn leases_go_by_the_brokers_clock() {
    let harness = on_broker!(false);
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
