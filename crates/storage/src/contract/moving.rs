//! Moving house: a store that takes in what another one has answers everything as that does, now and after
//! whatever is decided later; and a check finds nothing wrong in either.

use std::sync::{Arc, Mutex};

use q7x2_domain::{
    ArticleFilter, ArticleId, ArticleQuery, Checked, Correction, Edit, EditEntry, FieldEdit,
    Grouping, Kind, LinkReason, Metadata, ModeFilter, Moved, Offered, Party, PortError, SpeakerId,
    SpeakerType, StatementPlace, StatementQuery, StatementStore, Taken, Timestamp,
};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{
    Draft, MODEL, Story, about, contents, day_start, everything, excerpt, said_by,
};

const URL: &str = "https://post.example/bridge";

/// Returns everything that a store has.
async fn exported(store: &impl StatementStore) -> Vec<Moved> {
    let parts = Arc::<Mutex<Vec<Moved>>>::default();
    let own = Arc::clone(&parts);
    let each = move |part| {
        own.lock().expect("not poisoned").push(part);
        true
    };
    store.export(each).await.expect("exported");
    std::mem::take(&mut parts.lock().expect("not poisoned"))
}

/// Moves what a store has into another, some parts at a time.
async fn moved(from: &impl StatementStore, to: &impl StatementStore) -> Taken {
    let mut taken = Taken::default();
    for parts in exported(from).await.chunks(3) {
        taken.add(&to.import(parts.to_vec()).await.expect("taken in"));
    }
    taken
}

async fn record(store: &impl StatementStore, story: &Story) -> ArticleId {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    article.id()
}

async fn edit(store: &impl StatementStore, edit: Edit, at: i64) -> u64 {
    store.edit(&edit, "Tove", Timestamp::from_seconds(at)).await.expect("made").entry.number
}

fn person(name: &str) -> Party {
    let kind = SpeakerType::Person;
    Party { id: speaker_id(name, kind, ArticleId::of(None, "")), name: name.into(), kind }
}

fn by(content: &str, source: &str, name: &str) -> Draft {
    Draft::new(content).by(source, name, LinkReason::Surname)
}

fn correct(story: &Story, words: &str, what: Correction) -> Edit {
    let (article, extraction) = story.build();
    let meant = extraction.statements.iter().find(|s| s.content[0].text == words);
    let statement = meant.expect("the story has it");
    let place = StatementPlace::of(statement, article.id());
    Edit::Correct { statement: statement.id.clone(), place, what, reason: Some("heard it".into()) }
}

fn forget(articles: &[ArticleId], erase: bool) -> Edit {
    Edit::Forget { articles: articles.to_vec(), erase }
}

fn at(url: Option<&str>, taken_at: i64) -> Metadata {
    let taken_at = Some(Timestamp::from_seconds(taken_at));
    Metadata { url: url.map(Into::into), taken_at, ..Metadata::default() }
}

fn bridge() -> Story {
    let text = "The old bridge stays open for now. Lind said nets are dear. Holm: fog is near.";
    let story = Story::new(text).metadata(at(Some(URL), 10));
    story.says(by("nets are dear", "Lind", "Anna Lind")).says(by("fog is near", "Holm", "Ida Holm"))
}

fn later_bridge() -> Story {
    let text = "It has rained. The old bridge stays open for now. Lind said nets are dear. Holm: fog is here.";
    let story = Story::new(text).metadata(at(Some(URL), 20));
    story.says(by("nets are dear", "Lind", "Anna Lind")).says(by("fog is here", "Holm", "Ida Holm"))
}

fn ferry() -> Story {
    let text = "By telegram Lind and Brekke told Holm in May that the ferry sails at six. Lind: bread is gone.";
    let ferry = by("the ferry sails at six", "Lind", "Anna Lind").with("Tom Brekke");
    let ferry = ferry.to("Holm", Some("Ida Holm")).via("telegram").said_at("May", None);
    let bread = by("bread is gone", "Lind", "Anna Lind").kind(Kind::Direct).confidence(0.7);
    let metadata = Metadata { file_key: Some("0a1b".into()), ..at(None, 30) };
    Story::new(text).metadata(metadata).says(ferry).says(bread)
}

fn small(word: &str, url: Option<&str>, taken_at: i64) -> Story {
    let story = Story::new(&format!("Holm said {word} by the quay.")).metadata(at(url, taken_at));
    story.says(by(word, "Holm", "Ida Holm"))
}

/// A store with two models, revisions, and every sort of edit, some undone.
async fn lived_in(store: &impl StatementStore) {
    record(store, &bridge()).await;
    record(store, &ferry()).await;
    // The earlier model answers again: it was brought back.
    let again = Story::new(ferry_text()).metadata(at(None, 30)).model("test-2");
    record(store, &again.says(by("bread is gone", "Lind", "Anna Lind").confidence(0.9))).await;
    let model = q7x2_domain::ModelVersion::new(MODEL);
    store.bring_back(&model, None, None, 100).await.expect("brought back");
    record(store, &later_bridge()).await;
    // It is known later when it was published, which is no edit.
    let told = Metadata { outlet: Some("The Post".into()), ..day(7) };
    store.note(&[(ferry().build().0.id(), told)]).await.expect("noted");
    let (kelp, kale) = (small("kelp", None, 40), small("kale", None, 41));
    let (kept, gone) = (record(store, &kelp).await, record(store, &kale).await);
    let place = Some("https://post.example/tide");
    let tide = record(store, &small("tide", place, 42)).await;
    let back = record(store, &small("back", None, 43)).await;
    let odd = record(
        store,
        &Story::new("A. Lindh said kings sing.").says(by("kings sing", "Lindh", "Ana Lind")),
    )
    .await;

    edit(
        store,
        correct(
            &bridge(),
            "nets are dear",
            Correction::Words(vec![excerpt(bridge_text(), "are dear").span]),
        ),
        1,
    )
    .await;
    edit(store, correct(&bridge(), "fog is near", Correction::NotSaid), 2).await;
    edit(
        store,
        correct(&ferry(), "bread is gone", Correction::Speakers(vec![person("Jon Lind")])),
        3,
    )
    .await;
    let merge = Edit::Merge { into: person("Ida Holm"), from: vec![person("Tom Brekke")] };
    let merged = edit(store, merge, 4).await;
    edit(store, Edit::Rename { speaker: person("Anna Lind"), name: "Anna-Lena Lind".into() }, 5)
        .await;
    let fields = vec![
        FieldEdit::Outlet(Some("The Quay".into())),
        FieldEdit::PublishedAt(Some(day_start(9))),
    ];
    edit(store, Edit::SetArticles { articles: vec![back, odd], fields }, 6).await;
    let undone = edit(store, Edit::Undo { number: merged }, 7).await;
    edit(store, Edit::Undo { number: undone }, 8).await;
    edit(store, correct(&kale, "kale", Correction::Wrong), 9).await;
    let brought = edit(store, forget(&[back], false), 10).await;
    edit(store, Edit::Undo { number: brought }, 11).await;
    edit(store, forget(&[kept, tide], false), 12).await;
    edit(store, forget(&[gone], true), 13).await;
    // Another text of a forgotten place is forgotten with it.
    record(store, &small("ebb", place, 50)).await;
    edit(store, Edit::Pin { speaker: person("Ana Lind") }, 14).await;
}

fn day(day: i64) -> Metadata {
    Metadata { published_at: Some(day_start(day)), ..Metadata::default() }
}

fn bridge_text() -> &'static str {
    "The old bridge stays open for now. Lind said nets are dear. Holm: fog is near."
}

fn ferry_text() -> &'static str {
    "By telegram Lind and Brekke told Holm in May that the ferry sails at six. Lind: bread is gone."
}

/// Returns everything that people can see of a store, as text.
async fn seen(store: &impl StatementStore) -> String {
    let mut seen = String::new();
    let mut see = |what: &str, shown: &dyn std::fmt::Debug| {
        seen.push_str(&format!("{what}: {shown:#?}\n"));
    };
    let all = StatementQuery { mode: ModeFilter::All, ..everything() };
    let revisions = StatementQuery { all_revisions: true, ..all.clone() };
    let outlet = StatementQuery { outlet: Some("quay".into()), ..everything() };
    let to = StatementQuery { addressee: Some("Holm".into()), ..everything() };
    let channel = StatementQuery { channel: Some("telegram".into()), ..everything() };
    let corrected = StatementQuery { corrected: true, ..all.clone() };
    let likely = StatementQuery { min_confidence: Some(0.5), ..everything() };
    let mut questions = vec![everything(), all, revisions, outlet, to, channel, corrected, likely];
    questions.extend(["Lind", "Anna-Lena Lind", "Holm", "Brekke", "Jon Lind"].map(said_by));
    questions.extend(["bread", "nets dear", "fog", "kelp", "sails"].map(about));
    for question in &questions {
        let page = store.query(question).await.expect("answered");
        see("answer", &page);
        for hit in &page.hits {
            see("shown", &store.show(hit.statement.id.as_str()).await.expect("shown"));
        }
    }
    see("counts", &store.counts().await.expect("counted"));
    for by in [Grouping::Speaker, Grouping::Outlet, Grouping::Month] {
        see("groups", &store.count(&everything(), by, 100).await.expect("counted"));
    }
    see("speakers", &store.speakers(None, 100).await.expect("listed"));
    let filter = ArticleFilter { limit: 100, ..ArticleFilter::default() };
    let catalogue = store.catalogue(&filter).await.expect("listed");
    let ids: Vec<Offered> = catalogue.articles.iter().map(|a| Offered::only(a.article)).collect();
    see("catalogue", &catalogue);
    see("offered", &store.offered(&ids, None).await.expect("told"));
    let query = ArticleQuery { limit: 100, ..ArticleQuery::default() };
    see("articles", &store.articles(&query).await.expect("listed"));
    let undated = ArticleQuery { undated: true, ..query };
    see("undated", &store.articles(&undated).await.expect("listed"));
    let tide = small("flow", Some("https://post.example/tide"), 60).build().0;
    see("place", &store.offered(&[Offered::of(&tide)], None).await.expect("told"));
    see("journal", &store.edits(None, 1000).await.expect("listed"));
    for name in ["Anna Lind", "Tom Brekke", "Ana Lind"] {
        see(name, &store.speaker(&SpeakerId::from_stored(person(name).id.to_string())).await);
    }
    seen
}

/// Fails where two stores differ, with the first lines that do.
fn assert_same(a: &str, b: &str, when: &str) {
    if let Some((at, (a, b))) = a.lines().zip(b.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!("{when}, line {at}: {a:?} is {b:?}");
    }
    assert_eq!(a.len(), b.len(), "{when}");
}

/// A moved store answers every question as the first one does, also once edits are undone and articles
/// are recorded in both.
pub async fn a_moved_store_answers_as_before(harness: &impl StoreHarness) {
    let (store, other) = (harness.open().await, harness.beside().await);
    lived_in(&store).await;
    let taken = moved(&store, &other).await;
    let journal = store.edits(None, 1000).await.expect("listed");
    assert_eq!((taken.articles, taken.edits, taken.erased), (8, 14, 0));
    assert_eq!(taken.extractions, taken.articles + 1);
    assert_same(&seen(&store).await, &seen(&other).await, "moved");
    // Whatever comes later makes the same of both.
    for EditEntry { number, undone_by, .. } in journal {
        if undone_by.is_some() {
            continue;
        }
        let undo = Edit::Undo { number };
        let at = Timestamp::from_seconds(100 + i64::try_from(number).expect("small"));
        let done = [store.edit(&undo, "Wren", at).await, other.edit(&undo, "Wren", at).await];
        let done = done.map(|done| done.map_err(|error| error.to_string()));
        assert_eq!(done[0], done[1], "undo {number}");
        assert_same(&seen(&store).await, &seen(&other).await, &format!("without edit {number}"));
    }
    for story in [small("sand", Some(URL), 90), small("ebb", Some("https://post.example/tide"), 91)]
    {
        assert_eq!(record(&store, &story).await, record(&other, &story).await);
    }
    assert_same(&seen(&store).await, &seen(&other).await, "later");
}

/// What is here is passed over: an import can be run again, and gone on with where it was cut off.
pub async fn what_is_here_is_passed_over(harness: &impl StoreHarness) {
    let (store, other) = (harness.open().await, harness.beside().await);
    lived_in(&store).await;
    let parts = exported(&store).await;
    let edits = parts.iter().position(|part| matches!(part, Moved::Edit(_))).expect("edits");
    let first = other.import(parts[..edits + 4].to_vec()).await.expect("taken in");
    assert_eq!((first.articles, first.edits), (8, 4));
    let again = moved(&store, &other).await;
    assert_eq!((again.articles, again.extractions, again.held_articles), (0, 0, 8));
    assert_eq!((again.held_edits, again.edits), (4, 10));
    assert_same(&seen(&store).await, &seen(&other).await, "gone on with");
}

/// An article that was erased and came again is kept, wherever one part of the import ends and the next begins;
/// what is erased in the end goes, also where it is known already.
pub async fn what_was_erased_and_came_again_is_kept(harness: &impl StoreHarness) {
    let (store, other) = (harness.open().await, harness.beside().await);
    let (kelp, kale) = (small("kelp", None, 40), small("kale", None, 41));
    let (back, gone) = (record(&store, &kelp).await, record(&store, &kale).await);
    let erased = edit(&store, forget(&[back], true), 1).await;
    let undone = edit(&store, Edit::Undo { number: erased }, 2).await;
    record(&store, &kelp).await;
    edit(&store, Edit::Undo { number: undone }, 3).await;
    edit(&store, Edit::Undo { number: erased }, 4).await;
    edit(&store, forget(&[gone], true), 5).await;
    record(&other, &kale).await;
    let mut taken = Taken::default();
    for part in exported(&store).await {
        taken.add(&other.import(vec![part]).await.expect("taken in"));
    }
    assert_same(&seen(&store).await, &seen(&other).await, "moved");
    assert_eq!((taken.articles, taken.edits, taken.erased, taken.removed), (1, 5, 0, 1));
    let page = other.query(&everything()).await.expect("answered");
    assert_eq!(contents(&page), ["kelp"]);
    let again = moved(&store, &other).await;
    assert_eq!((again.articles, again.held_articles, again.removed), (0, 1, 0));
}

/// A journal comes into a store without edits, or with the same, and articles come into any.
pub async fn two_journals_are_not_mixed(harness: &impl StoreHarness) {
    let (store, other) = (harness.open().await, harness.beside().await);
    lived_in(&store).await;
    let id = record(&other, &small("mine", None, 5)).await;
    edit(&other, forget(&[id], false), 99).await;
    let before = seen(&other).await;
    let parts = exported(&store).await;
    let refused = other.import(parts.clone()).await.expect_err("another journal");
    assert!(
        matches!(&refused, PortError::Rejected(why) if why.contains("without edits")),
        "{refused}"
    );
    assert_same(&before, &seen(&other).await, "refused");
    let edits: Vec<Moved> = parts.iter().filter(|p| matches!(p, Moved::Edit(_))).cloned().collect();
    other.import(edits[..1].to_vec()).await.expect_err("another first edit");
    other.import(edits[2..3].to_vec()).await.expect_err("a gap");
    assert_same(&before, &seen(&other).await, "refused");
    let articles = parts.into_iter().filter(|part| matches!(part, Moved::Article(_))).collect();
    assert_eq!(other.import(articles).await.expect("taken in").articles, 8);
}

/// A check looks at everything, and finds nothing wrong in what was recorded and decided.
pub async fn what_was_recorded_is_as_it_should_be(harness: &impl StoreHarness) {
    let store = harness.open().await;
    lived_in(&store).await;
    let sum = Arc::<Mutex<Checked>>::default();
    let own = Arc::clone(&sum);
    let each = move |checked: Checked| {
        let mut sum = own.lock().expect("not poisoned");
        sum.articles += checked.articles;
        sum.extractions += checked.extractions;
        sum.statements += checked.statements;
        sum.edits += checked.edits;
        sum.faults.extend(checked.faults);
        true
    };
    store.check(each).await.expect("checked");
    let sum = sum.lock().expect("not poisoned").clone();
    assert_eq!(sum.faults, []);
    assert_eq!((sum.articles, sum.extractions, sum.statements, sum.edits), (8, 9, 12, 14));
}
