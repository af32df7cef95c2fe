//! Serving the extraction service on a socket.

use q7x2_domain::Tagger;
use q7x2_proto::DESCRIPTOR_SET;
use q7x2_service::{DefaultPorts, ServeError, ServeOptions, Services};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Extract;
use crate::access::ACCESS;

/// Where the extraction service answers unless it is told otherwise.
pub const DEFAULT_PORTS: DefaultPorts = DefaultPorts { grpc: 7402, http: 9402 };

/// Returns the service as a server answers for it.
pub fn services<T: Tagger + 'static>(extract: Extract<T>) -> Services {
    Services::new(DESCRIPTOR_SET).with(q7x2_proto::serve::extraction(extract)).allow(ACCESS)
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
