//! Serving the extraction service on a socket.

use std::time::Duration;

use q7x2_domain::Tagger;
use q7x2_proto::DESCRIPTOR_SET;
use q7x2_service::{DefaultPorts, ServeError, ServeOptions, Services};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Extract;
use crate::access::ACCESS;

/// Where the extraction service answers unless it is told otherwise.
pub const DEFAULT_PORTS: DefaultPorts = DefaultPorts { grpc: 7402, http: 9402 };

/// How long an answer may take: the longest that a text may, and those before it. Each of them has its own
/// limit, and there are only so many.
const LONGEST_ANSWER: Duration = Duration::from_secs(3600);

/// Returns the service as a server answers for it.
pub fn services<T: Tagger + 'static>(extract: Extract<T>) -> Services {
    let services = Services::new(DESCRIPTOR_SET).with(q7x2_proto::serve::extraction(extract));
    services.allow(ACCESS).answer_timeout(LONGEST_ANSWER)
}

/// Serves ExtractionService on `listener` until `shutdown` is cancelled and what is in progress
/// is done. A worker is run beside it, not by it.
///
/// # Errors
/// See [`q7x2_service::serve`].
pub async fn serve<T: Tagger + 'static>(
    listener: TcpListener,
    extract: Extract<T>,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> Result<(), ServeError> {
    q7x2_service::serve(listener, services(extract), shutdown, options).await
}
