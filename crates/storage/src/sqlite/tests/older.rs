//! Stores that older programs have written: nothing in them is lost, and what can be asked for now
//! finds what was recorded then.

use q7x2_domain::{
    CueClass, LinkReason, Metadata, Offered, SpeakerId, SpeakerType, Standing, StatementQuery,
    StatementStore, TimePrecision, Timestamp, Tombstone,
};
use refinery::Target;
use rusqlite::{Connection, params};

use super::super::{SqliteStore, embedded, refold};
use super::{Folder, WITHOUT_COPIES};
use crate::contract::fixtures::{Draft, Story, contents, day_start, everything};
use crate::session::Session;

const TEXT: &str = "The ferry sails, Ada Holm told the mayor by radio on Monday. Nobody rows.";

/// Brings the tables of a store to a version, as a program of then would, and nothing else.
fn migrate(folder: &Folder, version: i32) -> Connection {
    let mut connection = Connection::open(folder.file()).expect("opened");
    let migrations = embedded::migrations::runner().set_target(Target::Version(version));
    migrations.run(&mut connection).expect("made");
    connection
}

/// Makes a store as the first version was, with one article and statements of these details.
fn first_version(folder: &Folder, details: &[&str]) {
    let mut connection = migrate(folder, 1);
    let rows = "
        INSERT INTO extractions (article, model, diagnostics) VALUES (1, 'old-1', '[]');
        INSERT INTO speakers (id, name, kind, link_reason)
        VALUES ('person/ada-holm', 'Ada Holm', 'person', 'name')";
    let article = "INSERT INTO articles (id, text) VALUES (?1, ?2)";
    connection.execute(article, ["0123456789abcdef0123456789abcdef", TEXT]).expect("written");
    connection.execute_batch(rows).expect("written");
    let statement = "
        INSERT INTO statements (id, extraction, article, current, start, position, kind, mode,
                                speaker, details)
        VALUES (?1, 1, 1, 1, ?2, ?2, 'indirect', 'speech', 1, ?3)";
    let transaction = connection.transaction().expect("begun");
    for (number, details) in details.iter().enumerate() {
        let id = format!("{number:016}");
        transaction.execute(statement, params![id, number as i64, details]).expect("written");
    }
    transaction.commit().expect("committed");
}

async fn found(store: &SqliteStore, query: StatementQuery) -> usize {
    store.query(&query).await.expect("answered").hits.len()
}

#[tokio::test]
async fn words_of_what_was_recorded_before_are_found() {
    let folder = Folder::new();
    let said = r#"{"content":[[0,15,"The ferry sails"]],
        "speaker":{"id":"person/ada-holm","name":"Ada Holm","kind":"person","link":"name"}}"#;
    first_version(&folder, &[said, r#"{"content":[[61,72,"Nobody rows"]]}"#, "{"]);
    let store = folder.store();
    for (words, expect) in [("ferry", 1), ("rowing", 1), ("winter", 0)] {
        let about = StatementQuery { about: Some(words.into()), ..everything() };
        assert_eq!(store.view(&about).await.expect("answered").len(), expect, "{words}");
    }
}

#[tokio::test]
async fn what_was_recorded_before_is_found_by_its_circumstances() {
    let folder = Folder::new();
    let whole = r#"{"content":[[0,15,"The ferry sails"]],
        "addressee":[[31,40,"the mayor"],
            {"id":"person/ida-lind","name":"Ida Lind","kind":"person","link":"title"}],
        "channel":[41,49,"by radio"],
        "said_at":{"at":[50,59,"on Monday"],"value":[864000000000,"day"]},
        "relay":{"depth":1},"cue_class":"denied"}"#;
    let bare = r#"{"content":[[61,72,"Nobody rows"]]}"#;
    first_version(&folder, &[whole, bare]);
    // Opening it a second time changes nothing.
    drop(folder.store());
    let store = folder.store();

    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(contents(&page), ["The ferry sails", "Nobody rows"]);
    let said_at = page.hits[0].statement.said_at.as_ref().and_then(|said| said.value);
    assert_eq!(said_at, Some((day_start(10), TimePrecision::Day)));
    let party = page.hits[0].statement.addressee.as_ref().and_then(|to| to.party.clone());
    let party = party.expect("a party");
    let expected = (SpeakerId::from_stored("person/ida-lind".into()), SpeakerType::Person);
    assert_eq!(
        (party.id, party.kind, party.link_reason),
        (expected.0, expected.1, LinkReason::Title)
    );

    for query in [
        StatementQuery { addressee: Some("mayor".into()), ..everything() },
        StatementQuery { addressee: Some("LIND".into()), ..everything() },
        StatementQuery { channel: Some("radio".into()), ..everything() },
        StatementQuery { cue_classes: vec![CueClass::Denied], ..everything() },
        StatementQuery { said_since: Some(day_start(10)), ..everything() },
        StatementQuery { said_until: Some(day_start(11)), ..everything() },
        StatementQuery { first_hand: true, ..everything() },
    ] {
        assert_eq!(found(&store, query.clone()).await, 1, "{query:?}");
    }
    for query in [
        StatementQuery { addressee: Some("Holm".into()), ..everything() },
        StatementQuery { said_since: Some(day_start(11)), ..everything() },
        StatementQuery { said_until: Some(day_start(10)), ..everything() },
    ] {
        assert_eq!(found(&store, query.clone()).await, 0, "{query:?}");
    }
}

#[tokio::test]
async fn a_store_of_more_than_one_batch_is_filled_to_the_end() {
    let folder = Folder::new();
    let details = r#"{"content":[[0,15,"The ferry sails"]],"channel":[41,49,"by radio"]}"#;
    first_version(&folder, &vec![details; 1001]);
    let query = StatementQuery { channel: Some("radio".into()), limit: 1, ..everything() };
    assert_eq!(folder.store().query(&query).await.expect("answered").total, 1001);
}

#[tokio::test]
async fn a_damaged_row_does_not_keep_the_others_from_being_filled() {
    let folder = Folder::new();
    let sound = r#"{"content":[[0,15,"The ferry sails"]],"cue_class":"asked"}"#;
    first_version(&folder, &["{\"content\": 7}", sound]);
    let query = StatementQuery { cue_classes: vec![CueClass::Asked], ..everything() };
    assert_eq!(found(&folder.store(), query).await, 1);
}

/// Makes a store of the fourth version, the last whose rows were filled in beside the migrations:
/// as it was left by the program that noted `user_version` in it when it was done with its rows.
fn fourth_version(folder: &Folder, user_version: i32) {
    let details = r#"{"content":[[0,15,"The ferry sails"]],"channel":[41,49,"by radio"],
        "cue_class":"denied"}"#;
    first_version(folder, &[details]);
    let connection = migrate(folder, 4);
    let forms = "
        INSERT INTO forms (key, speaker, role, text, surname, word_count)
        VALUES (1, 1, 'given', 'Ada Holm', 'holm', 2);
        UPDATE statements SET given_form = 1";
    let folded = "
        INSERT INTO form_words (word, form, identifies) VALUES ('ada', 1, 1), ('holm', 1, 1)";
    let filled = "
        INSERT INTO channels (key, text) VALUES (7, 'by radio');
        INSERT INTO channel_words (rowid, text) VALUES (7, 'by radio');
        UPDATE statements SET channel = 7, cue_class = 'denied'";
    connection.execute_batch(forms).expect("written");
    for (since, rows) in [(2, filled), (3, folded)] {
        if user_version >= since {
            connection.execute_batch(rows).expect("written");
        }
    }
    connection.pragma_update(None, "user_version", user_version).expect("noted");
}

#[tokio::test]
async fn the_last_store_that_was_filled_beside_its_migrations_is_found_whole() {
    // 0 and 2 are those of programs that ended between the migrations and the rows.
    for user_version in [0, 2, 3] {
        let folder = Folder::new();
        fourth_version(&folder, user_version);
        for _ in 0..2 {
            let store = folder.store();
            let page = store.query(&everything()).await.expect("answered");
            assert_eq!(contents(&page), ["The ferry sails"]);
            for query in [
                StatementQuery { speakers: vec!["Holm".into()], ..everything() },
                StatementQuery { channel: Some("radio".into()), ..everything() },
                StatementQuery { cue_classes: vec![CueClass::Denied], ..everything() },
            ] {
                assert_eq!(found(&store, query.clone()).await, 1, "{user_version}: {query:?}");
            }
        }
    }
}

#[tokio::test]
async fn rows_that_an_older_program_has_filled_in_are_not_filled_in_again() {
    let folder = Folder::new();
    fourth_version(&folder, 3);
    let connection = Connection::open(folder.file()).expect("opened");
    connection.execute_batch("UPDATE statements SET cue_class = 'asked'").expect("written");
    let query = StatementQuery { cue_classes: vec![CueClass::Asked], ..everything() };
    assert_eq!(found(&folder.store(), query).await, 1);
}

/// Makes a store forget how names fold, as one that was written when they folded otherwise.
fn fold_badly(connection: &Connection) {
    let badly = "UPDATE form_words SET word = 'x' || word; UPDATE forms SET surname = 'x';
                 DELETE FROM surnames; UPDATE addressee_words SET word = 'x' || word";
    connection.execute_batch(badly).expect("written");
}

#[tokio::test]
async fn names_are_folded_anew() {
    let folder = Folder::new();
    let store = folder.store();
    let say = |number: usize, name: &str| {
        let draft = Draft::new("fish").by(name, name, LinkReason::Name).to("the Tall Baker", None);
        Story::new(&format!("{name} {number} told the Tall Baker: fish")).says(draft).build()
    };
    for number in 0..3 {
        let (article, extraction) = say(number, "Ada Brandtvold");
        store.record(&article, &extraction).await.expect("recorded");
    }
    let (article, extraction) = say(0, "Brandtvhold");
    store.record(&article, &extraction).await.expect("recorded");
    let before =
        (store.query(&everything()).await.expect("answered"), store.speakers(None, 9).await);
    drop(store);
    let connection = Connection::open(folder.file()).expect("opened");
    fold_badly(&connection);
    let speaker = StatementQuery { speakers: vec!["Ada".into()], ..everything() };
    assert_eq!(found(&folder.store(), speaker).await, 0);
    refold::fill(&Session::Sqlite(&connection)).expect("folded");

    let store = folder.store();
    let after =
        (store.query(&everything()).await.expect("answered"), store.speakers(None, 9).await);
    assert_eq!(after.0, before.0);
    assert_eq!(after.1.expect("listed"), before.1.expect("listed"));
    for name in ["Ada", "Brandtvold", "Brandtvhold"] {
        let speaker = StatementQuery { speakers: vec![name.into()], ..everything() };
        assert_eq!(found(&store, speaker).await, 4, "{name}");
    }
    let to = StatementQuery { addressee: Some("Tall Baker".into()), ..everything() };
    assert_eq!(found(&store, to).await, 4);
}

/// Places are compared as addresses are now, and of what was forgotten the place is known as well.
#[tokio::test]
async fn places_of_before_are_places_still() {
    let folder = Folder::new();
    let connection = migrate(&folder, 11);
    let rows = "
        INSERT INTO articles (key, id, text, url, published_at) VALUES
            (1, '0123456789abcdef0123456789abcdef', 'Nets are dear.', 'https://post.example/a', 7),
            (2, '1123456789abcdef0123456789abcdef', 'Fog is near.', NULL, NULL);
        INSERT INTO extractions (article, model, diagnostics) VALUES (1, 'old-1', '[]'), (2, 'old-1', '[]');
        INSERT INTO origins (article, place) VALUES (1, 'url:https://post.example/a'), (2, 'file:0a1b');
        INSERT INTO edits (number, at, by, edit, ids) VALUES (1, 0, 'Tove',
            '{\"do\":\"forget\",\"articles\":[\"1123456789abcdef0123456789abcdef\"]}', 2);
        INSERT INTO article_edits VALUES ('1123456789abcdef0123456789abcdef', 1, 1)";
    connection.execute_batch(rows).expect("written");
    drop(connection);
    let store = folder.store();
    let of = |url: Option<&str>, file_key: Option<&str>| {
        let metadata = Metadata {
            url: url.map(Into::into),
            file_key: file_key.map(Into::into),
            ..Metadata::default()
        };
        Story::new("Ice is thin.").metadata(metadata).says(Draft::new("Ice is thin"))
    };
    let (article, extraction) = of(Some("http://www.post.example/a#b"), None).build();
    store.record(&article, &extraction).await.expect("recorded");
    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(page.hits[0].revision.map(|revision| revision.of), Some(2));
    let asked = Offered::of(&of(None, Some("0a1b")).build().0);
    let told = store.offered(&[asked], None).await.expect("told");
    let tombstone = Tombstone { number: 1, by_place: true, is_erased: false };
    assert_eq!(told, [Standing::Forgotten(tombstone)]);
    drop(store);
    let connection = Connection::open(folder.file()).expect("opened");
    let kept: i64 = connection
        .query_row("SELECT count(*) FROM forgotten_places WHERE place LIKE 'file%'", [], |row| {
            row.get(0)
        })
        .expect("read");
    assert_eq!(kept, 0);
}

/// Of two texts of an article the one that was taken in last answered once, be it an older one.
#[tokio::test]
async fn of_the_texts_of_an_article_the_last_published_answers_in_an_older_store_too() {
    let folder = Folder::new();
    let store = folder.store();
    for (word, published, taken_at) in [("tar", 9, 10), ("ash", 3, 20)] {
        let metadata = Metadata {
            url: Some("https://post.example/ferry".into()),
            published_at: Some(day_start(published)),
            taken_at: Some(Timestamp::from_seconds(taken_at)),
            ..Metadata::default()
        };
        let text = format!("The ferry stays at the quay for now, the council heard: {word}.");
        let story = Story::new(&text).metadata(metadata).says(Draft::new(word));
        let (article, extraction) = story.build();
        store.record(&article, &extraction).await.expect("recorded");
    }
    drop(store);
    let connection = Connection::open(folder.file()).expect("opened");
    connection.execute_batch(WITHOUT_COPIES).expect("written");
    let as_before = "UPDATE statements SET current = 3 - current;
                     DROP TABLE given_speakers; DROP INDEX articles_not_english;
                     DELETE FROM refinery_schema_history WHERE version >= 13";
    connection.execute_batch(as_before).expect("written");
    drop(connection);
    let store = folder.store();
    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(contents(&page), ["tar"]);
    for (word, expect) in [("tar", 1), ("ash", 0)] {
        let about = StatementQuery { about: Some(word.into()), ..everything() };
        assert_eq!(found(&store, about).await, expect, "{word}");
    }
}

/// What was recorded before copies were told is looked through a few articles at a time.
#[tokio::test]
async fn copies_in_an_older_store_are_found() {
    let folder = Folder::new();
    let store = folder.store();
    let body = "The only ferry to the island of Skerrow was taken out of service on Thursday after it came \
                within 40 metres of a fishing boat off Quayle Point in thick fog, Norsund Lines said.";
    for outlet in ["Post", "Echo", "Star"] {
        let text = format!("The {outlet}\n\n{body}");
        let story = Story::new(&text).outlet(outlet).says(Draft::new("Norsund Lines"));
        let (article, extraction) = story.build();
        store.record(&article, &extraction).await.expect("recorded");
    }
    drop(store);
    let connection = Connection::open(folder.file()).expect("opened");
    connection.execute_batch(WITHOUT_COPIES).expect("written");
    drop(connection);
    let store = folder.store();
    let grouped = StatementQuery { grouped: true, ..everything() };
    assert_eq!(store.query(&grouped).await.expect("answered").total, 3);
    for left in [2, 1, 0] {
        assert_eq!(store.find_copies(2).await.expect("looked for"), left.min(2));
    }
    let page = store.query(&grouped).await.expect("answered");
    assert_eq!(page.total, 1);
    assert_eq!(page.hits[0].story.map(|story| story.outlets), Some(3));
}
