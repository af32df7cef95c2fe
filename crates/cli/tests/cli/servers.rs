//! Servers that are not there, or named wrongly.

use std::net::TcpListener;

use crate::harness::Home;

/// Returns an address that refuses connections: it was free a moment ago.
fn nobody_there() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn an_unreachable_service_is_exit_code_4_and_says_what_to_do() {
    let home = Home::new();
    home.write("a.txt", "“No,” Anna Lind said.");
    let url = nobody_there();
    for (option, args) in [
        ("--query-server", &["query", "--speaker", "Lind"][..]),
        ("--query-server", &["show", "3f9a0c12"]),
        ("--query-server", &["speakers"]),
        ("--ingest-server", &["ingest", "a.txt"]),
        ("--ingest-server", &["retry"]),
        ("--extraction-server", &["extract", "a.txt"]),
    ] {
        let ran = home.run(&[&[option, &url], args].concat()).expect_code(4);
        assert!(ran.stdout.is_empty(), "{ran}");
        assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
        assert!(ran.stderr.contains(&format!("service at {url}: connection refused")), "{ran}");
        assert!(ran.stderr.contains("q7x2 serve"), "{ran}");
    }
}

#[test]
fn a_service_that_nobody_named_is_a_mistake() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["--query-server", "http://127.0.0.1:1", "status"]), @"
    --- stderr
    q7x2: this needs the ingest service; say where it is with --server or --ingest-server
    --- exit code 2
    ");
}

#[test]
fn a_host_with_a_port_is_a_mistake() {
    let ran = Home::new().run(&["--server", "localhost:7403", "speakers"]).expect_code(2);
    assert!(ran.stderr.contains("a host without a port"), "{ran}");
}

#[test]
fn the_environment_names_a_server_too() {
    let home = Home::new();
    let ran = home.command(&["speakers"]).env("Q7X2_QUERY_SERVER", nobody_there()).output();
    assert_eq!(ran.unwrap().status.code(), Some(4));
}
