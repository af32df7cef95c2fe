//! What is said beside an answer that has something: what it is without, and how to see that.

use q7x2_domain::{StatementQuery, Unseen};

use super::empty::{published_options, said_options};

/// Returns a line for each thing that an answer is without.
pub(super) fn lines(question: &StatementQuery, corrected_away: u64, unseen: Unseen) -> Vec<String> {
    let published = cannot_see(
        unseen.published,
        ["in an article without a date", "in articles without a date"],
        &published_options(question),
    );
    let unknown = "without a time said that is known";
    let said = cannot_see(unseen.said, [unknown; 2], &said_options(question));
    [published, said, away(corrected_away)].into_iter().flatten().collect()
}

/// Returns how many statements options cannot see, that are else what was asked for.
fn cannot_see(count: u64, [one, several]: [&str; 2], options: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 more is {one}: {options} cannot see it")),
        count => Some(format!("{count} more are {several}: {options} cannot see them")),
    }
}

/// Returns how many statements are left out for what people corrected, and how to see them.
pub(super) fn away(corrected_away: u64) -> Option<String> {
    let (what, them) = match corrected_away {
        0 => return None,
        1 => ("1 statement was".to_owned(), "it"),
        several => (format!("{several} statements were"), "them"),
    };
    Some(format!("{what} corrected to be not said or wrong and left out; --mode all shows {them}"))
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
        let told = |published, said| lines(&question, 0, Unseen { published, said });
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
}
