//! The contract suite on SQLite, and what can happen to a file.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use q7x2_domain::{Clock, Enqueued, ManualClock, PortError, QueueCounts, Timestamp, WorkQueue};
use q7x2_sqlite::{OpenError, Survives};
use rusqlite::Connection;

use super::SqliteQueue;
use crate::contract::{LEASE, PATIENCE, POLICY, QueueHarness, WORKER, add, article, lease_one};

/// A file in a folder that goes with it, and the time there.
struct Folder {
    folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
}

impl Folder {
    fn new() -> Self {
        let clock = ManualClock::at(Timestamp::from_seconds(1_700_000_000));
        Self { folder: tempfile::tempdir().expect("a folder"), clock: Arc::new(clock) }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("queue.db")
    }

    fn queue(&self) -> SqliteQueue {
        open(&self.file(), Arc::clone(&self.clock)).expect("opened")
    }
}

fn open(path: &Path, clock: Arc<ManualClock>) -> Result<SqliteQueue, OpenError> {
    SqliteQueue::open(path, POLICY, clock)
}

impl QueueHarness for Folder {
    type Queue = SqliteQueue;

    async fn open(&self) -> SqliteQueue {
        self.queue()
    }

    async fn pass(&self, by: Duration) {
        self.clock.advance(by);
    }

    async fn set_back(&self, by: Duration) -> bool {
        self.clock.set_back(by);
        true
    }
}

mod contract {
    use super::Folder;

    crate::work_queue_contract!(Folder::new());
}

fn integrity(path: &Path) -> String {
    let connection = Connection::open(path).expect("opened");
    connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked")
}

#[tokio::test]
async fn times_are_those_of_the_clock() {
    let folder = Folder::new();
    let queue = folder.queue();
    add(&queue, "a").await;
    let lease = lease_one(&queue).await;
    assert_eq!(lease.expires_at, folder.clock.now().after(LEASE));
    folder.clock.advance(LEASE - Duration::from_micros(1));
    assert!(queue.complete(&lease.token).await.expect("the last moment is in time"));

    add(&queue, "b").await;
    let lease = lease_one(&queue).await;
    folder.clock.advance(LEASE);
    assert!(!queue.complete(&lease.token).await.expect("the end is not"));
    let counts = QueueCounts { waiting: 1, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
}

#[tokio::test]
async fn a_waiting_lease_notices_what_nobody_announces() {
    let folder = Folder::new();
    let queue = folder.queue();
    add(&queue, "a").await;
    let lapsing = lease_one(&queue).await;
    let waiting = queue.lease(WORKER, 1, LEASE, PATIENCE);
    let (leases, ()) = tokio::join!(waiting, async { folder.clock.advance(LEASE) });
    let again = leases.expect("leased").remove(0);
    assert_eq!((again.article, again.attempt), (lapsing.article, 2));

    queue.fail(&again.token, "it was dark").await.expect("failed");
    let waiting = queue.lease(WORKER, 1, LEASE, PATIENCE);
    let pause = POLICY.pause_after(2);
    let (leases, ()) = tokio::join!(waiting, async { folder.clock.advance(pause) });
    assert_eq!(leases.expect("leased")[0].attempt, 3);
}

#[tokio::test]
async fn leases_for_a_caller_that_has_gone_are_given_back() {
    let folder = Folder::new();
    let queue = folder.queue();
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    for _ in 0..20 {
        // Goes after a varying number of steps, before and after the leases are made.
        let leasing = tokio::spawn({
            let queue = queue.clone();
            async move { queue.lease(WORKER, 3, LEASE, PATIENCE).await.map(|leases| leases.len()) }
        });
        tokio::task::yield_now().await;
        leasing.abort();
        match leasing.await {
            Err(gone) => assert!(gone.is_cancelled()),
            Ok(leased) => {
                assert_eq!(leased.expect("leased"), 3);
                let give_back = "UPDATE work SET state = 'waiting', due_at = 0, attempts = 0";
                let give_back = |connection: &Connection| Ok(connection.execute(give_back, [])?);
                queue.writer.run(Survives::Death, give_back).await.expect("given back");
            }
        }
        let counts = QueueCounts { waiting: 3, ..QueueCounts::default() };
        assert_eq!(queue.counts().await.expect("counted"), counts);
    }
    assert_eq!(lease_one(&queue).await.attempt, 1);
}

#[tokio::test]
async fn what_comes_into_line_is_flushed_and_leases_are_not() {
    let folder = Folder::new();
    let queue = folder.queue();
    let synchronous = async |survives| -> i64 {
        let ask = |connection: &Connection| {
            Ok(connection.pragma_query_value(None, "synchronous", |row| row.get(0))?)
        };
        queue.writer.run(survives, ask).await.expect("asked")
    };
    assert_eq!(synchronous(Survives::PowerCut).await, 2);
    assert_eq!(synchronous(Survives::Death).await, 1);
    assert_eq!(synchronous(Survives::PowerCut).await, 2);
}

#[tokio::test]
async fn the_only_owner_need_not_wait_for_leases_to_lapse() {
    let folder = Folder::new();
    let queue = folder.queue();
    queue.enqueue(&["a", "b", "c"].map(article)).await.expect("enqueued");
    let left = queue.lease(WORKER, 2, LEASE, PATIENCE).await.expect("leased");
    let queue = folder.queue();
    assert_eq!(queue.take_back().await.expect("taken back"), 2);
    assert!(!queue.complete(&left[0].token).await.expect("told"));
    // One of the two may be why the process is gone.
    for (name, attempt) in [("a", 2), ("b", 2)] {
        let leases = queue.lease(WORKER, 3, LEASE, PATIENCE).await.expect("leased");
        assert_eq!(leases.len(), 1);
        assert_eq!((&leases[0].article, leases[0].attempt), (&article(name), attempt));
        assert!(queue.complete(&leases[0].token).await.expect("completed"));
    }
    assert_eq!(lease_one(&queue).await.attempt, 1);
}

#[tokio::test]
async fn an_article_that_kills_each_process_is_set_aside() {
    let folder = Folder::new();
    folder.queue().enqueue(&["deadly", "a", "b"].map(article)).await.expect("enqueued");
    for life in 1..=POLICY.max_attempts {
        let queue = folder.queue();
        queue.take_back().await.expect("taken back");
        let leases = queue.lease(WORKER, 8, LEASE, PATIENCE).await.expect("leased");
        assert_eq!((&leases[0].article, leases[0].attempt), (&article("deadly"), life));
    }
    let queue = folder.queue();
    assert_eq!(queue.take_back().await.expect("taken back"), 1);
    let listed = queue.set_aside(10).await.expect("listed");
    assert_eq!((listed.len(), listed[0].article), (1, article("deadly").id()));
    assert!(listed[0].error.contains("the worker stopped"), "{}", listed[0].error);
    for name in ["a", "b"] {
        let lease = lease_one(&queue).await;
        assert_eq!(lease.article, article(name));
        assert!(queue.complete(&lease.token).await.expect("completed"));
    }
    // Somebody who tries it again does not risk the others either.
    queue.retry(&[]).await.expect("retried");
    add(&queue, "c").await;
    assert_eq!(queue.lease(WORKER, 8, LEASE, PATIENCE).await.expect("leased").len(), 1);
}

#[tokio::test]
async fn a_record_that_makes_no_article_is_set_aside_and_the_others_go_on() {
    let folder = Folder::new();
    let queue = folder.queue();
    queue.enqueue(&["a", "b"].map(article)).await.expect("enqueued");
    let damage = |connection: &Connection| {
        Ok(connection
            .execute("UPDATE work SET text = 'something else' WHERE path = 'a.txt'", [])?)
    };
    assert_eq!(queue.writer.run(Survives::Death, damage).await.expect("damaged"), 1);
    assert_eq!(lease_one(&queue).await.article, article("b"));
    let listed = queue.set_aside(10).await.expect("listed");
    assert_eq!(listed[0].article, article("a").id());
    assert!(listed[0].error.contains("cannot be read"), "{}", listed[0].error);
}

#[tokio::test]
async fn lapses_and_errors_are_both_told() {
    let folder = Folder::new();
    let queue = folder.queue();
    add(&queue, "a").await;
    let first = lease_one(&queue).await;
    queue.fail(&first.token, "it was dark").await.expect("failed");
    folder.clock.advance(POLICY.longest_pause);
    for _ in 1..POLICY.max_attempts {
        lease_one(&queue).await;
        folder.clock.advance(LEASE);
    }
    assert!(queue.lease(WORKER, 1, LEASE, Duration::ZERO).await.expect("looked").is_empty());
    assert_eq!(
        queue.set_aside(1).await.expect("listed")[0].error,
        "the lease lapsed 4 times: the worker stopped or took too long; \
         the last error was: it was dark"
    );
}

/// Set for the child process of the next test; its value is the path of the queue.
const ABORTING: &str = "Q7X2_TEST_ABORTING_QUEUE";

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test starts itself again, to die")]
async fn what_was_acknowledged_survives_the_death_of_the_process() {
    let names: Vec<String> = (0..20).map(|number| format!("number {number}")).collect();
    let folder = Folder::new();
    if let Some(path) = std::env::var_os(ABORTING) {
        let queue = open(Path::new(&path), Arc::clone(&folder.clock)).expect("opened");
        for name in &names {
            add(&queue, name).await;
        }
        let lease = lease_one(&queue).await;
        assert!(queue.complete(&lease.token).await.expect("completed"));
        lease_one(&queue).await;
        std::process::abort();
    }
    let program = std::env::current_exe().expect("this test");
    let name = "sqlite::tests::what_was_acknowledged_survives_the_death_of_the_process";
    let child = Command::new(program).args(["--exact", name]).env(ABORTING, folder.file()).output();
    assert!(!child.expect("ran").status.success());
    assert!(folder.folder.path().join("queue.db-wal").exists(), "it did not die while writing");

    let queue = folder.queue();
    let counts = QueueCounts { waiting: 18, leased: 1, set_aside: 0 };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    folder.clock.advance(LEASE);
    let mut lent = vec![];
    // What the process had when it died is lent alone.
    for _ in 0..2 {
        for lease in queue.lease(WORKER, 100, LEASE, PATIENCE).await.expect("leased") {
            queue.complete(&lease.token).await.expect("completed");
            lent.push(lease.article);
        }
    }
    let expected: Vec<_> = names[1..].iter().map(|name| article(name)).collect();
    assert_eq!(lent, expected);
    drop(queue);
    assert_eq!(integrity(&folder.file()), "ok");
}

#[tokio::test]
async fn a_full_device_refuses_the_new_and_keeps_the_old() {
    let folder = Folder::new();
    let queue = folder.queue();
    add(&queue, "a").await;
    let limit = |pages: i64| {
        queue.writer.run(Survives::Death, move |connection| {
            let used: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            // This pragma answers with the new limit.
            connection.pragma_update_and_check(None, "max_page_count", used + pages, |_| Ok(()))?;
            Ok(())
        })
    };
    limit(2).await.expect("limited");
    let many: Vec<_> = (0..500).map(|number| article(&format!("number {number}"))).collect();
    let outcome = queue.enqueue(&many).await;
    assert!(matches!(outcome, Err(PortError::Full { .. })), "{outcome:?}");
    // All or none: nothing of the batch is there, and work goes on.
    let counts = QueueCounts { waiting: 1, ..QueueCounts::default() };
    assert_eq!(queue.counts().await.expect("counted"), counts);
    let lease = lease_one(&queue).await;
    assert!(queue.complete(&lease.token).await.expect("completed"));

    limit(10_000).await.expect("there is room again");
    assert_eq!(queue.enqueue(&many).await.expect("enqueued"), vec![Enqueued::Added; 500]);
    drop(queue);
    assert_eq!(integrity(&folder.file()), "ok");
}

#[tokio::test]
async fn dropping_the_last_handle_finishes_and_tidies_up() {
    let folder = Folder::new();
    let queue = folder.queue();
    drop(queue.clone());
    add(&queue, "a").await;
    drop(queue);
    let left: Vec<_> = folder.folder.path().read_dir().expect("listed").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn queues_opened_at_the_same_time_are_made_once() {
    let folder = Folder::new();
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| folder.queue())).collect();
        threads.into_iter().map(|thread| thread.join().expect("opened")).collect()
    });
    drop(opened);
    assert_eq!(integrity(&folder.file()), "ok");
}

#[test]
fn a_newer_queue_is_left_alone() {
    let folder = Folder::new();
    drop(folder.queue());
    let connection = Connection::open(folder.file()).expect("opened");
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (99, 'from_the_future', '2199-01-01T00:00:00Z', '1')";
    connection.execute_batch(newer).expect("written");
    drop(connection);
    let error = open(&folder.file(), Arc::clone(&folder.clock)).expect_err("too new");
    assert!(matches!(error, OpenError::Newer { found: 99, known: 4, .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("version 99") && message.contains("upgrade q7x2"), "{message}");
}

#[test]
fn another_file_is_left_alone() {
    let folder = Folder::new();
    let refused = |path: &Path| {
        let before = std::fs::read(path).expect("read");
        let error = open(path, Arc::clone(&folder.clock)).expect_err("no queue");
        assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
        assert_eq!(std::fs::read(path).expect("read"), before);
    };
    let diary = "Dear diary, today I opened a shop. ".repeat(50);
    std::fs::write(folder.file(), diary).expect("written");
    refused(&folder.file());
    let other = folder.folder.path().join("other.db");
    let connection = Connection::open(&other).expect("opened");
    connection.execute_batch("CREATE TABLE recipes (name TEXT)").expect("made");
    drop(connection);
    refused(&other);
}

#[test]
fn a_place_where_nothing_can_be_written_is_named() {
    let folder = Folder::new();
    let missing = folder.folder.path().join("no/such/folder/queue.db");
    for path in [missing.as_path(), folder.folder.path()] {
        let error = open(path, Arc::clone(&folder.clock)).expect_err("no file can be there");
        assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}
