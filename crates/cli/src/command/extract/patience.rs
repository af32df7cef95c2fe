//! A long article is waited for, and whoever waits is told which one it is. Knows no article but its name.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// After how long it is first said what is waited for; then after as long again, and so on.
const FIRST: Duration = Duration::from_secs(5);

/// The longest that nothing is said.
const LONGEST: Duration = Duration::from_secs(60);

/// The articles that are being read, the first of which all others wait behind. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading(Arc<Mutex<VecDeque<String>>>);

impl Reading {
    /// Notes that an article is begun, after those before it.
    pub(super) fn begin(&self, name: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(name);
    }

    /// Notes that the first of them is through.
    pub(super) fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    }

    fn first(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).front().cloned()
    }

    /// Waits for `outcome`, and tells now and then what is still being read, of which each may take
    /// `limit`.
    pub(super) async fn wait<T>(
        &self,
        limit: Duration,
        tell: impl Fn(&str),
        outcome: impl Future<Output = T>,
    ) -> T {
        self.wait_from(FIRST, limit, tell, outcome).await
    }

    async fn wait_from<T>(
        &self,
        first: Duration,
        limit: Duration,
        tell: impl Fn(&str),
        outcome: impl Future<Output = T>,
    ) -> T {
        let (mut outcome, mut pause, mut waited) = (pin!(outcome), first, Duration::ZERO);
        loop {
            if let Ok(outcome) = tokio::time::timeout(pause, &mut outcome).await {
                return outcome;
            }
            waited += pause;
            pause = waited.min(LONGEST);
            // Where nothing is being read, it is the input that lets wait, and whoever gives it knows.
            if let Some(name) = self.first() {
                let (waited, limit) = (waited.as_secs_f32(), limit.as_secs());
                tell(&format!("still reading {name}: {waited:.0} s so far, {limit} s at most"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn what_takes_long_is_named_until_it_is_through() {
        let reading = Reading::default();
        reading.begin("news/long.txt".into());
        reading.begin("news/next.txt".into());
        let said = Mutex::new(vec![]);
        let (told, lines) = (tokio::sync::Notify::new(), AtomicUsize::new(0));
        let tell = |line: &str| {
            said.lock().expect("no panic").push(line.to_owned());
            // The third line is what it waits for.
            if lines.fetch_add(1, Ordering::Relaxed) == 2 {
                told.notify_one();
            }
        };
        let (first, limit) = (Duration::from_millis(1), Duration::from_secs(120));
        reading.wait_from(first, limit, tell, told.notified()).await;
        let said = said.into_inner().expect("no panic");
        assert!(said.len() >= 3, "{said:?}");
        assert!(said.iter().all(|line| line.starts_with("still reading news/long.txt: ")));
        assert!(said[0].ends_with(" s so far, 120 s at most"), "{said:?}");
        reading.end();
        assert_eq!(reading.first().as_deref(), Some("news/next.txt"));
    }

    #[tokio::test]
    async fn what_is_quick_says_nothing() {
        let reading = Reading::default();
        reading.begin("news/short.txt".into());
        let tell = |line: &str| panic!("{line}");
        assert_eq!(reading.wait(Duration::MAX, tell, async { 7 }).await, 7);
    }
}
