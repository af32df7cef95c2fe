//! One answer for all who ask the same at the same time: how far a stream is. An answer counts for whoever
//! asked before it was asked for, so that nobody is told what was true before.

use std::sync::atomic::{AtomicU64, Ordering};

use q7x2_domain::PortError;
use tokio::sync::Mutex;

/// The last message of a stream, and the time by the broker's clock in microseconds.
pub(super) type State = (u64, i64);

/// What was asked last.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// How many questions were put.
    put: AtomicU64,
    /// The number of the last question that was answered, and its answer. Held by who asks.
    answered: Mutex<(u64, State)>,
}

impl Recent {
    /// Returns an answer to a question that was put after this was called, by whomever.
    pub(super) async fn get(
        &self,
        ask: impl AsyncFnOnce() -> Result<State, PortError>,
    ) -> Result<State, PortError> {
        let before = self.put.load(Ordering::SeqCst);
        let mut answered = self.answered.lock().await;
        if answered.0 > before {
            return Ok(answered.1);
        }
        let number = self.put.fetch_add(1, Ordering::SeqCst) + 1;
        let state = ask().await?;
        *answered = (number, state);
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;

    use futures::poll;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn who_asks_meanwhile_shares_the_next_answer_and_never_has_the_one_before() {
        let (recent, asked, answer) = (Recent::default(), Cell::new(0), Notify::new());
        let ask = async || {
            asked.set(asked.get() + 1);
            let number = asked.get();
            answer.notified().await;
            Ok((number, 0))
        };
        let mut first = pin!(recent.get(ask));
        assert!(poll!(&mut first).is_pending());
        let (mut second, mut third) = (pin!(recent.get(ask)), pin!(recent.get(ask)));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        answer.notify_one();
        assert_eq!(first.await.expect("answered"), (1, 0));
        answer.notify_one();
        let (second, third) = futures::join!(second, third);
        assert_eq!((second.expect("answered"), third.expect("answered")), ((2, 0), (2, 0)));
        assert_eq!(asked.get(), 2);
    }

    #[tokio::test]
    async fn who_fails_answers_for_nobody() {
        let recent = Recent::default();
        let gone = || PortError::Unavailable { what: "the broker", source: "gone".into() };
        assert!(recent.get(async || Err(gone())).await.is_err());
        assert_eq!(recent.get(async || Ok((1, 2))).await.expect("answered"), (1, 2));
    }
}
