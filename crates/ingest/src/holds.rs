//! What holds an article, in words for whoever offers it again or wants it tried again.

use q7x2_domain::{Hold, HoldPlace, Timestamp};

/// Returns what holds an article, however well it does.
pub(crate) fn told(hold: &Hold, now: Timestamp) -> String {
    let Hold { article, place, attempts, .. } = hold;
    let before = before(hold);
    match place {
        HoldPlace::SetAside => format!(
            "it was set aside after {}{before}; `q7x2 retry {article}` tries it again",
            times(*attempts, "attempt"),
        ),
        HoldPlace::InLine(Some(until)) => format!(
            "it is tried again in {}, after {}{before}",
            seconds(*until, now),
            times(*attempts, "attempt"),
        ),
        HoldPlace::InLine(None) => format!("it is in line{before}"),
        HoldPlace::Lent(until) => format!(
            "a worker has it for {} more, unless it asks for longer{before}",
            seconds(*until, now),
        ),
    }
}

/// Returns what holds an article that cannot be done just like that; `None` for one that has only to
/// wait for its turn.
pub(crate) fn told_of_trouble(hold: &Hold, now: Timestamp) -> Option<String> {
    let is_in_trouble =
        hold.place == HoldPlace::SetAside || hold.error.is_some() || hold.lapses > 0;
    is_in_trouble.then(|| told(hold, now))
}

/// Returns what went wrong so far.
fn before(hold: &Hold) -> String {
    let mut before = String::new();
    // The error of one that was set aside for it tells of the lapses.
    if hold.lapses > 0 && hold.place != HoldPlace::SetAside {
        before = format!("; {} stopped or took too long with it", times(hold.lapses, "worker"));
    }
    if let Some(error) = &hold.error {
        before += &format!(": {error}");
    }
    before
}

fn times(count: u32, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Returns how long it is from `now` on, in whole seconds and at least one.
fn seconds(until: Timestamp, now: Timestamp) -> String {
    let left = until.micros().saturating_sub(now.micros()).max(1);
    format!("{} s", left.unsigned_abs().div_ceil(1_000_000))
}

#[cfg(test)]
mod tests {
    use q7x2_domain::ArticleId;

    use super::*;

    #[test]
    fn it_is_told_where_an_article_is_and_what_went_wrong() {
        let now = Timestamp::from_seconds(100);
        let hold = |place, attempts, lapses, error: Option<&str>| Hold {
            article: ArticleId::of(None, "a text"),
            place,
            attempts,
            lapses,
            error: error.map(Into::into),
        };
        let later = Timestamp::from_micros(130_500_000);
        let check = |hold: Hold, expect: &str, in_trouble: bool| {
            assert_eq!(told(&hold, now), expect);
            assert_eq!(told_of_trouble(&hold, now).is_some(), in_trouble, "{expect}");
        };
        check(hold(HoldPlace::InLine(None), 0, 0, None), "it is in line", false);
        check(
            hold(HoldPlace::Lent(later), 1, 0, None),
            "a worker has it for 31 s more, unless it asks for longer",
            false,
        );
        check(
            hold(HoldPlace::InLine(Some(later)), 2, 0, Some("it was dark")),
            "it is tried again in 31 s, after 2 attempts: it was dark",
            true,
        );
        check(
            hold(HoldPlace::InLine(None), 1, 1, None),
            "it is in line; 1 worker stopped or took too long with it",
            true,
        );
        let id = ArticleId::of(None, "a text");
        check(
            hold(HoldPlace::SetAside, 5, 4, Some("the lease lapsed 4 times")),
            &format!(
                "it was set aside after 5 attempts: the lease lapsed 4 times; `q7x2 retry {id}` \
                 tries it again"
            ),
            true,
        );
    }
}
