//! The contract suite on PostgreSQL, and what several processes do to one another.

use futures::StreamExt;
use q7x2_domain::{
    Article, Edit, Extraction, LinkReason, Metadata, ModelVersion, Party, PortError, Recorded,
    SpeakerType, StatementQuery, StatementStore, StoreCounts, Timestamp,
};
use q7x2_names::speaker_id;
use q7x2_servers::Postgres;
use tokio_postgres::NoTls;

use super::PostgresStore;
use crate::SqliteStore;
use crate::contract::fixtures::{Draft, Story, everything, said_by};
use crate::contract::{StoreHarness, moving};

/// A database of its own.
struct Database {
    url: String,
    /// Where the stores beside it are.
    folder: tempfile::TempDir,
}

impl Database {
    /// Returns a new database; `None` where no server is installed, which is said.
    async fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        Some(Self { url: Postgres::shared()?.database().await, folder })
    }
}

impl StoreHarness for Database {
    type Store = PostgresStore;
    type Beside = SqliteStore;

    async fn open(&self) -> PostgresStore {
        PostgresStore::open(&self.url).await.expect("opened")
    }

    async fn beside(&self) -> SqliteStore {
        let files = std::fs::read_dir(self.folder.path()).expect("listed").count();
        let file = self.folder.path().join(format!("beside-{files}.db"));
        SqliteStore::open(&file).expect("opened")
    }
}

/// The new database, or the end of the test where there is no server.
macro_rules! database {
    () => {
        match Database::new().await {
            Some(database) => database,
            None => return,
        }
    };
}

mod contract {
    use super::Database;

    crate::statement_store_contract!(database!());
}

/// A store in a file, with a database beside it.
struct FileAndDatabase(Database);

impl StoreHarness for FileAndDatabase {
    type Store = SqliteStore;
    type Beside = PostgresStore;

    async fn open(&self) -> SqliteStore {
        self.0.beside().await
    }

    async fn beside(&self) -> PostgresStore {
        self.0.open().await
    }
}

#[tokio::test]
async fn a_file_moves_into_a_database() {
    moving::a_moved_store_answers_as_before(&FileAndDatabase(database!())).await;
}

#[tokio::test]
async fn a_text_with_nul_is_refused_and_nothing_of_it_is_kept() {
    let store = database!().open().await;
    let metadata = Metadata { title: Some("Nul\0".into()), ..Metadata::default() };
    let story = Story::new("The ferry sails, Anna Lind said.").metadata(metadata);
    let (article, extraction) = story.says(Draft::new("The ferry sails")).build();
    let refused = store.record(&article, &extraction).await.expect_err("refused");
    assert!(matches!(&refused, PortError::Rejected(reason) if reason.contains("NUL")), "{refused}");
    assert_eq!(store.counts().await.expect("counted"), StoreCounts::default());
}

#[tokio::test]
async fn what_is_too_long_for_an_index_is_refused_and_nothing_of_it_is_kept() {
    let store = database!().open().await;
    // Numbers that hardly can be pressed together.
    let outlet: String = (0..4000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
    let metadata = Metadata { outlet: Some(outlet), ..Metadata::default() };
    let story = Story::new("The ferry sails, Anna Lind said.").metadata(metadata);
    let (article, extraction) = story.says(Draft::new("The ferry sails")).build();
    let refused = store.record(&article, &extraction).await.expect_err("refused");
    assert!(
        matches!(&refused, PortError::Rejected(reason) if reason.contains("longer")),
        "{refused}"
    );
    assert_eq!(store.counts().await.expect("counted"), StoreCounts::default());
}

#[tokio::test]
async fn an_edit_never_changes_and_never_goes() {
    let database = database!();
    let store = database.open().await;
    record(&store, 1).await.expect("recorded");
    let party = party("Anna Lind");
    let edit = Edit::Pin { speaker: party };
    store.edit(&edit, "ada", Timestamp::from_seconds(1)).await.expect("made");
    let (client, connection) =
        tokio_postgres::connect(&database.url, NoTls).await.expect("it answers");
    let asking = tokio::spawn(connection);
    for sql in [
        "UPDATE q7x2_store.edits SET by = 'bob'",
        "DELETE FROM q7x2_store.edits",
        "TRUNCATE q7x2_store.edits CASCADE",
    ] {
        let refused = client.batch_execute(sql).await.expect_err("refused");
        let message = refused.as_db_error().expect("the server's").message();
        assert!(message.contains("undo it"), "{sql}: {message}");
    }
    drop(client);
    asking.await.expect("no panic").expect("no error");
    assert_eq!(store.edits(None, 9).await.expect("listed").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_made_once_though_many_begin_at_the_same_time() {
    let database = database!();
    let stores = futures::future::join_all((0..6).map(|_| database.open())).await;
    record(&stores[0], 1).await.expect("recorded");
    assert_eq!(total(&stores[5]).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_record_at_the_same_time_lose_nothing() {
    let database = database!();
    let stores = [database.open().await, database.open().await];
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let store = stores[number as usize % 2].clone();
            tokio::spawn(async move { record(&store, number / 2).await.expect("recorded") })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += u32::from(task.await.expect("finished") == Recorded::New);
    }
    assert_eq!((new, total(&stores[0]).await, total(&stores[1]).await), (20, 20, 20));
}

/// Returns what is said under whom, whatever the order.
async fn answers(store: &PostgresStore) -> Vec<(String, String, String)> {
    let query = StatementQuery { limit: 1000, ..everything() };
    let page = store.query(&query).await.expect("answered");
    let mut answers: Vec<_> = page
        .hits
        .iter()
        .map(|hit| {
            let speaker = hit.statement.speaker.as_ref().expect("a speaker");
            let reason = speaker.link_reason.as_str().to_owned();
            (hit.statement.id.to_string(), speaker.id.to_string(), reason)
        })
        .collect();
    answers.sort();
    answers
}

/// Articles that bear on one another: names that are nearly others, and more of one than of the other.
fn stories() -> Vec<(Article, Extraction)> {
    let names = ["Anna Lindgren", "Anna Lindgrenn", "Anna Lindgren", "Olof Berg", "Olof Bergh"];
    let stories = (0..30).map(|number: usize| {
        let name = names[number * number % names.len()];
        let words = format!("Ferry {number} sails");
        let draft = Draft::new(&words).by(name, name, LinkReason::Name);
        Story::new(&format!("{words}, {name} said.")).says(draft).build()
    });
    stories.collect()
}

/// Records all, a few at the same time, each by the next of the replicas.
async fn record_by_turns(replicas: &[PostgresStore], stories: &[(Article, Extraction)]) {
    let recording = stories.iter().zip(replicas.iter().cycle()).map(|(story, store)| async move {
        store.record(&story.0, &story.1).await.expect("recorded")
    });
    let recorded = futures::stream::iter(recording).buffer_unordered(6).collect::<Vec<_>>().await;
    assert!(recorded.iter().all(|recorded| *recorded == Recorded::New));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_come_to_what_one_after_the_other_does() {
    let stories = stories();
    let merge = || Edit::Merge { into: party("Olof Berg"), from: vec![party("Anna Lindgren")] };
    let (at, raced, serial) = (Timestamp::from_seconds(1), database!(), database!());

    let serial = serial.open().await;
    for (article, extraction) in &stories {
        serial.record(article, extraction).await.expect("recorded");
    }
    serial.edit(&merge(), "ada", at).await.expect("merged");
    let merged = answers(&serial).await;
    serial.edit(&Edit::Undo { number: 1 }, "ada", at).await.expect("undone");
    let undone = answers(&serial).await;
    assert_ne!(merged, undone);

    let replicas = [raced.open().await, raced.open().await];
    let merging = async {
        replicas[1].edit(&merge(), "ada", at).await.expect("merged");
    };
    futures::join!(merging, record_by_turns(&replicas, &stories));
    assert_eq!(answers(&replicas[0]).await, merged);

    // The same while it is undone, with another model.
    let again: Vec<_> = stories
        .iter()
        .map(|(article, extraction)| {
            let model = ModelVersion::new("test-2");
            (article.clone(), Extraction { model, ..extraction.clone() })
        })
        .collect();
    let undoing = replicas[0].edit(&Edit::Undo { number: 1 }, "ada", at);
    let (outcome, ()) = futures::join!(undoing, record_by_turns(&replicas, &again));
    outcome.expect("undone");
    assert_eq!(answers(&replicas[1]).await, undone);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_recorded_together_are_kept_as_if_alone_and_a_bad_one_fails_alone() {
    let (together, serial) = (database!(), database!());
    let mut all = stories();
    // Two texts of one address, one text again, one without statements, and one that cannot be kept.
    let at = |text: &str, title: &str| {
        let url = Some("https://ferries.example/may".to_owned());
        let taken_at = Some(Timestamp::from_seconds(1_700_000_000 + text.len() as i64));
        let title = Some(title.to_owned());
        let metadata = Metadata { url, taken_at, title, ..Metadata::default() };
        Story::new(text).metadata(metadata)
    };
    let words = "The ferry sails in May";
    let draft = || Draft::new(words).by("Anna Lindgren", "Anna Lindgren", LinkReason::Name);
    for (text, title) in [
        (format!("{words}, Anna Lindgren said."), "Ferry"),
        (format!("{words}, Anna Lindgren said. More soon."), "Ferry"),
        (format!("{words}, Anna Lindgren said. A nul."), "Nul\0"),
    ] {
        all.push(at(&text, title).says(draft()).build());
    }
    all.push(Story::new("Nobody says anything about ferries.").build());
    all.push(all[3].clone());

    let store = together.open().await;
    let recording = all.iter().map(|(article, extraction)| store.record(article, extraction));
    let recorded = futures::future::join_all(recording).await;
    let refused = recorded.iter().filter(|one| matches!(one, Err(PortError::Rejected(_)))).count();
    let new = recorded.iter().filter(|one| matches!(one, Ok(Recorded::New))).count();
    let held = recorded.iter().filter(|one| matches!(one, Ok(Recorded::AlreadyHeld))).count();
    assert_eq!((refused, new, held), (1, all.len() - 2, 1), "{recorded:?}");

    let one_by_one = serial.open().await;
    for (article, extraction) in &all {
        let _: Result<Recorded, PortError> = one_by_one.record(article, extraction).await;
    }
    assert_eq!(answers(&store).await, answers(&one_by_one).await);
    let counts = [store.counts().await, one_by_one.counts().await];
    let [together, serial] = counts.map(|counts| counts.expect("counted"));
    assert_eq!(together, serial);
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused() {
    let database = database!();
    drop(database.open().await);
    let (client, connection) =
        tokio_postgres::connect(&database.url, NoTls).await.expect("it answers");
    let asking = tokio::spawn(connection);
    let newer = "INSERT INTO q7x2_store.refinery_schema_history VALUES (99, 'later', '2030-01-01T00:00:00Z', '1')";
    client.batch_execute(newer).await.expect("written");
    drop(client);
    asking.await.expect("no panic").expect("no error");
    let refused = PostgresStore::open(&database.url).await.expect_err("refused");
    assert!(refused.to_string().contains("update the program"), "{refused}");
}

/// Records the `number`-th of many articles.
async fn record(store: &PostgresStore, number: u32) -> Result<Recorded, PortError> {
    let words = format!("Ferry {number} sails");
    let draft = Draft::new(&words).by("Anna Lind", "Anna Lind", LinkReason::Name);
    let (article, extraction) =
        Story::new(&format!("{words}, Anna Lind said.")).says(draft).build();
    store.record(&article, &extraction).await
}

async fn total(store: &PostgresStore) -> u64 {
    store.query(&said_by("Lind")).await.expect("answered").total
}

fn party(name: &str) -> Party {
    let kind = SpeakerType::Person;
    // A person's id is of the name alone.
    let (article, _) = Story::new("Nobody speaks.").build();
    Party { id: speaker_id(name, kind, article.id()), name: name.into(), kind }
}
