//! What can be wrong with a message. Names the field by its path, never its content, so that the
//! error may be logged and shown.

use q7x2_domain::ArticleError;

/// A message that the domain has no place for: which field, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct ConvertError {
    field: String,
    problem: Problem,
}

impl ConvertError {
    /// Returns the error for a field of the message at hand.
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }

    /// Returns the path of the field: `extraction.statements[2].content[0].end`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Returns what is wrong with the field.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Returns the same error as seen from a message that holds this one in `field`.
    #[must_use]
    pub fn inside(mut self, field: &str) -> Self {
        self.field = format!("{field}.{}", self.field);
        self
    }

    /// Returns the same error as seen from a message that holds this one as an item of `field`.
    #[must_use]
    pub fn inside_item(self, field: &str, index: usize) -> Self {
        self.inside(&format!("{field}[{index}]"))
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The field must be there and is not.
    #[error("it is missing")]
    Missing,
    /// The enum must have a value and has none.
    #[error("it is not specified")]
    Unspecified,
    /// The enum has a value that this version does not know.
    #[error("{0} is no value known here; the other side may be of a newer version")]
    UnknownValue(i32),
    /// The range covers nothing.
    #[error("the span {start}..{end} covers nothing")]
    EmptySpan {
        /// Its first code point.
        start: u32,
        /// The first code point after it.
        end: u32,
    },
    /// The text is longer than the field may be.
    #[error("it has {bytes} bytes, the limit is {limit}")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The text has a character that no text has.
    #[error("it has a NUL character")]
    Nul,
    /// The number is not one the field may have.
    #[error("it is out of range: {0}")]
    OutOfRange(&'static str),
    /// The text does not have the form the field asks for.
    #[error("it is not {0}")]
    Malformed(&'static str),
    /// It is no article, or no article's id.
    #[error(transparent)]
    Article(#[from] ArticleError),
}

impl Problem {
    /// Returns what is wrong with a field that people know by name: `"title" has 20000 bytes, the limit
    /// is 16384`.
    pub fn of_field(&self, field: &str) -> String {
        let problem = self.to_string();
        let problem = problem.strip_prefix("it ").unwrap_or(&problem);
        format!("\"{field}\" {problem}")
    }
}
