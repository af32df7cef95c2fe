//! Runs code that may panic and keeps what a panic would print to itself: a panic's message can
//! quote the text it choked on, and article text stays out of logs above debug level.
//!
//! It does not decide what a panic means for an article.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// Stands for a place where none is known.
const UNKNOWN_PLACE: &str = "an unknown place";

/// That guarded code panicked, and where; never what it said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the extractor panicked at {place}")]
pub(crate) struct Panicked {
    place: String,
}

impl Panicked {
    /// Returns the error for work that ended without a result and without a place to name.
    pub(crate) fn outside_the_extractor() -> Self {
        Self { place: UNKNOWN_PLACE.into() }
    }
}

thread_local! {
    /// `Some` while this thread runs guarded code; holds the place of the panic once there was one.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic in it becomes an error that names its place in the source.
///
/// # Errors
/// When `work` panics.
pub(crate) fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(hush_guarded_panics);
    PLACE.set(Some(UNKNOWN_PLACE.into()));
    // Whatever `work` left half done is reachable only through what it borrowed; the extractor
    // has no state that outlives a call.
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(work));
    let place = PLACE.take().unwrap_or_else(|| UNKNOWN_PLACE.into());
    outcome.map_err(|_| Panicked { place })
}

/// Wraps the process's panic hook: panics of guarded code are remembered, all others go on to the
/// hook that was there.
fn hush_guarded_panics() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !remember(info) {
            previous(info);
        }
    }));
}

/// Keeps the place of a panic when this thread is guarded. Returns whether it is.
fn remember(info: &PanicHookInfo<'_>) -> bool {
    PLACE.with_borrow_mut(|place| match place {
        Some(place) => {
            *place = info.location().map_or_else(|| UNKNOWN_PLACE.into(), ToString::to_string);
            tracing::debug!(%place, message = info.payload_as_str(), "the extractor panicked");
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_place_without_its_words() {
        let outcome: Result<(), Panicked> = guarded(|| panic!("\"a secret\" has no end"));
        let message = outcome.expect_err("it panicked").to_string();
        assert!(message.contains("guard.rs:"), "{message}");
        assert!(!message.contains("secret"), "{message}");
    }

    #[test]
    fn what_does_not_panic_returns_and_leaves_nothing_behind() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(PLACE.take(), None);
    }
}
