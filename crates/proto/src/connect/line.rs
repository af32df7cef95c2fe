//! The way to a server: a channel, encrypted where the address says so, on which every call shows the
//! token.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::rt::TokioIo;
use q7x2_keys::rustls::ClientConfig;
use q7x2_keys::rustls::pki_types::ServerName;
use q7x2_keys::{Credentials, CredentialsError};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::header::AUTHORIZATION;
use tonic::codegen::http::{HeaderValue, Request, Response, Uri};
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

/// How long to wait for the first word of a server. Ours speak first, and at once.
const FIRST_WORD: Duration = Duration::from_millis(500);

/// A channel with what is shown on it. Cheap to clone; one without credentials is made of a channel.
#[derive(Clone)]
pub struct Line {
    channel: Channel,
    credentials: Option<Arc<Credentials>>,
    silence: Option<Silence>,
}

/// What is done when an answer does not begin soon.
#[derive(Clone)]
struct Silence {
    after: Duration,
    tell: Arc<dyn Fn() + Send + Sync>,
}

impl Line {
    /// Returns the line with `tell` called each time that an answer has not begun `after` so long. It is
    /// waited for all the same.
    #[must_use]
    pub fn on_silence(self, after: Duration, tell: impl Fn() + Send + Sync + 'static) -> Self {
        Self { silence: Some(Silence { after, tell: Arc::new(tell) }), ..self }
    }
}

/// Returns the way to the server at `endpoint`; it connects when it is first used. Certificates and
/// tokens that change are taken up with the next connection and the next call.
///
/// # Errors
/// When the server must not be talked to with these credentials.
pub fn line(endpoint: &Endpoint, credentials: &Arc<Credentials>) -> Result<Line, CredentialsError> {
    let encrypts = endpoint.uri().scheme_str() == Some("https");
    let tls = credentials.tls(encrypts, is_here(endpoint.uri()))?;
    let channel = if tls.is_some() {
        let shown = Arc::clone(credentials);
        let connector = service_fn(move |server: Uri| {
            let config = shown.tls(true, false).map(|tls| tls.map(q7x2_keys::ClientTls::config));
            async move {
                let config = config.ok().flatten().ok_or_else(|| io::Error::other("no keys"))?;
                Ok::<_, io::Error>(TokioIo::new(encrypted(&server, config).await?))
            }
        });
        endpoint.connect_with_connector_lazy(connector)
    } else {
        endpoint.connect_lazy()
    };
    Ok(Line { channel, credentials: Some(Arc::clone(credentials)), silence: None })
}

async fn encrypted(
    server: &Uri,
    config: Arc<ClientConfig>,
) -> io::Result<BufReader<TlsStream<TcpStream>>> {
    let host = bare_host(server);
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let stream = TcpStream::connect((host, server.port_u16().unwrap_or(443))).await?;
    stream.set_nodelay(true)?;
    let stream = TlsConnector::from(config).connect(name, stream).await?;
    // A server refuses a client's certificate when the client takes itself to be connected. Its first
    // word, or what it says instead, is waited for, so that the refusal is told as such.
    let mut stream = BufReader::new(stream);
    match tokio::time::timeout(FIRST_WORD, stream.fill_buf()).await {
        Ok(Err(error)) => Err(error),
        Ok(Ok([])) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(Ok(_)) | Err(_) => Ok(stream),
    }
}

/// Returns the host without the brackets around an address of IP version 6.
fn bare_host(server: &Uri) -> &str {
    server.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
}

/// Tells whether a server is on this machine, so that nothing that is sent to it can be read on the
/// way.
fn is_here(server: &Uri) -> bool {
    let host = bare_host(server);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl From<Channel> for Line {
    fn from(channel: Channel) -> Self {
        Self { channel, credentials: None, silence: None }
    }
}

impl Service<Request<Body>> for Line {
    type Response = Response<Body>;
    type Error = tonic::transport::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let token = self.credentials.as_ref().and_then(|credentials| credentials.token());
        let header = token
            .and_then(|token| HeaderValue::try_from(format!("Bearer {}", token.reveal())).ok());
        if let Some(mut header) = header {
            // Not to be written down on the way.
            header.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        let (answer, silence) = (self.channel.call(request), self.silence.clone());
        Box::pin(async move {
            let Some(Silence { after, tell }) = silence else { return answer.await };
            let mut answer = std::pin::pin!(answer);
            match tokio::time::timeout(after, answer.as_mut()).await {
                Ok(answer) => answer,
                Err(_) => {
                    tell();
                    answer.await
                }
            }
        })
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("shows", &self.credentials.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_this_machine_is_known_by_its_address() {
        let here = |uri: &str| is_here(&uri.parse().expect("a URI"));
        for uri in ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert!(here(uri), "{uri}");
        }
        for uri in ["http://localhost.example:1", "http://192.0.2.1:1", "http://0.0.0.0:1"] {
            assert!(!here(uri), "{uri}");
        }
    }
}
