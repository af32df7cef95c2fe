//! A worker is killed in the middle of 500 articles.

use std::collections::BTreeMap;

use q7x2_tests::{Cluster, ClusterOptions, expected_content, wait_for, write_articles};

const ARTICLES: usize = 500;

#[tokio::test(flavor = "multi_thread")]
async fn every_article_is_answered_once_though_its_worker_is_killed() {
    let mut cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 2 }).await;
    let folder = cluster.folder().join("news");
    write_articles(&folder, ARTICLES);
    let ingest = cluster.q7x2(&["ingest", "news"]);
    assert!(ingest.status.success(), "{}", String::from_utf8_lossy(&ingest.stderr));

    // In the middle: some articles are answered, some are in the worker's hands.
    wait_for("the worker to be in the middle", async || {
        let (queue, store) = (cluster.queue_status().await, cluster.store_status().await);
        queue.leased > 0 && store.articles > 20
    })
    .await;
    cluster.kill_worker();
    let answered = cluster.store_status().await.articles;
    assert!(answered < ARTICLES as u64, "the worker was too quick to be killed in the middle");

    cluster.add_worker();
    cluster.wait_until_done(ARTICLES as u64).await;

    let queue = cluster.queue_status().await;
    assert_eq!((queue.waiting, queue.leased, queue.set_aside), (0, 0, 0));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for hit in cluster.statements().await {
        let statement = hit.statement.expect("a hit has a statement");
        for piece in statement.content {
            *seen.entry(piece.text).or_default() += 1;
        }
    }
    for n in 0..ARTICLES {
        assert_eq!(seen.get(&expected_content(n)), Some(&1), "article {n}");
    }
    assert_eq!(cluster.store_status().await.articles, ARTICLES as u64);
}
