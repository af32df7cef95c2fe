//! What is not in an answer is told beside it, also by commands that copy, check and forget.

use crate::harness::Home;

/// A home with a text of each of two outlets, one of them without a date.
fn home() -> Home {
    let home = Home::new();
    home.write("quay.txt", "“The quay is closed,” Mayor Greta Holm said.\n");
    home.write("mill.txt", "“The mill is sold,” Piet Marlow told reporters.\n");
    home.run(&["ingest", "quay.txt", "--outlet", "Gazette"]).expect_code(0);
    let dated = ["ingest", "mill.txt", "--outlet", "The Vale Gazette", "--published", "2031-04-02"];
    home.run(&dated).expect_code(0);
    home
}

#[test]
fn a_folder_in_which_nothing_is_kept_is_named_by_what_copies_and_checks() {
    let home = Home::new();
    for command in [&["export", "--all"][..], &["check"]] {
        let args = [&["--data-dir", "mistyped"], command].concat();
        let told = home.run(&args).expect_code(1).stderr;
        assert!(told.contains("mistyped: no articles are kept yet"), "{command:?}: {told}");
    }
}

#[test]
fn that_all_is_forgotten_is_another_reason_than_that_nothing_is_kept() {
    let home = home();
    home.run(&["articles", "forget", "--path", "quay.txt", "--yes"]).expect_code(0);
    home.run(&["articles", "forget", "--path", "mill.txt", "--yes"]).expect_code(0);
    for command in [&["query"][..], &["articles"]] {
        let told = home.run(command).expect_code(1).stderr;
        assert!(told.contains("all 2 articles that were kept are forgotten"), "{told}");
        assert!(told.contains("`q7x2 articles undo` brings back"), "{told}");
    }
    home.run(&["articles", "undo"]).expect_code(0);
    assert!(home.run(&["query"]).expect_code(0).stdout.contains("The mill is sold"));
}

#[test]
fn what_is_to_be_forgotten_by_date_leaves_out_what_has_none_and_says_so() {
    let home = home();
    let since = ["articles", "forget", "--since", "2031", "--yes"];
    let told = home.run(&since).expect_code(0).stderr;
    assert!(told.contains("1 more has no date: --since cannot see it"), "{told}");
    let told = home.run(&["articles", "--state", "all", "--path", "no.txt"]).expect_code(1).stderr;
    assert!(!told.contains("--state all"), "a hint at what was just done: {told}");
}

#[test]
fn a_question_about_one_article_says_how_many_texts_it_has() {
    let home = Home::new();
    home.write("quay.txt", "“The quay is closed,” Mayor Greta Holm said.\n");
    home.run(&["ingest", "quay.txt"]).expect_code(0);
    home.write("quay.txt", "“The quay is closed today,” Mayor Greta Holm said.\n");
    home.run(&["ingest", "quay.txt"]).expect_code(0);
    let asked = home.run(&["articles", "forget", "--path", "quay.txt"]).expect_code(2).stderr;
    assert!(asked.contains("and another text of it with 2 statements?"), "{asked}");
}

#[test]
fn pieces_of_words_that_overlap_are_refused() {
    let home = home();
    let args = ["query", "--speaker", "Holm", "--format", "jsonl"];
    let hit: serde_json::Value =
        serde_json::from_str(&home.run(&args).expect_code(0).stdout).unwrap();
    let id = hit["id"].as_str().unwrap();
    let correct = ["correct", id, "--words", "The quay is", "--words", "quay is closed"];
    let told = home.run(&correct).expect_code(2).stderr;
    assert!(told.contains("some stand in two of the pieces"), "{told}");
    home.run(&["correct", id, "--words", "The quay", "--words", "closed"]).expect_code(0);
    let shown = home.run(&["show", id, id, "--format", "json"]).expect_code(0).stdout;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["statements"].as_array().unwrap().len(), 1, "asked for twice, shown once");
}

#[test]
fn the_likeliest_is_found_at_the_confidence_that_is_told() {
    let home = home();
    let args = ["query", "--min-confidence", "1"];
    let told = home.run(&args).expect_code(1).stderr;
    let at = told.rsplit("the likeliest is at ").next().unwrap().trim();
    home.run(&["query", "--min-confidence", at]).expect_code(0);
}

#[test]
fn a_width_that_the_environment_does_not_tell_right_says_nothing() {
    let home = home();
    for columns in ["", "wide"] {
        let mut query = home.command(&["query"]);
        let output = query.env("COLUMNS", columns).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn articles_are_not_taken_for_an_export() {
    let home = Home::new();
    home.write("articles.jsonl", "{\"text\": \"“It stays,” she said.\"}\n");
    let told = home.run(&["import", "articles.jsonl"]).expect_code(3).stderr;
    assert!(told.contains("articles are taken in by `q7x2 ingest`"), "{told}");
}
