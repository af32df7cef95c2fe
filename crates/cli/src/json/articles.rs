//! Articles as JSON: what is known of them, and how they stand.

use q7x2_domain as domain;
use serde::Serialize;

use super::statement::{CorrectionNote, Story};
use super::{Document, StatementWithDocument};
use crate::command::articles::Changes;
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
    /// All texts of the article, this one included, the oldest first.
    revisions: Vec<String>,
    /// The story that it is a copy of, where other copies are kept.
    story: Option<Story>,
    /// The news agency to which it is credited.
    wire: Option<&'static str>,
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
    /// What changed in the statements since the text before; null where there is none, and of an article that
    /// is forgotten.
    changes: Option<StatementChanges>,
    /// The corrections of earlier texts of the article that fit no statement of this one.
    unfit_corrections: Vec<CorrectionNote>,
}

/// What changed in the statements from one text of an article to the next.
#[derive(Debug, Serialize)]
struct StatementChanges {
    /// The id of the text before.
    since: String,
    added: Vec<StatementWithDocument>,
    gone: Vec<StatementWithDocument>,
    /// What was stated otherwise: as it was and as it is.
    changed: Vec<(StatementWithDocument, StatementWithDocument)>,
}

impl ArticleList {
    /// Returns the shape of some articles of so many.
    pub(crate) fn new(articles: &[domain::ArticleSummary], total: u64) -> Self {
        Self { articles: articles.iter().map(ArticleShape::from).collect(), total }
    }
}

impl ShownArticle {
    /// Returns the shape of an article and its statements.
    pub(crate) fn new(
        article: &domain::ArticleSummary,
        hits: &[domain::StatementHit],
        changes: Option<&Changes<'_>>,
        unfit: &[domain::CorrectionNote],
    ) -> Self {
        let shapes = |hits: &[&domain::StatementHit]| {
            hits.iter().map(|hit| StatementWithDocument::from(*hit)).collect()
        };
        let changed = |pairs: &[(&domain::StatementHit, &domain::StatementHit)]| {
            pairs.iter().map(|(was, is)| ((*was).into(), (*is).into())).collect()
        };
        Self {
            article: article.into(),
            statements: hits.iter().map(StatementWithDocument::from).collect(),
            changes: changes.map(|changes| StatementChanges {
                since: changes.since.to_string(),
                added: shapes(&changes.added),
                gone: shapes(&changes.gone),
                changed: changed(&changes.changed),
            }),
            unfit_corrections: unfit.iter().map(CorrectionNote::from).collect(),
        }
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
            revisions: article.revisions.iter().map(ToString::to_string).collect(),
            story: article.story.as_ref().map(Story::from),
            wire: article.wire.map(domain::Wire::as_str),
        }
    }
}
