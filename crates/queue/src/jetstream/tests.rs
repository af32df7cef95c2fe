//! The contract suite on NATS JetStream, by the broker's own clock and by one that tests set, and what
//! several processes and dying brokers do to the queue.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_nats::jetstream::{self, stream};
use q7x2_domain::{
    Article, Clock, Enqueued, Metadata, PortError, QueueCounts, RetryPolicy, WorkQueue,
};
use q7x2_servers::Nats;

use super::JetStreamQueue;
use super::address::Address;
use super::changes::closing;
use crate::contract::{
    LEASE, PATIENCE, POLICY, QueueHarness, WORKER, add, article, lease_one, nothing_is_due,
};
use crate::on_server::{self, Addressed, OnServer};

impl Addressed for JetStreamQueue {
    async fn open_at(url: &str, policy: RetryPolicy) -> Result<Self, PortError> {
        Self::open(url, policy).await
    }

    fn by(self, clock: Arc<dyn Clock>) -> Self {
        self.with_clock(clock)
    }
}

/// Returns a new queue on the shared broker, with the broker's own clock or one that is set; `None` where no
/// broker is installed, which is said.
fn on_broker(is_set: bool) -> Option<OnServer<JetStreamQueue>> {
    Some(OnServer::new(Nats::shared()?.queue(), is_set))
}

/// The new queue, or the end of the test where there is no broker.
macro_rules! on_broker {
    ($is_set:expr) => {
        match on_broker($is_set) {
            Some(queue) => queue,
            None => return,
        }
    };
}

mod contract {
    use super::on_broker;

    crate::work_queue_contract!(on_broker!(true));
}

#[tokio::test]
async fn a_queue_is_made_once_though_many_begin_at_the_same_time() {
    on_server::it_is_made_once_though_many_begin(on_broker!(true)).await;
}

#[tokio::test]
async fn leases_go_by_the_brokers_clock() {
    on_server::leases_go_by_its_clock(on_broker!(false)).await;
}

/// Returns the broker of a queue, for those who ask it themselves.
async fn broker_of(url: &str) -> jetstream::Context {
    let address = Address::parse(url).expect("an address of a queue");
    jetstream::new(async_nats::connect(address.servers).await.expect("it answers"))
}

/// Returns one of the streams of a queue, as the broker has it.
async fn stream_of(url: &str, kind: &str) -> stream::Stream {
    let name = Address::parse(url).expect("an address of a queue").name;
    broker_of(url).await.get_stream(format!("{name}-{kind}")).await.expect("it is there")
}

/// Returns which of the servers leads a stream.
async fn leader(url: &str, kind: &str) -> usize {
    let info = stream_of(url, kind).await.get_info().await.expect("told");
    let name = info.cluster.and_then(|cluster| cluster.leader).expect("it has a leader");
    name.strip_prefix("node-").and_then(|number| number.parse().ok()).expect("a node's name")
}

/// Returns how many messages a stream has.
async fn messages(url: &str, kind: &str) -> u64 {
    stream_of(url, kind).await.get_info().await.expect("told").state.messages
}

#[tokio::test]
async fn a_text_that_is_too_long_for_one_message_comes_out_whole_and_leaves_nothing() {
    let Some(broker) = Nats::start_with("max_payload: 262144\n") else { return };
    let url = broker.queue();
    let queue = JetStreamQueue::open(&url, POLICY).await.expect("opened");
    let text = "“Nej,” she said. 🐟 ".repeat(40_000);
    let long = Article::new(Metadata::default(), text).expect("a text");
    let told = long.clone().with(|metadata| metadata.outlet = Some("The Quay Post".into()));
    let added = queue.enqueue(&[long, article("a")]).await.expect("enqueued");
    assert_eq!(added, [Enqueued::Added, Enqueued::Added]);
    assert!(messages(&url, "articles").await > 5, "it is in parts");
    let filled = queue.enqueue(std::slice::from_ref(&told)).await.expect("enqueued");
    assert_eq!(filled, [Enqueued::Filled(vec!["outlet"])]);
    let leases = queue.lease(WORKER, 2, LEASE * 20, PATIENCE).await.expect("leased");
    assert_eq!(leases[0].article, told);
    assert!(queue.complete(&leases[0].token).await.expect("completed"));
    assert_eq!(messages(&url, "articles").await, 1);
}

#[tokio::test]
async fn a_broker_that_asks_for_a_password_is_given_that_of_the_address() {
    let asks = "authorization { user: desk, password: \"s:e@cret\" }\n";
    let Some(broker) = Nats::start_with(asks) else { return };
    let url = broker.queue();
    let with = |user: &str| url.replace("://", &format!("://{user}@"));
    let queue = JetStreamQueue::open(&with("desk:s:e@cret"), POLICY).await.expect("opened");
    let added = queue.enqueue(&[article("a")]).await.expect("enqueued");
    assert_eq!(added, [Enqueued::Added]);
    for other in [url.clone(), with("desk:secret")] {
        JetStreamQueue::open(&other, POLICY).await.expect_err("nobody else is let in");
    }
}

#[tokio::test]
async fn a_full_broker_takes_all_or_none_and_goes_on_when_there_is_room() {
    let harness = on_broker!(true);
    let queue = harness.open().await;
    let articles = stream_of(&harness.url, "articles").await;
    let context = broker_of(&harness.url).await;
    let limited = stream::Config { max_messages: 3, ..articles.cached_info().config.clone() };
    context.update_stream(limited).await.expect("limited");
    let names = ["a", "b", "c", "d"].map(article);
    let refused = queue.enqueue(&names).await.expect_err("there is no room");
    assert!(matches!(refused, PortError::Full { .. }), "{refused:?}");
    assert_eq!(queue.counts().await.expect("counted"), QueueCounts::default());
    queue.enqueue(&names[..3]).await.expect("enqueued");
    let refused = queue.enqueue(&names[3..]).await.expect_err("there is no room");
    assert!(matches!(refused, PortError::Full { .. }), "{refused:?}");
    assert!(queue.complete(&lease_one(&queue).await.token).await.expect("completed"));
    assert_eq!(queue.enqueue(&names[3..]).await.expect("enqueued"), [Enqueued::Added]);
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_death_of_the_broker() {
    let Some(broker) = Nats::start() else { return };
    let url = broker.queue();
    let queue = JetStreamQueue::open(&url, POLICY).await.expect("opened");
    let articles: Vec<Article> = (0..700).map(|n| article(&n.to_string())).collect();
    queue.enqueue(&articles).await.expect("enqueued");
    let lent = queue.lease(WORKER, 3, LEASE * 60, PATIENCE).await.expect("leased");
    assert!(queue.complete(&lent[0].token).await.expect("completed"));
    broker.kill(0);
    broker.start_again(0);
    let counts = loop {
        // The first question may meet the connection that is gone.
        if let Ok(counts) = queue.counts().await {
            break counts;
        }
    };
    assert_eq!(counts.waiting + counts.leased, 699);
    let other = JetStreamQueue::open(&url, POLICY).await.expect("opened");
    assert_eq!(other.counts().await.expect("counted"), counts);
    assert_eq!(queue.enqueue(&articles[600..601]).await.expect("told"), [Enqueued::AlreadyQueued]);
    // Whoever waits hears of what comes.
    let last = queue.lease(WORKER, 700, LEASE * 60, PATIENCE).await.expect("leased");
    assert_eq!(last.len() as u64, counts.waiting);
    let (waiting, ()) = tokio::join!(queue.lease("worker-2", 1, LEASE, PATIENCE), add(&other, "x"));
    assert_eq!(waiting.expect("leased")[0].article, article("x"));
}

#[tokio::test]
async fn what_the_broker_lost_of_records_is_lent_again_and_old_tokens_open_nothing() {
    let harness = on_broker!(true);
    let (queue, articles) = (harness.open().await, ["a", "b"].map(article));
    queue.enqueue(&articles).await.expect("enqueued");
    let lost = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
    stream_of(&harness.url, "records").await.purge().await.expect("purged");
    let other = harness.open().await;
    let again = other.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(
        again.iter().map(|lease| &lease.article).collect::<Vec<_>>(),
        [&articles[0], &articles[1]]
    );
    for (lost, again) in lost.iter().zip(&again) {
        for queue in [&queue, &other] {
            assert!(!queue.complete(&lost.token).await.expect("told"));
            assert_eq!(queue.fail(&lost.token, "late").await.expect("told"), None);
        }
        assert!(queue.complete(&again.token).await.expect("completed"));
    }
    assert_eq!(queue.counts().await.expect("counted"), QueueCounts::default());
}

#[tokio::test]
async fn a_removal_that_its_process_did_not_end_is_ended_by_another() {
    let harness = on_broker!(true);
    let queue = harness.open().await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let lent = lease_one(&queue).await;
    let seen = queue.shared.mirror.ledger().look(lent.article.id()).expect("it is there");
    let record = closing(&seen.record, seen.filed.message);
    queue.change(&seen, record).await.expect("changed");
    drop(queue);

    let other = harness.open().await;
    assert_eq!(other.counts().await.expect("counted").waiting, 1);
    assert_eq!(messages(&harness.url, "articles").await, 2);
    // Who offers it again ends the removal before.
    let added = other.enqueue(&[article("a")]).await.expect("enqueued");
    assert_eq!((added, messages(&harness.url, "articles").await), (vec![Enqueued::Added], 2));

    let lent = lease_one(&other).await;
    assert_eq!(lent.article, article("b"));
    let seen = other.shared.mirror.ledger().look(lent.article.id()).expect("it is there");
    let record = closing(&seen.record, seen.filed.message);
    other.change(&seen, record).await.expect("changed");
    harness.pass(LEASE * 10).await;
    assert_eq!(lease_one(&other).await.article, article("a"));
    assert_eq!(messages(&harness.url, "articles").await, 1);
}

#[tokio::test]
async fn a_mirror_whose_consumers_are_gone_follows_again() {
    use futures::TryStreamExt;
    let harness = on_broker!(true);
    let queue = harness.open().await;
    add(&queue, "a").await;
    for kind in ["articles", "records"] {
        let stream = stream_of(&harness.url, kind).await;
        let names: Vec<String> = stream.consumer_names().try_collect().await.expect("listed");
        assert_eq!(names.len(), 1, "{kind}");
        stream.delete_consumer(&names[0]).await.expect("deleted");
    }
    add(&queue, "b").await;
    let leases = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
    assert_eq!(leases.len(), 2);
    assert!(queue.complete(&leases[0].token).await.expect("completed"));
}

#[tokio::test]
async fn what_vanished_of_those_removed_hinders_nothing() {
    let harness = on_broker!(true);
    let queue = harness.open().await;
    add(&queue, "a").await;
    assert!(queue.complete(&lease_one(&queue).await.token).await.expect("completed"));
    let records = stream_of(&harness.url, "records").await;
    let last = records.get_info().await.expect("told").state.last_sequence;
    let kept = records.get_raw_message(last).await.expect("the record of what is gone");
    assert!(kept.headers.get("Nats-TTL").is_some(), "it vanishes by itself");
    records.delete_message(last).await.expect("deleted");
    let other = harness.open().await;
    assert_eq!(other.counts().await.expect("counted"), QueueCounts::default());
    add(&other, "a").await;
    assert_eq!(lease_one(&queue).await.attempt, 1);
}

#[tokio::test]
async fn many_processes_share_a_line_and_no_article_goes_to_two() {
    on_server::many_processes_share_a_line_and_no_article_goes_to_two(on_broker!(true)).await;
}

#[tokio::test]
async fn several_that_add_the_same_add_it_once() {
    let harness = on_broker!(true);
    let queues = futures::future::join_all((0..4).map(|_| harness.open())).await;
    let articles: Vec<_> = (0..100).map(|n| article(&n.to_string())).collect();
    let adding = queues.iter().enumerate().map(|(number, queue)| {
        // Each has others first.
        let mut mine = articles.clone();
        mine.rotate_left(number * 25);
        async move { queue.enqueue(&mine).await.expect("enqueued") }
    });
    let outcomes = futures::future::join_all(adding).await.concat();
    let added = outcomes.iter().filter(|outcome| **outcome == Enqueued::Added).count();
    assert_eq!((added, queues[3].counts().await.expect("counted").waiting), (100, 100));
}

#[tokio::test]
async fn what_a_caller_did_not_wait_for_is_given_back() {
    on_server::what_a_caller_did_not_wait_for_is_given_back(on_broker!(true)).await;
}

#[tokio::test]
async fn a_message_that_makes_no_article_is_set_aside_and_the_others_go_on() {
    let harness = on_broker!(true);
    let queue = harness.open().await;
    add(&queue, "a").await;
    let articles = stream_of(&harness.url, "articles").await;
    let kept = articles.get_raw_message(1).await.expect("it is there");
    let context = broker_of(&harness.url).await;
    context.publish(kept.subject, "{}".into()).await.expect("sent").await.expect("stored");
    add(&queue, "b").await;
    assert_eq!(lease_one(&queue).await.article, article("b"));
    assert!(nothing_is_due(&queue).await);
    let listed = queue.set_aside(10).await.expect("listed");
    assert_eq!((listed.len(), listed[0].article), (1, article("a").id()));
    assert!(listed[0].error.contains("ingest the article again"), "{}", listed[0].error);
}

#[tokio::test]
async fn an_article_whose_message_is_gone_is_looked_for_again_before_it_is_given_up() {
    let harness = on_broker!(true);
    let queue = harness.open().await;
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    stream_of(&harness.url, "articles").await.delete_message(1).await.expect("deleted");
    for _ in 0..POLICY.max_attempts {
        assert_eq!(queue.counts().await.expect("counted").waiting, 2);
        let lent = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
        assert_eq!(lent.iter().map(|lease| &lease.article).collect::<Vec<_>>(), [&article("b")]);
        queue.release(&[lent[0].token.clone()]).await.expect("released");
        harness.pass(LEASE * 3).await;
    }
    let counts = QueueCounts { waiting: 1, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
}

#[tokio::test]
async fn streams_of_a_newer_version_or_of_others_and_a_wrong_address_are_refused_with_what_to_do() {
    let harness = on_broker!(true);
    drop(harness.open().await);
    let context = broker_of(&harness.url).await;
    let kept = stream_of(&harness.url, "articles").await.cached_info().config.clone();
    for (layout, told) in [(Some("99"), "update the program"), (None, "another name")] {
        let metadata = layout.map(|layout| ("q7x2.layout".to_owned(), layout.to_owned()));
        let config = stream::Config { metadata: metadata.into_iter().collect(), ..kept.clone() };
        context.update_stream(config).await.expect("changed");
        let refused = JetStreamQueue::open(&harness.url, POLICY).await.expect_err("refused");
        assert!(refused.to_string().contains(told), "{refused}");
    }
    let refused = JetStreamQueue::open("nats://", POLICY).await.expect_err("refused");
    assert!(refused.to_string().contains("nats://USER:PASSWORD@HOST"), "{refused}");
    let refused = JetStreamQueue::open("nats://127.0.0.1:1/x", POLICY).await;
    assert!(matches!(refused, Err(PortError::Unavailable { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_brokers_the_leader_is_lost_under_load_and_nothing_else() {
    let Some(brokers) = Nats::cluster() else { return };
    let url = brokers.queue();
    let queue = JetStreamQueue::open(&url, POLICY).await.expect("opened");
    let articles: Vec<Article> = (0..600).map(|n| article(&n.to_string())).collect();
    let is_added = std::sync::atomic::AtomicBool::new(false);
    let adding = async {
        for batch in articles.chunks(20) {
            // Whoever is not told that it was taken offers it again.
            while queue.enqueue(batch).await.is_err() {}
        }
        is_added.store(true, Ordering::SeqCst);
    };
    let other = JetStreamQueue::open(&url, POLICY).await.expect("opened");
    let had = std::sync::Mutex::new(std::collections::HashSet::new());
    let working = async {
        loop {
            let leases = other.lease(WORKER, 8, LEASE * 2, LEASE).await.unwrap_or_default();
            for lease in leases {
                had.lock().expect("no panic").insert(lease.article.id());
                // What is not told as complete was perhaps not, and comes again.
                let _ = other.complete(&lease.token).await;
            }
            let is_empty = |counts| counts == QueueCounts::default();
            if is_added.load(Ordering::SeqCst) && queue.counts().await.is_ok_and(is_empty) {
                return;
            }
        }
    };
    let killing = async {
        while had.lock().expect("no panic").len() < 60 {
            tokio::task::yield_now().await;
        }
        brokers.kill(leader(&url, "articles").await);
    };
    let all = async { tokio::join!(adding, working, killing) };
    tokio::time::timeout(PATIENCE * 9, all).await.expect("in time");
    let had = had.into_inner().expect("no panic");
    assert_eq!(had, articles.iter().map(Article::id).collect());
}

#[tokio::test]
async fn a_broker_that_speaks_tls_is_believed_when_its_authority_is_known() {
    let Some(broker) = Nats::secured() else { return };
    let url = broker.queue();
    let known = format!("{url}?ca={}", broker.authority().display());
    let queue = JetStreamQueue::open(&known, POLICY).await.expect("opened");
    add(&queue, "a").await;
    assert!(queue.complete(&lease_one(&queue).await.token).await.expect("completed"));
    let refused = JetStreamQueue::open(&url, POLICY).await;
    assert!(matches!(refused, Err(PortError::Unavailable { .. })), "{refused:?}");
}
