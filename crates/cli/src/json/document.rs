//! A document as JSON: an article's data, and all that was extracted from it.

use q7x2_domain as domain;
use serde::{Serialize, Serializer};

use super::statement::Statement;
use crate::render::tellers::Tellers;
use crate::render::time::rfc3339;

/// An article without its text.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    id: String,
    path: Option<String>,
    url: Option<String>,
    title: Option<String>,
    outlet: Option<String>,
    published_at: Option<String>,
    language: Option<String>,
}

/// An article with its statements: one line of `extract --format jsonl`.
#[derive(Debug, Serialize)]
pub(crate) struct ExtractedDocument<'a> {
    document: Document,
    statements: Statements<'a>,
    diagnostics: Vec<Diagnostic>,
}

/// The statements of an extraction. Each takes its shape as it is written: a long text has very many.
#[derive(Debug)]
struct Statements<'a> {
    extraction: &'a domain::Extraction,
    tellers: &'a Tellers,
}

impl Serialize for Statements<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { extraction, tellers } = *self;
        let shape = |s: &domain::Statement| Statement::new(s, &extraction.model, tellers.teller(s));
        serializer.collect_seq(extraction.statements.iter().map(shape))
    }
}

/// A remark of the extractor.
#[derive(Debug, Serialize)]
struct Diagnostic {
    code: &'static str,
    message: String,
    start: Option<u32>,
    end: Option<u32>,
}

impl Document {
    /// Returns the shape of the article with this id.
    pub(crate) fn new(id: domain::ArticleId, metadata: &domain::Metadata) -> Self {
        Self {
            id: id.to_string(),
            path: metadata.path.clone(),
            url: metadata.url.clone(),
            title: metadata.title.clone(),
            outlet: metadata.outlet.clone(),
            published_at: metadata.published_at.map(rfc3339),
            language: metadata.language.clone(),
        }
    }
}

impl<'a> ExtractedDocument<'a> {
    /// Returns the shape of an article with the statements of its extraction.
    pub(crate) fn new(
        metadata: &domain::Metadata,
        extraction: &'a domain::Extraction,
        tellers: &'a Tellers,
    ) -> Self {
        Self {
            document: Document::new(extraction.article, metadata),
            statements: Statements { extraction, tellers },
            diagnostics: extraction.diagnostics.iter().map(Diagnostic::from).collect(),
        }
    }
}

impl From<&domain::Diagnostic> for Diagnostic {
    fn from(diagnostic: &domain::Diagnostic) -> Self {
        Self {
            code: diagnostic.code.as_str(),
            message: diagnostic.message.clone(),
            start: diagnostic.span.map(domain::Span::start),
            end: diagnostic.span.map(domain::Span::end),
        }
    }
}
