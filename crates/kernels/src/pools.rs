//! Threads for matrix products.
//!
//! `rten-gemm` spreads a product over the `rayon` pool it is called in. Articles are spread over
//! threads already, so each caller gets a pool of a single thread, and none waits for another.

use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Idle single-threaded pools, as many as there have been callers at one time.
#[derive(Default)]
pub(crate) struct Pools(Mutex<Vec<ThreadPool>>);

impl Pools {
    /// Runs `work` on one thread, whatever it tries to spread.
    pub(crate) fn on_one_thread<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = idle.or_else(|| ThreadPoolBuilder::new().num_threads(1).build().ok());
        let Some(pool) = pool else {
            // No thread can be started: the shared pool will do.
            return work();
        };
        let result = pool.install(work);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        result
    }
}
