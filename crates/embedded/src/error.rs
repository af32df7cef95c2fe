//! What can go wrong when the services are put together in one process.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use q7x2_domain::PortError;
use q7x2_service::ServeError;

/// Why the embedded services could not start or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The data directory is not there and cannot be made.
    #[error("the data directory {} cannot be created; choose another one", path.display())]
    CreateDirectory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The data directory is there, but not for this user to write in.
    #[error(
        "the data directory {} cannot be written to, which reading it needs too; copy it to where it can, or \
         choose another one",
        path.display()
    )]
    WriteDirectory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The data directory is on a file system that knows no locks.
    #[error("the data directory {} cannot be locked; choose one on a local disk", path.display())]
    LockDirectory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has had the data directory for itself for too long.
    #[error(
        "the data directory {} is held by another process that is starting or stuck; try again, \
         or end that process",
        path.display()
    )]
    HeldByAnother {
        /// The directory.
        path: PathBuf,
    },
    /// The work queue or the statement store in the data directory cannot be opened.
    #[error(transparent)]
    Open(#[from] q7x2_sqlite::OpenError),
    /// The model or the entities file of what extracts cannot be used.
    #[error(transparent)]
    Recipe(#[from] q7x2_recipe::RecipeError),
    /// The leases of processes that are gone could not be taken back.
    #[error("the work queue in the data directory cannot be used")]
    TakeBack(#[source] PortError),
    /// A port cannot be listened on.
    #[error("cannot listen on {address}; choose another address")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The signals to stop cannot be listened to.
    #[error("cannot listen to the signals that stop the services")]
    Signals(#[source] io::Error),
    /// One of the servers failed.
    #[error(transparent)]
    Serve(#[from] ServeError),
}
