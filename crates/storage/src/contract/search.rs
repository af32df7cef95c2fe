//! Full-text search over what was said.

use q7x2_domain::{Kind, LinkReason, StatementQuery, StatementStore};

use super::StoreHarness;
use super::fixtures::{Draft, Story, about, contents, everything};

async fn record(store: &impl StatementStore, sentences: &[&str]) {
    for sentence in sentences {
        let (article, extraction) = Story::new(sentence).says(Draft::new(sentence)).build();
        store.record(&article, &extraction).await.expect("recorded");
    }
}

async fn found(store: &impl StatementStore, words: &str) -> Vec<String> {
    let page = store.query(&about(words)).await.expect("answered");
    assert_eq!(page.hits.len() as u64, page.total);
    contents(&page).into_iter().map(str::to_owned).collect()
}

/// Every word must occur, anywhere in the content, and in the content alone.
pub async fn all_words_must_occur_in_the_content(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let draft = Draft::new("The bridge will be rebuilt before winter");
    let draft = draft.by("Anna Lind", "Anna Lind", LinkReason::Name);
    let text = "The bridge will be rebuilt before winter, Anna Lind announced at noon.";
    let (article, extraction) = Story::new(text).says(draft).build();
    store.record(&article, &extraction).await.expect("recorded");
    for words in ["bridge", "winter:bridge", "-bridge", "REBUILT", "rebuilt, before!", "\"bridge\""]
    {
        assert_eq!(found(&store, words).await.len(), 1, "{words}");
    }
    for words in ["bridge summer", "announced", "Lind", "noon", "bri", "-bridge ferry"] {
        assert_eq!(found(&store, words).await.len(), 0, "{words}");
    }
}

/// A reader need not know which form of a word was used.
pub async fn words_are_found_in_any_inflection_case_and_accent(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &["The strikes on the café were reported", "Ferries were cancelled"]).await;
    for words in ["strike", "STRIKES", "cafe", "Café", "report"] {
        assert_eq!(found(&store, words).await.len(), 1, "{words}");
    }
    assert_eq!(found(&store, "ferry cancel").await, ["Ferries were cancelled"]);
}

/// Double quotation marks ask for a phrase.
pub async fn quoted_words_stand_together(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &["No new taxes will come", "Taxes will come, but no new ones"]).await;
    assert_eq!(found(&store, "no new taxes").await.len(), 2);
    assert_eq!(found(&store, "\"no new taxes\"").await, ["No new taxes will come"]);
    assert_eq!(found(&store, "\"will come\" \"no new ones\"").await.len(), 1);
}

/// A short statement about little else ranks above a long one that mentions the word.
pub async fn better_matches_come_first(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let passing = "After a long debate on schools, roads, parks, pensions and the price of salt \
                   the council also heard somebody mention the lighthouse in passing";
    record(&store, &[passing, "The lighthouse, our lighthouse, is saved", "Schools reopen"]).await;
    let found = found(&store, "lighthouse").await;
    assert_eq!(found, ["The lighthouse, our lighthouse, is saved", passing]);
}

/// Users type anything.
pub async fn no_text_is_an_error(harness: &impl StoreHarness) {
    let store = harness.open().await;
    record(&store, &["The kiln's 40% cheaper, AND that is NOT all", "Nothing else"]).await;
    let hostile = [
        "\"",
        "\"\"",
        "\"kiln",
        "kiln\"",
        "'",
        "''",
        "kiln's",
        "kiln*",
        "*",
        "kil*",
        "^kiln",
        "-kiln",
        "+kiln",
        "content:kiln",
        "kiln OR",
        "AND",
        "NOT",
        "OR OR",
        "NEAR(kiln all)",
        "(",
        ")",
        "((kiln",
        "{content}: kiln",
        "kiln; DROP TABLE statements",
        "%",
        "_",
        "\\",
        "\0",
        "kil\0n",
        "🐟",
        "\u{301}",
        "\u{202e}kiln",
        "kiln & | ! <-> all",
        ":*",
        "a:b:c",
        "\n\t",
        "",
        "--",
        "/*",
        "?1",
        ":about",
    ];
    for words in hostile {
        for words in [words.to_owned(), format!("zebra {words}"), format!("{words} {words}")] {
            let page = store.query(&about(&words)).await;
            assert!(page.is_ok(), "{words:?}: {page:?}");
            if words.starts_with("zebra") {
                assert_eq!(page.map(|page| page.total).ok(), Some(0), "{words:?}");
            }
        }
        for query in [
            StatementQuery { speakers: vec![words.into()], ..everything() },
            StatementQuery { outlet: Some(words.into()), ..everything() },
        ] {
            assert!(store.query(&query).await.is_ok(), "{words:?}");
        }
        assert!(store.nearest_speakers(words, 5).await.is_ok(), "{words:?}");
        assert!(store.show(words).await.is_ok(), "{words:?}");
    }
    let long = "kiln ".repeat(5000);
    let query = StatementQuery { kind: Some(Kind::Indirect), ..about(&long) };
    assert_eq!(store.query(&query).await.expect("answered").total, 1);
    for words in ["kiln 40% AND", "all NOT"] {
        assert_eq!(found(&store, words).await.len(), 1, "{words}");
    }
}
