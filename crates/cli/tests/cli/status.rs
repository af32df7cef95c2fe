//! `q7x2 status` and `q7x2 retry`: what is kept, what waits.

use crate::harness::Home;

#[test]
fn the_state_is_counted() {
    let home = Home::with_articles();
    insta::assert_snapshot!(home.run(&["status"]), @r"
    --- stdout
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
