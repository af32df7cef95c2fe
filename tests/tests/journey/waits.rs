//! Something is in the way of the statements: whoever waits is told what, and it goes on by itself when that
//! is gone.

use std::process::Command;
use std::time::{Duration, Instant};

use q7x2_tests::{Cluster, ClusterOptions, Process, binary, wait_for, write_articles};
use rusqlite::Connection;

const ARTICLES: usize = 20;

/// The longest that anybody waits without a word, and what a busy machine may add.
const SOON: Duration = Duration::from_secs(5 + 10);

async fn cluster() -> Cluster {
    let cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 8 }).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    cluster
}

/// Waits until the client has said what it waits for.
async fn until_told(client: &Process, words: &str) {
    let started = Instant::now();
    wait_for(words, async || {
        client.log().lines().any(|line| line.contains("waiting: ") && line.contains(words))
    })
    .await;
    assert!(started.elapsed() < SOON, "it took {:?}", started.elapsed());
}

/// Waits until everything is answered and the client has said that it goes on.
async fn until_done(cluster: &Cluster, client: &Process) {
    cluster.wait_until_done(ARTICLES as u64).await;
    wait_for("the receipts to be counted", async || client.log().contains("20 accepted")).await;
    assert!(client.log().contains("going on"), "{}", client.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_store_is_told_and_waited_for() {
    let cluster = cluster().await;
    let other = Connection::open(cluster.folder().join("statements.sqlite")).expect("the store");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let client = cluster.start_q7x2(&["ingest", "--wait", "news"]);
    until_told(&client, "locked by another program").await;
    other.execute_batch("ROLLBACK").expect("let go");
    until_done(&cluster, &client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_query_service_is_told_and_waited_for() {
    let mut cluster = cluster().await;
    cluster.kill_query();
    let client = cluster.start_q7x2(&["ingest", "--wait", "news"]);
    until_told(&client, "the query service cannot be used").await;
    cluster.start_query().await;
    until_done(&cluster, &client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_nobody_is_at_work_is_told_and_a_worker_waited_for() {
    let mut cluster = cluster().await;
    cluster.kill_worker();
    let client = cluster.start_q7x2(&["ingest", "--wait", "news"]);
    until_told(&client, "no worker is at work").await;
    cluster.add_worker();
    until_done(&cluster, &client).await;
}

/// What waits is not said to be missing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_line_is_told_beside_an_answer() {
    let mut cluster = cluster().await;
    cluster.kill_worker();
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    for command in ["query", "articles", "speakers"] {
        let told = cluster.q7x2(&[command]);
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.contains("20 articles are not extracted yet and left out"), "{told}");
        assert!(!told.contains("no articles are kept yet"), "{told}");
    }
    cluster.add_worker();
    cluster.wait_until_done(ARTICLES as u64).await;
    assert!(cluster.q7x2(&["articles"]).stderr.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_queue_is_told_and_waited_for() {
    let cluster = cluster().await;
    let other = Connection::open(cluster.folder().join("queue.sqlite")).expect("the queue");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let client = cluster.start_q7x2(&["ingest", "--wait", "news"]);
    until_told(&client, "the work queue is locked by another program").await;
    other.execute_batch("ROLLBACK").expect("let go");
    until_done(&cluster, &client).await;
}

/// Has commands wait for a queue that another program keeps locked, in processes of their own services.
async fn waits_within_one_process(lock: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let q7x2 = |args: &[&str]| {
        let mut command = Command::new(binary("q7x2"));
        command.env_clear().env("NO_COLOR", "1").env("Q7X2_TAGGER", "rules");
        command.current_dir(folder.path()).args(["--data-dir", "data"]).args(args);
        command
    };
    write_articles(&folder.path().join("news"), ARTICLES);
    assert!(q7x2(&["ingest", "news/00000.txt"]).output().expect("q7x2 runs").status.success());
    let other = Connection::open(folder.path().join("data/queue.sqlite")).expect("the queue");
    other.execute_batch(lock).expect("locked");
    let start = |args: &[&str]| Process::start(&mut q7x2(args), folder.path().join(args[0]));
    let mut clients = [start(&["ingest", "news"]), start(&["status"])];
    for client in &clients {
        until_told(client, "is locked by another program").await;
    }
    drop(other);
    for client in &mut clients {
        wait_for("the client to end", async || client.has_ended()).await;
        let said = client.log();
        assert!(said.contains("going on") && !said.contains("failed"), "{said}");
    }
    assert!(clients[0].log().contains("19 accepted, 1 duplicate"), "{}", clients[0].log());
}

#[tokio::test(flavor = "multi_thread")]
async fn within_one_process_a_locked_queue_is_told_and_waited_for() {
    waits_within_one_process("BEGIN EXCLUSIVE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn within_one_process_a_queue_that_cannot_even_be_opened_is_told_and_waited_for() {
    waits_within_one_process("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").await;
}

/// Lets a process have no more than so many files open; false where that cannot be done here.
fn limit_files(process: &Process, most: u32) -> bool {
    let (pid, most) = (process.id().to_string(), format!("--nofile={most}:"));
    let limited = Command::new("prlimit").args(["--pid", &pid, &most]).status();
    limited.is_ok_and(|status| status.success())
}

/// Takes from a service the files that it may open. False where that cannot be done here.
fn takes_files(service: &Process) -> bool {
    let can = limit_files(service, 3);
    assert!(can || option_env!("Q7X2_CI").is_none(), "the files of a process must be limited here");
    can
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_file_descriptors_is_told_and_waited_for() {
    let cluster = cluster().await;
    if !takes_files(cluster.ingest()) {
        eprintln!("SKIPPED: the files of a process cannot be limited here (prlimit)");
        return;
    }
    let client = cluster.start_q7x2(&["ingest", "--wait", "news"]);
    until_told(&client, "too many files open").await;
    let log = cluster.ingest().log();
    assert!(log.contains("raise the limit of open files (ulimit -n)"), "{log}");
    assert!(limit_files(cluster.ingest(), 1024), "it was lowered before");
    cluster.wait_until_done(ARTICLES as u64).await;
    wait_for("the receipts to be counted", async || client.log().contains("20 accepted")).await;
    assert!(client.log().contains("is no longer silent"), "{}", client.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_service_without_file_descriptors_is_told_and_answers_when_it_has_some() {
    let cluster = cluster().await;
    if !takes_files(cluster.query()) {
        eprintln!("SKIPPED: the files of a process cannot be limited here (prlimit)");
        return;
    }
    let mut client = cluster.start_q7x2(&["speakers"]);
    until_told(&client, "too many files open").await;
    assert!(client.log().contains("the query service at "), "{}", client.log());
    assert!(limit_files(cluster.query(), 1024), "it was lowered before");
    wait_for("the client to end", async || client.has_ended()).await;
    let said = client.log();
    assert!(said.contains("is no longer silent") && !said.contains("error"), "{said}");
}
