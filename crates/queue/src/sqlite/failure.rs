//! What goes wrong inside the adapter, and how it is told to the callers of the port.

use q7x2_domain::PortError;
use rusqlite::{ErrorCode, ffi};

/// How the port names this queue in its errors.
const QUEUE: &str = "the work queue";

/// Why a piece of work on a connection failed. Lets `?` take both sorts of error.
#[derive(Debug)]
pub(crate) enum Failure {
    Sqlite(rusqlite::Error),
    Port(PortError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

impl From<Failure> for PortError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Port(error) => error,
            Failure::Sqlite(error) => translate(error),
        }
    }
}

/// Says that something kept cannot be read. `detail` must not hold article text.
pub(crate) fn corrupt(detail: String) -> PortError {
    PortError::Corrupt { what: QUEUE, detail }
}

/// Says that the adapter itself is not working.
pub(crate) fn unavailable(source: impl Into<q7x2_domain::Cause>) -> PortError {
    PortError::Unavailable { what: QUEUE, source: source.into() }
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

fn translate(error: rusqlite::Error) -> PortError {
    if is_full(&error) {
        return PortError::Full { what: QUEUE, source: error.into() };
    }
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
            _ => unavailable(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(code: i32) -> PortError {
        translate(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn every_sort_of_failure_has_its_own_error() {
        assert!(matches!(translated(ffi::SQLITE_FULL), PortError::Full { .. }));
        assert!(matches!(translated(ffi::SQLITE_IOERR_SHMSIZE), PortError::Full { .. }));
        assert!(matches!(translated(ffi::SQLITE_BUSY), PortError::Unavailable { .. }));
        assert!(matches!(translated(ffi::SQLITE_IOERR), PortError::Unavailable { .. }));
        assert!(matches!(translated(ffi::SQLITE_CORRUPT), PortError::Corrupt { .. }));
        assert!(matches!(translated(ffi::SQLITE_TOOBIG), PortError::Rejected(_)));
    }
}
