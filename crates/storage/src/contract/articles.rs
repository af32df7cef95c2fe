//! Articles as they were recorded, page by page, for whoever extracts from them again.

use q7x2_domain::{Article, ArticleQuery, ModelVersion, StatementStore};

use super::StoreHarness;
use super::fixtures::{Draft, MODEL, Story};

fn story(place: &str) -> Story {
    let text = format!("The ferry to {place} is late, Anna Lind said.");
    let words = format!("The ferry to {place} is late");
    Story::new(&text).outlet(&format!("{place} Post")).says(Draft::new(&words))
}

async fn record(store: &impl StatementStore, places: &[&str]) -> Vec<Article> {
    let mut kept = vec![];
    for place in places {
        let (article, extraction) = story(place).build();
        store.record(&article, &extraction).await.expect("recorded");
        kept.push(article);
    }
    kept.sort_by_key(|article| article.id().to_string());
    kept
}

/// Every article comes once, whole, and with the first page the number of all.
pub async fn articles_come_by_id_a_page_at_a_time(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let kept = record(&store, &["Osund", "Vik", "Holm"]).await;
    let mut query = ArticleQuery { limit: 2, ..ArticleQuery::default() };
    let first = store.articles(&query).await.expect("answered");
    assert_eq!((first.articles.as_slice(), first.total), (&kept[..2], Some(3)));
    query.after = Some(kept[1].id());
    let second = store.articles(&query).await.expect("answered");
    assert_eq!((second.articles.as_slice(), second.total), (&kept[2..], None));
    query.after = Some(kept[2].id());
    let last = store.articles(&query).await.expect("answered");
    assert_eq!(last.articles, []);
}

/// An article is left out that has an extraction of the model, whatever else it has.
pub async fn what_has_an_extraction_of_a_model_can_be_left_out(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let kept = record(&store, &["Osund", "Vik"]).await;
    let (newer, extraction) = story("Vik").model("test-2").build();
    store.record(&newer, &extraction).await.expect("recorded");
    let without = async |model: &str| {
        let without = Some(ModelVersion::new(model));
        let query = ArticleQuery { without, limit: 9, ..ArticleQuery::default() };
        store.articles(&query).await.expect("answered").articles
    };
    assert_eq!(without(MODEL).await, []);
    let others: Vec<Article> = kept.into_iter().filter(|kept| kept.id() != newer.id()).collect();
    assert_eq!(without("test-2").await, others);
    assert_eq!(without("test-3").await.len(), 2);
}

/// The outlet is compared in any case; a selection of nothing selects nothing.
pub async fn an_outlet_and_a_selection_limit_articles(harness: &impl StoreHarness) {
    let store = harness.open().await;
    let kept = record(&store, &["Osund", "Vik"]).await;
    let outlet = Some("VIK post".to_owned());
    let query = ArticleQuery { outlet, limit: 9, ..ArticleQuery::default() };
    let found = store.articles(&query).await.expect("answered");
    let outlets: Vec<_> = found.articles.iter().map(|a| a.metadata().outlet.clone()).collect();
    assert_eq!(outlets, [Some("Vik Post".to_owned())]);
    for chosen in [vec![], vec![kept[1].id()]] {
        let articles = Some(chosen.clone());
        let query = ArticleQuery { articles, limit: 9, ..ArticleQuery::default() };
        let found = store.articles(&query).await.expect("answered");
        let ids: Vec<_> = found.articles.iter().map(Article::id).collect();
        assert_eq!((ids, found.total), (chosen.clone(), Some(chosen.len() as u64)));
    }
}
