//! Names of hosts to addresses, checked in the same step in which a connection is made: what is connected to
//! is what was checked, whatever the name means a moment later.

use std::error::Error;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::error::Reason;
use crate::public::Allowed;

/// The answer of a look-up.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Knows the addresses of hosts.
pub trait Names: Send + Sync + 'static {
    /// Returns the addresses of a host.
    fn look_up(&self, host: &str) -> Lookup;
}

/// What the system knows of names.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, host: &str) -> Lookup {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Names whose addresses may all be connected to.
pub(crate) struct Checked {
    pub(crate) names: Arc<dyn Names>,
    pub(crate) allowed: Allowed,
}

/// Why a name led to no address.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Objection(pub(crate) Reason);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (host, allowed) = (name.as_str().to_owned(), self.allowed.clone());
        let lookup = self.names.look_up(&host);
        Box::pin(async move {
            let found = lookup.await.map_err(|error| error.to_string());
            let checked = found.map_or_else(
                |why| Err(Reason::NoHost { host: host.clone(), why }),
                |found| check(&host, found, &allowed),
            );
            match checked {
                Ok(found) => {
                    let found = found.into_iter().map(|address| SocketAddr::new(address, 0));
                    Ok(Box::new(found) as Addrs)
                }
                Err(reason) => Err(Box::new(Objection(reason)) as Box<dyn Error + Send + Sync>),
            }
        })
    }
}

/// Returns the addresses of a host where there are any and all may be connected to: a name with a public
/// address and another is one that somebody prepared, or a host within.
fn check(host: &str, found: Vec<IpAddr>, allowed: &Allowed) -> Result<Vec<IpAddr>, Reason> {
    let refused = |address: &IpAddr| allowed.objection(*address).map(|kind| (kind, *address));
    if let Some((kind, address)) = found.iter().find_map(refused) {
        let (host, address) = (host.to_owned(), address.to_string());
        return Err(Reason::NotPublic { host, kind, address });
    }
    if found.is_empty() {
        return Err(Reason::NoHost { host: host.to_owned(), why: "it has no address".to_owned() });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_address_is_enough_to_refuse_a_name() {
        let addresses = |all: &[&str]| all.iter().map(|a| a.parse().expect("an address")).collect();
        let allowed = Allowed::default();
        let mixed = check("a.example", addresses(&["93.184.215.14", "10.0.0.1"]), &allowed);
        assert!(matches!(mixed, Err(Reason::NotPublic { address, .. }) if address == "10.0.0.1"));
        assert!(check("a.example", addresses(&["93.184.215.14"]), &allowed).is_ok());
        assert!(check("a.example", addresses(&["10.0.0.1"]), &Allowed::all()).is_ok());
        assert!(matches!(check("a.example", vec![], &allowed), Err(Reason::NoHost { .. })));
    }
}
