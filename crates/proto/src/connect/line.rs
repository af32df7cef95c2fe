//! The way to a server: a channel, encrypted where the address says so, on which every call shows the
//! token.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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

use super::advice::{CLOSED, MUTE};
use super::{ANSWER_TIMEOUT, CONNECT_TIMEOUT};

/// How long to wait for the first word of a server. Ours speak first, and at once.
const FIRST_WORD: Duration = Duration::from_millis(500);

/// How often, and after which pause, to try again with a server that turns connections away: one may end at
/// any moment.
const MORE_TRIES: u32 = 4;
const TRY_AGAIN: Duration = Duration::from_millis(250);

/// A channel with what is shown on it. Cheap to clone; one without credentials is made of a channel.
#[derive(Clone)]
pub struct Line {
    channel: Channel,
    credentials: Option<Arc<Credentials>>,
    /// Whether the server has said something on the connection there is.
    is_heard: Arc<AtomicBool>,
    listener: Option<Listener>,
}

/// Who is told of silence.
#[derive(Clone)]
struct Listener {
    after: Duration,
    tell: Arc<dyn Fn(Silence) + Send + Sync>,
}

/// What becomes of a call whose answer does not begin soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The server is connected and has not answered.
    NoAnswer,
    /// Nothing has been heard of the server at all.
    NoWord,
    /// It is over, since the answer has begun after all, or there is none.
    Over {
        /// Whether the answer has begun.
        answered: bool,
    },
}

impl Line {
    /// Returns the line with `tell` called each time that an answer has not begun `after` so long, and again
    /// when that is over. It is waited for all the same.
    #[must_use]
    pub fn on_silence(
        self,
        after: Duration,
        tell: impl Fn(Silence) + Send + Sync + 'static,
    ) -> Self {
        Self { listener: Some(Listener { after, tell: Arc::new(tell) }), ..self }
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
    let (shown, is_heard) = (Arc::clone(credentials), Arc::new(AtomicBool::new(false)));
    let channel = if tls.is_some() {
        let heard = Arc::clone(&is_heard);
        let connector = service_fn(move |server: Uri| {
            let config = shown.tls(true, false).map(|tls| tls.map(q7x2_keys::ClientTls::config));
            let heard = Arc::clone(&heard);
            async move {
                let config = config.ok().flatten().ok_or_else(|| io::Error::other("no keys"))?;
                heard.store(false, Ordering::Relaxed);
                let stream = again(|| encrypted(&server, &config)).await?;
                // The handshake was a word of the server's.
                heard.store(true, Ordering::Relaxed);
                Ok::<_, io::Error>(TokioIo::new(stream))
            }
        });
        endpoint.connect_with_connector_lazy(connector)
    } else {
        let heard = Arc::clone(&is_heard);
        let connector = service_fn(move |server: Uri| {
            let heard = Arc::clone(&heard);
            async move {
                heard.store(false, Ordering::Relaxed);
                let (stream, has_spoken) = again(|| plain(&server)).await?;
                heard.store(has_spoken, Ordering::Relaxed);
                Ok::<_, io::Error>(TokioIo::new(stream))
            }
        });
        endpoint.connect_with_connector_lazy(connector)
    };
    Ok(Line { channel, credentials: Some(Arc::clone(credentials)), is_heard, listener: None })
}

/// Connects to the first address of a server that takes connections.
async fn connected(server: &Uri, usual_port: u16) -> io::Result<TcpStream> {
    let at = (bare_host(server), server.port_u16().unwrap_or(usual_port));
    let addresses: Vec<_> = tokio::net::lookup_host(at).await?.collect();
    let each = CONNECT_TIMEOUT / u32::try_from(addresses.len()).unwrap_or(u32::MAX).max(1);
    let mut error = io::Error::other("its name has no address");
    for address in addresses {
        match tokio::time::timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(refused)) => error = refused,
            Err(_) => error = io::Error::new(io::ErrorKind::TimedOut, "it takes no connection"),
        }
    }
    Err(error)
}

/// Tries again for a moment with a server that turns connections away.
async fn again<T, F: Future<Output = io::Result<T>>>(attempt: impl Fn() -> F) -> io::Result<T> {
    for _ in 0..MORE_TRIES {
        match attempt().await {
            Err(error) if error.to_string() == CLOSED => tokio::time::sleep(TRY_AGAIN).await,
            outcome => return outcome,
        }
    }
    attempt().await
}

/// Returns what is said of a server that ended a connection before a word of its own; another failure as it is.
fn turned_away(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => io::Error::new(error.kind(), CLOSED),
        _ => error,
    }
}

/// Connects in plain text. Returns the connection, and whether the server has spoken on it.
async fn plain(server: &Uri) -> io::Result<(BufReader<TcpStream>, bool)> {
    let mut stream = BufReader::new(connected(server, 80).await?);
    // Who says nothing yet may speak second, or be a stranger to this protocol.
    let has_spoken = match tokio::time::timeout(FIRST_WORD, stream.fill_buf()).await {
        Ok(Err(error)) => return Err(turned_away(error)),
        Ok(Ok([])) => return Err(turned_away(io::ErrorKind::UnexpectedEof.into())),
        Ok(Ok(_)) => true,
        Err(_) => false,
    };
    Ok((stream, has_spoken))
}

async fn encrypted(
    server: &Uri,
    config: &Arc<ClientConfig>,
) -> io::Result<BufReader<TlsStream<TcpStream>>> {
    let name = ServerName::try_from(bare_host(server).to_owned()).map_err(io::Error::other)?;
    let stream = connected(server, 443).await?;
    // A server that has no file descriptors left lets connections wait until it has.
    let shaking = TlsConnector::from(Arc::clone(config)).connect(name, stream);
    let mute = |_| io::Error::new(io::ErrorKind::TimedOut, MUTE);
    let stream = tokio::time::timeout(ANSWER_TIMEOUT, shaking).await.map_err(mute)?;
    let stream = stream.map_err(turned_away)?;
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
        let is_heard = Arc::new(AtomicBool::new(true));
        Self { channel, credentials: None, is_heard, listener: None }
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
        let (answer, listener) = (self.channel.call(request), self.listener.clone());
        let is_heard = Arc::clone(&self.is_heard);
        Box::pin(async move {
            let Some(Listener { after, tell }) = listener else { return answer.await };
            let mut answer = std::pin::pin!(answer);
            match tokio::time::timeout(after, answer.as_mut()).await {
                Ok(answer) => answer,
                Err(_) => {
                    let is_heard = is_heard.load(Ordering::Relaxed);
                    tell(if is_heard { Silence::NoAnswer } else { Silence::NoWord });
                    let answer = answer.await;
                    tell(Silence::Over { answered: answer.is_ok() });
                    answer
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
    use std::sync::atomic::AtomicU32;

    use q7x2_keys::init::{InitOptions, init};
    use tokio::net::TcpListener;

    use super::*;
    use crate::connect;
    use crate::v1::GetStoreStatusRequest;

    #[tokio::test]
    async fn a_server_that_turns_connections_away_is_told_as_one_and_tried_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = InitOptions::new(folder.path(), Duration::from_secs(3600), 1_800_000_000);
        init(&options).expect("keys");
        let credentials =
            Credentials::open(Some(&folder.path().join("ca.pem")), (None, None), None, false);
        let credentials = Arc::new(credentials.expect("keys"));
        for scheme in ["http", "https"] {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("bound");
            let taken = Arc::new(AtomicU32::new(0));
            let count = Arc::clone(&taken);
            let full = tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    count.fetch_add(1, Ordering::Relaxed);
                    drop(stream);
                }
            });
            let endpoint = connect::endpoint(&format!("{scheme}://{address}")).expect("an address");
            let mut client = connect::query(line(&endpoint, &credentials).expect("a way"));
            let status = client.get_store_status(GetStoreStatusRequest {}).await;
            let status = status.expect_err("it is full");
            assert!(connect::is_turned_away(&status), "{scheme}: {status:?}");
            assert!(taken.load(Ordering::Relaxed) > 1, "{scheme}: it was tried once");
            full.abort();
        }
    }

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
