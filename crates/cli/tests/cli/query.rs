//! `q7x2 query`: answers, filters, formats, and what is said when nothing is found.

use serde_json::Value;

use crate::harness::{ARTICLES, Home};

#[test]
fn the_words_of_a_speaker_pronouns_included() {
    let home = Home::new();
    let article = format!("{ARTICLES}/bridge.txt");
    insta::assert_snapshot!(home.run(&["query", "--speaker", "Lind", &article]), @r"
    --- stdout
    Mayor keeps the old bridge open · [articles]/bridge.txt

    Anna Lind · direct quotation
      ┃ “The bridge stays open until the river says otherwise,”
        Mayor Anna Lind said (title and name) · said: on Tuesday · [statement]

    Anna Lind · direct quotation
      ┃ “We have counted every car,”
        she said (pronoun) · [statement]

    Anna Lind · indirect, in paraphrase
        that the repairs would take two years
        Lind said (surname) · [statement]

    3 statements
    --- exit code 0
    ");
}

#[test]
fn any_form_of_a_name_gives_the_same_answer() {
    let home = Home::with_articles();
    let expect = home.run(&["query", "--speaker", "Anna Lind"]).expect_code(0).stdout;
    for form in ["lind", "ANNA LIND", "Lind’s"] {
        assert_eq!(home.run(&["query", "--speaker", form]).expect_code(0).stdout, expect, "{form}");
    }
}

#[test]
fn paths_answer_alone_and_nothing_is_kept() {
    let home = Home::with_articles();
    home.write("new.txt", "“Not again,” Anna Lind said.");
    let shown = home.run(&["query", "--speaker", "Lind", "new.txt"]).expect_code(0).stdout;
    assert!(shown.contains("“Not again,”") && shown.ends_with("\n1 statement\n"), "{shown}");
    let all = home.json(&["query", "--speaker", "Lind", "--format", "json"]);
    assert_eq!(all["total"], 3);
    // A second time the answer is the same, and where it is from is told to whoever asks.
    let again = home.run(&["query", "--speaker", "Lind", "new.txt", "-v"]).expect_code(0);
    assert_eq!(again.stdout, shown);
    let cache = home.path().join(".cache/q7x2").display().to_string();
    let told = format!("q7x2: answers from a cache of these paths in {cache}");
    assert!(again.stderr.starts_with(&told), "{again}");
    // Of a file that has changed, the text of now answers.
    home.write("new.txt", "“Once more,” Anna Lind said.");
    let shown = home.run(&["query", "--speaker", "Lind", "new.txt"]).expect_code(0).stdout;
    assert!(shown.contains("“Once more,”") && !shown.contains("“Not again,”"), "{shown}");
}

#[test]
fn a_first_question_makes_no_store() {
    let home = Home::new();
    home.run(&["query", "--speaker", "Lind", ARTICLES]).expect_code(0);
    assert!(!home.path().join("data").exists());
    assert_eq!(home.json(&["status", "--format", "json"])["store"]["articles"], 0);
    home.run(&["query", "--speaker", "Lind"]).expect_code(1);
}

#[test]
fn a_cache_is_expendable() {
    let home = Home::new();
    home.write("new.txt", "“Not again,” Anna Lind said.");
    let ask = |args: &[&str]| {
        let args = [&["query", "--cache-dir", "caches", "new.txt", "--format", "jsonl"], args];
        home.run(&args.concat()).expect_code(0).stdout
    };
    let shown = ask(&[]);
    let cache = std::fs::read_dir(home.path().join("caches")).unwrap().next().unwrap().unwrap();
    std::fs::write(cache.path().join("statements.sqlite"), "damaged beyond repair").unwrap();
    assert_eq!(ask(&[]), shown);
    std::fs::remove_dir_all(home.path().join("caches")).unwrap();
    assert_eq!(ask(&[]), shown);
    let ran = home.run(&["--server", "localhost", "query", "new.txt"]).expect_code(2);
    assert!(ran.stderr.contains("`q7x2 ingest PATH` keeps these articles"), "{ran}");
}

#[test]
fn filters_hold_together() {
    let home = Home::with_articles();
    let words = |args: &[&str]| -> Vec<String> {
        let answer = home.json(&[&["query", "--format", "json"], args].concat());
        let statements = answer["statements"].as_array().unwrap().clone();
        statements.iter().map(|s| s["content"][0]["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(words(&["--outlet", "the harbour post"]), ["“The ferry will sail in May,”"]);
    assert_eq!(words(&["--until", "2031-03-04"]), ["“The ferry will sail in May,”"]);
    assert_eq!(words(&["--since", "2031-03-05", "--about", "court"]), ["“We will go to court,”"]);
    let repairs = words(&["--speaker", "Lind", "--kind", "indirect"]);
    assert_eq!(repairs, ["that the repairs would take two years"]);
}

#[test]
fn a_limit_that_cuts_says_so() {
    let home = Home::with_articles();
    let ran = home.run(&["query", "--speaker", "Lind", "--limit", "2"]).expect_code(0);
    assert!(ran.stdout.ends_with("\n2 of 3 statements; --limit all prints the rest\n"), "{ran}");
    let args = ["query", "--speaker", "Lind", "--limit", "2", "--format", "jsonl"];
    let ran = home.run(&args).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 2);
    assert_eq!(ran.stderr, "q7x2: 2 of 3 statements; --limit all prints the rest\n");
}

#[test]
fn an_answer_of_more_than_one_page_is_whole() {
    let home = Home::new();
    let records = (0..1003).map(|n| format!("{{\"text\":\"“Number {n},” Anna Lind said.\"}}\n"));
    home.write("many.jsonl", records.collect::<String>());
    let args = ["query", "--speaker", "Lind", "--limit", "all", "--format", "jsonl", "many.jsonl"];
    let lines = home.run(&args).expect_code(0).stdout;
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].to_string();
    let ids: std::collections::HashSet<String> = lines.lines().map(id).collect();
    assert_eq!((lines.lines().count(), ids.len()), (1003, 1003));
}

#[test]
fn every_format_has_the_words_as_they_stand() {
    let home = Home::with_articles();
    let shown = |format: &str| {
        home.run(&["query", "--speaker", "Brekke", "--format", format]).expect_code(0).to_string()
    };
    insta::assert_snapshot!(shown("md"), @r"
    --- stdout
    ## [Ferry to sail again](<https://post.example/ferry>), The Harbour Post, 2031-03-04

    **Tom Brekke** (direct quotation):

    > “The ferry will sail in May,”

    — Tom Brekke said · `[statement]`
    --- exit code 0
    ");
    for format in ["csv", "json", "jsonl", "table"] {
        assert!(shown(format).contains("“The ferry will sail in May,”"), "{format}");
    }
    let table = shown("csv");
    let mut rows = csv::Reader::from_reader(table.trim_start_matches("--- stdout\n").as_bytes());
    assert_eq!(rows.headers().unwrap().len(), rows.records().next().unwrap().unwrap().len());
}

#[test]
fn nobody_of_that_name_offers_the_nearest() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["query", "--speaker", "Brekken"]), @r#"
    --- stderr
    q7x2: no statements found by "Brekken"; nearest: Tom Brekke
    --- exit code 1
    "#);
    let answer = home.run(&["query", "--speaker", "Brekken", "--format", "json"]).expect_code(1);
    let answer: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(answer["nearest_speakers"][0], "Tom Brekke");
}

#[test]
fn nothing_found_is_exit_code_1() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["query", "--about", "zeppelin"]), @r"
    --- stderr
    q7x2: 6 statements; none with zeppelin
    --- exit code 1
    ");
    insta::assert_snapshot!(Home::new().run(&["query", "--speaker", "Lind"]), @r#"
    --- stderr
    q7x2: no statements found by "Lind"
    q7x2: no articles are kept yet; keep some with `q7x2 ingest PATH`, or name some here
    --- exit code 1
    "#);
}

#[test]
fn an_answer_that_leaves_rejected_input_out_says_so() {
    let home = Home::new();
    home.write("news/a.txt", "“It stays,” Anna Lind said.");
    home.write("news/b.txt", "");
    let ran = home.run(&["query", "--speaker", "Lind", "news"]).expect_code(3);
    assert!(ran.stdout.contains("“It stays,”"), "{ran}");
    assert_eq!(ran.stderr, "q7x2: rejected news/b.txt: the file is empty\n");
}

#[test]
fn words_are_searched_for_whatever_stands_around_them() {
    let home = Home::with_articles();
    for about in ["-bridge", "bridge:open", "river, (bridge)", "bridge*"] {
        let ran = home.run(&["query", "--about", about]).expect_code(0);
        assert!(ran.stdout.contains("“The bridge stays open"), "{about}: {ran}");
    }
    for about in ["*", "\"", "   ", "- *"] {
        let ran = home.run(&["query", "--about", about]).expect_code(2);
        assert!(ran.stderr.contains("there is no word to search for"), "{about}: {ran}");
    }
    for filter in ["--speaker", "--outlet"] {
        home.run(&["query", filter, "-nobody"]).expect_code(1);
    }
}

#[test]
fn an_article_is_named_by_the_path_it_was_asked_for() {
    let home = Home::new();
    for name in ["first.txt", "second.txt"] {
        home.write(name, "“It stays,” Anna Lind said.");
        let args = ["query", "--speaker", "Lind", "--format", "json", name];
        assert_eq!(home.json(&args)["statements"][0]["document"]["path"], name);
    }
}

#[test]
fn a_first_name_that_no_article_gives_finds_nobody() {
    let home = Home::new();
    home.write("a.txt", "“It stays,” Nguyen said.");
    insta::assert_snapshot!(home.run(&["query", "--speaker", "Lee Nguyen", "a.txt"]), @r#"
    --- stderr
    q7x2: no statements found by "Lee Nguyen" in these articles; nearest: Nguyen
    --- exit code 1
    "#);
}
