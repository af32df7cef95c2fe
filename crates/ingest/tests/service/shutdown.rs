//! The service is told to stop: what waits is sent away, what was taken has its receipt.

use futures::SinkExt;
use futures::channel::mpsc;
use q7x2_proto::v1;
use tonic::Code;

use crate::support::{PATIENCE, id, lease_request, request, start};

#[tokio::test]
async fn everything_that_waits_ends_when_the_service_is_told_to_stop() {
    let mut running = start().await;
    let (mut send, requests) = mpsc::channel(1);
    let answers = running.client.ingest_articles(requests).await.expect("it begins");
    let mut receipts = answers.into_inner();
    send.send(request("One.")).await.expect("the stream is open");
    receipts.message().await.expect("no error").expect("a receipt");

    let watched = v1::WatchArticlesRequest { article_ids: vec![id("One.").to_string()] };
    let mut news = running.client.watch_articles(watched).await.expect("it begins").into_inner();
    news.message().await.expect("no error").expect("news");

    running.lease_one().await;
    let mut worker = running.client.clone();
    let waiting = tokio::spawn(async move {
        worker.lease_articles(lease_request("waiting", 1, PATIENCE * 100)).await
    });
    while running.status().await.workers.len() < 2 {}

    running.shutdown.cancel();
    let ended = tokio::time::timeout(PATIENCE, async {
        let leased = waiting.await.expect("no panic").expect("an answer").into_inner();
        assert_eq!(leased.leases, [], "no articles, but no error either");
        let status = receipts.message().await.expect_err("the stream ends");
        assert_eq!(status.code(), Code::Unavailable);
        assert!(status.message().contains("send what has no receipt again"));
        assert_eq!(news.message().await.expect_err("it ends").code(), Code::Unavailable);
        running.server.await.expect("no panic").expect("no error");
    });
    ended.await.expect("in time");
}

#[tokio::test]
async fn an_article_that_waits_for_room_is_told_by_the_service_and_sent_away_when_it_stops() {
    let mut running = start().await;
    running.queue.bend().full_at = Some("One.");
    let mut client = running.client.clone();
    let requests = futures::stream::iter([request("One.")]);
    let mut receipts = client.ingest_articles(requests).await.expect("it begins").into_inner();
    let receipt = receipts.message().await.expect("no error").expect("a receipt");
    assert_eq!(receipt.status(), v1::ReceiptStatus::Waiting);
    // What reads the queue finds it well, and does not make the service well.
    assert_eq!(running.status().await.waiting, 0);
    let told = running.condition.told().expect("it is not well");
    assert!(told.contains("the queue"), "{told}");

    running.shutdown.cancel();
    let status = tokio::time::timeout(PATIENCE, receipts.message()).await.expect("in time");
    let status = status.expect_err("the stream ends");
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains("send what has no receipt again"));
    let ended = tokio::time::timeout(PATIENCE, running.server).await.expect("in time");
    ended.expect("no panic").expect("no error");
}

#[tokio::test]
async fn a_client_that_waited_and_went_away_leaves_the_service_well() {
    let running = start().await;
    running.queue.bend().full_at = Some("One.");
    let mut client = running.client.clone();
    let requests = futures::stream::iter([request("One.")]);
    let mut receipts = client.ingest_articles(requests).await.expect("it begins").into_inner();
    receipts.message().await.expect("no error").expect("a receipt");
    assert!(running.condition.told().is_some());

    drop(receipts);
    let mut troubles = running.condition.follow();
    let intake_is_well = troubles.wait_for(|troubles| !troubles.contains_key("intake"));
    tokio::time::timeout(PATIENCE, intake_is_well).await.expect("in time").expect("a service");
}
