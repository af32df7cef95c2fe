//! Extractions: all statements of one article from one model version, and the check that
//! every span is what the text says.

use std::fmt;

use crate::{Article, ArticleId, CodePoints, Span, Statement};

/// Names what produced an extraction: `rules-1`, `q7x2-en-2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelVersion(String);

impl ModelVersion {
    /// Returns the version of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an extractor noticed that a reader of its statements should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DiagnosticCode {
    /// A quotation mark opens and nothing closes it.
    UnclosedQuotation,
    /// Something that looks like a statement was left out because its parts made no sense.
    Discarded,
    /// The article is in another language than English, and was not read.
    OtherLanguage,
}

impl DiagnosticCode {
    /// All codes, in order.
    pub const ALL: [Self; 3] = [Self::UnclosedQuotation, Self::Discarded, Self::OtherLanguage];

    /// Returns the word used for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnclosedQuotation => "unclosed_quotation",
            Self::Discarded => "discarded",
            Self::OtherLanguage => "other_language",
        }
    }
}

/// A remark of the extractor. Text never makes it fail; it remarks instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: DiagnosticCode,
    /// The remark, for people.
    pub message: String,
    /// Where in the text.
    pub span: Option<Span>,
}

/// All statements of one article from one model version.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The article.
    pub article: ArticleId,
    /// What produced it.
    pub model: ModelVersion,
    /// The statements, in the order of their first span.
    pub statements: Vec<Statement>,
    /// Remarks.
    pub diagnostics: Vec<Diagnostic>,
}

impl Extraction {
    /// Checks that this extraction is of `article` and that every excerpt is a slice of its text.
    ///
    /// # Errors
    /// The first thing that does not agree.
    pub fn check(&self, article: &Article) -> Result<(), Inconsistency> {
        if self.article != article.id() {
            return Err(Inconsistency::OtherArticle { expected: article.id(), got: self.article });
        }
        let points = CodePoints::new(article.text());
        for statement in &self.statements {
            if statement.content.is_empty() {
                return Err(Inconsistency::NoContent { statement: statement.id.to_string() });
            }
            if let Some(excerpt) = statement.excerpts().find(|e| !e.holds_in(&points)) {
                return Err(Inconsistency::NotVerbatim {
                    statement: statement.id.to_string(),
                    start: excerpt.span.start(),
                    end: excerpt.span.end(),
                });
            }
        }
        Ok(())
    }
}

/// How an extraction disagrees with its article. Carries no article text, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistency {
    /// The extraction is of another article.
    #[error("the extraction is of article {got}, not {expected}")]
    OtherArticle {
        /// The article it is recorded with.
        expected: ArticleId,
        /// The article it names.
        got: ArticleId,
    },
    /// A statement cites nothing.
    #[error("statement {statement} has no content")]
    NoContent {
        /// The statement's id.
        statement: String,
    },
    /// An excerpt's words are not what the text says.
    #[error("statement {statement}: the words at {start}..{end} are not those of the text")]
    NotVerbatim {
        /// The statement's id.
        statement: String,
        /// First code point of the excerpt.
        start: u32,
        /// First code point after it.
        end: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asserted, Excerpt, Kind, Metadata, Mode, StatementId};

    fn extraction_of(article: &Article, words: &str, span: (u32, u32)) -> Extraction {
        let model = ModelVersion::new("test-1");
        let span = Span::new(span.0, span.1).expect("not empty");
        let content = vec![Excerpt { span, text: words.into() }];
        let statement = Statement {
            id: StatementId::of(article.id(), &model, &[], &[], &content),
            kind: Kind::Indirect,
            mode: Mode::Speech,
            asserted: Asserted::Said,
            source: vec![],
            cue: vec![],
            content,
            speaker: None,
            joint: vec![],
            next_candidate: None,
            addressee: None,
            channel: None,
            said_at: None,
            relay: None,
            cue_class: None,
            confidence: None,
        };
        Extraction {
            article: article.id(),
            model,
            statements: vec![statement],
            diagnostics: vec![],
        }
    }

    #[test]
    fn only_the_words_of_the_text_pass() {
        let article = Article::new(Metadata::default(), "The mayor left.".into()).expect("text");
        assert_eq!(extraction_of(&article, "mayor", (4, 9)).check(&article), Ok(()));
        for (words, span) in [("Mayor", (4, 9)), ("mayor", (5, 10)), ("left.", (10, 99))] {
            let outcome = extraction_of(&article, words, span).check(&article);
            assert!(matches!(outcome, Err(Inconsistency::NotVerbatim { .. })), "{words}");
        }
    }

    #[test]
    fn an_extraction_of_another_article_does_not_pass() {
        let article = Article::new(Metadata::default(), "The mayor left.".into()).expect("text");
        let other = Article::new(Metadata::default(), "The mayor came.".into()).expect("text");
        let outcome = extraction_of(&article, "mayor", (4, 9)).check(&other);
        assert!(matches!(outcome, Err(Inconsistency::OtherArticle { .. })));
    }
}
