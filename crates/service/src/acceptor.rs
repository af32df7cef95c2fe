//! From a socket that listens to connections that can be served: as many as there may be, encrypted
//! where that is asked for. Who does not get that far in time is dropped, and whoever speaks plain
//! text to a listener that encrypts is told so.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use metrics::{counter, describe_counter};
use q7x2_keys::{Listening, ServerTls};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::connections::{Connections, Place};
use crate::sparing::{Sparing, SparingBy, network};
use crate::watched::Watched;

/// How long to wait after a connection could not be accepted: the usual reason is that the
/// process has too many files open, and asking again at once would only burn the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How often to look for connections that are overdue.
const LOOK: Duration = Duration::from_secs(1);

/// How many connections may wait to be served.
const READY: usize = 16;

/// How many connections were cut, by reason.
pub(crate) const CUT: &str = "q7x2_connections_cut_total";

/// What a record of TLS begins with when it opens a connection.
const TLS_HANDSHAKE: u8 = 0x16;

/// How long somebody who speaks plain text may take to hear that it is not understood.
const LINGER: Duration = Duration::from_secs(2);

/// What is said to whoever speaks plain text, within HTTP/2 too.
pub(crate) const SPEAKS_TLS: &str =
    "this service speaks TLS: write https:// and name the CA of its certificate";

/// What encrypts a listener's connections, and what for.
#[derive(Debug, Clone)]
pub(crate) struct Encryption {
    pub(crate) tls: Arc<ServerTls>,
    pub(crate) listening: Listening,
}

/// Says what the metrics of connections are.
pub(crate) fn describe() {
    describe_counter!(CUT, "Connections that were cut, by reason");
}

/// Connections that are ready to be served.
pub(crate) struct Accepted {
    ready: ReceiverStream<io::Result<Watched<Transport>>>,
    _accepting: AbortOnDropHandle<()>,
}

impl Accepted {
    /// Returns the next connection.
    pub(crate) async fn next(&mut self) -> Option<Watched<Transport>> {
        use futures::StreamExt;
        self.ready.next().await?.ok()
    }
}

impl futures::Stream for Accepted {
    type Item = io::Result<Watched<Transport>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.ready).poll_next(cx) {
            // The server is being told to stop as well; without its health being told, if this ended.
            Poll::Ready(None) => Poll::Pending,
            ready => ready,
        }
    }
}

/// Accepts connections until `stop` is cancelled or the result is dropped.
pub(crate) fn accept(
    listener: TcpListener,
    connections: Arc<Connections>,
    encryption: Option<Encryption>,
    stop: CancellationToken,
) -> Accepted {
    let (sender, ready) = mpsc::channel(READY);
    let accepting = async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = run(listener, connections, encryption, sender) => {}
        }
    };
    let _accepting = AbortOnDropHandle::new(tokio::spawn(accepting));
    Accepted { ready: ReceiverStream::new(ready), _accepting }
}

async fn run(
    listener: TcpListener,
    connections: Arc<Connections>,
    encryption: Option<Encryption>,
    ready: mpsc::Sender<io::Result<Watched<Transport>>>,
) {
    let mut opening = JoinSet::new();
    let mut look = tokio::time::interval(LOOK);
    let (told, told_of) = (Sparing::default(), Arc::new(SparingBy::default()));
    loop {
        tokio::select! {
            _ = look.tick() => {
                for reason in connections.cut_overdue() {
                    counter!(CUT, "reason" => reason).increment(1);
                }
                while opening.try_join_next().is_some() {}
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let Some(place) = connections.admit(Some(peer)) else {
                        counter!(CUT, "reason" => "full").increment(1);
                        if let Some(left_out) = told_of.now(network(peer.ip())) {
                            tracing::warn!(%peer, left_out, "turned a connection away: all are busy");
                        }
                        continue;
                    };
                    let (encryption, ready, told_of) =
                        (encryption.clone(), ready.clone(), Arc::clone(&told_of));
                    let patience = connections.limits.handshake;
                    opening.spawn(async move {
                        let opened = open(stream, peer, place, encryption, patience, &told_of).await;
                        if let Some(opened) = opened {
                            // Nobody takes it any more: the server has ended.
                            let _ = ready.send(Ok(opened)).await;
                        }
                    });
                }
                Err(error) => {
                    // It is usually the number of open files, so one that can be spared is closed.
                    let cut = connections.cut_one();
                    if let Some(left_out) = told.now() {
                        tracing::warn!(
                            %error, cut, left_out,
                            "could not accept a connection; whoever calls waits: raise the limit of \
                             open files (ulimit -n), or end what holds them"
                        );
                    }
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
}

/// Returns the connection once it can be served; `None` when that will not be.
async fn open(
    mut stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    encryption: Option<Encryption>,
    patience: Duration,
    told_of: &SparingBy<IpAddr>,
) -> Option<Watched<Transport>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY");
    }
    let Some(Encryption { tls, listening }) = encryption else {
        return Some(Watched::at(Transport::Plain(stream), place));
    };
    let listening = match listening {
        Listening::Http if peer.ip().to_canonical().is_loopback() => Listening::HttpHere,
        other => other,
    };
    let cut = place.connection().cut().clone();
    let shake = async {
        let mut first = [0];
        if stream.peek(&mut first).await? == 1 && first[0] != TLS_HANDSHAKE {
            refuse_plain_text(&mut stream, first[0]).await;
            return Err(io::Error::other("it speaks plain text"));
        }
        TlsAcceptor::from(tls.config(listening)).accept(stream).await
    };
    let outcome = tokio::select! {
        () = cut.cancelled() => return None,
        outcome = tokio::time::timeout(patience, shake) => outcome,
    };
    let error = match outcome {
        Ok(Ok(stream)) => return Some(Watched::at(Transport::Tls(Box::new(stream)), place)),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the handshake took too long".to_owned(),
    };
    counter!(CUT, "reason" => "handshake").increment(1);
    if let Some(left_out) = told_of.now(network(peer.ip())) {
        tracing::warn!(%peer, error, left_out, "refused a connection");
    }
    None
}

/// Tells a client that speaks plain text what to do, in its own protocol, and lets it hear that.
async fn refuse_plain_text(stream: &mut TcpStream, first: u8) {
    let answer = match first {
        b'P' => {
            let _ = tokio::time::timeout(LINGER, until_called(stream)).await;
            frame(GO_AWAY, &go_away())
        }
        _ => format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{SPEAKS_TLS}\n",
            SPEAKS_TLS.len() + 1
        )
        .into_bytes(),
    };
    let tell = async {
        stream.write_all(&answer).await?;
        stream.shutdown().await?;
        // What is unread when the socket closes would take the answer back.
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = tokio::time::timeout(LINGER, tell).await;
}

/// Frames of HTTP/2, by kind.
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GO_AWAY: u8 = 7;

/// How long what a client of HTTP/2 says before its first frame is, and a frame's head, in bytes.
const PREFACE: usize = 24;
const FRAME_HEAD: usize = 9;

/// The most that a client says before its first call, in bytes.
const BEFORE_A_CALL: usize = 16 << 10;

/// Greets a client of HTTP/2 and waits for its first call. A client that is sent away before hears
/// only that the connection is gone, and not why.
async fn until_called(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(&frame(SETTINGS, &[])).await?;
    let mut said = Vec::new();
    while said.len() < BEFORE_A_CALL && !calls(&said) && stream.read_buf(&mut said).await? > 0 {}
    Ok(())
}

/// Tells whether a call has begun in what a client said.
fn calls(said: &[u8]) -> bool {
    let mut rest = said.get(PREFACE..).unwrap_or_default();
    while let Some([high, middle, low, kind]) = rest.first_chunk() {
        if *kind == HEADERS {
            return true;
        }
        let length = u32::from_be_bytes([0, *high, *middle, *low]) as usize;
        rest = rest.get(FRAME_HEAD + length..).unwrap_or_default();
    }
    false
}

/// Returns what a "go away" says: no stream was served, because the security does not suffice.
fn go_away() -> Vec<u8> {
    const INADEQUATE_SECURITY: u32 = 12;
    let last_stream = 0_u32.to_be_bytes();
    [&last_stream[..], &INADEQUATE_SECURITY.to_be_bytes(), SPEAKS_TLS.as_bytes()].concat()
}

/// Returns a frame of HTTP/2 for the connection as a whole.
fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    let head = [length[1], length[2], length[3], kind, 0, 0, 0, 0, 0];
    [&head[..], payload].concat()
}

/// A socket, encrypted or not.
pub(crate) enum Transport {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Transport {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Transport {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_seen_behind_the_preface_and_other_frames() {
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        let before = [&preface[..], &frame(SETTINGS, &[1; 6]), &frame(SETTINGS, &[])].concat();
        assert!(!calls(&before));
        let call = [&before[..], &frame(HEADERS, b"x")].concat();
        assert!(calls(&call));
        for end in 0..before.len() {
            assert!(!calls(&call[..end]), "{end} bytes");
        }
    }
}
