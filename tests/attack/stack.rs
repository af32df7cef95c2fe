//! What the services keep things in: files, a database, or a broker beside a file.

use std::fmt;

use q7x2_servers::{Nats, Postgres};
use q7x2_tests::{Cluster, ClusterOptions};

use crate::chance::{Chance, named};

/// A kind of stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stack {
    /// Queue and statements in files of SQLite.
    Files,
    /// Both in a database of PostgreSQL.
    Database,
    /// The queue on NATS JetStream, statements in a file.
    Broker,
}

/// All of them.
const ALL: [Stack; 3] = [Stack::Files, Stack::Database, Stack::Broker];

impl Stack {
    /// Returns the stack that `Q7X2_ATTACK_STACK` names (`files`, `database` or `broker`), or else the one that a
    /// seed draws.
    ///
    /// # Panics
    /// When there is none of that name.
    pub(crate) fn drawn(seed: u64) -> Self {
        // What is drawn here is no part of the plan, which is the same on every stack.
        let Some(name) = named("Q7X2_ATTACK_STACK") else { return Chance::new(!seed).one_of(&ALL) };
        let found = ALL.into_iter().find(|stack| stack.to_string() == name);
        found.unwrap_or_else(|| panic!("there is no stack {name:?}"))
    }

    /// Starts its server, if it has one; `None` where that is not installed, which is said.
    pub(crate) fn start(self) -> Option<Server> {
        Some(match self {
            Self::Files => Server::None,
            Self::Database => Server::Postgres(Postgres::start()?),
            Self::Broker => Server::Nats(Nats::start()?),
        })
    }
}

impl fmt::Display for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Files => "files",
            Self::Database => "database",
            Self::Broker => "broker",
        })
    }
}

/// The server of a stack. It ends with it.
pub(crate) enum Server {
    None,
    Postgres(Postgres),
    Nats(Nats),
}

impl Server {
    /// Starts services on it.
    pub(crate) async fn cluster(&self, options: ClusterOptions) -> Cluster {
        let place = match self {
            Self::None => None,
            Self::Postgres(server) => Some(server.database().await),
            Self::Nats(broker) => Some(broker.queue()),
        };
        Cluster::start_on(place, options).await
    }

    /// Kills it without warning; services that have none go on.
    pub(crate) fn kill(&self) {
        match self {
            Self::None => {}
            Self::Postgres(server) => server.kill(),
            Self::Nats(broker) => broker.kill(0),
        }
    }

    /// Starts it again on what it kept.
    pub(crate) fn start_again(&self) {
        match self {
            Self::None => {}
            Self::Postgres(server) => server.start_again(),
            Self::Nats(broker) => broker.start_again(0),
        }
    }
}
