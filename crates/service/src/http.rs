//! The HTTP side of a service: `/metrics` for Prometheus, `/healthz` for whoever asks whether it
//! should get work.

use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use q7x2_keys::Listening;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::ServeOptions;
use crate::acceptor::{Accepted, Transport, accept};
use crate::connections::{ConnectionLimits, Connections};
use crate::server::warn_beyond_loopback;
use crate::watched::Watched;

/// The upper bounds of the buckets of every histogram, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

/// How often observations are folded into their histograms when nobody looks.
const UPKEEP: Duration = Duration::from_secs(5);

/// How long one connection may last. It is for one question and one answer, and both are short.
const LIFETIME: Duration = Duration::from_secs(10);

/// The metrics of the process.
#[derive(Debug, Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Begins to collect metrics, or returns the collection that was begun before.
    ///
    /// # Errors
    /// When another collector was installed in this process.
    pub fn install() -> Result<Self, MetricsError> {
        static INSTALLED: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
            let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
            builder.and_then(PrometheusBuilder::install_recorder).ok()
        });
        let installed = INSTALLED.clone().map(Self).ok_or(MetricsError)?;
        crate::rpc::describe();
        Ok(installed)
    }

    /// Returns all metrics as Prometheus reads them.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds new observations into the histograms from time to time; never returns.
    async fn keep_up(&self) {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            self.0.run_upkeep();
        }
    }
}

/// Another collector of metrics is at work in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot collect metrics; something else in this process does")]
pub struct MetricsError;

/// Serves `/metrics` and `/healthz` until dropped, an answer a connection. `/healthz` answers 200, and
/// 503 as soon as `shutdown` is cancelled; the listener stays open then, so that it can be asked. While
/// something keeps the service from its work it answers 503 too, and says what.
/// Neither carries a name, so neither asks for a token.
///
/// # Errors
/// When the socket is not sound.
pub async fn serve(
    listener: TcpListener,
    metrics: Metrics,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(%address, tls = options.tls.is_some(), "serving /metrics and /healthz");
    if options.tls.is_none() {
        warn_beyond_loopback(address);
    }
    let cut = CancellationToken::new();
    let _cut_at_the_end = cut.clone().drop_guard();
    let limits = ConnectionLimits { lifetime: Some(LIFETIME), ..options.connections };
    let connections = Connections::new(limits, cut.clone());
    let encryption = options.encryption(Listening::Http);
    // Not until `shutdown`, but until this is dropped.
    let accepted = accept(listener, connections, encryption, cut);
    let listener = OneByOne(accepted);
    let page = metrics.clone();
    let condition = options.condition.clone();
    let router = Router::new()
        .route(
            "/metrics",
            get(async move || {
                ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page.render())
            }),
        )
        .route(
            "/healthz",
            get(async move || {
                if shutdown.is_cancelled() {
                    return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned());
                }
                match condition.told() {
                    Some(told) => (StatusCode::SERVICE_UNAVAILABLE, format!("unwell: {told}\n")),
                    None => (StatusCode::OK, "ok\n".to_owned()),
                }
            }),
        )
        .layer(map_response(close));
    tokio::select! {
        served = async { axum::serve(listener, router).await } => served,
        () = metrics.keep_up() => Ok(()),
    }
}

/// Says that the connection ends with this answer.
async fn close(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Connections as axum asks for them.
struct OneByOne(Accepted);

impl axum::serve::Listener for OneByOne {
    type Io = Watched<Transport>;
    type Addr = ();

    async fn accept(&mut self) -> (Self::Io, ()) {
        match self.0.next().await {
            Some(connection) => (connection, ()),
            // It ends when this is dropped.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}
