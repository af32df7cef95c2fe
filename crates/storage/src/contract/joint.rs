//! Statements that several make jointly: each of them is a speaker of the store like any other.

use q7x2_domain::{
    ArticleId, Correction, Edit, Grouping, LinkReason, Party, SpeakerPart, SpeakerType,
    StatementPlace, StatementQuery, StatementStore, StoreCounts,
};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything, said_by};

fn person(name: &str) -> Party {
    let kind = SpeakerType::Person;
    Party { id: speaker_id(name, kind, ArticleId::of(None, "any")), name: name.into(), kind }
}

/// Records what the first of `names` and the others say jointly.
async fn record(store: &impl StatementStore, content: &str, names: &[&str]) -> ArticleId {
    let source = names.join(" and ");
    let draft = Draft::new(content).by(&source, names[0], LinkReason::Name);
    let draft = names[1..].iter().fold(draft, |draft, name| draft.with(name));
    let (article, extraction) = Story::new(&format!("{source}: {content}")).says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    article.id()
}

/// Returns the contents of what `name` said, sorted.
async fn found(store: &impl StatementStore, name: &str) -> String {
    let page = store.query(&said_by(name)).await.expect("answered");
    assert_eq!(page.total, page.hits.len() as u64);
    let mut contents = contents(&page);
    contents.sort_unstable();
    contents.join(" ")
}

/// Returns the names of those who say it, in order.
async fn speakers_of(store: &impl StatementStore, content: &str) -> String {
    let page = store.query(&everything()).await.expect("answered");
    let hit = page.hits.iter().find(|hit| hit.statement.content[0].text == content);
    let statement = &hit.expect("found").statement;
    let shown = store.show(statement.id.as_str()).await.expect("shown");
    assert_eq!(shown[0].hit.statement, *statement, "shown as it is found");
    statement.speakers().map(|speaker| speaker.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the listed speakers with how many statements in how many articles.
async fn overview(store: &impl StatementStore) -> String {
    let listed = store.speakers(None, 1000).await.expect("listed");
    let line = listed.iter().map(|s| format!("{} {}/{}", s.speaker.name, s.statements, s.articles));
    line.collect::<Vec<_>>().join(", ")
}

async fn edit(store: &impl StatementStore, edit: Edit) -> u64 {
    store.edit(&edit, "Tove", day_start(1)).await.expect("edited").statements
}

async fn undo(store: &impl StatementStore, number: u64) {
    edit(store, Edit::Undo { number }).await;
}

/// By any form of the name, whether or not somebody ever speaks alone.
pub async fn each_of_those_who_speak_jointly_finds_the_statement(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", &["Anna Lind", "Tom Berg", "Eva Moe"]).await;
    record(&store, "salt", &["Tom Berg"]).await;
    record(&store, "rope", &["Ida Holm"]).await;
    for (name, expected) in [
        ("Anna Lind", "bread"),
        ("BERG", "bread salt"),
        ("tom berg", "bread salt"),
        ("Moe", "bread"),
        ("person/eva-moe", "bread"),
        ("Holm", "rope"),
    ] {
        assert_eq!(found(&store, name).await, expected, "{name}");
    }
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Tom Berg, Eva Moe");
    assert_eq!(store.nearest_speakers("Eva Moen", 1).await.expect("offered"), ["Eva Moe"]);
}

/// Every statement and article counts once for each, and once for the store.
pub async fn joint_statements_count_for_each(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", &["Anna Lind", "Tom Berg"]).await;
    record(&store, "salt", &["Tom Berg"]).await;
    let both = Draft::new("tar").by("Berg", "Tom Berg", LinkReason::Surname);
    let joint = Draft::new("fish").by("Eva Moe", "Eva Moe", LinkReason::Name).with("Tom Berg");
    let story = Story::new("Berg: tar. Eva Moe and he: fish.").says(both).says(joint);
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    assert_eq!(overview(&store).await, "Tom Berg 4/3, Anna Lind 1/1, Eva Moe 1/1");
    let listed = store.speakers(Some("Moe"), 10).await.expect("listed");
    assert_eq!(listed.len(), 1);
    let counts = StoreCounts { articles: 3, statements: 4, speakers: 3, ..StoreCounts::default() };
    assert_eq!(store.counts().await.expect("counted"), counts);
}

/// Merges, splits and new names, and their undoing.
pub async fn edits_hold_for_each_of_those_who_speak_jointly(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let here = record(&store, "bread", &["Anna Lind", "Tom Berg"]).await;
    record(&store, "salt", &["Thomas Berg"]).await;

    let merge = Edit::Merge { into: person("Thomas Berg"), from: vec![person("Tom Berg")] };
    assert_eq!(edit(&store, merge).await, 1);
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Thomas Berg");
    assert_eq!(found(&store, "Thomas Berg").await, "bread salt");
    assert_eq!(found(&store, "Tom Berg").await, "bread salt");
    // It holds for what comes later.
    record(&store, "rope", &["Eva Moe", "Tom Berg"]).await;
    assert_eq!(speakers_of(&store, "rope").await, "Eva Moe, Thomas Berg");
    assert_eq!(overview(&store).await, "Thomas Berg 3/3, Anna Lind 1/1, Eva Moe 1/1");

    let part = SpeakerPart { articles: vec![here], ..SpeakerPart::default() };
    let split = Edit::Split { from: person("Thomas Berg"), part, to: person("Tim Berg") };
    assert_eq!(edit(&store, split).await, 1);
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Tim Berg");
    assert_eq!(found(&store, "Tim Berg").await, "bread");
    undo(&store, 2).await;

    let rename = Edit::Rename { speaker: person("Thomas Berg"), name: "T. Berg".into() };
    edit(&store, rename).await;
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, T. Berg");
    undo(&store, 4).await;

    undo(&store, 1).await;
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Tom Berg");
    assert_eq!(found(&store, "Tom Berg").await, "bread rope");
    assert_eq!(found(&store, "Thomas Berg").await, "salt");

    // Who was merged into one who speaks beside is named once.
    let merge = Edit::Merge { into: person("Anna Lind"), from: vec![person("Tom Berg")] };
    edit(&store, merge).await;
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind");
    assert_eq!(overview(&store).await, "Anna Lind 2/2, Eva Moe 1/1, Thomas Berg 1/1");
}

/// Who pins a statement says of all its words who said them.
pub async fn a_pin_settles_who_speaks_alone(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let article = record(&store, "bread", &["Anna Lind", "Tom Berg"]).await;
    let page = store.query(&everything()).await.expect("answered");
    let statement = &page.hits[0].statement;
    let pin = |to: Option<&str>| Edit::PinStatement {
        statement: statement.id.clone(),
        place: StatementPlace::of(statement, article),
        to: to.map(person),
    };
    for (number, to, expected) in [(1, Some("Eva Moe"), "Eva Moe"), (3, None, "")] {
        assert_eq!(edit(&store, pin(to)).await, 1);
        assert_eq!(speakers_of(&store, "bread").await, expected);
        assert_eq!(found(&store, "Tom Berg").await, "");
        undo(&store, number).await;
        assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Tom Berg");
        assert_eq!(found(&store, "Tom Berg").await, "bread");
    }
}

/// Returns the correction that these said the statement with this content.
async fn said(store: &impl StatementStore, content: &str, names: &[&str]) -> Edit {
    let page = store.query(&everything()).await.expect("answered");
    let hit = page.hits.iter().find(|hit| hit.statement.content[0].text == content);
    let hit = hit.expect("found");
    Edit::Correct {
        statement: hit.statement.id.clone(),
        place: StatementPlace::of(&hit.statement, hit.article),
        what: Correction::Speakers(names.iter().map(|name| person(name)).collect()),
        reason: None,
    }
}

/// Each of them is a speaker of the store like any other, and all of it is undone.
pub async fn several_are_said_to_have_said_it(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", &["Anna Lind", "Kim Dahl"]).await;
    record(&store, "salt", &["Tom Berg"]).await;
    let before = (overview(&store).await, store.counts().await.expect("counted"));

    let joint = said(&store, "bread", &["Eva Moe", "Tom Berg", "Ida Holm"]).await;
    assert_eq!(edit(&store, joint.clone()).await, 1);
    assert_eq!(speakers_of(&store, "bread").await, "Eva Moe, Tom Berg, Ida Holm");
    for (name, expected) in [
        ("Moe", "bread"),
        ("Tom Berg", "bread salt"),
        ("BERG", "bread salt"),
        ("person/ida-holm", "bread"),
        ("Anna Lind", ""),
        ("Dahl", ""),
    ] {
        assert_eq!(found(&store, name).await, expected, "{name}");
    }
    assert_eq!(overview(&store).await, "Tom Berg 2/2, Eva Moe 1/1, Ida Holm 1/1");
    assert_eq!(store.counts().await.expect("counted").speakers, 3);
    assert_eq!(store.nearest_speakers("Ida Holmes", 1).await.expect("offered"), ["Ida Holm"]);
    let groups = store.count(&everything(), Grouping::Speaker, 9).await.expect("counted").groups;
    let groups: Vec<_> =
        groups.iter().map(|group| (group.name.as_deref(), group.statements)).collect();
    assert_eq!(groups, [(Some("Tom Berg"), 2), (Some("Eva Moe"), 1), (Some("Ida Holm"), 1)]);
    let page = store.query(&said_by("Moe")).await.expect("answered");
    let corrected = page.hits[0].corrected.as_ref().expect("corrected");
    let extracted = corrected.speaker.iter().chain(&corrected.joint);
    let extracted: Vec<&str> = extracted.map(|speaker| speaker.name.as_str()).collect();
    assert_eq!(extracted, ["Anna Lind", "Kim Dahl"]);
    let reasons: Vec<_> = page.hits[0].statement.speakers().map(|one| one.link_reason).collect();
    assert_eq!(reasons, [LinkReason::Pinned; 3]);
    let words = StatementQuery { about: Some("bread".into()), ..said_by("Ida Holm") };
    assert_eq!(store.query(&words).await.expect("answered").total, 1);
    // What is in the journal is what was said.
    let listed = store.edits(None, 1).await.expect("listed");
    assert_eq!(listed[0].edit, joint);
    // Said once more, it changes nothing.
    assert_eq!(edit(&store, joint).await, 0);
    undo(&store, 2).await;

    let merge = Edit::Merge { into: person("Ida Holm"), from: vec![person("Tom Berg")] };
    assert_eq!(edit(&store, merge).await, 2);
    assert_eq!(speakers_of(&store, "bread").await, "Eva Moe, Ida Holm");
    undo(&store, 4).await;
    let rename = Edit::Rename { speaker: person("Ida Holm"), name: "I. Holm".into() };
    assert_eq!(edit(&store, rename).await, 1);
    assert_eq!(speakers_of(&store, "bread").await, "Eva Moe, Tom Berg, I. Holm");
    assert_eq!(found(&store, "I. Holm").await, "bread");
    undo(&store, 6).await;

    let other = said(&store, "bread", &["Eva Moe", "Ida Holm"]).await;
    assert_eq!(edit(&store, other).await, 1);
    assert_eq!(speakers_of(&store, "bread").await, "Eva Moe, Ida Holm");
    undo(&store, 8).await;
    assert_eq!(speakers_of(&store, "bread").await, "Eva Moe, Tom Berg, Ida Holm");
    undo(&store, 1).await;
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Kim Dahl");
    assert_eq!((overview(&store).await, store.counts().await.expect("counted")), before);
}

/// The extraction that comes next has them, and so has the one before where it is brought back or goes on
/// to answer.
pub async fn whom_people_named_with_others_outlives_the_model(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let article = record(&store, "bread", &["Anna Lind"]).await;
    let joint = said(&store, "bread", &["Anna Lind", "Tom Berg"]).await;
    edit(&store, joint).await;
    let again = Draft::new("bread").by("Anna Lind", "Lind", LinkReason::Name);
    let (_, extraction) = Story::new("Anna Lind: bread").model("test-2").says(again).build();
    let (kept, _) = Story::new("Anna Lind: bread").build();
    store.record(&kept, &extraction).await.expect("recorded");
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Tom Berg");
    assert_eq!(found(&store, "Tom Berg").await, "bread");
    assert_eq!(overview(&store).await, "Anna Lind 1/1, Tom Berg 1/1");
    // A model that finds nothing.
    let (_, nothing) = Story::new("Anna Lind: bread").model("test-3").build();
    store.record(&kept, &nothing).await.expect("recorded");
    assert_eq!(found(&store, "Tom Berg").await, "bread");
    // What is forgotten takes them along.
    edit(&store, Edit::Forget { articles: vec![article], erase: true }).await;
    store.erase(day_start(2)).await.expect("erased");
    assert_eq!(overview(&store).await, "");
    let page = store.speakers(Some("Berg"), 9).await.expect("listed");
    assert_eq!(page.len(), 0);
}

/// Similarity finds who is meant among them, and counts the articles in which they speak.
pub async fn a_near_miss_among_joint_speakers_answers_under_the_known_name(
    harness: &impl StoreHarness,
) {
    let store = harness.open().await;
    record(&store, "bread", &["Anna Lind", "Ada Brandtvhold"]).await;
    for content in ["salt", "rope", "tar", "fish", "ice"] {
        record(&store, content, &["Eva Moe", "Ada Brandtvold"]).await;
    }
    assert_eq!(speakers_of(&store, "bread").await, "Anna Lind, Ada Brandtvold");
    assert_eq!(found(&store, "Brandtvold").await, "bread fish ice rope salt tar");
}

/// What an older model found answers no more.
pub async fn a_later_extraction_takes_joint_speakers_over(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "bread", &["Anna Lind", "Tom Berg"]).await;
    let alone = Draft::new("bread").by("Anna Lind", "Anna Lind", LinkReason::Name);
    let (article, extraction) =
        Story::new("Anna Lind and Tom Berg: bread").model("test-2").says(alone).build();
    store.record(&article, &extraction).await.expect("recorded");
    assert_eq!(found(&store, "Tom Berg").await, "");
    assert_eq!(found(&store, "Anna Lind").await, "bread");
    assert_eq!(overview(&store).await, "Anna Lind 1/1");
    assert_eq!(store.counts().await.expect("counted").speakers, 1);
}
