//! Showing single statements where they stand.

use q7x2_domain::{LinkReason, StatementStore};

use super::StoreHarness;
use super::fixtures::{Draft, Story, excerpt};

/// The paragraph, and nothing but it, surrounds the statement.
pub async fn a_statement_is_shown_in_its_paragraph(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let text = "Höhe\n\nÅsa Öst spoke. “Nej,” she said.\nThe end.\n";
    let story = Story::new(text)
        .outlet("Quay Post")
        .says(Draft::new("Nej").by("Åsa Öst", "Åsa Öst", LinkReason::Name))
        .says(Draft::new("The end").by("she", "Åsa Öst", LinkReason::Pronoun));
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");

    let [first, second] = extraction.statements.as_slice() else { panic!("two statements") };
    let shown = store.show(first.id.as_str()).await.expect("shown");
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].hit.statement, *first);
    assert_eq!(shown[0].hit.article, article.id());
    assert_eq!(shown[0].hit.metadata.outlet.as_deref(), Some("Quay Post"));
    assert_eq!(shown[0].paragraph, excerpt(text, "Åsa Öst spoke. “Nej,” she said."));
    assert_eq!(shown[0].line, 3);

    let shown = store.show(&second.id.as_str()[..12]).await.expect("shown");
    let both = excerpt(text, "Åsa Öst spoke. “Nej,” she said.\nThe end.");
    assert_eq!(shown[0].paragraph, both);
    assert_eq!(store.show("zzzz").await.expect("shown"), []);
    let longer = format!("{}0", first.id);
    assert_eq!(store.show(&longer).await.expect("shown"), []);
}

/// A prefix that is no statement's alone shows several, but not hundreds.
pub async fn a_prefix_shows_at_most_ten_in_text_order(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let words: Vec<String> = (100..400).map(|n| format!("w{n}")).collect();
    let story = words.iter().fold(Story::new(&words.join(" ")), |s, w| s.says(Draft::new(w)));
    let (article, extraction) = story.build();
    store.record(&article, &extraction).await.expect("recorded");

    let digit = &extraction.statements[0].id.as_str()[..1];
    let sharing = |prefix: &str| -> Vec<&str> {
        let ids = extraction.statements.iter().map(|s| s.id.as_str());
        ids.filter(|id| id.starts_with(prefix)).collect()
    };
    let shown = async |prefix: &str| -> Vec<String> {
        let shown = store.show(prefix).await.expect("shown");
        let places: Vec<u32> = shown.iter().map(|s| s.paragraph.span.start()).collect();
        assert!(places.is_sorted());
        shown.into_iter().map(|s| s.hit.statement.id.to_string()).collect()
    };
    assert_eq!(shown(digit).await.len(), sharing(digit).len().min(10));
    let two = (0..=255).map(|n| format!("{n:02x}"));
    let two = two.into_iter().find(|p| (2..=10).contains(&sharing(p).len())).expect("300 in 256");
    assert_eq!(shown(&two).await, sharing(&two));
}
