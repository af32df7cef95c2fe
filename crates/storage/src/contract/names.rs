//! Names: which speakers a name means, and how they are listed.

use q7x2_domain::{
    LinkReason, Mode, ModeFilter, SpeakerType, StatementQuery, StatementStore, StoreCounts,
};

use super::StoreHarness;
use super::fixtures::{Draft, Story, contents, everything, said_by};

/// A statement of few words that can be told from its neighbours.
struct Said {
    content: &'static str,
    source: &'static str,
    name: &'static str,
    kind: SpeakerType,
    link: LinkReason,
}

const fn said(content: &'static str, source: &'static str, name: &'static str) -> Said {
    Said { content, source, name, kind: SpeakerType::Person, link: LinkReason::Name }
}

/// Records an article for each statement, of the form "source: content".
async fn record(store: &impl StatementStore, statements: &[Said]) {
    for Said { content, source, name, kind, link } in statements {
        let draft = Draft::new(content).by_party(source, name, *kind, *link);
        let (article, extraction) = Story::new(&format!("{source}: {content}")).says(draft).build();
        store.record(&article, &extraction).await.expect("recorded");
    }
}

/// Returns the contents of what `name` said, sorted.
async fn found(store: &impl StatementStore, name: &str) -> Vec<String> {
    let page = store.query(&said_by(name)).await.expect("answered");
    let mut contents: Vec<String> = contents(&page).into_iter().map(str::to_owned).collect();
    contents.sort_unstable();
    contents
}

/// A letter is an initial of a name and no small word of what explains it; longer words narrow down.
pub async fn an_initial_is_no_word_of_a_description(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(
        &store,
        &[
            said("bread is short", "Maria Berg, a baker", "Maria Berg"),
            said("milk is short", "Tom A. Holm, a farmer", "Tom A. Holm"),
        ],
    )
    .await;
    assert!(found(&store, "A. Berg").await.is_empty());
    assert_eq!(found(&store, "Baker Berg").await, ["bread is short"]);
    assert_eq!(found(&store, "A. Holm").await, ["milk is short"]);
}

/// Of one id there is one name in all answers, however articles space and spell it.
pub async fn a_speaker_answers_under_one_name(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(
        &store,
        &[
            said("bread is short", "J. K. Moe", "J. K. Moe"),
            said("milk is short", "J.K. Moe", "J.K. Moe"),
        ],
    )
    .await;
    let hits = store.query(&said_by("Moe")).await.expect("answered").hits;
    let speakers: Vec<_> = hits.iter().filter_map(|hit| hit.statement.speaker.clone()).collect();
    assert_eq!((speakers.len(), &speakers[0].id), (2, &speakers[1].id));
    let listed = store.speakers(Some("Moe"), 9).await.expect("listed");
    assert_eq!(listed.len(), 1);
    for speaker in speakers {
        assert_eq!(speaker.name, listed[0].speaker.name);
    }
}

/// Full name, surname, any case, accents, script and common spelling; a title narrows down.
pub async fn any_form_of_a_name_finds_its_bearer(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(
        &store,
        &[
            said("bread is short", "Ana Kovalenskyy", "Ana Kovalenskyy"),
            Said {
                link: LinkReason::TitleAndName,
                ..said("milk is short", "Minister Kovalenskyy", "Ana Kovalenskyy")
            },
            Said {
                link: LinkReason::Similarity,
                ..said("salt is short", "Kovalensko", "Ana Kovalenskyy")
            },
            said("all is well", "Tom Berg", "Tom Berg"),
        ],
    )
    .await;
    let hers = ["bread is short", "milk is short", "salt is short"];
    for name in [
        "Ana Kovalenskyy",
        "ana kovalensky",
        "KOVALENSKIY",
        "Kovalensky, Ana",
        "Коваленський",
        "Kovalénsky's",
        "Minister Kovalensky",
        "Kovalensko",
        "Ana",
    ] {
        assert_eq!(found(&store, name).await, hers, "{name}");
    }
    for name in ["Kovalenska", "Minister", "Ana Berg", "Kovalen", "", "%", "*"] {
        assert_eq!(found(&store, name).await, [""; 0], "{name}");
    }
}

/// What stands for a speaker without naming it does not find it.
pub async fn pronouns_and_descriptions_are_no_names(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let link = |link, source, content| Said { link, ..said(content, source, "Tom Berg") };
    record(
        &store,
        &[
            link(LinkReason::Pronoun, "He", "one"),
            link(LinkReason::Title, "The mayor", "two"),
            link(LinkReason::Description, "the tall one", "three"),
        ],
    )
    .await;
    for name in ["he", "mayor", "the mayor", "tall", "one"] {
        assert_eq!(found(&store, name).await, [""; 0], "{name}");
    }
    assert_eq!(found(&store, "Berg").await, ["one", "three", "two"]);
}

/// Those who speak for somebody are not that somebody.
pub async fn words_of_other_names_do_not_identify(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let party = |kind, name, content| Said {
        kind,
        link: LinkReason::Description,
        ..said(content, name, name)
    };
    record(
        &store,
        &[
            party(SpeakerType::Unnamed, "a spokesman for Anna Lind", "one"),
            party(SpeakerType::Organization, "Lind's office", "two"),
            party(SpeakerType::Organization, "Harbour Board", "three"),
            party(SpeakerType::Group, "Jon Dahl and Eva Moe", "five"),
            said("four", "Tom Berg, who runs Anna Lind's campaign,", "Tom Berg"),
        ],
    )
    .await;
    assert_eq!(found(&store, "Lind").await, [""; 0]);
    assert_eq!(found(&store, "Anna Lind").await, [""; 0]);
    assert_eq!(found(&store, "Lind spokesman").await, ["one"]);
    assert_eq!(found(&store, "Lind's office").await, ["two"]);
    assert_eq!(found(&store, "harbour").await, ["three"]);
    assert_eq!(found(&store, "Berg").await, ["four"]);
    // Who speaks together speaks.
    assert_eq!(found(&store, "Eva Moe").await, ["five"]);
}

/// An article that gives a surname only means the one person known by it, and nobody whose first
/// name no article gives.
pub async fn a_bare_surname_is_its_only_bearer(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &[said("one", "Kovalensky", "Kovalensky")]).await;
    for name in ["Ana Kovalenskyy", "Lee Kovalensky"] {
        assert_eq!(found(&store, name).await, [""; 0], "{name}");
        assert_eq!(store.nearest_speakers(name, 5).await.expect("told"), ["Kovalensky"]);
    }
    record(&store, &[said("two", "Ana Kovalenskyy", "Ana Kovalenskyy")]).await;
    assert_eq!(found(&store, "Ana Kovalenskyy").await, ["one", "two"]);
    assert_eq!(found(&store, "Kovalensky").await, ["one", "two"]);
    assert_eq!(found(&store, "Ana").await, ["two"]);
    assert_eq!(found(&store, "Lee Kovalensky").await, [""; 0]);
}

/// The surname of some stands first.
pub async fn a_surname_may_stand_first(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let all = [said("one", "Zhao", "Zhao"), said("two", "Zhao Mingli", "Zhao Mingli")];
    record(&store, &all).await;
    assert_eq!(found(&store, "Zhao Mingli").await, ["one", "two"]);
}

/// Where two people share a surname, the bare one is neither, but is found by itself.
pub async fn a_shared_bare_surname_is_nobody(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let all = [
        said("one", "Lind", "Lind"),
        said("two", "Anna Lind", "Anna Lind"),
        said("three", "Jon Lind", "Jon Lind"),
    ];
    record(&store, &all).await;
    assert_eq!(found(&store, "Anna Lind").await, ["two"]);
    assert_eq!(found(&store, "Jon Lind").await, ["three"]);
    assert_eq!(found(&store, "Maria Lind").await, [""; 0]);
    assert_eq!(found(&store, "Lind").await, ["one", "three", "two"]);
}

/// A form that only an older model saw finds nothing, shares no surname and is not offered.
pub async fn forms_of_a_replaced_extraction_are_forgotten(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &[said("salt", "Anna Lind", "Anna Lind")]).await;
    let text = "Jon Lind, the baker, met Anna Lind. Lind spoke of bread.";
    let bread = Draft::new("bread");
    let wrong = bread.clone().by("Jon Lind", "Jon Lind", LinkReason::Similarity);
    let right = bread.by("Lind", "Lind", LinkReason::Name);
    let (article, old) = Story::new(text).says(wrong).build();
    store.record(&article, &old).await.expect("recorded");
    assert_eq!(found(&store, "Jon Lind").await, ["bread"]);
    assert_eq!(found(&store, "Anna Lind").await, ["salt"]);

    let (article, new) = Story::new(text).model("test-2").says(right).build();
    store.record(&article, &new).await.expect("recorded");
    assert_eq!(found(&store, "Jon").await, [""; 0]);
    assert_eq!(found(&store, "Anna Lind").await, ["bread", "salt"]);
    assert_eq!(store.nearest_speakers("Jonn", 5).await.expect("offered"), [""; 0]);
    let speakers = store.speakers(None, 10).await.expect("listed");
    assert_eq!(speakers.len(), 2);
    let counts = StoreCounts { articles: 2, statements: 2, speakers: 2, ..StoreCounts::default() };
    assert_eq!(store.counts().await.expect("counted"), counts);
}

/// The most heard first, with statements and articles of mode speech, and every source that is a
/// name: one form whatever its case, and no pronoun.
pub async fn speakers_are_listed_with_their_forms(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let lind =
        |content: &str, source: &str, link| Draft::new(content).by(source, "Anna Lind", link);
    let story = Story::new(
        "Anna Lind on fish. Lind on ice. Again Lind, on salt. LIND on ash. She on tar. Tom Berg hums.",
    )
    .says(lind("fish", "Anna Lind", LinkReason::Name))
    .says(lind("ice", "Lind", LinkReason::Surname))
    .says(lind("salt", "Lind", LinkReason::Surname))
    .says(lind("ash", "LIND", LinkReason::Surname))
    .says(lind("tar", "She", LinkReason::Pronoun).mode(Mode::Thought))
    .says(Draft::new("hums").by("Tom Berg", "Tom Berg", LinkReason::Name).mode(Mode::Sign));
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    let (article, extraction) = Story::new("She, namely ANNA LIND, on rope")
        .says(Draft::new("rope").by("She", "ANNA LIND", LinkReason::Pronoun))
        .build();
    store.record(&article, &extraction).await.expect("recorded");

    let listed = store.speakers(None, 10).await.expect("listed");
    let names: Vec<&str> = listed.iter().map(|s| s.speaker.name.as_str()).collect();
    assert_eq!(names, ["Anna Lind", "Tom Berg"]);
    assert_eq!(Some(&listed[0].speaker), story.build().1.statements[0].speaker.as_deref());
    assert_eq!((listed[0].statements, listed[0].articles), (5, 2));
    let forms: Vec<(&str, u64)> = listed[0].forms.iter().map(|(f, n)| (f.as_str(), *n)).collect();
    assert_eq!(forms, [("Lind", 3), ("Anna Lind", 1)]);
    assert_eq!((listed[1].statements, listed[1].articles), (0, 0));
    assert_eq!(store.speakers(None, 1).await.expect("listed"), listed[..1]);
    assert_eq!(store.speakers(None, 100_000).await.expect("listed"), listed, "however many");

    let query = StatementQuery { mode: ModeFilter::All, ..everything() };
    let page = store.query(&query).await.expect("answered");
    let given = page.hits.iter().find(|h| h.statement.content[0].text == "rope").expect("found");
    let speaker = given.statement.speaker.as_ref().expect("given");
    assert_eq!((speaker.name.as_str(), speaker.link_reason), ("Anna Lind", LinkReason::Pronoun));
}

/// A name selects the same speakers here as in a query.
pub async fn speakers_are_found_by_name(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let all = [
        said("one", "Anna Lind", "Anna Lind"),
        said("two", "Jon Lind", "Jon Lind"),
        said("three", "Tom Berg", "Tom Berg"),
    ];
    record(&store, &all).await;
    let names = async |name: &str| -> Vec<String> {
        let listed = store.speakers(Some(name), 10).await.expect("listed");
        listed.into_iter().map(|summary| summary.speaker.name).collect()
    };
    assert_eq!(names("LIND").await, ["Anna Lind", "Jon Lind"]);
    assert_eq!(names("jon lind").await, ["Jon Lind"]);
    assert_eq!(names("Lindgren").await, [""; 0]);
}

/// The names most like a misspelt one, nearest first; nothing for a name like none.
pub async fn near_spellings_are_offered(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let all = [
        said("one", "Ana Kovalenskyy", "Ana Kovalenskyy"),
        said("two", "ANA KOVALENSKY", "ANA KOVALENSKY"),
        said("three", "Kovalchuk", "Kovalchuk"),
        said("four", "Tom Berg", "Tom Berg"),
    ];
    record(&store, &all).await;
    let nearest =
        async |name: &str, limit| store.nearest_speakers(name, limit).await.expect("told");
    let offered = nearest("Kovalenskaya", 5).await;
    assert_eq!(offered.len(), 2, "{offered:?}");
    assert!(offered[0].to_lowercase().starts_with("ana kovalensky"), "{offered:?}");
    assert_eq!(offered[1], "Kovalchuk");
    assert_eq!(nearest("Kovalenskaya", 1).await.len(), 1);
    assert_eq!(nearest("Tim Borg", 5).await, ["Tom Berg"]);
    for stranger in ["Xiuquan", "Borrow", "Kevlar"] {
        assert_eq!(nearest(stranger, 5).await, [""; 0], "{stranger}");
    }
    assert_eq!(nearest("Bartholomew Berg", 5).await, ["Tom Berg"]);
    assert_eq!(nearest("", 5).await, [""; 0]);
}
