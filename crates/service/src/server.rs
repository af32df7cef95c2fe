//! Serving: limits and keepalive on the way, and an end that finishes what is in flight but does
//! not wait for it for ever.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, TryStreamExt};
use q7x2_keys::{Listening, ServerTls};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;

use crate::acceptor::{Encryption, accept};
use crate::budget::ByteLimits;
use crate::condition::Condition;
use crate::connections::{Connection, ConnectionLimits, Connections};
use crate::guard::Guard;
use crate::watched::Watched;
use crate::{Listeners, Metrics, Services, http};

/// How many rpcs of one connection are answered at a time; one more is refused.
const RPCS_PER_CONNECTION: usize = 512;

/// How many streams one connection may have open.
const STREAMS_PER_CONNECTION: u32 = 1024;

/// How long connections that were cut may take to notice.
const CUT: Duration = Duration::from_secs(1);

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// How long requests in progress may take to finish once the service is told to stop.
    pub grace: Duration,
    /// How long an answer may take to begin; a client may ask for less.
    pub answer_timeout: Duration,
    /// How many connections there may be, and how long one may be silent.
    pub connections: ConnectionLimits,
    /// How many bytes may be in flight.
    pub bytes: ByteLimits,
    /// What encrypts; nothing does when it is absent.
    pub tls: Option<Arc<ServerTls>>,
    /// Who checks tokens; nobody does when it is absent.
    pub guard: Option<Arc<Guard>>,
    /// What keeps the service from its work, for `/healthz` to tell.
    pub condition: Condition,
}

impl Default for ServeOptions {
    /// 10 seconds of grace; a minute for an answer, which is longer than any long poll; plain text,
    /// for everybody.
    fn default() -> Self {
        Self {
            grace: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(60),
            connections: ConnectionLimits::default(),
            bytes: ByteLimits::default(),
            tls: None,
            guard: None,
            condition: Condition::default(),
        }
    }
}

impl ServeOptions {
    /// Returns what encrypts a listener for `listening`.
    pub(crate) fn encryption(&self, listening: Listening) -> Option<Encryption> {
        self.tls.clone().map(|tls| Encryption { tls, listening })
    }
}

/// Serves gRPC, /metrics and /healthz until `shutdown` is cancelled and the rest is done.
///
/// # Errors
/// See [`serve`]; besides, when the metrics of the process belong to somebody else.
pub async fn run(
    listeners: Listeners,
    services: Services,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> Result<(), ServeError> {
    let metrics = Metrics::install()?;
    let http = http::serve(listeners.http, metrics, shutdown.clone(), options);
    tokio::select! {
        served = serve(listeners.grpc, services, shutdown, options) => served,
        failed = http => failed.map_err(ServeError::Http),
    }
}

/// Serves gRPC on a socket until `shutdown` is cancelled; then tells the health service, takes no
/// more connections, finishes what is in progress, and after the grace period cuts what is left.
///
/// # Errors
/// When the socket or the descriptors of the services are not sound.
pub async fn serve(
    listener: TcpListener,
    services: Services,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Socket)?;
    let (tls, tokens) = (options.tls.is_some(), options.guard.is_some());
    tracing::info!(%address, ?services, tls, tokens, "serving gRPC");
    if !(tls && tokens) {
        warn_beyond_loopback(address);
    }
    // Cut too when this future is dropped, or the connections would outlive it.
    let cut = CancellationToken::new();
    let _cut_at_the_end = cut.clone().drop_guard();
    let connections = Connections::new(options.connections, cut.clone());
    let encryption = options.encryption(Listening::Grpc);
    let accepted = accept(listener, connections, encryption, shutdown.clone());
    serve_watched(accepted, services, shutdown, options, &cut).await
}

/// Serves gRPC as [`serve`] does, on connections that come from elsewhere: from memory, say. They are
/// neither encrypted nor counted.
///
/// # Errors
/// When the descriptors of the services are not sound.
pub async fn serve_connections<IO, I>(
    connections: I,
    services: Services,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> Result<(), ServeError>
where
    I: Stream<Item = io::Result<IO>>,
    IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let cut = CancellationToken::new();
    let _cut_at_the_end = cut.clone().drop_guard();
    let watched = connections.map_ok(|io| Watched::new(io, Connection::new(None, &cut)));
    serve_watched(watched, services, shutdown, options, &cut).await
}

async fn serve_watched<IO, I>(
    connections: I,
    services: Services,
    shutdown: CancellationToken,
    options: &ServeOptions,
    cut: &CancellationToken,
) -> Result<(), ServeError>
where
    I: Stream<Item = io::Result<Watched<IO>>>,
    IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (routes, health) = services.into_routes(options).await?;
    let stop = async {
        shutdown.cancelled().await;
        health.stop().await;
    };
    let server = Server::builder()
        .trace_fn(|request| tracing::info_span!("rpc", method = request.uri().path()))
        .concurrency_limit_per_connection(RPCS_PER_CONNECTION)
        .load_shed(true)
        .max_concurrent_streams(STREAMS_PER_CONNECTION)
        .http2_keepalive_interval(Some(Duration::from_secs(20)))
        .http2_keepalive_timeout(Some(Duration::from_secs(10)))
        .add_routes(routes)
        .serve_with_incoming_shutdown(connections, stop);
    tokio::pin!(server);

    let grace_over = async {
        shutdown.cancelled().await;
        tokio::time::sleep(options.grace).await;
    };
    tokio::select! {
        served = &mut server => return Ok(served?),
        () = grace_over => {}
    }
    tracing::warn!(grace = ?options.grace, "cutting connections that did not finish in time");
    cut.cancel();
    // Nothing that a client does may keep the process from ending.
    match tokio::time::timeout(CUT, server).await {
        Ok(served) => Ok(served?),
        Err(_) => Ok(()),
    }
}

/// Why a server did not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The socket's address is not known.
    #[error("cannot serve on the socket")]
    Socket(#[source] io::Error),
    /// The descriptors cannot be read.
    #[error("cannot describe the services for reflection")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The gRPC server failed.
    #[error("cannot serve gRPC")]
    Grpc(#[from] tonic::transport::Error),
    /// The HTTP server failed.
    #[error("cannot serve HTTP")]
    Http(#[source] io::Error),
    /// The metrics are not ours.
    #[error(transparent)]
    Metrics(#[from] http::MetricsError),
}

/// Says loudly that a listener can be reached by others and that nothing protects it.
pub(crate) fn warn_beyond_loopback(address: SocketAddr) {
    if !address.ip().is_loopback() {
        tracing::warn!(
            %address,
            "THIS LISTENER IS OPEN BEYOND THIS MACHINE WITHOUT TLS OR WITHOUT TOKENS: whoever \
             reaches it can read and write everything; `q7x2 keys init` makes keys, or bind it to \
             127.0.0.1 or keep it inside a private network"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LogFormat;
    use crate::telemetry::logged;

    #[test]
    fn a_listener_beyond_loopback_is_warned_of_and_no_other() {
        let warning = |address: &str| {
            let address = address.parse().expect("an address");
            logged("info", LogFormat::Text, || warn_beyond_loopback(address))
        };
        for open in ["0.0.0.0:7401", "[::]:7401", "192.0.2.1:7401"] {
            let said = warning(open);
            assert!(said.contains("WARN") && said.contains(open), "{said}");
        }
        for closed in ["127.0.0.1:7401", "127.8.8.8:7401", "[::1]:7401"] {
            assert_eq!(warning(closed), "");
        }
    }
}
