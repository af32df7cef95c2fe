//! A worker is killed in the middle of 500 articles.

use std::collections::BTreeMap;

use q7x2_tests::{Cluster, ClusterOptions, expected_content, wait_for, write_articles};

/// How many articles there are at first, and how many more whenever the worker was too quick.
const ARTICLES: usize = 500;

/// How often the worker may be too quick.
const TRIES: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn every_article_is_answered_once_though_its_worker_is_killed() {
    let mut cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 2 }).await;
    let mut articles = 0;
    loop {
        let before = articles as u64;
        articles += ARTICLES;
        assert!(articles <= TRIES * ARTICLES, "the worker was never caught in the middle");
        write_articles(&cluster.folder().join("news"), articles);
        let ingest = cluster.q7x2(&["ingest", "news"]);
        assert!(ingest.status.success(), "{}", String::from_utf8_lossy(&ingest.stderr));

        // In the middle: some articles are answered, some are in the worker's hands.
        wait_for("the worker to be in the middle", async || {
            let (queue, store) = (cluster.queue_status().await, cluster.store_status().await);
            let in_the_middle = queue.leased > 0 && store.articles > before + 20;
            in_the_middle || store.articles == articles as u64
        })
        .await;
        cluster.kill_worker();
        let answered = cluster.store_status().await.articles;
        cluster.add_worker();
        if answered < articles as u64 {
            break;
        }
    }
    cluster.wait_until_done(articles as u64).await;

    let queue = cluster.queue_status().await;
    assert_eq!((queue.waiting, queue.leased, queue.set_aside), (0, 0, 0));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for hit in cluster.statements().await {
        let statement = hit.statement.expect("a hit has a statement");
        for piece in statement.content {
            *seen.entry(piece.text).or_default() += 1;
        }
    }
    for n in 0..articles {
        assert_eq!(seen.get(&expected_content(n)), Some(&1), "article {n}");
    }
    assert_eq!(cluster.store_status().await.articles, articles as u64);
}
