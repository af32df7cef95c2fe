//! `q7x2 ingest`: receipts, duplicates, and what is kept.

use serde_json::Value;

use crate::harness::{ARTICLES, Home};

#[test]
fn one_line_counts_what_became_of_the_articles() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["ingest", ARTICLES]), @r"
    --- stdout
    3 accepted, 0 duplicates, 0 rejected in [time]
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["ingest", ARTICLES]), @r"
    --- stdout
    0 accepted, 3 duplicates, 0 rejected in [time]
    --- exit code 0
    ");
}

#[test]
fn what_is_rejected_is_named_and_the_rest_is_kept() {
    let home = Home::new();
    home.write("news/a.txt", "“It stays,” Anna Lind said.");
    home.write("news/b.txt", "");
    home.write("news/c.jsonl", "{\"text\":\"“No,” Tom Brekke said.\"}\n{\"title\":\"no text\"}\n");
    insta::assert_snapshot!(home.run(&["ingest", "news"]), @r#"
    --- stdout
    2 accepted, 0 duplicates, 2 rejected in [time]
    --- stderr
    q7x2: rejected news/b.txt: the file is empty
    q7x2: rejected news/c.jsonl:2 (byte 38): the record has no "text"; its keys are "title": say which holds it, as with `--map text=KEY`
    --- exit code 3
    "#);
    home.run(&["query", "--speaker", "Lind"]).expect_code(0);
    home.run(&["query", "--speaker", "Brekke"]).expect_code(0);
}

#[test]
fn receipts_are_in_the_order_of_reading() {
    let home = Home::new();
    home.write("a.txt", "“It stays,” Anna Lind said.");
    home.write("b.txt", "");
    let ran = home.run(&["ingest", "--format", "json", "a.txt", "b.txt", "a.txt"]).expect_code(3);
    insta::assert_snapshot!(ran, @r#"
    --- stdout
    {
      "receipts": [
        {
          "status": "accepted",
          "article_id": "[article]",
          "path": "a.txt",
          "reason": null,
          "filled": [],
          "other_outlet": null,
          "revises": null
        },
        {
          "status": "rejected",
          "article_id": null,
          "path": "b.txt",
          "reason": "the file is empty",
          "filled": [],
          "other_outlet": null,
          "revises": null
        },
        {
          "status": "duplicate",
          "article_id": "[article]",
          "path": "a.txt",
          "reason": null,
          "filled": [],
          "other_outlet": null,
          "revises": null
        }
      ],
      "summary": {
        "accepted": 1,
        "revisions": 0,
        "duplicates": 1,
        "filled": 0,
        "forgotten": 0,
        "rejected": 1,
        "set_aside": 0,
        "formats": {
          "text": 2
        },
        "skipped": {},
        "not_english": {},
        "seconds": [time]
      }
    }
    --- stderr
    q7x2: rejected b.txt: the file is empty
    --- exit code 3
    "#);
    let receipts: Value = serde_json::from_str(&ran.stdout).unwrap();
    let receipts = &receipts["receipts"];
    assert_eq!(receipts[0]["article_id"], receipts[2]["article_id"]);

    let lines = home.run(&["ingest", "--format", "jsonl", "a.txt", "b.txt"]).expect_code(3).stdout;
    let statuses = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let statuses: Vec<Value> = statuses.map(|receipt| receipt["status"].clone()).collect();
    assert_eq!(statuses, ["duplicate", "rejected"]);
}

#[test]
fn a_url_is_for_one_article() {
    let home = Home::new();
    home.write("a.txt", "Fog.");
    home.write("b.txt", "Rain.");
    let ran = home.run(&["ingest", "a.txt", "b.txt", "--url", "https://post.example/a"]);
    insta::assert_snapshot!(ran, @r"
    --- stderr
    q7x2: --url is the address of one article, but there are several to read
    --- exit code 2
    ");
}

#[test]
fn the_same_text_of_two_addresses_is_two_articles() {
    let home = Home::new();
    for (url, expect) in [("a", "accepted"), ("b", "accepted"), ("a", "duplicate")] {
        let url = format!("https://post.example/{url}");
        let args = ["ingest", "-", "--url", &url, "--format", "jsonl"];
        let receipt = home.run_with_input(&args, "“It stays,” Anna Lind said.").expect_code(0);
        let receipt: Value = serde_json::from_str(&receipt.stdout).unwrap();
        assert_eq!(receipt["status"], expect, "{url}");
    }
}

#[test]
fn what_the_command_line_says_of_an_article_is_kept() {
    let home = Home::new();
    home.write("a.txt", "“It stays,” Anna Lind said.");
    let url = "https://post.example/a";
    let args = ["ingest", "a.txt", "--outlet", "The Post", "--published", "2031-05", "--url", url];
    home.run(&args).expect_code(0);
    let answer = home.json(&["query", "--outlet", "the post", "--format", "json"]);
    let document = &answer["statements"][0]["document"];
    assert_eq!(document["outlet"], "The Post");
    assert_eq!(document["url"], url);
    assert_eq!(document["published_at"], "2031-05-01T00:00:00Z");
}

#[test]
fn a_pattern_takes_what_matches_and_nothing_else() {
    let home = Home::new();
    for (name, speaker) in [
        ("news/2031-01/a.txt", "Anna Lind"),
        ("news/2031-02/b.txt", "Tom Brekke"),
        ("news/2032-01/c.txt", "Rosa Engel"),
        ("news/2031-01/d.md", "Ida Holm"),
    ] {
        home.write(name, format!("“It stays,” {speaker} said."));
    }
    let ran = home.run(&["ingest", "news/2031-*/*.txt"]).expect_code(0);
    assert!(ran.stdout.starts_with("2 accepted, 0 duplicates, 0 rejected"), "{ran}");
    for (speaker, code) in [("Lind", 0), ("Brekke", 0), ("Engel", 1), ("Holm", 1)] {
        home.run(&["query", "--speaker", speaker]).expect_code(code);
    }
    let ran = home.run(&["ingest", "news/2040-*/*.txt"]).expect_code(3);
    assert!(ran.stderr.contains("no file matches this pattern"), "{ran}");
}

#[test]
fn one_duplicate_is_no_plural() {
    let home = Home::new();
    home.write("a.txt", "“It stays,” Anna Lind said.");
    home.run(&["ingest", "a.txt"]).expect_code(0);
    let ran = home.run(&["ingest", "a.txt"]).expect_code(0);
    assert!(ran.stdout.starts_with("0 accepted, 1 duplicate, 0 rejected"), "{ran}");
}

const GERMAN: &str = "Die Bürgermeisterin sagte am Dienstag, die alte Brücke bleibe offen, bis der Fluss \
    etwas anderes sage. Die Reparaturen würden zwei Jahre dauern, und niemand wisse, was sie kosten. \
    „Wir haben jedes Auto gezählt“, sagte sie vor dem Rathaus, wo sich die Nachbarn versammelt hatten.";

#[test]
fn a_folder_of_mixed_files_says_what_it_left_out() {
    let home = Home::new();
    for name in ["a.xlsx", "b.XLSX", "c.py", "README.md"] {
        home.write(&format!("news/{name}"), "Fog.");
    }
    home.write("news/a.txt", "“It stays,” Anna Lind said.");
    home.write("news/b.txt", GERMAN);
    insta::assert_snapshot!(home.run(&["ingest", "news"]), @r"
    --- stdout
    2 accepted, 0 duplicates, 0 rejected in [time]
    4 other files skipped: 2 .xlsx, 1 .md, 1 .py
    1 article is not in English and not extracted: 1 de
    --- exit code 0
    ");
    let summary = &home.json(&["ingest", "news", "--format", "json"])["summary"];
    assert_eq!((&summary["skipped"][".xlsx"], &summary["skipped"][".py"]), (&2.into(), &1.into()));
    assert_eq!(summary["not_english"]["de"], 1);
    let ran = home.run(&["query", "--speaker", "Lind", "news"]).expect_code(0);
    assert!(ran.stderr.starts_with("q7x2: 4 other files skipped: 2 .xlsx, "), "{ran}");
    let extracted = home.run(&["extract", "--format", "jsonl", "news/b.txt"]).expect_code(0).stdout;
    let extracted: Value = serde_json::from_str(&extracted).unwrap();
    assert_eq!(extracted["document"]["language"], "de");
    assert_eq!(extracted["statements"], Value::Array(vec![]));
    assert_eq!(extracted["diagnostics"][0]["code"], "other_language");
}

#[test]
fn what_is_no_article_is_refused_with_what_to_do() {
    let home = Home::new();
    home.write("page.html", "<!DOCTYPE html><html><head><title>Fog</title></head></html>");
    home.write("table.csv", "id,title,words\n1,Fog,\"“It stays,” Anna Lind said.\"\n");
    home.write("dates.jsonl", "{\"text\": \"Fog.\", \"published_at\": \"01/05/2024\"}\n");
    insta::assert_snapshot!(home.run(&["ingest", "page.html", "table.csv", "dates.jsonl"]), @r#"
    --- stdout
    0 accepted, 0 duplicates, 3 rejected in [time]
    --- stderr
    q7x2: rejected page.html: is a web page in which no article is found; save the text of the article alone as .txt
    q7x2: rejected table.csv: the table has no column for the text; its columns are "id", "title", "words": say which it is, as with `--map text=COLUMN`
    q7x2: rejected dates.jsonl:1 (byte 0): "published_at": "01/05/2024" does not tell day and month apart; write 2024-05-01 or 2024-01-05
    --- exit code 3
    "#);
    let ran = home.run(&["ingest", "table.csv", "--map", "text=words"]).expect_code(0);
    assert!(ran.stdout.starts_with("1 accepted"), "{ran}");
}

#[test]
fn keys_of_datasets_are_named_once_and_lists_are_read() {
    let home = Home::new();
    let record = |n: u32| {
        format!("{{\"text\": \"“It stays,” Anna Lind said on {n}.\", \"date\": \"2031-05-0{n}\"}}")
    };
    home.write("list.json", format!("[\n{},\n{},\n{}\n]\n", record(1), record(2), record(3)));
    insta::assert_snapshot!(home.run(&["ingest", "list.json"]), @r#"
    --- stdout
    3 accepted, 0 duplicates, 0 rejected in [time]
    --- stderr
    q7x2: note: list.json#1 (byte 2): "date" is read as "published_at"
    --- exit code 0
    "#);
}

#[test]
fn the_same_fault_in_every_line_is_told_a_few_times_and_counted() {
    let home = Home::new();
    home.write("dump.jsonl", "{\"blob\": \"Fog.\"}\n".repeat(100));
    insta::assert_snapshot!(home.run(&["ingest", "dump.jsonl"]), @r#"
    --- stdout
    0 accepted, 0 duplicates, 100 rejected in [time]
    --- stderr
    q7x2: rejected dump.jsonl:1 (byte 0): the record has no "text"; its keys are "blob": say which holds it, as with `--map text=KEY`
    q7x2: rejected dump.jsonl:2 (byte 17): the record has no "text"; its keys are "blob": say which holds it, as with `--map text=KEY`
    q7x2: rejected dump.jsonl:3 (byte 34): the record has no "text"; its keys are "blob": say which holds it, as with `--map text=KEY`
    q7x2: 97 more in dump.jsonl: the record has no "text"; its keys are "blob": say which holds it, as with `--map text=KEY`
    --- exit code 3
    "#);
}
