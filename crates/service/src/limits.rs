//! How much one token may ask for: so many calls a second, so many at a time. Who asks for more is
//! told when to come again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// How soon to come again when too many calls are in progress: one may end at any moment.
const SOON: Duration = Duration::from_millis(500);

/// What one token may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// How many calls a second, on average; as many may come at once.
    pub per_second: u32,
    /// How many calls at a time, those that wait or stream among them.
    pub at_once: u32,
}

impl Default for CallLimits {
    /// More than a busy worker needs.
    fn default() -> Self {
        Self { per_second: 2000, at_once: 512 }
    }
}

/// What the callers have asked for.
#[derive(Debug)]
pub(crate) struct Usage {
    limits: CallLimits,
    callers: Arc<Mutex<HashMap<Arc<str>, Used>>>,
}

#[derive(Debug)]
struct Used {
    /// How many calls may still come at once.
    left: f64,
    /// When that was so.
    at: Instant,
    in_progress: u32,
}

impl Usage {
    /// Returns that nobody has asked for anything.
    pub(crate) fn new(limits: CallLimits) -> Self {
        Self { limits, callers: Arc::default() }
    }

    /// Lets a call of `name` begin at `now`; it is in progress until the permit is dropped.
    ///
    /// # Errors
    /// When it is one too many.
    pub(crate) fn begin(&self, name: &Arc<str>, now: Instant) -> Result<Permit, Box<Status>> {
        let CallLimits { per_second, at_once } = self.limits;
        let (rate, most) = (f64::from(per_second), f64::from(per_second.max(1)));
        let mut callers = lock(&self.callers);
        let new = || Used { left: most, at: now, in_progress: 0 };
        let used = callers.entry(Arc::clone(name)).or_insert_with(new);
        let since = now.saturating_duration_since(used.at).as_secs_f64();
        used.left = (used.left + since * rate).min(most);
        used.at = now;
        if used.in_progress >= at_once {
            let message = format!("\"{name}\" has {at_once} calls in progress, which is the limit");
            return Err(Box::new(exhausted(&message, SOON)));
        }
        if used.left < 1.0 {
            let wait = Duration::from_secs_f64(((1.0 - used.left) / rate.max(0.001)).min(60.0));
            let message = format!("\"{name}\" calls more than {per_second} times a second");
            return Err(Box::new(exhausted(&message, wait)));
        }
        used.left -= 1.0;
        used.in_progress += 1;
        Ok(Permit { name: Arc::clone(name), callers: Arc::clone(&self.callers) })
    }
}

/// A call in progress.
#[derive(Debug)]
pub(crate) struct Permit {
    name: Arc<str>,
    callers: Arc<Mutex<HashMap<Arc<str>, Used>>>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(used) = lock(&self.callers).get_mut(&self.name) {
            used.in_progress -= 1;
        }
    }
}

/// Returns the status for too much, with when to come again: as `google.rpc.RetryInfo`, as gRPC's own
/// header, and in words.
pub(crate) fn exhausted(message: &str, wait: Duration) -> Status {
    let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
    let details = ErrorDetails::with_retry_info(Some(Duration::from_millis(milliseconds)));
    let message = format!("{message}; try again in {milliseconds} ms");
    let mut status = Status::with_error_details(Code::ResourceExhausted, message, details);
    status.metadata_mut().insert("grpc-retry-pushback-ms", MetadataValue::from(milliseconds));
    status
}

fn lock(callers: &Mutex<HashMap<Arc<str>, Used>>) -> MutexGuard<'_, HashMap<Arc<str>, Used>> {
    // The map is whole between any two calls, whoever panicked.
    callers.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_held_to_its_rate_and_no_other_is() {
        let usage = Usage::new(CallLimits { per_second: 2, at_once: 10 });
        let (one, other, now): (Arc<str>, Arc<str>, _) =
            ("one".into(), "other".into(), Instant::now());
        let begin = |name, at| usage.begin(name, at).map(drop);
        assert!(begin(&one, now).is_ok() && begin(&one, now).is_ok());
        let refused = begin(&one, now).expect_err("the third in this moment");
        assert_eq!(refused.code(), Code::ResourceExhausted);
        assert!(refused.message().ends_with("try again in 500 ms"), "{}", refused.message());
        let hint = refused.get_details_retry_info().and_then(|info| info.retry_delay);
        assert_eq!(hint, Some(Duration::from_millis(500)));
        assert_eq!(refused.metadata().get("grpc-retry-pushback-ms").expect("a hint"), "500");
        assert!(begin(&other, now).is_ok());
        assert!(begin(&one, now + Duration::from_millis(500)).is_ok());
    }

    #[test]
    fn a_caller_has_so_many_calls_at_a_time() {
        let usage = Usage::new(CallLimits { per_second: 100, at_once: 1 });
        let (name, now): (Arc<str>, _) = ("one".into(), Instant::now());
        let call = usage.begin(&name, now).expect("the first");
        assert!(usage.begin(&name, now).is_err());
        drop(call);
        assert!(usage.begin(&name, now).is_ok());
    }
}
