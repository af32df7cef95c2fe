//! Workers lease articles, and answer for them or do not.

use std::time::Duration;

use q7x2_domain::Timestamp;
use q7x2_proto::v1::ReceiptStatus::{Accepted, Duplicate};
use q7x2_proto::{timestamp_from_wire, v1};
use tonic::{Code, Request};

use crate::support::{LEASE, PATIENCE, id, lease_request, start};

#[tokio::test]
async fn an_article_is_lent_once_and_gone_when_it_is_done() {
    let mut running = start().await;
    running.ingest(&["One.", "Two.", "Three."]).await;
    let leases = running.lease(2).await;
    let texts: Vec<_> =
        leases.iter().map(|lease| lease.article.as_ref().expect("set").text.as_str()).collect();
    assert_eq!(texts, ["One.", "Two."]);
    let status = running.status().await;
    assert_eq!((status.waiting, status.leased), (1, 2));

    assert!(running.complete(&leases[0].token).await);
    assert!(!running.complete(&leases[0].token).await, "the second time changes nothing");
    assert_eq!(running.status().await.leased, 1);
}

#[tokio::test]
async fn a_worker_waits_until_an_article_comes() {
    let mut running = start().await;
    let mut worker = running.client.clone();
    let waiting =
        tokio::spawn(
            async move { worker.lease_articles(lease_request("w", 1, PATIENCE * 100)).await },
        );
    while running.status().await.workers.is_empty() {}
    running.ingest(&["One."]).await;
    let answer = tokio::time::timeout(PATIENCE, waiting).await.expect("it wakes up");
    let leases = answer.expect("no panic").expect("an answer").into_inner().leases;
    assert_eq!(leases.len(), 1);
}

#[tokio::test]
async fn a_lapsed_lease_goes_to_another_worker_and_opens_nothing() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let first = running.lease_one().await;
    assert!(running.lease(1).await.is_empty(), "it is lent already");
    let expires_at = timestamp_from_wire(first.expires_at, "expires_at").expect("sound");
    assert_eq!(expires_at, Some(Timestamp::from_seconds(1_000_060)));

    running.clock.advance(LEASE);
    let second = running.lease_one().await;
    assert_eq!((first.attempt, second.attempt), (1, 2));
    let tokens = vec![first.token.clone(), second.token.clone()];
    let extended =
        running.client.extend_lease(v1::ExtendLeaseRequest { tokens, ..Default::default() }).await;
    let lapsed = extended.expect("an answer").into_inner().lapsed_tokens;
    assert_eq!(lapsed, std::slice::from_ref(&first.token));
    assert!(!running.complete(&first.token).await);
    let failed = running.fail(&first.token, "too late").await;
    assert_eq!(failed, v1::FailLeaseResponse { set_aside: false, retry_at: None });
    assert!(running.complete(&second.token).await);
}

#[tokio::test]
async fn an_extended_lease_holds_from_then_on() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let lease = running.lease_one().await;
    for _ in 0..3 {
        running.clock.advance(LEASE / 2);
        let tokens = vec![lease.token.clone()];
        let extended = running
            .client
            .extend_lease(v1::ExtendLeaseRequest { tokens, ..Default::default() })
            .await;
        assert!(extended.expect("an answer").into_inner().lapsed_tokens.is_empty());
    }
    assert!(running.lease(1).await.is_empty());
    assert!(running.complete(&lease.token).await);
}

#[tokio::test]
async fn an_article_that_keeps_failing_is_set_aside_shown_and_tried_again_on_demand() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let first = running.lease_one().await;
    let failed = running.fail(&first.token, "it broke").await;
    let retry_at = timestamp_from_wire(failed.retry_at, "retry_at").expect("sound");
    assert_eq!((failed.set_aside, retry_at), (false, Some(Timestamp::from_seconds(1_000_001))));
    assert!(running.lease(1).await.is_empty(), "not before its pause is over");

    running.clock.advance(Duration::from_secs(1));
    let second = running.lease_one().await;
    let failed = running.fail(&second.token, &"x".repeat(5000)).await;
    assert_eq!(failed, v1::FailLeaseResponse { set_aside: true, retry_at: None });
    let status = running.status().await;
    assert_eq!(status.set_aside, 1);
    let shown = &status.set_aside_articles[0];
    assert_eq!(shown.article_id, id("One.").to_string());
    assert_eq!(shown.metadata.as_ref().map(|m| m.path.as_str()), Some("4.txt"));
    assert_eq!((shown.attempts, shown.error.as_str()), (2, "x".repeat(2000).as_str()));

    assert_eq!(running.ingest(&["One."]).await, [Duplicate], "it stays as it is");
    running.ingest(&["Two."]).await;
    let article_ids = ["One.", "Two.", "Never."].map(|text| id(text).to_string()).into();
    let request = v1::RetryArticlesRequest { article_ids };
    let retried = running.client.retry_articles(request).await.expect("an answer").into_inner();
    assert_eq!(retried.retried, 1);
    let holds: Vec<&str> = retried.holds.iter().map(|hold| hold.reason.as_str()).collect();
    assert_eq!(holds, ["it is in line", "it is not in line: it is done, or was never taken in"]);
    assert_eq!(running.lease(1).await[0].attempt, 1, "with fresh attempts");
}

#[tokio::test]
async fn a_released_article_is_there_at_once_and_its_attempt_does_not_count() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let tokens = vec![running.lease_one().await.token];
    running.client.release_leases(v1::ReleaseLeasesRequest { tokens }).await.expect("an answer");
    assert_eq!(running.lease_one().await.attempt, 1);
}

#[tokio::test]
async fn status_tells_the_workers_and_what_they_have_done() {
    let mut running = start().await;
    assert_eq!(running.ingest(&["One.", "Two."]).await, [Accepted, Accepted]);
    let leases = running.lease(2).await;
    running.complete(&leases[0].token).await;
    running.fail(&leases[1].token, "it broke").await;
    let worker = v1::Worker { name: "w".into(), model: "test-1".into(), completed: 1 };
    assert_eq!(running.status().await.workers, [worker]);
    running.clock.advance(Duration::from_secs(61));
    assert_eq!(running.status().await.workers, []);
}

#[tokio::test]
async fn at_most_a_message_full_is_lent_at_a_time() {
    let mut running = start().await;
    let texts: Vec<String> = (0..40).map(|n| format!("Article {n}.")).collect();
    running.ingest(&texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(running.lease(1000).await.len(), q7x2_ingest::MAX_LEASED);
}

#[tokio::test]
async fn a_wrong_request_is_refused_and_the_field_named() {
    let running = start().await;
    let sound = lease_request("w", 1, Duration::ZERO);
    let negative = Some(prost_types::Duration { seconds: -1, nanos: 0 });
    for (request, field) in [
        (v1::LeaseArticlesRequest { worker: String::new(), ..sound.clone() }, "worker"),
        (v1::LeaseArticlesRequest { worker: "w".repeat(201), ..sound.clone() }, "worker"),
        (v1::LeaseArticlesRequest { model: String::new(), ..sound.clone() }, "model"),
        (v1::LeaseArticlesRequest { max_articles: 0, ..sound.clone() }, "max_articles"),
        (v1::LeaseArticlesRequest { wait: negative, ..sound.clone() }, "wait"),
    ] {
        let refused = running.client.clone().lease_articles(request).await.expect_err(field);
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(refused.message().starts_with(field), "{}", refused.message());
    }
    let tokens = vec!["t".to_owned(), String::new()];
    let request = Request::new(v1::ReleaseLeasesRequest { tokens });
    let refused = running.client.clone().release_leases(request).await.expect_err("no token");
    assert_eq!(refused.message(), "tokens[1]: it is missing");
}
