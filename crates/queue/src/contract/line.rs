//! The line: what goes in comes out, once, oldest first, and nothing is forgotten.

use std::time::Duration;

use q7x2_domain::{
    Article, ArticleId, Enqueued, Metadata, QueueCounts, Timestamp, Unfinished, WorkQueue,
    WorkState,
};

use super::{LEASE, PATIENCE, POLICY, QueueHarness, add, article, lease_one, nothing_is_due};

/// Text and metadata are not touched.
pub async fn an_article_comes_out_as_it_went_in(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let metadata = Metadata {
        path: Some("in/harbour.jsonl:17".into()),
        url: Some("https://news.example/?a=1&b='2'".into()),
        outlet: Some("The \"Quay\" Post".into()),
        title: Some("Nej 🐟\0!".into()),
        author: Some("Å. Öst".into()),
        published_at: Some(Timestamp::from_micros(-1)),
        language: Some("sv".into()),
    };
    let text = "\u{feff}“Nej,”\r\nshe\tsaid.\0 🐟 \u{202e}\n\n".to_owned();
    let full = Article::new(metadata, text).expect("a text");
    let bare = Article::new(Metadata::default(), "x".into()).expect("a text");
    let added = queue.enqueue(&[full.clone(), bare.clone()]).await.expect("enqueued");
    assert_eq!(added, [Enqueued::Added, Enqueued::Added]);
    let leases = queue.lease(10, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(leases.len(), 2);
    assert_eq!((&leases[0].article, leases[0].attempt), (&full, 1));
    assert_eq!((&leases[1].article, leases[1].attempt), (&bare, 1));
}

/// A batch is no longer than asked, and begins with what has waited longest.
pub async fn the_oldest_come_first(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    for name in ["a", "b"] {
        add(&queue, name).await;
    }
    queue.enqueue(&["c", "d", "e"].map(article)).await.expect("enqueued");
    let mut order = vec![];
    for size in [2, 1, 0, 9] {
        let leases = queue.lease(size, LEASE, Duration::ZERO).await.expect("leased");
        order.push(leases.into_iter().map(|lease| lease.article).collect::<Vec<_>>());
    }
    let expected = [vec!["a", "b"], vec!["c"], vec![], vec!["d", "e"]];
    assert_eq!(order, expected.map(|names| names.into_iter().map(article).collect::<Vec<_>>()));
}

/// Waiting, lent or set aside: an article is in the queue once.
pub async fn what_is_queued_is_not_added_again(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let twice = queue.enqueue(&["a", "b", "a"].map(article)).await.expect("enqueued");
    assert_eq!(twice, [Enqueued::Added, Enqueued::Added, Enqueued::AlreadyQueued]);
    let lease = lease_one(&queue).await;
    let again = queue.enqueue(&["b", "a", "c"].map(article)).await.expect("enqueued");
    assert_eq!(again, [Enqueued::AlreadyQueued, Enqueued::AlreadyQueued, Enqueued::Added]);
    assert!(queue.extend(&[lease.token], LEASE).await.expect("extended")[0]);

    let names: Vec<Article> = queue
        .lease(10, LEASE, Duration::ZERO)
        .await
        .expect("leased")
        .into_iter()
        .map(|lease| lease.article)
        .collect();
    assert_eq!(names, ["b", "c"].map(article));
}

/// The queue does not remember what is done; that is the store's business.
pub async fn what_is_done_can_be_added_again(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    add(&queue, "a").await;
    assert!(queue.complete(&lease_one(&queue).await.token).await.expect("completed"));
    let again = queue.enqueue(&[article("a")]).await.expect("enqueued");
    assert_eq!(again, [Enqueued::Added]);
    assert_eq!(lease_one(&queue).await.attempt, 1);
}

/// A folder is enqueued as a whole.
pub async fn thousands_are_added_at_once(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let articles: Vec<Article> = (0..3000).map(|n| article(&format!("number {n}"))).collect();
    let added = queue.enqueue(&articles).await.expect("enqueued");
    assert_eq!(added, [Enqueued::Added; 3000]);
    let counts = QueueCounts { waiting: 3000, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    let leases = queue.lease(2, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(leases[1].article, articles[1]);
    assert_eq!(queue.enqueue(&[]).await.expect("enqueued"), []);
}

/// A worker that waits gets the article as soon as it is there.
pub async fn a_waiting_lease_wakes_when_an_article_arrives(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let waiting = queue.lease(4, LEASE, PATIENCE);
    let (leases, ()) = tokio::join!(waiting, add(&queue, "a"));
    assert_eq!(leases.expect("leased")[0].article, article("a"));
}

/// The wait ends.
pub async fn a_lease_that_waits_in_vain_is_empty(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let leases = queue.lease(4, LEASE, Duration::from_millis(300)).await.expect("looked");
    assert_eq!(leases, []);
}

/// Several ingest services may share one queue.
pub async fn an_article_from_another_handle_arrives(harness: &impl QueueHarness) {
    let (queue, other) = (harness.open().await, harness.open().await);
    let waiting = queue.lease(4, LEASE, PATIENCE);
    let (leases, ()) = tokio::join!(waiting, add(&other, "a"));
    let leases = leases.expect("leased");
    assert_eq!(leases[0].article, article("a"));
    assert!(other.complete(&leases[0].token).await.expect("completed"));
}

/// What a client sees of its articles while it waits for them.
pub async fn counts_and_unfinished_follow_every_change(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let ids: Vec<ArticleId> = ["a", "b", "c", "d"].map(|name| article(name).id()).into();
    let look = async || {
        let QueueCounts { waiting, leased, set_aside } = queue.counts().await.expect("counted");
        let unfinished = queue.unfinished(&ids).await.expect("looked up");
        let states = unfinished.iter().map(|Unfinished { article, state }| {
            let name = ids.iter().position(|id| id == article).expect("asked for");
            let name = ["a", "b", "c", "d"][name];
            if *state == WorkState::SetAside { name.to_uppercase() } else { name.to_owned() }
        });
        let mut states: Vec<String> = states.collect();
        states.sort_by_key(|name| name.to_lowercase());
        (waiting, leased, set_aside, states.join(""))
    };
    assert_eq!(look().await, (0, 0, 0, String::new()));
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    assert_eq!(look().await, (3, 0, 0, "abc".into()));
    let leases = queue.lease(2, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(look().await, (1, 2, 0, "abc".into()));
    queue.complete(&leases[0].token).await.expect("completed");
    assert_eq!(look().await, (1, 1, 0, "bc".into()));
    queue.fail(&leases[1].token, "no reason").await.expect("failed");
    assert_eq!(look().await, (2, 0, 0, "bc".into()));
    for _ in 1..POLICY.max_attempts {
        harness.pass(POLICY.longest_pause).await;
        let leases = queue.lease(2, LEASE, PATIENCE).await.expect("leased");
        for lease in leases {
            if lease.article == article("b") {
                queue.fail(&lease.token, "no reason").await.expect("failed");
            } else {
                queue.release(&[lease.token]).await.expect("released");
            }
        }
    }
    assert_eq!(look().await, (1, 0, 1, "Bc".into()));
    assert_eq!(queue.unfinished(&[]).await.expect("looked up"), []);
}

/// Acknowledged is kept: articles, leases, pauses and what was set aside.
pub async fn everything_survives_reopening(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    let lent = lease_one(&queue).await;
    let counts = queue.counts().await.expect("counted");
    drop(queue);

    let queue = harness.open().await;
    assert_eq!(queue.counts().await.expect("counted"), counts);
    assert_eq!(counts, QueueCounts { waiting: 2, leased: 1, set_aside: 0 });
    assert!(queue.complete(&lent.token).await.expect("completed"));
    assert_eq!(lease_one(&queue).await.article, article("b"));
    drop(queue);

    harness.pass(LEASE).await;
    let queue = harness.open().await;
    let again = queue.lease(10, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(again.iter().map(|lease| lease.attempt).collect::<Vec<_>>(), [2, 1]);
    assert!(nothing_is_due(&queue).await);
}
