//! What people decided holds for an article: for its next text, for what comes from its place, for another model.

use serde_json::Value;

use crate::harness::{Home, Ran};

const FIRST: &str = "Bridge stays\n\nThe council met in the old hall on the quay. “The bridge stays for two \
                     years,” Anna Lind said. “Nobody rows,” Tom Brekke said.\n";

/// Returns the first text with a word more at its beginning.
fn later(word: &str) -> String {
    format!("{word} rain. {FIRST}")
}

/// A home in which a file was ingested.
fn home() -> Home {
    let home = Home::new();
    home.write("bridge.txt", FIRST);
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    home
}

fn ingest(home: &Home, text: &str) -> Ran {
    home.write("bridge.txt", text);
    home.run(&["ingest", "bridge.txt"]).expect_code(0)
}

fn decide(home: &Home, args: &[&str]) -> Ran {
    home.run(&[args, &["--by", "Tove"]].concat())
}

/// Returns the article that answers.
fn article(home: &Home) -> Value {
    home.json(&["articles", "--format", "json"])["articles"][0].clone()
}

fn id(home: &Home) -> String {
    article(home)["document"]["id"].as_str().unwrap().to_owned()
}

/// Returns the statements with these words.
fn said(home: &Home, about: &str) -> Vec<Value> {
    let ran = home.run(&["query", "--mode", "all", "--about", about, "--format", "json"]);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    answer["statements"].as_array().unwrap().clone()
}

#[test]
fn a_changed_file_keeps_what_was_decided() {
    let home = home();
    let first = id(&home);
    let statement = said(&home, "rows")[0]["id"].as_str().unwrap().to_owned();
    let corrected = ["correct", &statement, "--speaker", "Ida Holm", "--new", "--reason", "tape"];
    decide(&home, &corrected).expect_code(0);
    let set = ["articles", "set", &first, "--outlet", "The Quay", "--date", "2031-05-01"];
    decide(&home, &set).expect_code(0);
    ingest(&home, &later("More").replace("two", "three"));
    let now = &said(&home, "rows")[0];
    assert_ne!(now["document"]["id"], first.as_str());
    assert_eq!(now["document"]["outlet"], "The Quay");
    assert_eq!(now["speaker"]["name"], "Ida Holm");
    assert_eq!(now["corrected"]["corrections"][0]["article_id"], first.as_str());
    assert_eq!(now["corrected"]["extracted"]["speaker"]["name"], "Tom Brekke");
    let table = home.run(&["query", "--speaker", "Holm"]).expect_code(0).stdout;
    let told = "(edit 1, in another text of the article, ";
    let words: Vec<&str> = table.split_whitespace().collect();
    assert!(words.join(" ").contains(told), "{table}");
    let shown = home.run(&["show", now["id"].as_str().unwrap()]).expect_code(0).stdout;
    let words: Vec<&str> = shown.split_whitespace().collect();
    assert!(words.join(" ").contains(&format!("{told}{first}):")), "{shown}");
    let shown = home.json(&["articles", "show", &id(&home), "--format", "json"]);
    assert_eq!(shown["unfit_corrections"], serde_json::json!([]));
    // It is one label, of the text that it was made on.
    home.run(&["correct", "export", "labels.jsonl"]).expect_code(0);
    let labels = std::fs::read_to_string(home.path().join("labels.jsonl")).unwrap();
    assert_eq!(
        (labels.lines().count(), labels.matches("wrong_speaker").count()),
        (1, 1),
        "{labels}"
    );
    // What a text comes with counts more than what was set of another.
    home.write("bridge.txt", later("Much"));
    home.run(&["ingest", "bridge.txt", "--outlet", "The Post"]).expect_code(0);
    assert_eq!(article(&home)["document"]["outlet"], "The Post");
    assert_eq!(article(&home)["set"], serde_json::json!(["published_at"]));
    for command in ["correct", "articles"] {
        decide(&home, &[command, "undo"]).expect_code(0);
    }
    assert_eq!(said(&home, "rows")[0]["speaker"]["name"], "Tom Brekke");
    assert!(article(&home)["document"]["published_at"].is_null());
}

#[test]
fn words_that_were_changed_are_not_corrected() {
    let home = home();
    let statement = said(&home, "bridge")[0]["id"].as_str().unwrap().to_owned();
    decide(&home, &["correct", &statement, "--not-said"]).expect_code(0);
    ingest(&home, &FIRST.replace("two", "three"));
    assert!(said(&home, "bridge")[0]["corrected"].is_null());
    // That is told, and so is who decided it.
    let shown = home.run(&["articles", "show", &id(&home)]).expect_code(0).stdout;
    let told = "1 correction of an earlier text fits no statement here: not said, by Tove, edit 1";
    assert!(shown.lines().any(|line| line == told), "{shown}");
    let shown = home.json(&["articles", "show", &id(&home), "--format", "json"]);
    assert_eq!(shown["unfit_corrections"][0]["edit"], 1);
    // The correction is with the text that it was made on.
    let told = home.run(&["correct", "export", "labels.jsonl"]).expect_code(0).stderr;
    assert_eq!(told, "q7x2: wrote 1 label to labels.jsonl\n");
}

#[test]
fn a_changed_file_stays_forgotten() {
    let home = home();
    decide(&home, &["articles", "forget", &id(&home), "--yes"]).expect_code(0);
    insta::assert_snapshot!(ingest(&home, &later("More")), @r"
    --- stdout
    0 accepted, 0 duplicates, 1 forgotten and left out, 0 rejected in [time]
    --- stderr
    q7x2: left out bridge.txt: it was forgotten with another text of its address or file; after `q7x2 articles undo 1` ingest it again
    --- exit code 0
    ");
    home.run(&["query"]).expect_code(1);
    decide(&home, &["articles", "undo", "1"]).expect_code(0);
    ingest(&home, &later("More"));
    assert_eq!(article(&home)["revisions"].as_array().unwrap().len(), 2);
}

/// Its text and its path are gone, and what comes to its path is refused still.
#[test]
fn an_erased_file_stays_forgotten() {
    let home = home();
    let id = id(&home);
    decide(&home, &["articles", "forget", &id, "--yes"]).expect_code(0);
    decide(&home, &["articles", "forget", &id, "--now", "--yes"]).expect_code(0);
    let ran = ingest(&home, &later("More"));
    assert!(ran.stderr.contains("it was forgotten with another text"), "{ran}");
    for file in std::fs::read_dir(home.path().join("data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for trace in ["bridge.txt", "Brekke", "council"] {
            assert!(!bytes.windows(trace.len()).any(|part| part == trace.as_bytes()), "{trace}");
        }
    }
    insta::assert_snapshot!(decide(&home, &["articles", "undo"]), @r"
    --- stdout
    edit 3: undid 2
    1 article is erased, of which nothing can be brought back; forgotten still by edit 1: after `q7x2 articles undo 1` ingest again
    --- exit code 0
    ");
    insta::assert_snapshot!(decide(&home, &["articles", "undo"]), @r"
    --- stdout
    edit 4: undid 1
    1 article is erased, of which nothing can be brought back; ingest again what shall answer
    --- exit code 0
    ");
    let ran = ingest(&home, &later("More"));
    assert!(ran.stdout.starts_with("1 accepted"), "{ran}");
}

#[test]
fn a_date_tells_when_something_was_said() {
    let home = Home::new();
    home.write("ferry.txt", "“The ferry sails,” Anna Lind said on Wednesday.\n");
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    let said_at = || said(&home, "ferry")[0]["said_at"]["value"].clone();
    let statement = said(&home, "ferry")[0]["id"].clone();
    assert!(said_at().is_null());
    home.run(&["ingest", "ferry.txt", "--published", "2031-05-01"]).expect_code(0);
    assert_eq!(said_at(), "2031-04-30T00:00:00Z");
    decide(&home, &["articles", "set", &id(&home), "--date", "2031-06-12"]).expect_code(0);
    assert_eq!(said_at(), "2031-06-11T00:00:00Z");
    assert_eq!(said(&home, "ferry")[0]["id"], statement);
    let asked = ["query", "--said-since", "2031-06", "--format", "json"];
    assert_eq!(home.json(&asked)["total"], 1);
    decide(&home, &["articles", "undo"]).expect_code(0);
    assert_eq!(said_at(), "2031-04-30T00:00:00Z");
    let ran = home.run(&["reextract"]).expect_code(0);
    assert!(ran.stdout.starts_with("nothing to do"), "{ran}");
}

#[test]
fn what_an_earlier_model_read_can_be_brought_back() {
    let home = home();
    home.write("who.toml", "[[entities]]\nname = \"Rosa Engel\"\ntype = \"person\"\n");
    let model = || said(&home, "rows")[0]["model"].as_str().unwrap().to_owned();
    home.run(&["reextract", "--entities", "who.toml"]).expect_code(0);
    assert!(model().starts_with("rules-1+"));
    let ran = home.run(&["reextract"]).expect_code(0);
    assert_eq!(ran.stdout, "1 article answers again as rules-1 read it before\n");
    assert_eq!(model(), "rules-1");
    let done = home.json(&["reextract", "--entities", "who.toml", "--format", "json"]);
    assert_eq!((&done["brought_back"], &done["reextracted"]), (&1.into(), &0.into()));
    assert!(model().starts_with("rules-1+"));
    let done = home.json(&["reextract", "--entities", "who.toml", "--format", "json"]);
    assert_eq!((&done["brought_back"], &done["outliving"]), (&0.into(), &0.into()));
}

#[test]
fn what_is_set_is_looked_at_first() {
    let home = home();
    let id = id(&home);
    for (field, value) in [("--language", "Old Norn"), ("--url", "post.example/a")] {
        let ran = decide(&home, &["articles", "set", &id, field, value]).expect_code(2);
        assert!(ran.stderr.contains(value) && ran.stderr.contains("; write "), "{ran}");
    }
    assert_eq!(article(&home)["set"], serde_json::json!([]));
    let set = ["articles", "set", &id, "--language", "en-GB", "--url", "https://post.example/a"];
    decide(&home, &set).expect_code(0);
}
