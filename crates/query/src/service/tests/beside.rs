//! What is asked beside the statements: their order, their paragraphs, their number in groups.

use super::*;

#[tokio::test]
async fn several_speakers_and_an_order_reach_the_store() {
    let service = service(store_of(2));
    let request = v1::QueryStatementsRequest {
        speaker: "Lind".into(),
        other_speakers: vec!["Berg".into(), String::new()],
        sort: v1::Sort::Confidence.into(),
        ..Default::default()
    };
    let answer = query(&service, request.clone()).await.expect("answered");
    assert!(answer.unknown_speakers.is_empty() && answer.nearest_speakers.is_empty());
    let asked = service.store.asked.lock().expect("not poisoned").clone().expect("asked");
    let alone = v1::QueryStatementsRequest { speaker: String::new(), ..request };
    // Asked last is whether Berg is known at all.
    assert_eq!((asked.speakers, asked.mode), (vec!["Berg".to_owned()], ModeFilter::All));
    query(&service, alone).await.expect("answered");
    let asked = service.store.asked.lock().expect("not poisoned").clone().expect("asked");
    assert_eq!((asked.speakers, asked.sort), (vec!["Berg".to_owned()], Some(Sort::Confidence)));
    let many = vec!["Lind".to_owned(); 100];
    for (request, field) in [
        (v1::QueryStatementsRequest { sort: 77, ..Default::default() }, "sort"),
        (
            v1::QueryStatementsRequest { other_speakers: many, ..Default::default() },
            "other_speakers",
        ),
        (
            v1::QueryStatementsRequest {
                other_speakers: vec!["a".repeat(MAX_TERM_BYTES + 1)],
                ..Default::default()
            },
            "speaker",
        ),
    ] {
        let refused = query(&service, request).await.expect_err(field);
        assert!(refused.message().starts_with(field), "{}", refused.message());
    }
}

#[tokio::test]
async fn of_several_names_those_that_nobody_has_are_told() {
    let service = service(store_of(0));
    let request = v1::QueryStatementsRequest {
        speaker: "Mara Lint".into(),
        other_speakers: vec!["Berg".into()],
        ..Default::default()
    };
    let answer = query(&service, request).await.expect("answered");
    assert_eq!(answer.unknown_speakers, ["Mara Lint", "Berg"]);
    assert_eq!(answer.nearest_speakers, ["Mara Lind"]);
}

#[tokio::test]
async fn paragraphs_come_where_they_are_asked_for_and_make_pages_shorter() {
    let service = service(store_of(120));
    let plain = query(&service, v1::QueryStatementsRequest::default()).await.expect("answered");
    assert!(plain.hits.iter().all(|hit| hit.paragraph.is_none()));
    let mut request =
        v1::QueryStatementsRequest { with_paragraphs: true, page_size: 1000, ..Default::default() };
    let mut sizes = vec![];
    loop {
        let page = query(&service, request.clone()).await.expect("answered");
        let paragraphs = page.hits.iter().filter_map(|hit| hit.paragraph.as_ref());
        assert!(paragraphs.clone().all(|paragraph| paragraph.text == TEXT));
        assert_eq!(paragraphs.count(), page.hits.len());
        sizes.push(page.hits.len());
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    assert_eq!(sizes, [48, 48, 24]);
}

#[tokio::test]
async fn statements_are_counted_in_groups() {
    let count = async |statements, request| {
        let answer = service(store_of(statements)).count_statements(Request::new(request)).await;
        answer.map(Response::into_inner)
    };
    let question = Some(v1::QueryStatementsRequest { speaker: "X".into(), ..Default::default() });
    let by = v1::Grouping::Month.into();
    let request = v1::CountStatementsRequest { question, by, page_size: 3 };
    let counts = count(7, request.clone()).await.expect("counted");
    assert_eq!((counts.groups.len(), counts.total_groups, counts.statements), (3, 7, 7));
    assert_eq!((counts.groups[0].key.as_str(), counts.shortfall), ("Month", None));
    assert_eq!(counts.corrected_away, CORRECTED);
    let none = count(0, request.clone()).await.expect("counted");
    assert!(none.shortfall.is_some() && none.nearest_speakers == ["Mara Lind"]);
    let request = v1::CountStatementsRequest { by: 0, ..request };
    let refused = count(7, request).await.expect_err("by what");
    assert!(refused.message().starts_with("by"), "{}", refused.message());
}

#[tokio::test]
async fn what_a_range_of_time_cannot_see_is_told_beside_an_answer() {
    let since = StatementQuery { since: Some(Timestamp::from_seconds(7)), ..Default::default() };
    let asked = v1::QueryStatementsRequest::from(&since);
    let unseen = Some(v1::Unseen { published: 1, ..v1::Unseen::default() });
    let answer = query(&service(store_of(1)), asked.clone()).await.expect("answered");
    assert_eq!(answer.unseen, unseen);
    // Where nothing matches it is the shortfall that tells.
    let answer = query(&service(store_of(0)), asked.clone()).await.expect("answered");
    assert!(answer.unseen.is_none() && answer.shortfall.is_some());
    let by = v1::Grouping::Month.into();
    let request = v1::CountStatementsRequest { question: Some(asked), by, page_size: 3 };
    let counts = service(store_of(1)).count_statements(Request::new(request)).await;
    assert_eq!(counts.expect("counted").into_inner().unseen, unseen);
}
