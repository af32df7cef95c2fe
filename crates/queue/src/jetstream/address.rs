//! Where a queue is on NATS: the servers, the queue's name there, and how it is kept.

use std::fmt;
use std::path::PathBuf;

use q7x2_domain::PortError;

/// The queue's name where the address gives none.
const NAME: &str = "q7x2";

/// The most copies that a broker keeps.
const MOST_REPLICAS: usize = 5;

/// Says how an address is written.
const FORM: &str = "nats://USER:PASSWORD@HOST:PORT/NAME, several HOST:PORT with commas between them, \
                    and after ? replicas=N and ca=FILE";

/// An address of a queue. Shown without user and password.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// One URL for each server, without user and password.
    pub(super) servers: Vec<String>,
    /// User and password, as they stand in the address. The client takes none from the servers' URLs.
    pub(super) user: Option<(String, String)>,
    /// What the names of the streams and subjects begin with.
    pub(super) name: String,
    /// How many servers keep everything; as it is, or one, where none is said.
    pub(super) replicas: Option<usize>,
    /// Who vouches for the servers, as a file of certificates. TLS is required where it is given.
    pub(super) authority: Option<PathBuf>,
}

impl Address {
    /// Reads an address.
    pub(super) fn parse(url: &str) -> Result<Self, PortError> {
        let odd = |what: &str| PortError::Rejected(format!("{what}: give {FORM}"));
        let (scheme, rest) =
            url.split_once("://").ok_or_else(|| odd("the queue's address has no scheme"))?;
        if !["nats", "tls"].contains(&scheme) {
            return Err(odd("the queue's address is none of NATS"));
        }
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, name) = place.split_once('/').unwrap_or((place, ""));
        let (user, hosts) = match authority.rsplit_once('@') {
            Some((user, hosts)) => (Some(user), hosts),
            None => (None, authority),
        };
        let user = match user.map(|user| user.split_once(':')) {
            Some(Some((user, password))) => Some((user.to_owned(), password.to_owned())),
            Some(None) => return Err(odd("the queue's address has a user without a password")),
            None => None,
        };
        if hosts.split(',').any(str::is_empty) {
            return Err(odd("the queue's address names no host"));
        }
        let servers = hosts.split(',').map(|host| format!("{scheme}://{host}")).collect();
        let name = if name.is_empty() { NAME } else { name };
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.len() > 64 || !name.chars().all(fits) {
            return Err(odd("the queue's name has other characters than letters, digits, - and _"));
        }
        let mut address =
            Self { servers, user, name: name.into(), replicas: None, authority: None };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("replicas", number)) => {
                    let number = number.parse().ok().filter(|n| (1..=MOST_REPLICAS).contains(n));
                    let number = number.ok_or_else(|| odd("replicas is a number from 1 to 5"))?;
                    address.replicas = Some(number);
                }
                Some(("ca", file)) if !file.is_empty() => address.authority = Some(file.into()),
                _ => return Err(odd("the queue's address has an option that is not known")),
            }
        }
        Ok(address)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self
            .servers
            .iter()
            .map(|server| server.split_once("://").map(|(_, host)| host).unwrap_or_default());
        write!(f, "nats://{}/{}", hosts.collect::<Vec<_>>().join(","), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_servers_queue_and_copies() {
        let address = Address::parse("nats://a:b@one:4222,two:4223/desk?replicas=3&ca=/x/ca.pem");
        let address = address.expect("read");
        assert_eq!(address.servers, ["nats://one:4222", "nats://two:4223"]);
        assert_eq!(address.user, Some(("a".into(), "b".into())));
        assert_eq!((address.name.as_str(), address.replicas), ("desk", Some(3)));
        assert_eq!(address.authority, Some("/x/ca.pem".into()));
        assert_eq!(format!("{address:?}"), "nats://one:4222,two:4223/desk");

        let address = Address::parse("nats://one").expect("read");
        assert_eq!((address.name.as_str(), address.replicas), ("q7x2", None));
        assert_eq!(format!("{address:?}"), "nats://one/q7x2");
    }

    #[test]
    fn an_odd_address_is_refused_with_what_to_give() {
        for odd in [
            "nats",
            "http://one",
            "nats://",
            "nats://one,/q",
            "nats://ada@one",
            "nats://one/a.b",
            "nats://one/a/b",
            "nats://one?replicas=0",
            "nats://one?replicas=9",
            "nats://one?replica=3",
            "nats://one?ca=",
        ] {
            let refused = Address::parse(odd).expect_err(odd).to_string();
            assert!(refused.contains("nats://USER:PASSWORD@HOST"), "{refused}");
        }
    }
}
