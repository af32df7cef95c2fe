//! Ingest and query are killed while articles are on their way.

use q7x2_servers::{Nats, Postgres};
use q7x2_tests::{Cluster, ClusterOptions, assert_said_once, wait_for, write_articles};

const ARTICLES: usize = 200;

/// Counts how often each expected quotation is in the answers.
async fn assert_each_answered_once(cluster: &Cluster) {
    let hits = cluster.statements().await;
    assert_said_once(&hits, 0..ARTICLES);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ingest_acknowledged_survives_its_death() {
    let mut cluster = Cluster::start(ClusterOptions { workers: 0, lease_seconds: 2 }).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    cluster.kill_ingest();
    cluster.start_ingest().await;
    assert_eq!(cluster.queue_status().await.waiting, ARTICLES as u64);

    cluster.add_worker();
    wait_for("the worker to begin", async || cluster.store_status().await.articles > 5).await;
    cluster.kill_ingest();
    cluster.start_ingest().await;
    cluster.wait_until_done(ARTICLES as u64).await;
    assert_each_answered_once(&cluster).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_database_what_was_acknowledged_survives_the_death_of_all() {
    let Some(server) = Postgres::start() else { return };
    let options = ClusterOptions { workers: 1, lease_seconds: 2 };
    let mut cluster = Cluster::start_on(Some(server.database().await), options).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    wait_for("the worker to begin", async || cluster.store_status().await.articles > 5).await;
    server.kill();
    cluster.kill_ingest();
    cluster.kill_query();
    server.start_again();
    cluster.start_query().await;
    cluster.start_ingest().await;
    cluster.wait_until_done(ARTICLES as u64).await;
    assert_each_answered_once(&cluster).await;
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_broker_what_ingest_acknowledged_survives_the_death_of_both() {
    let Some(broker) = Nats::start() else { return };
    let options = ClusterOptions { workers: 1, lease_seconds: 2 };
    let mut cluster = Cluster::start_on(Some(broker.queue()), options).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    wait_for("the worker to begin", async || cluster.store_status().await.articles > 5).await;
    // The broker alone first: the service goes on when it is back.
    broker.kill(0);
    broker.start_again(0);
    let done = cluster.store_status().await.articles;
    wait_for("the worker to go on", async || cluster.store_status().await.articles > done).await;
    broker.kill(0);
    cluster.kill_ingest();
    broker.start_again(0);
    cluster.start_ingest().await;
    cluster.wait_until_done(ARTICLES as u64).await;
    assert_each_answered_once(&cluster).await;
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_brokers_one_is_lost_under_load_and_nothing_else() {
    let Some(brokers) = Nats::cluster() else { return };
    let options = ClusterOptions { workers: 2, lease_seconds: 2 };
    let cluster = Cluster::start_on(Some(brokers.queue()), options).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    let client = cluster.start_q7x2(&["ingest", "news"]);
    wait_for("the workers to begin", async || cluster.store_status().await.articles > 5).await;
    brokers.kill(0);
    // A client that is told that the queue is away ends; it offers the rest when it is started again.
    drop(client);
    wait_for("the client to end well", async || cluster.q7x2(&["ingest", "news"]).status.success())
        .await;
    cluster.wait_until_done(ARTICLES as u64).await;
    assert_each_answered_once(&cluster).await;
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_query_service_delays_answers_and_loses_none() {
    let mut cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 2 }).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    wait_for("the worker to begin", async || cluster.store_status().await.articles > 5).await;
    cluster.kill_query();
    cluster.start_query().await;
    cluster.wait_until_done(ARTICLES as u64).await;
    assert_each_answered_once(&cluster).await;
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_killed_in_the_middle_goes_on_where_it_was() {
    let cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 2 }).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    let client = cluster.start_q7x2(&["ingest", "news"]);
    wait_for("some articles to arrive", async || {
        let (queue, store) = (cluster.queue_status().await, cluster.store_status().await);
        queue.waiting + queue.leased + store.articles > 0
    })
    .await;
    client.kill();
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    cluster.wait_until_done(ARTICLES as u64).await;
    assert_each_answered_once(&cluster).await;
}
