//! Similarity: a near miss of a well-known name answers under it, until a person says otherwise.

use q7x2_domain::{ArticleId, Edit, LinkReason, Party, SpeakerPart, SpeakerType, StatementStore};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything, said_by};

fn person(name: &str) -> Party {
    let kind = SpeakerType::Person;
    Party { id: speaker_id(name, kind, ArticleId::of(None, "any")), name: name.into(), kind }
}

/// Records "source: content" with the source linked to a person of this name.
async fn record(store: &impl StatementStore, content: &str, source: &str, name: &str) {
    let link = if source == "She" { LinkReason::Pronoun } else { LinkReason::Name };
    let draft = Draft::new(content).by(source, name, link);
    let (article, extraction) = Story::new(&format!("{source}: {content}")).says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
}

/// Makes a person known well: by several articles.
async fn make_known(store: &impl StatementStore, name: &str) {
    for number in 0..3 {
        record(store, &format!("speech {number} of {name}"), name, name).await;
    }
}

/// Returns under whom the statement with this content answers, and why.
async fn speaker_of(store: &impl StatementStore, content: &str) -> String {
    let page = store.query(&everything()).await.expect("answered");
    let hit = page.hits.iter().find(|hit| hit.statement.content[0].text == content);
    let speaker = hit.expect("found").statement.speaker.clone().expect("given");
    format!("{} {}", speaker.name, speaker.link_reason.as_str())
}

async fn edit(store: &impl StatementStore, edit: Edit) {
    store.edit(&edit, "Tove", day_start(1)).await.expect("edited");
}

/// Found by both spellings, listed as one, and every statement says that it is by similarity.
pub async fn a_near_miss_answers_under_the_known_name(harness: &impl StoreHarness) {
    let store = harness.open().await;
    make_known(&store, "Ada Brandtvold").await;
    record(&store, "salt", "Brandtvhold", "Brandtvhold").await;
    record(&store, "rope", "She", "Ada Brandtvhold").await;
    record(&store, "tar", "Tom Brandtvhold", "Tom Brandtvhold").await;
    assert_eq!(speaker_of(&store, "salt").await, "Ada Brandtvold similarity");
    assert_eq!(speaker_of(&store, "rope").await, "Ada Brandtvold similarity");
    assert_eq!(speaker_of(&store, "tar").await, "Tom Brandtvhold name");
    for name in ["Ada Brandtvold", "Ada Brandtvhold"] {
        let page = store.query(&said_by(name)).await.expect("answered");
        assert_eq!(page.total, 5, "{name}: {:?}", contents(&page));
    }
    let listed = store.speakers(None, 10).await.expect("listed");
    let names: Vec<&str> = listed.iter().map(|s| s.speaker.name.as_str()).collect();
    assert_eq!(names, ["Ada Brandtvold", "Tom Brandtvhold"]);
    assert_eq!(listed[0].forms, [("Ada Brandtvold".into(), 3), ("Brandtvhold".into(), 1)]);
}

/// What only transcriptions tell apart is one name, and a doubled letter is another.
pub async fn spellings_of_a_name_answer_under_the_commonest(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, "salt", "Dmitri Ode", "Dmitri Ode").await;
    record(&store, "rope", "Dmitry Ode", "Dmitry Ode").await;
    record(&store, "tar", "Dmitry Ode", "Dmitry Ode").await;
    record(&store, "ash", "Dmitry Odde", "Dmitry Odde").await;
    assert_eq!(speaker_of(&store, "salt").await, "Dmitry Ode similarity");
    assert_eq!(speaker_of(&store, "rope").await, "Dmitry Ode name");
    assert_eq!(speaker_of(&store, "ash").await, "Dmitry Odde name");
    edit(&store, Edit::Pin { speaker: person("Dmitri Ode") }).await;
    assert_eq!(speaker_of(&store, "salt").await, "Dmitri Ode name");
}

/// An article that gives a surname alone may leave open that it is a person's; a body whose name has
/// several words, or a group, is no misspelling, and nobody is taken for a body.
pub async fn a_word_alone_may_be_a_persons_name(harness: &impl StoreHarness) {
    let store = harness.open().await;
    make_known(&store, "Ada Brandtvold").await;
    let party = async |content: &str, name: &str, kind| {
        let draft = Draft::new(content).by_party(name, name, kind, LinkReason::Name);
        let (article, extraction) = Story::new(&format!("{name}: {content}")).says(draft).build();
        store.record(&article, &extraction).await.expect("recorded");
    };
    party("salt", "Brandtvhold", SpeakerType::Organization).await;
    party("rope", "Ada Brandtvhold", SpeakerType::Organization).await;
    party("tar", "Brandtvhold", SpeakerType::Group).await;
    assert_eq!(speaker_of(&store, "salt").await, "Ada Brandtvold similarity");
    assert_eq!(speaker_of(&store, "rope").await, "Ada Brandtvhold name");
    assert_eq!(speaker_of(&store, "tar").await, "Brandtvhold name");
    for number in 0..3 {
        party(&format!("ice {number}"), "Kostremba", SpeakerType::Organization).await;
    }
    record(&store, "ash", "Kostermba", "Kostermba").await;
    assert_eq!(speaker_of(&store, "ash").await, "Kostermba name");
}

/// The same articles give the same answers, whichever came first and whatever came twice.
pub async fn the_order_of_recording_makes_no_difference(harness: &impl StoreHarness) {
    let said = [
        ("one", "Ada Brandtvold"),
        ("two", "Ada Brandtvold"),
        ("three", "Ada Brandtvold"),
        ("four", "Brandtvhold"),
        ("five", "Kostremba"),
        ("six", "Kostermba"),
    ];
    let store = harness.open().await;
    for start in 0..said.len() {
        for (content, name) in said.iter().cycle().skip(start).take(said.len() + 2) {
            record(&store, &format!("{content} {start}"), name, name).await;
        }
        // Every round is as many articles more of each.
        assert_eq!(
            speaker_of(&store, &format!("four {start}")).await,
            "Ada Brandtvold similarity",
            "{start}"
        );
        assert_eq!(speaker_of(&store, &format!("five {start}")).await, "Kostremba name");
    }
}

/// Whoever becomes known well is no misspelling any more, and a second bearer makes it doubtful.
pub async fn similarity_ends_with_its_reason(harness: &impl StoreHarness) {
    let store = harness.open().await;
    make_known(&store, "Ada Brandtvold").await;
    record(&store, "salt", "Brandtvhold", "Brandtvhold").await;
    assert_eq!(speaker_of(&store, "salt").await, "Ada Brandtvold similarity");
    make_known(&store, "Tom Brandtvold").await;
    assert_eq!(speaker_of(&store, "salt").await, "Brandtvhold name");

    make_known(&store, "Eva Kostremba").await;
    record(&store, "ice", "Kostermba", "Kostermba").await;
    assert_eq!(speaker_of(&store, "ice").await, "Eva Kostremba similarity");
    record(&store, "ash", "Kostermba", "Kostermba").await;
    assert_eq!(speaker_of(&store, "ice").await, "Kostermba name");
    assert_eq!(speaker_of(&store, "ash").await, "Kostermba name");
}

/// A new extraction that links otherwise takes its share in it away.
pub async fn similarity_follows_the_latest_extraction(harness: &impl StoreHarness) {
    let store = harness.open().await;
    make_known(&store, "Ada Brandtvold").await;
    let text = "Brandtvhold: salt. Ada Brandtvold: rope.";
    let by = |content: &str, name: &str| Draft::new(content).by(name, name, LinkReason::Name);
    let (article, old) = Story::new(text).says(by("salt", "Brandtvhold")).build();
    store.record(&article, &old).await.expect("recorded");
    assert_eq!(speaker_of(&store, "salt").await, "Ada Brandtvold similarity");
    let new = Story::new(text).model("test-2").says(by("rope", "Ada Brandtvold"));
    let (article, new) = new.build();
    store.record(&article, &new).await.expect("recorded");
    let page = store.query(&said_by("Brandtvhold")).await.expect("answered");
    assert_eq!(contents(&page), [""; 0]);
    let old = store.show(old.statements[0].id.as_str()).await.expect("shown");
    let speaker = old[0].hit.statement.speaker.as_ref().map(|speaker| speaker.name.as_str());
    assert_eq!(speaker, Some("Brandtvhold"), "what answers nothing is nobody's near miss");
}

/// A pin of either, a split and a merge each end it; their undoing brings it back.
pub async fn people_decide_before_similarity(harness: &impl StoreHarness) {
    let store = harness.open().await;
    make_known(&store, "Ada Brandtvold").await;
    make_known(&store, "ADA BRANDTVOLD").await;
    record(&store, "salt", "Brandtvhold", "Brandtvhold").await;
    record(&store, "rope", "She", "Brandtvhold").await;
    assert_eq!(speaker_of(&store, "rope").await, "Ada Brandtvold similarity");
    let part = SpeakerPart { forms: vec!["Brandtvhold".into()], ..SpeakerPart::default() };
    let decisions = [
        (Edit::Pin { speaker: person("Brandtvhold") }, "Brandtvhold name"),
        (Edit::Pin { speaker: person("Ada Brandtvold") }, "Brandtvhold name"),
        (
            Edit::Split { from: person("Ada Brandtvold"), part, to: person("Brandtvhold") },
            "Brandtvhold name",
        ),
        (
            Edit::Merge { into: person("Tom Berg"), from: vec![person("Brandtvhold")] },
            "Tom Berg name",
        ),
        (
            Edit::Merge { into: person("Tom Berg"), from: vec![person("Ada Brandtvold")] },
            "Tom Berg similarity",
        ),
    ];
    for (number, (decision, expect)) in decisions.into_iter().enumerate() {
        edit(&store, decision).await;
        assert_eq!(speaker_of(&store, "salt").await, expect, "{number}");
        let pronoun = expect.replace(" name", " pronoun");
        assert_eq!(speaker_of(&store, "rope").await, pronoun, "{number}");
        edit(&store, Edit::Undo { number: number as u64 * 2 + 1 }).await;
        assert_eq!(speaker_of(&store, "salt").await, "Ada Brandtvold similarity", "{number}");
    }
}
