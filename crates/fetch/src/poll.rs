//! When a feed is asked again.

use std::time::Duration;

use q7x2_domain::Timestamp;

/// The longest that what a feed or its server says may put off the next poll.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Returns the pause before a feed is asked again: the interval that is wanted, or longer, where the feed
/// (`ttl`) or the server (`fresh_for`, `Retry-After`) says that nothing is new before.
pub fn next_poll(interval: Duration, told: &[Option<Duration>]) -> Duration {
    let told = told.iter().flatten().copied().max().unwrap_or_default();
    interval.max(told.min(LONGEST))
}

/// Returns the pause, up to a tenth longer, by lot over addresses and times, so that not all who watch a feed
/// ask at the same second.
pub fn spread(pause: Duration, address: &str, now: Timestamp) -> Duration {
    let mut hasher = blake3::Hasher::new();
    hasher.update(address.as_bytes()).update(&now.micros().to_le_bytes());
    let lot = u32::from(hasher.finalize().as_bytes()[0]);
    pause + pause * lot / 2560
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_feed_is_asked_no_sooner_than_it_says() {
        let poll = |told: &[Option<Duration>]| next_poll(15 * MINUTE, told);
        assert_eq!(poll(&[None, None]), 15 * MINUTE);
        assert_eq!(poll(&[Some(5 * MINUTE), None]), 15 * MINUTE);
        assert_eq!(poll(&[Some(30 * MINUTE), Some(60 * MINUTE)]), 60 * MINUTE);
        assert_eq!(poll(&[Some(MINUTE * 1_000_000)]), 24 * 60 * MINUTE);
    }

    #[test]
    fn not_all_ask_at_once() {
        let at = |seconds| {
            spread(10 * MINUTE, "https://a.example/feed", Timestamp::from_seconds(seconds))
        };
        let lots: std::collections::BTreeSet<_> = (0..50).map(at).collect();
        assert!(lots.len() > 10);
        assert!(lots.iter().all(|lot| (10 * MINUTE..11 * MINUTE).contains(lot)));
    }
}
