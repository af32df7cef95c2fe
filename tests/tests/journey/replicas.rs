//! Two ingest services on one queue serve the same clients and workers.

use q7x2_servers::{Nats, Postgres};
use q7x2_tests::{Cluster, ClusterOptions, assert_said_once, wait_for, write_articles};

const ARTICLES: usize = 120;

/// Takes the same articles in through both services; kills one of them while both lend.
async fn each_is_answered_once_though_one_of_two_dies(queue: String) {
    let options = ClusterOptions { workers: 1, lease_seconds: 2 };
    let mut cluster = Cluster::start_on(Some(queue), options).await;
    cluster.start_second_ingest().await;
    cluster.add_worker_of_second_ingest();
    write_articles(&cluster.folder().join("news"), ARTICLES);
    let client = cluster.start_q7x2(&["ingest", "news"]);
    assert!(cluster.q7x2_of_second_ingest(&["ingest", "news"]).status.success());
    wait_for("a worker to begin", async || cluster.store_status().await.articles > 5).await;
    client.kill();
    cluster.kill_ingest();
    assert!(cluster.q7x2_of_second_ingest(&["ingest", "news"]).status.success());
    wait_for("all to be answered", async || {
        cluster.store_status().await.articles >= ARTICLES as u64
    })
    .await;
    cluster.start_ingest().await;
    cluster.wait_until_done(ARTICLES as u64).await;
    let hits = cluster.statements().await;
    assert_said_once(&hits, 0..ARTICLES);
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_ingest_services_share_a_broker() {
    let Some(broker) = Nats::shared() else { return };
    each_is_answered_once_though_one_of_two_dies(broker.queue()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_ingest_services_share_a_database() {
    let Some(server) = Postgres::shared() else { return };
    each_is_answered_once_though_one_of_two_dies(server.database().await).await;
}
