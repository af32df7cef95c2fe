//! What tokens of leases look like, and what else the adapters in databases share.

use std::time::Duration;

use q7x2_domain::LeaseToken;

/// The longest that a lease waits, however long it is asked to.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns the token of a lease: the row and which handing-out of it this is, so that a worker whose
/// lease has lapsed cannot touch the article any more, whoever has it now.
pub(crate) fn token(id: &str, key: i64, number: i64) -> LeaseToken {
    LeaseToken::new(format!("{id}.{key}.{number}"))
}

/// Returns article id, key and number of a token; `None` when it is none of this queue's.
pub(crate) fn parse(token: &LeaseToken) -> Option<(&str, i64, i64)> {
    let mut parts = token.as_str().splitn(3, '.');
    let id = parts.next()?;
    Some((id, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Returns a length of time in microseconds.
pub(crate) fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX / 4)
}
