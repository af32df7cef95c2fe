//! Time to wait in, so that tests need not.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use q7x2_domain::{Clock, SystemClock, Timestamp};

/// A clock that can be waited by.
pub trait Time: Clock {
    /// Returns a future that is done once `time` has passed.
    fn pass(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clock, and its timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealTime;

impl Clock for RealTime {
    fn now(&self) -> Timestamp {
        SystemClock.now()
    }
}

impl Time for RealTime {
    fn pass(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(time))
    }
}
