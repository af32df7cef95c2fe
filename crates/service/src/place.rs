//! Where a service keeps what it keeps: in a file, or in a database that several services share. Opening it
//! is the adapter's.

use std::fmt;
use std::path::PathBuf;

/// A file or a database. Shown without what stands before the host, which may be a password.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A database of PostgreSQL.
    Postgres(DatabaseUrl),
}

/// The address of a database.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Returns it whole, as the adapter wants it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Place {
    fn from(place: &str) -> Self {
        match place.starts_with("postgres://") || place.starts_with("postgresql://") {
            true => Self::Postgres(DatabaseUrl(place.to_owned())),
            false => Self::File(place.into()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.rsplit_once('@').map_or("", |(_, host)| host);
        let host = host.split('?').next().unwrap_or_default();
        write!(f, "postgres://{host}")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => write!(f, "{url:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        let place = Place::from("postgres://ada:secret@db.example:5432/q7x2?sslmode=require");
        assert_eq!(place.to_string(), "postgres://db.example:5432/q7x2");
        assert!(!format!("{place:?}").contains("secret"));
        assert_eq!(Place::from("queue.sqlite").to_string(), "queue.sqlite");
    }
}
