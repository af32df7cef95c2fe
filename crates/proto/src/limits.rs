//! How large messages and their fields may be. An article's text has its own limit in the domain.

/// The largest request that ingest takes, in bytes: 4 MiB. It leaves room for an article of the
/// largest size with its metadata, and for the ids of a hundred thousand articles.
pub const MAX_INGEST_REQUEST_BYTES: usize = 4 << 20;

/// The largest message that clients and servers send or take, in bytes: 64 MiB. It leaves room
/// for a full batch of leased articles of the largest size.
pub const MAX_MESSAGE_BYTES: usize = 64 << 20;

pub use q7x2_domain::MAX_FIELD_BYTES;
