//! What an address gave.

use std::time::Duration;

use q7x2_domain::Timestamp;

use crate::memory::Trace;

/// What an address gave.
#[derive(Debug)]
pub enum Answer {
    /// Something, for the first time or changed.
    New(Box<Fetched>),
    /// What it gave before.
    Unchanged(Unchanged),
}

/// What was fetched.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The address that was asked for.
    pub asked: String,
    /// The address that answered, which is another one where the first led on.
    pub url: String,
    /// What the server says it is, in lower case and without parameters.
    pub media_type: Option<String>,
    /// The encoding that the server names.
    pub charset: Option<String>,
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// The BLAKE3 hash of the bytes, in hexadecimal digits.
    pub hash: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// For how long the server says that it stays as it is.
    pub fresh_for: Option<Duration>,
    /// What to remember of it, once it is kept.
    pub trace: Trace,
}

/// What did not change since it was fetched last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchanged {
    /// The address that was asked for.
    pub asked: String,
    /// For how long the server says that it stays as it is.
    pub fresh_for: Option<Duration>,
    /// What to remember of it.
    pub trace: Trace,
}
