//! Leases: one holder at a time, and a lapsed one is nobody's.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{LeaseToken, QueueCounts, WorkQueue};

use super::{
    LEASE, PATIENCE, POLICY, QueueHarness, WORKER, add, article, lease_one, nothing_is_due,
};

/// While a lease holds, the article is with its worker alone.
pub async fn a_lent_article_is_not_lent_again(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let lease = lease_one(&queue).await;
    assert!(nothing_is_due(&queue).await);
    harness.pass(LEASE / 4).await;
    assert!(nothing_is_due(&queue).await);
    assert!(queue.complete(&lease.token).await.expect("completed"));
}

/// Completing is final, and completing again is harmless.
pub async fn a_completed_article_is_gone(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let lease = lease_one(&queue).await;
    assert!(queue.complete(&lease.token).await.expect("completed"));
    assert!(!queue.complete(&lease.token).await.expect("completed"));
    harness.pass(LEASE).await;
    assert!(nothing_is_due(&queue).await);
    assert_eq!(queue.counts().await.expect("counted"), QueueCounts::default());
}

/// The worker that was too slow can do nothing to the article of the one that has it now.
pub async fn a_lapsed_lease_is_lent_again_and_its_token_opens_nothing(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let slow = lease_one(&queue).await;
    harness.pass(LEASE).await;
    let quick = lease_one(&queue).await;
    assert_eq!((quick.article, quick.attempt), (article("a"), 2));
    assert_ne!(quick.token, slow.token);

    let slow = slow.token;
    assert!(!queue.complete(&slow).await.expect("told"));
    assert_eq!(queue.extend(std::slice::from_ref(&slow), LEASE).await.expect("told"), [false]);
    assert_eq!(queue.fail(&slow, "too late").await.expect("told"), None);
    queue.release(&[slow]).await.expect("told");
    assert!(nothing_is_due(&queue).await);
    assert!(queue.complete(&quick.token).await.expect("completed"));
}

/// A lease that is extended in time does not lapse, and each is told for itself.
pub async fn an_extended_lease_lasts_anew(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let (kept, left) = (lease_one(&queue).await, lease_one(&queue).await);
    for _ in 0..3 {
        harness.pass(LEASE * 3 / 5).await;
        let held = queue.extend(std::slice::from_ref(&kept.token), LEASE).await.expect("extended");
        assert_eq!(held, [true]);
    }
    let again = queue.lease("worker-2", 1, LEASE, PATIENCE).await.expect("leased").remove(0);
    assert_eq!(again.article, left.article);
    let tokens = [left.token, kept.token.clone(), again.token];
    assert_eq!(queue.extend(&tokens, LEASE).await.expect("extended"), [false, true, true]);
    assert!(queue.complete(&kept.token).await.expect("completed"));
}

/// A worker that shuts down costs the article nothing, however often that happens.
pub async fn a_released_article_comes_back_with_its_attempt_uncounted(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    for _ in 0..=POLICY.max_attempts {
        let lease = lease_one(&queue).await;
        assert_eq!((lease.article, lease.attempt), (article("a"), 1));
        queue.release(std::slice::from_ref(&lease.token)).await.expect("released");
        assert!(!queue.complete(&lease.token).await.expect("told"));
    }
    let counts = QueueCounts { waiting: 2, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
}

/// An article that was done and came again is another piece of work.
pub async fn a_token_of_an_earlier_life_opens_nothing(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let old = lease_one(&queue).await.token;
    assert!(queue.complete(&old).await.expect("completed"));
    add(&queue, "a").await;
    let new = lease_one(&queue).await.token;
    assert!(!queue.complete(&old).await.expect("told"));
    assert_eq!(queue.fail(&old, "too late").await.expect("told"), None);
    queue.release(&[old]).await.expect("told");
    assert!(queue.complete(&new).await.expect("completed"));
}

/// Tokens come over the wire, so anything may come.
pub async fn a_token_nobody_gave_opens_nothing(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    let real = lease_one(&queue).await.token;
    let mut tokens: Vec<LeaseToken> =
        ["", ".", "..", "a.1.1", "1", "-1.-1.-1", "\0", "🐟", "' OR 1 = 1 --", "$JS.ACK"]
            .map(LeaseToken::new)
            .into();
    tokens.push(LeaseToken::new(format!("{}0", real.as_str())));
    tokens.push(LeaseToken::new(real.as_str().to_uppercase() + "'"));
    for token in &tokens {
        assert!(!queue.complete(token).await.expect("told"), "{token:?}");
        assert_eq!(queue.fail(token, "no").await.expect("told"), None, "{token:?}");
    }
    queue.release(&tokens).await.expect("told");
    assert!(!queue.extend(&tokens, LEASE).await.expect("told").contains(&true));
    assert!(queue.complete(&real).await.expect("completed"));
}

/// Many workers at once, through several handles: each article is lent once.
pub async fn no_article_goes_to_two_workers(harness: &impl QueueHarness) {
    let handles = [Arc::new(harness.open().await), Arc::new(harness.open().await)];
    let articles: Vec<_> = (0..120).map(|n| article(&format!("number {n}"))).collect();
    handles[0].enqueue(&articles).await.expect("enqueued");
    let long = Duration::from_secs(3600);
    let workers: Vec<_> = (0..8)
        .map(|worker| {
            let queue = Arc::clone(&handles[worker % 2]);
            tokio::spawn(async move {
                let mut ids = vec![];
                loop {
                    let leases =
                        queue.lease(WORKER, 7, long, Duration::ZERO).await.expect("leased");
                    if leases.is_empty() {
                        return ids;
                    }
                    ids.extend(leases.into_iter().map(|lease| lease.article.id()));
                }
            })
        })
        .collect();
    let mut lent = vec![];
    for worker in workers {
        lent.extend(tokio::time::timeout(PATIENCE, worker).await.expect("in time").expect("done"));
    }
    assert_eq!(lent.len(), 120);
    assert_eq!(lent.into_iter().collect::<HashSet<_>>().len(), 120);
}
