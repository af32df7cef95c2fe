//! `q7x2 reextract`: an old store with the model of today. A file of entities makes another model
//! version of the same rules, which is enough to tell old from new.

use std::process::Stdio;

use serde_json::Value;

use crate::harness::Home;

const ENTITIES: &str = "[[entities]]\nname = \"Rosa Engel\"\ntype = \"person\"\n";

/// A home with two outlets' articles, kept with the rules alone, and a file of entities.
fn home() -> Home {
    let home = Home::new();
    home.write("a.txt", "“The ferry sails at six,” Anna Lind said.");
    home.write("b.txt", "“The quay is full,” Tom Brekke said.");
    home.run(&["ingest", "a.txt", "--outlet", "The Post"]).expect_code(0);
    home.run(&["ingest", "b.txt", "--outlet", "The Quay"]).expect_code(0);
    home.write("who.toml", ENTITIES);
    home
}

fn reextract(home: &Home, args: &[&str]) -> Value {
    let args = [&["reextract", "--entities", "who.toml", "--format", "json"], args].concat();
    let mut done = home.json(&args);
    done["seconds"].take();
    done
}

/// Returns the models of the statements that answer, in order of their sources' names.
fn models(home: &Home) -> Vec<String> {
    let lines = home.run(&["query", "--format", "jsonl"]).expect_code(0).stdout;
    let of = |line: &str| {
        let statement: Value = serde_json::from_str(line).unwrap();
        let name = statement["speaker"]["name"].as_str().unwrap().to_owned();
        (name, statement["model"].as_str().unwrap().to_owned())
    };
    let mut found: Vec<(String, String)> = lines.lines().map(of).collect();
    found.sort();
    found.into_iter().map(|(_, model)| model).collect()
}

#[test]
fn what_an_older_model_read_is_read_anew_and_both_are_kept() {
    let home = home();
    let old = home.json(&["query", "--speaker", "Lind", "--format", "json"]);
    let old = old["statements"][0]["id"].as_str().unwrap().to_owned();
    let done = reextract(&home, &[]);
    let model = done["model"].as_str().unwrap().to_owned();
    assert!(model.starts_with("rules-1+"), "{done}");
    assert_eq!((&done["reextracted"], &done["set_aside"]), (&2.into(), &0.into()));
    assert_eq!(models(&home), [model.clone(), model]);
    // The older one is still shown by its id.
    let shown = home.json(&["show", &old, "--format", "json"]);
    assert_eq!(shown["statements"][0]["model"], "rules-1");
}

#[test]
fn a_second_run_finds_nothing_to_do() {
    let home = home();
    assert_eq!(reextract(&home, &[])["reextracted"], 2);
    assert_eq!(reextract(&home, &[])["reextracted"], 0);
    let ran = home.run(&["--entities", "who.toml", "reextract"]).expect_code(0);
    assert!(ran.stdout.starts_with("nothing to do: rules-1+"), "{ran}");
}

#[test]
fn one_outlet_can_be_brought_up_to_date_first_and_the_rest_later() {
    let home = home();
    assert_eq!(reextract(&home, &["--outlet", "the quay"])["reextracted"], 1);
    let now = models(&home);
    assert!(now[0] == "rules-1" && now[1] != "rules-1", "{now:?}");
    assert_eq!(reextract(&home, &[])["reextracted"], 1);
}

#[test]
fn one_line_says_what_was_done() {
    let home = home();
    let ran = home.run(&["--entities", "who.toml", "reextract"]).expect_code(0);
    let (done, _) = ran.stdout.split_once(" in ").unwrap();
    assert!(done.starts_with("2 articles extracted again with rules-1+"), "{ran}");
    assert!(ran.stderr.is_empty(), "{ran}");
}

/// Killed at any moment, it loses nothing, and the next run does what is left.
#[test]
fn a_run_that_was_killed_is_gone_on_with() {
    let home = Home::new();
    let line = |i: u32| format!("{{\"text\": \"“Boat {i} is late,” Anna Lind said.\"}}\n");
    home.write("many.jsonl", (0..300).map(line).collect::<String>());
    home.run(&["ingest", "many.jsonl"]).expect_code(0);
    home.write("who.toml", ENTITIES);
    let mut killed = home
        .command(&["reextract", "--entities", "who.toml"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let some = |home: &Home| models(home).iter().any(|model| model != "rules-1");
    while !some(&home) && killed.try_wait().unwrap().is_none() {}
    killed.kill().unwrap();
    killed.wait().unwrap();
    // What waits to be read anew answers as it was read before.
    let ran = home.run(&["query", "--limit", "1"]).expect_code(0);
    assert!(!ran.stderr.contains("left out"), "{ran}");
    reextract(&home, &[]);
    assert_eq!(reextract(&home, &[])["reextracted"], 0);
    let lines = home.run(&["query", "--limit", "all", "--format", "jsonl"]).expect_code(0).stdout;
    let new = lines.lines().filter(|line| line.contains("\"model\":\"rules-1+")).count();
    assert_eq!((lines.lines().count(), new), (300, 300));
}

/// The same text in two outlets, of which one learned its address later: each stays what it was, and neither is
/// told of the other.
#[test]
fn the_same_text_in_two_outlets_stays_two_articles() {
    let home = Home::new();
    let text = "A bridge.\n\n“It took nine years,” Anna Lind said.\n";
    home.write("one.txt", text);
    home.write("two.txt", text);
    let ingest = |file: &str, outlet: &str, url: Option<&str>| {
        let address = url.map_or(vec![], |url| vec!["--url", url]);
        let args = [&["ingest", "--outlet", outlet, file][..], &address].concat();
        home.run(&args).expect_code(0)
    };
    ingest("one.txt", "The Quay", None);
    let ran = ingest("two.txt", "The Post", None);
    assert!(ran.stdout.contains("1 duplicate is kept under another outlet"), "{ran}");
    assert!(ran.stdout.contains("1 The Quay;"), "{ran}");
    ingest("one.txt", "The Quay", Some("https://quay.example/bridge"));
    let ran = ingest("two.txt", "The Post", Some("https://post.example/bridge"));
    assert!(ran.stdout.starts_with("1 accepted, 0 duplicates"), "{ran}");
    let outlets = || {
        let answer = home.json(&["query", "--format", "json", "--sort", "published"]);
        let statements = answer["statements"].as_array().unwrap();
        let of = |hit: &Value| (hit["document"]["outlet"].clone(), hit["document"]["url"].clone());
        let mut found: Vec<_> = statements.iter().map(of).map(|it| format!("{it:?}")).collect();
        found.sort();
        found
    };
    let before = outlets();
    assert_eq!(before.len(), 2, "{before:?}");
    home.write("who.toml", ENTITIES);
    assert_eq!(reextract(&home, &[])["reextracted"], 2);
    assert_eq!(outlets(), before);
}
