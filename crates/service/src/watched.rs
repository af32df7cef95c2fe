//! Connections that are watched and can be cut. A server stops listening at once but its connections
//! end when their clients please; cutting the transport below them ends them for certain.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::transport::server::Connected;

use crate::connections::{Connection, Place};

/// A transport that notes when bytes go over it, and fails once its connection is cut.
pub(crate) struct Watched<IO> {
    io: IO,
    connection: Arc<Connection>,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    _place: Option<Place>,
}

impl<IO> Watched<IO> {
    /// Returns `io` as a connection that has no listener.
    pub(crate) fn new(io: IO, connection: Arc<Connection>) -> Self {
        let cut = Box::pin(connection.cut().clone().cancelled_owned());
        Self { io, connection, cut, _place: None }
    }

    /// Returns `io` as the connection that has this place.
    pub(crate) fn at(io: IO, place: Place) -> Self {
        let watched = Self::new(io, Arc::clone(place.connection()));
        Self { _place: Some(place), ..watched }
    }
}

impl<IO> Connected for Watched<IO> {
    type ConnectInfo = Arc<Connection>;

    fn connect_info(&self) -> Self::ConnectInfo {
        Arc::clone(&self.connection)
    }
}

impl<IO: AsyncRead + Unpin> AsyncRead for Watched<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A server always waits to read, so this is where it wakes up.
        if self.connection.cut().is_cancelled() || self.cut.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut self.io).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.connection.touch();
        }
        read
    }
}

impl<IO: AsyncWrite + Unpin> AsyncWrite for Watched<IO> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.connection.cut().is_cancelled() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let written = Pin::new(&mut self.io).poll_write(cx, bytes);
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.connection.touch();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
