//! Counting what matches, and what comes first where that is asked for.

use q7x2_domain::{
    CueClass, Grouping, LinkReason, Sort, StatementCounts, StatementQuery, StatementStore,
    TimePrecision,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, about, contents, day_start, everything, said_by};

async fn record(store: &impl StatementStore, story: Story) {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
}

/// Three articles: two of one outlet, spelt in two ways, and one of which nothing is known.
async fn recorded(harness: &impl StoreHarness) -> impl StatementStore {
    let store = harness.open().await;
    let by = |words: &str, name: &str| Draft::new(words).by(name, name, LinkReason::Name);
    let at = |day| Some((day_start(day), TimePrecision::Day));
    let first =
        Story::new("Anna Lind: the quay is full. Tom Berg by radio: the gate is shut, then")
            .outlet("Quay Post")
            .day(40)
            .says(by("the quay is full", "Anna Lind").class(CueClass::Said).confidence(0.5))
            .says(by("the gate is shut", "Tom Berg").via("radio").said_at("then", at(3)));
    let second = Story::new("Anna Lind and Tom Berg by Radio: the gate is open, later")
        .outlet("QUAY POST")
        .day(10)
        .says(
            by("the gate is open", "Anna Lind")
                .with("Tom Berg")
                .via("Radio")
                .class(CueClass::Said)
                .said_at("later", at(5))
                .confidence(0.9),
        );
    let third = Story::new("the gate rusts").says(Draft::new("the gate rusts").confidence(0.7));
    for story in [first, second, third] {
        record(&store, story).await;
    }
    store
}

/// Returns groups as "name statements/articles", and how many statements there are in all.
async fn counted(store: &impl StatementStore, query: &StatementQuery, by: Grouping) -> String {
    let counts = store.count(query, by, 100).await.expect("counted");
    assert_eq!(counts.total_groups, counts.groups.len() as u64);
    let groups = counts.groups.iter().map(|group| {
        assert_eq!(group.key.is_some(), group.name.is_some());
        let name = group.name.as_deref().unwrap_or("?");
        format!("{name} {}/{}", group.statements, group.articles)
    });
    format!("{} of {}", groups.collect::<Vec<_>>().join(", "), counts.statements)
}

/// Groups have all that matches, with what is not known last. A joint statement counts for each.
pub async fn what_matches_is_counted_in_groups(harness: &impl StoreHarness) {
    let store = recorded(harness).await;
    let all = everything();
    let expected = [
        (Grouping::Speaker, "Anna Lind 2/2, Tom Berg 2/2, ? 1/1 of 4"),
        (Grouping::Outlet, "QUAY POST 3/2, ? 1/1 of 4"),
        (Grouping::Month, "1970-02 2/1, 1970-01 1/1, ? 1/1 of 4"),
        (Grouping::Channel, "Radio 2/2, ? 2/2 of 4"),
        (Grouping::CueClass, "said 2/2, ? 2/2 of 4"),
    ];
    for (by, expect) in expected {
        assert_eq!(counted(&store, &all, by).await, expect, "{by:?}");
    }
    let speakers = store.count(&all, Grouping::Speaker, 1).await.expect("counted");
    assert_eq!(speakers.groups[0].key.as_deref(), Some("person/anna-lind"));
    assert_eq!((speakers.groups.len(), speakers.total_groups, speakers.statements), (1, 3, 4));
}

/// What is counted is what a query answers, whatever its conditions and its limit.
pub async fn counts_are_those_of_the_answer(harness: &impl StoreHarness) {
    let store = recorded(harness).await;
    for query in [everything(), about("gate"), about("the gate"), said_by("Lind"), said_by("Holm")]
    {
        let whole = store.query(&query).await.expect("answered").total;
        let query = StatementQuery { limit: 1, ..query };
        for by in [Grouping::Speaker, Grouping::Outlet, Grouping::Month, Grouping::Channel] {
            let counts = store.count(&query, by, 100).await.expect("counted");
            assert_eq!(counts.statements, whole);
            let sum: u64 = counts.groups.iter().map(|group| group.statements).sum();
            assert!(sum >= whole && (by == Grouping::Speaker || sum == whole));
        }
    }
    let nobody = store.count(&said_by("Holm"), Grouping::Month, 100).await.expect("counted");
    assert_eq!(nobody, StatementCounts::default());
    // What an older extraction found is counted no longer.
    record(&store, Story::new("the gate rusts").model("test-2")).await;
    assert!(counted(&store, &everything(), Grouping::Speaker).await.ends_with("of 3"));
}

/// An answer, a view and their parts come in the order asked for; what is not known comes last.
pub async fn what_is_asked_for_first_comes_first(harness: &impl StoreHarness) {
    let store = recorded(harness).await;
    let (full, shut) = ("the quay is full", "the gate is shut");
    let (open, rusts) = ("the gate is open", "the gate rusts");
    let expected = [
        (None, [full, shut, open, rusts]),
        (Some(Sort::Published), [full, shut, open, rusts]),
        (Some(Sort::Relevance), [full, shut, open, rusts]),
        (Some(Sort::Said), [open, shut, full, rusts]),
        (Some(Sort::Confidence), [open, rusts, full, shut]),
    ];
    for (sort, expect) in expected {
        let query = StatementQuery { sort, ..everything() };
        let page = store.query(&query).await.expect("answered");
        assert_eq!(contents(&page), expect, "{sort:?}");
        let keys = store.view(&query).await.expect("answered");
        assert_eq!(store.read(&keys).await.expect("read"), page.hits, "{sort:?}");
        let first = store.query(&StatementQuery { limit: 1, ..query }).await.expect("answered");
        assert_eq!((contents(&first), first.total), (vec![expect[0]], 4), "{sort:?}");
        let words = StatementQuery { sort, ..about("gate") };
        let page = store.query(&words).await.expect("answered");
        if sort == Some(Sort::Published) {
            assert_eq!(contents(&page), [shut, open, rusts]);
        }
        assert_eq!(page.total, 3);
    }
}

/// Several speakers are asked for at once: what any of them said, a joint statement once.
pub async fn any_of_several_speakers_answers(harness: &impl StoreHarness) {
    let store = recorded(harness).await;
    let said = async |names: &[&str]| {
        let speakers = names.iter().map(|&name| name.to_owned()).collect();
        let query = StatementQuery { speakers, ..everything() };
        let page = store.query(&query).await.expect("answered");
        assert_eq!(store.view(&query).await.expect("answered").len() as u64, page.total);
        page.total
    };
    assert_eq!((said(&["Lind"]).await, said(&["Berg"]).await), (2, 2));
    assert_eq!(said(&["Lind", "Berg"]).await, 3);
    assert_eq!(said(&["Lind", "Lind", "person/anna-lind"]).await, 2);
    assert_eq!((said(&["Holm", "Berg"]).await, said(&["Holm", "Ek"]).await), (2, 0));
}
