//! The line: what goes in comes out, once, oldest first, and nothing is forgotten.

use std::time::Duration;

use q7x2_domain::{
    Article, ArticleId, Enqueued, Hold, HoldPlace, Metadata, QueueCounts, Timestamp, Unfinished,
    WorkQueue, WorkState,
};

use super::{
    LEASE, PATIENCE, POLICY, QueueHarness, WORKER, add, article, lease_one, nothing_is_due,
};

/// Text and metadata are not touched.
pub async fn an_article_comes_out_as_it_went_in(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let metadata = Metadata {
        path: Some("in/harbour.jsonl:17".into()),
        url: Some("https://news.example/?a=1&b='2'".into()),
        outlet: Some("The \"Quay\" Post".into()),
        title: Some("Nej 🐟!".into()),
        author: Some("Å. Öst".into()),
        published_at: Some(Timestamp::from_micros(-1)),
        language: Some("sv".into()),
        file_key: Some("0a1b".into()),
        taken_at: Some(Timestamp::from_micros(7)),
        learned_url: Some("https://quay.example/1".into()),
    };
    let text = "\u{feff}“Nej,”\r\nshe\tsaid. 🐟 \u{202e}\n\n".to_owned();
    let full = Article::new(metadata, text).expect("a text");
    let bare = Article::new(Metadata::default(), "x".into()).expect("a text");
    let added = queue.enqueue(&[full.clone(), bare.clone()]).await.expect("enqueued");
    assert_eq!(added, [Enqueued::Added, Enqueued::Added]);
    let leases = queue.lease(WORKER, 10, LEASE, PATIENCE).await.expect("leased");
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
        let leases = queue.lease(WORKER, size, LEASE, Duration::ZERO).await.expect("leased");
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
        .lease(WORKER, 10, LEASE, Duration::ZERO)
        .await
        .expect("leased")
        .into_iter()
        .map(|lease| lease.article)
        .collect();
    assert_eq!(names, ["b", "c"].map(article));
}

/// What is told of an article that is in the queue fills what was not known of it; a worker that has it just
/// then has it again, so that this is recorded.
pub async fn more_is_told_of_what_is_queued(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let told = |outlet: &str, title: Option<&str>| {
        article("a").with(|metadata| {
            metadata.outlet = Some(outlet.into());
            metadata.title = title.map(Into::into);
            metadata.learned_url = title.map(|_| "https://post.example/a".into());
        })
    };
    queue.enqueue(&[article("a")]).await.expect("enqueued");
    let first = queue.enqueue(&[told("The Post", None)]).await.expect("enqueued");
    assert_eq!(first, [Enqueued::Filled(vec!["outlet"])]);
    let again = queue.enqueue(&[told("The Quay", None)]).await.expect("enqueued");
    assert_eq!(again, [Enqueued::AlreadyQueued]);
    let lease = lease_one(&queue).await;
    assert_eq!(lease.article, told("The Post", None));
    // What another outlet tells of the same text is not of this one.
    let other = queue.enqueue(&[told("The Quay", Some("Fog"))]).await.expect("enqueued");
    assert_eq!(other, [Enqueued::AlreadyQueued]);
    let later = queue.enqueue(&[told("The Post", Some("Fog"))]).await.expect("enqueued");
    assert_eq!(later, [Enqueued::Filled(vec!["title", "url"])]);
    assert!(queue.complete(&lease.token).await.expect("completed"));
    let lease = lease_one(&queue).await;
    assert_eq!((lease.article, lease.attempt), (told("The Post", Some("Fog")), 1));
    assert!(queue.complete(&lease.token).await.expect("completed"));
    assert_eq!(queue.counts().await.expect("counted"), QueueCounts::default());
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
    assert_eq!(added, vec![Enqueued::Added; 3000]);
    let counts = QueueCounts { waiting: 3000, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    let leases = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(leases[1].article, articles[1]);
    assert_eq!(queue.enqueue(&[]).await.expect("enqueued"), []);
}

/// A worker that waits gets the article as soon as it is there.
pub async fn a_waiting_lease_wakes_when_an_article_arrives(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let waiting = queue.lease(WORKER, 4, LEASE, PATIENCE);
    let (leases, ()) = tokio::join!(waiting, add(&queue, "a"));
    assert_eq!(leases.expect("leased")[0].article, article("a"));
}

/// The wait ends.
pub async fn a_lease_that_waits_in_vain_is_empty(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let leases = queue.lease(WORKER, 4, LEASE, Duration::from_millis(300)).await.expect("looked");
    assert_eq!(leases, []);
}

/// Several ingest services may share one queue.
pub async fn an_article_from_another_handle_arrives(harness: &impl QueueHarness) {
    let (queue, other) = (harness.open().await, harness.open().await);
    let waiting = queue.lease(WORKER, 4, LEASE, PATIENCE);
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
    let leases = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(look().await, (1, 2, 0, "abc".into()));
    queue.complete(&leases[0].token).await.expect("completed");
    assert_eq!(look().await, (1, 1, 0, "bc".into()));
    queue.fail(&leases[1].token, "no reason").await.expect("failed");
    assert_eq!(look().await, (2, 0, 0, "bc".into()));
    for _ in 1..POLICY.max_attempts {
        harness.pass(POLICY.longest_pause).await;
        let leases = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
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

/// Whoever offers an article again wants to know what became of it.
pub async fn what_holds_an_article_is_told(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let ids: Vec<ArticleId> = ["a", "b", "c"].map(|name| article(name).id()).into();
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let look = async || queue.holds(&ids).await.expect("told");
    let in_line = |name: &str| Hold {
        article: article(name).id(),
        place: HoldPlace::InLine(None),
        attempts: 0,
        lapses: 0,
        error: None,
    };
    assert_eq!(look().await, ["a", "b"].map(in_line));
    let lease = lease_one(&queue).await;
    let lent = Hold { place: HoldPlace::Lent(lease.expires_at), attempts: 1, ..in_line("a") };
    assert_eq!(look().await, [lent, in_line("b")]);
    assert_eq!(queue.pending(10).await.expect("listed"), ids[..2]);
    assert_eq!(queue.pending(1).await.expect("listed"), ids[..1]);
    queue.fail(&lease.token, "it was dark").await.expect("failed");
    let hold = look().await.remove(0);
    assert!(matches!(hold.place, HoldPlace::InLine(Some(_))), "{hold:?}");
    assert_eq!((hold.attempts, hold.error.as_deref()), (1, Some("it was dark")));
    for _ in 1..POLICY.max_attempts {
        harness.pass(POLICY.longest_pause).await;
        let lease = lease_one(&queue).await;
        queue.fail(&lease.token, "it was darker").await.expect("failed");
    }
    let hold = look().await.remove(0);
    assert_eq!((hold.place, hold.attempts), (HoldPlace::SetAside, POLICY.max_attempts));
    assert_eq!(hold.error.as_deref(), Some("it was darker"));
    assert_eq!(queue.pending(10).await.expect("listed"), ids[1..2]);

    lease_one(&queue).await;
    harness.pass(LEASE).await;
    let lapsed = look().await.remove(1);
    assert_eq!((lapsed.place, lapsed.attempts), (HoldPlace::InLine(None), 1));
}

/// What turns out to be done need not be done again; what a worker had is not touched.
pub async fn what_was_never_lent_can_be_withdrawn(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    let lent = lease_one(&queue).await;
    let ids: Vec<ArticleId> = ["a", "b", "d"].map(|name| article(name).id()).into();
    assert_eq!(queue.withdraw(&ids).await.expect("withdrawn"), 1);
    let counts = QueueCounts { waiting: 1, leased: 1, set_aside: 0 };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    queue.release(&[lent.token]).await.expect("released");
    assert_eq!(queue.withdraw(&ids).await.expect("withdrawn"), 0);
    assert_eq!(queue.withdraw(&[]).await.expect("withdrawn"), 0);
}

/// Who reserves has time to find out; when it dies of that, the articles are lent all the same.
pub async fn what_is_reserved_is_not_lent_yet(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    let names = ["a", "b", "c"].map(article);
    let added = queue.reserve(&names, POLICY.first_pause).await.expect("reserved");
    assert_eq!(added, vec![Enqueued::Added; 3]);
    let again = queue.enqueue(&names[..1]).await.expect("enqueued");
    assert_eq!(again, [Enqueued::AlreadyQueued]);
    assert!(nothing_is_due(&queue).await);
    let (waiting, ids) = (queue.lease(WORKER, 10, LEASE, PATIENCE), [names[1].id()]);
    let (leases, done) = tokio::join!(waiting, queue.line_up(&ids));
    done.expect("lined up");
    let lent = leases.expect("leased");
    assert_eq!(lent.iter().map(|lease| &lease.article).collect::<Vec<_>>(), [&names[1]]);
    assert_eq!(queue.withdraw(&[names[2].id()]).await.expect("withdrawn"), 1);
    harness.pass(POLICY.first_pause).await;
    assert_eq!(lease_one(&queue).await.article, names[0]);
    assert!(nothing_is_due(&queue).await);
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
    let again = queue.lease(WORKER, 10, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(again.iter().map(|lease| lease.attempt).collect::<Vec<_>>(), [2]);
    assert!(queue.complete(&again[0].token).await.expect("completed"));
    assert_eq!(lease_one(&queue).await.attempt, 1);
    assert!(nothing_is_due(&queue).await);
}

/// In line, lent or set aside: an article that is removed is nowhere, and its lease opens nothing.
pub async fn what_is_removed_is_gone_wherever_it_was(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    let lease = lease_one(&queue).await;
    assert_eq!(lease.article, article("a"));
    let ids = ["a", "b", "x"].map(|name| article(name).id());
    assert_eq!(queue.remove(&ids).await.expect("removed"), 2);
    assert!(!queue.extend(std::slice::from_ref(&lease.token), LEASE).await.expect("extended")[0]);
    assert!(!queue.complete(&lease.token).await.expect("completed"));
    assert_eq!(queue.fail(&lease.token, "late").await.expect("failed"), None);
    let counts = QueueCounts { waiting: 1, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    assert_eq!(lease_one(&queue).await.article, article("c"));
    // It may come again, which is another life.
    assert_eq!(queue.enqueue(&[article("a")]).await.expect("enqueued"), [Enqueued::Added]);
}

/// Everything in the queue is listed once, with what is known of it.
pub async fn what_is_in_the_queue_is_listed(harness: &impl QueueHarness) {
    let queue = harness.open().await;
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    let lease = lease_one(&queue).await;
    let mut listed = vec![];
    let mut after = None;
    loop {
        let page = queue.listed(after, 2).await.expect("listed");
        let Some(last) = page.last() else { break };
        after = Some(last.article);
        listed.extend(page);
    }
    assert_eq!(listed.len(), 3);
    for queued in listed {
        let is_lent = queued.article == lease.article.id();
        assert_eq!(matches!(queued.place, HoldPlace::Lent(_)), is_lent);
        assert!(queued.metadata.path.is_some_and(|path| path.ends_with(".txt")));
    }
}
