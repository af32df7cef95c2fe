//! Why work on a session failed.

use q7x2_domain::Cause;

/// Why work on a session failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// SQLite could not do it.
    Sqlite(rusqlite::Error),
    /// PostgreSQL could not do it, or the way to it is gone.
    Postgres(tokio_postgres::Error),
    /// It cannot be kept: why.
    Rejected(String),
    /// There is no row where there should be one.
    Missing,
    /// Something kept cannot be read: where and what, without article text.
    Corrupt(String),
    /// The engine itself is not working.
    Unavailable(Cause),
}

/// What work on a session comes to.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

/// The same to the file that the session is on, which knows what to tell.
impl From<Failure> for q7x2_sqlite::Failure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Sqlite(error) => Self::Sqlite(error),
            Failure::Postgres(error) => Self::Unavailable(error.into()),
            Failure::Rejected(why) => Self::Unavailable(why.into()),
            Failure::Missing => Self::Sqlite(rusqlite::Error::QueryReturnedNoRows),
            Failure::Corrupt(detail) => Self::Corrupt(detail),
            Failure::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

/// Lets no row be nothing instead of a failure.
pub(crate) trait OptionalExtension<T> {
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Err(Failure::Missing) => Ok(None),
            outcome => outcome.map(Some),
        }
    }
}
