//! Who may do what: certificates for both ends of a connection, bearer tokens with roles, lending
//! tickets, and making all of them. Knows no gRPC, no socket and no article.
//!
//! What lies in files is read again when they change ([`reload`]), so that certificates and tokens are
//! replaced without a restart. Secrets are compared in constant time and never printed.

mod error;
pub mod reload;
mod secret;

mod role;
mod tickets;
mod tokens;

mod credentials;
mod tls;

pub mod init;

pub use credentials::{Credentials, CredentialsError};
pub use error::KeyError;
pub use role::{Role, Roles};
pub use secret::{Secret, new_secret};
pub use tickets::{TicketError, Tickets};
pub use tls::{ClientTls, Listening, ServerTls, ServerTlsFiles, pinned};
pub use tokens::{Caller, Tokens};

/// TLS itself, for those who own the sockets.
pub use rustls;
