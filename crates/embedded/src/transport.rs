//! gRPC inside one process: a channel whose connections are pipes in memory. The bytes are those
//! that would go over a network, so that embedded and served answers cannot differ.

use std::io;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use q7x2_service::{ByteLimits, ServeError, ServeOptions, Services};
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

/// How much may be under way in one direction of a pipe, in bytes.
const PIPE_BYTES: usize = 256 << 10;

/// How long what is in progress may take when a server stops. What matters has ended before:
/// these are requests that nobody waits for any more.
const GRACE: Duration = Duration::from_secs(2);

/// The server's end: the connections that the channel opens.
pub(crate) struct Incoming(mpsc::Receiver<io::Result<DuplexStream>>);

/// Returns a channel and where its connections arrive.
pub(crate) fn in_memory() -> (Channel, Incoming) {
    let (connections, incoming) = mpsc::channel(4);
    let connect = move |_| {
        let connections = connections.clone();
        async move {
            let (ours, theirs) = tokio::io::duplex(PIPE_BYTES);
            let closed = |_| io::Error::from(io::ErrorKind::ConnectionRefused);
            connections.send(Ok(theirs)).await.map_err(closed)?;
            Ok::<_, io::Error>(TokioIo::new(ours))
        }
    };
    let channel = Endpoint::from_static("http://embedded");
    let channel = channel.connect_with_connector_lazy(service_fn(connect));
    (channel, Incoming(incoming))
}

/// A server on the connections of a channel.
pub(crate) struct Server {
    stop: DropGuard,
    serving: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    /// Starts to answer for `services`.
    pub(crate) fn start(services: Services, incoming: Incoming) -> Self {
        let stop = CancellationToken::new();
        let (connections, stopped) = (ReceiverStream::new(incoming.0), stop.clone());
        let serving = tokio::spawn(async move {
            let options =
                ServeOptions { grace: GRACE, bytes: ByteLimits::NONE, ..ServeOptions::default() };
            q7x2_service::serve_connections(connections, services, stopped, &options).await
        });
        Self { stop: stop.drop_guard(), serving }
    }

    /// Stops once what is in progress is done.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        match self.serving.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "an embedded service ended badly"),
            Err(error) => tracing::error!(%error, "an embedded service did not end by itself"),
        }
    }
}
