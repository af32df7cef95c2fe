//! The paragraphs that statements stand in, for those who ask for them with an answer. They follow from
//! the texts of articles and from spans, neither of which ever changes.

use std::collections::{BTreeSet, HashMap};

use q7x2_domain::{
    Article, ArticleId, ArticleQuery, CodePoints, Excerpt, PortError, StatementHit, StatementStore,
};

/// How many texts are in memory at a time.
const TEXTS: usize = 16;

/// Adds to each of `hits` its paragraphs; to none whose article is not there any more.
pub(crate) async fn add(
    store: &impl StatementStore,
    hits: &mut [StatementHit],
) -> Result<(), PortError> {
    let ids: BTreeSet<ArticleId> = hits.iter().map(|hit| hit.article).collect();
    let ids: Vec<ArticleId> = ids.into_iter().collect();
    for ids in ids.chunks(TEXTS) {
        let query = ArticleQuery {
            articles: Some(ids.to_vec()),
            limit: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            ..ArticleQuery::default()
        };
        let articles = store.articles(&query).await?.articles;
        let texts: HashMap<ArticleId, CodePoints<'_>> = articles.iter().map(points).collect();
        for hit in hits.iter_mut() {
            if let (Some(text), Some(extent)) = (texts.get(&hit.article), hit.statement.extent()) {
                hit.paragraph = Excerpt::of(text, text.paragraph_around(extent));
            }
        }
    }
    Ok(())
}

fn points(article: &Article) -> (ArticleId, CodePoints<'_>) {
    (article.id(), CodePoints::new(article.text()))
}
