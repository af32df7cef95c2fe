//! What the program prints as JSON, against the schema that is published.

use serde_json::Value;

use crate::harness::{ARTICLES, Home};

/// Checks that `value` is what the schema's definition `name` says.
fn check(name: &str, value: &Value) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/statements.schema.json");
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    schema["$ref"] = format!("#/$defs/{name}").into();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{value:#}");
}

/// Returns the lines that were printed, each as JSON; there is at least one.
fn lines(home: &Home, args: &[&str], code: i32) -> Vec<Value> {
    let ran = home.run(args).expect_code(code);
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!lines.is_empty(), "{ran}");
    lines
}

#[test]
fn every_command_prints_what_is_published() {
    let home = Home::new();
    home.write("empty.txt", "");
    for receipt in lines(&home, &["ingest", "--format", "jsonl", ARTICLES, "empty.txt"], 3) {
        check("receipt", &receipt);
    }
    check("intake", &home.json(&["ingest", "--format", "json", ARTICLES, "empty.txt"]));
    check("extracted_documents", &home.json(&["extract", "--format", "json", ARTICLES]));
    for document in lines(&home, &["extract", "--format", "jsonl", ARTICLES], 0) {
        check("extracted_document", &document);
    }
    for statement in lines(&home, &["query", "--format", "jsonl", "--mode", "all"], 0) {
        check("statement_with_document", &statement);
    }
    for by in ["speaker", "outlet", "month", "channel", "cue-class"] {
        check("counts", &home.json(&["query", "--count-by", by, "--format", "json"]));
    }
    for group in lines(&home, &["query", "--count-by", "month", "--format", "jsonl"], 0) {
        check("group", &group);
    }
    check("counts", &{
        let ran = home.run(&["query", "--speaker", "x", "--count-by", "month", "--format", "json"]);
        serde_json::from_str(&ran.expect_code(1).stdout).unwrap()
    });
    let paragraphs = home.json(&["query", "--with", "paragraph", "--format", "json"]);
    check("answer", &paragraphs);
    assert!(paragraphs["statements"][0]["paragraph"]["text"].is_string());
    let answer = home.json(&["query", "--format", "json", "--limit", "2"]);
    check("answer", &answer);
    check("answer", &home.json(&["query", "--about", "river zeppelin", "--format", "json"]));
    let nearest = ["query", "--about", "river zeppelin", "--format", "jsonl"];
    for statement in lines(&home, &nearest, 1) {
        check("statement_with_document", &statement);
        assert_eq!(statement["words_met"], 1);
    }
    let id = answer["statements"][0]["id"].as_str().unwrap();
    check("shown", &home.json(&["show", id, "--format", "json"]));
    check("speakers", &home.json(&["speakers", "--format", "json"]));
    let edited = |args: &[&str]| {
        home.json(&[&["speakers"], args, &["--by", "Tove", "--format", "json"]].concat())
    };
    check("edited", &edited(&["merge", "Anna Lind", "Rosa Engel"]));
    check("edited", &edited(&["split", "Anna Lind", "Rosa Engel", "--statement", id]));
    check("edited", &edited(&["rename", "Anna Lind", "Anna Lind-Moe"]));
    check("edited", &edited(&["pin", "Tom Brekke"]));
    check("edited", &edited(&["pin", id, "--nobody"]));
    check("edited", &edited(&["undo"]));
    for what in [&["--wrong"][..], &["--not-said"], &["--nobody"], &["--speaker", "Tom Brekke"]] {
        let correct = [&["correct", id], what, &["--by", "Tove", "--format", "json"]].concat();
        check("edited", &home.json(&correct));
    }
    check("edit_log", &home.json(&["correct", "log", "--format", "json"]));
    let articles = home.json(&["articles", "--format", "json"]);
    check("articles", &articles);
    for article in lines(&home, &["articles", "--format", "jsonl"], 0) {
        check("article", &article);
    }
    let article = articles["articles"][0]["document"]["id"].as_str().unwrap();
    check("shown_article", &home.json(&["articles", "show", article, "--format", "json"]));
    for what in [
        &["set", article, "--outlet", "The Post", "--date", "2030", "--title", ""][..],
        &["forget", article, "--yes"],
        &["undo"],
        &["forget", article, "--now", "--yes"],
    ] {
        let decide = [&["articles"], what, &["--by", "Tove", "--format", "json"]].concat();
        check("edited", &home.json(&decide));
    }
    check("articles", &home.json(&["articles", "--state", "all", "--format", "json"]));
    check("edit_log", &home.json(&["articles", "log", "--format", "json"]));
    let pinned = home.json(&["show", id, "--format", "json"]);
    check("shown", &pinned);
    check("edit_log", &home.json(&["speakers", "log", "--format", "json"]));
    check("status", &home.json(&["status", "--format", "json"]));
    check("retried", &home.json(&["retry", "--format", "json"]));
    home.run_with_input(&["audit", "--export", "labels.jsonl"], "r\nn\n").expect_code(0);
    let labels = std::fs::read_to_string(home.path().join("labels.jsonl")).unwrap();
    for document in labels.lines() {
        check("judged_document", &serde_json::from_str(document).unwrap());
    }
    assert!(!labels.is_empty());
    check("reextracted", &home.json(&["reextract", "--format", "json"]));
}

#[test]
fn what_is_not_found_has_the_same_shape() {
    let home = Home::with_articles();
    check("answer", &home.json(&["query", "--speaker", "Brekken", "--format", "json"]));
    check("shown", &home.json(&["show", "0000", "--format", "json"]));
    check("speakers", &home.json(&["speakers", "Brekken", "--format", "json"]));
    home.write("news/photo.png", "");
    check("extracted_documents", &home.json(&["extract", "--format", "json", "news"]));
}

/// docs/json.md tells which command prints what: each of these is in the schema, and is checked above.
#[test]
fn every_answer_of_the_page_is_in_the_schema_and_checked() {
    let page = include_str!("../../../../docs/json.md");
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/statements.schema.json")).unwrap();
    let this = include_str!("schema.rs");
    let rows = page.lines().skip_while(|line| !line.starts_with("| command")).skip(2);
    let rows: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 12, "{rows:?}");
    for row in rows {
        for cell in row.split('|').skip(2) {
            let name = cell.split('`').nth(1).filter(|name| !name.starts_with('-'));
            let Some(name) = name else { continue };
            assert!(schema["$defs"][name].is_object(), "{name} is not in the schema");
            assert!(this.contains(&format!("check(\"{name}\"")), "{name} is not checked");
        }
    }
}
