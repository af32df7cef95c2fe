//! `q7x2 status` and `q7x2 retry`: what is kept, what waits.

use crate::harness::Home;

#[test]
fn the_state_is_counted() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["status"]), @r"
    --- stdout
    folder   [home]/data
    store    3 articles, 6 statements, 3 speakers
    queue    0 waiting, 0 with a worker, 0 set aside
    workers  none asked for work in the last minute
    --- exit code 0
    ");
    let status = home.json(&["status", "--format", "json"]);
    assert_eq!(status["store"]["articles"], 3);
    assert_eq!(status["queue"]["waiting"], 0);
}

#[test]
fn there_is_nothing_to_retry_when_nothing_was_set_aside() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["retry"]), @r"
    --- stdout
    0 put back in line
    --- stderr
    q7x2: nothing was set aside that could be tried again
    --- exit code 1
    ");
}

#[test]
fn looking_makes_no_folder() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["status"]), @r"
    --- stdout
    folder   [home]/data
    store    0 articles, 0 statements, 0 speakers
    queue    0 waiting, 0 with a worker, 0 set aside
    workers  none asked for work in the last minute
    --- stderr
    q7x2: nothing is kept yet; keep articles with `q7x2 ingest PATH`
    --- exit code 0
    ");
    assert_eq!(home.json(&["status", "--format", "json"])["store"]["articles"], 0);
    assert!(!home.path().join("data").exists());
}

#[test]
fn one_is_counted_as_one() {
    let home = Home::new();
    home.write("a.txt", "“It stays,” Anna Lind said.");
    home.run(&["ingest", "a.txt"]).expect_code(0);
    let ran = home.run(&["status"]).expect_code(0);
    assert!(ran.stdout.contains("\nstore    1 article, 1 statement, 1 speaker\n"), "{ran}");
}

#[test]
fn a_foreign_file_in_the_place_of_the_store_is_left_alone() {
    let home = Home::with_articles();
    home.write("data/statements.sqlite", "x");
    let ran = home.run(&["status"]).expect_code(4);
    assert!(ran.stderr.contains("is not a statement store of q7x2"), "{ran}");
    assert!(ran.stderr.contains("restore it from a backup"), "it may have been one: {ran}");
    assert_eq!(std::fs::read(home.path().join("data/statements.sqlite")).unwrap(), b"x");
}
