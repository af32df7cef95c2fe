//! What people decided holds for the other texts of an article, for what comes from its place later, and for
//! whichever model reads it.

use q7x2_domain::{
    ArticleFilter, ArticleId, Correction, Edit, FieldEdit, Learned, LinkReason, Metadata,
    ModeFilter, ModelVersion, Offered, Party, Recorded, SpeakerType, Standing, Statement,
    StatementHit, StatementPlace, StatementQuery, StatementStore, TimePrecision, Timestamp,
    Tombstone,
};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything, excerpt, said_by};

const URL: &str = "https://post.example/bridge";
const FIRST: &str =
    "The old bridge stays open for now. Lind said that nets are dear. Holm: fog is near.";

/// A text of the article about the bridge, as it was taken in at a time.
fn text(text: &str, taken_at: i64) -> Story {
    let metadata = Metadata {
        url: Some(URL.into()),
        taken_at: Some(Timestamp::from_seconds(taken_at)),
        ..Metadata::default()
    };
    Story::new(text).metadata(metadata)
}

fn by(content: &str, source: &str, name: &str) -> Draft {
    Draft::new(content).by(source, name, LinkReason::Surname)
}

/// The first text, with two statements.
fn first() -> Story {
    let nets = by("nets are dear", "Lind", "Anna Lind");
    text(FIRST, 10).says(nets).says(by("fog is near", "Holm", "Ida Holm"))
}

async fn record(store: &impl StatementStore, story: &Story) -> (ArticleId, Recorded) {
    let (article, extraction) = story.build();
    (article.id(), store.record(&article, &extraction).await.expect("recorded"))
}

async fn edit(store: &impl StatementStore, edit: Edit) -> u64 {
    store.edit(&edit, "Tove", day_start(1)).await.expect("made").entry.number
}

/// Returns how an offered article stands.
async fn told(store: &impl StatementStore, asked: &Offered) -> Standing {
    store.offered(std::slice::from_ref(asked), None).await.expect("told")[0]
}

async fn all(store: &impl StatementStore) -> Vec<StatementHit> {
    let query = StatementQuery { mode: ModeFilter::All, ..everything() };
    store.query(&query).await.expect("answered").hits
}

fn jon() -> Party {
    let kind = SpeakerType::Person;
    let id = speaker_id("Jon Lind", kind, ArticleId::of(None, ""));
    Party { id, name: "Jon Lind".into(), kind }
}

/// Corrects the statement with these words of a story.
async fn correct(store: &impl StatementStore, story: &Story, words: &str, what: Correction) -> u64 {
    let (article, extraction) = story.build();
    let is_meant = |statement: &&Statement| statement.content[0].text == words;
    let statement = extraction.statements.iter().find(is_meant).expect("there");
    let (place, statement) = (StatementPlace::of(statement, article.id()), statement.id.clone());
    edit(store, Edit::Correct { statement, place, what, reason: None }).await
}

/// A correction holds in a later text where the words stand again, wherever they have moved to, and says on
/// which text it was made; where they read otherwise it says nothing. Undone, it holds in none.
pub async fn corrections_hold_in_later_texts(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (id, _) = record(&store, &first()).await;
    let nets = correct(&store, &first(), "nets are dear", Correction::Speakers(vec![jon()])).await;
    let words = excerpt(FIRST, "are dear").span;
    correct(&store, &first(), "nets are dear", Correction::Words(vec![words])).await;
    correct(&store, &first(), "fog is near", Correction::NotSaid).await;

    let later = format!("It has rained. {}", FIRST.replace("fog is near", "fog is here"));
    let later = text(&later, 20).says(by("nets are dear", "Lind", "Anna Lind"));
    let later = later.says(by("fog is here", "Holm", "Ida Holm"));
    let (later_id, _) = record(&store, &later).await;
    let now = all(&store).await;
    assert_eq!(now.len(), 2);
    assert_eq!((now[0].article, now[0].statement.content[0].text.as_str()), (later_id, "are dear"));
    assert_eq!(now[0].statement.speaker.as_ref().expect("known").name, "Jon Lind");
    let corrected = now[0].corrected.clone().expect("corrected");
    assert!(corrected.notes.iter().all(|note| note.of == Some(id)), "{corrected:?}");
    assert_eq!(now[1].corrected, None);
    let query = StatementQuery { all_revisions: true, ..said_by("Jon Lind") };
    let page = store.query(&query).await.expect("answered");
    assert_eq!(page.total, 2);
    edit(&store, Edit::Undo { number: nets }).await;
    assert_eq!(store.query(&query).await.expect("answered").total, 0);
}

/// What was decided of a later text holds for an earlier one that is recorded after it.
pub async fn corrections_hold_whichever_text_is_recorded_first(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let later = format!("It has rained. {FIRST}");
    let later = text(&later, 20).says(by("nets are dear", "Lind", "Anna Lind"));
    record(&store, &later).await;
    correct(&store, &later, "nets are dear", Correction::NotSaid).await;
    record(&store, &first()).await;
    let query =
        StatementQuery { mode: ModeFilter::All, all_revisions: true, ..said_by("Anna Lind") };
    let page = store.query(&query).await.expect("answered");
    assert!(page.total == 2 && page.hits.iter().all(|hit| hit.corrected.is_some()), "{page:?}");
}

/// What was set of a text holds for the next, unless that comes with something else than the first did.
pub async fn what_is_set_holds_for_later_texts(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let came = |outlet: &str, taken_at| Metadata {
        outlet: Some(outlet.into()),
        ..text("x", taken_at).build().0.metadata().clone()
    };
    let (id, _) = record(&store, &first().metadata(came("Te Pots", 10))).await;
    let fields =
        vec![FieldEdit::Outlet(Some("The Post".into())), FieldEdit::Title(Some("Bridge".into()))];
    let set = edit(&store, Edit::SetArticles { articles: vec![id], fields }).await;
    let with = |word: &str| FIRST.replace("for now", word);
    record(&store, &text(&with("again"), 20).metadata(came("Te Pots", 20))).await;
    record(&store, &text(&with("still"), 30).metadata(came("The Quay", 30))).await;
    let filter = ArticleFilter { limit: 9, ..ArticleFilter::default() };
    let outlets = async || {
        let mut all = store.catalogue(&filter).await.expect("listed").articles;
        all.sort_by_key(|article| article.metadata.taken_at);
        let outlet = all.iter().map(|a| a.metadata.outlet.clone().unwrap_or_default());
        (outlet.collect::<Vec<_>>(), all)
    };
    let (now, articles) = outlets().await;
    assert_eq!(now, ["The Post", "The Post", "The Quay"]);
    assert!(articles.iter().all(|a| a.metadata.title.as_deref() == Some("Bridge")));
    assert_eq!(articles[1].set, ["outlet", "title"]);
    assert_eq!(articles[2].set, ["title"]);
    edit(&store, Edit::Undo { number: set }).await;
    let (now, articles) = outlets().await;
    assert_eq!(now, ["Te Pots", "Te Pots", "The Quay"]);
    assert!(articles.iter().all(|a| a.metadata.title.is_none() && a.set.is_empty()));
}

/// Another text of a forgotten address or file stays forgotten, be it on its way or offered later, until that is
/// undone; then it is there, if it was recorded before what was forgotten was erased.
pub async fn another_text_of_a_forgotten_place_stays_forgotten(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (id, _) = record(&store, &first()).await;
    edit(&store, Edit::Forget { articles: vec![id], erase: false }).await;
    let other = "Winter came early, and all who fish are glad of it. Moe: ice is thin.";
    let second = text(other, 20).says(by("ice is thin", "Moe", "Sigrid Moe"));
    let asked = Offered::of(&second.build().0);
    let tombstone = Tombstone { number: 1, by_place: true, is_erased: false };
    assert_eq!(told(&store, &asked).await, Standing::Forgotten(tombstone));
    assert_eq!(record(&store, &second).await.1, Recorded::Forgotten);
    assert_eq!(told(&store, &asked).await, Standing::Forgotten(tombstone));
    assert_eq!(all(&store).await, []);
    let elsewhere = Metadata { url: Some("https://post.example/b".into()), ..Metadata::default() };
    let elsewhere = Offered::of(&second.clone().metadata(elsewhere).build().0);
    assert_eq!(told(&store, &elsewhere).await, Standing::Unread);
    edit(&store, Edit::Undo { number: 1 }).await;
    assert_eq!(told(&store, &asked).await, Standing::Read);
    assert_eq!(contents(&store.query(&everything()).await.expect("answered")), ["ice is thin"]);
    // Erased: nothing is kept of what comes, and still it is forgotten; undone, it may come.
    edit(&store, Edit::Forget { articles: vec![id, asked.article], erase: true }).await;
    let third = text(&format!("It snowed. {other}"), 30);
    let asked = Offered::of(&third.build().0);
    let tombstone = Tombstone { number: 3, by_place: true, is_erased: true };
    assert_eq!(told(&store, &asked).await, Standing::Forgotten(tombstone));
    assert_eq!(record(&store, &third).await.1, Recorded::Forgotten);
    assert_eq!(store.counts().await.expect("counted").articles, 0);
    edit(&store, Edit::Undo { number: 3 }).await;
    assert_eq!(record(&store, &third).await.1, Recorded::New);
}

/// Many articles come from the front page of a site: one that is forgotten takes none of the others with it.
pub async fn a_shared_address_is_not_forgotten(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let at = |text: &str| {
        let metadata =
            Metadata { url: Some("https://post.example/".into()), ..Metadata::default() };
        Story::new(text).metadata(metadata)
    };
    let (id, _) = record(&store, &at("Boats lie on the shore while the fog is near.")).await;
    edit(&store, Edit::Forget { articles: vec![id], erase: false }).await;
    assert_eq!(record(&store, &at("Winter was dear to all who fish.")).await.1, Recorded::New);
}

/// What comes from the address of one article is a text of it, whatever it says; when more and more stories
/// come from there, it is of none, and each answers.
pub async fn a_rewritten_text_is_a_revision_of_its_address(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let stories = [
        ("salt", "The council met in the old hall on the quay and Anna Lind spoke of salt."),
        ("rope", "Boats lie on the shore while fog is near, so Tom Brekke asked for rope."),
        ("ice", "Winter was dear to all who fish: Sigrid Moe told of an ice that none had seen."),
        ("tar", "A lamp has burned since autumn in each house where Ida Holm sells her tar."),
        ("ash", "Nobody rows to the island any more because Rosa Engel found it full of ash."),
    ];
    let mut answers = vec![];
    for (at, (word, story)) in (1..).zip(stories) {
        record(&store, &text(story, at).says(Draft::new(word))).await;
        let page = store.query(&everything()).await.expect("answered");
        answers.push(page.total);
        assert!(contents(&page).contains(&word), "{word}");
    }
    assert_eq!(answers, [1, 1, 1, 4, 5]);
}

/// The same text with an address is the article that came without one, until that has another.
pub async fn an_address_is_learned_later(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let of = |url: Option<&str>| {
        let metadata = Metadata { url: url.map(Into::into), ..Metadata::default() };
        first().metadata(metadata).build().0
    };
    let (bare, extraction) = first().metadata(Metadata::default()).build();
    store.record(&bare, &extraction).await.expect("recorded");
    let told = async |url| {
        store.offered(&[Offered::of(&of(Some(url)))], None).await.expect("told").remove(0)
    };
    assert_eq!(told(URL).await, Standing::Same(bare.id()));
    let learned = [(bare.id(), of(Some(URL)).bare().metadata().clone())];
    assert_eq!(store.note(&learned).await.expect("noted")[0].fields, ["url"]);
    assert_eq!(store.note(&learned).await.expect("noted"), [Learned::default()]);
    let hit = all(&store).await.remove(0);
    assert_eq!((hit.article, hit.metadata.url.as_deref()), (bare.id(), Some(URL)));
    assert_eq!(told("http://www.post.example/bridge#top").await, Standing::Same(bare.id()));
    assert_eq!(told("https://quay.example/bridge").await, Standing::Unread);
    // What is there later is a text of it, and it is read again as the article that it is.
    record(&store, &text(&FIRST.replace("dear", "cheap"), 20)).await;
    assert_eq!(all(&store).await, []);
    let query = q7x2_domain::ArticleQuery { limit: 9, ..Default::default() };
    assert_eq!(store.articles(&query).await.expect("read").articles.len(), 2);
}

/// What an article comes with otherwise when it comes again is told and not taken over; what people set
/// otherwise is not told whenever it comes as it was.
pub async fn what_is_told_otherwise_stays(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let of = |title: &str, author: Option<&str>| Metadata {
        title: Some(title.into()),
        author: author.map(Into::into),
        ..Metadata::default()
    };
    let story = Story::new("It rains.").says(Draft::new("It rains"));
    let (article, extraction) = story.metadata(of("Rain", None)).build();
    store.record(&article, &extraction).await.expect("recorded");
    let note = async |metadata: Metadata| {
        let learned = store.note(&[(article.id(), metadata)]).await.expect("noted").remove(0);
        (learned.fields.concat(), learned.differing.concat())
    };
    let told = |fields: &str, differing: &str| (fields.to_owned(), differing.to_owned());
    assert_eq!(note(of("Fog", Some("Lind"))).await, told("author", "title"));
    assert_eq!(note(of("Rain", Some("Lind"))).await, told("", ""));
    let fields = vec![FieldEdit::Title(Some("Sleet".into()))];
    let set = Edit::SetArticles { articles: vec![article.id()], fields };
    store.edit(&set, "Tove", day_start(1)).await.expect("set");
    assert_eq!(note(of("Rain", Some("Holm"))).await, told("", "author"));
    assert_eq!(note(of("Sleet", None)).await, told("", ""));
}

/// The same text in another outlet is an article of that where its address tells, and the one that is kept learns
/// nothing of it.
pub async fn an_address_of_another_outlet_is_not_learned(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let of = |outlet: Option<&str>, url: Option<&str>| {
        let metadata = Metadata {
            outlet: outlet.map(Into::into),
            url: url.map(Into::into),
            ..Metadata::default()
        };
        first().metadata(metadata).build().0
    };
    let (bare, extraction) =
        first().metadata(of(Some("The Quay"), None).metadata().clone()).build();
    store.record(&bare, &extraction).await.expect("recorded");
    for (outlet, standing) in [
        (Some("the quay "), Standing::Same(bare.id())),
        (None, Standing::Same(bare.id())),
        (Some("The Post"), Standing::Unread),
    ] {
        let offered = Offered::of(&of(outlet, Some(URL)));
        let told = store.offered(&[offered], None).await.expect("told");
        assert_eq!(told, [standing], "{outlet:?}");
    }
    let post = of(Some("The Post"), Some(URL)).bare().metadata().clone();
    let learned = store.note(&[(bare.id(), post)]).await.expect("noted").remove(0);
    assert_eq!((learned.fields.len(), learned.other_outlet.as_deref()), (0, Some("The Quay")));
    assert_eq!(all(&store).await.remove(0).metadata.url, None);
}

/// A statement that people corrected and a later model misses answers as it was found, marked so, until the
/// correction is undone or a model finds it again. An earlier model's extraction can be brought back.
pub async fn a_corrected_statement_outlives_a_model_that_misses_it(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &first()).await;
    let number =
        correct(&store, &first(), "nets are dear", Correction::Speakers(vec![jon()])).await;
    let missing = text(FIRST, 10).model("test-2").says(by("fog is near", "Holm", "Ida Holm"));
    record(&store, &missing).await;
    let models = async || -> Vec<(String, Option<String>)> {
        let hits = all(&store).await.into_iter();
        hits.map(|hit| {
            let missed_by = hit.corrected.and_then(|corrected| corrected.missed_by);
            (hit.model.to_string(), missed_by.map(|model| model.to_string()))
        })
        .collect()
    };
    let (old, new) = ("test-1".to_owned(), "test-2".to_owned());
    let kept = (old.clone(), Some(new.clone()));
    assert_eq!(models().await, [kept.clone(), (new.clone(), None)]);
    assert_eq!(store.counts().await.expect("counted").outliving, 1);
    assert_eq!(store.query(&said_by("Jon Lind")).await.expect("answered").total, 1);
    edit(&store, Edit::Undo { number }).await;
    assert_eq!(models().await, [(new.clone(), None)]);
    edit(&store, Edit::Undo { number: number + 1 }).await;
    assert_eq!(models().await, [kept, (new.clone(), None)]);

    let model = ModelVersion::new("test-1");
    let (count, last) = store.bring_back(&model, None, None, 9).await.expect("brought back");
    assert_eq!(count, 1);
    assert_eq!(store.bring_back(&model, None, last, 9).await.expect("none"), (0, None));
    assert_eq!(models().await, [(old.clone(), None), (old, None)]);
    assert_eq!(store.counts().await.expect("counted").outliving, 0);
    // Found again, by a third.
    record(&store, &first().model("test-3")).await;
    let third = ("test-3".to_owned(), None);
    assert_eq!(models().await, [third.clone(), third]);
}

/// When another date of publication is known, an article is to be read again, by the same model too; what was
/// corrected holds.
pub async fn another_date_is_read_again(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let dated = |day: Option<i64>| {
        let value = day.map(|day| (day_start(day), TimePrecision::Day));
        let metadata = Metadata { published_at: day.map(day_start), ..Metadata::default() };
        let said = by("nets are dear", "Lind", "Anna Lind").said_at("for now", value);
        first_text(said).metadata(metadata)
    };
    fn first_text(said: Draft) -> Story {
        Story::new(FIRST).says(said)
    }
    let (id, _) = record(&store, &dated(None)).await;
    correct(&store, &dated(None), "nets are dear", Correction::Speakers(vec![jon()])).await;
    let set = FieldEdit::PublishedAt(Some(day_start(7)));
    edit(&store, Edit::SetArticles { articles: vec![id], fields: vec![set] }).await;
    let model = ModelVersion::new("test-1");
    let told =
        async || store.offered(&[Offered::only(id)], Some(&model)).await.expect("told").remove(0);
    assert_eq!(told().await, Standing::ReadUndated(Some(day_start(7))));
    let asked = q7x2_domain::ArticleQuery { undated: true, limit: 9, ..Default::default() };
    assert_eq!(store.articles(&asked).await.expect("read").articles.len(), 1);
    // Read with what is not known any more, it is not what is wanted.
    assert_eq!(record(&store, &dated(None)).await.1, Recorded::AlreadyHeld);
    assert_eq!(record(&store, &dated(Some(7))).await.1, Recorded::New);
    assert_eq!(told().await, Standing::Read);
    assert_eq!(store.articles(&asked).await.expect("read").articles, []);
    let hit = all(&store).await.remove(0);
    let said = hit.statement.said_at.expect("told").value;
    assert_eq!(said, Some((day_start(7), TimePrecision::Day)));
    assert_eq!(hit.statement.speaker.expect("known").name, "Jon Lind");
    assert_eq!(store.counts().await.expect("counted").statements, 1);
}
