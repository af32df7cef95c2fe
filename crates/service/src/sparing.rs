//! Saying something at most once a second, however often it happens: what strangers cause must not
//! fill a log.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long nothing more is said.
const PAUSE: Duration = Duration::from_secs(1);

/// When something was said last, and how often it was left out since.
#[derive(Debug, Default)]
pub(crate) struct Sparing(Mutex<(Option<Instant>, u64)>);

impl Sparing {
    /// Returns how many times it was left out since it was said last; `None` when it is to be left out
    /// now.
    pub(crate) fn now(&self) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0.is_some_and(|last| last.elapsed() < PAUSE) {
            state.1 += 1;
            return None;
        }
        let left_out = state.1;
        *state = (Some(Instant::now()), 0);
        Some(left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_often_is_said_once() {
        let told = Sparing::default();
        assert_eq!(told.now(), Some(0));
        assert_eq!((told.now(), told.now()), (None, None));
        told.0.lock().expect("not poisoned").0 = Instant::now().checked_sub(PAUSE);
        assert_eq!(told.now(), Some(2));
    }
}
