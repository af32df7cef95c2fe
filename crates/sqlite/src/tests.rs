//! The plumbing on a file with one table: what hurts whom, what is flushed, what is refused. That
//! files survive the death of a process and a full device is tested by the adapters.

use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::{Arc, Barrier};

use q7x2_domain::PortError;
use refinery_core::{Migration, Runner};
use rusqlite::Connection;

use crate::{Backfill, Failure, FileFormat, OpenError, Readers, Survives, Writer};

static FORMAT: FileFormat = FileFormat {
    name: "notebook",
    what: "the notebook",
    application_id: *b"note",
    migrations: || Runner::new(&[first()]),
    backfills: &[],
    cache_kib: 2_000,
};

/// A later program's notebook, whose second migration fails half-way.
static BROKEN: FileFormat = FileFormat {
    migrations: || {
        let sql = "INSERT INTO notes VALUES ('half done'); INSERT INTO nowhere VALUES (1)";
        Runner::new(&[first(), Migration::unapplied("V2__broken", sql).expect("well named")])
    },
    ..FORMAT
};

fn first() -> Migration {
    let sql = format!("PRAGMA application_id = {}; CREATE TABLE notes (text)", FORMAT.id());
    Migration::unapplied("V1__notes", &sql).expect("well named")
}

/// A file in a folder that goes with it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("notes.db")
    }

    fn writer(&self) -> Writer {
        Writer::open(&FORMAT, &self.file()).expect("opened")
    }

    /// Returns what the file holds once nobody has it open.
    fn notes(&self) -> Vec<String> {
        notes(&Connection::open(self.file()).expect("opened")).expect("read")
    }
}

fn note(transaction: &Connection, text: &str) -> Result<(), Failure> {
    transaction.execute("INSERT INTO notes VALUES (?1)", [text])?;
    Ok(())
}

fn notes(connection: &Connection) -> Result<Vec<String>, Failure> {
    let mut select = connection.prepare("SELECT text FROM notes ORDER BY text")?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps the thread busy until the sender is dropped, so that what follows shares a commit.
fn hold(writer: &Writer) -> mpsc::SyncSender<()> {
    let (release, held) = mpsc::sync_channel::<()>(0);
    let begun = Arc::new(Barrier::new(2));
    let there = Arc::clone(&begun);
    writer.hand_in(move |_| {
        there.wait();
        let _ = held.recv();
        Ok(())
    });
    begun.wait();
    release
}

#[tokio::test]
async fn work_that_fails_or_panics_is_undone_alone() {
    let folder = Folder::new();
    let writer = folder.writer();
    let release = hold(&writer);
    let good = writer.run(Survives::Death, |tx| note(tx, "good"));
    let failing = writer.run(Survives::Death, |tx| {
        note(tx, "failing")?;
        Err::<(), _>(Failure::Corrupt("a torn page".into()))
    });
    let panicking = writer.run(Survives::Death, |tx| -> Result<(), Failure> {
        note(tx, "panicking")?;
        panic!("a bug")
    });
    let also_good = writer.run(Survives::PowerCut, |tx| note(tx, "also good"));
    let (good, failing, panicking, also_good, ()) =
        tokio::join!(good, failing, panicking, also_good, async { drop(release) });
    good.expect("written");
    also_good.expect("written");
    let message = failing.expect_err("it fails").to_string();
    assert_eq!(message, "the notebook holds something that cannot be read: a torn page");
    assert!(matches!(panicking, Err(PortError::Unavailable { what: "the notebook", .. })));
    drop(writer);
    assert_eq!(folder.notes(), ["also good", "good"]);
}

#[tokio::test]
async fn work_is_done_without_a_caller_only_if_handed_in_so() {
    let folder = Folder::new();
    let writer = folder.writer();
    let release = hold(&writer);
    let abandoned = writer.run(Survives::PowerCut, |tx| note(tx, "abandoned"));
    tokio::select! { biased; _ = abandoned => {}, () = async {} => {} }
    writer.hand_in(|tx| note(tx, "handed in"));
    drop(release);
    // Dropping waits for what is in line.
    drop(writer);
    assert_eq!(folder.notes(), ["handed in"]);
}

#[tokio::test]
async fn a_commit_is_flushed_if_any_of_its_work_asks_for_it() {
    let folder = Folder::new();
    let writer = folder.writer();
    let synchronous = |connection: &Connection| -> Result<i64, Failure> {
        Ok(connection.pragma_query_value(None, "synchronous", |row| row.get(0))?)
    };
    assert_eq!(writer.run(Survives::Death, synchronous).await.expect("asked"), 1);
    let release = hold(&writer);
    let light = writer.run(Survives::Death, synchronous);
    let heavy = writer.run(Survives::PowerCut, synchronous);
    let (light, heavy, ()) = tokio::join!(light, heavy, async { drop(release) });
    assert_eq!((light.expect("asked"), heavy.expect("asked")), (2, 2));
}

#[tokio::test]
async fn readers_see_what_is_committed_and_change_nothing() {
    let folder = Folder::new();
    let writer = folder.writer();
    let readers = Arc::new(Readers::new(&FORMAT, folder.file()));
    writer.run(Survives::Death, |tx| note(tx, "one")).await.expect("written");
    assert_eq!(readers.run(notes).await.expect("read"), ["one"]);
    let refused = readers.run(|connection| note(connection, "two")).await;
    assert!(matches!(refused, Err(PortError::Unavailable { .. })), "{refused:?}");
    let panicked = readers.run(|_| -> Result<(), Failure> { panic!("a bug") }).await;
    assert!(matches!(panicked, Err(PortError::Unavailable { .. })), "{panicked:?}");
    assert_eq!(readers.run(notes).await.expect("read"), ["one"]);
    drop((readers, writer));
    assert_eq!(folder.0.path().read_dir().expect("listed").count(), 1);
}

#[test]
fn a_migration_that_fails_leaves_nothing_behind() {
    let folder = Folder::new();
    drop(folder.writer());
    let error = Writer::open(&BROKEN, &folder.file()).expect_err("it fails");
    assert!(matches!(error, OpenError::Other { format: "notebook", .. }), "{error:?}");
    assert!(folder.notes().is_empty());
    drop(folder.writer());
}

#[test]
fn a_file_of_another_format_is_left_alone() {
    let folder = Folder::new();
    drop(folder.writer());
    let other = FileFormat { name: "diary", application_id: *b"diar", ..FORMAT };
    let before = std::fs::read(folder.file()).expect("read");
    let error = Writer::open(&other, &folder.file()).expect_err("a notebook is no diary");
    assert!(matches!(error, OpenError::Foreign { format: "diary", .. }), "{error:?}");
    assert_eq!(std::fs::read(folder.file()).expect("read"), before);
}

#[test]
fn a_file_of_a_few_bytes_is_foreign_and_stays_as_it_is() {
    let folder = Folder::new();
    let path = folder.file();
    for bytes in ["x", "SQLite format 4", "a line of somebody's notes"] {
        std::fs::write(&path, bytes).expect("written");
        let error = Writer::open(&FORMAT, &path).expect_err("foreign");
        assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
        assert_eq!(std::fs::read(&path).expect("read"), bytes.as_bytes());
    }
    std::fs::write(&path, "").expect("written");
    Writer::open(&FORMAT, &path).expect("an empty file is a new one");
}

/// A later program's notebook, in which everything is in capitals: notes first, then titles too.
static LATER: FileFormat = FileFormat {
    migrations: || Runner::new(&[first(), capitals(), titles()]),
    backfills: &[
        Backfill { asked_by: &[2, 3], run: |file| note_that(file, "all is in capitals") },
        Backfill { asked_by: &[3], run: |file| note_that(file, "titles are too") },
    ],
    ..FORMAT
};

/// A migration that asks for work of the program and for nothing else.
fn capitals() -> Migration {
    Migration::unapplied("V2__capitals", "-- Notes are in capitals.").expect("well named")
}

fn titles() -> Migration {
    let sql = "ALTER TABLE notes ADD COLUMN title";
    Migration::unapplied("V3__titles", sql).expect("well named")
}

/// Work that needs the latest table, and of which every time leaves a trace.
fn note_that(file: &Connection, text: &str) -> rusqlite::Result<()> {
    file.execute("UPDATE notes SET text = upper(text), title = upper(title)", [])?;
    file.execute("INSERT INTO notes (text) VALUES (?1)", [text]).map(|_| ())
}

#[test]
fn work_that_migrations_ask_for_is_done_once_after_the_last_of_them() {
    let folder = Folder::new();
    drop(folder.writer());
    let connection = Connection::open(folder.file()).expect("opened");
    connection.execute_batch("INSERT INTO notes VALUES ('tide')").expect("written");
    for _ in 0..2 {
        drop(Writer::open(&LATER, &folder.file()).expect("opened"));
    }
    assert_eq!(folder.notes(), ["ALL IS IN CAPITALS", "TIDE", "titles are too"]);
}

#[test]
fn a_file_is_worked_on_for_the_migrations_that_are_new_to_it() {
    let folder = Folder::new();
    let two =
        FileFormat { migrations: || Runner::new(&[first(), capitals()]), backfills: &[], ..FORMAT };
    drop(Writer::open(&two, &folder.file()).expect("opened"));
    let later = FileFormat {
        backfills: &[
            Backfill { asked_by: &[1, 2], run: |_| panic!("it was done before") },
            Backfill { asked_by: &[3], run: |file| note_that(file, "titles are") },
        ],
        ..LATER
    };
    drop(Writer::open(&later, &folder.file()).expect("opened"));
    assert_eq!(folder.notes(), ["titles are"]);
}

#[test]
fn work_that_fails_is_undone_with_its_migrations_and_tried_again() {
    let folder = Folder::new();
    drop(folder.writer());
    fn half(file: &Connection) -> rusqlite::Result<()> {
        let half = "INSERT INTO notes (text) VALUES ('half'); INSERT INTO nowhere VALUES (1)";
        file.execute_batch(half)
    }
    let failing = FileFormat { backfills: &[Backfill { asked_by: &[2], run: half }], ..LATER };
    Writer::open(&failing, &folder.file()).expect_err("a bug");
    assert!(folder.notes().is_empty());
    drop(folder.writer());
    drop(Writer::open(&LATER, &folder.file()).expect("opened"));
    assert_eq!(folder.notes(), ["ALL IS IN CAPITALS", "titles are too"]);
}

#[tokio::test]
async fn reading_that_nobody_waits_for_ends_and_keeps_its_place_until_then() {
    let folder = Folder::new();
    let _writer = folder.writer();
    let readers = Arc::new(Readers::new(&FORMAT, folder.file()));
    let (begin, mut begun) = tokio::sync::mpsc::channel(4);
    let (end, mut ended) = tokio::sync::mpsc::channel(4);
    let endless: Vec<_> = (0..4)
        .map(|_| {
            let (readers, begin, end) = (Arc::clone(&readers), begin.clone(), end.clone());
            tokio::spawn(async move {
                let work = move |connection: &Connection| {
                    begin.blocking_send(()).expect("the test waits");
                    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                               SELECT count(*) FROM n";
                    let counted = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
                    end.blocking_send(counted.is_err()).expect("the test waits");
                    Ok(counted?)
                };
                readers.run(work).await
            })
        })
        .collect();
    for _ in &endless {
        begun.recv().await.expect("begun");
    }
    endless.iter().for_each(tokio::task::JoinHandle::abort);
    for _ in &endless {
        assert!(ended.recv().await.expect("ended"), "it was interrupted");
    }
    // The connections are good for others.
    for _ in 0..8 {
        assert_eq!(readers.run(notes).await.expect("read"), [""; 0]);
    }
}

/// Whoever deletes for good may be killed before the file is written anew.
#[test]
fn what_was_deleted_for_good_is_gone_when_the_file_is_opened_again() {
    let folder = Folder::new();
    drop(folder.writer());
    let has_trace = || {
        let files = std::fs::read_dir(folder.0.path()).expect("listed");
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.expect("there").path()).expect("read");
            bytes.windows(7).any(|part| part == b"qvixotl")
        })
    };
    let connection = Connection::open(folder.file()).expect("opened");
    let cut_off = "PRAGMA secure_delete = false; INSERT INTO notes VALUES ('qvixotl');
                   CREATE TABLE unscrubbed (pages INTEGER) STRICT; DELETE FROM notes";
    connection.execute_batch(cut_off).expect("written");
    drop(connection);
    assert!(has_trace());
    drop(folder.writer());
    assert!(!has_trace());
    let connection = Connection::open(folder.file()).expect("opened");
    assert!(!crate::is_unscrubbed(&connection).expect("read"));
}

#[tokio::test]
async fn what_the_planner_was_told_of_a_small_file_is_forgotten() {
    let folder = Folder::new();
    drop(folder.writer());
    let counted = |sql: &str| {
        let file = Connection::open(folder.file()).expect("opened");
        file.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("counted")
    };
    let kept = "SELECT count(*) FROM sqlite_stat1";
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
    assert_eq!(counted(tables), 0, "a writer leaves no statistics");
    Connection::open(folder.file())
        .and_then(|file| file.execute_batch("INSERT INTO notes VALUES ('one'); ANALYZE"))
        .expect("another program looked at the file");
    assert!(counted(kept) > 0);
    let writer = folder.writer();
    let told = writer.run(Survives::Death, |transaction| {
        note(transaction, "two")?;
        let sql = "SELECT count(*) FROM sqlite_stat1";
        Ok(transaction.query_row(sql, [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(told.await.expect("read"), 0);
    drop(writer);
    assert_eq!(counted(kept), 0);
}
