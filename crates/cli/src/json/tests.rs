//! Every shape against the published schema, with all fields filled and with none.

use std::sync::Arc;

use std::path::Path;

use q7x2_domain as domain;
use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::render::{samples, tellers::Tellers};

const TEXT: &str = "On Monday, Anna Lind told the council on the radio: “The bridge stays.”";

/// Checks `value` against the definition `name` of the published schema.
fn check(name: &str, value: &impl Serialize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/statements.schema.json");
    let text = std::fs::read_to_string(path).expect("the schema is published");
    let mut schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    schema["$ref"] = format!("#/$defs/{name}").into();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema);
    let validator = validator.expect("the schema is a schema");
    let value = serde_json::to_value(value).expect("the shape is JSON");
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{value:#}");
}

fn bare() -> domain::Statement {
    let mut statement = samples::statement(
        TEXT,
        domain::Kind::Direct,
        "Anna Lind",
        "told",
        &["“The bridge stays.”"],
    );
    statement.source.clear();
    statement.cue.clear();
    statement.speaker = None;
    statement
}

fn full() -> domain::Statement {
    let mut statement = samples::statement(
        TEXT,
        domain::Kind::Direct,
        "Anna Lind",
        "told",
        &["“The bridge stays.”"],
    );
    statement.next_candidate = statement.speaker.clone();
    let facts = domain::SpeakerFacts {
        wikidata: Some("Q1".into()),
        stands_for: Some("Ode".into()),
        maker: Some("Ode University".into()),
        of: Some("Ada Holm".into()),
    };
    let second = |s: domain::Speaker| domain::Speaker { name: "Tom Berg".into(), facts, ..s };
    let speaker = statement.speaker.as_deref().cloned();
    statement.joint = speaker.clone().map(second).into_iter().collect();
    let midnight = domain::Timestamp::from_seconds(0);
    statement.addressee = Some(Box::new(domain::Addressee {
        excerpt: samples::find(TEXT, "the council"),
        party: speaker,
    }));
    statement.channel =
        Some(Box::new(domain::Channel { excerpt: samples::find(TEXT, "on the radio") }));
    statement.said_at = Some(Box::new(domain::TimeSaid {
        excerpt: samples::find(TEXT, "On Monday"),
        value: Some((midnight, domain::TimePrecision::Day)),
    }));
    statement.relay = Some(Box::new(domain::Relay {
        depth: 1,
        by: Some(statement.id.clone()),
        teller: Some(samples::find(TEXT, "the council")),
    }));
    statement.cue_class = Some(domain::CueClass::Said);
    statement.confidence = Some(0.5);
    statement
}

#[test]
fn an_extraction_has_the_published_shape() {
    let mut extraction = samples::extraction(TEXT, vec![bare(), full()]);
    extraction.diagnostics.push(domain::Diagnostic {
        code: domain::DiagnosticCode::UnclosedQuotation,
        message: "a quotation mark opens and nothing closes it".into(),
        span: domain::Span::new(0, 1),
    });
    let article = samples::article(TEXT);
    let tellers = Tellers::of(&extraction);
    let none = domain::Metadata::default();
    for metadata in [article.metadata(), &none] {
        check("extracted_document", &ExtractedDocument::new(metadata, &extraction, &tellers));
    }
}

#[test]
fn an_answer_has_the_published_shape() {
    let hits = [samples::hit(TEXT, bare()), samples::hit(TEXT, full())];
    check("statement_with_document", &StatementWithDocument::from(&hits[1]));
    for hits in [&hits[..], &hits[..1], &[]] {
        let written = samples::written(|out| {
            begin_answer(out, hits.len() as u64, false)?;
            for (i, hit) in hits.iter().enumerate() {
                write_in_answer(out, &StatementWithDocument::from(hit), i == 0)?;
            }
            let (nearest_speakers, unknown_speakers) = (vec!["Lind".into()], vec![]);
            let end = AnswerEnd {
                nearest_speakers,
                unknown_speakers,
                corrected_away: 0,
                unseen: domain::Unseen::default().into(),
                shortfall: None,
            };
            end_answer(out, &end, hits.is_empty())
        });
        let answer: Value = serde_json::from_str(&written).expect("JSON");
        check("answer", &answer);
        assert_eq!(answer["statements"].as_array().map(Vec::len), Some(hits.len()));
        let pretty = serde_json::to_string_pretty(&answer).expect("JSON");
        assert_eq!(written.lines().count(), pretty.lines().count(), "{written}");
    }
    let mut shown = samples::in_context(TEXT, full());
    shown.hit.teller = full().speaker.as_deref().cloned();
    check("shown", &Shown { statements: vec![(&shown).into()] });
}

#[test]
fn the_other_answers_have_their_published_shapes() {
    let speaker = full().speaker.as_deref().cloned().expect("a speaker");
    let forms = vec![("Anna Lind".to_owned(), 2)];
    let summary = domain::SpeakerSummary { speaker, statements: 3, articles: 1, forms };
    let group = |key: Option<&str>| domain::Group {
        key: key.map(Into::into),
        name: key.map(Into::into),
        statements: 2,
        articles: 1,
    };
    let groups = vec![group(Some("2024-05")), group(None)];
    let counts = domain::StatementCounts { groups, total_groups: 2, statements: 4 };
    let end = AnswerEnd {
        nearest_speakers: vec!["Lind".into()],
        unknown_speakers: vec![],
        corrected_away: 1,
        unseen: domain::Unseen { published: 2, ..domain::Unseen::default() }.into(),
        shortfall: None,
    };
    check("counts", &Counts::new("month", &counts, end));
    check("group", &GroupLine::from(&counts.groups[1]));
    check("speakers", &SpeakerList::new(&[summary], vec!["Anna Lind".into()]));
    let rejected = Receipt {
        status: ReceiptStatus::Rejected,
        article_id: None,
        path: None,
        reason: Some("empty".into()),
        filled: vec![],
        other_outlet: None,
        revises: Some("b".repeat(64)),
    };
    let (skipped, not_english) = ([(".pdf".to_owned(), 2)].into(), [("de".to_owned(), 1)].into());
    let summary = Summary {
        accepted: 0,
        revisions: 0,
        duplicates: 0,
        filled: 0,
        forgotten: 0,
        rejected: 1,
        set_aside: 0,
        formats: [("text", 1)].into(),
        skipped,
        not_english,
        seconds: 0.1,
    };
    check("intake", &Intake { receipts: vec![rejected], summary });
}

#[test]
fn every_word_of_the_domain_is_in_the_schema() {
    for &class in domain::CueClass::ALL {
        let statement = domain::Statement { cue_class: Some(class), ..full() };
        check(
            "statement_with_document",
            &StatementWithDocument::from(&samples::hit(TEXT, statement)),
        );
    }
    for &asserted in domain::Asserted::ALL {
        let statement = domain::Statement { asserted, ..full() };
        check(
            "statement_with_document",
            &StatementWithDocument::from(&samples::hit(TEXT, statement)),
        );
    }
    for kind in domain::SpeakerType::ALL {
        let mut statement = full();
        let speaker = statement.speaker.as_mut().map(Arc::make_mut);
        speaker.expect("a speaker").kind = kind;
        check(
            "statement_with_document",
            &StatementWithDocument::from(&samples::hit(TEXT, statement)),
        );
    }
    for link_reason in domain::LinkReason::ALL {
        let mut statement = full();
        let speaker = statement.speaker.as_mut().map(Arc::make_mut);
        speaker.expect("a speaker").link_reason = link_reason;
        check(
            "statement_with_document",
            &StatementWithDocument::from(&samples::hit(TEXT, statement)),
        );
    }
}

#[test]
fn a_statement_reads_as_promised() {
    let statement = serde_json::to_value(StatementWithDocument::from(&samples::hit(TEXT, full())));
    let statement = statement.expect("JSON");
    assert_eq!(statement["source"], json!([{ "text": "Anna Lind", "start": 11, "end": 20 }]));
    assert_eq!(statement["channel"], json!({ "text": "on the radio", "start": 38, "end": 50 }));
    assert_eq!(statement["said_at"]["value"], "1970-01-01T00:00:00Z");
    assert_eq!(statement["document"]["path"], "news/harbour.txt");
    assert_eq!(statement["next_candidate"]["name"], "Anna Lind");
    assert_eq!(statement["asserted"], "said");
    let names = |speakers: &Value| -> Vec<String> {
        let speakers = speakers.as_array().expect("a list");
        speakers.iter().map(|s| s["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names(&statement["speakers"]), ["Anna Lind", "Tom Berg"]);
    assert_eq!(statement["speakers"][1]["of"], "Ada Holm");
    let relay = &statement["relay"];
    assert_eq!((&relay["depth"], &relay["by"]), (&json!(1), &statement["id"]));
    assert_eq!(relay["teller"]["text"], "the council");
    assert_eq!(relay["teller"]["name"], Value::Null);
    let mut told = samples::hit(TEXT, full());
    told.teller = told.statement.speaker.as_deref().cloned();
    let told = serde_json::to_value(StatementWithDocument::from(&told)).expect("JSON");
    assert_eq!(told["relay"]["teller"]["name"], "Anna Lind");
    let bare = serde_json::to_value(StatementWithDocument::from(&samples::hit(TEXT, bare())));
    let bare = bare.expect("JSON");
    assert_eq!((&bare["source"], &bare["speaker"]), (&Value::Null, &Value::Null));
    assert_eq!(bare["speakers"], json!([]));
}

#[test]
#[should_panic(expected = "was unexpected")]
fn a_field_that_is_not_promised_is_refused() {
    let hit = samples::hit(TEXT, full());
    let mut statement = serde_json::to_value(StatementWithDocument::from(&hit)).expect("JSON");
    statement["surprise"] = true.into();
    check(
        "answer",
        &json!({
            "total": 1, "total_at_least": false, "statements": [statement], "nearest_speakers": [], "shortfall": null
        }),
    );
}
