//! Messages that the domain has no place for are refused, and the error names the field.
#![allow(missing_docs, reason = "a test")]

use std::time::Duration;

use q7x2_domain::{
    Article, ArticleFilter, Extraction, PortError, StatementPage, StatementQuery, Timestamp,
};
use q7x2_proto::{
    ConvertError, Emptiness, MAX_FIELD_BYTES, PageToken, duration_from_wire, page_size,
    statements_response, status, timestamp_from_wire, timestamp_to_wire, v1,
};
use tonic::Code;
use tonic_types::StatusExt;

/// Returns a message that is accepted, to be broken in one place.
fn extraction() -> v1::Extraction {
    let span = |text: &str, start: u32| v1::Span { start, end: start + 4, text: text.into() };
    let statement = v1::Statement {
        id: "0123456789abcdef".into(),
        kind: v1::Kind::Direct.into(),
        mode: v1::Mode::Speech.into(),
        source: vec![span("Lind", 0)],
        content: vec![span("“No”", 10)],
        relay: Some(v1::Relay { depth: 1, ..Default::default() }),
        said_at: Some(v1::TimeSaid { span: Some(span("then", 20)), ..Default::default() }),
        ..Default::default()
    };
    v1::Extraction {
        article_id: "0".repeat(32),
        model: "test-1".into(),
        statements: vec![statement.clone(), statement],
        diagnostics: vec![],
    }
}

fn check(break_it: impl Fn(&mut v1::Extraction), expect: &str) {
    let mut wire = extraction();
    assert!(Extraction::try_from(wire.clone()).is_ok());
    break_it(&mut wire);
    let error = Extraction::try_from(wire).expect_err(expect);
    assert_eq!(error.to_string(), expect);
}

#[test]
fn the_error_names_the_field() {
    check(|e| e.model.clear(), "model: it is missing");
    check(|e| e.statements[1].content.clear(), "statements[1].content: it is missing");
    check(|e| e.statements[0].kind = 0, "statements[0].kind: it is not specified");
    check(
        |e| e.statements[0].mode = 99,
        "statements[0].mode: 99 is no value known here; the other side may be of a newer version",
    );
    check(
        |e| e.statements[1].source[0].end = 0,
        "statements[1].source[0].end: the span 0..0 covers nothing",
    );
    check(
        |e| e.statements[0].confidence = Some(f32::NAN),
        "statements[0].confidence: it is out of range: a confidence is from 0 to 1",
    );
    check(
        |e| e.statements[0].relay.as_mut().expect("set").depth = 256,
        "statements[0].relay.depth: it is out of range: a relay has from 1 to 255 tellers",
    );
    check(
        |e| e.statements[0].said_at.as_mut().expect("set").value = Some(Default::default()),
        "statements[0].said_at.precision: it is not specified",
    );
    check(
        |e| e.statements[0].id = "0123".into(),
        "statements[0].id: it is not a statement id (16 lower-case hexadecimal digits)",
    );
    check(
        |e| e.article_id = "x".into(),
        "article_id: \"x\" is not an article id (32 hexadecimal digits)",
    );
}

#[test]
fn an_article_needs_a_text_and_nothing_else() {
    let wire = |text: &str| v1::IngestArticlesRequest {
        article: Some(v1::Article { metadata: None, text: text.into() }),
    };
    assert!(Article::try_from(wire("A text.")).is_ok());
    let refused = |wire: v1::IngestArticlesRequest| {
        Article::try_from(wire).expect_err("no article").to_string()
    };
    assert_eq!(refused(wire(" \n")), "article.text: the text is empty");
    assert_eq!(refused(v1::IngestArticlesRequest { article: None }), "article: it is missing");
    let long = v1::Metadata { title: "t".repeat(MAX_FIELD_BYTES + 1), ..Default::default() };
    let long = v1::Article { metadata: Some(long), text: "A text.".into() };
    let refused = Article::try_from(long).expect_err("too long").to_string();
    assert_eq!(refused, "metadata.title: it has 16385 bytes, the limit is 16384");
}

#[test]
fn times_keep_their_microseconds_before_and_after_1970() {
    for micros in [0, 1, -1, 1_700_000_000_123_456, -62_135_596_800_000_001] {
        let time = Timestamp::from_micros(micros);
        let wire = timestamp_to_wire(time);
        assert!((0..1_000_000_000).contains(&wire.nanos));
        assert_eq!(timestamp_from_wire(Some(wire), "t"), Ok(Some(time)));
    }
    let far = prost_types::Timestamp { seconds: i64::MAX, nanos: 0 };
    assert!(timestamp_from_wire(Some(far), "t").is_err());
    let odd = prost_types::Timestamp { seconds: 0, nanos: -1 };
    assert!(timestamp_from_wire(Some(odd), "t").is_err());
}

#[test]
fn a_year_that_no_calendar_has_is_refused() {
    // The first day of the year -290,000, and the first of 10,000.
    for seconds in [-9_213_542_000_000, 253_402_300_800] {
        let far = prost_types::Timestamp { seconds, nanos: 0 };
        let refused = timestamp_from_wire(Some(far), "published_at").expect_err("no such year");
        let expected = "published_at: it is out of range: years are from -9999 to 9999";
        assert_eq!(refused.to_string(), expected);
    }
    // What an older program kept is still told, and understood.
    for micros in [i64::MIN, i64::MAX] {
        let wire = timestamp_to_wire(Timestamp::from_micros(micros));
        assert!(timestamp_from_wire(Some(wire), "t").is_ok());
    }
}

#[test]
fn a_nul_is_refused_wherever_there_is_text() {
    let article = |text: &str, title: &str| v1::Article {
        metadata: Some(v1::Metadata { title: title.into(), ..Default::default() }),
        text: text.into(),
    };
    let refused = |article: v1::Article| Article::try_from(article).expect_err("a NUL").to_string();
    assert_eq!(refused(article("A te\0xt.", "")), "text: it has a NUL character");
    assert_eq!(refused(article("A text.", "A\0")), "metadata.title: it has a NUL character");
    for field in ["speaker", "about", "outlet", "addressee", "channel"] {
        let mut request = v1::QueryStatementsRequest::default();
        let text = match field {
            "speaker" => &mut request.speaker,
            "about" => &mut request.about,
            "outlet" => &mut request.outlet,
            "addressee" => &mut request.addressee,
            _ => &mut request.channel,
        };
        *text = "a\0b".into();
        assert_eq!(StatementQuery::try_from(request).expect_err("a NUL").field(), field);
    }
}

#[test]
fn a_duration_is_never_negative_and_never_panics() {
    let read =
        |seconds, nanos| duration_from_wire(Some(prost_types::Duration { seconds, nanos }), "wait");
    assert_eq!(read(1, 500_000_000), Ok(Duration::from_millis(1500)));
    assert!(read(-1, 0).is_err());
    assert!(read(0, -1).is_err());
    assert!(read(i64::MAX, i32::MAX).is_ok());
    assert_eq!(duration_from_wire(None, "wait"), Ok(Duration::ZERO));
}

#[test]
fn a_page_token_leads_to_the_next_page_and_ends_on_the_last() {
    let page = StatementPage { total: 3, ..StatementPage::default() };
    for (view, position) in [(0, 2), (u64::MAX, 1), (1_700_000_000_000_000, u64::MAX)] {
        let next = PageToken { view, position };
        let answer = statements_response(&page, Some(next), Emptiness::default());
        assert_eq!(PageToken::read(&answer.next_page_token), Ok(Some(next)));
    }
    assert_eq!(statements_response(&page, None, Emptiness::default()).next_page_token, "");
    assert_eq!(PageToken::read(""), Ok(None));
}

#[test]
fn a_made_up_page_token_is_refused() {
    for token in ["2", "v", "v.", "v1", "v1.", "v.1", "v+1.2", "v1.z", "v1.1.1", "o2"] {
        let error = PageToken::read(token).expect_err(token);
        assert_eq!(error.field(), "page_token");
    }
    assert!(PageToken::read("v11111111111111111.1").is_err());
}

#[test]
fn pages_have_a_default_and_a_largest_size() {
    assert_eq!([0, 1, 1000, 5000].map(page_size), [50, 1, 1000, 1000]);
}

#[test]
fn a_status_says_what_the_client_can_act_on_and_no_more() {
    let refused = status(&PortError::Rejected("the words are not those of the text".into()));
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(refused.message(), "the words are not those of the text");

    let busy = PortError::Unavailable { what: "the queue", source: "SQLITE_BUSY: a secret".into() };
    assert_eq!(status(&busy).code(), Code::Unavailable);
    assert_eq!(status(&busy).message(), "the queue is unavailable");

    let corrupt = PortError::Corrupt { what: "the store", detail: "row 7".into() };
    assert_eq!(status(&corrupt).code(), Code::Internal);
    assert!(!status(&corrupt).message().contains("row 7"));
    assert!(status(&corrupt).message().contains("restore its file from a backup"));

    let wrong: ConvertError = Article::try_from(v1::Article::default()).expect_err("no text");
    let wrong = tonic::Status::from(wrong);
    assert_eq!(wrong.code(), Code::InvalidArgument);
    let details = wrong.get_error_details();
    assert_eq!(details.error_info().map(|info| info.reason.as_str()), Some("INVALID_ARGUMENT"));
    let violations = &details.bad_request().expect("a field is wrong").field_violations;
    assert_eq!(violations.iter().map(|v| v.field.as_str()).collect::<Vec<_>>(), ["text"]);
}

#[test]
fn conditions_that_mean_nothing_are_refused_by_name() {
    let check = |request: v1::QueryStatementsRequest, field: &str| {
        let error = StatementQuery::try_from(request).expect_err(field);
        assert_eq!(error.field(), field);
    };
    for confidence in [-0.1, 1.5, f32::NAN] {
        let min_confidence = Some(confidence);
        check(
            v1::QueryStatementsRequest { min_confidence, ..Default::default() },
            "min_confidence",
        );
    }
    for class in [0, 99] {
        let cue_classes = vec![v1::CueClass::Denied.into(), class];
        check(v1::QueryStatementsRequest { cue_classes, ..Default::default() }, "cue_classes[1]");
    }
    let odd = Some(prost_types::Timestamp { seconds: 0, nanos: -1 });
    check(v1::QueryStatementsRequest { said_until: odd, ..Default::default() }, "said_until");
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    for (first, last) in [(60, 60), (60, 0)] {
        let published = v1::QueryStatementsRequest {
            published_since: at(first),
            published_until: at(last),
            ..Default::default()
        };
        check(published, "published_until");
        let said = v1::QueryStatementsRequest {
            said_since: at(first),
            said_until: at(last),
            ..Default::default()
        };
        check(said, "said_until");
        let listed = v1::ListCatalogueRequest {
            published_since: at(first),
            published_until: at(last),
            ..Default::default()
        };
        let error = ArticleFilter::try_from(listed).expect_err("nothing lies between");
        assert_eq!(error.field(), "published_until");
    }
}
