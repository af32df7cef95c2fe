//! What a person judged, as JSON: an article with its text and the labels of its statements.

use q7x2_domain as domain;
use serde::Serialize;

use super::Document;
use super::statement::Statement;
use crate::command::audit::Verdict;

/// An article with what was judged in it: one line of `audit --export`.
#[derive(Debug, Serialize)]
pub(crate) struct JudgedDocument {
    document: Document,
    text: String,
    labels: Vec<Label>,
}

/// A statement as it was shown, and what was said of it.
#[derive(Debug, Serialize)]
pub(crate) struct Label {
    verdict: Verdict,
    judged_at: String,
    statement: Statement,
}

impl JudgedDocument {
    /// Returns the shape of an article and its labels.
    pub(crate) fn new(article: &domain::Article, labels: Vec<Label>) -> Self {
        let document = Document::new(article.id(), article.metadata());
        Self { document, text: article.text().to_owned(), labels }
    }
}

impl Label {
    /// Returns the shape of a verdict.
    pub(crate) fn new(hit: &domain::StatementHit, verdict: Verdict, judged_at: String) -> Self {
        let statement = Statement::new(&hit.statement, &hit.model, hit.teller.as_ref());
        Self { verdict, judged_at, statement }
    }
}
