//! Connections on which nothing comes are dropped, at every stage.
#![allow(missing_docs, reason = "a test")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use q7x2_keys::init::{InitOptions, init};
use q7x2_keys::{ServerTls, ServerTlsFiles};
use q7x2_service::{ConnectionLimits, ServeOptions, Services, serve};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than the tests wait, so that the other limit is what cuts.
const NEVER: Duration = Duration::from_secs(3600);

async fn start(options: ServeOptions) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let services = Services::new(tonic_health::pb::FILE_DESCRIPTOR_SET);
    tokio::spawn(
        async move { serve(listener, services, CancellationToken::new(), &options).await },
    );
    address
}

/// Connects, says nothing, and waits until the connection ends.
async fn ends(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let mut said = Vec::new();
    let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said)).await;
    // Whether it is closed or reset is all the same.
    let _ = end.expect("it is cut in time");
}

#[tokio::test]
async fn a_call_that_does_not_come_is_not_waited_for() {
    let first_call = Duration::from_millis(50);
    let connections = ConnectionLimits { first_call, idle: NEVER, ..Default::default() };
    ends(start(ServeOptions { connections, ..Default::default() }).await).await;
}

#[tokio::test]
async fn a_handshake_that_does_not_come_is_not_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = InitOptions::new(folder.path(), NEVER, 1_800_000_000);
    init(&made).expect("keys");
    let at = |name: &str| Path::join(folder.path(), name);
    let (certificate, key) = (at("server.pem"), at("server.key"));
    let tls = ServerTls::open(ServerTlsFiles { certificate, key, client_ca: None });
    let handshake = Duration::from_millis(50);
    let connections =
        ConnectionLimits { handshake, first_call: NEVER, idle: NEVER, ..Default::default() };
    let tls = Some(Arc::new(tls.expect("a server's keys")));
    ends(start(ServeOptions { connections, tls, ..Default::default() }).await).await;
}
