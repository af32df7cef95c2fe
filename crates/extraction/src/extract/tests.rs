//! The rpc over a tagger that can be held up.

use q7x2_proto::connect::Line;
use q7x2_proto::v1::extraction_service_client::ExtractionServiceClient;
use tonic::Code;

use super::*;
use crate::testing::{TestEngine, article, serve, services, within_reason};

async fn client(test: &TestEngine) -> ExtractionServiceClient<Line> {
    let service = q7x2_proto::serve::extraction(Extract::new(test.engine.clone()));
    q7x2_proto::connect::extraction(serve(services().with(service)).await)
}

async fn extract(
    client: &ExtractionServiceClient<Line>,
    text: &str,
) -> Result<v1::ExtractStatementsResponse, Status> {
    let request = v1::ExtractStatementsRequest { article: Some(article(text).into()), limit: None };
    client.clone().extract_statements(request).await.map(Response::into_inner)
}

#[tokio::test]
async fn any_text_gives_an_extraction_of_it() {
    let client = client(&TestEngine::new(1)).await;
    let answer = extract(&client, "Nobody said a word.").await.expect("answered");
    let extraction = answer.extraction.expect("set");
    assert_eq!(extraction.article_id, article("Nobody said a word.").id().to_string());
    assert_eq!(extraction.model, "moody-1");
}

#[tokio::test]
async fn a_text_of_many_statements_is_answered_in_parts() {
    let client = client(&TestEngine::new(1)).await;
    let text = "“It stays,” Ada Lind said.\n".repeat(1200);
    let request = v1::StreamStatementsRequest::from(&article(&text));
    let answer = client.clone().stream_statements(request).await.expect("answered");
    let (mut parts, mut sizes, mut together) = (answer.into_inner(), vec![], vec![]);
    while let Some(part) = parts.message().await.expect("a part") {
        let part = part.extraction.expect("set");
        sizes.push(part.statements.len());
        together.extend(part.statements);
    }
    let whole = extract(&client, &text).await.expect("answered");
    assert!(whole.extraction.expect("set").statements == together);
    assert!(sizes.iter().all(|size| *size <= 500), "{sizes:?}");
    let refused = v1::StreamStatementsRequest { article: None, limit: None };
    let error = client.clone().stream_statements(refused).await.expect_err("refused");
    assert_eq!(error.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_the_next_text_is_answered() {
    let client = client(&TestEngine::new(1)).await;
    let error = extract(&client, "a secret panic").await.expect_err("it panicked");
    assert_eq!(error.code(), Code::Internal);
    assert!(!error.message().contains("secret"), "{}", error.message());
    assert!(extract(&client, "calm").await.is_ok());
}

#[tokio::test]
async fn a_text_over_its_limit_is_given_up_alone_and_its_time_begins_with_its_turn() {
    let mut test = TestEngine::new(1);
    let client = client(&test).await;
    let limited = |text: &str, limit: Duration| {
        let article = Some(article(text).into());
        let limit = Some(q7x2_proto::duration_to_wire(limit));
        let (mut client, request) =
            (client.clone(), v1::ExtractStatementsRequest { article, limit });
        tokio::spawn(async move { client.extract_statements(request).await })
    };
    let slow = limited("a slow one", Duration::from_millis(1500));
    test.until_begun(1).await;
    // Its own limit is over long before the slow one has left the only thread.
    let behind = limited("calm", Duration::from_millis(1000));
    let error = slow.await.expect("no panic").expect_err("it was given up");
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!(error.message().contains("longer than 1.5 s"), "{}", error.message());
    test.gate.open();
    assert!(behind.await.expect("no panic").is_ok(), "it took no time of its own");
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_leaves_its_thread() {
    let mut test = TestEngine::new(1);
    let client = client(&test).await;
    let request = |text: &str, limit: Option<Duration>| v1::StreamStatementsRequest {
        article: Some(article(text).into()),
        limit: limit.map(q7x2_proto::duration_to_wire),
    };
    // One takes longer than it may, of another the caller goes away: the gate stays closed for both.
    let mut asking = client.clone();
    let answer = asking.stream_statements(request("a long one", Some(Duration::from_millis(50))));
    let mut parts = answer.await.expect("its turn came").into_inner();
    let error = within_reason(parts.message()).await.expect_err("it was given up");
    assert_eq!(error.code(), Code::DeadlineExceeded);
    let mut asking = client.clone();
    let left = asking.stream_statements(request("a long one, too", None));
    let left = within_reason(left).await.expect("its turn came");
    test.until_begun(2).await;
    drop(left);
    assert!(within_reason(extract(&client, "calm")).await.is_ok(), "the thread is free");
}

#[tokio::test]
async fn an_answer_in_parts_begins_with_the_turn_of_its_text() {
    let mut test = TestEngine::new(1);
    let client = client(&test).await;
    let ask = |text: &str| {
        let (mut client, request) =
            (client.clone(), v1::StreamStatementsRequest::from(&article(text)));
        tokio::spawn(async move { client.stream_statements(request).await })
    };
    let first = within_reason(ask("a long one")).await.expect("no panic").expect("begun");
    test.until_begun(1).await;
    let mut second = ask("calm");
    let early = tokio::time::timeout(Duration::from_millis(100), &mut second).await;
    assert!(early.is_err(), "its turn has not come");
    test.gate.open();
    let mut parts = within_reason(second).await.expect("no panic").expect("begun").into_inner();
    assert!(parts.message().await.expect("a part").is_some());
    drop(first);
}

#[tokio::test]
async fn an_empty_text_is_refused() {
    let error = extract_empty(&client(&TestEngine::new(1)).await).await;
    assert_eq!(error.code(), Code::InvalidArgument);
    assert!(error.message().contains("article"), "{}", error.message());
}

async fn extract_empty(client: &ExtractionServiceClient<Line>) -> Status {
    let request =
        v1::ExtractStatementsRequest { article: Some(v1::Article::default()), limit: None };
    client.clone().extract_statements(request).await.expect_err("refused")
}

#[tokio::test]
async fn more_than_it_can_begin_soon_is_turned_away() {
    let test = TestEngine::new(1);
    let client = client(&test).await;
    let ask = |n| {
        let client = client.clone();
        async move { extract(&client, &format!("slow {n}")).await }
    };
    let mut asked = tokio::task::JoinSet::new();
    for n in 0..=ADMITTED_PER_THREAD {
        asked.spawn(ask(n));
    }
    let first = asked.join_next().await.expect("nine were asked").expect("no panic");
    assert_eq!(first.expect_err("all others wait at the gate").code(), Code::ResourceExhausted);
    test.gate.open();
    let rest = asked.join_all().await;
    assert_eq!(rest.iter().filter(|answer| answer.is_ok()).count(), ADMITTED_PER_THREAD);
}
