//! Why a file cannot be opened, in words for the person who named it.

use std::path::Path;

use q7x2_domain::Cause;
use rusqlite::ErrorCode;

use crate::failure::{is_busy, is_full};
use crate::format::FileFormat;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer program has written it.
    #[error(
        "{path} is a {format} of version {found}, this program knows versions up to {known}: \
         upgrade q7x2"
    )]
    Newer {
        /// The file.
        path: String,
        /// What it is.
        format: &'static str,
        /// The version it has.
        found: i64,
        /// The latest version this program knows.
        known: i64,
    },
    /// It is something else: no SQLite file, or one of another program.
    #[error(
        "{path} is not a {format} of q7x2: name another file, or, if it was one, restore it from a backup"
    )]
    Foreign {
        /// The file.
        path: String,
        /// What it should be.
        format: &'static str,
    },
    /// It cannot be opened for writing.
    #[error(
        "{path} cannot be opened: check that its directory exists and that you may write to both"
    )]
    NotWritable {
        /// The file.
        path: String,
        /// SQLite's own error, where there is one.
        source: Option<Cause>,
    },
    /// There is no room on its device.
    #[error("there is no space left for {path}: free some and try again")]
    Full {
        /// The file.
        path: String,
        /// SQLite's own error.
        source: Cause,
    },
    /// Another process keeps it locked.
    #[error("{path} is locked by another program: try again when it has finished")]
    Locked {
        /// The file.
        path: String,
        /// SQLite's own error.
        source: Cause,
    },
    /// What is in it cannot be read.
    #[error(
        "{path} is a damaged {format}: restore it from a backup, or move it away and ingest the \
         articles again"
    )]
    Damaged {
        /// The file.
        path: String,
        /// What it is.
        format: &'static str,
        /// SQLite's own error.
        source: Cause,
    },
    /// Anything else.
    #[error("{path} cannot be used as a {format}")]
    Other {
        /// The file.
        path: String,
        /// What it should be.
        format: &'static str,
        /// What went wrong.
        source: Cause,
    },
}

impl OpenError {
    /// Explains SQLite's error.
    pub(crate) fn of_sqlite(format: &FileFormat, path: &Path, source: rusqlite::Error) -> Self {
        let code = source.sqlite_error_code();
        let (format, path) = (format.name, path.display().to_string());
        match code {
            _ if is_full(&source) => Self::Full { path, source: source.into() },
            _ if is_busy(&source) => Self::Locked { path, source: source.into() },
            Some(ErrorCode::NotADatabase) => Self::Foreign { path, format },
            Some(ErrorCode::DatabaseCorrupt) => {
                Self::Damaged { path, format, source: source.into() }
            }
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::NotWritable { path, source: Some(source.into()) }
            }
            _ => Self::Other { path, format, source: source.into() },
        }
    }

    /// Explains a failed migration, by SQLite's error inside it if there is one.
    pub(crate) fn of_migration(
        format: &FileFormat,
        path: &Path,
        error: refinery_core::Error,
    ) -> Self {
        let cause = std::error::Error::source(&error).and_then(|e| e.downcast_ref());
        if let Some(rusqlite::Error::SqliteFailure(code, message)) = cause {
            let failure = rusqlite::Error::SqliteFailure(*code, message.clone());
            return Self::of_sqlite(format, path, failure);
        }
        Self::other(format, path, error)
    }

    /// Says that the file cannot be used for a reason of no sort of its own.
    pub(crate) fn other(format: &FileFormat, path: &Path, source: impl Into<Cause>) -> Self {
        let (format, path) = (format.name, path.display().to_string());
        Self::Other { path, format, source: source.into() }
    }
}
