//! Clients follow articles until they are done.

use std::time::Duration;

use q7x2_domain::{LeaseToken, WorkQueue};
use q7x2_proto::v1;
use tonic::{Code, Streaming};

use crate::support::{Running, id, start};

async fn follow(running: &mut Running, texts: &[&str]) -> Streaming<v1::WatchArticlesResponse> {
    let article_ids = texts.iter().map(|text| id(text).to_string()).collect();
    let request = v1::WatchArticlesRequest { article_ids };
    running.client.watch_articles(request).await.expect("it begins").into_inner()
}

async fn next(stream: &mut Streaming<v1::WatchArticlesResponse>) -> Option<(u64, Vec<String>)> {
    let news = stream.message().await.expect("no error");
    news.map(|news| (news.pending, news.set_aside_ids))
}

#[tokio::test]
async fn news_come_at_once_and_with_every_change_until_nothing_is_pending() {
    let mut running = start().await;
    running.ingest(&["One.", "Two.", "Not followed."]).await;
    let mut stream = follow(&mut running, &["One.", "Two.", "Two.", "Never seen."]).await;
    assert_eq!(next(&mut stream).await, Some((2, vec![])));
    let leases = running.lease(3).await;
    running.complete(&leases[2].token).await;
    running.complete(&leases[0].token).await;
    assert_eq!(next(&mut stream).await, Some((1, vec![])));
    running.complete(&leases[1].token).await;
    assert_eq!(next(&mut stream).await, Some((0, vec![])));
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn an_article_that_is_set_aside_is_not_pending_and_is_named() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let mut stream = follow(&mut running, &["One."]).await;
    assert_eq!(next(&mut stream).await, Some((1, vec![])));
    for _ in 0..2 {
        let lease = running.lease_one().await;
        running.fail(&lease.token, "it broke").await;
        running.clock.advance(Duration::from_secs(10));
    }
    assert_eq!(next(&mut stream).await, Some((0, vec![id("One.").to_string()])));
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn what_another_replica_completes_is_noticed_too() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let mut stream = follow(&mut running, &["One."]).await;
    assert_eq!(next(&mut stream).await, Some((1, vec![])));
    let token = LeaseToken::new(running.lease_one().await.token);
    assert!(running.queue.complete(&token).await.expect("the queue answers"));
    assert_eq!(next(&mut stream).await, Some((0, vec![])));
}

#[tokio::test]
async fn following_nothing_ends_at_once_and_a_wrong_id_is_refused() {
    let mut running = start().await;
    let mut stream = follow(&mut running, &[]).await;
    assert_eq!(next(&mut stream).await, Some((0, vec![])));
    assert_eq!(next(&mut stream).await, None);

    let request = v1::WatchArticlesRequest { article_ids: vec!["x".into()] };
    let refused = running.client.watch_articles(request).await.expect_err("no id");
    assert_eq!(refused.code(), Code::InvalidArgument);
}
