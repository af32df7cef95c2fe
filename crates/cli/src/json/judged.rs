//! What a person judged or corrected, as JSON: an article with its text and the labels of its statements.

use q7x2_domain as domain;
use serde::Serialize;

use super::Document;
use super::statement::{Span, Speaker, Statement};
use crate::render::time::rfc3339;

/// An article with what was judged in it: one line of `audit --export` and `correct export`.
#[derive(Debug, Serialize)]
pub(crate) struct JudgedDocument {
    document: Document,
    text: String,
    labels: Vec<Label>,
}

/// A statement as it was extracted, and what was said of it.
#[derive(Debug, Serialize)]
pub(crate) struct Label {
    verdict: &'static str,
    judged_at: String,
    /// Who judged, and why, where that is known.
    by: Option<String>,
    reason: Option<String>,
    statement: Statement,
    /// What is right instead, of a statement that was corrected.
    right: Option<Right>,
}

/// What a correction says.
#[derive(Debug, Serialize)]
struct Right {
    /// Who said it; null where it is not known, or nobody did.
    speaker: Option<Speaker>,
    /// All who did, jointly where they are several.
    speakers: Vec<Speaker>,
    /// The words; null where nobody said it.
    content: Option<Vec<Span>>,
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
    pub(crate) fn new(
        hit: &domain::StatementHit,
        verdict: &'static str,
        judged_at: String,
    ) -> Self {
        let statement = Statement::new(&hit.statement, &hit.model, hit.teller.as_ref());
        Self { verdict, judged_at, by: None, reason: None, statement, right: None }
    }

    /// Returns the shape of what was corrected; `None` of a statement that was not.
    pub(crate) fn of_correction(hit: &domain::StatementHit) -> Option<Self> {
        let corrected = hit.corrected.as_ref()?;
        let last = corrected.notes.last()?;
        let is_about = |kind| corrected.notes.iter().any(|note| note.kind == kind);
        let verdict = match last.kind {
            domain::CorrectionKind::Wrong => "wrong",
            domain::CorrectionKind::NotSaid => "not_said",
            _ if is_about(domain::CorrectionKind::Speaker) => "wrong_speaker",
            _ => "wrong_words",
        };
        let now = &hit.statement;
        let is_said = matches!(verdict, "wrong_speaker" | "wrong_words");
        let right = Right {
            speaker: now.speaker.as_deref().filter(|_| is_said).map(Speaker::from),
            speakers: now.speakers().filter(|_| is_said).map(Speaker::from).collect(),
            content: is_said.then(|| now.content.iter().map(Span::from).collect()),
        };
        let extracted = domain::Statement {
            kind: corrected.kind,
            asserted: corrected.asserted,
            content: corrected.content.clone(),
            speaker: corrected.speaker.clone().map(std::sync::Arc::new),
            joint: corrected.joint.clone(),
            ..now.clone()
        };
        Some(Self {
            verdict,
            judged_at: rfc3339(last.at),
            by: Some(last.by.clone()),
            reason: last.reason.clone(),
            statement: Statement::new(&extracted, &hit.model, hit.teller.as_ref()),
            right: Some(right),
        })
    }
}
