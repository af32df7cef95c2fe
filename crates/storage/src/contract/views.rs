//! Views: everything that matches in one state of the store, read in parts while others write.

use std::collections::HashMap;

use q7x2_domain::{
    Edit, LinkReason, Metadata, Party, StatementHit, StatementKey, StatementQuery, StatementStore,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, about, contents, day_start, everything, said_by};

/// Returns a story of two statements by Anna Lind.
fn story(number: i64) -> Story {
    let text = format!("Gate {number} opens, said Anna Lind. Gate {number} shuts.");
    let by = |words: String| Draft::new(&words).by("Anna Lind", "Anna Lind", LinkReason::Name);
    Story::new(&text)
        .says(by(format!("Gate {number} opens")))
        .says(by(format!("Gate {number} shuts")))
}

async fn record(store: &impl StatementStore, story: Story) {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
}

async fn view(store: &impl StatementStore, query: &StatementQuery) -> Vec<StatementKey> {
    store.view(query).await.expect("answered")
}

async fn read(store: &impl StatementStore, keys: &[StatementKey]) -> Vec<StatementHit> {
    store.read(keys).await.expect("read")
}

/// A view has what a query answers, in its order, and is not cut by its limit.
pub async fn a_view_is_the_whole_answer(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for number in 0..6 {
        record(&store, story(number).day(number % 3)).await;
    }
    record(&store, Story::new("The ferry waits").says(Draft::new("The ferry waits"))).await;
    for query in [everything(), about("gate"), about("nothing"), said_by("Lind"), said_by("Holm")] {
        let whole = store.query(&query).await.expect("answered");
        let keys = view(&store, &StatementQuery { limit: 1, ..query }).await;
        assert_eq!(keys.len() as u64, whole.total);
        assert_eq!(read(&store, &keys).await, whole.hits);
        let mut parts = vec![];
        for part in keys.chunks(5) {
            parts.extend(read(&store, part).await);
        }
        assert_eq!(parts, whole.hits);
    }
    assert_eq!(read(&store, &[]).await, []);
    assert_eq!(read(&store, &[StatementKey(u64::MAX), StatementKey(1 << 40)]).await, []);
}

/// While others record, extract anew, date and edit, a view holds what it held: what matches
/// throughout once, what is changed in one of its versions, and nothing that came later.
pub async fn a_view_holds_while_others_write(harness: &impl StoreHarness) {
    let (store, other) = (harness.open().await, harness.open().await);
    for number in 0..40 {
        record(&store, story(number).day(number)).await;
    }
    let mut later = 1000;
    for query in [everything(), about("gate"), said_by("Lind")] {
        let keys = view(&store, &query).await;
        let newest = later;
        let mut seen: HashMap<String, u32> = HashMap::new();
        for (part, keys) in (0..).zip(keys.chunks(8)) {
            // Before, amid and behind what has been read.
            later += 1;
            let model = format!("test-{later}");
            record(&other, story(later).day(20)).await;
            record(&other, story(2 * part).day(2 * part).model(&model)).await;
            let dated = Metadata { published_at: Some(day_start(90)), ..Metadata::default() };
            record(&other, story(39 - part).metadata(dated).model(&model)).await;
            for hit in read(&store, keys).await {
                let text = hit.statement.content[0].text.clone();
                let number = text.split(' ').nth(1).and_then(|n| n.parse().ok());
                assert!(number.is_some_and(|number: i64| number <= newest), "{text} came later");
                *seen.entry(text).or_default() += 1;
            }
        }
        assert_eq!(seen.len(), keys.len(), "something is missing");
        assert!(seen.values().all(|times| *times == 1), "something came twice");
    }
}

/// Under whom a statement answers is told as it is when it is read.
pub async fn a_view_tells_who_answers_now(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, story(1)).await;
    let keys = view(&store, &said_by("Lind")).await;
    let lind = read(&store, &keys).await[0].statement.speaker.clone().expect("a speaker");
    let party = Party { id: lind.id.clone(), name: lind.name.clone(), kind: lind.kind };
    let edit = Edit::Rename { speaker: party, name: "Anna Holm".into() };
    store.edit(&edit, "a tester", day_start(1)).await.expect("edited");
    let names = read(&store, &keys).await;
    let names = names.iter().filter_map(|hit| hit.statement.speaker.as_ref());
    assert!(names.clone().all(|speaker| speaker.name == "Anna Holm") && names.count() == 2);
}

/// What many say in the words that everybody uses is counted no further than it has to be, and all of
/// it can be read.
pub async fn common_words_are_found_whole(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let sentences: Vec<String> = (0..2300).map(|n| format!("The gate {n} is open")).collect();
    let by = |words: &String, name: &str| Draft::new(words).by("Anna Lind", name, LinkReason::Name);
    for (at, part) in sentences.chunks(100).enumerate() {
        let text = format!("{}, Anna Lind said.", part.join(". "));
        let name = if at % 4 == 0 { "Anna Lind" } else { "Tom Berg" };
        let story = part.iter().fold(Story::new(&text), |story, words| story.says(by(words, name)));
        record(&store, story).await;
    }
    let common = StatementQuery { limit: 10, ..about("the gate") };
    let page = store.query(&common).await.expect("answered");
    assert_eq!(page.hits.len(), 10);
    let (total, keys) = (page.total, view(&store, &common).await);
    assert!(total == 2300 || (page.total_at_least && total < 2300), "{total}");
    assert_eq!(keys.len(), 2300);
    assert_eq!(read(&store, &keys[..10]).await, page.hits);

    let both = StatementQuery { speakers: vec!["Lind".into()], ..common.clone() };
    let page = store.query(&both).await.expect("answered");
    assert_eq!((page.hits.len(), page.total, view(&store, &both).await.len()), (10, 600, 600));
    let one = StatementQuery { about: Some("the gate 1917 is is is".into()), ..common };
    let page = store.query(&one).await.expect("answered");
    assert_eq!((contents(&page), page.total), (vec!["The gate 1917 is open"], 1));
}

/// Who says what in common words is found under whom it answers now.
pub async fn common_words_follow_edits(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let sentences: Vec<String> = (0..2100).map(|n| format!("The gate {n} is open")).collect();
    for (at, part) in sentences.chunks(100).enumerate() {
        let name = if at == 0 { "Anna Lind" } else { "Tom Berg" };
        let text = format!("{}, {name} said.", part.join(". "));
        let story = part.iter().fold(Story::new(&text), |story, words| {
            story.says(Draft::new(words).by(name, name, LinkReason::Name).with("Ida Quill"))
        });
        record(&store, story).await;
    }
    let said = async |name: &str| {
        let query = StatementQuery { speakers: vec![name.into()], ..about("the") };
        view(&store, &query).await.len()
    };
    assert_eq!((said("Lind").await, said("Berg").await, said("Quill").await), (100, 2000, 2100));
    let party = async |name: &str| {
        let listed = store.speakers(Some(name), 1).await.expect("listed").remove(0).speaker;
        Party { id: listed.id, name: listed.name, kind: listed.kind }
    };
    let edit = Edit::Merge { into: party("Berg").await, from: vec![party("Lind").await] };
    store.edit(&edit, "a tester", day_start(1)).await.expect("edited");
    assert_eq!((said("Lind").await, said("Berg").await, said("Quill").await), (2100, 2100, 2100));
}
