//! How long to pause between tries of something that failed. Only counts; does not wait.

use std::time::Duration;

/// Pauses that double up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The pause after the first failure.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Default for Backoff {
    /// A tenth of a second, doubling up to five seconds.
    fn default() -> Self {
        Self { first: Duration::from_millis(100), longest: Duration::from_secs(5) }
    }
}

impl Backoff {
    /// Starts counting failures.
    pub(crate) fn pauses(self) -> Pauses {
        Pauses { backoff: self, next: self.first }
    }
}

/// The pauses of one run of failures.
#[derive(Debug)]
pub(crate) struct Pauses {
    backoff: Backoff,
    next: Duration,
}

impl Pauses {
    /// Returns how long to pause after one more failure.
    pub(crate) fn after_failure(&mut self) -> Duration {
        let pause = self.next.min(self.backoff.longest);
        self.next = pause.saturating_mul(2);
        pause
    }

    /// Forgets the failures: the next pause is the first again.
    pub(crate) fn reset(&mut self) {
        self.next = self.backoff.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_begin_anew_after_a_success() {
        let mut pauses =
            Backoff { first: Duration::from_millis(100), longest: Duration::from_millis(500) }
                .pauses();
        let four: Vec<u128> = (0..4).map(|_| pauses.after_failure().as_millis()).collect();
        assert_eq!(four, [100, 200, 400, 500]);
        pauses.reset();
        assert_eq!(pauses.after_failure().as_millis(), 100);
    }
}
