//! Recording: idempotent, all or nothing, and the latest extraction answers.

use std::sync::Arc;

use q7x2_domain::{
    Addressee, Asserted, Channel, CueClass, Diagnostic, DiagnosticCode, Kind, LinkReason, Metadata,
    Mode, ModeFilter, ModelVersion, Offered, PortError, Recorded, Relay, Speaker, SpeakerFacts,
    SpeakerType, Standing, StatementId, StatementQuery, StatementStore, StoreCounts, TimePrecision,
    TimeSaid, Timestamp,
};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{Draft, Story, about, contents, everything, excerpt, said_by};

const HARBOUR: &str = "The harbour will close, Mayor Anna Lind said. She regrets it.";

fn harbour() -> Story {
    Story::new(HARBOUR).says(Draft::new("The harbour will close").by(
        "Mayor Anna Lind",
        "Anna Lind",
        LinkReason::TitleAndName,
    ))
}

/// The second recording of a pair of article and model is no news and changes nothing.
pub async fn recording_twice_changes_nothing(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = harbour().build();
    assert_eq!(store.record(&article, &extraction).await.expect("recorded"), Recorded::New);
    let first = store.query(&everything()).await.expect("answered");

    // What the second brings does not matter: the pair is held.
    let (_, other) = Story::new(HARBOUR).says(Draft::new("She regrets it")).build();
    let again = store.record(&article, &other).await.expect("recorded");
    assert_eq!(again, Recorded::AlreadyHeld);
    assert_eq!(store.query(&everything()).await.expect("answered"), first);
    assert_eq!(first.total, 1);
}

/// Whatever an extractor fills in is given back exactly.
pub async fn every_part_of_a_statement_comes_back(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let text = "“Nej,” told Åsa Öst the council on Tuesday by telegram; “aldrig” 🐟.";
    let metadata = Metadata {
        path: Some("in/harbour.txt".into()),
        url: Some("https://news.example/harbour?a=1&b=2".into()),
        outlet: Some("The Quay's \"Post\"".into()),
        title: Some("Nej\u{1F41F}".into()),
        author: Some("A. Writer".into()),
        published_at: Some(Timestamp::from_micros(1_700_000_000_123_456)),
        language: Some("sv".into()),
        ..Metadata::default()
    };
    let (article, mut extraction) = Story::new(text).metadata(metadata.clone()).build();
    let party = |name: &str, kind, link_reason| Speaker {
        id: speaker_id(name, kind, article.id()),
        name: name.into(),
        kind,
        link_reason,
        facts: SpeakerFacts {
            wikidata: Some("Q42".into()),
            stands_for: Some(name.to_owned()),
            maker: Some(format!("{name}, maker")),
            of: Some(format!("{name}, owner")),
        },
    };
    let base = Draft::new("Nej").kind(Kind::Mixed);
    let (_, drafted) = Story::new(text).metadata(metadata.clone()).says(base).build();
    let mut full = drafted.statements[0].clone();
    full.source = vec![excerpt(text, "Åsa"), excerpt(text, "Öst")];
    full.cue = vec![excerpt(text, "told")];
    full.content = vec![excerpt(text, "Nej"), excerpt(text, "“aldrig” 🐟")];
    full.speaker = Some(Arc::new(party("Åsa Öst", SpeakerType::Person, LinkReason::Name)));
    full.asserted = Asserted::Disputed;
    full.joint = vec![
        party("a poll", SpeakerType::Document, LinkReason::Description),
        party("Eva Moe", SpeakerType::Person, LinkReason::Name),
    ];
    full.next_candidate =
        Some(Arc::new(party("Ida Öst", SpeakerType::Person, LinkReason::Surname)));
    full.addressee = Some(Box::new(Addressee {
        excerpt: excerpt(text, "the council"),
        party: Some(party("the council", SpeakerType::Group, LinkReason::Description)),
    }));
    full.channel = Some(Box::new(Channel { excerpt: excerpt(text, "telegram") }));
    full.said_at = Some(Box::new(TimeSaid {
        excerpt: excerpt(text, "on Tuesday"),
        value: Some((Timestamp::from_micros(-1), TimePrecision::Day)),
    }));
    full.relay = Some(Box::new(Relay {
        depth: 2,
        by: Some(StatementId::from_stored("0123456789abcdef".into())),
        teller: Some(excerpt(text, "the council")),
    }));
    full.cue_class = Some(CueClass::Declined);
    full.confidence = Some(0.1);

    let mut spare = full.clone();
    spare.id = StatementId::from_stored("00000000000000ff".into());
    spare.kind = Kind::Direct;
    spare.mode = Mode::Speech;
    spare.asserted = Asserted::Said;
    spare.source = vec![];
    spare.cue = vec![];
    spare.content = vec![excerpt(text, "🐟")];
    spare.speaker = None;
    spare.joint = vec![];
    spare.next_candidate = None;
    spare.addressee =
        Some(Box::new(Addressee { excerpt: excerpt(text, "the council"), party: None }));
    spare.channel = None;
    spare.said_at = Some(Box::new(TimeSaid { excerpt: excerpt(text, "on Tuesday"), value: None }));
    spare.relay = Some(Box::new(Relay { depth: 1, by: None, teller: None }));
    spare.cue_class = None;
    spare.confidence = None;

    extraction.statements = vec![full.clone(), spare.clone()];
    extraction.diagnostics = vec![Diagnostic {
        code: DiagnosticCode::UnclosedQuotation,
        message: "a mark opens".into(),
        span: Some(full.content[0].span),
    }];
    store.record(&article, &extraction).await.expect("recorded");

    let query = StatementQuery { mode: ModeFilter::All, ..everything() };
    let page = store.query(&query).await.expect("answered");
    let got: Vec<_> = page.hits.iter().map(|hit| hit.statement.clone()).collect();
    let facts = full.speaker.as_ref().map(|speaker| speaker.facts.clone());
    assert_eq!(got, [full, spare]);
    let listed = store.speakers(Some("Åsa Öst"), 10).await.expect("listed");
    assert_eq!(listed.first().map(|listed| listed.speaker.facts.clone()), facts);
    assert_eq!(page.hits[0].metadata, metadata);
    assert_eq!(page.hits[0].article, article.id());
    assert_eq!(page.hits[0].model, extraction.model);
}

/// A new model version takes over all answers; the old statements stay readable by id.
pub async fn the_latest_extraction_answers(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, old) = harbour().build();
    let better = Draft::new("She regrets it").by("She", "Anna Lind", LinkReason::Pronoun);
    let (_, new) = Story::new(HARBOUR).model("test-2").says(better).build();
    store.record(&article, &old).await.expect("recorded");
    assert_eq!(store.record(&article, &new).await.expect("recorded"), Recorded::New);

    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(contents(&page), ["She regrets it"]);
    assert_eq!(page.hits[0].model, ModelVersion::new("test-2"));
    assert_eq!(store.query(&about("harbour")).await.expect("answered").total, 0);
    assert_eq!(store.query(&about("regrets")).await.expect("answered").total, 1);
    assert_eq!(store.query(&said_by("Lind")).await.expect("answered").total, 1);
    let counts = StoreCounts { articles: 1, statements: 1, speakers: 1, ..StoreCounts::default() };
    assert_eq!(store.counts().await.expect("counted"), counts);

    let shown = store.show(old.statements[0].id.as_str()).await.expect("shown");
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].hit.model, old.model);
}

/// "Latest" is by the time of the first recording, not of a repeated one.
pub async fn an_older_extraction_recorded_again_does_not_come_back(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, old) = harbour().build();
    let (_, new) = harbour().model("test-2").build();
    store.record(&article, &old).await.expect("recorded");
    store.record(&article, &new).await.expect("recorded");
    assert_eq!(store.record(&article, &old).await.expect("recorded"), Recorded::AlreadyHeld);
    let page = store.query(&everything()).await.expect("answered");
    assert_eq!(page.hits[0].model, new.model);
    assert_eq!(page.total, 1);
}

/// One wrong excerpt refuses the whole extraction, with its article.
pub async fn what_is_not_verbatim_is_refused_whole(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let story = harbour().says(Draft::new("She regrets it"));
    let (article, mut extraction) = story.build();
    extraction.statements[1].content[0].text = "She regrets that".into();
    let outcome = store.record(&article, &extraction).await;
    assert!(matches!(outcome, Err(PortError::Rejected(_))), "{outcome:?}");
    assert_eq!(store.counts().await.expect("counted"), StoreCounts::default());

    let (other, _) = Story::new("Another text.").build();
    let (_, extraction) = story.build();
    let outcome = store.record(&other, &extraction).await;
    assert!(matches!(outcome, Err(PortError::Rejected(_))), "{outcome:?}");
    assert_eq!(store.record(&article, &extraction).await.expect("recorded"), Recorded::New);
}

/// Ids name statements, so they are unique within an extraction.
pub async fn two_statements_of_one_id_are_refused(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, mut extraction) = harbour().says(Draft::new("She regrets it")).build();
    extraction.statements[1].id = extraction.statements[0].id.clone();
    let outcome = store.record(&article, &extraction).await;
    assert!(matches!(outcome, Err(PortError::Rejected(_))), "{outcome:?}");
    assert_eq!(store.counts().await.expect("counted"), StoreCounts::default());
}

/// An article in which nobody says anything has been answered for all the same.
pub async fn an_article_without_statements_is_held(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = Story::new("Rain fell on Quayville.").build();
    assert_eq!(store.record(&article, &extraction).await.expect("recorded"), Recorded::New);
    let asked = [Offered::only(article.id())];
    let told = store.offered(&asked, Some(&extraction.model)).await.expect("told");
    assert_eq!(told, [Standing::Read]);
    let counts = StoreCounts { articles: 1, statements: 0, speakers: 0, ..StoreCounts::default() };
    assert_eq!(store.counts().await.expect("counted"), counts);
}

/// An article is held at a model version, or at any.
pub async fn held_articles_are_told_by_model(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (first, extraction) = harbour().build();
    store.record(&first, &extraction).await.expect("recorded");
    let (second, extraction) = Story::new("Snow fell.").model("test-2").build();
    store.record(&second, &extraction).await.expect("recorded");
    let (third, _) = Story::new("Hail fell.").build();

    let asked = [third.id(), second.id(), first.id()].map(Offered::only);
    let told = async |model: Option<&str>| {
        let model = model.map(ModelVersion::new);
        store.offered(&asked, model.as_ref()).await.expect("told")
    };
    let (read, unread) = (Standing::Read, Standing::Unread);
    assert_eq!(told(Some("test-1")).await, [unread, unread, read]);
    assert_eq!(told(Some("test-2")).await, [unread, read, unread]);
    assert_eq!(told(Some("test-3")).await, [unread; 3]);
    assert_eq!(told(None).await, [unread, read, read]);
    assert_eq!(store.offered(&[], None).await.expect("told"), []);
}

/// A second model's worker may know more of the article; nothing known is forgotten.
pub async fn what_is_learned_later_of_an_article_is_added(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = harbour().outlet("Quay Post").build();
    store.record(&article, &extraction).await.expect("recorded");
    let (article, extraction) = harbour().day(3).model("test-2").build();
    store.record(&article, &extraction).await.expect("recorded");
    let page = store.query(&everything()).await.expect("answered");
    let metadata = &page.hits[0].metadata;
    assert_eq!(metadata.outlet.as_deref(), Some("Quay Post"));
    assert_eq!(metadata.published_at, article.metadata().published_at);
}

/// Two workers that held the same lease both record; one of them is told that it was late.
pub async fn simultaneous_recordings_of_one_extraction_keep_one(harness: &impl StoreHarness) {
    let store = Arc::new(harness.open().await);
    let recordings: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let (article, extraction) = harbour().build();
                store.record(&article, &extraction).await.expect("recorded")
            })
        })
        .collect();
    let mut new = 0;
    for recording in recordings {
        new += u32::from(recording.await.expect("finished") == Recorded::New);
    }
    assert_eq!(new, 1);
    assert_eq!(store.query(&everything()).await.expect("answered").total, 1);
}

/// Acknowledged is kept.
pub async fn what_was_recorded_survives_reopening(harness: &impl StoreHarness) {
    let (article, extraction) = harbour().build();
    let store = harness.open().await;
    store.record(&article, &extraction).await.expect("recorded");
    let before = store.query(&said_by("Anna Lind")).await.expect("answered");
    drop(store);
    let store = harness.open().await;
    assert_eq!(store.query(&said_by("Anna Lind")).await.expect("answered"), before);
    assert_eq!(before.total, 1);
    assert_eq!(store.record(&article, &extraction).await.expect("told"), Recorded::AlreadyHeld);
}
