//! `q7x2 speakers merge`, `split`, `rename`, `pin`, `undo` and `log`.

use crate::harness::{Home, Ran};

/// Runs an edit as Tove.
fn edit(home: &Home, args: &[&str]) -> Ran {
    home.run(&[&["speakers"], args, &["--by", "Tove"]].concat())
}

/// Returns the names that are listed, the most heard first.
fn speakers(home: &Home) -> Vec<String> {
    let listed = home.json(&["speakers", "--format", "json"]);
    let listed = listed["speakers"].as_array().unwrap();
    listed.iter().map(|speaker| speaker["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn two_speakers_become_one_and_two_again() {
    let home = Home::with_articles();
    insta::assert_snapshot!(edit(&home, &["merge", "lind", "Rosa Engel"]), @r"
    --- stdout
    edit 1: merged Rosa Engel (person/rosa-engel) into Anna Lind (person/anna-lind)
    2 statements answer under another speaker now; `q7x2 speakers undo 1` takes it back
    --- exit code 0
    ");
    insta::assert_snapshot!(home.run(&["speakers", "engel", "--ids"]), @r"
    --- stdout
    SPEAKER    TYPE    STATEMENTS  ARTICLES  ID                NAMED AS
    Anna Lind  person           5         2  person/anna-lind  Lind (1), Mayor Anna Lind (1), Rosa
                                                               Engel (1)
    --- exit code 0
    ");
    let answer = home.json(&["query", "--speaker", "Engel", "--format", "json"]);
    assert_eq!(answer["total"], 5);
    insta::assert_snapshot!(edit(&home, &["undo"]), @r"
    --- stdout
    edit 2: undid 1
    2 statements answer otherwise now; `q7x2 speakers undo 2` takes it back
    --- exit code 0
    ");
    assert_eq!(speakers(&home), ["Anna Lind", "Rosa Engel", "Tom Brekke"]);
    insta::assert_snapshot!(edit(&home, &["undo"]), @r"
    --- stderr
    q7x2: there is no edit to undo
    --- exit code 1
    ");
}

#[test]
fn an_edit_holds_for_articles_that_come_later() {
    let home = Home::with_articles();
    edit(&home, &["merge", "Anna Lind", "Tom Brekke"]).expect_code(0);
    home.write("later.txt", "“It floats,” Tom Brekke said.");
    home.run(&["ingest", "later.txt"]).expect_code(0);
    let answer = home.json(&["query", "--about", "floats", "--format", "json"]);
    assert_eq!(answer["statements"][0]["speaker"]["name"], "Anna Lind");
}

#[test]
fn a_statement_is_pinned_and_says_so() {
    let home = Home::with_articles();
    let answer = home.json(&["query", "--about", "ferry", "--format", "json"]);
    let id = answer["statements"][0]["id"].as_str().unwrap().to_owned();
    insta::assert_snapshot!(edit(&home, &["pin", &id[..8], "Rosa Engel"]), @r"
    --- stdout
    edit 1: pinned statement [statement] to Rosa Engel (person/rosa-engel)
    1 statement answers under another speaker now; `q7x2 speakers undo 1` takes it back
    --- exit code 0
    ");
    let shown = home.json(&["show", &id, "--format", "json"]);
    assert_eq!(shown["statements"][0]["speaker"]["link_reason"], "pinned");
    edit(&home, &["pin", &id, "Ida Holm", "--new"]).expect_code(0);
    assert!(speakers(&home).contains(&"Ida Holm".to_owned()));
    edit(&home, &["pin", &id, "--nobody"]).expect_code(0);
    let shown = home.json(&["show", &id, "--format", "json"]);
    assert!(shown["statements"][0]["speaker"].is_null());
}

#[test]
fn a_form_leaves_and_a_speaker_is_renamed() {
    let home = Home::with_articles();
    edit(&home, &["merge", "Anna Lind", "Tom Brekke"]).expect_code(0);
    edit(&home, &["split", "Anna Lind", "tom brekke", "--as", "Thomas Brekke"]).expect_code(0);
    edit(&home, &["rename", "Rosa Engel", "Rosa Engel-Moe"]).expect_code(0);
    assert_eq!(speakers(&home), ["Anna Lind", "Rosa Engel-Moe", "Thomas Brekke"]);
    let log = home.run(&["speakers", "log"]).expect_code(0);
    let lines: Vec<&str> =
        log.stdout.lines().map(|line| line.split_once("Tove: ").unwrap().1).collect();
    assert_eq!(
        lines,
        [
            "renamed Rosa Engel (person/rosa-engel) to Rosa Engel-Moe",
            "split “tom brekke” from Anna Lind (person/anna-lind), to Thomas Brekke \
             (person/thomas-brekke)",
            "merged Tom Brekke (person/tom-brekke) into Anna Lind (person/anna-lind)",
        ]
    );
    let log = home.json(&["speakers", "log", "--format", "json", "--limit", "1"]);
    assert_eq!(log["edits"][0]["name"], "Rosa Engel-Moe");
    assert_eq!(log["edits"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_not_clear_is_refused_with_what_to_write() {
    let home = Home::with_articles();
    home.write("namesake.txt", "“It sinks,” Jon Brekke said.");
    home.run(&["ingest", "namesake.txt"]).expect_code(0);
    insta::assert_snapshot!(edit(&home, &["merge", "Anna Lind", "brekke"]), @r#"
    --- stderr
    q7x2: "brekke" may be Jon Brekke (person/jon-brekke) or Tom Brekke (person/tom-brekke); name one by its id
    --- exit code 2
    "#);
    insta::assert_snapshot!(edit(&home, &["pin", "person/rosa-engl"]), @r#"
    --- stderr
    q7x2: nobody is called "person/rosa-engl"; nearest: Rosa Engel (person/rosa-engel)
    --- exit code 2
    "#);
    insta::assert_snapshot!(edit(&home, &["split", "Anna Lind"]), @r"
    --- stderr
    q7x2: say what leaves: a FORM, --article or --statement
    --- exit code 2
    ");
    insta::assert_snapshot!(home.run(&["speakers", "undo", "7", "--by", "Tove"]), @r"
    --- stderr
    q7x2: edit 7 does not hold: it was never made, or is undone already
    --- exit code 2
    ");
    insta::assert_snapshot!(home.run(&["speakers", "log"]), @r"
    --- stderr
    q7x2: nothing was decided yet; `q7x2 speakers --help` says what can be
    --- exit code 1
    ");
}

#[test]
fn who_is_logged_in_decides_unless_somebody_is_named() {
    let home = Home::with_articles();
    let by = |args: &[&str], variable: &str| {
        let mut command = home.command(&[&["speakers", "pin", "lind"], args].concat());
        command.env(variable, "sigrid").output().unwrap();
        let log = home.json(&["speakers", "log", "--format", "json"]);
        log["edits"][0]["by"].as_str().unwrap().to_owned()
    };
    assert_eq!(by(&[], "USER"), "sigrid");
    assert_eq!(by(&["--by", "Åse"], "USER"), "Åse");
    assert_eq!(by(&[], "Q7X2_BY"), "sigrid");
    let ran = home.run(&["speakers", "pin", "lind"]).expect_code(0);
    let note = "q7x2: noted as decided by \"unknown\": nobody is logged in here; --by NAME or Q7X2_BY \
                says who decides\n";
    assert_eq!(ran.stderr, note);
    // Of what was not noted nobody is told that it was.
    let refused = home.run(&["speakers", "pin", "Nobody Here"]).expect_code(2);
    assert!(!refused.stderr.contains("noted"), "{refused}");
    let log = home.json(&["speakers", "log", "--format", "json"]);
    assert_eq!(log["edits"][0]["by"], "unknown");
}

/// The first digits of an id, as `q7x2 articles` prints them, are enough.
#[test]
fn an_article_is_split_off_by_the_first_digits_of_its_id() {
    let home = Home::with_articles();
    let said = home.json(&["query", "--speaker", "Lind", "--format", "json"]);
    let id = said["statements"][0]["document"]["id"].as_str().unwrap();
    let split = ["split", "Anna Lind", "--article", &id[..10], "--as", "Anna Lind (striker)"];
    edit(&home, &split).expect_code(0);
    assert!(speakers(&home).contains(&"Anna Lind (striker)".to_owned()));
    let split = ["split", "Anna Lind", "--article", "0000000000", "--as", "Nobody"];
    let ran = edit(&home, &split).expect_code(2);
    assert!(ran.stderr.contains("no article has the id 0000000000"), "{ran}");
}
