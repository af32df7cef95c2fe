//! A process asked to stop, once and twice. Each case runs this test's own program as a child.
#![cfg(unix)]
#![allow(missing_docs, reason = "a test")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

/// What the child process does: says what it sees, and after being asked to stop, ends when its
/// standard input does.
#[tokio::test]
#[ignore = "runs as the child of the other tests"]
async fn child() {
    let token = q7x2_service::shutdown::on_signal().expect("signals can be listened to");
    println!("\nready");
    token.cancelled().await;
    println!("asked");
    let end = || std::io::stdin().read_to_end(&mut Vec::new());
    tokio::task::spawn_blocking(end).await.expect("no panic").expect("readable");
}

fn start() -> (Child, impl FnMut(&str)) {
    let program = std::env::current_exe().expect("a test is a program");
    let mut child = Command::new(program)
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs a second time");
    let mut lines: BufReader<ChildStdout> = BufReader::new(child.stdout.take().expect("piped"));
    let wait_for = move |wanted: &str| {
        let mut line = String::new();
        while line.trim_end() != wanted {
            line.clear();
            assert!(lines.read_line(&mut line).expect("text") > 0, "no \"{wanted}\"");
        }
    };
    (child, wait_for)
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.expect("kill runs").success());
}

#[test]
fn the_first_signal_asks() {
    for name in ["-TERM", "-INT"] {
        let (mut child, mut wait_for) = start();
        wait_for("ready");
        signal(&child, name);
        wait_for("asked");
        drop(child.stdin.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn the_second_signal_insists() {
    let (mut child, mut wait_for) = start();
    // `wait` would close it, and the child could end for that reason.
    let stdin = child.stdin.take();
    wait_for("ready");
    signal(&child, "-TERM");
    wait_for("asked");
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    drop(stdin);
}
