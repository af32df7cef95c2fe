//! Bytes in flight: what calls have sent that is not done with, and what answers wait to be read. A
//! call that would go beyond the bound is refused with a hint when to come again; none waits for
//! another, so none can wait for ever.
//!
//! An answer is counted when it has been made, so answers can go beyond the bound; while they do,
//! no new call is taken.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::Status;

use crate::connections::{Call, Connection};
use crate::limits::{Permit, exhausted};

/// How soon a call may be repeated that found no room.
const COME_AGAIN: Duration = Duration::from_secs(1);

/// How many bytes may be in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteLimits {
    /// On one connection.
    pub per_connection: u64,
    /// In all of a listener.
    pub in_all: u64,
}

impl ByteLimits {
    /// No bound, for calls that come from this process.
    pub const NONE: Self = Self { per_connection: u64::MAX, in_all: u64::MAX };
}

impl Default for ByteLimits {
    /// 96 MiB on a connection, which is the largest message and half of another; 256 MiB in all.
    fn default() -> Self {
        Self { per_connection: 96 << 20, in_all: 256 << 20 }
    }
}

/// The bytes in flight of a listener.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: ByteLimits,
    in_all: AtomicU64,
}

impl Budget {
    /// Returns an empty one.
    pub(crate) fn new(limits: ByteLimits) -> Arc<Self> {
        Arc::new(Self { limits, in_all: AtomicU64::new(0) })
    }

    /// Returns what a new call has in flight: nothing yet. `most` is the most that one call holds at a
    /// time; what it sent before that is done with.
    ///
    /// # Errors
    /// When there is no room for any.
    pub(crate) fn charge(
        self: &Arc<Self>,
        connection: Option<&Arc<Connection>>,
        most: u64,
    ) -> Result<Charge, Box<Status>> {
        let charge =
            Charge { budget: Arc::clone(self), connection: connection.cloned(), held: 0, most };
        charge.check(0)?;
        Ok(charge)
    }
}

/// What one call has in flight, given back when dropped.
#[derive(Debug)]
pub(crate) struct Charge {
    budget: Arc<Budget>,
    connection: Option<Arc<Connection>>,
    held: u64,
    most: u64,
}

impl Charge {
    /// Notes bytes that came.
    fn take(&mut self, bytes: u64) -> Result<(), Box<Status>> {
        let more = bytes.min(self.most.saturating_sub(self.held));
        self.check(more)?;
        self.add(more);
        Ok(())
    }

    fn check(&self, more: u64) -> Result<(), Box<Status>> {
        let ByteLimits { per_connection, in_all } = self.budget.limits;
        let on_it = self.connection.as_ref().map_or(0, |c| c.bytes.load(Ordering::Relaxed));
        if on_it.saturating_add(more) > per_connection {
            let message =
                "this connection has too many bytes in flight; send fewer calls at a time";
            return Err(Box::new(exhausted(message, COME_AGAIN)));
        }
        if self.budget.in_all.load(Ordering::Relaxed).saturating_add(more) > in_all {
            let message = "the service has too many bytes in flight; try again in a moment";
            return Err(Box::new(exhausted(message, COME_AGAIN)));
        }
        Ok(())
    }

    fn add(&mut self, bytes: u64) {
        self.held += bytes;
        self.budget.in_all.fetch_add(bytes, Ordering::Relaxed);
        if let Some(connection) = &self.connection {
            connection.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    fn give_back(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.budget.in_all.fetch_sub(held, Ordering::Relaxed);
        if let Some(connection) = &self.connection {
            connection.bytes.fetch_sub(held, Ordering::Relaxed);
        }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// The body of a request, counted while it is read.
pub(crate) struct Counted {
    inner: Body,
    charge: Arc<Mutex<Charge>>,
}

impl Counted {
    /// Returns the body, counted into `charge`.
    pub(crate) fn new(inner: Body, charge: Arc<Mutex<Charge>>) -> Self {
        Self { inner, charge }
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let frame = match Pin::new(&mut self.inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => return Poll::Pending,
        };
        if let Some(data) = frame.data_ref() {
            let mut charge = self.charge.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(status) = charge.take(data.len() as u64) {
                return Poll::Ready(Some(Err(status)));
            }
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What a call holds until its answer is sent or given up.
#[derive(Debug)]
pub(crate) struct Held {
    /// That it is in progress.
    pub(crate) _call: Option<Call>,
    /// That its token has one call more.
    pub(crate) _permit: Option<Permit>,
    /// What it sent.
    pub(crate) _sent: Arc<Mutex<Charge>>,
    /// What of its answer waits to be read.
    pub(crate) answer: Charge,
}

/// The body of an answer, counted until it is read.
pub(crate) struct Answer {
    inner: Body,
    held: Held,
}

impl Answer {
    /// Returns the body, with what the call holds.
    pub(crate) fn new(inner: Body, held: Held) -> Self {
        Self { inner, held }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // Asked for the next, so the one before is on its way.
        self.held.answer.give_back();
        let frame = Pin::new(&mut self.inner).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.held.answer.add(data.len() as u64);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;
    use tonic::Code;

    use super::*;

    fn code(refused: Result<(), Box<Status>>) -> Option<Code> {
        refused.err().map(|status| status.code())
    }

    #[test]
    fn bytes_are_bounded_on_a_connection_and_in_all_and_given_back() {
        let budget = Budget::new(ByteLimits { per_connection: 10, in_all: 15 });
        let connection = || Connection::new(None, &CancellationToken::new());
        let (one, other) = (connection(), connection());
        let mut first = budget.charge(Some(&one), 100).expect("room");
        assert_eq!(code(first.take(8)), None);
        let mut second = budget.charge(Some(&one), 100).expect("room");
        assert_eq!(code(second.take(3)), Some(Code::ResourceExhausted), "the connection is full");
        let mut third = budget.charge(Some(&other), 100).expect("room");
        assert_eq!(code(third.take(8)), Some(Code::ResourceExhausted), "all is full");
        assert_eq!(code(third.take(7)), None);
        third.add(1);
        assert!(budget.charge(Some(&other), 100).is_err(), "an answer is too much already");
        drop(first);
        assert_eq!(code(second.take(3)), None);
    }

    #[test]
    fn a_stream_counts_for_what_it_can_hold() {
        let budget = Budget::new(ByteLimits { per_connection: 10, in_all: 10 });
        let mut stream = budget.charge(None, 4).expect("room");
        for _ in 0..100 {
            assert_eq!(code(stream.take(3)), None);
        }
        assert_eq!(stream.held, 4);
    }
}
