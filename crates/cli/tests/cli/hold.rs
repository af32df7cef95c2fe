//! What others do at the same time, and what is damaged: answers stay whole, and words say what to do.

use std::collections::HashMap;
use std::io::{Seek, SeekFrom, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::harness::Home;

/// Records of one statement each, by number.
fn boats(numbers: std::ops::Range<u32>) -> String {
    numbers.map(|n| format!("{{\"text\": \"“Boat {n} is late,” Anna Lind said.\"}}\n")).collect()
}

#[test]
fn an_export_is_whole_while_articles_come_in() {
    let home = Home::new();
    home.write("old.jsonl", boats(0..1100));
    home.run(&["ingest", "old.jsonl"]).expect_code(0);
    home.write("new.jsonl", boats(1100..1900));
    let mut writer = home.command(&["ingest", "new.jsonl"]).stdout(Stdio::null()).spawn().unwrap();
    let mut exports = 0;
    loop {
        let has_ended = writer.try_wait().unwrap().is_some();
        let export = home.run(&["query", "--limit", "all", "--format", "jsonl"]).expect_code(0);
        let mut times: HashMap<u32, u32> = HashMap::new();
        for line in export.stdout.lines() {
            let statement: Value = serde_json::from_str(line).unwrap();
            let words = statement["content"][0]["text"].as_str().unwrap().to_owned();
            let number = words.split(' ').nth(1).unwrap().parse().unwrap();
            *times.entry(number).or_default() += 1;
        }
        assert!(times.values().all(|times| *times == 1), "something is doubled");
        assert_eq!((0..1100).filter(|number| !times.contains_key(number)).count(), 0);
        exports += 1;
        if has_ended {
            assert_eq!(times.len(), 1900);
            break;
        }
    }
    assert!(exports > 1, "the writer was too quick to be beside anything");
}

#[test]
fn two_who_bring_the_same_article_are_told_once_that_it_was_accepted() {
    for round in 0..6 {
        let home = Home::new();
        home.write("a.txt", format!("“Round {round} is over,” Anna Lind said."));
        let bring = || {
            let mut command = home.command(&["ingest", "a.txt", "--format", "json"]);
            command.stdout(Stdio::piped()).spawn().unwrap()
        };
        let children = [bring(), bring(), bring()];
        let accepted = children.map(|child| {
            let output = child.wait_with_output().unwrap();
            let intake: Value = serde_json::from_slice(&output.stdout).unwrap();
            intake["summary"]["accepted"].as_u64().unwrap()
        });
        assert_eq!(accepted.iter().sum::<u64>(), 1, "{accepted:?}");
    }
}

#[test]
fn a_cell_cannot_steer_a_terminal() {
    let home = Home::new();
    home.write("a.jsonl", "{\"text\": \"“It \\u001b[31m stays,” Anna Lind said.\"}\n");
    home.run(&["ingest", "a.jsonl"]).expect_code(0);
    let table = home.run(&["query", "--format", "csv"]).expect_code(0).stdout;
    assert!(table.contains("“It ␛[31m stays,”") && !table.contains('\u{1b}'), "{table}");
}

#[test]
fn a_record_that_cannot_be_kept_is_told_by_its_field() {
    let home = Home::new();
    let long = format!("{{\"text\": \"A text.\", \"title\": \"{}\"}}\n", "t".repeat(20_000));
    let nul = "{\"text\": \"A text.\", \"outlet\": \"a\\u0000b\"}\n";
    home.write("a.jsonl", long + nul);
    let ran = home.run(&["ingest", "a.jsonl"]).expect_code(3);
    let title = "a.jsonl:1 (byte 0): \"title\" has 20000 bytes, the limit is 16384";
    assert!(ran.stderr.contains(title), "{ran}");
    assert!(ran.stderr.contains("\"outlet\" has a NUL character"), "{ran}");
}

#[test]
fn a_retry_tells_what_holds_what_was_not_set_aside() {
    let home = Home::with_articles();
    let id = "0123456789abcdef0123456789abcdef";
    let ran = home.run(&["retry", id]).expect_code(1);
    let told = format!("q7x2: {id}: it is not in line: it is done, or was never taken in\n");
    assert_eq!(ran.stderr, told);
    // The first digits of an id are enough.
    let kept = home.json(&["articles", "--format", "json"]);
    let id = kept["articles"][0]["document"]["id"].as_str().unwrap();
    let ran = home.run(&["retry", &id[..10]]).expect_code(1);
    assert!(ran.stderr.starts_with(&format!("q7x2: {id}: it is not in line: ")), "{ran}");
    let ran = home.run(&["retry", "0000000000"]).expect_code(2);
    assert!(ran.stderr.contains("no article has the id 0000000000"), "{ran}");
}

#[test]
fn a_damaged_store_says_what_to_do() {
    let home = Home::with_articles();
    let path = home.path().join("data/statements.sqlite");
    let mut file = std::fs::File::options().write(true).open(path).unwrap();
    // All but the head, by which the file is known.
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(100)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(length).unwrap() - 100]).unwrap();
    drop(file);
    let ran = home.run(&["query", "--speaker", "Lind"]).expect_code(4);
    assert!(ran.stderr.contains("damaged"), "{ran}");
    assert!(ran.stderr.contains("from a backup"), "{ran}");
}
