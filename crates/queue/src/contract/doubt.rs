//! Doubt: workers stop without a word, and clocks are set. Nothing is stuck, and the innocent go on.

use std::time::Duration;

use q7x2_domain::{FailOutcome, HoldPlace, QueueCounts, WorkQueue};

use super::{
    LEASE, PATIENCE, POLICY, QueueHarness, WORKER, add, article, lease_one, nothing_is_due,
};

const OTHER: &str = "worker-2";

const YEARS: Duration = Duration::from_secs(5 * 365 * 86_400);

/// An article that kills its worker is set aside after its last attempt; those that were lent with it
/// are lent one at a time and done.
pub async fn what_stops_workers_is_set_aside_alone(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let names = ["a", "b", "deadly", "c", "d"];
    queue.enqueue(&names.map(article)).await.expect("enqueued");
    let mut done = vec![];
    for round in 0..20 {
        let leases = queue.lease(WORKER, 10, LEASE, Duration::ZERO).await.expect("leased");
        assert_eq!(leases.len() > 1, round == 0, "only at first nothing is in doubt");
        // The worker dies with all that it has.
        if leases.iter().any(|lease| lease.article == article("deadly")) {
            harness.pass(LEASE).await;
            continue;
        }
        for lease in leases {
            assert!(queue.complete(&lease.token).await.expect("completed"));
            done.push(lease.article);
        }
    }
    assert_eq!(done, ["a", "b", "c", "d"].map(article));
    let listed = queue.set_aside(10).await.expect("listed");
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].article, article("deadly").id());
    assert_eq!(listed[0].attempts, POLICY.max_attempts);
    let counts = QueueCounts { set_aside: 1, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
}

/// Else its neighbours would be in doubt again, with each round. It waits until it holds none.
pub async fn a_worker_that_holds_others_gets_no_doubtful_article(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "doubtful").await;
    lease_one(&queue).await;
    harness.pass(LEASE).await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let doubtful = lease_one(&queue).await;
    assert_eq!((doubtful.article, doubtful.attempt), (article("doubtful"), 2));
    assert!(nothing_is_due(&queue).await, "it would die with it");
    let waiting = queue.lease(WORKER, 10, LEASE, PATIENCE);
    let (leases, done) = tokio::join!(waiting, queue.complete(&doubtful.token));
    assert!(done.expect("completed"));
    let leases = leases.expect("leased");
    assert_eq!(leases.len(), 2);

    harness.pass(LEASE).await;
    let first = lease_one(&queue).await;
    assert_eq!(first.article, article("a"));
    let second = queue.lease(OTHER, 10, LEASE, Duration::ZERO).await.expect("leased");
    assert_eq!(second[0].article, article("b"));
    add(&queue, "c").await;
    assert!(nothing_is_due(&queue).await);
}

/// What one worker dies of keeps no other waiting.
pub async fn other_workers_go_on(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "doubtful").await;
    lease_one(&queue).await;
    harness.pass(LEASE).await;
    lease_one(&queue).await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let leases = queue.lease(OTHER, 10, LEASE, Duration::ZERO).await.expect("leased");
    assert_eq!(leases.len(), 2);
    for lease in leases {
        assert!(queue.complete(&lease.token).await.expect("completed"));
    }
}

/// A worker that lives to tell is a sign that the article kills nobody.
pub async fn a_failure_that_is_told_is_no_doubt(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    lease_one(&queue).await;
    harness.pass(LEASE).await;
    let again = lease_one(&queue).await;
    let outcome = queue.fail(&again.token, "it was dark").await.expect("failed");
    assert!(matches!(outcome, Some(FailOutcome::RetryAt(_))), "{outcome:?}");
    add(&queue, "b").await;
    harness.pass(POLICY.longest_pause).await;
    let both = queue.lease(WORKER, 10, LEASE, Duration::ZERO).await.expect("leased");
    assert_eq!(both.len(), 2);
}

/// By an hour or by years: what was lent is lent again when its worker is gone, and what pauses comes
/// back, no later than if the clock had gone on.
pub async fn a_clock_that_is_set_back_frees_leases_and_pauses(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    for back in [Duration::from_secs(3600), YEARS] {
        queue.enqueue(&["lent", "pausing", "held"].map(article)).await.expect("enqueued");
        let (lent, pausing) = (lease_one(&queue).await, lease_one(&queue).await);
        let held = queue.lease(OTHER, 1, LEASE, Duration::ZERO).await.expect("leased").remove(0);
        queue.fail(&pausing.token, "it was dark").await.expect("failed");
        if !harness.set_back(back).await {
            return;
        }
        assert_eq!(
            queue.extend(std::slice::from_ref(&held.token), LEASE).await.expect("told"),
            [true]
        );
        harness.pass(LEASE / 2).await;
        let again = lease_one(&queue).await;
        assert_eq!((&again.article, again.attempt), (&lent.article, 2));
        assert!(!queue.complete(&lent.token).await.expect("told"));
        assert!(queue.complete(&again.token).await.expect("completed"));
        let again = lease_one(&queue).await;
        assert_eq!((&again.article, again.attempt), (&pausing.article, 2));
        assert!(queue.complete(&again.token).await.expect("completed"));
        assert!(queue.complete(&held.token).await.expect("it was extended"));
    }
}

/// Clocks are set by moments all the time.
pub async fn a_clock_that_is_corrected_frees_nothing(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let lease = lease_one(&queue).await;
    if harness.set_back(LEASE / 20).await {
        assert!(nothing_is_due(&queue).await);
        let holds = queue.holds(&[article("a").id()]).await.expect("told");
        assert_eq!(holds[0].place, HoldPlace::Lent(lease.expires_at));
    }
    assert!(queue.complete(&lease.token).await.expect("completed"));
}
