//! Something is slow, and whoever brings more is slowed with it: what is on its way stays within bounds, however
//! much there is to do. The bounds are in docs/operations.md.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use q7x2_servers::Postgres;
use q7x2_tests::{Cluster, ClusterOptions, Way, article_text, wait_for, write_articles};
use rusqlite::Connection;

/// How many articles a worker has in hand at most: two batches of four, one on its thread, 64 that it
/// reports on.
const IN_HAND: u64 = 2 * 4 + 1 + 64;

/// How many articles there are where query is slow.
const ARTICLES: usize = 600;

/// How much is brought at most to a queue that takes nothing, in bytes.
const BROUGHT: usize = 200 << 20;

/// How much more has to be taken when it does, in bytes.
const MORE: usize = 2 << 20;

/// How many bytes of what is brought may be on their way: what is in pipes and sockets, 64 articles read, 64
/// sent and kept, and a chunk of 4 MiB that is taken in.
const ON_THE_WAY: usize = 16 << 20;

/// What a process may take at most while it is held up, in bytes.
const RESIDENT: u64 = 160 << 20;

/// Returns the most memory that a process has had, in bytes.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it is told");
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib << 10
}

/// A client that is given large articles as fast as it takes them.
struct Pouring {
    client: Child,
    taken: Arc<AtomicUsize>,
}

impl Pouring {
    fn start(mut command: Command, log: &std::path::Path) -> Self {
        let log = std::fs::File::create(log).expect("a file");
        let mut client = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("q7x2 starts");
        let mut input = client.stdin.take().expect("it was asked for");
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        std::thread::spawn(move || {
            for n in 0.. {
                let line = large_article(n);
                if std::io::Write::write_all(&mut input, line.as_bytes()).is_err() {
                    return;
                }
                if counted.fetch_add(line.len(), Ordering::Relaxed) > BROUGHT {
                    return;
                }
            }
        });
        Self { client, taken }
    }

    /// Waits until no more has been taken for some looks, and returns how much that was.
    async fn still(&self) -> usize {
        let (mut last, mut looks) = (0, 0);
        wait_for("the client to take no more", async || {
            let taken = self.taken.load(Ordering::Relaxed);
            looks = if taken == last { looks + 1 } else { 0 };
            last = taken;
            // Some two seconds.
            looks == 100
        })
        .await;
        last
    }
}

impl Drop for Pouring {
    fn drop(&mut self) {
        // Either it is killed here or it has ended already.
        let _ = self.client.kill();
        let _ = self.client.wait();
    }
}

/// A line of JSONL with an article of some 60 KiB, in which one thing is said.
fn large_article(n: usize) -> String {
    let filling = "Work on the eastern bank began in spring. ".repeat(1400);
    let text = format!("{}\n{filling}\n", article_text(n));
    format!("{}\n", serde_json::json!({ "text": text }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_takes_nothing_holds_up_the_client_and_nobody_grows() {
    let cluster = Cluster::start(ClusterOptions { workers: 0, lease_seconds: 60 }).await;
    let other = Connection::open(cluster.folder().join("queue.sqlite")).expect("the queue");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let log = cluster.folder().join("client.log");
    let client = cluster.client(&["ingest", "--format", "jsonl", "-"]);
    let client = Pouring::start(client, &log);
    wait_for("word of the queue", async || {
        std::fs::read_to_string(&log).expect("the log").contains("the work queue is locked")
    })
    .await;
    let taken = client.still().await;
    assert!(taken < ON_THE_WAY, "{taken} bytes are on their way");
    for (who, pid) in [("ingest", cluster.ingest().id()), ("the client", client.client.id())] {
        let peak = peak(pid);
        eprintln!("{who}: {taken} bytes on their way, {peak} bytes resident at most");
        assert!(peak < RESIDENT, "{who} took {peak} bytes");
    }
    // What held it up is gone: it goes on, and still nobody grows with what there is to do.
    other.execute_batch("ROLLBACK").expect("let go");
    let more = taken + MORE;
    wait_for("more to be taken", async || client.taken.load(Ordering::Relaxed) > more).await;
    let peak = peak(cluster.ingest().id());
    assert!(peak < RESIDENT, "ingest took {peak} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_query_service_slows_the_workers_and_nobody_grows() {
    let Some(server) = Postgres::shared() else { return };
    let options = ClusterOptions { workers: 0, lease_seconds: 8 };
    let mut cluster = Cluster::start_on(Some(server.database().await), options).await;
    write_articles(&cluster.folder().join("news"), ARTICLES);
    assert!(cluster.q7x2(&["ingest", "news"]).status.success());
    cluster.add_worker_with_ways(None).await;
    let ways = cluster.ways(0).expect("it has ways");
    ways.query.turn(Way::Slow(Duration::from_millis(200)));
    // What is lent is what the worker has in hand: never more than its bound while everything waits for query.
    let mut most = 0;
    wait_for("some articles to be answered", async || {
        let queue = cluster.queue_status().await;
        most = most.max(queue.leased);
        cluster.store_status().await.articles > 300
    })
    .await;
    assert!((IN_HAND / 2..=IN_HAND).contains(&most), "{most} articles were in hand");
    ways.query.turn(Way::Open);
    cluster.wait_until_done(ARTICLES as u64).await;
    let worker = cluster.worker(0).expect("it runs").id();
    for (who, pid) in [("the worker", worker), ("ingest", cluster.ingest().id())] {
        let peak = peak(pid);
        eprintln!("{who}: {most} articles in hand, {peak} bytes resident at most");
        assert!(peak < RESIDENT, "{who} took {peak} bytes");
    }
}
