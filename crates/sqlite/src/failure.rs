//! What goes wrong inside an adapter, and how it is told to the callers of its port.

use q7x2_domain::{Cause, PortError};
use rusqlite::{ErrorCode, ffi};

/// Why a piece of work on a connection failed. Lets `?` take SQLite's errors; callers of the port
/// are told a [`PortError`].
#[derive(Debug)]
pub enum Failure {
    /// SQLite could not do it, or a row does not hold what it should.
    Sqlite(rusqlite::Error),
    /// Something kept cannot be read: where and what, without article text.
    Corrupt(String),
    /// The adapter itself is not working.
    Unavailable(Cause),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Failure {
    /// Tells it as the port does. `what` is the port's name for the file.
    pub(crate) fn told_of(self, what: &'static str) -> PortError {
        match self {
            Self::Sqlite(error) => translate(what, error),
            Self::Corrupt(detail) => PortError::Corrupt { what, detail },
            Self::Unavailable(source) => PortError::Unavailable { what, source },
        }
    }
}

/// Tells whether SQLite found no room on the device.
pub(crate) fn is_full(error: &rusqlite::Error) -> bool {
    // The index of the write-ahead log grows first, and its failure has a code of its own.
    error.sqlite_error().is_some_and(|e| {
        e.code == ErrorCode::DiskFull || e.extended_code == ffi::SQLITE_IOERR_SHMSIZE
    })
}

/// Tells whether another process was in the way.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn translate(what: &'static str, error: rusqlite::Error) -> PortError {
    if is_full(&error) {
        return PortError::Full { what, source: error.into() };
    }
    if is_busy(&error) {
        return PortError::Locked { what, source: error.into() };
    }
    let corrupt = |detail| PortError::Corrupt { what, detail };
    match error {
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => corrupt(error.to_string()),
        error => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                corrupt(error.to_string())
            }
            Some(ErrorCode::TooBig) => PortError::Rejected("it is too large to be kept".into()),
            _ => PortError::Unavailable { what, source: error.into() },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(code: i32) -> PortError {
        translate("the file", rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn every_sort_of_failure_has_its_own_error() {
        assert!(matches!(translated(ffi::SQLITE_FULL), PortError::Full { .. }));
        assert!(matches!(translated(ffi::SQLITE_IOERR_SHMSIZE), PortError::Full { .. }));
        assert!(matches!(translated(ffi::SQLITE_BUSY), PortError::Locked { .. }));
        assert!(matches!(translated(ffi::SQLITE_IOERR), PortError::Unavailable { .. }));
        assert!(matches!(translated(ffi::SQLITE_CORRUPT), PortError::Corrupt { .. }));
        assert!(matches!(translated(ffi::SQLITE_TOOBIG), PortError::Rejected(_)));
    }
}
