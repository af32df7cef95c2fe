//! Conditions on how a statement was made: to whom, by which channel, when, by whose telling, and
//! what its cue does.

use q7x2_domain::{
    CueClass, LinkReason, ModeFilter, StatementPage, StatementQuery, StatementStore, TimePrecision,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, about, contents, day_start, everything, said_by};

async fn record(store: &impl StatementStore, story: &Story) {
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
}

async fn ask(store: &impl StatementStore, query: StatementQuery) -> StatementPage {
    let page = store.query(&query).await.expect("answered");
    assert_eq!(page.hits.len() as u64, page.total, "{query:?}");
    page
}

/// Checks what a query finds, as the contents joined by spaces.
async fn check(store: &impl StatementStore, query: StatementQuery, expected: &str) {
    let page = ask(store, query.clone()).await;
    assert_eq!(contents(&page).join(" "), expected, "{query:?}");
}

fn to(name: &str) -> StatementQuery {
    StatementQuery { addressee: Some(name.into()), ..everything() }
}

fn via(words: &str) -> StatementQuery {
    StatementQuery { channel: Some(words.into()), ..everything() }
}

/// The words in the text find an addressee, and so does the name of its party in any spelling.
pub async fn an_addressee_is_found_by_its_words_and_by_its_party(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo charlie delta: reporters in Ode, Dr Lindii, the mayor")
        .says(Draft::new("Alpha").to("reporters in Ode", None))
        .says(Draft::new("bravo").to("Dr Lindii", None))
        .says(Draft::new("charlie").to("the mayor", Some("Anna Lindy")))
        .says(Draft::new("delta"));
    record(&store, &story).await;
    for (name, expected) in [
        ("reporters", "Alpha"),
        ("Reporters in ODE", "Alpha"),
        ("LINDY", "bravo charlie"),
        ("Anna Lindij", "charlie"),
        ("mayor", "charlie"),
        ("mayor lindy", "charlie"),
        ("report", ""),
        ("Tom Lindy", ""),
        ("...", ""),
        ("", ""),
    ] {
        check(&store, to(name), expected).await;
    }

    // Who is known by another name as a speaker is known by it as an addressee.
    let known = Draft::new("Echo").by("the Hook", "Anna Lindy", LinkReason::Gazetteer);
    record(&store, &Story::new("Echo, the Hook said").says(known)).await;
    check(&store, to("the Hook"), "charlie").await;
}

/// An aide to Lind is not Lind, nor is somebody in her town the town.
pub async fn who_belongs_to_somebody_is_not_that_somebody(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo: aides to Anna Lind; Lind’s deputy Tom Berg")
        .says(Draft::new("Alpha").to("aides to Anna Lind", None))
        .says(Draft::new("bravo").to("Lind’s deputy Tom Berg", Some("Tom Berg")));
    record(&store, &story).await;
    check(&store, to("Lind"), "").await;
    check(&store, to("Anna Lind"), "").await;
    check(&store, to("aides Lind"), "Alpha").await;
    check(&store, to("Lind's deputy"), "bravo").await;
    check(&store, to("Berg"), "bravo").await;
}

/// A channel is searched as content is.
pub async fn words_of_a_channel_are_found_in_any_inflection(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo charlie: in a post on X, at a café interview")
        .says(Draft::new("Alpha").via("in a post on X"))
        .says(Draft::new("bravo").via("at a café interview"))
        .says(Draft::new("charlie"));
    record(&store, &story).await;
    record(&store, &Story::new("Delta, in posts on X").says(Draft::new("Delta").via("posts on X")))
        .await;
    for (words, expected) in [("cafe", "bravo"), ("\"post on X\" in", "Alpha"), ("X cafe", "")] {
        check(&store, via(words), expected).await;
    }
    assert_eq!(ask(&store, via("post x")).await.total, 2);
    assert_eq!(ask(&store, via("* \"")).await.total, 0);
}

/// One of several classes is enough; what has none matches none.
pub async fn cue_classes_select_any_of_them(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo charlie delta")
        .says(Draft::new("Alpha").class(CueClass::Denied))
        .says(Draft::new("bravo").class(CueClass::Declined))
        .says(Draft::new("charlie").class(CueClass::Said))
        .says(Draft::new("delta"));
    record(&store, &story).await;
    for (cue_classes, expected) in [
        (vec![CueClass::Denied], "Alpha"),
        (vec![CueClass::Declined, CueClass::Denied, CueClass::Denied], "Alpha bravo"),
        (vec![CueClass::Asked], ""),
        (vec![], "Alpha bravo charlie delta"),
    ] {
        check(&store, StatementQuery { cue_classes, ..everything() }, expected).await;
    }
}

/// First-hand is what nobody relays.
pub async fn what_is_second_hand_can_be_left_out(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story =
        Story::new("Alpha bravo").says(Draft::new("Alpha").relayed(None)).says(Draft::new("bravo"));
    record(&store, &story).await;
    check(&store, StatementQuery { first_hand: true, ..everything() }, "bravo").await;
    check(&store, everything(), "Alpha bravo").await;
}

/// A time said is a period as long as its precision; it matches where it may lie in the range.
pub async fn a_time_said_matches_when_it_may_lie_in_the_range(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let said = |word: &str, day: i64, precision| {
        Draft::new(word).said_at("then", Some((day_start(day), precision)))
    };
    // January of 1970 has the days 0 to 30.
    let story = Story::new("Hour day month year unanchored untold, then")
        .says(said("Hour", 10, TimePrecision::Hour))
        .says(said("day", 20, TimePrecision::Day))
        .says(said("month", 0, TimePrecision::Month))
        .says(said("year", 0, TimePrecision::Year))
        .says(Draft::new("unanchored").said_at("then", None))
        .says(Draft::new("untold"));
    record(&store, &story).await;
    let range = async |since: Option<i64>, until: Option<i64>, expected: &str| {
        let (said_since, said_until) = (since.map(day_start), until.map(day_start));
        let query = StatementQuery { said_since, said_until, ..everything() };
        check(&store, query, expected).await;
    };
    range(Some(10), Some(11), "Hour month year").await;
    range(Some(11), Some(12), "month year").await;
    range(Some(20), Some(21), "day month year").await;
    range(Some(21), None, "month year").await;
    range(Some(31), None, "year").await;
    range(Some(365), None, "").await;
    range(None, Some(11), "Hour month year").await;
    range(None, Some(0), "").await;
    range(Some(12), Some(11), "").await;
    range(None, None, "Hour day month year unanchored untold").await;
}

/// The bound itself is likely enough; what has no confidence is not.
pub async fn what_is_less_likely_is_left_out(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Alpha bravo charlie")
        .says(Draft::new("Alpha").confidence(0.9))
        .says(Draft::new("bravo").confidence(0.3))
        .says(Draft::new("charlie"));
    record(&store, &story).await;
    for (least, expected) in
        [(0.0, "Alpha bravo"), (0.3, "Alpha bravo"), (0.31, "Alpha"), (0.9, "Alpha"), (1.0, "")]
    {
        let query = StatementQuery { min_confidence: Some(least), ..everything() };
        check(&store, query, expected).await;
    }
}

/// With each other, and with every other condition.
pub async fn conditions_on_circumstances_hold_together(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = Story::new("Ferries stop, Anna Lind told reporters by radio then").day(5).says(
        Draft::new("Ferries stop")
            .by("Anna Lind", "Anna Lind", LinkReason::Name)
            .to("reporters", None)
            .via("by radio")
            .said_at("then", Some((day_start(4), TimePrecision::Day)))
            .class(CueClass::Said)
            .confidence(0.5),
    );
    record(&store, &story).await;
    let query = StatementQuery {
        speakers: vec!["Lind".into()],
        about: Some("ferry".into()),
        addressee: Some("reporters".into()),
        channel: Some("radio".into()),
        cue_classes: vec![CueClass::Said],
        first_hand: true,
        said_since: Some(day_start(4)),
        said_until: Some(day_start(5)),
        min_confidence: Some(0.5),
        since: Some(day_start(5)),
        ..everything()
    };
    check(&store, query.clone(), "Ferries stop").await;
    for of_all in [
        StatementQuery { mode: ModeFilter::All, ..query.clone() },
        StatementQuery { about: None, ..query.clone() },
        StatementQuery { speakers: vec![], ..query.clone() },
        StatementQuery { speakers: vec![], about: None, ..query.clone() },
        StatementQuery { addressee: None, channel: None, ..query.clone() },
    ] {
        check(&store, of_all, "Ferries stop").await;
    }
    for broken in [
        StatementQuery { addressee: Some("Berg".into()), ..query.clone() },
        StatementQuery { channel: Some("television".into()), ..query.clone() },
        StatementQuery { cue_classes: vec![CueClass::Denied], ..query.clone() },
        StatementQuery { said_since: Some(day_start(5)), ..query.clone() },
        StatementQuery { said_until: Some(day_start(4)), ..query.clone() },
        StatementQuery { min_confidence: Some(0.6), ..query.clone() },
        StatementQuery { speakers: vec!["Berg".into()], ..query },
    ] {
        check(&store, broken, "").await;
    }
}

/// Whoever relays a statement is told with it, when asked for and when shown.
pub async fn who_tells_a_relayed_statement_comes_with_it(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let text = "Radio Ode reports that the bridge stays, as Anna Lind said.";
    let telling = Draft::new("the bridge stays, as Anna Lind said");
    let telling = telling.by("Radio Ode", "Radio Ode", LinkReason::Name);
    let (_, first) = Story::new(text).says(telling.clone()).build();
    let by = first.statements[0].id.clone();
    let told = Draft::new("the bridge stays").by("Anna Lind", "Anna Lind", LinkReason::Name);
    let story = Story::new(text)
        .says(telling)
        .says(told.clone().relayed(Some(by)))
        .says(Draft::new("stays").relayed(None));
    record(&store, &story).await;

    let page = ask(&store, said_by("Lind")).await;
    let teller = page.hits[0].teller.as_ref().map(|speaker| speaker.name.as_str());
    assert_eq!(teller, Some("Radio Ode"));
    let shown = store.show(page.hits[0].statement.id.as_str()).await.expect("shown");
    assert_eq!(shown[0].hit, page.hits[0]);
    let others = ask(&store, about("stays")).await;
    assert_eq!(others.hits.iter().filter(|hit| hit.teller.is_none()).count(), 2);
}
