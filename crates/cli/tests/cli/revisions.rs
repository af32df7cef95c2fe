//! Revisions: a file or address that has changed answers with its newest text.

use serde_json::Value;

use crate::harness::Home;

const FIRST: &str = "Bridge stays\n\nThe council met in the old hall on the quay. “The bridge stays for two \
                     years,” Anna Lind said. “Nobody rows,” Tom Brekke said.\n";

/// Returns the words of all statements that answer.
fn words(home: &Home, args: &[&str]) -> Vec<String> {
    let answer = home.run(&[&["query", "--format", "json"], args].concat());
    let answer: Value = serde_json::from_str(&answer.stdout).unwrap();
    let statements = answer["statements"].as_array().unwrap();
    let mut words: Vec<String> =
        statements.iter().map(|s| s["content"][0]["text"].as_str().unwrap().to_owned()).collect();
    words.sort_unstable();
    words
}

fn second() -> String {
    FIRST.replace("two", "three").replace("“Nobody rows,” Tom Brekke", "“It is done,” Rosa Engel")
}

/// A home in which a file was ingested, changed and ingested again.
fn home() -> Home {
    let home = Home::new();
    home.write("bridge.txt", FIRST);
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    home.write("bridge.txt", second());
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    home
}

#[test]
fn a_file_that_has_changed_answers_with_its_text_of_now() {
    let home = home();
    let now = ["“It is done,”", "“The bridge stays for three years,”"];
    assert_eq!(words(&home, &[]), now);
    assert_eq!(words(&home, &["--speaker", "Brekke"]), [""; 0]);
    let told = home.run(&["query", "--speaker", "Brekke"]).expect_code(1).stderr;
    let earlier = "; 1 in an earlier text of its article: --all-revisions shows it\n";
    assert!(told.ends_with(earlier), "{told}");
    let told = home.run(&["query", "--speaker", "Lind", "--about", "two"]).expect_code(1).stderr;
    assert!(told.ends_with(earlier), "{told}");
    assert_eq!(words(&home, &["--speaker", "Brekke", "--all-revisions"]), ["“Nobody rows,”"]);
    assert_eq!(words(&home, &["--all-revisions"]).len(), 4);
    let rows = home.run(&["query", "--all-revisions", "--format", "csv"]).expect_code(0).stdout;
    let mut rows = csv::Reader::from_reader(rows.as_bytes());
    let at = rows.headers().unwrap().iter().position(|name| name == "current").unwrap();
    let mut marks: Vec<String> = rows
        .records()
        .map(|row| row.unwrap())
        .map(|row| format!("{} {}", &row[at], &row[at + 1]))
        .collect();
    marks.sort_unstable();
    assert_eq!(marks, ["false 1/2", "false 1/2", "true 2/2", "true 2/2"]);
    let table =
        home.run(&["query", "--speaker", "Brekke", "--all-revisions"]).expect_code(0).stdout;
    assert!(table.contains("revision 1 of 2, a later one answers"), "{table}");
    // Changed back, the first text is the newest again.
    home.write("bridge.txt", FIRST);
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    assert_eq!(words(&home, &["--speaker", "Brekke"]), ["“Nobody rows,”"]);
    assert_eq!(words(&home, &["--speaker", "Engel"]), [""; 0]);
}

#[test]
fn ingest_tells_that_a_text_is_a_revision() {
    let home = Home::new();
    let url = |text: &str| {
        serde_json::json!({"text": text, "url": "https://post.example/quay"}).to_string()
    };
    home.write("bridge.txt", FIRST);
    home.write("quay.jsonl", url("“The quay is dear,” Anna Lind said."));
    let told = home.run(&["ingest", "bridge.txt", "quay.jsonl"]).expect_code(0);
    assert!(told.stdout.contains("2 accepted, 0 duplicates"), "{told}");
    let article = |home: &Home, title: &str| {
        let listed = home.json(&["articles", "--format", "json"]);
        let articles = listed["articles"].as_array().unwrap().clone();
        let is = |a: &&Value| a["document"]["url"].is_string() == (title == "quay");
        articles.iter().find(is).unwrap()["document"]["id"].clone()
    };
    let (bridge, quay) = (article(&home, "bridge"), article(&home, "quay"));
    home.write("bridge.txt", second());
    home.write("quay.jsonl", url("Fish is cheap this winter, said Tom Brekke of the harbour."));
    home.write("other.txt", "“Nobody rows,” Rosa Engel said.\n");
    let files = ["bridge.txt", "quay.jsonl", "other.txt"];
    let intake = home.json(&[&["ingest", "--format", "json"], &files[..]].concat());
    let revises: Vec<&Value> =
        intake["receipts"].as_array().unwrap().iter().map(|receipt| &receipt["revises"]).collect();
    assert_eq!(revises, [&bridge, &quay, &Value::Null]);
    assert_eq!(
        (&intake["summary"]["accepted"], &intake["summary"]["revisions"]),
        (&3.into(), &2.into())
    );
    // Another story in the same file is none.
    home.write(
        "bridge.txt",
        "Fish is cheap this winter. “Nobody buys it,” Ida Holm told the board.\n",
    );
    home.write("other.txt", "“Nobody rows,” Rosa Engel said on Tuesday.\n");
    let told = home.run(&["ingest", "bridge.txt", "other.txt"]).expect_code(0);
    assert!(told.stdout.contains("2 accepted (1 of them a revision), 0 duplicates"), "{told}");
}

#[test]
fn what_changed_in_the_statements_is_shown() {
    let home = home();
    // What is no quotation changes as well.
    let told =
        |fare: &str| format!("{FIRST}\nTom Brekke said fares would rise by {fare} percent.\n");
    for fare in ["4", "5"] {
        home.write("fares.txt", told(fare));
        home.run(&["ingest", "fares.txt"]).expect_code(0);
    }
    let list = home.json(&["articles", "--path", "fares.txt", "--format", "json"]);
    let id = list["articles"][0]["document"]["id"].as_str().unwrap();
    let shown = home.run(&["articles", "show", id]).expect_code(0).stdout;
    assert!(shown.contains("Statements since the revision before, "), "{shown}");
    assert!(!shown.contains("    the same"), "{shown}");
    for line in [
        "  - Tom Brekke fares would rise by 4 percent",
        "  + Tom Brekke fares would rise by 5 percent",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    home.run(&["articles", "forget", id, "--yes", "--by", "Tove"]).expect_code(0);

    let list = home.json(&["articles", "--format", "json"]);
    assert_eq!(list["total"], 1);
    let id = list["articles"][0]["document"]["id"].as_str().unwrap().to_owned();
    let shown = home.run(&["articles", "show", &id]).expect_code(0).stdout;
    assert!(shown.contains("revision   2 of 2"), "{shown}");
    for line in [
        "  - Anna Lind “The bridge stays for two years,”",
        "  + Anna Lind “The bridge stays for three years,”",
        "  - Tom Brekke “Nobody rows,”",
        "  + Rosa Engel “It is done,”",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    let earlier = home.json(&["articles", "--state", "earlier", "--format", "json"]);
    let first = earlier["articles"][0]["document"]["id"].as_str().unwrap();
    assert_eq!(list["articles"][0]["revisions"], serde_json::json!([first, id]));
    home.run(&["show", first]).expect_code(0);
    // Forgotten are all of them: no earlier one answers in the place of the newest.
    home.run(&["articles", "forget", &id, "--yes", "--by", "Tove"]).expect_code(0);
    home.run(&["query", "--all-revisions"]).expect_code(1);
}

#[test]
fn a_front_page_has_revisions_and_another_story_is_none() {
    let home = Home::new();
    let of = |text: &str| serde_json::json!({"text": text, "url": "https://post.example/"});
    let other = "Fog over the island\n\nAll boats lie on the shore while it lasts. “We wait,” Sigrid Moe \
                 told the harbour radio this morning.";
    let lines = [of(FIRST), of(&second()), of(other)].map(|line| format!("{line}\n"));
    home.write("all.jsonl", lines.concat());
    home.run(&["ingest", "all.jsonl"]).expect_code(0);
    let now = ["“It is done,”", "“The bridge stays for three years,”", "“We wait,”"];
    assert_eq!(words(&home, &[]), now);
}

/// However it is written, and whatever it says now.
#[test]
fn a_rewritten_page_answers_alone() {
    let home = Home::new();
    let of = |text: &str, url: &str| serde_json::json!({"text": text, "url": url}).to_string();
    let other = "Fog over the island\n\nAll boats lie on the shore while it lasts. “We wait,” Sigrid Moe \
                 told the harbour radio this morning.";
    for line in [
        of(FIRST, "https://post.example/bridge"),
        of(other, "http://www.post.example/bridge/?utm_source=mail#top"),
    ] {
        home.write("page.jsonl", line);
        home.run(&["ingest", "page.jsonl"]).expect_code(0);
    }
    assert_eq!(words(&home, &[]), ["“We wait,”"]);
    assert_eq!(words(&home, &["--all-revisions"]).len(), 3);
}

#[test]
fn a_text_learns_its_address() {
    let home = Home::new();
    home.write("bridge.txt", FIRST);
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    let url = "https://post.example/bridge";
    let text = std::fs::read_to_string(home.path().join("bridge.txt")).unwrap();
    home.write("page.jsonl", serde_json::json!({"text": text, "url": url}).to_string());
    let receipts = home.json(&["ingest", "page.jsonl", "--format", "json"]);
    assert_eq!(receipts["receipts"][0]["filled"], serde_json::json!(["url"]));
    let list = home.json(&["articles", "--state", "all", "--format", "json"]);
    assert_eq!(list["total"], 1);
    assert_eq!(list["articles"][0]["document"]["url"], url);
    // It is what it is when it is extracted again, too, and when it comes again either way.
    home.write("who.toml", "[[entities]]\nname = \"Rosa Engel\"\ntype = \"person\"\n");
    let done = home.json(&["reextract", "--entities", "who.toml", "--format", "json"]);
    assert_eq!(done["reextracted"], 1);
    for again in ["bridge.txt", "page.jsonl"] {
        let ran = home.run(&["ingest", again]).expect_code(0);
        assert!(ran.stdout.starts_with("0 accepted, 1 duplicate, "), "{ran}");
    }
}

#[test]
fn what_is_told_when_it_comes_again_fills_what_was_not_known() {
    let home = Home::new();
    home.write("bridge.txt", FIRST);
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    let again = ["ingest", "bridge.txt", "--outlet", "The Post", "--published", "2031-05-01"];
    let ran = home.run(&again).expect_code(0);
    let told = "0 accepted, 1 duplicate (of 1 more is known now), 0 rejected in ";
    assert!(ran.stdout.starts_with(told), "{ran}");
    assert_eq!(words(&home, &["--outlet", "the post", "--since", "2031"]).len(), 2);
    let other = ["ingest", "bridge.txt", "--outlet", "The Quay", "--format", "json"];
    let receipts = home.json(&other);
    assert_eq!(receipts["receipts"][0]["filled"], serde_json::json!([]));
    assert_eq!(words(&home, &["--outlet", "the quay"]), [""; 0]);
    // It is of the article, whatever the file says now.
    home.write("bridge.txt", second());
    home.run(&["ingest", "bridge.txt"]).expect_code(0);
    let now = ["“It is done,”", "“The bridge stays for three years,”"];
    assert_eq!(words(&home, &["--outlet", "the post", "--since", "2031"]), now);
}

/// An archive comes in any order.
#[test]
fn the_text_published_last_answers() {
    let home = Home::new();
    let of = |text: &str, at: &str| {
        let record = serde_json::json!({
            "text": text, "url": "https://post.example/bridge", "published_at": at,
        });
        record.to_string()
    };
    for line in [of(&second(), "2031-05-02T10:00:00Z"), of(FIRST, "2031-05-01T10:00:00Z")] {
        home.write("page.jsonl", line);
        home.run(&["ingest", "page.jsonl"]).expect_code(0);
    }
    assert_eq!(words(&home, &[]), ["“It is done,”", "“The bridge stays for three years,”"]);
    assert_eq!(words(&home, &["--all-revisions"]).len(), 4);
}

/// What was told of an article with its first text holds for the text that it has now, and the times in that are
/// reckoned from its date.
#[test]
fn a_changed_file_keeps_what_it_came_with() {
    let ferry = |words: &str| {
        format!(
            "Ferry {words}\n\nThe harbour board met on the quay for two hours. “The ferry {words},” Anna Lind \
             said on Tuesday. Nobody else spoke, and the boats lay still.\n"
        )
    };
    let said = |home: &Home| {
        let args = ["query", "--outlet", "Norr", "--said-since", "2024", "--format", "json"];
        let answer = home.json(&args);
        let statement = &answer["statements"][0];
        assert!(statement["document"]["published_at"].as_str().unwrap().starts_with("2024-09-12"));
        assert!(
            statement["said_at"]["value"].as_str().unwrap().starts_with("2024-09-10"),
            "{answer}"
        );
        (answer["total"].clone(), statement["content"][0]["text"].clone())
    };
    let home = Home::new();
    home.write("ferry.txt", ferry("sails"));
    let first = ["ingest", "ferry.txt", "--outlet", "Norr", "--published", "2024-09-12"];
    home.run(&first).expect_code(0);
    assert_eq!(said(&home), (1.into(), "“The ferry sails,”".into()));
    home.write("ferry.txt", ferry("waits"));
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    assert_eq!(said(&home), (1.into(), "“The ferry waits,”".into()));
    // What it comes with itself goes before.
    home.write("ferry.txt", ferry("sinks"));
    home.run(&["ingest", "ferry.txt", "--outlet", "Echo"]).expect_code(0);
    let answer = home.json(&["query", "--format", "json"]);
    assert_eq!(answer["statements"][0]["document"]["outlet"], "Echo");

    // The same where people said it.
    let home = Home::new();
    home.write("ferry.txt", ferry("sails"));
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    let answer = home.json(&["query", "--format", "json"]);
    let id = answer["statements"][0]["document"]["id"].as_str().unwrap();
    let set = ["articles", "set", id, "--date", "2024-09-12", "--outlet", "Norr", "--by", "Tove"];
    home.run(&set).expect_code(0);
    home.write("ferry.txt", ferry("waits"));
    home.run(&["ingest", "ferry.txt"]).expect_code(0);
    assert_eq!(said(&home), (1.into(), "“The ferry waits,”".into()));
}

/// Nothing answers of a forgotten text, so that nothing is compared with it.
#[test]
fn of_a_forgotten_article_no_changes_are_told() {
    let home = home();
    let kept = home.json(&["articles", "--format", "json"]);
    let id = kept["articles"][0]["document"]["id"].as_str().unwrap();
    let shown = home.json(&["articles", "show", id, "--format", "json"]);
    assert!(!shown["changes"]["changed"].as_array().unwrap().is_empty());
    let fog = home.json(&["query", "--about", "done", "--format", "json"]);
    let statement = fog["statements"][0]["id"].as_str().unwrap().to_owned();
    home.run(&["correct", &statement, "--wrong", "--by", "Tove"]).expect_code(0);
    home.write("bridge.txt", second().replace("It is done", "It was begun"));
    let told = home.run(&["ingest", "bridge.txt"]).expect_code(0).stdout;
    assert!(told.contains("1 correction fits no statement of the new text: `q7x2 articles show "));
    let kept = home.json(&["articles", "--format", "json"]);
    let id = kept["articles"][0]["document"]["id"].as_str().unwrap();
    home.run(&["articles", "forget", id, "--yes", "--by", "Tove"]).expect_code(0);
    let shown = home.run(&["articles", "show", id]).expect_code(0).stdout;
    assert!(shown.contains("forgotten by Tove"), "{shown}");
    assert!(!shown.contains("since the revision") && !shown.contains("fits no"), "{shown}");
    let shown = home.json(&["articles", "show", id, "--format", "json"]);
    assert!(shown["changes"].is_null(), "{shown}");
    assert_eq!(shown["unfit_corrections"], serde_json::json!([]));
}

#[test]
fn ingest_tells_that_a_revision_is_older_than_what_answers() {
    let home = Home::new();
    home.write("bridge.txt", FIRST);
    home.run(&["ingest", "bridge.txt", "--published", "2024-05-02"]).expect_code(0);
    home.write("bridge.txt", second());
    let told = home.run(&["ingest", "bridge.txt", "--published", "2024-05-01"]).expect_code(0);
    let (first, earlier) = ("1 accepted (an earlier revision, which does not answer), ", "Nobody");
    assert!(told.stdout.starts_with(first), "{told}");
    assert!(words(&home, &[]).iter().any(|words| words.contains(earlier)));
}
