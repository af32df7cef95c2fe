//! The contract suite on PostgreSQL, by the server's own clock and by one that tests set, and what
//! several processes do to one another.

use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{Article, ManualClock, Metadata, PortError, QueueCounts, Timestamp, WorkQueue};
use q7x2_servers::Postgres;

use super::PostgresQueue;
use crate::contract::{LEASE, POLICY, QueueHarness, WORKER, add, article, lease_one};

/// A database of its own, and the time there.
struct Database {
    url: String,
    clock: Option<Arc<ManualClock>>,
}

impl Database {
    /// Returns a new database, with the server's own clock or one that is set; `None` where no server
    /// is installed, which is said.
    async fn new(is_set: bool) -> Option<Self> {
        let url = Postgres::shared()?.database().await;
        let clock = is_set.then(|| ManualClock::at(Timestamp::from_seconds(1_700_000_000)));
        Some(Self { url, clock: clock.map(Arc::new) })
    }
}

impl QueueHarness for Database {
    type Queue = PostgresQueue;

    async fn open(&self) -> PostgresQueue {
        let queue = PostgresQueue::open(&self.url, POLICY).await.expect("opened");
        match &self.clock {
            Some(clock) => queue.with_clock(clock.clone()),
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

/// The new database, or the end of the test where there is no server.
macro_rules! database {
    ($is_set:expr) => {
        match Database::new($is_set).await {
            Some(database) => database,
            None => return,
        }
    };
}

mod contract {
    use super::Database;

    crate::work_queue_contract!(database!(true));
}

#[tokio::test]
async fn leases_go_by_the_servers_clock() {
    let database = database!(false);
    let queue = database.open().await;
    add(&queue, "a").await;
    let slow = lease_one(&queue).await;
    database.pass(LEASE).await;
    let quick = lease_one(&queue).await;
    assert_eq!((quick.article, quick.attempt), (article("a"), 2));
    assert!(!queue.complete(&slow.token).await.expect("told"));
    assert!(queue.complete(&quick.token).await.expect("completed"));
}

#[tokio::test]
async fn a_queue_is_made_once_though_many_begin_at_the_same_time() {
    let database = database!(true);
    let opening = (0..6).map(|_| database.open());
    let queues = futures::future::join_all(opening).await;
    add(&queues[0], "a").await;
    assert_eq!(lease_one(&queues[5]).await.article, article("a"));
}

#[tokio::test]
async fn many_processes_share_a_line_and_no_article_goes_to_two() {
    let database = database!(true);
    let queues = futures::future::join_all((0..4).map(|_| database.open())).await;
    let articles: Vec<_> = (0..200).map(|n| article(&n.to_string())).collect();
    queues[0].enqueue(&articles).await.expect("enqueued");
    let workers = queues.iter().enumerate().map(async |(number, queue)| {
        let (worker, mut had) = (format!("worker-{number}"), vec![]);
        loop {
            let leases = queue.lease(&worker, 7, LEASE, Duration::ZERO).await.expect("leased");
            // The others may have locked what is left at this moment.
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
    let different: std::collections::HashSet<_> = had.iter().collect();
    assert_eq!((had.len(), different.len()), (200, 200));
}

#[tokio::test]
async fn what_a_caller_did_not_wait_for_is_given_back() {
    let database = database!(true);
    let queue = database.open().await;
    add(&queue, "a").await;
    let mut lending = Box::pin(queue.lease(WORKER, 1, LEASE, Duration::ZERO));
    // The work has begun when it has been asked once.
    assert!(futures::poll!(&mut lending).is_pending());
    drop(lending);
    let again = queue.lease("worker-2", 1, LEASE, LEASE * 20).await.expect("leased").remove(0);
    assert_eq!((again.article, again.attempt), (article("a"), 1));
}

#[tokio::test]
async fn a_text_with_nul_is_refused_and_the_server_is_not_asked() {
    let database = database!(true);
    let queue = database.open().await;
    let odd = Article::new(Metadata::default(), "No room for \0.".into()).expect("a text");
    let refused = queue.enqueue(&[article("a"), odd]).await.expect_err("refused");
    assert!(matches!(&refused, PortError::Rejected(reason) if reason.contains("NUL")), "{refused}");
    assert_eq!(queue.counts().await.expect("counted"), QueueCounts::default());
}

#[tokio::test]
async fn a_queue_of_a_newer_version_and_a_wrong_address_are_refused_with_what_to_do() {
    let database = database!(true);
    drop(database.open().await);
    let (client, connection) =
        tokio_postgres::connect(&database.url, tokio_postgres::NoTls).await.expect("it answers");
    let asking = tokio::spawn(connection);
    let newer = "INSERT INTO q7x2_queue.refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";
    client.batch_execute(newer).await.expect("written");
    drop(client);
    asking.await.expect("no panic").expect("no error");

    let refused = PostgresQueue::open(&database.url, POLICY).await.expect_err("refused");
    assert!(refused.to_string().contains("update the program"), "{refused}");
    let refused = PostgresQueue::open("postgres//nowhere", POLICY).await.expect_err("refused");
    assert!(refused.to_string().contains("postgres://USER:PASSWORD@HOST"), "{refused}");
    let refused = PostgresQueue::open("postgres://postgres@127.0.0.1:1/x", POLICY).await;
    assert!(matches!(refused, Err(PortError::Unavailable { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_speaks_tls_is_believed_when_its_authority_is_known() {
    let Some(server) = Postgres::secured() else { return };
    let url = server.database().await;
    let known = format!("{url}?sslmode=require&sslrootcert={}", server.authority().display());
    let queue = PostgresQueue::open(&known, POLICY).await.expect("opened");
    let waiting = queue.lease(WORKER, 1, LEASE, LEASE * 20);
    let (leases, ()) = tokio::join!(waiting, add(&queue, "a"));
    assert!(queue.complete(&leases.expect("leased")[0].token).await.expect("completed"));
    let (client, connection) =
        tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("it answers");
    let asking = tokio::spawn(connection);
    let sql = "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl)
               FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'q7x2_queue'";
    let row = client.query_one(sql, &[]).await.expect("told");
    let (secured, plain): (i64, i64) = (row.get(0), row.get(1));
    assert!(secured > 1 && plain == 0, "{secured} with TLS and {plain} without");
    drop(client);
    asking.await.expect("no panic").expect("no error");
    let refused = PostgresQueue::open(&format!("{url}?sslmode=require"), POLICY).await;
    assert!(matches!(refused, Err(PortError::Unavailable { .. })), "{refused:?}");
}
