//! The three services in one process on real ports: `q7x2 serve`. Workers of other processes may
//! join; one of its own is at work already.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use q7x2_domain::SystemClock;
use q7x2_extraction::Engine;
use q7x2_service::{Metrics, ServeError, ServeOptions, http};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{Embedded, EmbeddedError, EmbeddedOptions};

/// Where the services answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addresses {
    /// The ingest service.
    pub ingest: SocketAddr,
    /// The extraction service.
    pub extraction: SocketAddr,
    /// The query service.
    pub query: SocketAddr,
    /// /metrics and /healthz, of all three.
    pub http: SocketAddr,
}

impl Addresses {
    /// Returns the usual ports of this address.
    pub fn on(ip: IpAddr) -> Self {
        let at = |port| SocketAddr::new(ip, port);
        Self {
            ingest: at(q7x2_ingest::DEFAULT_PORTS.grpc),
            extraction: at(q7x2_extraction::DEFAULT_PORTS.grpc),
            query: at(q7x2_query::DEFAULT_PORTS.grpc),
            http: at(q7x2_ingest::DEFAULT_PORTS.http),
        }
    }

    /// Binds them.
    ///
    /// # Errors
    /// When one of them cannot be had.
    pub async fn bind(&self) -> Result<Listeners, EmbeddedError> {
        let bind = async |address| {
            let bound = TcpListener::bind(address).await;
            bound.map_err(|source| EmbeddedError::Bind { address, source })
        };
        Ok(Listeners {
            ingest: bind(self.ingest).await?,
            extraction: bind(self.extraction).await?,
            query: bind(self.query).await?,
            http: bind(self.http).await?,
        })
    }
}

/// The sockets of the services.
#[derive(Debug)]
pub struct Listeners {
    /// For the ingest service.
    pub ingest: TcpListener,
    /// For the extraction service.
    pub extraction: TcpListener,
    /// For the query service.
    pub query: TcpListener,
    /// For /metrics and /healthz.
    pub http: TcpListener,
}

/// Returns a token that the first SIGINT or SIGTERM cancels; a second one ends the process.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn stop_on_signal() -> Result<CancellationToken, EmbeddedError> {
    q7x2_service::shutdown::on_signal().map_err(EmbeddedError::Signals)
}

/// Serves the three services, as `serving` says, until `shutdown` is cancelled and what is in progress
/// is done.
///
/// # Errors
/// When the data directory cannot be used, or a server fails.
pub async fn serve_all(
    listeners: Listeners,
    options: EmbeddedOptions,
    serving: &ServeOptions,
    shutdown: CancellationToken,
) -> Result<(), EmbeddedError> {
    let metrics = Metrics::install().map_err(ServeError::from)?;
    let stop = shutdown.child_token();
    let engine = Engine::with(options.recipe.extractor()?, options.threads());
    let options = EmbeddedOptions { condition: serving.condition.clone(), ..options };
    let clock = Arc::new(SystemClock);
    let (embedded, parts) = Embedded::assemble(options, engine, stop, clock).await?;
    let stop = || shutdown.clone();
    let served = tokio::select! {
        served = async {
            tokio::try_join!(
                q7x2_ingest::serve(listeners.ingest, parts.ingest, stop(), serving),
                q7x2_extraction::serve(listeners.extraction, parts.extract, stop(), serving),
                q7x2_query::serve(listeners.query, parts.query, stop(), serving),
            )
        } => served.map(drop),
        failed = http::serve(listeners.http, metrics, stop(), serving) => failed.map_err(ServeError::Http),
    };
    embedded.shutdown().await;
    Ok(served?)
}

#[cfg(test)]
mod tests;
