//! Failures: tried again after a pause, and set aside, never lost, after the last attempt.

use std::time::Duration;

use q7x2_domain::{FailOutcome, QueueCounts, SetAside, WorkQueue};

use super::{
    LEASE, PATIENCE, POLICY, QueueHarness, WORKER, add, article, lease_one, nothing_is_due,
};

/// Fails the one article in the queue until it is set aside.
async fn use_up(harness: &impl QueueHarness, queue: &impl WorkQueue, error: &str) {
    for attempt in 1..=POLICY.max_attempts {
        let lease = lease_one(queue).await;
        assert_eq!(lease.attempt, attempt);
        let outcome = queue.fail(&lease.token, error).await.expect("failed");
        assert_eq!(outcome == Some(FailOutcome::SetAside), attempt == POLICY.max_attempts);
        harness.pass(POLICY.longest_pause).await;
    }
}

/// Not before the pause is over, and with the attempt counted.
pub async fn a_failed_article_comes_back_after_a_pause(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let lease = lease_one(&queue).await;
    let outcome = queue.fail(&lease.token, "it was dark").await.expect("failed");
    assert!(matches!(outcome, Some(FailOutcome::RetryAt(_))), "{outcome:?}");
    assert!(nothing_is_due(&queue).await);
    assert_eq!(queue.fail(&lease.token, "twice").await.expect("told"), None);
    harness.pass(POLICY.first_pause).await;
    let again = lease_one(&queue).await;
    assert_eq!((again.article, again.attempt), (article("a"), 2));
}

/// Each pause is twice the one before, up to the longest.
pub async fn pauses_grow(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let mut pauses = vec![];
    for _ in 1..POLICY.max_attempts {
        let lease = lease_one(&queue).await;
        let outcome = queue.fail(&lease.token, "it was dark").await.expect("failed");
        let Some(FailOutcome::RetryAt(at)) = outcome else { panic!("{outcome:?}") };
        // The lease was taken at about the time of the failure.
        let lent_at = lease.expires_at.micros() - i64::try_from(LEASE.as_micros()).expect("short");
        pauses.push(Duration::from_micros((at.micros() - lent_at).unsigned_abs()));
        harness.pass(POLICY.longest_pause).await;
    }
    let expected = (1..POLICY.max_attempts).map(|attempt| POLICY.pause_after(attempt));
    for (pause, expected) in pauses.into_iter().zip(expected) {
        let off = pause.abs_diff(expected);
        assert!(off < POLICY.first_pause / 2, "{pause:?} is not {expected:?}");
    }
}

/// The others go on while one pauses.
pub async fn a_failing_article_holds_nobody_up(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let first = lease_one(&queue).await;
    queue.fail(&first.token, "it was dark").await.expect("failed");
    assert_eq!(lease_one(&queue).await.article, article("b"));
}

/// The last failure ends it, with everything a person needs to know.
pub async fn an_article_is_set_aside_after_its_last_failure(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    use_up(harness, &queue, "it was dark").await;
    harness.pass(LEASE).await;
    assert!(nothing_is_due(&queue).await);
    let listed = queue.set_aside(10).await.expect("listed");
    let [SetAside { article: id, metadata, error, attempts, .. }] = listed.as_slice() else {
        panic!("{listed:?}")
    };
    let expected = article("a");
    assert_eq!((*id, metadata), (expected.id(), expected.metadata()));
    assert_eq!((error.as_str(), *attempts), ("it was dark", POLICY.max_attempts));
    let counts = QueueCounts { set_aside: 1, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
}

/// A worker that dies says nothing; the article that kills it must not go round for ever.
pub async fn an_article_is_set_aside_after_its_last_lapse(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    for attempt in 1..=POLICY.max_attempts {
        let lease = lease_one(&queue).await;
        assert_eq!((lease.article, lease.attempt), (article("a"), attempt));
        harness.pass(LEASE).await;
    }
    assert_eq!(lease_one(&queue).await.article, article("b"));
    let listed = queue.set_aside(10).await.expect("listed");
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].article, listed[0].attempts), (article("a").id(), POLICY.max_attempts));
    assert!(listed[0].error.contains("lapsed"), "{}", listed[0].error);
}

/// What went wrong last is what a person wants to see first.
pub async fn set_aside_articles_are_listed_latest_first(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    for name in ["a", "b", "c"] {
        add(&queue, name).await;
        use_up(harness, &queue, name).await;
    }
    let names = async |limit| -> Vec<String> {
        let listed = queue.set_aside(limit).await.expect("listed");
        assert!(listed.is_sorted_by(|x, y| x.at >= y.at), "{listed:?}");
        listed.into_iter().map(|set_aside| set_aside.error).collect()
    };
    assert_eq!(names(10).await, ["c", "b", "a"]);
    assert_eq!(names(2).await, ["c", "b"]);
    assert_eq!(names(0).await, [""; 0]);
}

/// A retried article has all its attempts again; naming others changes nothing.
pub async fn a_retried_article_starts_afresh(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    use_up(harness, &queue, "it was dark").await;
    add(&queue, "b").await;
    let ids = ["b", "c"].map(|name| article(name).id());
    assert_eq!(queue.retry(&ids).await.expect("retried"), 0);
    assert!(queue.complete(&lease_one(&queue).await.token).await.expect("completed"));
    assert!(nothing_is_due(&queue).await);

    let waiting = queue.lease(WORKER, 1, LEASE, PATIENCE);
    let ids = [article("a").id()];
    let (leases, retried) = tokio::join!(waiting, queue.retry(&ids));
    assert_eq!(retried.expect("retried"), 1);
    let leases = leases.expect("leased");
    assert_eq!((&leases[0].article, leases[0].attempt), (&article("a"), 1));
    queue.release(&[leases[0].token.clone()]).await.expect("released");
    assert_eq!(queue.set_aside(10).await.expect("listed"), []);
    use_up(harness, &queue, "it was dark again").await;
    assert_eq!(queue.set_aside(10).await.expect("listed").len(), 1);
}

/// Naming none means all that were set aside, and nothing else.
pub async fn all_set_aside_articles_can_be_retried(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    for name in ["a", "b"] {
        add(&queue, name).await;
        use_up(harness, &queue, name).await;
    }
    add(&queue, "c").await;
    let lent = lease_one(&queue).await;
    assert_eq!(queue.retry(&[]).await.expect("retried"), 2);
    let counts = QueueCounts { waiting: 2, leased: 1, set_aside: 0 };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    assert!(queue.complete(&lent.token).await.expect("completed"));
    assert_eq!(queue.retry(&[]).await.expect("retried"), 0);
}
