//! Revisions: of several texts of one address or file the newest answers, in whichever order they are
//! recorded; the others answer who asks for all.

use q7x2_domain::{
    Article, ArticleFilter, ArticleId, ArticleState, Edit, Extraction, FieldEdit, Learned,
    LinkReason, Metadata, Offered, Recorded, Revision, Standing, StatementPage, StatementQuery,
    StatementStore, Timestamp,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything, said_by};

const URL: &str = "https://post.example/bridge";

/// A text of the article about the bridge, as it was taken in at a time, in which `name` says a word.
fn text(word: &str, name: &str, taken_at: i64) -> Story {
    let metadata = Metadata {
        url: Some(URL.into()),
        taken_at: Some(Timestamp::from_seconds(taken_at)),
        ..Metadata::default()
    };
    let draft = Draft::new(word).by(name, name, LinkReason::Name);
    let text = format!("The old bridge stays open for now, the council heard. {name}: {word}.");
    Story::new(&text).metadata(metadata).says(draft)
}

async fn record(store: &impl StatementStore, story: &Story) -> ArticleId {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    article.id()
}

async fn found(store: &impl StatementStore, query: StatementQuery) -> StatementPage {
    store.query(&query).await.expect("answered")
}

fn all_revisions(query: StatementQuery) -> StatementQuery {
    StatementQuery { all_revisions: true, ..query }
}

/// Returns the contents that were found, sorted.
fn sorted(page: &StatementPage) -> Vec<&str> {
    let mut found = contents(page);
    found.sort_unstable();
    found
}

/// What is told of a text before it is recorded is what is found then.
pub async fn an_offered_text_is_known_as_a_revision(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let kept = record(&store, &text("bread", "Anna Lind", 10)).await;
    let of = |url: Option<&str>, file: Option<&str>, text: &str| {
        let (url, file_key) = (url.map(str::to_owned), file.map(str::to_owned));
        let metadata = Metadata { url, file_key, ..Metadata::default() };
        Article::new(metadata, text.into()).expect("an article")
    };
    let bridge = "The old bridge stays open for now, the council heard.";
    let file = of(None, Some("bridge.txt"), bridge);
    let story = Story::new(bridge).metadata(file.metadata().clone());
    record(&store, &story).await;
    let other = "Fish is dear this winter, and nobody buys it in the hall on the quay.";
    for (article, placed, expect) in [
        // At an address another story is a text of its article as well; in a file it is none.
        (of(Some("http://www.post.example/bridge#top"), None, other), true, Some(kept)),
        (text("salt", "Ida Holm", 20).build().0, true, Some(kept)),
        (of(Some("https://post.example/quay"), None, &format!("{bridge} No.")), false, None),
        (of(None, Some("bridge.txt"), &format!("{bridge} It rains.")), true, Some(file.id())),
        (of(None, Some("bridge.txt"), other), true, None),
        (of(None, Some("other.txt"), &format!("{bridge} It rains.")), false, None),
        (of(None, None, &format!("{bridge} It rains.")), false, None),
    ] {
        let standing =
            async |question: Offered| store.offered(&[question], None).await.expect("answered")[0];
        let what = article.metadata().clone();
        let placed = if placed { Standing::Placed } else { Standing::Unread };
        let asked = Offered::of(&article).with_places(&article);
        assert_eq!(standing(asked).await, placed, "{what:?}");
        let told = expect.map_or(Standing::Unread, Standing::Revision);
        assert_eq!(standing(Offered::as_revision(&article)).await, told, "{what:?}");
        assert_eq!(standing(Offered::of(&article)).await, Standing::Unread, "{what:?}");
    }
    // What is kept is no revision of itself, or of what came after it.
    let (kept, _) = text("bread", "Anna Lind", 10).build();
    let asked = [Offered::as_revision(&kept), Offered::of(&kept).with_places(&kept)];
    assert_eq!(store.offered(&asked, None).await.expect("answered"), [Standing::Read; 2]);
}

/// Whichever of two texts is recorded first, the one that was taken in later answers, and all questions that
/// find it do; the earlier one is found by who asks for all revisions, in every way.
pub async fn the_newest_text_answers(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let second = record(&store, &text("salt", "Ida Holm", 20)).await;
    let first = record(&store, &text("bread", "Anna Lind", 10)).await;
    let page = found(&store, everything()).await;
    assert_eq!(contents(&page), ["salt"]);
    assert_eq!(page.hits[0].revision, Some(Revision { number: 2, of: 2, is_current: true }));
    assert_eq!(found(&store, said_by("Lind")).await.total, 0);
    assert!(store.speakers(Some("Lind"), 9).await.expect("listed").is_empty());
    let about = StatementQuery { about: Some("bread".into()), ..everything() };
    assert_eq!(found(&store, about.clone()).await.total, 0);

    let page = found(&store, all_revisions(everything())).await;
    assert_eq!((sorted(&page), page.total), (vec!["bread", "salt"], 2));
    for query in [said_by("Lind"), said_by("anna lind"), about] {
        let page = found(&store, all_revisions(query)).await;
        assert_eq!(contents(&page), ["bread"]);
        assert_eq!(page.hits[0].revision, Some(Revision { number: 1, of: 2, is_current: false }));
    }
    let view = store.view(&all_revisions(everything())).await.expect("answered");
    assert_eq!(store.read(&view).await.expect("read").len(), 2);
    let of = |state| ArticleFilter { state: Some(state), limit: 9, ..ArticleFilter::default() };
    let earlier = store.catalogue(&of(ArticleState::Earlier)).await.expect("listed").articles;
    assert_eq!((earlier.len(), earlier[0].article), (1, first));
    assert_eq!(earlier[0].revisions, [first, second]);
    let kept = store.catalogue(&of(ArticleState::Kept)).await.expect("listed").articles;
    assert_eq!((kept.len(), kept[0].article), (1, second));
}

/// An earlier text that is extracted again stays one, and a third text takes the place of both.
pub async fn earlier_texts_stay_earlier(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &text("bread", "Anna Lind", 10)).await;
    record(&store, &text("salt", "Anna Lind", 20)).await;
    record(&store, &text("bread", "Anna Lind", 10).model("test-2")).await;
    assert_eq!(contents(&found(&store, everything()).await), ["salt"]);
    let page = found(&store, all_revisions(everything())).await;
    assert_eq!(sorted(&page), ["bread", "salt"]);
    record(&store, &text("rope", "Anna Lind", 30)).await;
    let page = found(&store, everything()).await;
    assert_eq!(contents(&page), ["rope"]);
    assert_eq!(page.hits[0].revision, Some(Revision { number: 3, of: 3, is_current: true }));
    assert_eq!(found(&store, all_revisions(everything())).await.total, 3);
}

/// A text that comes again is the newest again; what is told of it fills what was not known.
pub async fn a_text_that_comes_again_is_the_newest(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let first = record(&store, &text("bread", "Anna Lind", 10)).await;
    record(&store, &text("salt", "Anna Lind", 20)).await;
    let told = Metadata {
        outlet: Some("The Post".into()),
        published_at: Some(day_start(3)),
        taken_at: Some(Timestamp::from_seconds(30)),
        ..text("bread", "Anna Lind", 30).build().0.metadata().clone()
    };
    let unknown = ArticleId::of(None, "another");
    let filled =
        store.note(&[(unknown, told.clone()), (first, told.clone())]).await.expect("noted");
    assert_eq!(filled[0], Learned::default());
    assert_eq!(filled[1].fields, ["outlet", "published_at"]);
    let page = found(&store, everything()).await;
    assert_eq!(contents(&page), ["bread"]);
    assert_eq!(page.hits[0].metadata.outlet.as_deref(), Some("The Post"));
    // What is known is not learned anew, be it told otherwise.
    let other = Metadata { outlet: Some("The Quay".into()), ..told };
    let learned = store.note(&[(first, other)]).await.expect("noted").remove(0);
    assert_eq!((learned.fields.len(), learned.other_outlet.as_deref()), (0, Some("The Post")));
    let post = StatementQuery { outlet: Some("the post".into()), ..everything() };
    assert_eq!(found(&store, post).await.total, 1);
}

/// Texts of one file are revisions too; the front page of a site with other stories, or no place at all, makes
/// none.
pub async fn other_stories_are_no_revisions(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let of_file = |word: &str, at| {
        let metadata = Metadata {
            file_key: Some("0a1b".into()),
            taken_at: Some(Timestamp::from_seconds(at)),
            ..Metadata::default()
        };
        text(word, "Anna Lind", at).metadata(metadata)
    };
    record(&store, &of_file("bread", 10)).await;
    record(&store, &of_file("salt", 20)).await;
    assert_eq!(contents(&found(&store, everything()).await), ["salt"]);
    let place = Metadata { url: Some("https://post.example/".into()), ..Metadata::default() };
    for (word, story) in [
        ("rope", "Boats lie on the shore while fog is near, and Tom Brekke spoke of a rope."),
        ("ice", "Winter was dear to all who fish: Sigrid Moe told of an ice that none had seen."),
    ] {
        record(&store, &Story::new(story).metadata(place.clone()).says(Draft::new(word))).await;
    }
    for word in ["tar", "ash"] {
        record(&store, &text(word, "Anna Lind", 1).metadata(Metadata::default())).await;
    }
    let page = found(&store, everything()).await;
    assert_eq!(sorted(&page), ["ash", "ice", "rope", "salt", "tar"]);
    assert!(page.hits.iter().filter(|hit| hit.revision.is_some()).count() == 1);
}

/// When the newest text is forgotten, the one before answers, until it is brought back.
pub async fn the_text_before_a_forgotten_one_answers(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &text("bread", "Anna Lind", 10)).await;
    let second = record(&store, &text("salt", "Anna Lind", 20)).await;
    let forget = Edit::Forget { articles: vec![second], erase: false };
    store.edit(&forget, "Tove", day_start(1)).await.expect("made");
    assert_eq!(contents(&found(&store, everything()).await), ["bread"]);
    store.edit(&Edit::Undo { number: 1 }, "Tove", day_start(2)).await.expect("made");
    assert_eq!(contents(&found(&store, everything()).await), ["salt"]);
    let erase = Edit::Forget { articles: vec![second], erase: true };
    store.edit(&erase, "Tove", day_start(3)).await.expect("made");
    let page = found(&store, everything()).await;
    assert_eq!((contents(&page), page.hits[0].revision), (vec!["bread"], None));
}

/// What a text is told when it comes again is of the article: a later text has it, unless it came with something
/// itself, and so has one that was there.
pub async fn what_was_filled_holds_for_other_texts(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let of_file = |word: &str, at, outlet: Option<&str>| {
        let metadata = Metadata {
            file_key: Some("0a1b".into()),
            taken_at: Some(Timestamp::from_seconds(at)),
            outlet: outlet.map(Into::into),
            ..Metadata::default()
        };
        text(word, "Anna Lind", at).metadata(metadata)
    };
    let first = record(&store, &of_file("bread", 10, None)).await;
    let told = Metadata {
        published_at: Some(day_start(3)),
        learned_url: Some(URL.into()),
        ..of_file("bread", 20, Some("The Post")).build().0.metadata().clone()
    };
    let filled = store.note(&[(first, told)]).await.expect("noted");
    assert_eq!(filled[0].fields, ["outlet", "published_at", "url"]);
    record(&store, &of_file("salt", 30, None)).await;
    let of = async |word: &str| {
        let page = found(&store, all_revisions(everything())).await;
        let hit = page.hits.into_iter().find(|hit| hit.statement.content[0].text == word);
        hit.expect("there").metadata
    };
    let second = of("salt").await;
    assert_eq!(second.outlet.as_deref(), Some("The Post"));
    assert_eq!((second.published_at, second.url.as_deref()), (Some(day_start(3)), Some(URL)));
    let third = record(&store, &of_file("rope", 40, Some("The Quay"))).await;
    assert_eq!(of("rope").await.outlet.as_deref(), Some("The Quay"));
    assert_eq!(of("rope").await.published_at, Some(day_start(3)));
    // What is learned of the last text holds for those before, that know nothing of it.
    let told = Metadata {
        author: Some("Ida Holm".into()),
        ..of_file("rope", 50, None).build().0.metadata().clone()
    };
    store.note(&[(third, told)]).await.expect("noted");
    assert_eq!(of("bread").await.author.as_deref(), Some("Ida Holm"));
    // What people set goes before, and an undo brings back what was there.
    let fields = vec![FieldEdit::Outlet(Some("Harbour News".into()))];
    let set = Edit::SetArticles { articles: vec![third], fields };
    store.edit(&set, "Tove", day_start(4)).await.expect("made");
    assert_eq!(of("rope").await.outlet.as_deref(), Some("Harbour News"));
    assert_eq!(of("salt").await.outlet.as_deref(), Some("Harbour News"));
    store.edit(&Edit::Undo { number: 1 }, "Tove", day_start(5)).await.expect("made");
    assert_eq!(of("salt").await.outlet.as_deref(), Some("The Post"));
    assert_eq!(of("rope").await.outlet.as_deref(), Some("The Quay"));
}

/// With which outlet, author and date the first text came, a later one has that comes without, and whoever recorded
/// it is told of the date; not so a text that was there before.
pub async fn what_a_text_came_with_holds_for_later_ones(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let told = |word: &str, at: i64, outlet: Option<&str>, day: Option<i64>| {
        let story = text(word, "Anna Lind", at);
        let metadata = Metadata {
            outlet: outlet.map(Into::into),
            author: outlet.map(|outlet| format!("writer of {outlet}")),
            published_at: day.map(day_start),
            ..story.build().0.metadata().clone()
        };
        story.metadata(metadata).build()
    };
    let of = async |word: &str| {
        let page = found(&store, all_revisions(everything())).await;
        let hit = page.hits.into_iter().find(|hit| hit.statement.content[0].text == word);
        let metadata = hit.expect("there").metadata;
        (metadata.outlet, metadata.author, metadata.published_at)
    };
    let keep = async |(article, extraction): (Article, Extraction)| {
        store.record(&article, &extraction).await.expect("recorded")
    };
    assert_eq!(keep(told("bread", 20, Some("Post"), Some(3))).await, Recorded::New);
    let post = (Some("Post".into()), Some("writer of Post".into()), Some(day_start(3)));
    let bare = told("salt", 30, None, None);
    assert_eq!(keep(bare.clone()).await, Recorded::OtherDate(day_start(3)));
    assert_eq!(of("salt").await, post);
    // Read with that date it is as it is to be.
    let (article, extraction) = bare;
    let dated = article.with(|metadata| metadata.published_at = Some(day_start(3)));
    assert_eq!(keep((dated.clone(), extraction.clone())).await, Recorded::New);
    assert_eq!(keep((dated, extraction)).await, Recorded::AlreadyHeld);
    assert_eq!(of("salt").await, post);
    let before = told("rope", 10, None, None);
    assert_eq!(keep(before).await, Recorded::New);
    assert_eq!(of("rope").await, (None, None, None));
    let own = told("tar", 40, Some("Quay"), Some(5));
    assert_eq!(keep(own).await, Recorded::New);
    let quay = (Some("Quay".into()), Some("writer of Quay".into()), Some(day_start(5)));
    assert_eq!(of("tar").await, quay);
    assert_eq!(found(&store, everything()).await.hits.len(), 1);
}

/// Of texts that say when they were published the last published answers, whichever was taken in later; of those
/// that say the same or nothing, the last taken in.
pub async fn the_text_published_last_answers(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let dated = |word: &str, at: i64, day: Option<i64>| {
        let story = text(word, "Anna Lind", at);
        let metadata = story.build().0.metadata().clone();
        story.metadata(Metadata { published_at: day.map(day_start), ..metadata })
    };
    let answers = async || {
        let page = found(&store, everything()).await;
        contents(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let late = record(&store, &dated("bread", 10, Some(5))).await;
    let early = record(&store, &dated("salt", 20, Some(3))).await;
    assert_eq!(answers().await, ["bread"]);
    let page = found(&store, everything()).await;
    assert_eq!(page.hits[0].revision, Some(Revision { number: 2, of: 2, is_current: true }));
    let of = |state| ArticleFilter { state: Some(state), limit: 9, ..ArticleFilter::default() };
    let earlier = store.catalogue(&of(ArticleState::Earlier)).await.expect("listed").articles;
    assert_eq!((earlier.len(), earlier[0].article), (1, early));
    assert_eq!(earlier[0].revisions, [early, late]);

    // A date that is set, and an undo of it, let another one answer.
    let fields = vec![FieldEdit::PublishedAt(Some(day_start(7)))];
    let set = Edit::SetArticles { articles: vec![early], fields };
    store.edit(&set, "Tove", day_start(8)).await.expect("made");
    assert_eq!(answers().await, ["salt"]);
    store.edit(&Edit::Undo { number: 1 }, "Tove", day_start(8)).await.expect("made");
    assert_eq!(answers().await, ["bread"]);

    // One that does not say is newer than what was taken in before.
    let silent = record(&store, &dated("rope", 30, None)).await;
    assert_eq!(answers().await, ["rope"]);
    record(&store, &dated("tar", 40, Some(4))).await;
    assert_eq!(answers().await, ["rope"]);
    record(&store, &dated("ash", 50, Some(5))).await;
    assert_eq!(answers().await, ["ash"]);
    let told = dated("rope", 30, Some(6)).build().0.metadata().clone();
    store.note(&[(silent, told)]).await.expect("noted");
    assert_eq!(answers().await, ["rope"]);
    let page = found(&store, everything()).await;
    assert_eq!(page.hits[0].revision, Some(Revision { number: 5, of: 5, is_current: true }));
}
