//! Serving the ingest service on a socket.

use std::time::Duration;

use q7x2_domain::WorkQueue;
use q7x2_proto::DESCRIPTOR_SET;
use q7x2_service::{DefaultPorts, ServeError, ServeOptions, Services};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::access::ACCESS;
use crate::{HeldArticles, Ingest};

/// Where the ingest service answers unless it is told otherwise.
pub const DEFAULT_PORTS: DefaultPorts = DefaultPorts { grpc: 7401, http: 9401 };

/// The most that one call holds of what it sent, in bytes: a chunk of articles, the one that made it
/// full, and the one after that.
const REQUEST_BYTES: u64 = 12 << 20;

/// How often the depth of the queue is measured.
const MEASURE: Duration = Duration::from_secs(5);

/// Returns the service as a server answers for it.
pub fn services<Q: WorkQueue, H: HeldArticles>(ingest: Ingest<Q, H>) -> Services {
    let services = Services::new(DESCRIPTOR_SET).with(q7x2_proto::serve::ingest(ingest));
    services.allow(ACCESS).request_bytes(REQUEST_BYTES)
}

/// Serves IngestService on `listener` until `shutdown`, which `ingest` should have too, is
/// cancelled and what is in progress is done.
///
/// # Errors
/// See [`q7x2_service::serve`].
pub async fn serve<Q: WorkQueue, H: HeldArticles>(
    listener: TcpListener,
    ingest: Ingest<Q, H>,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> Result<(), ServeError> {
    let served = q7x2_service::serve(listener, services(ingest.clone()), shutdown, options);
    tokio::select! {
        served = served => served,
        () = ingest.report_depth(MEASURE) => Ok(()),
    }
}
