//! Why nothing matches: what each condition leaves, and what comes nearest.

use q7x2_domain::{
    Asserted, Condition, Count, CueClass, Kind, LinkReason, Mode, ModeFilter, Shortfall,
    StatementQuery, StatementStore, Unseen,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, about, day_start, everything, said_by};

async fn record(store: &impl StatementStore, story: &Story) {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
}

async fn why(store: &impl StatementStore, query: &StatementQuery) -> Shortfall {
    assert_eq!(store.query(query).await.expect("answered").total, 0, "{query:?}");
    store.shortfall(query).await.expect("told")
}

fn left(shortfall: &Shortfall) -> Vec<(Condition, u64)> {
    shortfall.left.iter().map(|left| (left.condition, left.count)).collect()
}

fn lind(content: &str) -> Draft {
    Draft::new(content).by("Anna Lind", "Anna Lind", LinkReason::Name)
}

/// Each condition is held against what those before it left, up to the one that leaves nothing.
pub async fn conditions_are_tried_one_after_the_other(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Anna Lind: one, two, three")
        .outlet("The Harbour Post")
        .says(lind("one"))
        .says(lind("two").kind(Kind::Direct))
        .says(lind("three").mode(Mode::Thought));
    record(&store, &story).await;
    let query = StatementQuery {
        kind: Some(Kind::Direct),
        outlet: Some("harbour".into()),
        addressee: Some("Berg".into()),
        channel: Some("radio".into()),
        ..said_by("lind")
    };
    let told = why(&store, &query).await;
    let expected = [
        (Condition::Speaker, 3),
        (Condition::Mode, 2),
        (Condition::Kind, 1),
        (Condition::Outlet, 1),
        (Condition::Addressee, 0),
    ];
    assert_eq!(left(&told), expected);
    assert_eq!(told.left[0].named, ["Anna Lind"]);
    assert_eq!(told.left[3].named, ["The Harbour Post"]);
    assert!(told.words.is_empty() && told.nearest.is_empty());
    let thoughts = StatementQuery { asserted: vec![Asserted::Said], ..said_by("lind") };
    let thoughts = StatementQuery { about: Some("three".into()), ..thoughts };
    assert_eq!(why(&store, &thoughts).await.left[1].hidden, Count::exactly(1));
    let nobody = why(&store, &said_by("Brekke")).await;
    assert_eq!(left(&nobody), [(Condition::Speaker, 0)]);
    assert!(nobody.left[0].named.is_empty());
    let all = StatementQuery { mode: ModeFilter::All, articles: Some(vec![]), ..everything() };
    assert_eq!(left(&why(&store, &all).await), [(Condition::Articles, 0)]);
}

/// What is no speech, or not said, would be found but for that, and every condition tells so.
pub async fn what_the_mode_hides_is_told_of_every_condition(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let thought = |words: &str| {
        lind(words)
            .mode(Mode::Thought)
            .kind(Kind::Mixed)
            .to("Tom Brekke", None)
            .via("radio")
            .class(CueClass::Believes)
            .confidence(0.9)
    };
    let day = day_start(9);
    let story = Story::new("Anna Lind to Tom Brekke on radio: the fjord closes, the fjord freezes")
        .outlet("Fjord Times")
        .day(9)
        .says(thought("the fjord closes"))
        .says(thought("the fjord freezes"));
    record(&store, &story).await;
    let ferry = Story::new("Anna Lind: the ferry sails").day(3).outlet("Echo");
    record(&store, &ferry.says(lind("the ferry sails"))).await;
    let asked = [
        (Condition::About, about("fjord")),
        (Condition::Outlet, StatementQuery { outlet: Some("Fjord".into()), ..everything() }),
        (Condition::Published, StatementQuery { since: Some(day), ..everything() }),
        (Condition::Addressee, StatementQuery { addressee: Some("Brekke".into()), ..everything() }),
        (Condition::Channel, StatementQuery { channel: Some("radio".into()), ..everything() }),
        (Condition::Kind, StatementQuery { kind: Some(Kind::Mixed), ..everything() }),
        (
            Condition::CueClass,
            StatementQuery { cue_classes: vec![CueClass::Believes], ..everything() },
        ),
        (Condition::Confidence, StatementQuery { min_confidence: Some(0.5), ..everything() }),
    ];
    for (condition, query) in asked {
        for speakers in [vec![], vec!["Lind".to_owned()]] {
            let query = StatementQuery { mode: ModeFilter::Speech, speakers, ..query.clone() };
            let told = why(&store, &query).await;
            let last = told.left.last().expect("something leaves nothing");
            assert_eq!((last.condition, last.hidden), (condition, Count::exactly(2)));
            assert_eq!(told.hidden, Count::exactly(2), "{query:?}");
            let mode = told.left.iter().find(|left| left.condition == Condition::Mode);
            assert_eq!(mode.map(|mode| (mode.count, mode.hidden)), Some((1, Count::exactly(2))));
            // Where thoughts are asked for, it is what is asserted that may leave them out.
            let asserted = vec![Asserted::Denied];
            let query = StatementQuery { mode: ModeFilter::All, asserted, ..query };
            let told = why(&store, &query).await;
            assert_eq!(told.hidden, Count::exactly(2), "{query:?}");
        }
    }
    let both = StatementQuery { outlet: Some("Fjord".into()), ..about("ferry") };
    let told = why(&store, &both).await;
    assert_eq!(told.left.last().map(|left| left.hidden), Some(Count::exactly(2)));
    assert_eq!(told.hidden, Count::default());
}

/// What is counted no further is told as that.
pub async fn a_count_that_was_not_ended_is_told_as_one(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let texts: Vec<String> = (0..1001).map(|n| format!("Anna Lind: boat {n}")).collect();
    for texts in texts.chunks(26) {
        let text = texts.join("\n");
        let says = |story: Story, text: &String| story.says(lind(&text[11..]));
        record(&store, &texts.iter().fold(Story::new(&text), says)).await;
    }
    let told = why(&store, &about("boat zeppelin")).await;
    let boats = Count { count: 1000, at_least: true };
    let words = [("boat", boats), ("zeppelin", Count::default())];
    assert_eq!(told.words, words.map(|(word, found)| (word.to_owned(), found)));
    assert_eq!((told.near, told.nearest.len()), (boats, 10));
    // What has a hyphen may be there in one word.
    let told = why(&store, &about("bo-at zeppelin")).await;
    assert_eq!(told.words[0], ("boat".to_owned(), boats));
    let told = why(&store, &about("\"boat 7\" zeppelin")).await;
    assert_eq!(told.near, Count::exactly(1));
}

/// What has no date, outlet, time said or confidence is in no range of them, and that is told.
pub async fn what_a_condition_cannot_see_is_told(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &Story::new("Anna Lind: one, two").says(lind("one")).says(lind("two"))).await;
    record(&store, &Story::new("Anna Lind: old").day(3).outlet("Post").says(lind("old"))).await;
    for (query, condition, unknown) in [
        (StatementQuery { since: Some(day_start(9)), ..said_by("Lind") }, Condition::Published, 2),
        (StatementQuery { outlet: Some("Echo".into()), ..said_by("Lind") }, Condition::Outlet, 2),
        (StatementQuery { said_until: Some(day_start(9)), ..said_by("Lind") }, Condition::Said, 3),
        (StatementQuery { min_confidence: Some(0.5), ..said_by("Lind") }, Condition::Confidence, 3),
    ] {
        let told = why(&store, &query).await;
        let last = told.left.last().expect("something leaves nothing");
        assert_eq!((last.condition, last.count, last.unknown.count), (condition, 0, unknown));
    }
}

/// Words that never stand together are counted one by one, and what has most of them comes first.
pub async fn words_that_never_meet_are_told_one_by_one(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for text in [
        "Anna Lind: talks will go on",
        "Anna Lind: talks on a ferry fare",
        "Anna Lind: the fare stays",
        "Anna Lind: nothing else",
    ] {
        record(&store, &Story::new(text).says(lind(&text[11..]))).await;
    }
    record(&store, &Story::new("A truce is near").says(Draft::new("A truce is near"))).await;
    let query = StatementQuery { about: Some("talk fares truce".into()), ..said_by("Lind") };
    let told = why(&store, &query).await;
    assert_eq!(
        told.left.last().map(|left| (left.condition, left.count)),
        Some((Condition::About, 0))
    );
    let words = [("talk", 2), ("fares", 2), ("truce", 0)]
        .map(|(word, n)| (word.to_owned(), Count::exactly(n)));
    assert_eq!(told.words, words);
    let nearest = told.nearest.iter();
    let nearest: Vec<(&str, u32)> =
        nearest.map(|near| (near.hit.statement.content[0].text.as_str(), near.met)).collect();
    let expected = [("talks on a ferry fare", 2), ("the fare stays", 1), ("talks will go on", 1)];
    assert_eq!(nearest, expected);
    assert_eq!(told.near, Count::exactly(3));
    assert!(why(&store, &about("zeppelin")).await.nearest.is_empty());
}

/// Where no outlet is called so, those are offered that are spelt like it.
pub async fn near_outlets_are_offered(harness: &impl StoreHarness) {
    let store = harness.open().await;
    for outlet in ["The Harbour Post", "Morning Echo"] {
        record(&store, &Story::new(outlet).outlet(outlet).says(Draft::new(outlet))).await;
    }
    let asked = |outlet: &str| StatementQuery { outlet: Some(outlet.into()), ..everything() };
    let told = why(&store, &asked("Harbor Posts")).await;
    assert_eq!(told.nearest_outlets, ["The Harbour Post"]);
    assert!(why(&store, &asked("Xylophone")).await.nearest_outlets.is_empty());
    for outlet in ["Harbour Post", "Harbour Post Weekend"] {
        record(&store, &Story::new(outlet).outlet(outlet).says(Draft::new(outlet))).await;
    }
    // An article is no part of a name, and what an exact name leaves out is told.
    for outlet in ["Harbour Post", "The Harbour Post"] {
        assert_eq!(store.query(&asked(outlet)).await.expect("answered").total, 2);
        let unseen = store.unseen(&asked(outlet)).await.expect("told");
        assert_eq!(unseen.other_outlets, [("Harbour Post Weekend".to_owned(), 1)]);
    }
    assert!(store.unseen(&asked("Weekend")).await.expect("told").other_outlets.is_empty());
}

/// What has all that is asked for but a date, or a time said, is counted beside an answer.
pub async fn what_no_range_of_time_sees_is_counted(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &Story::new("Anna Lind: one, two").says(lind("one")).says(lind("two"))).await;
    record(&store, &Story::new("Tom Brekke: other").says(Draft::new("other"))).await;
    record(&store, &Story::new("Anna Lind: old").day(3).says(lind("old"))).await;
    record(&store, &Story::new("Anna Lind: new").day(9).says(lind("new"))).await;
    let since = StatementQuery { since: Some(day_start(5)), ..said_by("Lind") };
    assert_eq!(store.query(&since).await.expect("answered").total, 1);
    let until = StatementQuery { since: None, until: Some(day_start(5)), ..since.clone() };
    let words = StatementQuery { about: Some("two".into()), ..since.clone() };
    let both = StatementQuery { said_until: Some(day_start(5)), ..since.clone() };
    for (query, published, said) in [
        (said_by("Lind"), 0, 0),
        (since, 2, 0),
        (until, 2, 0),
        (words, 1, 0),
        (StatementQuery { said_since: Some(day_start(5)), ..said_by("Lind") }, 0, 4),
        // In that time, and without a time said.
        (both, 0, 1),
    ] {
        let told = store.unseen(&query).await.expect("told");
        assert_eq!(told, Unseen { published, said, ..Unseen::default() }, "{query:?}");
    }
}
