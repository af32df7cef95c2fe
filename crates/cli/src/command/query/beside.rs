//! What is said beside an answer that has something: what it is without, and how to see that.

use q7x2_domain::{StatementQuery, Unseen};

use super::empty::{published_options, said_options};
use crate::command::outlet;

/// Returns a line for each thing that an answer is without.
pub(super) fn lines(
    question: &StatementQuery,
    corrected_away: u64,
    unseen: &Unseen,
) -> Vec<String> {
    let published = cannot_see(
        unseen.published,
        ["in an article without a date", "in articles without a date"],
        &published_options(question),
    );
    let unknown = "without a time said that is known";
    let said = cannot_see(unseen.said, [unknown; 2], &said_options(question));
    let outlets = ["in an article without an outlet", "in articles without an outlet"];
    let unnamed = cannot_see(unseen.outlet, outlets, "--outlet");
    let addressee = cannot_see(unseen.addressee, ["without an addressee that is told"; 2], "--to");
    let channel = cannot_see(unseen.channel, ["without a channel that is told"; 2], "--channel");
    let others = other_outlets(question, &unseen.other_outlets);
    let lines = [published, said, unnamed, addressee, channel, others, away(corrected_away)];
    lines.into_iter().flatten().collect()
}

/// Returns which outlets have the words of a name that another is called by, and how many statements are
/// theirs.
fn other_outlets(question: &StatementQuery, others: &[(String, u64)]) -> Option<String> {
    outlet::told_others(question.outlet.as_deref()?, others)
}

/// Returns how many statements options cannot see, that are else what was asked for.
fn cannot_see(count: u64, [one, several]: [&str; 2], options: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 more is {one}: {options} cannot see it")),
        count => Some(format!("{count} more are {several}: {options} cannot see them")),
    }
}

/// What is said of statements that people corrected away.
pub(super) const CORRECTED: &str = "corrected to be wrong or not said";

/// Returns how many statements are left out for what people corrected, and how to see them.
pub(super) fn away(corrected_away: u64) -> Option<String> {
    let (what, them) = match corrected_away {
        0 => return None,
        1 => ("1 statement was".to_owned(), "it"),
        several => (format!("{several} statements were"), "them"),
    };
    Some(format!("{what} {CORRECTED} and left out; --mode all shows {them}"))
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Timestamp;

    use super::*;

    #[test]
    fn what_was_corrected_away_is_counted() {
        assert_eq!(away(0), None);
        let told = |count| away(count).unwrap_or_default();
        assert!(told(1).starts_with("1 statement was corrected") && told(1).ends_with("shows it"));
        assert!(told(2).starts_with("2 statements were") && told(2).ends_with("shows them"));
    }

    #[test]
    fn what_a_range_of_time_cannot_see_is_told_with_its_options() {
        let day = Some(Timestamp::from_seconds(0));
        let question = StatementQuery { since: day, said_until: day, ..StatementQuery::default() };
        let told =
            |published, said| lines(&question, 0, &Unseen { published, said, ..Unseen::default() });
        assert!(told(0, 0).is_empty());
        assert_eq!(
            told(5, 1),
            [
                "5 more are in articles without a date: --since cannot see them",
                "1 more is without a time said that is known: --said-until cannot see it",
            ]
        );
        assert_eq!(told(1, 0), ["1 more is in an article without a date: --since cannot see it"]);
    }

    #[test]
    fn what_an_outlet_leaves_out_is_told() {
        let question = StatementQuery { outlet: Some("Post".into()), ..StatementQuery::default() };
        let unseen = Unseen {
            outlet: 2,
            channel: 1,
            other_outlets: vec![("Harbour Post".into(), 24)],
            ..Unseen::default()
        };
        assert_eq!(
            lines(&question, 0, &unseen),
            [
                "2 more are in articles without an outlet: --outlet cannot see them",
                "1 more is without a channel that is told: --channel cannot see it",
                "\"Post\" is an outlet's whole name; not shown: 24 in Harbour Post",
            ]
        );
    }
}
