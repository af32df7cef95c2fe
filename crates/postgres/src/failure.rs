//! Why the work of an adapter failed, and the server's errors as those of the ports.

use q7x2_domain::PortError;
use tokio_postgres::error::SqlState;

/// Why the work of an adapter failed.
#[derive(Debug)]
pub enum Failure {
    /// The server or the way to it.
    Server(tokio_postgres::Error),
    /// What is kept cannot be understood; without article text.
    Corrupt(String),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl Failure {
    /// Returns it as a port's error; `what` is the store or queue, for messages.
    pub fn explain(self, what: &'static str) -> PortError {
        let error = match self {
            Self::Corrupt(detail) => return PortError::Corrupt { what, detail },
            Self::Server(error) => error,
        };
        match error.code() {
            Some(&SqlState::DISK_FULL) => PortError::Full { what, source: Box::new(error) },
            Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                PortError::Locked { what, source: Box::new(error) }
            }
            Some(&(SqlState::CHARACTER_NOT_IN_REPERTOIRE | SqlState::UNTRANSLATABLE_CHARACTER)) => {
                PortError::Rejected("a text with the character NUL cannot be kept".into())
            }
            // Of a row of an index, mostly: what it is asked for by is too long.
            Some(&SqlState::PROGRAM_LIMIT_EXCEEDED) => {
                PortError::Rejected(format!("a text or a name is longer than {what} can keep"))
            }
            Some(&(SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED)) => {
                PortError::Corrupt { what, detail: error.to_string() }
            }
            _ => PortError::Unavailable { what, source: Box::new(error) },
        }
    }
}
