//! How long to wait, as servers say it and as it grows where they do not.

use std::time::{Duration, UNIX_EPOCH};

use q7x2_domain::Timestamp;

/// The pause before the first new try; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Returns the pause before a new try, the first of which is number 0.
pub(crate) fn pause(tried: u32) -> Duration {
    FIRST_PAUSE * 2u32.saturating_pow(tried.min(10))
}

/// Reads `Retry-After`: seconds or a date.
pub(crate) fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = header.trim().parse::<u32>() {
        return Some(Duration::from_secs(u64::from(seconds)));
    }
    Some(date(header)?.saturating_sub(since_1970(now)))
}

/// Returns for how long an answer stays as it is, as `Cache-Control` says.
pub(crate) fn max_age(header: &str) -> Option<Duration> {
    header.split(',').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let seconds = value.trim().trim_matches('"').parse::<u32>().ok()?;
        let is_age = key.trim().eq_ignore_ascii_case("max-age");
        is_age.then(|| Duration::from_secs(u64::from(seconds)))
    })
}

/// Returns a date of a header as time since 1970.
fn date(header: &str) -> Option<Duration> {
    httpdate::parse_http_date(header.trim()).ok()?.duration_since(UNIX_EPOCH).ok()
}

fn since_1970(time: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(time.micros()).unwrap_or(0))
}

/// Returns the time between two points, or none where `until` is over.
pub(crate) fn between(now: Timestamp, until: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(until.micros() - now.micros()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_when_to_come_back() {
        let now = Timestamp::from_seconds(784_111_777);
        let after = |header| retry_after(header, now);
        assert_eq!(after("120"), Some(Duration::from_secs(120)));
        assert_eq!(after("Sun, 06 Nov 1994 08:50:37 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(after("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(after("soon"), None);
    }

    #[test]
    fn pauses_grow() {
        assert_eq!([0, 1, 2].map(|tried| pause(tried).as_secs()), [1, 2, 4]);
        assert!(pause(u32::MAX) < Duration::from_secs(3600));
    }

    #[test]
    fn an_age_is_read() {
        assert_eq!(max_age("public, Max-Age=600"), Some(Duration::from_secs(600)));
        assert_eq!(max_age("no-store"), None);
    }
}
