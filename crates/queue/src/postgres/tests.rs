//! The contract suite on PostgreSQL, by the server's own clock and by one that tests set, and what
//! several processes do to one another.

use std::sync::Arc;

use q7x2_domain::{Article, Clock, Metadata, PortError, QueueCounts, RetryPolicy, WorkQueue};
use q7x2_servers::Postgres;

use super::PostgresQueue;
use crate::contract::{LEASE, POLICY, QueueHarness, WORKER, add, article};
use crate::on_server::{self, Addressed, OnServer};

impl Addressed for PostgresQueue {
    async fn open_at(url: &str, policy: RetryPolicy) -> Result<Self, PortError> {
        Self::open(url, policy).await
    }

    fn by(self, clock: Arc<dyn Clock>) -> Self {
        self.with_clock(clock)
    }
}

/// Returns a new database, with the server's own clock or one that is set; `None` where no server is
/// installed, which is said.
async fn database(is_set: bool) -> Option<OnServer<PostgresQueue>> {
    Some(OnServer::new(Postgres::shared()?.database().await, is_set))
}

/// The new database, or the end of the test where there is no server.
macro_rules! database {
    ($is_set:expr) => {
        match database($is_set).await {
            Some(database) => database,
            None => return,
        }
    };
}

mod contract {
    use super::database;

    crate::work_queue_contract!(database!(true));
}

#[tokio::test]
async fn leases_go_by_the_servers_clock() {
    on_server::leases_go_by_its_clock(database!(false)).await;
}

#[tokio::test]
async fn a_queue_is_made_once_though_many_begin_at_the_same_time() {
    on_server::it_is_made_once_though_many_begin(database!(true)).await;
}

#[tokio::test]
async fn many_processes_share_a_line_and_no_article_goes_to_two() {
    on_server::many_processes_share_a_line_and_no_article_goes_to_two(database!(true)).await;
}

#[tokio::test]
async fn what_a_caller_did_not_wait_for_is_given_back() {
    on_server::what_a_caller_did_not_wait_for_is_given_back(database!(true)).await;
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
