//! The contract suite on SQLite, and what can happen to a file.

use std::path::{Path, PathBuf};
use std::process::Command;

use q7x2_domain::{
    Correction, Edit, Metadata, PortError, Recorded, StatementPlace, StatementStore, StoreCounts,
    Timestamp,
};
use q7x2_sqlite::{OpenError, Survives};
use rusqlite::Connection;

use super::SqliteStore;
use crate::contract::StoreHarness;
use crate::contract::fixtures::{Draft, Story, everything, said_by};

/// A file in a folder that goes with it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("statements.db")
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.file()).expect("opened")
    }
}

impl StoreHarness for Folder {
    type Store = SqliteStore;
    type Beside = SqliteStore;

    async fn open(&self) -> SqliteStore {
        self.store()
    }

    async fn beside(&self) -> SqliteStore {
        let files = std::fs::read_dir(self.0.path()).expect("listed").count();
        SqliteStore::open(&self.0.path().join(format!("beside-{files}.db"))).expect("opened")
    }
}

mod ids;
mod older;

mod contract {
    use super::Folder;

    crate::statement_store_contract!(Folder::new());
}

/// Records the `number`-th of many articles.
async fn record(store: &SqliteStore, number: u32) -> Result<Recorded, PortError> {
    let text = format!("Ferry {number} sails, Anna Lind said. {}", "Rain fell. ".repeat(100));
    let draft = Draft::new(&format!("Ferry {number} sails"));
    let draft = draft.by("Anna Lind", "Anna Lind", q7x2_domain::LinkReason::Name);
    let (article, extraction) = Story::new(&text).says(draft).build();
    store.record(&article, &extraction).await
}

async fn total(store: &SqliteStore) -> u64 {
    store.query(&said_by("Lind")).await.expect("answered").total
}

fn integrity(path: &Path) -> String {
    let connection = Connection::open(path).expect("opened");
    let check = "INSERT INTO statement_words (statement_words, rank) VALUES ('integrity-check', 0)";
    connection.execute_batch(check).expect("the index is whole");
    connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked")
}

#[tokio::test]
async fn a_title_with_nul_comes_back() {
    let folder = Folder::new();
    let store = folder.store();
    let title = Some("Nej\0\u{1F41F}".to_owned());
    let story = Story::new("The ferry sails, Anna Lind said.").says(Draft::new("The ferry sails"));
    let metadata = Metadata { title: title.clone(), ..Metadata::default() };
    let (article, extraction) = story.metadata(metadata).build();
    store.record(&article, &extraction).await.expect("recorded");
    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(page.hits[0].metadata.title, title);
}

/// Returns what a check finds wrong in a store of one article after something was done to its file.
async fn faults_after(sql: &str) -> Vec<String> {
    let folder = Folder::new();
    record(&folder.store(), 1).await.expect("recorded");
    let connection = Connection::open(folder.file()).expect("opened");
    assert_eq!(connection.execute(sql, []).expect("done"), 1, "{sql}");
    let faults = std::sync::Arc::<std::sync::Mutex<Vec<String>>>::default();
    let own = std::sync::Arc::clone(&faults);
    let each = move |checked: q7x2_domain::Checked| {
        let told =
            checked.faults.into_iter().map(|fault| format!("{} {}", fault.what, fault.wrong));
        own.lock().expect("not poisoned").extend(told);
        true
    };
    folder.store().check(each).await.expect("checked");
    std::mem::take(&mut *faults.lock().expect("not poisoned"))
}

#[tokio::test]
async fn a_check_finds_what_is_damaged() {
    for (sql, wrong) in [
        ("UPDATE articles SET text = 'x' || text", "make the id"),
        ("UPDATE articles SET url = 'https://post.example/a'", "make the id"),
        (
            "UPDATE statements SET details = replace(details, 'sails', 'sinks')",
            "not those of the text",
        ),
        ("UPDATE statements SET details = '{}'", "malformed details"),
        ("UPDATE statements SET mode = 'song'", "unknown mode"),
        ("UPDATE extractions SET diagnostics = '?'", "malformed remarks of test-1"),
        (
            "INSERT INTO edits (number, at, by, edit, ids) VALUES (2, 0, 'Tove', '{\"do\":\"sing\"}', 2)",
            "not understood by this version",
        ),
        (
            "INSERT INTO edits (number, at, by, edit, ids) VALUES (2, 0, 'Tove', '{\"do\":\"erased\"}', 2)",
            "an edit before it is missing",
        ),
    ] {
        let faults = faults_after(sql).await;
        assert!(faults.iter().any(|fault| fault.contains(wrong)), "{sql}: {faults:?}");
    }
}

#[tokio::test]
async fn many_writers_share_the_file_and_lose_nothing() {
    let folder = Folder::new();
    // Two handles stand for two processes: each has its own thread and connections.
    let stores = [folder.store(), folder.store()];
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let store = stores[number as usize % 2].clone();
            tokio::spawn(async move { record(&store, number / 2).await.expect("recorded") })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += u32::from(task.await.expect("finished") == Recorded::New);
    }
    assert_eq!(new, 50);
    assert_eq!((total(&stores[0]).await, total(&stores[1]).await), (50, 50));
    drop(stores);
    assert_eq!(integrity(&folder.file()), "ok");
}

#[tokio::test]
async fn a_write_that_panics_is_undone_and_hurts_no_other() {
    let folder = Folder::new();
    let store = folder.store();
    record(&store, 1).await.expect("recorded");
    let broken = store.engine.writer.run::<(), _>(Survives::PowerCut, |connection| {
        connection.execute_batch("DELETE FROM statement_words; DELETE FROM statements")?;
        panic!("a bug")
    });
    assert!(matches!(broken.await, Err(PortError::Unavailable { .. })));
    record(&store, 2).await.expect("recorded");
    assert_eq!(total(&store).await, 2);
}

#[test]
fn stores_opened_at_the_same_time_are_made_once() {
    let folder = Folder::new();
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| folder.store())).collect();
        threads.into_iter().map(|thread| thread.join().expect("opened")).collect()
    });
    drop(opened);
    assert_eq!(integrity(&folder.file()), "ok");
}

#[tokio::test]
async fn dropping_the_last_handle_finishes_and_tidies_up() {
    let folder = Folder::new();
    let store = folder.store();
    record(&store, 1).await.expect("recorded");
    assert_eq!(total(&store).await, 1);
    drop(store.clone());
    record(&store, 2).await.expect("recorded by the handle that is left");
    drop(store);
    let left: Vec<_> = folder.0.path().read_dir().expect("listed").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

/// Set for the child process of the next test; its value is the path of the store.
const ABORTING: &str = "Q7X2_TEST_ABORTING_STORE";

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test starts itself again, to die")]
async fn what_was_acknowledged_survives_the_death_of_the_process() {
    if let Some(path) = std::env::var_os(ABORTING) {
        let store = SqliteStore::open(Path::new(&path)).expect("opened");
        for number in 0..20 {
            record(&store, number).await.expect("recorded");
        }
        // More is under way when the end comes.
        let half_done = record(&store, 20);
        tokio::select! { biased; _ = half_done => {}, () = async {} => {} }
        std::process::abort();
    }
    let folder = Folder::new();
    let program = std::env::current_exe().expect("this test");
    let name = "sqlite::tests::what_was_acknowledged_survives_the_death_of_the_process";
    let child = Command::new(program).args(["--exact", name]).env(ABORTING, folder.file()).output();
    let child = child.expect("ran");
    assert!(!child.status.success());
    assert!(folder.0.path().join("statements.db-wal").exists(), "it did not die while writing");

    let store = folder.store();
    assert!((20..=21).contains(&total(&store).await));
    assert_eq!(record(&store, 19).await.expect("told"), Recorded::AlreadyHeld);
    drop(store);
    assert_eq!(integrity(&folder.file()), "ok");
}

#[tokio::test]
async fn a_full_device_refuses_the_new_and_keeps_the_old() {
    let folder = Folder::new();
    let store = folder.store();
    record(&store, 0).await.expect("recorded");
    let limit = |pages: i64| {
        store.engine.writer.run(Survives::PowerCut, move |connection| {
            let used: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            // This pragma answers with the new limit.
            connection.pragma_update_and_check(None, "max_page_count", used + pages, |_| Ok(()))?;
            Ok(())
        })
    };
    limit(4).await.expect("limited");
    let many: Vec<_> = (1..=40)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { record(&store, number).await })
        })
        .collect();
    let (mut kept, mut refused) = (1, 0);
    for task in many {
        match task.await.expect("finished") {
            Ok(_) => kept += 1,
            Err(PortError::Full { .. }) => refused += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(refused > 0);
    assert_eq!(total(&store).await, kept);

    limit(10_000).await.expect("there is room again");
    for number in 0..=40 {
        record(&store, number).await.expect("recorded");
    }
    assert_eq!(total(&store).await, 41);
    drop(store);
    assert_eq!(integrity(&folder.file()), "ok");
}

/// Takes out of a store what tells copies.
const WITHOUT_COPIES: &str = "
    DROP TRIGGER articles_come; DROP TABLE copies_due; DROP TABLE stories; DROP TABLE story_keys;
    DROP INDEX current_by_words; ALTER TABLE statements DROP COLUMN said;
    ALTER TABLE origins DROP COLUMN wire; DELETE FROM refinery_schema_history WHERE version >= 16;";

#[test]
fn a_newer_store_is_left_alone() {
    let folder = Folder::new();
    drop(folder.store());
    let connection = Connection::open(folder.file()).expect("opened");
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (99, 'from_the_future', '2199-01-01T00:00:00Z', '1')";
    connection.execute_batch(newer).expect("written");
    drop(connection);
    let before = std::fs::read(folder.file()).expect("read");

    let error = SqliteStore::open(&folder.file()).expect_err("too new");
    assert!(matches!(error, OpenError::Newer { found: 99, known: 16, .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("version 99") && message.contains("upgrade q7x2"), "{message}");
    assert_eq!(std::fs::read(folder.file()).expect("read"), before);
}

#[test]
fn another_file_is_left_alone() {
    let folder = Folder::new();
    std::fs::write(folder.file(), "Dear diary, today I opened a shop. ".repeat(50))
        .expect("written");
    let error = SqliteStore::open(&folder.file()).expect_err("no database");
    assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");

    let other = folder.0.path().join("other.db");
    let connection = Connection::open(&other).expect("opened");
    connection.execute_batch("CREATE TABLE recipes (name TEXT)").expect("made");
    drop(connection);
    let before = std::fs::read(&other).expect("read");
    let error = SqliteStore::open(&other).expect_err("somebody else's");
    assert!(error.to_string().contains("not a statement store"), "{error}");
    assert_eq!(std::fs::read(&other).expect("read"), before);
}

#[test]
fn a_place_where_nothing_can_be_written_is_named() {
    let folder = Folder::new();
    let missing = folder.0.path().join("no/such/folder/statements.db");
    for path in [missing.as_path(), folder.0.path()] {
        let error = SqliteStore::open(path).expect_err("no file can be there");
        assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}

#[tokio::test]
async fn damage_is_told_without_the_words_it_hit() {
    let folder = Folder::new();
    let store = folder.store();
    record(&store, 7).await.expect("recorded");
    let damage = |sql: &'static str| {
        store
            .engine
            .writer
            .run(Survives::PowerCut, move |connection| Ok(connection.execute_batch(sql)?))
    };
    damage("UPDATE statements SET details = '{\"content\": \"secret\"}'").await.expect("damaged");
    let error = store.query(&everything()).await.expect_err("unreadable");
    assert!(matches!(error, PortError::Corrupt { .. }), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");

    damage("UPDATE statements SET details = '{\"content\": []}', kind = 'loud'")
        .await
        .expect("damaged");
    let error = store.query(&everything()).await.expect_err("unreadable");
    assert!(error.to_string().contains("unknown kind"), "{error}");
    let counts = StoreCounts { articles: 1, statements: 1, speakers: 1, ..StoreCounts::default() };
    assert_eq!(store.counts().await.expect("counted"), counts);
}

/// Neither the file nor its log has a word of what was erased, wherever it stood.
#[tokio::test]
async fn what_is_erased_leaves_no_trace_in_any_file() {
    const SECRET: &str = "qvixotl";
    let folder = Folder::new();
    let store = folder.store();
    for number in 0..20 {
        record(&store, number).await.expect("recorded");
    }
    let name = format!("Ada {SECRET}");
    let text = format!("{name} told {SECRET}'s aide by {SECRET} post: the {SECRET} boat sank.");
    let draft = Draft::new(&format!("the {SECRET} boat sank"))
        .by(&name, &name, q7x2_domain::LinkReason::Name)
        .to(&format!("{SECRET}'s aide"), None)
        .via(&format!("by {SECRET} post"));
    let (article, extraction) = Story::new(&text).outlet(SECRET).says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    let statement = &extraction.statements[0];
    let correct = Edit::Correct {
        statement: statement.id.clone(),
        place: StatementPlace::of(statement, article.id()),
        what: Correction::Words(statement.content.iter().map(|e| e.span).collect()),
        reason: Some(format!("about {SECRET}")),
    };
    store.edit(&correct, "Tove", Timestamp::from_seconds(1)).await.expect("corrected");
    let has_trace = || {
        let files = std::fs::read_dir(folder.0.path()).expect("a folder");
        let bytes = files.map(|file| std::fs::read(file.expect("a file").path()).expect("read"));
        bytes.into_iter().any(|bytes| {
            bytes.windows(SECRET.len()).any(|part| part.eq_ignore_ascii_case(SECRET.as_bytes()))
        })
    };
    assert!(has_trace());
    let forget = Edit::Forget { articles: vec![article.id()], erase: true };
    store.edit(&forget, "Tove", Timestamp::from_seconds(2)).await.expect("erased");
    assert!(!has_trace());
    assert_eq!(total(&store).await, 20);
    drop(store);
    assert!(!has_trace());
}
