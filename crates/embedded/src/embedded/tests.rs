//! The promises of an article's journey, over the real queue and the real store.

use std::path::Path;

use q7x2_domain::{Article, ManualClock, Timestamp};
use q7x2_proto::v1::{self, ReceiptStatus};
use q7x2_proto::{connect, duration_to_wire};

use super::*;
use crate::testing::{
    ARTICLES, Moody, article, check_answers, ingest, options, queue_status, settle, statements,
    texts,
};

async fn start_with(tagger: &Moody, options: EmbeddedOptions) -> Embedded {
    let engine = Engine::new(tagger.clone(), options.threads());
    Embedded::assemble(options, engine, CancellationToken::new(), Arc::new(SystemClock))
        .await
        .expect("started")
        .0
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// Leases articles as a worker that will not be heard of again.
async fn lease_and_die(embedded: &Embedded, max_articles: u32) -> usize {
    let request = v1::LeaseArticlesRequest {
        worker: "short-lived".into(),
        model: "rules-1".into(),
        max_articles,
        wait: Some(duration_to_wire(Duration::from_secs(5))),
    };
    let leased = connect::ingest(embedded.ingest()).lease_articles(request).await;
    leased.expect("leased").into_inner().leases.len()
}

#[tokio::test]
async fn what_is_ingested_is_answered_for() {
    let folder = folder();
    let embedded = Embedded::start(options(folder.path())).await.expect("started");
    let receipts = ingest(embedded.ingest(), &texts()).await;
    assert_eq!(receipts, [ReceiptStatus::Accepted; 3]);
    assert_eq!(settle(embedded.ingest(), &texts()).await, 0);
    check_answers(embedded.query()).await;
    let hit = statements(embedded.query(), "Quill").await.remove(0);
    assert_eq!(hit.metadata.outlet.as_deref(), Some("The Vessel Bay Bell"));
    assert_eq!(hit.article, texts()[0].id());
    embedded.shutdown().await;
}

#[tokio::test]
async fn the_same_article_again_changes_nothing() {
    let folder = folder();
    for round in [ReceiptStatus::Accepted, ReceiptStatus::Duplicate, ReceiptStatus::Duplicate] {
        let embedded = Embedded::start(options(folder.path())).await.expect("started");
        let twice = [texts(), texts()].concat();
        let receipts = ingest(embedded.ingest(), &twice).await;
        assert_eq!(receipts[..3], [round; 3]);
        assert_eq!(receipts[3..], [ReceiptStatus::Duplicate; 3]);
        settle(embedded.ingest(), &texts()).await;
        check_answers(embedded.query()).await;
        assert_eq!(statements(embedded.query(), "").await.len(), ARTICLES.len());
        embedded.shutdown().await;
    }
}

#[tokio::test]
async fn a_panicking_article_is_set_aside_while_the_others_are_answered() {
    let folder = folder();
    let embedded = start_with(&Moody::new(), options(folder.path())).await;
    let poison = article("\u{201c}I panic now,\u{201d} baker Nils Orrin said.");
    let articles = [vec![poison.clone()], texts()].concat();
    ingest(embedded.ingest(), &articles).await;
    assert_eq!(settle(embedded.ingest(), &articles).await, 1);
    check_answers(embedded.query()).await;
    let status = queue_status(embedded.ingest()).await;
    assert_eq!((status.waiting, status.leased, status.set_aside), (0, 0, 1));
    let set_aside = &status.set_aside_articles[0];
    assert_eq!(set_aside.article_id, poison.id().to_string());
    assert_eq!(set_aside.attempts, 5);
    assert!(set_aside.error.contains("panicked"), "{}", set_aside.error);
    assert!(!set_aside.error.contains("Orrin"), "{}", set_aside.error);
    embedded.shutdown().await;

    // The same article with an extractor that can read it.
    let embedded = Embedded::start(options(folder.path())).await.expect("started");
    let request = v1::RetryArticlesRequest { article_ids: vec![] };
    let retried = connect::ingest(embedded.ingest()).retry_articles(request).await;
    assert_eq!(retried.expect("answered").into_inner().retried, 1);
    assert_eq!(settle(embedded.ingest(), &articles).await, 0);
    assert_eq!(statements(embedded.query(), "Orrin").await.len(), 1);
    embedded.shutdown().await;
}

#[tokio::test]
async fn shutting_down_gives_articles_back_without_counting_an_attempt() {
    let folder = folder();
    let tagger = Moody::new();
    let embedded = start_with(&tagger, options(folder.path())).await;
    let slow = article("\u{201c}We wait here,\u{201d} guard Tove Lamm said.");
    ingest(embedded.ingest(), std::slice::from_ref(&slow)).await;
    tagger.until_begun().await;
    ingest(embedded.ingest(), &texts()).await;
    let ending = tokio::spawn(embedded.shutdown());
    tagger.open();
    ending.await.expect("no panic");

    let looking = EmbeddedOptions { workers: 0, ..options(folder.path()) };
    let embedded = Embedded::start(looking).await.expect("started");
    let status = queue_status(embedded.ingest()).await;
    assert_eq!((status.waiting, status.leased), (3, 0));
    assert_eq!(statements(embedded.query(), "Lamm").await.len(), 1);
    let request = v1::LeaseArticlesRequest {
        worker: "curious".into(),
        model: "rules-1".into(),
        max_articles: 1,
        wait: None,
    };
    let leased = connect::ingest(embedded.ingest()).lease_articles(request).await;
    assert_eq!(leased.expect("leased").into_inner().leases[0].attempt, 1);
    embedded.shutdown().await;
}

/// With what is usual, and by the clock alone: how busy the machine is makes no difference.
#[tokio::test]
async fn what_a_dead_worker_had_is_lent_again_within_ten_seconds() {
    let folder = folder();
    let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_000_000)));
    let usual = EmbeddedOptions { workers: 0, ..EmbeddedOptions::at(folder.path()) };
    let embedded = Embedded::start_at(usual, clock.clone()).await.expect("started");
    ingest(embedded.ingest(), &texts()).await;
    assert_eq!(lease_and_die(&embedded, 3).await, 3);
    let again = async |worker: &str| {
        let request = v1::LeaseArticlesRequest {
            worker: worker.into(),
            model: "rules-1".into(),
            max_articles: 3,
            wait: None,
        };
        let leased = connect::ingest(embedded.ingest()).lease_articles(request).await;
        leased.expect("answered").into_inner().leases.len()
    };
    assert_eq!(again("a").await, 0, "all are lent");
    clock.advance(Duration::from_secs(10));
    // To each worker one, since any of them may be what the first died of.
    for worker in ["a", "b", "c"] {
        assert_eq!(again(worker).await, 1);
    }
    embedded.shutdown().await;
}

#[tokio::test]
async fn a_lapsed_lease_goes_to_another_process_on_the_same_directory() {
    let folder = folder();
    let lapsing = EmbeddedOptions {
        workers: 0,
        lease_for: Duration::from_millis(50),
        ..options(folder.path())
    };
    let first = Embedded::start(lapsing).await.expect("started");
    ingest(first.ingest(), &texts()).await;
    assert_eq!(lease_and_die(&first, 3).await, 3);
    let second = Embedded::start(options(folder.path())).await.expect("started");
    assert_eq!(settle(first.ingest(), &texts()).await, 0);
    check_answers(first.query()).await;
    first.shutdown().await;
    second.shutdown().await;
}

#[tokio::test]
async fn who_is_alone_takes_back_the_leases_of_the_dead_and_who_is_not_does_not() {
    let folder = folder();
    let looking = || EmbeddedOptions { workers: 0, ..options(folder.path()) };
    let first = Embedded::start(looking()).await.expect("started");
    ingest(first.ingest(), &texts()).await;
    assert_eq!(lease_and_die(&first, 2).await, 2);
    let beside = Embedded::start(looking()).await.expect("started");
    assert_eq!(queue_status(beside.ingest()).await.leased, 2);
    beside.shutdown().await;
    first.shutdown().await;
    let alone = Embedded::start(looking()).await.expect("started");
    assert_eq!(queue_status(alone.ingest()).await.leased, 0);
    alone.shutdown().await;
}

/// Runs `work` in a runtime of its own that is then dropped with everything in it, as a process
/// that is killed drops everything.
fn in_a_process_that_dies<F: Future<Output = Embedded>>(work: F) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let embedded = runtime.block_on(work);
    runtime.shutdown_background();
    drop(embedded);
}

#[test]
fn a_process_that_dies_in_the_middle_loses_nothing() {
    let folder = folder();
    let many: Vec<Article> = (0..60)
        .map(|n| {
            article(&format!("\u{201c}Lot {n} is sold,\u{201d} auctioneer Ebba Lind{n} said."))
        })
        .collect();
    let stuck = article("\u{201c}You wait here,\u{201d} clerk Rolf Aske said.");
    let tagger = Moody::new();
    in_a_process_that_dies(async {
        let embedded = start_with(&tagger, options(folder.path())).await;
        let (before, after) = many.split_at(20);
        let articles = [before, std::slice::from_ref(&stuck), after].concat();
        ingest(embedded.ingest(), &articles).await;
        tagger.until_begun().await;
        embedded
    });
    tagger.open();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let embedded = Embedded::start(options(folder.path())).await.expect("started");
        let articles = [&many[..], std::slice::from_ref(&stuck)].concat();
        assert_eq!(settle(embedded.ingest(), &articles).await, 0);
        let request = v1::GetStoreStatusRequest {};
        let kept = connect::query(embedded.query()).get_store_status(request).await;
        let kept = kept.expect("answered").into_inner();
        assert_eq!((kept.articles, kept.statements), (61, 61));
        embedded.shutdown().await;
    });
}

#[tokio::test]
async fn what_is_read_page_by_page_is_whole_while_articles_come_in() {
    let folder = folder();
    let embedded = Embedded::start(options(folder.path())).await.expect("started");
    let boats = |numbers: std::ops::Range<u32>| -> Vec<Article> {
        let text = |n| format!("\u{201c}Boat {n} is late,\u{201d} Anna Lind said.");
        numbers.map(|n| article(&text(n))).collect()
    };
    ingest(embedded.ingest(), &boats(0..40)).await;
    settle(embedded.ingest(), &boats(0..40)).await;
    let mut client = connect::query(embedded.query());
    let mut request = v1::QueryStatementsRequest { page_size: 8, ..Default::default() };
    let (mut said, mut next) = (vec![], 40);
    loop {
        let page = client.query_statements(request.clone()).await.expect("answered").into_inner();
        assert_eq!((page.total, page.total_at_least), (40, false));
        let words = |hit: &v1::StatementHit| {
            hit.statement.as_ref().expect("a statement").content[0].text.clone()
        };
        said.extend(page.hits.iter().map(words));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
        // Their ids fall between those that were read and are to be read.
        let more = boats(next..next + 10);
        ingest(embedded.ingest(), &more).await;
        settle(embedded.ingest(), &more).await;
        next += 10;
    }
    said.sort();
    let mut expected: Vec<String> =
        (0..40).map(|n| format!("\u{201c}Boat {n} is late,\u{201d}")).collect();
    expected.sort();
    assert_eq!(said, expected);
    embedded.shutdown().await;
}

#[tokio::test]
async fn looking_takes_nothing_from_the_queue() {
    let folder = folder();
    let looking = EmbeddedOptions { workers: 0, ..options(folder.path()) };
    let embedded = Embedded::start(looking).await.expect("started");
    ingest(embedded.ingest(), &texts()).await;
    let status = queue_status(embedded.ingest()).await;
    assert_eq!((status.waiting, status.workers.len()), (3, 0));
    embedded.shutdown().await;
}

#[tokio::test]
async fn a_directory_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let below: &Path = &file.path().join("data");
    let error = Embedded::start(options(below)).await.err().expect("it cannot start");
    assert!(error.to_string().contains(&below.display().to_string()), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_queue_is_named() {
    let folder = folder();
    std::fs::write(folder.path().join("queue.sqlite"), "not a database ".repeat(100))
        .expect("written");
    let error = Embedded::start(options(folder.path())).await.err().expect("it cannot start");
    assert!(error.to_string().contains("queue.sqlite"), "{error}");
}

/// However short the commands are that come after a day: the first of them erases, to the end.
#[tokio::test]
async fn what_was_forgotten_a_day_ago_is_erased_by_whoever_opens_the_store() {
    let folder = folder();
    let has_trace = || {
        let files = std::fs::read_dir(folder.path()).expect("listed");
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.expect("there").path()).expect("read");
            bytes.windows(7).any(|part| part.eq_ignore_ascii_case(b"qvixotl"))
        })
    };
    let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_900_000_000)));
    let look = || EmbeddedOptions { workers: 0, ..options(folder.path()) };
    let start = async |options| Embedded::start_at(options, clock.clone()).await.expect("started");
    let secret = article("\u{201c}The qvixotl sails,\u{201d} baker Ada Qvixotl said.");
    let embedded = start(options(folder.path())).await;
    ingest(embedded.ingest(), std::slice::from_ref(&secret)).await;
    assert_eq!(settle(embedded.ingest(), std::slice::from_ref(&secret)).await, 0);
    let article_ids = vec![secret.id().to_string()];
    let forget = v1::ForgetArticles { article_ids, erase: false };
    let edit = Some(v1::edit_speakers_request::Edit::ForgetArticles(forget));
    let request = v1::EditSpeakersRequest { by: "Tove".into(), edit };
    connect::query(embedded.query()).edit_speakers(request).await.expect("forgotten");
    embedded.shutdown().await;
    clock.advance(Duration::from_secs(23 * 3600));
    start(look()).await.shutdown().await;
    assert!(has_trace());
    clock.advance(Duration::from_secs(2 * 3600));
    start(look()).await.shutdown().await;
    assert!(!has_trace());
}
