//! Corrections: what people say of a statement answers, whoever extracts it again, and can be undone.

use q7x2_domain::{
    Asserted, Correction, CorrectionKind, Edit, Kind, LinkReason, ModeFilter, Party, PortError,
    SpeakerType, Statement, StatementHit, StatementPlace, StatementQuery, StatementStore,
};
use q7x2_names::speaker_id;

use super::StoreHarness;
use super::fixtures::{Draft, Story, day_start, everything, excerpt, said_by};

const TEXT: &str = "Lind said that boats and “nets are dear”. Holm: fog is near.";

/// A story of two statements, the first of which is corrected here.
fn story() -> Story {
    let first =
        Draft::new("boats and “nets are dear”").by("Lind", "Anna Lind", LinkReason::Surname);
    let first = first.kind(Kind::Mixed);
    let second = Draft::new("fog is near").by("Holm", "Ida Holm", LinkReason::Surname);
    Story::new(TEXT).says(first).says(second)
}

async fn correct(store: &impl StatementStore, statement: &Statement, what: Correction) -> u64 {
    let article = story().build().0.id();
    let edit = Edit::Correct {
        statement: statement.id.clone(),
        place: StatementPlace::of(statement, article),
        what,
        reason: Some("heard the tape".into()),
    };
    store.edit(&edit, "Tove", day_start(1)).await.expect("corrected").entry.number
}

async fn undo(store: &impl StatementStore, number: u64) {
    store.edit(&Edit::Undo { number }, "Tove", day_start(2)).await.expect("undone");
}

async fn all(store: &impl StatementStore) -> Vec<StatementHit> {
    let query = StatementQuery { mode: ModeFilter::All, ..everything() };
    store.query(&query).await.expect("answered").hits
}

async fn count(store: &impl StatementStore, query: StatementQuery) -> u64 {
    store.query(&query).await.expect("answered").total
}

fn about(words: &str) -> StatementQuery {
    StatementQuery { about: Some(words.into()), ..everything() }
}

/// What nobody said is not shown unasked and not counted, and comes back whole.
pub async fn what_was_not_said_is_taken_out_and_put_back(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = story().build();
    store.record(&article, &extraction).await.expect("recorded");
    let before = all(&store).await;
    for (what, asserted) in
        [(Correction::NotSaid, Asserted::NotSaid), (Correction::Wrong, Asserted::Disputed)]
    {
        let kind = what.kind();
        let number = correct(&store, &before[0].statement, what).await;
        assert_eq!(count(&store, said_by("Lind")).await, 0);
        assert_eq!(count(&store, everything()).await, 1);
        let now = all(&store).await;
        assert_eq!(now[0].statement.asserted, asserted);
        let corrected = now[0].corrected.clone().expect("corrected");
        assert_eq!((corrected.asserted, corrected.kind), (Asserted::Said, Kind::Mixed));
        let note = &corrected.notes[0];
        assert_eq!((note.number, note.by.as_str(), note.kind), (number, "Tove", kind));
        assert_eq!(note.reason.as_deref(), Some("heard the tape"));
        assert_eq!(now[1], before[1]);
        undo(&store, number).await;
        assert_eq!(all(&store).await, before);
    }
}

/// What people corrected is found by that, whatever was likely of what was extracted, until they undo it.
pub async fn what_is_corrected_is_certain_and_found(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = story().build();
    store.record(&article, &extraction).await.expect("recorded");
    let first = all(&store).await[0].statement.clone();
    let certain = || StatementQuery { min_confidence: Some(1.0), ..everything() };
    let corrected = || StatementQuery { corrected: true, ..everything() };
    assert_eq!(count(&store, certain()).await + count(&store, corrected()).await, 0);
    let number = correct(&store, &first, Correction::Speakers(vec![])).await;
    for query in [certain(), corrected()] {
        let found = store.query(&query).await.expect("answered").hits;
        assert_eq!((found.len(), &found[0].statement.id), (1, &first.id));
        assert_eq!(found[0].statement.confidence, first.confidence);
        assert_eq!(count(&store, StatementQuery { all_revisions: true, ..query }).await, 1);
    }
    let away = correct(&store, &first, Correction::NotSaid).await;
    let taken_out = StatementQuery { asserted: vec![Asserted::NotSaid], ..corrected() };
    assert_eq!((count(&store, corrected()).await, count(&store, taken_out).await), (0, 1));
    undo(&store, away).await;
    undo(&store, number).await;
    assert_eq!(count(&store, certain()).await + count(&store, corrected()).await, 0);
}

/// Words are those of the article, found as they are now and not as they were; how much of them is
/// quoted follows.
pub async fn other_words_answer(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = story().build();
    store.record(&article, &extraction).await.expect("recorded");
    let before = all(&store).await;
    let words = excerpt(TEXT, "nets are dear");
    let number = correct(&store, &before[0].statement, Correction::Words(vec![words.span])).await;
    let now = all(&store).await.remove(0);
    assert_eq!(now.statement.content, [words]);
    assert_eq!(
        (now.statement.kind, now.statement.id.clone()),
        (Kind::Direct, before[0].statement.id.clone())
    );
    assert_eq!(now.corrected.expect("corrected").content, before[0].statement.content);
    assert_eq!(count(&store, about("boats")).await, 0);
    assert_eq!(count(&store, about("nets")).await, 1);
    let quoted = StatementQuery { kind: Some(Kind::Direct), ..everything() };
    assert_eq!(count(&store, quoted).await, 1);
    let shown = store.show(before[0].statement.id.as_str()).await.expect("shown");
    assert_eq!(shown[0].hit.statement.content, now.statement.content);
    undo(&store, number).await;
    assert_eq!(count(&store, about("boats")).await, 1);
    assert_eq!(all(&store).await, before);
}

/// Words beyond the text, and of an article that is not kept, are refused, and leave no trace.
pub async fn words_that_the_article_lacks_are_refused(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = story().build();
    let beyond = q7x2_domain::Span::new(10, 9999).expect("not empty");
    let edit = |span| Edit::Correct {
        statement: extraction.statements[0].id.clone(),
        place: StatementPlace::of(&extraction.statements[0], article.id()),
        what: Correction::Words(vec![span]),
        reason: None,
    };
    let words = excerpt(TEXT, "nets").span;
    let refused = store.edit(&edit(words), "Tove", day_start(1)).await;
    assert!(matches!(refused, Err(PortError::Rejected(_))), "{refused:?}");
    store.record(&article, &extraction).await.expect("recorded");
    let refused = store.edit(&edit(beyond), "Tove", day_start(1)).await;
    assert!(matches!(refused, Err(PortError::Rejected(_))), "{refused:?}");
    assert_eq!(store.edits(None, 9).await.expect("listed"), []);
    store.edit(&edit(words), "Tove", day_start(1)).await.expect("corrected");
}

/// Whoever extracts the article again, with other borders, the corrections hold; of its neighbours they
/// say nothing.
pub async fn corrections_outlive_the_model(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let (article, extraction) = story().build();
    store.record(&article, &extraction).await.expect("recorded");
    let first = &extraction.statements[0];
    let kind = SpeakerType::Person;
    let id = speaker_id("Jon Lind", kind, article.id());
    let jon = Party { id, name: "Jon Lind".into(), kind };
    let words = excerpt(TEXT, "“nets are dear”");
    correct(&store, first, Correction::Speakers(vec![jon.clone()])).await;
    correct(&store, first, Correction::Words(vec![words.span])).await;

    let again = Draft::new("that boats and “nets are").by("Lind", "Eva Lind", LinkReason::Title);
    let fog = Draft::new("fog is near").by("Holm", "Ida Holm", LinkReason::Surname);
    let story = Story::new(TEXT).model("test-2").says(again).says(fog);
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");
    let now = all(&store).await;
    assert_eq!(now[0].model.as_str(), "test-2");
    assert_eq!(now[0].statement.content, [words]);
    let speaker = now[0].statement.speaker.clone().expect("known");
    assert_eq!((speaker.name.as_str(), speaker.link_reason), ("Jon Lind", LinkReason::Pinned));
    let corrected = now[0].corrected.clone().expect("corrected");
    let kinds: Vec<_> = corrected.notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds, [CorrectionKind::Speaker, CorrectionKind::Words]);
    assert_eq!(corrected.content[0].text, "that boats and “nets are");
    assert_eq!(corrected.speaker.map(|speaker| speaker.name), Some("Eva Lind".into()));
    assert_eq!(now[1].corrected, None);
}
