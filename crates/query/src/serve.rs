//! Serving the query service on a socket.

use std::time::Duration;

use q7x2_domain::StatementStore;
use q7x2_proto::DESCRIPTOR_SET;
use q7x2_service::{DefaultPorts, ServeError, ServeOptions, Services};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Query;
use crate::access::ACCESS;

/// Where the query service answers unless it is told otherwise.
pub const DEFAULT_PORTS: DefaultPorts = DefaultPorts { grpc: 7403, http: 9403 };

/// How often what was forgotten is looked through for what is to be erased.
pub const FORGET_EVERY: Duration = Duration::from_secs(600);

/// Returns the service as a server answers for it.
pub fn services<S: StatementStore>(query: Query<S>) -> Services {
    Services::new(DESCRIPTOR_SET).with(q7x2_proto::serve::query(query)).allow(ACCESS)
}

/// Serves QueryService on `listener` until `shutdown` is cancelled and what is in progress is done.
///
/// # Errors
/// See [`q7x2_service::serve`].
pub async fn serve<S: StatementStore>(
    listener: TcpListener,
    query: Query<S>,
    shutdown: CancellationToken,
    options: &ServeOptions,
) -> Result<(), ServeError> {
    q7x2_service::serve(listener, services(query), shutdown, options).await
}
