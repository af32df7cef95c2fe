//! Articles come in, and each has its receipt.

use std::sync::Arc;

use futures::SinkExt;
use futures::channel::mpsc;
use q7x2_domain::{Article, ArticleId, MAX_TEXT_BYTES, Standing, Tombstone, WorkQueue};
use q7x2_proto::v1::ReceiptStatus::{Accepted, Duplicate, Forgotten, Rejected};
use q7x2_proto::v1::{
    self, CompleteLeaseRequest, IngestArticlesResponse, ListQueuedArticlesRequest, QueuePlace,
    QueuedArticle, ReceiptStatus, RemoveArticlesRequest,
};

use tokio::sync::Notify;

use crate::support::{Running, id, request, start};

async fn durable(running: &Running, id: ArticleId) -> bool {
    !running.queue.unfinished(&[id]).await.expect("the queue answers").is_empty()
}

fn receipt(status: ReceiptStatus, text: &str) -> IngestArticlesResponse {
    let article_id = id(text).to_string();
    IngestArticlesResponse {
        status: status.into(),
        article_id,
        ..IngestArticlesResponse::default()
    }
}

fn rejection(reason: &str) -> IngestArticlesResponse {
    let (article_id, reason) = (String::new(), reason.to_owned());
    IngestArticlesResponse {
        status: Rejected.into(),
        article_id,
        reason,
        ..IngestArticlesResponse::default()
    }
}

#[tokio::test]
async fn receipts_come_in_order_and_a_bad_article_does_not_end_the_stream() {
    let mut running = start().await;
    let long = "x".repeat(MAX_TEXT_BYTES + 1);
    let requests = ["One.", " \n", "Two.", "One.", &long, "Three."].map(request);
    let nothing = v1::IngestArticlesRequest { article: None };
    let (receipts, end) = running.send([&requests[..], &[nothing]].concat()).await;
    end.expect("the stream ends well");
    assert_eq!(
        receipts,
        [
            receipt(Accepted, "One."),
            rejection("the text is empty"),
            receipt(Accepted, "Two."),
            receipt(Duplicate, "One."),
            rejection(
                "the text has 1048577 bytes, the limit is 1048576 (1 MiB); split it into articles"
            ),
            receipt(Accepted, "Three."),
            rejection("article: it is missing"),
        ]
    );
    assert_eq!(running.status().await.waiting, 3);
}

#[tokio::test]
async fn what_is_wrong_beside_the_text_is_told_by_the_name_of_the_field() {
    let mut running = start().await;
    let with = |metadata| {
        let text = "A text.".into();
        v1::IngestArticlesRequest { article: Some(v1::Article { metadata: Some(metadata), text }) }
    };
    let far = Some(prost_types::Timestamp { seconds: -9_213_542_000_000, nanos: 0 });
    let (receipts, end) = running
        .send(vec![
            with(v1::Metadata { title: "t".repeat(20_000), ..Default::default() }),
            with(v1::Metadata { outlet: "a\0b".into(), ..Default::default() }),
            with(v1::Metadata { published_at: far, ..Default::default() }),
            request("A te\0xt."),
        ])
        .await;
    end.expect("the stream ends well");
    let reasons: Vec<&str> = receipts.iter().map(|receipt| receipt.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "\"title\" has 20000 bytes, the limit is 16384",
            "\"outlet\" has a NUL character",
            "\"published_at\" is out of range: years are from -9999 to 9999",
            "article.text: it has a NUL character",
        ]
    );
}

#[tokio::test]
async fn a_receipt_does_not_wait_for_the_next_article_and_its_article_is_durable() {
    let mut running = start().await;
    let (mut send, requests) = mpsc::channel(1);
    let answers = running.client.ingest_articles(requests).await.expect("it begins");
    let mut answers = answers.into_inner();
    for text in ["One.", "Two.", "Three."] {
        send.send(request(text)).await.expect("the stream is open");
        let answer = answers.message().await.expect("no error").expect("a receipt");
        assert_eq!(answer, receipt(Accepted, text));
        assert!(durable(&running, id(text)).await, "{text}");
    }
    drop(send);
    assert_eq!(answers.message().await.expect("no error"), None);
}

#[tokio::test]
async fn what_is_in_line_or_in_the_store_is_a_duplicate() {
    let mut running = start().await;
    assert_eq!(running.ingest(&["In line."]).await, [Accepted]);
    running.held.script().holds.insert(id("In the store."));
    let again = running.ingest(&["In line.", "In the store.", "New."]).await;
    assert_eq!(again, [Duplicate, Duplicate, Accepted]);
    assert!(!durable(&running, id("In the store.")).await, "it was not put in line again");
}

#[tokio::test]
async fn what_was_forgotten_is_not_taken_in_and_says_so() {
    let mut running = start().await;
    running.held.script().forgotten.insert(id("Forgotten."));
    let (receipts, _) = running.send(["Forgotten.", "New."].map(request).into()).await;
    assert_eq!(receipts[0].status(), Forgotten);
    assert!(receipts[0].reason.contains("it was forgotten"), "{receipts:?}");
    assert_eq!(receipts[1], receipt(Accepted, "New."));
    assert!(!durable(&running, id("Forgotten.")).await);
}

#[tokio::test]
async fn of_what_comes_again_more_is_known_where_it_tells_more() {
    let mut running = start().await;
    running.held.script().holds.insert(id("In the store."));
    let mut again = request("In the store.");
    if let Some(metadata) = again.article.as_mut().and_then(|article| article.metadata.as_mut()) {
        metadata.outlet = "The Post".into();
    }
    let (receipts, _) = running.send(vec![again, request("In the store.")]).await;
    let filled = |receipt: &IngestArticlesResponse| receipt.filled_fields.clone();
    assert_eq!(
        receipts.iter().map(filled).collect::<Vec<_>>(),
        [vec!["outlet".to_owned()], vec![]]
    );
    assert!(receipts.iter().all(|receipt| receipt.status() == Duplicate));
}

#[tokio::test]
async fn what_is_removed_is_in_line_no_more() {
    let mut running = start().await;
    running.ingest(&["One.", "Two."]).await;
    let lease = running.lease(1).await.remove(0);
    let article_ids = vec![id("One.").to_string(), id("Two.").to_string()];
    let listed = running.client.list_queued_articles(ListQueuedArticlesRequest::default()).await;
    let listed = listed.expect("listed").into_inner().articles;
    let places: Vec<QueuePlace> = listed.iter().map(QueuedArticle::place).collect();
    assert!(
        places.contains(&QueuePlace::Lent) && places.contains(&QueuePlace::InLine),
        "{places:?}"
    );
    let removed = running.client.remove_articles(RemoveArticlesRequest { article_ids }).await;
    assert_eq!(removed.expect("removed").into_inner().removed, 2);
    assert!(running.lease(1).await.is_empty());
    let request = CompleteLeaseRequest { token: lease.token };
    let completed = running.client.complete_lease(request).await.expect("answered");
    assert!(!completed.into_inner().held);
}

#[tokio::test]
async fn what_was_done_since_the_store_was_asked_is_a_duplicate_and_not_done_again() {
    let mut running = start().await;
    // Another client's article is recorded and leaves the queue just after the question.
    running.held.script().holds_from_question = Some((1, id("Just done.")));
    let receipts = running.ingest(&["Just done."]).await;
    assert_eq!(receipts, [Duplicate]);
    assert!(!durable(&running, id("Just done.")).await);
    assert!(running.lease(1).await.is_empty());
    assert_eq!(running.ingest(&["New."]).await, [Accepted]);
    assert_eq!(running.lease(1).await.len(), 1, "lent at once");
}

#[tokio::test]
async fn a_duplicate_in_trouble_tells_what_holds_it() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    let lease = running.lease_one().await;
    running.fail(&lease.token, "it broke").await;
    running.ingest(&["Two."]).await;
    let (receipts, end) = running.send(["One.", "Two."].map(request).into()).await;
    end.expect("the stream ends well");
    assert!(receipts.iter().all(|receipt| receipt.status() == Duplicate));
    assert_eq!(receipts[0].reason, "it is tried again in 1 s, after 1 attempt: it broke");
    assert_eq!(receipts[1].reason, "");
}

#[tokio::test]
async fn the_store_is_asked_about_the_model_that_workers_announced_last() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    running.lease(1).await;
    running.ingest(&["Two."]).await;
    let asked = running.held.script().asked.clone();
    let test_1 = || Some("test-1".into());
    assert_eq!(asked, [(1, None), (1, None), (1, test_1()), (1, test_1())]);
}

#[tokio::test]
async fn without_the_query_service_everything_is_taken_and_it_is_left_alone_for_a_while() {
    let mut running = start().await;
    running.held.script().holds.insert(id("In the store."));
    running.held.script().broken = true;
    assert_eq!(running.ingest(&["One.", "In the store."]).await, [Accepted, Accepted]);
    assert_eq!(running.ingest(&["Two.", "One."]).await, [Accepted, Duplicate]);
    assert_eq!(running.held.script().asked.len(), 1);
}

#[tokio::test]
async fn many_articles_share_transactions_and_questions() {
    let mut running = start().await;
    let texts: Vec<String> = (0..2000).map(|n| format!("Article {n}.")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert!(running.ingest(&texts).await.iter().all(|status| *status == Accepted));
    assert_eq!(running.status().await.waiting, 2000);
    let (calls, questions) = (running.queue.bend().calls, running.held.script().asked.len());
    assert_eq!(calls * 2, questions, "before and after they come into line");
    assert!(calls < 1000, "{calls} transactions for 2000 articles");
}

#[tokio::test]
async fn an_article_that_the_queue_cannot_keep_is_rejected_alone() {
    let mut running = start().await;
    running.queue.bend().rejects = Some("odd");
    let (receipts, end) = running.send(["One.", "An odd one.", "Two."].map(request).into()).await;
    end.expect("the stream ends well");
    assert_eq!(
        receipts,
        [receipt(Accepted, "One."), rejection("it cannot be kept"), receipt(Accepted, "Two."),]
    );
}

#[tokio::test]
async fn a_full_queue_is_waited_for_and_keeps_what_was_acknowledged() {
    let mut running = start().await;
    running.queue.bend().full_at = Some("The last straw.");
    // Two chunks, since the first is full.
    let texts = (0..256).map(|n| format!("Article {n}.")).chain(["The last straw.".into()]);
    let requests: Vec<_> = texts.map(|text| request(&text)).collect();
    let answers = running.client.ingest_articles(futures::stream::iter(requests)).await;
    let mut answers = answers.expect("taken").into_inner();
    let mut receipts = Vec::new();
    while let Some(receipt) = answers.message().await.expect("the stream goes on") {
        match receipt.status() {
            ReceiptStatus::Waiting => {
                assert!(receipt.reason.contains("no space left"), "{}", receipt.reason);
                for earlier in &receipts {
                    assert!(durable(&running, *earlier).await);
                }
                running.queue.bend().full_at = None;
            }
            status => {
                assert_eq!(status, Accepted);
                receipts.push(receipt.article_id.parse::<ArticleId>().expect("an id"));
            }
        }
    }
    assert_eq!(receipts.len(), 257);
    assert_eq!(running.queue.bend().full_at, None, "it was waited for");
    for id in receipts {
        assert!(durable(&running, id).await);
    }
}

/// As a broker that chooses a leader, or a server that is started again.
#[tokio::test]
async fn a_queue_that_cannot_be_reached_or_says_nothing_is_waited_for_with_a_word() {
    let mut running = start().await;
    let told = Arc::new(Notify::new());
    running.queue.bend().away = true;
    running.queue.bend().silent_until = Some(Arc::clone(&told));
    let requests = futures::stream::iter([request("One.")]);
    let answers = running.client.ingest_articles(requests).await;
    let (mut answers, mut reasons) = (answers.expect("taken").into_inner(), vec![]);
    while let Some(answer) = answers.message().await.expect("the stream goes on") {
        if answer.status() == ReceiptStatus::Waiting && answer.reason.contains("not answered") {
            reasons.push("silent");
            told.notify_one();
        } else if answer.status() == ReceiptStatus::Waiting {
            assert!(answer.reason.contains("the queue is unavailable"), "{}", answer.reason);
            reasons.push("away");
            running.queue.bend().away = false;
        } else {
            assert_eq!(answer.status(), Accepted);
        }
    }
    assert_eq!(reasons, ["silent", "away"], "both were told");
    assert!(durable(&running, id("One.")).await);
}

#[tokio::test]
async fn the_queue_is_waited_for_whatever_it_is_asked() {
    let mut running = start().await;
    running.ingest(&["One."]).await;
    running.queue.bend().rejects = Some("odd");
    running.queue.bend().full_alone_at = Some("Two.");
    running.queue.bend().locked = true;
    let requests = ["One.", "An odd one.", "Two."].map(request);
    let answers = running.client.ingest_articles(futures::stream::iter(requests)).await;
    let (mut answers, mut statuses) = (answers.expect("taken").into_inner(), vec![]);
    let mut reasons = vec![];
    while let Some(answer) = answers.message().await.expect("the stream goes on") {
        match answer.status() {
            ReceiptStatus::Waiting if answer.reason.contains("no space left") => {
                running.queue.bend().full_alone_at = None;
                reasons.push("full");
            }
            ReceiptStatus::Waiting if answer.reason.contains("locked") => {
                running.queue.bend().locked = false;
                reasons.push("locked");
            }
            ReceiptStatus::Waiting => assert_eq!(answer.reason, "", "it goes on"),
            status => statuses.push(status),
        }
    }
    reasons.sort_unstable();
    assert_eq!(reasons, ["full", "locked"], "both were told");
    assert_eq!(statuses, [Duplicate, ReceiptStatus::Rejected, Accepted]);
}

#[tokio::test]
async fn the_largest_article_passes_both_ways() {
    let mut running = start().await;
    let text = "ö".repeat(MAX_TEXT_BYTES / 2);
    assert_eq!(running.ingest(&[&text]).await, [Accepted]);
    let lease = running.lease_one().await;
    let article = Article::try_from(lease.article.expect("an article")).expect("sound");
    assert_eq!(article.text(), text);
    assert_eq!(article.metadata().path.as_deref(), Some("1048576.txt"));
}

/// Returns a request for a text with this address and outlet.
fn told(text: &str, url: &str, outlet: &str) -> v1::IngestArticlesRequest {
    let (url, outlet, text) = (url.into(), outlet.into(), text.into());
    let metadata = Some(v1::Metadata { url, outlet, ..Default::default() });
    v1::IngestArticlesRequest { article: Some(v1::Article { metadata, text }) }
}

/// Whether in one request or later, while it waits or a worker has it.
#[tokio::test]
async fn what_is_told_of_an_article_in_line_fills_it() {
    let mut running = start().await;
    let url = "https://post.example/1";
    let (receipts, _) = running.send(vec![request("One."), told("One.", "", "The Post")]).await;
    assert_eq!(receipts[0], receipt(Accepted, "One."));
    let filled = |field: &str| IngestArticlesResponse {
        filled_fields: vec![field.into()],
        ..receipt(Duplicate, "One.")
    };
    assert_eq!(receipts[1], filled("outlet"));
    // With its address it is the same article still.
    let (receipts, _) = running.send(vec![told("One.", url, "")]).await;
    assert_eq!(receipts, [filled("url")]);
    let (receipts, _) = running.send(vec![told("One.", url, "The Quay")]).await;
    assert_eq!(receipts, [receipt(Duplicate, "One.")]);
    let lease = running.lease_one().await;
    let metadata = lease.article.and_then(|article| article.metadata).expect("told");
    assert_eq!(
        (metadata.url.as_str(), metadata.learned_url.as_str(), metadata.outlet.as_str()),
        ("", url, "The Post")
    );
}

#[tokio::test]
async fn an_article_that_is_kept_without_its_address_learns_it() {
    let mut running = start().await;
    let url = "https://post.example/1";
    let with = ArticleId::of(Some(url), "One.");
    running.held.script().standings.insert(with, Standing::Same(id("One.")));
    running.held.script().holds.insert(id("One."));
    let (receipts, _) = running.send(vec![told("One.", url, "The Post")]).await;
    let filled_fields = vec!["outlet".to_owned()];
    assert_eq!(receipts, [IngestArticlesResponse { filled_fields, ..receipt(Duplicate, "One.") }]);
    assert_eq!(running.status().await.waiting, 0);
}

/// Else it would be lost: the article is held, and nothing else is done with it.
#[tokio::test]
async fn what_is_told_of_an_article_that_is_held_waits_for_a_locked_store() {
    let mut running = start().await;
    running.held.script().holds.insert(id("One."));
    running.held.script().locked = true;
    let requests = futures::stream::iter([told("One.", "", "The Post")]);
    let answers = running.client.ingest_articles(requests).await.expect("taken");
    let mut answers = answers.into_inner();
    let waiting = answers.message().await.expect("no error").expect("a receipt");
    assert_eq!(waiting.status(), ReceiptStatus::Waiting);
    assert!(waiting.reason.contains("the store is locked"), "{}", waiting.reason);
    let health = running.condition.told().expect("it is not well");
    assert!(health.contains("the store is locked"), "{health}");

    running.held.script().locked = false;
    let receipt = answers.message().await.expect("no error").expect("a receipt");
    assert_eq!(receipt.filled_fields, ["outlet"]);
    assert_eq!(running.condition.told(), None);
}

/// Only what comes from a place of what is kept is asked about with its text.
#[tokio::test]
async fn a_receipt_tells_which_article_it_is_another_text_of() {
    let mut running = start().await;
    running.held.script().standings.insert(id("One."), Standing::Revision(id("Zero.")));
    running.held.script().placed.extend([id("One."), id("Two.")]);
    let from_a_file = |text: &str| {
        let mut request = request(text);
        let metadata = request.article.as_mut().and_then(|article| article.metadata.as_mut());
        metadata.expect("told").file_key = "quay.txt".into();
        request
    };
    let (receipts, _) = running.send(["One.", "Two.", "Three."].map(from_a_file).to_vec()).await;
    let revises = |receipt: &IngestArticlesResponse| (receipt.status(), receipt.revises.clone());
    let told: Vec<_> = receipts.iter().map(revises).collect();
    let zero = id("Zero.").to_string();
    assert_eq!(told, [(Accepted, zero), (Accepted, String::new()), (Accepted, String::new())]);
    assert_eq!(running.held.script().with_texts, [id("One."), id("Two.")]);
    assert_eq!(running.status().await.waiting, 3);
    // What is in line already is nothing new.
    let (again, _) = running.send(vec![from_a_file("One.")]).await;
    assert_eq!(revises(&again[0]), (Duplicate, String::new()));
}

/// Its times were made out from another date than the one that is known.
#[tokio::test]
async fn what_was_read_with_another_date_is_read_again() {
    let mut running = start().await;
    let date = Some(q7x2_domain::Timestamp::from_seconds(7));
    running.held.script().standings.insert(id("One."), Standing::ReadUndated(date));
    assert_eq!(running.ingest(&["One."]).await, [Duplicate]);
    let lease = running.lease_one().await;
    let metadata = lease.article.and_then(|article| article.metadata).expect("told");
    assert_eq!(metadata.published_at.map(|time| time.seconds), Some(7));
}

#[tokio::test]
async fn what_was_forgotten_says_how_it_can_come_back() {
    let mut running = start().await;
    let tombstone = |by_place, is_erased| Tombstone { number: 7, by_place, is_erased };
    let all = [tombstone(false, false), tombstone(false, true), tombstone(true, true)];
    let texts = ["One.", "Two.", "Three."];
    for (text, tombstone) in texts.iter().zip(all) {
        let standing = Standing::Forgotten(tombstone);
        running.held.script().standings.insert(id(text), standing);
    }
    let (receipts, _) = running.send(texts.map(request).to_vec()).await;
    let told: Vec<&str> = receipts.iter().map(|receipt| receipt.reason.as_str()).collect();
    assert_eq!(
        told,
        [
            "it was forgotten; `q7x2 articles undo 7` brings it back",
            "it was forgotten and is erased; after `q7x2 articles undo 7` ingest it again",
            "it was forgotten with another text of its address or file; after `q7x2 articles undo 7` \
             ingest it again",
        ]
    );
    assert_eq!(running.status().await.waiting, 0);
}
