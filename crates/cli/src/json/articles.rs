//! Articles as JSON: what is known of them, and how they stand.

use q7x2_domain as domain;
use serde::Serialize;

use super::{Document, StatementWithDocument};
use crate::render::time::rfc3339;

/// The answer of `articles --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct ArticleList {
    articles: Vec<ArticleShape>,
    /// How many match in all.
    total: u64,
}

/// An article: a line of `articles --format jsonl`.
#[derive(Debug, Serialize)]
pub(crate) struct ArticleShape {
    document: Document,
    author: Option<String>,
    state: &'static str,
    statements: u64,
    model: Option<String>,
    forgotten: Option<Forgotten>,
    /// The fields that people set.
    set: Vec<String>,
}

/// By which edit an article is forgotten.
#[derive(Debug, Serialize)]
struct Forgotten {
    edit: u64,
    by: String,
    at: String,
}

/// The answer of `articles show --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct ShownArticle {
    article: ArticleShape,
    statements: Vec<StatementWithDocument>,
}

impl ArticleList {
    /// Returns the shape of some articles of so many.
    pub(crate) fn new(articles: &[domain::ArticleSummary], total: u64) -> Self {
        Self { articles: articles.iter().map(ArticleShape::from).collect(), total }
    }
}

impl ShownArticle {
    /// Returns the shape of an article and its statements.
    pub(crate) fn new(article: &domain::ArticleSummary, hits: &[domain::StatementHit]) -> Self {
        let statements = hits.iter().map(StatementWithDocument::from).collect();
        Self { article: article.into(), statements }
    }
}

impl From<&domain::ArticleSummary> for ArticleShape {
    fn from(article: &domain::ArticleSummary) -> Self {
        Self {
            document: Document::new(article.article, &article.metadata),
            author: article.metadata.author.clone(),
            state: article.state.as_str(),
            statements: article.statements,
            model: article.model.as_ref().map(ToString::to_string),
            forgotten: article.forgotten.as_ref().map(|note| Forgotten {
                edit: note.number,
                by: note.by.clone(),
                at: rfc3339(note.at),
            }),
            set: article.set.clone(),
        }
    }
}
