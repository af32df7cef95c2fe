//! Where a service keeps what it keeps: in a file, or in a database or on a broker that several services
//! share. Opening it is the adapter's.

use std::fmt;
use std::path::PathBuf;

/// A file, a database or a broker. Shown without what stands before the host, which may be a password.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A database of PostgreSQL.
    Postgres(ServerUrl),
    /// A broker of NATS, or several that are one.
    Nats(ServerUrl),
}

/// The address of a database or of a broker.
#[derive(Clone)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// Returns it whole, as the adapter wants it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Place {
    fn from(place: &str) -> Self {
        let url = || ServerUrl(place.to_owned());
        match place.split_once("://").map(|(scheme, _)| scheme) {
            Some("postgres" | "postgresql") => Self::Postgres(url()),
            Some("nats" | "tls") => Self::Nats(url()),
            _ => Self::File(place.into()),
        }
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        // A password may hold anything, so what stands after its end counts.
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let host = host.split('?').next().unwrap_or_default();
        write!(f, "{scheme}://{host}")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) | Self::Nats(url) => write!(f, "{url:?}"),
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
        let place = Place::from("nats://ada:se?cret@a.example,b.example/queue?replicas=3");
        assert_eq!(place.to_string(), "nats://a.example,b.example/queue");
        assert_eq!(Place::from("queue.sqlite").to_string(), "queue.sqlite");
    }
}
