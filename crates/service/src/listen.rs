//! Binding the sockets, once everything else is known to be right.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::ServiceFlags;

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
    /// When an address cannot be had; says which flag chooses another.
    pub async fn bind(&self) -> Result<Listeners, BindError> {
        let grpc = bind(self.listen, "--listen").await?;
        let http = bind(self.http, "--http").await?;
        Ok(Listeners { grpc, http })
    }
}

/// An address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}; choose another address with {flag}")]
pub struct BindError {
    address: SocketAddr,
    flag: &'static str,
    source: io::Error,
}

async fn bind(address: SocketAddr, flag: &'static str) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).await.map_err(|source| BindError { address, flag, source })
}
