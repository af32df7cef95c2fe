//! What can be wrong with an entities file.

use std::fmt;

/// What is wrong with an entities file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitiesError {
    /// The line, counted from 1.
    pub line: Option<usize>,
    pub(super) message: String,
}

impl EntitiesError {
    pub(super) fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }
}

impl fmt::Display for EntitiesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for EntitiesError {}
