//! Workers come and go without a word of configuration.

use q7x2_tests::{Cluster, ClusterOptions, assert_said_once, wait_for, write_articles};

const ARTICLES: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_share_the_work() {
    let cluster = Cluster::start(ClusterOptions { workers: 3, lease_seconds: 10 }).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    wait_for("three workers to ask for work", async || {
        cluster.queue_status().await.workers.len() == 3
    })
    .await;
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    cluster.wait_until_done(ARTICLES as u64).await;
    // The last article is gone from the queue a moment before it is counted.
    let mut done: Vec<u64> = vec![];
    wait_for("every article to be counted", async || {
        let workers = cluster.queue_status().await.workers;
        done = workers.iter().map(|worker| worker.completed).collect();
        done.iter().sum::<u64>() == ARTICLES as u64
    })
    .await;
    assert!(done.iter().all(|&count| count > 0), "every worker took a part: {done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_asked_to_end_gives_its_articles_back_at_once() {
    // Leases outlast the test: only what is given back can be done by the other worker.
    let mut cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 600 }).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    wait_for("the worker to begin", async || cluster.store_status().await.articles > 5).await;
    let status = cluster.take_worker().terminate().await;
    assert!(status.success(), "{status}");
    // What was being lent in the last moment is given back by ingest itself, once it notices.
    wait_for("the articles to be back", async || cluster.queue_status().await.leased == 0).await;

    cluster.add_worker();
    cluster.wait_until_done(ARTICLES as u64).await;
    let hits = cluster.statements().await;
    assert_said_once(&hits, [0, ARTICLES / 2, ARTICLES - 1]);
}
