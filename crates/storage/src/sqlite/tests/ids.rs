//! Stores from the time when an id could stand for several names: everybody gets an id of its own,
//! old ids go on to mean the same, and edits hold.

use std::sync::Arc;

use q7x2_domain::{
    ArticleId, Edit, LinkReason, Party, Speaker, SpeakerPart, SpeakerType, Statement,
    StatementStore, Timestamp,
};
use q7x2_names::{older, speaker_id};
use rusqlite::Connection;

use super::super::SqliteStore;
use super::{Folder, WITHOUT_COPIES};
use crate::contract::fixtures::{Draft, Story, contents, everything, said_by};

const BODY: SpeakerType = SpeakerType::Organization;
const PERSON: SpeakerType = SpeakerType::Person;

fn article(text: &str) -> ArticleId {
    ArticleId::of(None, text)
}

/// Somebody by the id of that time.
fn old(kind: SpeakerType, name: &str) -> Party {
    let id = older::speaker_id(name, kind, article("any"));
    Party { id, name: name.into(), kind }
}

/// Somebody by the id of now.
fn new(kind: SpeakerType, name: &str) -> Party {
    Party { id: speaker_id(name, kind, article("any")), name: name.into(), kind }
}

/// Records that somebody said a word, as it was done at that time: under the id of `known`.
async fn say(store: &SqliteStore, kind: SpeakerType, name: &str, known: &str, word: &str) {
    let text = format!("{name} said it to Anna Moor: {word}.");
    let draft = Draft::new(word).by_party(name, name, kind, LinkReason::Name);
    let draft = draft.to("Anna Moor", Some("Anna Moor"));
    let (article, mut extraction) = Story::new(&text).says(draft).build();
    for statement in &mut extraction.statements {
        statement.next_candidate = statement.speaker.clone();
        for party in parties(statement) {
            let known = if party.name == name { known } else { &party.name };
            party.id = older::speaker_id(known, party.kind, article.id());
        }
    }
    store.record(&article, &extraction).await.expect("recorded");
}

fn parties(statement: &mut Statement) -> impl Iterator<Item = &mut Speaker> {
    let addressee = statement.addressee.as_mut().and_then(|addressee| addressee.party.as_mut());
    let speakers = [&mut statement.speaker, &mut statement.next_candidate].into_iter().flatten();
    speakers.map(Arc::make_mut).chain(addressee)
}

/// Makes the file one of that time.
fn age(folder: &Folder) {
    let connection = Connection::open(folder.file()).expect("opened");
    let indexes = ["article", "speaker", "addressee", "channel", "time_said", "source_form"];
    for index in indexes.map(|column| format!("current_by_{column}")) {
        let bare = format!("DROP INDEX {index}; CREATE INDEX {index} ON statements (key)");
        connection.execute_batch(&bare).expect("written");
    }
    connection.execute_batch(WITHOUT_COPIES).expect("written");
    let older =
        "DROP TRIGGER edits_do_not_change; DROP INDEX form_words_by_form; DROP TABLE joint_speakers; ALTER TABLE statements DROP COLUMN asserted;
                 DROP INDEX corrected_by_article; ALTER TABLE statements DROP COLUMN correction;
                 DROP TABLE forgotten_places; DROP TABLE places; DROP TABLE given_speakers; DROP INDEX articles_not_english;
                 ALTER TABLE extractions DROP COLUMN turn; ALTER TABLE extractions DROP COLUMN dated;
                 DROP TABLE article_edits; DROP TABLE origins; DROP INDEX earlier_by_article;
                 DROP INDEX earlier_by_given_form; DROP INDEX earlier_by_source_form;
                 ALTER TABLE speakers DROP COLUMN maker; ALTER TABLE speakers DROP COLUMN of_party;
                 DROP TABLE speaker_aliases; DROP TABLE spellings; ALTER TABLE edits DROP COLUMN ids;
                 DELETE FROM refinery_schema_history WHERE version > 4; PRAGMA user_version = 3;
                 CREATE TRIGGER edits_do_not_change BEFORE UPDATE ON edits
                 BEGIN SELECT raise(ABORT, 'an edit never changes; undo it'); END";
    connection.execute_batch(older).expect("written");
}

async fn edit(store: &SqliteStore, edit: Edit) {
    store.edit(&edit, "desk", Timestamp::from_seconds(0)).await.expect("made");
}

/// Checks what is found by a name or an id.
async fn check(store: &SqliteStore, asked: &str, expect: &[&str]) {
    let page = store.query(&said_by(asked)).await.expect("answered");
    let mut found = contents(&page);
    found.sort_unstable();
    assert_eq!(found, expect, "{asked}");
}

/// Checks under which ids what was said answers.
async fn check_ids(store: &SqliteStore, expect: &[(&str, &str)]) {
    let page = store.query(&everything()).await.expect("answered");
    let mut found: Vec<(String, String)> = vec![];
    for hit in page.hits {
        let speaker = hit.statement.speaker.expect("a speaker");
        found.push((hit.statement.content[0].text.clone(), speaker.id.to_string()));
    }
    found.sort_unstable();
    let found: Vec<_> = found.iter().map(|(said, id)| (said.as_str(), id.as_str())).collect();
    assert_eq!(found, expect);
}

#[tokio::test]
async fn an_old_id_and_a_new_one_ask_for_the_same() {
    let folder = Folder::new();
    let store = folder.store();
    say(&store, PERSON, "Anna Lind", "Anna Lind", "fish").await;
    say(&store, PERSON, "J. D. Holm", "J. D. Holm", "salt").await;
    say(&store, PERSON, "JD Holm", "JD Holm", "tar").await;
    // Spellings of one whom the tables know, as articles gave them.
    say(&store, PERSON, "Vladimir Zelensky", "Volodymyr Zelenskyy", "ash").await;
    say(&store, PERSON, "Volodymyr Zelenskiy", "Volodymyr Zelenskyy", "ice").await;
    drop(store);
    age(&folder);
    // Opening it a second time changes nothing.
    drop(folder.store());
    let store = folder.store();

    for id in ["person/anna-lind", "person/ana-lind", "Lind"] {
        check(&store, id, &["fish"]).await;
    }
    for id in ["person/volodymyr-zelenskyy", "person/volodimir-zelensky", "Zelenskyy"] {
        check(&store, id, &["ash", "ice"]).await;
    }
    for id in ["person/jd-holm", "person/j-d-holm"] {
        check(&store, id, &["salt", "tar"]).await;
    }
    let page = store.query(&said_by("Lind")).await.expect("answered");
    let mut statement = page.hits[0].statement.clone();
    let ids: Vec<String> = parties(&mut statement).map(|party| party.id.to_string()).collect();
    assert_eq!(ids, ["person/anna-lind", "person/anna-lind", "person/anna-moor"]);
    for known in [old(PERSON, "Anna Moor"), new(PERSON, "Anna Moor")] {
        let known = store.speaker(&known.id).await.expect("answered").expect("known");
        assert_eq!(known.party, new(PERSON, "Anna Moor"));
    }
}

#[tokio::test]
async fn names_that_shared_an_id_get_one_each() {
    let folder = Folder::new();
    let store = folder.store();
    for (name, word) in [("AAP", "fish"), ("AP", "salt"), ("AAP", "tar")] {
        say(&store, BODY, name, name, word).await;
    }
    for (name, word) in [("Peter Hanson", "ash"), ("Peter Hansson", "ice")] {
        say(&store, PERSON, name, name, word).await;
    }
    drop(store);
    age(&folder);
    let store = folder.store();
    let ids = [
        ("ash", "person/peter-hanson"),
        ("fish", "organization/aap"),
        ("ice", "person/peter-hansson"),
        ("salt", "organization/ap"),
        ("tar", "organization/aap"),
    ];
    check_ids(&store, &ids).await;
    check(&store, "organization/aap", &["fish", "tar"]).await;
    check(&store, "organization/ap", &["salt"]).await;
    // A newer article meets the speakers of the older ones.
    let draft = Draft::new("bread").by_party("AP", "AP", BODY, LinkReason::Name);
    let (article, extraction) = Story::new("AP said: bread.").says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    check(&store, "organization/ap", &["bread", "salt"]).await;
    assert_eq!(store.counts().await.expect("counted").speakers, 4);
}

#[tokio::test]
async fn edits_by_old_ids_hold_and_can_be_undone() {
    let folder = Folder::new();
    let store = folder.store();
    for (name, word) in [("AAP", "fish"), ("AP", "salt")] {
        say(&store, BODY, name, name, word).await;
    }
    for (name, word) in [("Anna Lind", "ash"), ("Tom Hollm", "ice"), ("Eva Moor", "tar")] {
        say(&store, PERSON, name, name, word).await;
    }
    let part = SpeakerPart { forms: vec!["AAP".into()], ..SpeakerPart::default() };
    let to = old(BODY, "Ode Angling Press");
    edit(&store, Edit::Split { from: old(BODY, "AP"), part, to }).await;
    let from = vec![old(PERSON, "Tom Hollm")];
    edit(&store, Edit::Merge { into: old(PERSON, "Anna Lind"), from }).await;
    let rename = Edit::Rename { speaker: old(PERSON, "Eva Moor"), name: "Eva Undvik".into() };
    edit(&store, rename).await;
    drop(store);
    age(&folder);

    let store = folder.store();
    let ids = [
        ("ash", "person/anna-lind"),
        ("fish", "organization/ode-angling-press"),
        ("ice", "person/anna-lind"),
        // "AAP" folds as "AP" does, so that both were split away.
        ("salt", "organization/ode-angling-press"),
        ("tar", "person/eva-moor"),
    ];
    check_ids(&store, &ids).await;
    for id in ["person/tom-hollm", "person/tom-holm", "person/anna-lind", "person/ana-lind"] {
        check(&store, id, &["ash", "ice"]).await;
    }
    let known = store.speaker(&old(PERSON, "Eva Moor").id).await.expect("answered");
    let known = known.expect("known").party;
    assert_eq!((known.id, known.name), (new(PERSON, "Eva Moor").id, "Eva Undvik".into()));
    let edits = store.edits(None, 9).await.expect("listed");
    let merge = &edits[1].edit;
    assert_eq!(merge.parties().first().map(|party| &party.id), Some(&new(PERSON, "Anna Lind").id));

    // What is linked later follows an old edit too, and an undo frees all that it held.
    let draft = Draft::new("bread").by("Tom Hollm", "Tom Hollm", LinkReason::Name);
    let (article, extraction) = Story::new("Tom Hollm said: bread.").says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    check(&store, "person/anna-lind", &["ash", "bread", "ice"]).await;
    for number in [1, 2] {
        edit(&store, Edit::Undo { number }).await;
    }
    let ids = [
        ("ash", "person/anna-lind"),
        ("bread", "person/tom-hollm"),
        ("fish", "organization/aap"),
        ("ice", "person/tom-hollm"),
        ("salt", "organization/ap"),
        ("tar", "person/eva-moor"),
    ];
    check_ids(&store, &ids).await;
    edit(&store, Edit::Undo { number: 4 }).await;
    check(&store, "Ode Angling Press", &["fish", "salt"]).await;
}

/// Changes rows of the file that no program changes.
fn damage(folder: &Folder, sql: &str) {
    let connection = Connection::open(folder.file()).expect("opened");
    let trigger = "SELECT sql FROM sqlite_schema WHERE name = 'edits_do_not_change'";
    let trigger: String = connection.query_row(trigger, [], |row| row.get(0)).expect("there");
    let sql = format!("DROP TRIGGER edits_do_not_change; {sql}; {trigger}");
    connection.execute_batch(&sql).expect("written");
}

/// Makes a store of that time with two edits, and two names that shared an id.
async fn edited(folder: &Folder) {
    let store = folder.store();
    for (name, word) in [("AAP", "fish"), ("AP", "salt")] {
        say(&store, BODY, name, name, word).await;
    }
    for (name, word) in [("Anna Lind", "ash"), ("Tom Hollm", "ice"), ("Eva Sund", "tar")] {
        say(&store, PERSON, name, name, word).await;
    }
    // Its id is the same in both versions.
    let rename = Edit::Rename { speaker: old(PERSON, "Eva Sund"), name: "Eva Undvik".into() };
    edit(&store, rename).await;
    let from = vec![old(PERSON, "Tom Hollm")];
    edit(&store, Edit::Merge { into: old(PERSON, "Anna Lind"), from }).await;
    drop(store);
    age(folder);
}

#[tokio::test]
async fn a_damaged_edit_is_left_out_and_the_others_hold() {
    let folder = Folder::new();
    edited(&folder).await;
    damage(&folder, "UPDATE edits SET edit = '{\"do\":\"ren' WHERE number = 1");

    let store = folder.store();
    let ids = [
        ("ash", "person/anna-lind"),
        ("fish", "organization/aap"),
        ("ice", "person/anna-lind"),
        ("salt", "organization/ap"),
        ("tar", "person/eva-sund"),
    ];
    check_ids(&store, &ids).await;
    check(&store, "person/tom-hollm", &["ash", "ice"]).await;
    check(&store, "person/eva-sund", &["tar"]).await;
    let told = store.edits(None, 9).await.expect_err("damaged").to_string();
    assert!(told.contains("edit 1"), "{told}");
    assert_eq!(store.edits(None, 1).await.expect("listed")[0].number, 2);
}

#[tokio::test]
async fn what_else_is_damaged_takes_the_whole_migration_back() {
    let folder = Folder::new();
    edited(&folder).await;
    damage(&folder, "UPDATE statements SET details = '{' WHERE key = 1");
    let rows = || {
        let connection = Connection::open(folder.file()).expect("opened");
        let sql = "SELECT (SELECT max(version) FROM refinery_schema_history),
                       (SELECT group_concat(id) FROM (SELECT id FROM speakers ORDER BY key)),
                       (SELECT group_concat(subject) FROM edit_subjects)";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        connection.query_row(sql, [], row).expect("read")
    };
    let before: (i64, String, String) = rows();
    // It is the same however often it is tried.
    for _ in 0..2 {
        let error = SqliteStore::open(&folder.file()).expect_err("damaged");
        let told = chain(&error);
        assert!(told.contains("restore the file from a backup"), "{told}");
        assert_eq!(rows(), before);
    }
}

/// Returns what an error says, with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[tokio::test]
async fn an_old_id_asks_a_new_store_too() {
    let folder = Folder::new();
    let store = folder.store();
    let draft = Draft::new("fish").by("Anna Lind", "Anna Lind", LinkReason::Name);
    let (article, extraction) = Story::new("Anna Lind said: fish.").says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    check(&store, "person/ana-lind", &["fish"]).await;
    check(&store, "person/anna-lind", &["fish"]).await;
    check(&store, "person/ann-lind", &[]).await;
}
