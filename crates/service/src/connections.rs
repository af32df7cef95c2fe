//! The connections of a listener: how many there may be, which one goes first when there are too
//! many, and when one has been silent for too long.
//!
//! A connection on which a call is in progress is never cut for another; what everybody may ask, as
//! how well the service is, is no such call, however long it lasts. Of the others, those go first on
//! which none was ever let in: they cost an attacker nothing.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// How many calls of strangers are refused on a connection before it is cut.
pub(crate) const MOST_REFUSED: usize = 100;

/// How many connections a listener has, and how long one may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How many there may be at a time.
    pub max: usize,
    /// How long the handshake of TLS may take.
    pub handshake: Duration,
    /// How long the first call may take to come.
    pub first_call: Duration,
    /// How long there may be no call and not a byte.
    pub idle: Duration,
    /// How long one may last, whatever happens on it.
    pub lifetime: Option<Duration>,
}

impl Default for ConnectionLimits {
    /// 256 connections: with four listeners, still less than the 1,024 files that a process may
    /// usually have open. 10 seconds for the handshake, 20 for the first call, 5 minutes of silence.
    fn default() -> Self {
        Self {
            max: 256,
            handshake: Duration::from_secs(10),
            first_call: Duration::from_secs(20),
            idle: Duration::from_secs(300),
            lifetime: None,
        }
    }
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    peer: Option<SocketAddr>,
    opened: Instant,
    /// When a byte was last read or written, in milliseconds after it was opened.
    active: AtomicU64,
    calls: AtomicUsize,
    /// Whether a call was ever let in.
    has_called: AtomicBool,
    /// How many calls were refused since, because nobody knows who makes them.
    refused: AtomicUsize,
    /// Bytes in flight on it.
    pub(crate) bytes: AtomicU64,
    cut: CancellationToken,
}

impl Connection {
    /// Returns a connection that ends at the latest when `all` is cancelled.
    pub(crate) fn new(peer: Option<SocketAddr>, all: &CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            peer,
            opened: Instant::now(),
            active: AtomicU64::new(0),
            calls: AtomicUsize::new(0),
            has_called: AtomicBool::new(false),
            refused: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            cut: all.child_token(),
        })
    }

    /// Returns who is at the other end, where that is known.
    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// Returns what is cancelled when the connection is to end at once.
    pub(crate) fn cut(&self) -> &CancellationToken {
        &self.cut
    }

    /// Notes that bytes went over it.
    pub(crate) fn touch(&self) {
        let age = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.active.store(age, Ordering::Relaxed);
    }

    /// Notes a call that was let in and is in progress until the returned value is dropped.
    pub(crate) fn call(self: &Arc<Self>) -> Call {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Call(Arc::clone(self))
    }

    /// Notes that a call on it was let in.
    pub(crate) fn let_in(&self) {
        self.has_called.store(true, Ordering::Relaxed);
        self.refused.store(0, Ordering::Relaxed);
    }

    /// Notes that a call on it was refused because nobody knows who makes it. Whoever has so many of them
    /// needs another connection for more, which takes longer than the calls. Returns whether this is cut.
    pub(crate) fn refuse(&self) -> bool {
        let is_cut = self.refused.fetch_add(1, Ordering::Relaxed) + 1 >= MOST_REFUSED;
        if is_cut {
            self.cut.cancel();
        }
        is_cut
    }

    /// Returns how it stands; the least is the first to go. `None` while it is busy.
    fn standing(&self) -> Option<(bool, Instant)> {
        let idle = self.calls.load(Ordering::Relaxed) == 0;
        idle.then(|| (self.has_called.load(Ordering::Relaxed), self.last_active()))
    }

    fn last_active(&self) -> Instant {
        self.opened + Duration::from_millis(self.active.load(Ordering::Relaxed))
    }

    /// Returns why it is to end by now, if it is.
    fn overdue(&self, limits: &ConnectionLimits) -> Option<&'static str> {
        if limits.lifetime.is_some_and(|lifetime| self.opened.elapsed() > lifetime) {
            return Some("lifetime");
        }
        let (has_called, last_active) = self.standing()?;
        if !has_called && self.opened.elapsed() > limits.first_call {
            return Some("silent");
        }
        (last_active.elapsed() > limits.idle).then_some("idle")
    }
}

/// A call in progress.
#[derive(Debug)]
pub(crate) struct Call(Arc<Connection>);

impl Drop for Call {
    fn drop(&mut self) {
        // From here on it is idle, not from its last byte on.
        self.0.touch();
        self.0.calls.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The connections of one listener.
#[derive(Debug)]
pub(crate) struct Connections {
    pub(crate) limits: ConnectionLimits,
    all: CancellationToken,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    next: u64,
    open: HashMap<u64, Arc<Connection>>,
}

impl Connections {
    /// Returns no connections yet; all end when `all` is cancelled.
    pub(crate) fn new(limits: ConnectionLimits, all: CancellationToken) -> Arc<Self> {
        Arc::new(Self { limits, all, known: Mutex::default() })
    }

    /// Takes a connection in, at the cost of another when there are too many; `None` when all of them
    /// are busy.
    pub(crate) fn admit(self: &Arc<Self>, peer: Option<SocketAddr>) -> Option<Place> {
        let mut known = self.known();
        if known.open.len() >= self.limits.max && !known.cut_one() {
            return None;
        }
        let id = known.next;
        known.next += 1;
        let connection = Connection::new(peer, &self.all);
        known.open.insert(id, Arc::clone(&connection));
        Some(Place { id, connection, among: Arc::clone(self) })
    }

    /// Cuts the connection that can best be spared. Returns whether there was one.
    pub(crate) fn cut_one(&self) -> bool {
        self.known().cut_one()
    }

    /// Cuts what has been silent, or there, for too long. Returns why, for each.
    pub(crate) fn cut_overdue(&self) -> Vec<&'static str> {
        let mut reasons = vec![];
        self.known().open.retain(|_, connection| match connection.overdue(&self.limits) {
            Some(reason) => {
                connection.cut.cancel();
                reasons.push(reason);
                false
            }
            None => true,
        });
        reasons
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // The map is whole between any two calls, whoever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn cut_one(&mut self) -> bool {
        let standing =
            |(id, connection): (&u64, &Arc<Connection>)| Some((connection.standing()?, *id));
        let Some((_, id)) = self.open.iter().filter_map(standing).min() else { return false };
        if let Some(connection) = self.open.remove(&id) {
            connection.cut.cancel();
        }
        true
    }
}

/// A place among the connections of a listener, given up when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    id: u64,
    connection: Arc<Connection>,
    among: Arc<Connections>,
}

impl Place {
    /// Returns the connection that has the place.
    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.among.known().open.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(max: usize) -> Arc<Connections> {
        let limits = ConnectionLimits { max, ..ConnectionLimits::default() };
        Connections::new(limits, CancellationToken::new())
    }

    fn is_cut(place: &Place) -> bool {
        place.connection().cut().is_cancelled()
    }

    #[test]
    fn those_that_never_called_go_first_and_busy_ones_not_at_all() {
        let connections = of(3);
        let admit = || connections.admit(None);
        let busy = admit().expect("room");
        let _call = busy.connection().call();
        let called = admit().expect("room");
        called.connection().let_in();
        let silent = admit().expect("room");
        let first = admit().expect("the silent one goes");
        assert_eq!([&busy, &called, &silent].map(is_cut), [false, false, true]);
        let _first_call = first.connection().call();
        first.connection().let_in();
        let second = admit().expect("the one that called before goes");
        assert!(is_cut(&called));
        let _second_call = second.connection().call();
        assert!(admit().is_none(), "all are busy");
        drop(second);
        assert!(admit().is_some(), "one has gone by itself");
    }

    #[test]
    fn what_is_overdue_is_cut() {
        let limits = ConnectionLimits {
            first_call: Duration::ZERO,
            idle: Duration::from_secs(60),
            ..ConnectionLimits::default()
        };
        let connections = Connections::new(limits, CancellationToken::new());
        let (silent, busy) = (connections.admit(None), connections.admit(None));
        let (silent, busy) = (silent.expect("room"), busy.expect("room"));
        busy.connection().let_in();
        let call = busy.connection().call();
        assert_eq!(connections.cut_overdue(), ["silent"]);
        assert!(is_cut(&silent) && !is_cut(&busy));
        drop(call);
        assert!(connections.cut_overdue().is_empty(), "it has called and is not idle for long");
    }
}
