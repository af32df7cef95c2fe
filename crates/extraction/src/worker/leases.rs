//! The leases a worker holds: what has to be extended, and what has to be given back at the end.
//! Only a record; it calls nobody.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::metrics;

/// The leases in hand, by token, each with the signal that it lapsed.
#[derive(Debug, Default)]
pub(crate) struct LeasesInHand(Mutex<HashMap<String, CancellationToken>>);

impl LeasesInHand {
    /// Adds a lease. The returned token is cancelled when the lease lapses.
    pub(crate) fn add(&self, token: &str) -> CancellationToken {
        let lapsed = CancellationToken::new();
        let mut leases = self.lock();
        leases.insert(token.to_owned(), lapsed.clone());
        metrics::in_hand(leases.len());
        lapsed
    }

    /// Forgets a lease that has been reported on.
    pub(crate) fn remove(&self, token: &str) {
        let mut leases = self.lock();
        leases.remove(token);
        metrics::in_hand(leases.len());
    }

    /// Forgets leases that lapsed, and tells those who work on them.
    pub(crate) fn lapse(&self, tokens: &[String]) {
        let mut leases = self.lock();
        for lapsed in tokens.iter().filter_map(|token| leases.remove(token)) {
            lapsed.cancel();
        }
        metrics::in_hand(leases.len());
    }

    /// Returns the tokens of all leases in hand.
    pub(crate) fn tokens(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        // The map is whole between any two calls, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lapsed_lease_is_told_and_forgotten() {
        let leases = LeasesInHand::default();
        let (kept, lapsed) = (leases.add("a"), leases.add("b"));
        leases.lapse(&["b".into(), "never held".into()]);
        assert!(lapsed.is_cancelled());
        assert!(!kept.is_cancelled());
        assert_eq!(leases.tokens(), ["a"]);
        leases.remove("a");
        assert!(leases.tokens().is_empty());
        assert!(!kept.is_cancelled());
    }
}
