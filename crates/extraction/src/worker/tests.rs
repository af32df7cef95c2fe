//! A worker between doubles of ingest and query, over real connections.

use tokio::task::JoinHandle;
use tonic::Status;

use super::*;
use crate::testing::{FakeIngest, FakeQuery, TestEngine, serve, services, within_reason};

/// A worker at work, and everything around it.
struct Workplace {
    ingest: FakeIngest,
    query: FakeQuery,
    test: TestEngine,
    shutdown: CancellationToken,
    running: JoinHandle<()>,
}

impl Workplace {
    /// Ends the worker and waits for it.
    async fn end(self) {
        self.shutdown.cancel();
        within_reason(self.running).await.expect("the worker does not panic");
    }
}

fn options() -> WorkerOptions {
    WorkerOptions {
        batch: NonZeroU32::new(4).expect("not 0"),
        backoff: Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(5) },
        ..WorkerOptions::named("worker-1")
    }
}

async fn start(ingest: FakeIngest, query: FakeQuery, options: WorkerOptions) -> Workplace {
    let test = TestEngine::new(1);
    let ingest_channel = serve(services().with(q7x2_proto::serve::ingest(ingest.clone()))).await;
    let query_channel = serve(services().with(q7x2_proto::serve::query(query.clone()))).await;
    let worker = Worker::new(test.engine.clone(), ingest_channel, query_channel, options);
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(worker.run(shutdown.clone()));
    Workplace { ingest, query, test, shutdown, running }
}

fn sorted(texts: &[String]) -> Vec<&str> {
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    texts.sort_unstable();
    texts
}

#[tokio::test]
async fn every_article_is_recorded_and_completed_once() {
    let texts: Vec<String> = (0..50).map(|n| format!("article {n:02}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let place = start(FakeIngest::lending(&texts), FakeQuery::default(), options()).await;
    place.ingest.until(|state| state.completed.len() == 50).await;
    assert_eq!(sorted(&place.query.state.borrow().recorded), texts);
    assert_eq!(sorted(&place.ingest.state.borrow().completed), texts);
    let asked = place.ingest.state.borrow().asked.clone().expect("it asked");
    assert_eq!((asked.worker.as_str(), asked.model.as_str()), ("worker-1", "moody-1"));
    assert_eq!(asked.max_articles, 4);
    place.end().await;
}

#[tokio::test]
async fn a_panic_fails_its_article_alone_and_quotes_nothing() {
    let ingest = FakeIngest::lending(&["one", "a panic here", "two"]);
    let place = start(ingest, FakeQuery::default(), options()).await;
    place.ingest.until(|state| state.completed.len() == 2 && state.failed.len() == 1).await;
    let (text, error) = place.ingest.state.borrow().failed[0].clone();
    assert_eq!(text, "a panic here");
    assert!(error.contains("panicked at") && !error.contains("here"), "{error}");
    place.end().await;
}

#[tokio::test]
async fn shutting_down_ends_what_is_begun_and_gives_the_rest_back() {
    let ingest = FakeIngest::lending(&["a slow one", "second", "third"]);
    let mut place = start(ingest, FakeQuery::default(), options()).await;
    place.test.until_begun(1).await;
    place.shutdown.cancel();
    place.test.gate.open();
    within_reason(&mut place.running).await.expect("the worker does not panic");
    let state = place.ingest.state.borrow();
    assert_eq!(state.completed, ["a slow one"]);
    assert_eq!(sorted(&state.released), ["second", "third"]);
    assert!(state.leased.is_empty());
}

#[tokio::test]
async fn what_outlasts_the_grace_period_is_given_back_too() {
    let ingest = FakeIngest::lending(&["a slow one", "second"]);
    let options = WorkerOptions { grace: Duration::ZERO, ..options() };
    let mut place = start(ingest, FakeQuery::default(), options).await;
    place.test.until_begun(1).await;
    place.shutdown.cancel();
    within_reason(&mut place.running).await.expect("the worker does not panic");
    place.test.gate.open();
    assert_eq!(sorted(&place.ingest.state.borrow().released), ["a slow one", "second"]);
    assert!(place.query.state.borrow().recorded.is_empty());
}

#[tokio::test]
async fn leases_are_extended_while_an_article_takes_its_time() {
    let mut ingest = FakeIngest::lending(&["a slow one"]);
    ingest.lease_for = Duration::from_millis(30);
    let place = start(ingest, FakeQuery::default(), options()).await;
    place.ingest.until(|state| state.extended >= 3).await;
    assert!(place.ingest.state.borrow().completed.is_empty());
    place.test.gate.open();
    place.ingest.until(|state| state.completed == ["a slow one"]).await;
    place.end().await;
}

#[tokio::test]
async fn an_article_whose_lease_lapsed_is_left_to_others() {
    let mut ingest = FakeIngest::lending(&["a slow one", "second", "third"]);
    ingest.lease_for = Duration::from_millis(30);
    ingest.state.send_modify(|state| state.lapsing = vec!["second".into()]);
    let place = start(ingest, FakeQuery::default(), options()).await;
    place.ingest.until(|state| state.extended >= 2).await;
    place.test.gate.open();
    place.ingest.until(|state| sorted(&state.completed) == ["a slow one", "third"]).await;
    assert_eq!(sorted(&place.query.state.borrow().recorded), ["a slow one", "third"]);
    place.end().await;
}

#[tokio::test]
async fn an_article_whose_lease_lapses_while_it_is_read_leaves_its_thread() {
    let mut ingest = FakeIngest::lending(&["a long one", "calm"]);
    ingest.lease_for = Duration::from_millis(30);
    let mut place = start(ingest, FakeQuery::default(), options()).await;
    place.test.until_begun(1).await;
    place.ingest.state.send_modify(|state| state.lapsing = vec!["a long one".into()]);
    // The gate is never opened.
    place.ingest.until(|state| state.completed == ["calm"]).await;
    place.end().await;
}

#[tokio::test]
async fn a_query_service_that_comes_back_costs_nothing() {
    let query = FakeQuery::failing(Status::unavailable("restarting"));
    let place = start(FakeIngest::lending(&["one", "two"]), query, options()).await;
    place.query.until(|state| state.refusals >= 6).await;
    place.query.state.send_modify(|state| state.error = None);
    place.ingest.until(|state| state.completed.len() == 2).await;
    let state = place.ingest.state.borrow();
    assert!(state.failed.is_empty() && state.released.is_empty());
    drop(state);
    place.end().await;
}

#[tokio::test]
async fn what_keeps_it_from_recording_is_told_at_once_and_when_it_is_over() {
    let full = "the statement store has no space left on its device; free some and try again";
    let query = FakeQuery::failing(Status::resource_exhausted(full));
    let options = options();
    let condition = options.condition.clone();
    let place = start(FakeIngest::lending(&["one"]), query, options).await;
    // Leases of half a minute: that it is told has nothing to do with when they must be extended.
    let told = |state: &crate::testing::IngestState| {
        state.troubles.iter().any(|(name, trouble)| name == "worker-1" && trouble.contains(full))
    };
    place.ingest.until(told).await;
    assert!(condition.told().is_some_and(|told| told.contains(full)), "{:?}", condition.told());
    place.query.state.send_modify(|state| state.error = None);
    let over = |state: &crate::testing::IngestState| {
        state.troubles.last().is_some_and(|(_, trouble)| trouble.is_empty())
    };
    place.ingest.until(over).await;
    place.ingest.until(|state| state.completed == ["one"]).await;
    assert_eq!(condition.told(), None);
    place.end().await;
}

#[tokio::test]
async fn a_query_service_that_stays_away_costs_the_article_no_attempt() {
    let query = FakeQuery::failing(Status::unavailable("gone"));
    let options = WorkerOptions { patience: Duration::from_millis(20), ..options() };
    let place = start(FakeIngest::lending(&["one"]), query, options).await;
    place.ingest.until(|state| state.released == ["one"]).await;
    assert!(place.ingest.state.borrow().failed.is_empty());
    place.end().await;
}

#[tokio::test]
async fn an_extraction_that_is_refused_fails_its_article_at_once() {
    let query = FakeQuery::failing(Status::invalid_argument("the words are not in the text"));
    let place = start(FakeIngest::lending(&["one"]), query, options()).await;
    place.ingest.until(|state| state.failed.len() == 1).await;
    assert_eq!(place.query.state.borrow().refusals, 1);
    let error = place.ingest.state.borrow().failed[0].1.clone();
    assert!(error.contains("the words are not in the text"), "{error}");
    place.end().await;
}

#[tokio::test]
async fn ingest_may_be_away_for_a_while() {
    let ingest = FakeIngest::lending(&["one", "two", "three"]);
    ingest.state.send_modify(|state| state.away_for = 7);
    let place = start(ingest, FakeQuery::default(), options()).await;
    place.ingest.until(|state| state.completed.len() == 3).await;
    assert_eq!(place.ingest.state.borrow().away_for, 0);
    place.end().await;
}

#[tokio::test]
async fn an_idle_worker_ends_at_once() {
    let place = start(FakeIngest::lending(&[]), FakeQuery::default(), options()).await;
    place.ingest.until(|state| state.asked.is_some()).await;
    place.end().await;
}

#[tokio::test]
async fn without_a_query_service_it_stops_leasing_after_a_while() {
    let texts: Vec<String> = (0..200).map(|n| format!("article {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let query = FakeQuery::failing(Status::unavailable("restarting"));
    let place = start(FakeIngest::lending(&texts), query, options()).await;
    // Two batches of 4 wait behind those that are reported on.
    place.ingest.until(|state| state.leased.len() == REPORTING + 8).await;
    let refusals = place.query.state.borrow().refusals;
    place.query.until(|state| state.refusals > refusals + 1000).await;
    assert_eq!(place.ingest.state.borrow().leased.len(), REPORTING + 8);
    place.query.state.send_modify(|state| state.error = None);
    place.ingest.until(|state| state.completed.len() == 200).await;
    place.end().await;
}
