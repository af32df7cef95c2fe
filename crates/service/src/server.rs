//! Serving: limits and keepalive on the way, and an end that finishes what is in flight but does
//! not wait for it for ever.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::{Stream, TryStreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;
use tonic::transport::server::Connected;

use crate::watched::{Watched, accept};
use crate::{Listeners, Metrics, ServiceFlags, Services, http};

/// How many rpcs of one connection are answered at a time; one more is refused.
const RPCS_PER_CONNECTION: usize = 512;

/// How many streams one connection may have open.
const STREAMS_PER_CONNECTION: u32 = 1024;

/// How long connections that were cut may take to notice.
const CUT: Duration = Duration::from_secs(1);

/// How to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServeOptions {
    /// How long requests in progress may take to finish once the service is told to stop.
    pub grace: Duration,
    /// How long an answer may take to begin; a client may ask for less.
    pub answer_timeout: Duration,
}

impl Default for ServeOptions {
    /// 10 seconds of grace; a minute for an answer, which is longer than any long poll.
    fn default() -> Self {
        Self { grace: Duration::from_secs(10), answer_timeout: Duration::from_secs(60) }
    }
}

impl From<&ServiceFlags> for ServeOptions {
    fn from(flags: &ServiceFlags) -> Self {
        Self { grace: flags.grace, ..Self::default() }
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
    let http = http::serve(listeners.http, metrics, shutdown.clone());
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
    tracing::info!(%address, ?services, "serving gRPC");
    warn_beyond_loopback(address);
    serve_connections(accept(listener), services, shutdown, options).await
}

/// Serves gRPC as [`serve`] does, on connections that come from elsewhere: from memory, say.
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
    IO: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
{
    let (routes, health) = services.into_routes(options.answer_timeout).await?;
    // Cut too when this future is dropped, or the connections would outlive it.
    let cut = CancellationToken::new();
    let _cut_at_the_end = cut.clone().drop_guard();
    let connections = connections.map_ok(|io| Watched::new(io, &cut));
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
            "THIS LISTENER IS OPEN BEYOND THIS MACHINE WITHOUT TLS AND WITHOUT A TOKEN: whoever \
             reaches it can read and write everything; bind it to 127.0.0.1 or keep it inside a \
             private network"
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
