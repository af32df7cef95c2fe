//! Clients of the services: where a server is, what it is shown, how long to wait for it, how large an
//! answer may be. Retrying is the caller's business, who knows what may be repeated.

mod advice;
mod line;

use std::time::Duration;

use tonic::transport::Endpoint;

pub use self::advice::{advice, is_locked, is_silence, is_turned_away};
pub use self::line::{Line, Silence, line};

use crate::MAX_MESSAGE_BYTES;
use crate::v1::extraction_service_client::ExtractionServiceClient;
use crate::v1::ingest_service_client::IngestServiceClient;
use crate::v1::query_service_client::QueryServiceClient;

/// How long a connection may take to open.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a server may take to begin its answer. Longer than any long poll.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a patient client waits for an answer to begin.
const PATIENT_TIMEOUT: Duration = Duration::from_secs(3600);

/// Returns the endpoint of a server given as a URL or as `host:port`. [`line()`] connects to it on demand,
/// and comes back by itself after the server restarts.
///
/// # Errors
/// When `url` is no address of a server.
pub fn endpoint(url: &str) -> Result<Endpoint, AddressError> {
    let malformed = || AddressError(url.to_owned());
    let address = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let endpoint = Endpoint::from_shared(address).map_err(|_| malformed())?;
    let uri = endpoint.uri();
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return Err(malformed());
    }
    Ok(endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(ANSWER_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10))
        .keep_alive_while_idle(true))
}

/// Returns the endpoint of a server for somebody who would rather wait than be turned away while it takes no
/// connections, as when it has no file descriptors left: one that is not heard is not given up before an
/// answer would be. Its taking a connection has the usual time, and so has its first word over TLS elsewhere.
pub fn waited_for(endpoint: Endpoint) -> Endpoint {
    let connecting = CONNECT_TIMEOUT * 2 + ANSWER_TIMEOUT;
    endpoint.keep_alive_timeout(ANSWER_TIMEOUT).connect_timeout(connecting)
}

/// Returns the endpoint of a server whose answers may take long: a text is read from one end to the other
/// before anything is said of it. The server has its own limits.
pub fn patient(endpoint: Endpoint) -> Endpoint {
    endpoint.timeout(PATIENT_TIMEOUT)
}

/// Returns a client of the ingest service.
pub fn ingest(line: impl Into<Line>) -> IngestServiceClient<Line> {
    IngestServiceClient::new(line.into())
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// Returns a client of the extraction service.
pub fn extraction(line: impl Into<Line>) -> ExtractionServiceClient<Line> {
    ExtractionServiceClient::new(line.into())
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// Returns a client of the query service.
pub fn query(line: impl Into<Line>) -> QueryServiceClient<Line> {
    QueryServiceClient::new(line.into())
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// The text is no address of a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not the address of a server; write host:port, http://host:port or https://host:port"
)]
pub struct AddressError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_url_or_host_and_port() {
        let uri = |url| endpoint(url).expect("an address").uri().to_string();
        assert_eq!(uri("localhost:7401"), "http://localhost:7401/");
        assert_eq!(uri("http://[::1]:7401"), "http://[::1]:7401/");
        assert_eq!(uri("https://news.example:7401"), "https://news.example:7401/");
        for wrong in ["", "ftp://x:1", "http://", "two words"] {
            assert!(endpoint(wrong).is_err(), "{wrong}");
        }
    }
}
