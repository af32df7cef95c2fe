//! Whether something was said at all: what an answer shows unasked, and what on request.

use q7x2_domain::{Asserted, LinkReason, Mode, ModeFilter, StatementQuery, StatementStore};

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, everything};

const WORDS: &str = "alpha bravo charlie delta echo foxtrot golf hotel, Lind";

/// Records a statement of Lind's for each class, in their order.
async fn recorded(store: &impl StatementStore) {
    let story = WORDS.split_whitespace().zip(Asserted::ALL).fold(
        Story::new(WORDS),
        |story, (word, &asserted)| {
            let word = word.trim_end_matches(',');
            story.says(Draft::new(word).by("Lind", "Lind", LinkReason::Name).asserted(asserted))
        },
    );
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
}

async fn check(store: &impl StatementStore, query: StatementQuery, expected: &str) {
    let page = store.query(&query).await.expect("answered");
    assert_eq!(contents(&page).join(" "), expected, "{query:?}");
    assert_eq!(page.total, page.hits.len() as u64);
}

/// A query shows what somebody said, denied or declined to say unless all is asked for.
pub async fn what_was_not_said_is_shown_on_request_only(harness: &impl StoreHarness) {
    let store = harness.open().await;
    recorded(&store).await;
    check(&store, everything(), "alpha bravo delta").await;
    let all = StatementQuery { mode: ModeFilter::All, ..everything() };
    check(&store, all.clone(), "alpha bravo charlie delta echo foxtrot golf hotel").await;
    let page = store.query(&all).await.expect("answered");
    let classes: Vec<Asserted> = page.hits.iter().map(|hit| hit.statement.asserted).collect();
    assert_eq!(classes, Asserted::ALL);
    let shown = store.show(page.hits[2].statement.id.as_str()).await.expect("shown");
    assert_eq!(shown[0].hit.statement.asserted, Asserted::NotSaid);
}

/// Classes that are named are all that is wanted, among speech or among everything.
pub async fn classes_of_asserted_select_in_the_mode_asked_for(harness: &impl StoreHarness) {
    let store = harness.open().await;
    recorded(&store).await;
    let thought = Draft::new("india").mode(Mode::Thought).asserted(Asserted::NotSaid);
    let (article, extraction) = Story::new("india").says(thought).build();
    store.record(&article, &extraction).await.expect("recorded");
    for (asserted, speech, all) in [
        (vec![Asserted::Said], "alpha", "alpha"),
        (vec![Asserted::NotSaid, Asserted::Future], "charlie foxtrot", "charlie foxtrot india"),
    ] {
        let query = StatementQuery { asserted, ..everything() };
        check(&store, query.clone(), speech).await;
        let query = StatementQuery { mode: ModeFilter::All, ..query };
        let page = store.query(&query).await.expect("answered");
        let mut found = contents(&page);
        found.sort_unstable();
        assert_eq!(found.join(" "), all);
    }
    let query = StatementQuery {
        speakers: vec!["Lind".into()],
        about: Some("hotel".into()),
        asserted: vec![Asserted::Disputed],
        ..everything()
    };
    check(&store, query.clone(), "hotel").await;
    check(&store, StatementQuery { asserted: vec![Asserted::Said], ..query }, "").await;
}

/// As many statements are counted as a query for the speaker shows.
pub async fn speakers_are_counted_by_what_is_shown(harness: &impl StoreHarness) {
    let store = harness.open().await;
    recorded(&store).await;
    let listed = store.speakers(None, 10).await.expect("listed");
    assert_eq!((listed[0].statements, listed[0].articles), (3, 1));
    assert_eq!(listed[0].forms, [("Lind".to_owned(), 3)]);
}
