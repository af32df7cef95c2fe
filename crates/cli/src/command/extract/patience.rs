//! A long article is waited for, and whoever waits is told which one it is, and whether it is being read or
//! waits for its turn. Knows no article but its name.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// After how long it is first said what is waited for; then after as long again, and so on.
const FIRST: Duration = Duration::from_secs(5);

/// The longest that nothing is said.
const LONGEST: Duration = Duration::from_secs(60);

/// The articles that are read or to be read, the first of which all others wait behind. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading(Arc<Mutex<VecDeque<Arc<Turn>>>>);

/// One article among them.
#[derive(Debug)]
pub(super) struct Turn {
    name: String,
    begun: OnceLock<Instant>,
}

impl Turn {
    /// Notes that it is being read from now on.
    pub(super) fn begin(&self) {
        self.begun.get_or_init(Instant::now);
    }

    /// Returns what is said while it is waited for; each may take `limit` once it is begun.
    fn told(&self, limit: Duration) -> String {
        let (name, limit) = (&self.name, limit.as_secs());
        match self.begun.get() {
            Some(begun) => {
                let so_far = begun.elapsed().as_secs_f32();
                format!("still reading {name}: {so_far:.0} s so far, {limit} s at most")
            }
            // A busy machine is to blame, and not the article.
            None => format!("waiting: {name} is next, when a text that is being read is through"),
        }
    }
}

impl Reading {
    /// Takes an article in line, after those before it.
    pub(super) fn line_up(&self, name: String) -> Arc<Turn> {
        let turn = Arc::new(Turn { name, begun: OnceLock::new() });
        self.turns().push_back(Arc::clone(&turn));
        turn
    }

    /// Notes that the first of them is through.
    pub(super) fn end(&self) {
        self.turns().pop_front();
    }

    fn first(&self) -> Option<Arc<Turn>> {
        self.turns().front().cloned()
    }

    fn turns(&self) -> MutexGuard<'_, VecDeque<Arc<Turn>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `outcome`, and tells now and then what it waits for.
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
            if let Some(turn) = self.first() {
                tell(&turn.told(limit));
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
        let long = reading.line_up("news/long.txt".into());
        reading.line_up("news/next.txt".into());
        let said = Mutex::new(vec![]);
        let (told, lines) = (tokio::sync::Notify::new(), AtomicUsize::new(0));
        let tell = |line: &str| {
            said.lock().expect("no panic").push(line.to_owned());
            // It begins late: a time before that is nobody's.
            long.begin();
            // The third line is what it waits for.
            if lines.fetch_add(1, Ordering::Relaxed) == 2 {
                told.notify_one();
            }
        };
        let (first, limit) = (Duration::from_millis(1), Duration::from_secs(120));
        reading.wait_from(first, limit, tell, told.notified()).await;
        let said = said.into_inner().expect("no panic");
        assert!(said.len() >= 3, "{said:?}");
        assert!(said[0].starts_with("waiting: news/long.txt is next, "), "{said:?}");
        assert!(said[1..].iter().all(|line| line.starts_with("still reading news/long.txt: ")));
        assert!(said[1].ends_with(": 0 s so far, 120 s at most"), "{said:?}");
        reading.end();
        assert_eq!(reading.first().map(|turn| turn.name.clone()), Some("news/next.txt".into()));
    }

    #[tokio::test]
    async fn what_is_quick_says_nothing() {
        let reading = Reading::default();
        reading.line_up("news/short.txt".into());
        let tell = |line: &str| panic!("{line}");
        assert_eq!(reading.wait(Duration::MAX, tell, async { 7 }).await, 7);
    }
}
