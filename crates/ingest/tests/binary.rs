//! `q7x2-ingest` as a process: everything is checked before a port is bound.
#![cfg(unix)]
#![allow(missing_docs, reason = "a test")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program on free ports and lets it end by itself.
fn run(directory: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_q7x2-ingest"));
    command.current_dir(directory).args(["--listen=127.0.0.1:0", "--http=127.0.0.1:0"]).args(args);
    command.output().expect("it runs")
}

fn check(args: &[&str], code: i32, expect: &str) {
    let directory = tempfile::tempdir().expect("a directory");
    let output = run(directory.path(), args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(expect), "{said}");
    assert!(!said.contains("serving"), "{said}");
}

#[test]
fn a_wrong_flag_is_a_usage_error() {
    check(&["--query=ftp://query"], 2, "write host:port, http://host:port or https://host:port");
    check(&["--lease-seconds=0"], 2, "--lease-seconds");
    check(&["--max-attempts=0"], 2, "--max-attempts");
    check(&["--log-level=info,=="], 2, "--log-level");
}

#[test]
fn a_queue_that_cannot_be_opened_is_told_with_its_path() {
    check(&["--queue=no/such/folder/queue.sqlite"], 1, "no/such/folder/queue.sqlite");
}

#[test]
fn an_address_in_use_is_told_with_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("--listen={}", taken.local_addr().expect("bound"));
    let directory = tempfile::tempdir().expect("a directory");
    let output = Command::new(env!("CARGO_BIN_EXE_q7x2-ingest"))
        .current_dir(directory.path())
        .args([&address, "--http=127.0.0.1:0"])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("choose another address with --listen"), "{said}");
}
