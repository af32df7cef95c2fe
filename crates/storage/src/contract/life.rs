//! Articles have a life: what is known of them can be set, they can be forgotten and brought back, and are
//! erased in the end. Whatever was decided holds for what is recorded later.

use q7x2_domain::{
    ArticleFilter, ArticleId, ArticleQuery, ArticleState, ArticleSummary, Edit, EditOutcome,
    FieldEdit, LinkReason, Metadata, Offered, Recorded, Standing, StatementKey, StatementQuery,
    StatementStore, Timestamp,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything, said_by};

/// A story of one statement by Anna Lind.
fn story(word: &str) -> Story {
    let draft = Draft::new(word).by("Lind", "Anna Lind", LinkReason::Surname);
    Story::new(&format!("Lind spoke by telegram: {word}.")).says(draft)
}

async fn record(store: &impl StatementStore, story: &Story) -> (ArticleId, Recorded) {
    let (article, extraction) = story.build();
    let recorded = store.record(&article, &extraction).await.expect("recorded");
    (article.id(), recorded)
}

async fn edit(store: &impl StatementStore, edit: Edit, at: Timestamp) -> EditOutcome {
    store.edit(&edit, "Tove", at).await.expect("made")
}

fn forget(articles: &[ArticleId], erase: bool) -> Edit {
    Edit::Forget { articles: articles.to_vec(), erase }
}

async fn undo(store: &impl StatementStore, number: u64) -> EditOutcome {
    edit(store, Edit::Undo { number }, day_start(9)).await
}

/// Returns those of these that are told to be forgotten.
async fn forgotten(store: &impl StatementStore, ids: &[ArticleId]) -> Vec<ArticleId> {
    let offered: Vec<Offered> = ids.iter().copied().map(Offered::only).collect();
    let standings = store.offered(&offered, None).await.expect("told");
    let told = ids.iter().zip(standings);
    let is_forgotten = |standing: &Standing| matches!(standing, Standing::Forgotten(_));
    told.filter(|(_, standing)| is_forgotten(standing)).map(|(id, _)| *id).collect()
}

async fn found(store: &impl StatementStore, query: StatementQuery) -> Vec<String> {
    let page = store.query(&query).await.expect("answered");
    contents(&page).into_iter().map(str::to_owned).collect()
}

async fn catalogue(store: &impl StatementStore, filter: ArticleFilter) -> Vec<ArticleSummary> {
    let filter = ArticleFilter { limit: 100, ..filter };
    store.catalogue(&filter).await.expect("listed").articles
}

/// What is set is shown and asked for at once, holds for what is recorded later, and is undone exactly.
/// The article stays the one that it is, whatever address it is given.
pub async fn what_is_set_answers_at_once(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let came = Metadata {
        url: Some("https://post.example/a".into()),
        outlet: Some("Te Pots".into()),
        ..Metadata::default()
    };
    let story = story("bread").metadata(came.clone());
    let (id, _) = record(&store, &story).await;
    let fields = vec![
        FieldEdit::Outlet(Some("The Post".into())),
        FieldEdit::PublishedAt(Some(day_start(40))),
        FieldEdit::Title(Some("Bread".into())),
        FieldEdit::Url(Some("https://post.example/b".into())),
        FieldEdit::Language(Some("en-GB".into())),
    ];
    let made = edit(&store, Edit::SetArticles { articles: vec![id], fields }, day_start(1)).await;
    assert_eq!((made.articles, made.statements), (1, 0));
    let post = StatementQuery { outlet: Some("the post".into()), ..everything() };
    assert_eq!(found(&store, post.clone()).await, ["bread"]);
    let since = StatementQuery { since: Some(day_start(40)), ..everything() };
    assert_eq!(found(&store, since).await, ["bread"]);

    // Another model, told what the article came with: what was set holds.
    let again = story.clone().model("test-2");
    assert_eq!(record(&store, &again).await, (id, Recorded::New));
    let page = store.query(&post).await.expect("answered");
    let metadata = page.hits[0].metadata.clone();
    assert_eq!(metadata.title.as_deref(), Some("Bread"));
    assert_eq!(metadata.url.as_deref(), Some("https://post.example/b"));
    let whole = ArticleQuery { limit: 9, ..ArticleQuery::default() };
    let articles = store.articles(&whole).await.expect("read").articles;
    assert_eq!(
        (articles[0].id(), articles[0].metadata().url.as_deref()),
        (id, came.url.as_deref())
    );
    assert_eq!(articles[0].metadata().published_at, Some(day_start(40)));
    // Extracted again from what the store has, which is nothing learned.
    let mut third = story.clone().model("test-3").build().1;
    third.article = id;
    store.record(&articles[0], &third).await.expect("recorded");
    let set = catalogue(&store, ArticleFilter::default()).await.remove(0).set;
    assert_eq!(set, ["language", "outlet", "published_at", "title", "url"]);

    let none = Edit::SetArticles { articles: vec![id], fields: vec![FieldEdit::Outlet(None)] };
    edit(&store, none, day_start(2)).await;
    assert_eq!(found(&store, post.clone()).await, [""; 0]);
    undo(&store, 2).await;
    assert_eq!(found(&store, post).await, ["bread"]);
    undo(&store, 1).await;
    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(page.hits[0].metadata, came);
}

/// The catalogue has every article once, the latest published first, page by page, and its filters hold
/// together.
pub async fn the_catalogue_is_filtered_and_paged(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for (word, outlet, path, day, language) in [
        ("bread", "The Post", "news/a.txt", Some(3), Some("en")),
        ("salt", "The Quay", "news/b.txt", Some(5), Some("de-AT")),
        ("rope", "The Post", "old/all.jsonl:7", None, None),
        ("tar", "The Post", "old/all.jsonl:8", None, Some("en-GB")),
    ] {
        let metadata = Metadata {
            outlet: Some(outlet.into()),
            path: Some(path.into()),
            published_at: day.map(day_start),
            language: language.map(Into::into),
            ..Metadata::default()
        };
        record(&store, &story(word).metadata(metadata)).await;
    }
    let paths = async |filter: ArticleFilter| {
        let found = catalogue(&store, filter).await;
        let mut paths: Vec<String> = found.into_iter().filter_map(|a| a.metadata.path).collect();
        paths.sort_unstable();
        paths
    };
    let filter = ArticleFilter::default;
    let post = ArticleFilter { outlet: Some("the post".into()), ..filter() };
    assert_eq!(paths(post.clone()).await, ["news/a.txt", "old/all.jsonl:7", "old/all.jsonl:8"]);
    let old = ArticleFilter { path: Some("old/all.jsonl".into()), ..post };
    assert_eq!(paths(old).await, ["old/all.jsonl:7", "old/all.jsonl:8"]);
    // Other ways to write a path, none of them a pattern, beside one that nothing has.
    let spelt = |path: &str| ArticleFilter {
        path: Some("nowhere".into()),
        spellings: vec!["elsewhere".into(), path.into()],
        ..filter()
    };
    assert_eq!(paths(spelt("news/a.txt")).await, ["news/a.txt"]);
    assert_eq!(paths(spelt("old/all.jsonl")).await, ["old/all.jsonl:7", "old/all.jsonl:8"]);
    assert_eq!(paths(spelt("news")).await, ["news/a.txt", "news/b.txt"]);
    assert!(paths(spelt("new?")).await.is_empty());
    let keyed = |key: &str| ArticleFilter { file_keys: vec![key.into()], ..spelt("nothing") };
    let metadata = Metadata { file_key: Some("0a1b".into()), ..Metadata::default() };
    record(&store, &story("ash").metadata(Metadata { path: Some("x.txt".into()), ..metadata }))
        .await;
    assert_eq!(paths(keyed("0a1b")).await, ["x.txt"]);
    assert!(paths(keyed("ffff")).await.is_empty());
    let ash = ArticleFilter { path: Some("x.txt".into()), ..filter() };
    let ash = catalogue(&store, ash).await[0].article;
    edit(&store, forget(&[ash], true), day_start(9)).await;
    // What tells no language is read as English.
    for (language, expected) in [
        ("EN", &["news/a.txt", "old/all.jsonl:7", "old/all.jsonl:8"][..]),
        ("english", &["news/a.txt", "old/all.jsonl:7", "old/all.jsonl:8"]),
        ("en-gb", &["old/all.jsonl:8"]),
        ("de", &["news/b.txt"]),
    ] {
        let of = ArticleFilter { language: Some(language.into()), ..filter() };
        assert_eq!(paths(of).await, expected, "{language}");
    }
    let since = ArticleFilter { since: Some(day_start(4)), ..filter() };
    assert_eq!(paths(since).await, ["news/b.txt"]);
    let until = ArticleFilter { until: Some(day_start(5)), path: Some("news".into()), ..filter() };
    assert_eq!(paths(until).await, ["news/a.txt"]);

    let whole = catalogue(&store, filter()).await;
    assert_eq!(whole[0].metadata.path.as_deref(), Some("news/b.txt"));
    assert_eq!(whole[1].metadata.path.as_deref(), Some("news/a.txt"));
    assert!(whole.iter().all(|a| (a.statements, a.state) == (1, ArticleState::Kept)));
    let mut paged = vec![];
    let mut after = None;
    loop {
        let page = ArticleFilter { limit: 1, after, ..filter() };
        let page = store.catalogue(&page).await.expect("listed");
        assert_eq!(page.total, after.is_none().then_some(4));
        let Some(article) = page.articles.into_iter().next() else { break };
        after = Some(article.article);
        paged.push(article);
    }
    assert_eq!(paged, whole);
}

/// What is forgotten answers nobody in any way, whoever records it, and is whole when it is brought back.
pub async fn what_is_forgotten_does_not_come_back_by_itself(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (id, _) = record(&store, &story("bread")).await;
    let (other, _) = record(&store, &story("salt")).await;
    let before = store.query(&everything()).await.expect("answered");
    let speakers = store.speakers(None, 9).await.expect("listed");
    let bread = before.hits.iter().find(|hit| hit.article == id).expect("there").statement.clone();
    let made = edit(&store, forget(&[id], false), day_start(1)).await;
    assert_eq!((made.articles, made.statements), (1, 1));

    assert_eq!(found(&store, everything()).await, ["salt"]);
    let about = StatementQuery { about: Some("bread".into()), ..everything() };
    assert_eq!(found(&store, about).await, [""; 0]);
    assert_eq!(store.show(bread.id.as_str()).await.expect("shown"), []);
    assert_eq!(store.counts().await.expect("counted").articles, 1);
    let read = store.read(&[StatementKey(1), StatementKey(2)]).await.expect("read");
    assert_eq!(read.len(), 1);
    let whole = ArticleQuery { limit: 9, ..ArticleQuery::default() };
    assert_eq!(store.articles(&whole).await.expect("read").articles.len(), 1);
    assert_eq!(forgotten(&store, &[other, id]).await, [id]);
    let of = |state| ArticleFilter { state: Some(state), ..ArticleFilter::default() };
    let gone = catalogue(&store, of(ArticleState::Forgotten)).await;
    let note = gone[0].forgotten.clone().expect("noted");
    assert_eq!((gone[0].article, note.number, note.by.as_str()), (id, 1, "Tove"));
    assert_eq!(catalogue(&store, of(ArticleState::Kept)).await[0].article, other);

    // The same again, and by another model.
    assert_eq!(record(&store, &story("bread")).await.1, Recorded::AlreadyHeld);
    assert_eq!(record(&store, &story("bread").model("test-2")).await.1, Recorded::Forgotten);
    assert_eq!(found(&store, everything()).await, ["salt"]);

    let made = undo(&store, 1).await;
    assert_eq!((made.articles, made.statements), (1, 1));
    // What another model found meanwhile answers, as it would have.
    let now = store.query(&everything()).await.expect("answered");
    assert_eq!((contents(&now), now.total), (contents(&before), before.total));
    assert_eq!(store.speakers(None, 9).await.expect("listed"), speakers);
    assert_eq!(forgotten(&store, &[other, id]).await, []);
    assert_eq!(record(&store, &story("bread").model("test-2")).await.1, Recorded::AlreadyHeld);
}

/// An article that was never recorded is forgotten as well: it may be on its way. What arrives is there when
/// it is brought back.
pub async fn what_is_on_its_way_can_be_forgotten(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let id = story("bread").build().0.id();
    let other = story("salt").build().0.id();
    let made = edit(&store, forget(&[id, other], false), day_start(1)).await;
    assert_eq!((made.articles, made.statements, made.to_come), (0, 0, 2));
    assert_eq!(record(&store, &story("bread")).await.1, Recorded::Forgotten);
    assert_eq!(store.counts().await.expect("counted").articles, 0);
    assert_eq!(found(&store, everything()).await, [""; 0]);
    let made = undo(&store, made.entry.number).await;
    assert_eq!((made.articles, made.statements), (1, 1));
    // What has not come yet is not erased, and comes.
    assert_eq!((made.erased, made.to_come), (0, 1));
    assert_eq!(found(&store, everything()).await, ["bread"]);
    assert_eq!(record(&store, &story("salt")).await.1, Recorded::New);
    let made = edit(&store, forget(&[other], true), day_start(1)).await;
    let made = undo(&store, made.entry.number).await;
    assert_eq!((made.erased, made.to_come), (1, 0));
}

/// What is erased is gone with the decisions about it alone and does not come back; undone, it may be
/// recorded anew. Everything else stays.
pub async fn what_is_erased_is_gone(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (id, _) = record(&store, &story("bread")).await;
    record(&store, &story("salt")).await;
    let title = vec![FieldEdit::Title(Some("Secret".into()))];
    edit(&store, Edit::SetArticles { articles: vec![id], fields: title }, day_start(1)).await;
    edit(&store, forget(&[id], true), day_start(2)).await;
    assert_eq!(found(&store, said_by("Lind")).await, ["salt"]);
    assert_eq!(catalogue(&store, ArticleFilter::default()).await.len(), 1);
    let edits = store.edits(None, 9).await.expect("listed");
    assert_eq!(edits[1].edit, Edit::Erased);
    assert_eq!(record(&store, &story("bread")).await.1, Recorded::Forgotten);
    undo(&store, 2).await;
    assert_eq!(found(&store, said_by("Lind")).await, ["salt"]);
    assert_eq!(record(&store, &story("bread")).await.1, Recorded::New);
    let titles = catalogue(&store, ArticleFilter::default()).await;
    assert!(titles.iter().all(|article| article.metadata.title.is_none()), "{titles:?}");
}

/// What was forgotten is erased when its time has come, and not before.
pub async fn what_was_forgotten_long_ago_is_erased(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (old, _) = record(&store, &story("bread")).await;
    let (new, _) = record(&store, &story("salt")).await;
    edit(&store, forget(&[old], false), day_start(1)).await;
    edit(&store, forget(&[new], false), day_start(3)).await;
    assert_eq!(store.erase(day_start(1)).await.expect("erased"), 0);
    assert_eq!(store.erase(day_start(2)).await.expect("erased"), 1);
    let left = catalogue(&store, ArticleFilter::default()).await;
    assert_eq!(left.iter().map(|article| article.article).collect::<Vec<_>>(), [new]);
    assert_eq!(forgotten(&store, &[old, new]).await, [old, new]);
    undo(&store, 2).await;
    assert_eq!(found(&store, everything()).await, ["salt"]);
}
