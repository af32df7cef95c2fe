//! The HTTP side of a service: `/metrics` for Prometheus, `/healthz` for whoever asks whether it
//! should get work.

use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::server::warn_beyond_loopback;

/// The upper bounds of the buckets of every histogram, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

/// How often observations are folded into their histograms when nobody looks.
const UPKEEP: Duration = Duration::from_secs(5);

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

/// Serves `/metrics` and `/healthz` until dropped. `/healthz` answers 200, and 503 as soon as
/// `shutdown` is cancelled; the listener stays open then, so that it can be asked.
///
/// # Errors
/// When the socket is not sound.
pub async fn serve(
    listener: TcpListener,
    metrics: Metrics,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving /metrics and /healthz");
    warn_beyond_loopback(address);
    let page = metrics.clone();
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
                    (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
                } else {
                    (StatusCode::OK, "ok\n")
                }
            }),
        );
    tokio::select! {
        served = async { axum::serve(listener, router).await } => served,
        () = metrics.keep_up() => Ok(()),
    }
}
