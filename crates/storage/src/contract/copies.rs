//! Copies of one story are known, answer once where that is asked for, and count with all their outlets.

use futures::future::join_all;
use q7x2_domain::{
    ArticleFilter, ArticleId, Edit, LinkReason, Metadata, StatementHit, StatementQuery,
    StatementStore, Timestamp, Wire,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, everything, said_by};

/// The first half of an article, without the quotation.
const FIRST: &str = "The only ferry to the island of Skerrow was taken out of service on Thursday after it came within \
    40 metres of a fishing boat off Quayle Point in thick fog, the operator Norsund Lines said. The boat was on its \
    way home to Harle and had hauled the last of its pots when Torquil Bain heard the horn.";

const SECOND: &str = "The harbour master of Lindmouth has had the radar looked at by two engineers from Fennbridge, who \
    found that it was switched off for repairs in March and never switched on again. About 600 people live on the \
    island, which has neither a doctor nor a shop, and supplies are to be flown in until the ferry sails again.";

const QUOTED: &str = "“We saw a wall with windows in it,” Edda Moss told the harbour board.";

const WORDS: &str = "We saw a wall with windows in it";

/// Returns an article under its headline, as an outlet has it on a day.
fn story(headline: &str, body: &str, outlet: &str, day: i64) -> Story {
    let said = Draft::new(WORDS).by("Edda Moss", "Edda Moss", LinkReason::Name);
    Story::new(&format!("{headline}\n\n{QUOTED}\n\n{body}")).outlet(outlet).day(day).says(said)
}

fn whole() -> String {
    format!("{FIRST}\n\n{SECOND}")
}

fn grouped(query: StatementQuery) -> StatementQuery {
    StatementQuery { grouped: true, ..query }
}

async fn record(store: &impl StatementStore, story: &Story) -> ArticleId {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    article.id()
}

async fn ask(store: &impl StatementStore, query: StatementQuery) -> Vec<StatementHit> {
    store.query(&query).await.expect("answered").hits
}

/// Returns the outlets of an answer, in order.
fn outlets(hits: &[StatementHit]) -> Vec<&str> {
    hits.iter().filter_map(|hit| hit.metadata.outlet.as_deref()).collect()
}

/// What copies say in the same words counts once, and tells in how many outlets it is.
pub async fn what_copies_say_counts_once(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let first = record(&store, &story("Near miss", &whole(), "Post", 1)).await;
    record(&store, &story("A horn in the fog", &whole(), "Echo", 2)).await;
    record(&store, &story("Ferry stopped", FIRST, "Echo", 3)).await;
    let other =
        "The council of Harle has put off the vote on the tower until the spring, its clerk said.";
    record(&store, &story("Tower", other, "Post", 4)).await;

    let all = ask(&store, everything()).await;
    assert_eq!(all.len(), 4);
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!(outlets(&hits), ["Post", "Post"]);
    assert_eq!(hits[0].story, None);
    let told = hits[1].story.expect("it has copies");
    assert_eq!((told.id, told.articles, told.outlets), (first, 3, 2));
    assert!(all[1..].iter().all(|hit| hit.story == Some(told)));
    let page = store.query(&grouped(said_by("Moss"))).await.expect("answered");
    assert_eq!((page.total, contents(&page)), (2, vec![WORDS, WORDS]));
    let about = grouped(StatementQuery { about: Some("windows".into()), ..everything() });
    assert_eq!(ask(&store, about).await.len(), 2);
}

/// What only one copy says, or somebody else, is not hidden; nor what one article says twice.
pub async fn what_one_copy_says_is_kept(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let again = Draft::new(WORDS).by("Edda", "Edda Moss", LinkReason::Name);
    record(&store, &story("Near miss", &whole(), "Post", 1).says(again)).await;
    let own = Draft::new("the radar looked at").by("Edda Moss", "Edda Moss", LinkReason::Name);
    let other = Draft::new(WORDS).by("Torquil", "Torquil Bain", LinkReason::Name);
    record(&store, &story("Fog", &whole(), "Echo", 2).says(own).says(other)).await;
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!(outlets(&hits), ["Echo", "Echo", "Post", "Post"]);
}

/// A statement is hidden only behind one that matches as well, whatever the conditions and the order.
pub async fn a_statement_hides_behind_what_matches_alone(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &story("Near miss", &whole(), "Post", 5)).await;
    record(&store, &story("A horn in the fog", &whole(), "Echo", 2)).await;
    record(&store, &story("Ferry stopped", &whole(), "Star", 9)).await;
    let of = |outlet: &str| StatementQuery { outlet: Some(outlet.into()), ..everything() };
    for outlet in ["Post", "Echo", "Star"] {
        assert_eq!(outlets(&ask(&store, grouped(of(outlet))).await), [outlet]);
    }
    let since = Some(super::fixtures::day_start(7));
    let late = StatementQuery { since, ..everything() };
    assert_eq!(outlets(&ask(&store, grouped(late)).await), ["Star"]);
    let until = Some(super::fixtures::day_start(4));
    let early = StatementQuery { until, speakers: vec!["Moss".into()], ..everything() };
    assert_eq!(outlets(&ask(&store, grouped(early)).await), ["Echo"]);
    assert_eq!(outlets(&ask(&store, grouped(everything())).await), ["Post"]);
}

/// Pages, views and counts are of the grouped answer.
pub async fn grouped_answers_are_whole(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for outlet in ["Post", "Echo", "Star"] {
        record(&store, &story(outlet, &whole(), outlet, 1)).await;
    }
    record(&store, &story("Tower", "The council of Harle votes in spring.", "Echo", 2)).await;
    let query = grouped(everything());
    let keys = store.view(&query).await.expect("viewed");
    let hits = store.read(&keys).await.expect("read");
    assert_eq!(outlets(&hits), ["Echo", "Post"]);
    let one = StatementQuery { limit: 1, ..query.clone() };
    let page = store.query(&one).await.expect("answered");
    assert_eq!((page.hits.len(), page.total), (1, 2));
    let by = q7x2_domain::Grouping::Outlet;
    let counts = store.count(&query, by, 10).await.expect("counted");
    let groups = counts.groups.iter().map(|group| (group.name.as_deref(), group.statements));
    assert_eq!(groups.collect::<Vec<_>>(), [(Some("Echo"), 1), (Some("Post"), 1)]);
    assert_eq!(counts.statements, 2);
    assert_eq!(store.count(&everything(), by, 10).await.expect("counted").statements, 4);
}

/// A story keeps its id when others join it, and two that turn out to be one are.
pub async fn stories_that_meet_are_united(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let first = record(&store, &story("Near miss", FIRST, "Post", 1)).await;
    let second = record(&store, &story("Radar", SECOND, "Echo", 2)).await;
    record(&store, &story("Nobody looked", SECOND, "Star", 3)).await;
    let ids = |hits: &[StatementHit]| {
        hits.iter().map(|hit| hit.story.map(|story| story.id)).collect::<Vec<_>>()
    };
    assert_eq!(ids(&ask(&store, everything()).await), [Some(second), Some(second), None]);
    record(&store, &story("Fog", FIRST, "Bell", 4)).await;
    let hits = ask(&store, everything()).await;
    assert_eq!(ids(&hits), [Some(first), Some(second), Some(second), Some(first)]);
    record(&store, &story("All of it", &whole(), "Tide", 5)).await;
    let hits = ask(&store, everything()).await;
    assert_eq!(ids(&hits), [Some(first); 5]);
    assert_eq!(hits[0].story.map(|story| story.outlets), Some(5));
}

/// What is forgotten is in no story, and what hid behind it answers.
pub async fn what_is_forgotten_leaves_its_story(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let first = record(&store, &story("Near miss", &whole(), "Post", 1)).await;
    record(&store, &story("A horn in the fog", &whole(), "Echo", 2)).await;
    let at = Timestamp::from_seconds(1);
    let edit = Edit::Forget { articles: vec![first], erase: false };
    let outcome = store.edit(&edit, "test", at).await.expect("forgotten");
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!(outlets(&hits), ["Echo"]);
    assert_eq!(hits[0].story.map(|story| (story.articles, story.outlets)), Some((1, 1)));
    store.edit(&Edit::Undo { number: outcome.entry.number }, "test", at).await.expect("undone");
    assert_eq!(outlets(&ask(&store, grouped(everything())).await), ["Post"]);
    let edit = Edit::Forget { articles: vec![first], erase: true };
    store.edit(&edit, "test", at).await.expect("erased");
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!((outlets(&hits), hits[0].story), (vec!["Echo"], None));
}

/// Texts of one address are no copies of one another.
pub async fn revisions_are_no_copies(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let metadata = |taken: i64| Metadata {
        url: Some("https://post.example/ferry".into()),
        outlet: Some("Post".into()),
        taken_at: Some(Timestamp::from_seconds(taken)),
        ..Metadata::default()
    };
    record(&store, &story("Near miss", &whole(), "Post", 1).metadata(metadata(1))).await;
    record(&store, &story("Near miss in fog", &whole(), "Post", 1).metadata(metadata(2))).await;
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!((hits.len(), hits[0].story), (1, None));
    record(&store, &story("A horn", &whole(), "Echo", 2)).await;
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].story.map(|story| (story.articles, story.outlets)), Some((2, 2)));
    let all = StatementQuery { all_revisions: true, ..grouped(everything()) };
    assert_eq!(ask(&store, all).await.len(), 3);
}

/// Copies that come at the same time are of one story as well.
pub async fn copies_that_come_together_are_one_story(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let stories: Vec<Story> = (0..12)
        .map(|n| story(&format!("Headline {n}"), &whole(), &format!("Outlet {n}"), n))
        .collect();
    join_all(stories.iter().map(|story| record(&store, story))).await;
    assert_eq!(store.find_copies(100).await.expect("looked for"), 0);
    let hits = ask(&store, grouped(everything())).await;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].story.map(|story| (story.articles, story.outlets)), Some((12, 12)));
}

/// Who is credited is told with the article and its statements.
pub async fn a_news_agency_is_told(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &story("Near miss\n\nHARLE (Reuters) -", &whole(), "Post", 1)).await;
    record(&store, &story("A horn in the fog", &whole(), "Echo", 2)).await;
    let hits = ask(&store, everything()).await;
    assert_eq!(hits.iter().map(|hit| hit.wire).collect::<Vec<_>>(), [None, Some(Wire::Reuters)]);
    let filter = ArticleFilter { limit: 10, ..ArticleFilter::default() };
    let articles = store.catalogue(&filter).await.expect("listed").articles;
    let told = articles.iter().map(|article| (article.wire, article.story.map(|s| s.articles)));
    assert_eq!(told.collect::<Vec<_>>(), [(None, Some(2)), (Some(Wire::Reuters), Some(2))]);
}
