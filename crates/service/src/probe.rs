//! `--check-health`: asks a running service of the same machine whether it is well, for container
//! images, where there is no other program to ask with. Blocking; only for a process that does
//! nothing else.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use q7x2_keys::rustls::{ClientConnection, StreamOwned};
use q7x2_keys::{KeyError, pinned};

/// How long connecting, asking and each part of the answer may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Returns when the service with its HTTP side on `address` says that it is well. With a certificate
/// it is asked over TLS, and must show that one.
///
/// # Errors
/// When it cannot be reached, or says anything but 200.
pub(crate) fn ask(address: SocketAddr, certificate: Option<&Path>) -> Result<(), ProbeError> {
    let address = reachable(address);
    let status = status(address, certificate)
        .map_err(|source| ProbeError::Unreachable { address, source })?;
    if status == "200" { Ok(()) } else { Err(ProbeError::Unwell { address, status }) }
}

/// Why a service is not known to be well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProbeError {
    /// It gave no answer.
    #[error("no answer from {address}: {source}")]
    Unreachable {
        /// Where it was asked.
        address: SocketAddr,
        /// What went wrong.
        source: io::Error,
    },
    /// It said that it is not well.
    #[error("{address} is not well: status \"{status}\"")]
    Unwell {
        /// Where it was asked.
        address: SocketAddr,
        /// The status it gave.
        status: String,
    },
}

/// Returns the address to ask a listener on: the loopback one for "all addresses".
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
            IpAddr::V6(_) => IpAddr::from(Ipv6Addr::LOCALHOST),
        });
    }
    address
}

/// Returns the status of `/healthz`: the second word of the answer.
fn status(address: SocketAddr, certificate: Option<&Path>) -> io::Result<String> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(certificate) = certificate else { return asked(stream, address) };
    let config = pinned(certificate).map_err(|error: KeyError| io::Error::other(error))?;
    let connection = ClientConnection::new(config, address.ip().into());
    asked(StreamOwned::new(connection.map_err(io::Error::other)?, stream), address)
}

fn asked(mut stream: impl Read + Write, address: SocketAddr) -> io::Result<String> {
    write!(stream, "GET /healthz HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    stream.flush()?;
    let mut answer = Vec::new();
    // An end without a farewell is an end too.
    match stream.take(4096).read_to_end(&mut answer) {
        Err(error) if answer.is_empty() => return Err(error),
        _ => {}
    }
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.split_whitespace().nth(1).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::{Metrics, ServeOptions, http};

    async fn ask_elsewhere(address: SocketAddr) -> Result<(), ProbeError> {
        tokio::task::spawn_blocking(move || ask(address, None))
            .await
            .expect("asking does not panic")
    }

    #[tokio::test]
    async fn tells_a_well_service_from_a_stopping_and_a_missing_one() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shutdown = CancellationToken::new();
        let metrics = Metrics::install().expect("one collector");
        let (stop, options) = (shutdown.clone(), ServeOptions::default());
        let condition = options.condition.clone();
        let server =
            tokio::spawn(async move { http::serve(listener, metrics, stop, &options).await });

        ask_elsewhere(address).await.expect("the service is well");
        let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port()));
        ask_elsewhere(everywhere).await.expect("asked on loopback");

        condition.trouble("store", "it has no space left");
        let unwell = ask_elsewhere(address).await.expect_err("it cannot do its work");
        assert!(unwell.to_string().ends_with("is not well: status \"503\""), "{unwell}");
        condition.well("store");
        ask_elsewhere(address).await.expect("the service is well again");

        shutdown.cancel();
        let stopping = ask_elsewhere(address).await.expect_err("it is stopping");
        assert!(stopping.to_string().ends_with("is not well: status \"503\""), "{stopping}");

        server.abort();
        assert!(server.await.is_err(), "the server is gone");
        let missing = ask_elsewhere(address).await.expect_err("nobody is there");
        assert!(matches!(missing, ProbeError::Unreachable { .. }), "{missing}");
    }
}
