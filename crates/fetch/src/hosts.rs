//! What is known of each host during a run: when it may be asked again, and what its `robots.txt` says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use q7x2_domain::Timestamp;
use tokio::sync::Mutex as Turn;

use crate::error::Reason;
use crate::robots::Robots;

/// When a host may be asked again. Whoever holds it is the only one who asks.
#[derive(Debug, Default)]
pub(crate) struct Host {
    /// Not before this time.
    pub(crate) next: Option<Timestamp>,
    /// The pause that it asks for, where it does.
    pub(crate) delay: Option<Duration>,
}

/// What was read of a `robots.txt`, or why it cannot be read, and when.
pub(crate) type ReadRobots = Option<(Result<Arc<Robots>, Reason>, Timestamp)>;

/// All hosts that were asked.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    hosts: Mutex<HashMap<String, Arc<Turn<Host>>>>,
    robots: Mutex<HashMap<String, Arc<Turn<ReadRobots>>>>,
}

impl Hosts {
    /// Returns the host of that name, whose lock is its turn.
    pub(crate) fn host(&self, name: &str) -> Arc<Turn<Host>> {
        of(&self.hosts, name)
    }

    /// Returns what is known of the `robots.txt` of scheme, host and port.
    pub(crate) fn robots(&self, origin: &str) -> Arc<Turn<ReadRobots>> {
        of(&self.robots, origin)
    }
}

fn of<T: Default>(all: &Mutex<HashMap<String, Arc<Turn<T>>>>, name: &str) -> Arc<Turn<T>> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(all.entry(name.to_owned()).or_default())
}
