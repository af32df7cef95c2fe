//! The clock of a process is wrong by hours. Leases in a database and on a broker go by the server's, so that
//! nothing changes; those in a file go by the process's own, which shows that the clock is wrong indeed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use q7x2_servers::{Nats, Postgres};
use q7x2_tests::{
    Cluster, ClusterOptions, Process, answers, assert_said_once, wait_for, write_articles,
};

const ARTICLES: usize = 40;

/// How long leases last; no clock that is right comes to that end in a test.
const LEASE_SECONDS: u32 = 3600;

/// By how much clocks are wrong.
const HOURS: i32 = 5;

/// What is loaded before the system's library, and tells a wrong time of day. Time that only passes, as
/// deadlines go by, is as it was.
const CLOCK: &str = "
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdlib.h>
    #include <time.h>
    int clock_gettime(clockid_t clock, struct timespec *now) {
        static int (*right)(clockid_t, struct timespec *);
        if (!right) *(void **)&right = dlsym(RTLD_NEXT, \"clock_gettime\");
        int outcome = right(clock, now);
        const char *hours = getenv(\"WRONG_BY_HOURS\");
        if (clock == CLOCK_REALTIME && hours) now->tv_sec += 3600 * atoi(hours);
        return outcome;
    }";

/// Compiles what makes a clock wrong; `None` where there is no compiler, which is said.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn wrong_clock(folder: &Path) -> Option<PathBuf> {
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    std::fs::write(&source, CLOCK).expect("written");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl");
    let made = compiler.status().is_ok_and(|status| status.success());
    if !made {
        assert!(option_env!("Q7X2_CI").is_none(), "there must be a C compiler here");
        eprintln!("SKIPPED: there is no C compiler here to make a wrong clock with");
    }
    made.then_some(library)
}

/// Starts one more ingest service on the queue, whose clock is wrong. Returns it and its port.
async fn wrong_ingest(cluster: &Cluster, clock: &Path, hours: i32) -> (Process, u16) {
    let (mut command, port) = cluster.another_ingest();
    command.env("LD_PRELOAD", clock).env("WRONG_BY_HOURS", hours.to_string());
    let log = cluster.folder().join(format!("ingest-{hours}.log"));
    let process = Process::start(&mut command, log);
    wait_for("the ingest service", async || answers(port)).await;
    (process, port)
}

/// Lends everything by a service whose clock is right, and looks what one lends whose clock is ahead.
async fn lent_again(cluster: &Cluster, clock: &Path) -> usize {
    write_articles(&cluster.folder().join("news"), 1);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    let lent = cluster.lease().await;
    assert_eq!(lent.len(), 1);
    let (_ahead, port) = wrong_ingest(cluster, clock, HOURS).await;
    let again = cluster.lease_of(port, Duration::from_secs(2)).await;
    if again.is_empty() {
        cluster.release(&[lent[0].token.clone()]).await;
    }
    again.len()
}

async fn clocks_do_not_matter(place: String) {
    let options = ClusterOptions { workers: 0, lease_seconds: LEASE_SECONDS };
    let mut cluster = Cluster::start_on(Some(place), options).await;
    let Some(clock) = wrong_clock(cluster.folder()) else { return };
    assert_eq!(lent_again(&cluster, &clock).await, 0, "the lease has not lapsed");

    // One that is ahead and one that is behind take articles in, lend them and hear that they are done.
    write_articles(&cluster.folder().join("news"), ARTICLES);
    let ahead = wrong_ingest(&cluster, &clock, HOURS).await;
    let behind = wrong_ingest(&cluster, &clock, -HOURS).await;
    for (_, port) in [&ahead, &behind] {
        let output = cluster.client_of(*port, &["ingest", "news"]).output().expect("q7x2 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        cluster.add_worker_of(*port);
    }
    cluster.wait_until_done(ARTICLES as u64).await;
    let hits = cluster.statements().await;
    assert_said_once(&hits, 0..ARTICLES);
    assert_eq!(cluster.queue_status().await.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn leases_in_a_database_go_by_its_clock() {
    let Some(server) = Postgres::shared() else { return };
    clocks_do_not_matter(server.database().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leases_on_a_broker_go_by_its_clock() {
    let Some(broker) = Nats::shared() else { return };
    clocks_do_not_matter(broker.queue()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leases_in_a_file_go_by_the_clock_of_who_lends() {
    let options = ClusterOptions { workers: 0, lease_seconds: LEASE_SECONDS };
    let cluster = Cluster::start(options).await;
    let Some(clock) = wrong_clock(cluster.folder()) else { return };
    assert_eq!(lent_again(&cluster, &clock).await, 1, "the clock is wrong");
}
