//! Conditions on articles and statements, the order of an answer, and its pages.

use q7x2_domain::{
    ArticleFilter, ArticleId, ArticleState, Edit, Kind, LinkReason, Mode, ModeFilter,
    StatementPage, StatementQuery, StatementStore,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, day_start, everything};

async fn record(store: &impl StatementStore, story: &Story) -> ArticleId {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    article.id()
}

async fn ask(store: &impl StatementStore, query: StatementQuery) -> StatementPage {
    store.query(&query).await.expect("answered")
}

/// Latest published first, unknown dates last, then article id, then place in the text.
pub async fn statements_come_latest_first_and_in_text_order(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = |text: &str| {
        let (first, second) = text.split_once(". ").expect("two sentences");
        // Given in the wrong order on purpose.
        Story::new(text).says(Draft::new(second)).says(Draft::new(first))
    };
    record(&store, &story("Undated one. Undated two")).await;
    record(&store, &story("Old one. Old two").day(10)).await;
    record(&store, &story("New one. New two").day(20)).await;
    record(&store, &story("Ancient one. Ancient two").day(-5)).await;
    let page = ask(&store, everything()).await;
    assert_eq!(
        contents(&page),
        [
            "New one",
            "New two",
            "Old one",
            "Old two",
            "Ancient one",
            "Ancient two",
            "Undated one",
            "Undated two",
        ]
    );

    let mut same_day = vec![];
    for text in ["Red fish. Left", "Blue fish. Left", "Green fish. Left", "Pink fish. Left"] {
        same_day.push(record(&store, &story(text).day(30)).await);
    }
    same_day.sort_unstable();
    let page = ask(&store, everything()).await;
    let order: Vec<ArticleId> =
        page.hits.iter().take(8).step_by(2).map(|hit| hit.article).collect();
    assert_eq!(order, same_day);
}

/// A page is the beginning of the answer, with how many there are in all.
pub async fn a_page_is_the_beginning_of_the_whole_answer(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for number in 0..7 {
        let story = Story::new(&format!("Gate {number} opens. Gate {number} shuts."))
            .day(number % 3)
            .says(Draft::new(&format!("Gate {number} opens")))
            .says(Draft::new(&format!("Gate {number} shuts")));
        record(&store, &story).await;
    }
    for about in [None, Some("gate".to_owned())] {
        let query = StatementQuery { about, ..everything() };
        let whole = ask(&store, query.clone()).await;
        assert_eq!((whole.hits.len(), whole.total, whole.total_at_least), (14, 14, false));
        let page = ask(&store, StatementQuery { limit: 4, ..query }).await;
        assert_eq!((page.hits.as_slice(), page.total), (&whole.hits[..4], 14));
    }
    let none = ask(&store, StatementQuery { limit: 0, ..everything() }).await;
    assert_eq!((none.hits.len(), none.total), (0, 14));
}

/// Direct, indirect and mixed are told apart.
pub async fn a_kind_selects(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo charlie")
        .says(Draft::new("Alpha").kind(Kind::Direct))
        .says(Draft::new("bravo").kind(Kind::Indirect))
        .says(Draft::new("charlie").kind(Kind::Mixed));
    record(&store, &story).await;
    for (kind, expected) in
        [(Kind::Direct, "Alpha"), (Kind::Indirect, "bravo"), (Kind::Mixed, "charlie")]
    {
        let page = ask(&store, StatementQuery { kind: Some(kind), ..everything() }).await;
        assert_eq!((contents(&page), page.total), (vec![expected], 1));
    }
}

/// A query shows speech unless all modes are asked for.
pub async fn thoughts_and_signs_are_shown_on_request_only(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo charlie")
        .says(Draft::new("Alpha").mode(Mode::Thought))
        .says(Draft::new("bravo").mode(Mode::Speech))
        .says(Draft::new("charlie").mode(Mode::Sign));
    record(&store, &story).await;
    assert_eq!(contents(&ask(&store, everything()).await), ["bravo"]);
    let all = ask(&store, StatementQuery { mode: ModeFilter::All, ..everything() }).await;
    assert_eq!((contents(&all), all.total), (vec!["Alpha", "bravo", "charlie"], 3));
    let modes: Vec<Mode> = all.hits.iter().map(|hit| hit.statement.mode).collect();
    assert_eq!(modes, [Mode::Thought, Mode::Speech, Mode::Sign]);
}

/// `since` is inside, `until` is not; what has no date is in no period.
pub async fn a_period_includes_its_start_and_not_its_end(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for day in 1..=3 {
        let word = format!("Day{day}");
        record(&store, &Story::new(&word).day(day).says(Draft::new(&word))).await;
    }
    record(&store, &Story::new("Undated").says(Draft::new("Undated"))).await;
    let period = async |since: Option<i64>, until: Option<i64>| {
        let (since, until) = (since.map(day_start), until.map(day_start));
        let page = ask(&store, StatementQuery { since, until, ..everything() }).await;
        contents(&page).join(" ")
    };
    assert_eq!(period(Some(2), None).await, "Day3 Day2");
    assert_eq!(period(None, Some(2)).await, "Day1");
    assert_eq!(period(Some(2), Some(3)).await, "Day2");
    assert_eq!(period(Some(3), Some(2)).await, "");
}

/// An outlet is found by its name whatever the case, in any script; where none is called so, by words
/// of names.
pub async fn an_outlet_is_found_by_its_name_or_words_of_it(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &Story::new("One").outlet("Öresund POST").says(Draft::new("One"))).await;
    record(&store, &Story::new("Two").outlet("Öresund").says(Draft::new("Two"))).await;
    record(&store, &Story::new("Three").says(Draft::new("Three"))).await;
    for (outlet, expected) in [
        ("öresund post", vec!["One"]),
        ("ÖRESUND", vec!["Two"]),
        ("the post", vec!["One"]),
        ("Oresund", vec!["One", "Two"]),
        ("pos", vec![]),
        ("%", vec![]),
    ] {
        let query = StatementQuery { outlet: Some(outlet.into()), ..everything() };
        let page = ask(&store, query).await;
        let mut found = contents(&page);
        found.sort_unstable();
        assert_eq!(found, expected, "{outlet}");
    }
}

/// An outlet of forgotten articles alone hides no other; but whoever looks through those that are forgotten too
/// finds it.
pub async fn a_forgotten_outlet_hides_no_other(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let gone = record(&store, &Story::new("One").outlet("Gazette").says(Draft::new("One"))).await;
    let story = Story::new("Two").outlet("The Vik Gazette").says(Draft::new("Two"));
    let kept = record(&store, &story).await;
    let query = StatementQuery { outlet: Some("Gazette".into()), ..everything() };
    assert_eq!(contents(&ask(&store, query.clone()).await), ["One"]);
    let forget = Edit::Forget { articles: vec![gone], erase: false };
    store.edit(&forget, "Tove", day_start(1)).await.expect("forgotten");
    assert_eq!(contents(&ask(&store, query).await), ["Two"]);
    for (state, expected) in [(None, gone), (Some(ArticleState::Kept), kept)] {
        let outlet = Some("Gazette".into());
        let filter = ArticleFilter { outlet, state, limit: 9, ..ArticleFilter::default() };
        let found = store.catalogue(&filter).await.expect("listed").articles;
        let ids: Vec<ArticleId> = found.iter().map(|article| article.article).collect();
        assert_eq!(ids, [expected], "{state:?}");
    }
}

/// A selection may be empty, and may be very long.
pub async fn a_selection_of_articles_limits_the_answer(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let one = record(&store, &Story::new("One").says(Draft::new("One"))).await;
    record(&store, &Story::new("Two").says(Draft::new("Two"))).await;
    let select = async |articles: Vec<ArticleId>| {
        ask(&store, StatementQuery { articles: Some(articles), ..everything() }).await
    };
    assert_eq!(contents(&select(vec![one, one]).await), ["One"]);
    assert_eq!(select(vec![]).await, StatementPage::default());
    let mut many: Vec<ArticleId> =
        (0..100_000).map(|n| ArticleId::of(None, &format!("text {n}"))).collect();
    many.push(one);
    let page = select(many).await;
    assert_eq!((contents(&page), page.total), (vec!["One"], 1));
}

/// Conditions are joined by "and".
pub async fn every_condition_must_hold(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Ferries stop, Anna Lind and Tom Berg agree; fares rise")
        .outlet("Quay Post")
        .day(5)
        .says(Draft::new("Ferries stop").by("Anna Lind", "Anna Lind", LinkReason::Name))
        .says(Draft::new("fares rise").by("Tom Berg", "Tom Berg", LinkReason::Name));
    let article = record(&store, &story).await;
    let query = StatementQuery {
        speakers: vec!["Lind".into()],
        about: Some("ferries".into()),
        kind: Some(Kind::Indirect),
        since: Some(day_start(5)),
        until: Some(day_start(6)),
        outlet: Some("quay post".into()),
        articles: Some(vec![article]),
        ..everything()
    };
    assert_eq!(contents(&ask(&store, query.clone()).await), ["Ferries stop"]);
    let broken = [
        StatementQuery { speakers: vec!["Berg".into()], ..query.clone() },
        StatementQuery { about: Some("fares".into()), ..query.clone() },
        StatementQuery { kind: Some(Kind::Direct), ..query.clone() },
        StatementQuery { since: Some(day_start(6)), ..query.clone() },
        StatementQuery { until: Some(day_start(5)), ..query.clone() },
        StatementQuery { outlet: Some("Morning Post".into()), ..query.clone() },
        StatementQuery { articles: Some(vec![]), ..query },
    ];
    for query in broken {
        assert_eq!(ask(&store, query.clone()).await.total, 0, "{query:?}");
    }
}
