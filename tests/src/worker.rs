//! A worker under test, and its ways to the two services that it calls.

use crate::{Process, Proxy, Way};

/// The ways of a worker, each of its own.
pub struct Ways {
    /// To ingest.
    pub ingest: Proxy,
    /// To query.
    pub query: Proxy,
}

impl Ways {
    /// Starts proxies before services on these ports.
    pub(crate) async fn start(ingest: u16, query: u16) -> Self {
        Self { ingest: Proxy::start(&[ingest]).await, query: Proxy::start(&[query]).await }
    }

    /// Makes both so.
    pub fn turn(&self, way: Way) {
        self.ingest.turn(way);
        self.query.turn(way);
    }
}

/// A worker and, where a test wants them, the ways by which it calls.
pub(crate) struct Worker {
    pub(crate) process: Process,
    pub(crate) ways: Option<Ways>,
}
