//! Copies of one story: what they say counts once for people, and each for itself in exports.

use serde_json::Value;

use crate::harness::Home;

const BODY: &str = "The only ferry to the island of Skerrow was taken out of service on Thursday after it came within 40 \
                    metres of a fishing boat off Quayle Point in thick fog, the operator Norsund Lines said. The boat was \
                    on its way home to Harle and had hauled the last of its pots.\n\n“We saw a wall with windows in it,” \
                    Torquil Bain said.";

/// A home with a wire story in three outlets.
fn home() -> Home {
    let home = Home::new();
    let record = |(outlet, headline): (&str, &str)| {
        let text = format!("{headline}\n\nHARLE (Reuters) - {BODY}");
        let url = format!("https://{outlet}.example/ferry");
        serde_json::json!({ "text": text, "outlet": outlet, "url": url }).to_string()
    };
    let outlets = [("Post", "Near miss"), ("Echo", "A horn in the fog"), ("Star", "Ferry stopped")];
    home.write("wire.jsonl", outlets.map(record).join("\n"));
    home.run(&["ingest", "wire.jsonl"]).expect_code(0);
    home
}

#[test]
fn what_copies_say_counts_once_for_people_and_is_all_there_for_programs() {
    let home = home();
    let table = home.run(&["query", "--speaker", "Bain"]).expect_code(0).stdout;
    assert_eq!(table.matches("a wall with windows").count(), 1, "{table}");
    assert!(table.contains(" · in 3 outlets"), "{table}");
    let table = home.run(&["query", "--speaker", "Bain", "--group", "none"]).expect_code(0).stdout;
    assert_eq!(table.matches("a wall with windows").count(), 3, "{table}");
    for outlet in ["Post", "Echo", "Star"] {
        let args = ["query", "--speaker", "Bain", "--outlet", outlet];
        let table = home.run(&args).expect_code(0).stdout;
        assert_eq!(table.matches("a wall with windows").count(), 1, "{table}");
    }
    let lines = home.run(&["query", "--speaker", "Bain", "--format", "jsonl"]).expect_code(0);
    let lines: Vec<Value> =
        lines.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        assert_eq!(line["story"], lines[0]["story"]);
        assert_eq!(line["story"]["outlets"], 3);
        assert_eq!(line["wire"], "Reuters");
    }
    let args = ["query", "--speaker", "Bain", "--format", "jsonl", "--group", "syndication"];
    assert_eq!(home.run(&args).expect_code(0).stdout.lines().count(), 1);
}

#[test]
fn counts_say_what_they_count() {
    let home = home();
    let counted = home.run(&["query", "--speaker", "Bain", "--count-by", "speaker"]).expect_code(0);
    assert!(counted.stdout.ends_with("\n1 statement\n"), "{}", counted.stdout);
    let told = "what copies of one story say counts once; --group none counts all 3\n";
    assert!(counted.stderr.ends_with(told), "{}", counted.stderr);
    let args = ["query", "--speaker", "Bain", "--count-by", "outlet", "--format", "csv"];
    let counted = home.run(&args).expect_code(0);
    assert_eq!((counted.stdout.lines().count(), counted.stderr.as_str()), (4, ""));
}

#[test]
fn an_article_tells_its_story_and_its_agency() {
    let home = home();
    let list = home.run(&["articles", "--format", "jsonl"]).expect_code(0).stdout;
    let first: Value = serde_json::from_str(list.lines().next().unwrap()).unwrap();
    assert_eq!((&first["wire"], &first["story"]["articles"]), (&"Reuters".into(), &3.into()));
    let id = first["document"]["id"].as_str().unwrap();
    let shown = home.run(&["articles", "show", id]).expect_code(0).stdout;
    assert!(shown.contains("Reuters") && shown.contains(", in 3 outlets"), "{shown}");
}
