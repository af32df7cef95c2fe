//! Binding the sockets, once everything else is known to be right.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::{Exposed, ServiceFlags};

/// The sockets of a service.
#[derive(Debug)]
pub struct Listeners {
    /// For gRPC.
    pub grpc: TcpListener,
    /// For /metrics and /healthz.
    pub http: TcpListener,
}

impl ServiceFlags {
    /// Binds both sockets.
    ///
    /// # Errors
    /// When an address cannot be had, or must not be listened on with the keys that there are; says
    /// which flag changes that.
    pub async fn bind(&self) -> Result<Listeners, BindError> {
        self.keys.may_listen(self.listen, self.insecure)?;
        self.keys.may_tell(self.http, self.insecure)?;
        let grpc = bind(self.listen, "--listen").await?;
        let http = bind(self.http, "--http").await?;
        Ok(Listeners { grpc, http })
    }
}

/// An address cannot, or must not, be listened on.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The system does not give it.
    #[error("cannot listen on {address}; choose another address with {flag}")]
    Unavailable {
        /// The address.
        address: SocketAddr,
        /// The flag that names it.
        flag: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Everybody could reach it.
    #[error(transparent)]
    Exposed(#[from] Exposed),
}

async fn bind(address: SocketAddr, flag: &'static str) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).await.map_err(|source| BindError::Unavailable {
        address,
        flag,
        source,
    })
}
