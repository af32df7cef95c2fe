//! Says why an answer is empty: what the conditions leave, one after the other, and which of them
//! leaves nothing. "None found" about somebody of whom twelve are kept would say something untrue.

use std::fmt::Write;

use q7x2_domain::{Condition, CueClass, Kind, Left, Shortfall, StatementQuery};

use super::beside::CORRECTED;
use crate::command::outlet;
use crate::output::counted;

/// Returns why nothing matches, and what to try instead, on one line.
pub(super) fn why(
    question: &StatementQuery,
    shortfall: &Shortfall,
    nearest_speakers: &[String],
) -> String {
    let Some((last, before)) = shortfall.left.split_last() else {
        return "no statements match".into();
    };
    let earlier = earlier(shortfall.earlier);
    if last.condition == Condition::Speaker && last.named.is_empty() {
        return nobody(question, nearest_speakers) + &earlier;
    }
    let kept = before.last().map_or(0, |left| left.count);
    if kept == 0 || last.condition == Condition::Speaker {
        return nothing(question, last) + &earlier;
    }
    let mut line = lead(question, before);
    if before.iter().any(|left| left.at_least) {
        line.insert_str(0, "more than ");
    }
    let _ = write!(line, "{}{earlier}", missing(question, shortfall, last, kept));
    line
}

/// Returns what earlier revisions have that the newest texts have not.
fn earlier(statements: u64) -> String {
    match statements {
        0 => String::new(),
        1 => "; 1 in an earlier text of its article: --all-revisions shows it".into(),
        _ => {
            format!("; {statements} in earlier texts of articles: --all-revisions shows them")
        }
    }
}

/// Returns which of several names an answer has nothing of, because nobody is called so.
pub(super) fn lacking(unknown: &[String]) -> Option<String> {
    let names: Vec<String> = unknown.iter().map(|name| format!("\"{name}\"")).collect();
    (!names.is_empty()).then(|| {
        format!("nobody is called {}; the answer is that of the others", names.join(" or "))
    })
}

/// Returns that nobody has the name that was asked for.
fn nobody(question: &StatementQuery, nearest: &[String]) -> String {
    let speaker = question.speakers.join("\" or \"");
    let place = if question.articles.is_some() { " in these articles" } else { "" };
    let mut line = format!("no statements found by \"{speaker}\"{place}");
    if !nearest.is_empty() {
        let _ = write!(line, "; nearest: {}", nearest.join(", "));
    }
    line
}

/// Returns that the first condition of all leaves nothing.
fn nothing(question: &StatementQuery, last: &Left) -> String {
    match last.condition {
        Condition::Articles => "no statements in these articles".into(),
        Condition::Speaker => {
            let place = if question.articles.is_some() { " in these articles" } else { "" };
            format!("no statements by {}{place}", last.named.join(", "))
        }
        Condition::Mode if !question.asserted.is_empty() => {
            format!("no statement {}{}", granted(question, last), thoughts(last))
        }
        _ => "no statements match".into(),
    }
}

/// Returns how many statements there are before the condition that leaves nothing: "12 statements by
/// Anna Lind, 3 of them in The Post".
fn lead(question: &StatementQuery, before: &[Left]) -> String {
    let mut line = String::new();
    let mut kept = 0;
    for left in before {
        // The selection and the mode are asked for by nobody where they change nothing.
        let is_silent = matches!(left.condition, Condition::Articles | Condition::Mode);
        let what = granted(question, left);
        if line.is_empty() {
            let first = if is_silent { String::new() } else { format!(" {what}") };
            line = format!("{}{first}", counted(left.count, "statement"));
        } else if left.condition == Condition::Speaker {
            line = format!("{} {what}", counted(left.count, "statement"));
        } else if left.count != kept || !is_silent {
            let _ = write!(line, ", {} of them {what}", left.count);
        }
        if left.condition == Condition::Published && left.unknown > 0 {
            let _ = write!(line, " ({} in articles without a date)", left.unknown);
        }
        kept = left.count;
    }
    line
}

/// Returns what is said of statements that a condition leaves.
fn granted(question: &StatementQuery, left: &Left) -> String {
    let named = || left.named.join(", ");
    match left.condition {
        Condition::Articles => "in these articles".into(),
        Condition::Speaker => format!("by {}", named()),
        Condition::Mode if question.asserted.is_empty() => "said".into(),
        Condition::Mode => {
            let asked: Vec<&str> = question.asserted.iter().map(|a| a.as_str()).collect();
            format!("that is {}", asked.join(" or ").replace('_', " "))
        }
        Condition::Kind => kind(question).into(),
        Condition::Outlet => format!("in {}", named()),
        Condition::Addressee => format!("to {}", quoted(question.addressee.as_ref())),
        Condition::Channel => format!("via {}", quoted(question.channel.as_ref())),
        Condition::CueClass => classes(question),
        Condition::FirstHand => "at first hand".into(),
        Condition::Published => "published in that time".into(),
        Condition::Said => "said in that time".into(),
        Condition::Confidence => "so likely to be right".into(),
        Condition::Corrected => "corrected".into(),
        Condition::About => format!("with {}", question.about.as_deref().unwrap_or_default()),
    }
}

/// Returns what none of the statements has that are left.
fn missing(question: &StatementQuery, shortfall: &Shortfall, last: &Left, kept: u64) -> String {
    let what = granted(question, last);
    match last.condition {
        Condition::Published => {
            unseen(question, last, kept, "in articles without a date", &published_options(question))
                .unwrap_or_else(|| format!("; none {what}"))
        }
        Condition::Said => unseen(
            question,
            last,
            kept,
            "without a time said that is known",
            &said_options(question),
        )
        .unwrap_or_else(|| format!("; none {what}")),
        Condition::Confidence if last.unknown == kept => {
            ", all without a confidence: --min-confidence cannot see them".into()
        }
        Condition::Outlet if last.named.is_empty() => {
            let outlet = question.outlet.as_deref().unwrap_or_default();
            if last.unknown == kept {
                ", all in articles without an outlet: --outlet cannot see them".into()
            } else {
                format!("; {}", outlet::told(outlet, &shortfall.nearest_outlets))
            }
        }
        Condition::Mode if question.asserted.is_empty() => not_said(last, kept),
        Condition::Mode => format!("; none {what}{}", thoughts(last)),
        Condition::Outlet | Condition::Addressee | Condition::Channel => {
            let (lack, option) = match last.condition {
                Condition::Outlet => ("in articles without an outlet", "--outlet"),
                Condition::Addressee => ("without an addressee that is told", "--to"),
                _ => ("without a channel that is told", "--channel"),
            };
            unseen(question, last, kept, lack, option).unwrap_or_else(|| format!("; none {what}"))
        }
        Condition::FirstHand => ", all second-hand".into(),
        Condition::About => words(question, shortfall),
        _ => format!("; none {what}"),
    }
}

/// Returns why none of the statements was said: people corrected that, or the articles tell otherwise.
fn not_said(last: &Left, kept: u64) -> String {
    match (last.corrected_away, kept) {
        (0, _) => "; none of them was said; --mode all shows them".into(),
        (1, 1) => format!(", {CORRECTED}; --mode all shows it"),
        (away, kept) if away >= kept => format!(", all {CORRECTED}; --mode all shows them"),
        (away, _) => {
            format!("; none of them was said, {away} of them {CORRECTED}; --mode all shows them")
        }
    }
}

/// Returns how many statements are as asked, and hidden by the mode.
fn thoughts(last: &Left) -> String {
    match last.hidden {
        0 => String::new(),
        1 => "; 1 thought or sign is: --mode all shows it".into(),
        hidden => format!("; {hidden} thoughts or signs are: --mode all shows them"),
    }
}

/// Returns that a range of time sees none of the statements, or not all of them.
fn unseen(
    question: &StatementQuery,
    last: &Left,
    kept: u64,
    lack: &str,
    options: &str,
) -> Option<String> {
    let what = granted(question, last);
    match last.unknown {
        0 => None,
        unknown if unknown == kept => Some(format!(", all {lack}: {options} cannot see them")),
        unknown => Some(format!("; none {what}; {options} cannot see {unknown} {lack}")),
    }
}

/// Returns that no statement has all the words, and how many have each.
fn words(question: &StatementQuery, shortfall: &Shortfall) -> String {
    let about = question.about.as_deref().unwrap_or_default();
    let one = shortfall.words.len() == 1;
    let mut line = format!("; none with {}{about}", if one { "" } else { "all of: " });
    let met = shortfall.words.iter().filter(|(_, count)| *count > 0);
    let met: Vec<String> = met.map(|(word, count)| format!("{count} with {word}")).collect();
    if !met.is_empty() {
        let _ = write!(line, "; {}", met.join(", "));
    }
    line
}

fn kind(question: &StatementQuery) -> &'static str {
    match question.kind {
        Some(Kind::Direct) => "in quotation marks throughout",
        Some(Kind::Mixed) => "in quotation marks in part",
        Some(Kind::Indirect) | None => "in paraphrase",
    }
}

fn classes(question: &StatementQuery) -> String {
    let classes: Vec<&str> =
        question.cue_classes.iter().map(|class: &CueClass| class.as_str()).collect();
    format!("with a cue of class {}", classes.join(" or "))
}

fn quoted(words: Option<&String>) -> String {
    format!("\"{}\"", words.map_or("", String::as_str))
}

/// Returns the options that say when something was published.
pub(super) fn published_options(question: &StatementQuery) -> String {
    options(question.since.is_some(), "--since", question.until.is_some(), "--until")
}

/// Returns the options that say when something was said.
pub(super) fn said_options(question: &StatementQuery) -> String {
    options(
        question.said_since.is_some(),
        "--said-since",
        question.said_until.is_some(),
        "--said-until",
    )
}

fn options(since: bool, since_name: &str, until: bool, until_name: &str) -> String {
    match (since, until) {
        (true, true) => format!("{since_name} and {until_name}"),
        (true, false) => since_name.into(),
        _ => until_name.into(),
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Timestamp;

    use super::*;

    fn left(condition: Condition, count: u64, unknown: u64, named: &[&str]) -> Left {
        let named = named.iter().map(|&name| name.to_owned()).collect();
        let (hidden, corrected_away) = (0, 0);
        Left { condition, count, at_least: false, unknown, hidden, corrected_away, named }
    }

    fn told(question: &StatementQuery, left: Vec<Left>) -> String {
        why(question, &Shortfall { left, ..Shortfall::default() }, &[])
    }

    fn by(name: &str) -> StatementQuery {
        StatementQuery { speakers: vec![name.into()], ..StatementQuery::default() }
    }

    #[test]
    fn words_are_told_one_by_one() {
        let question = StatementQuery { about: Some("talks truce".into()), ..by("lind") };
        let shortfall = Shortfall {
            left: vec![
                left(Condition::Speaker, 12, 0, &["Anna Lind"]),
                left(Condition::Mode, 12, 0, &[]),
                left(Condition::About, 0, 0, &[]),
            ],
            words: vec![("talks".into(), 5), ("truce".into(), 0)],
            ..Shortfall::default()
        };
        assert_eq!(
            why(&question, &shortfall, &[]),
            "12 statements by Anna Lind; none with all of: talks truce; 5 with talks"
        );
    }

    #[test]
    fn what_has_no_date_is_named() {
        let day = Some(Timestamp::from_seconds(0));
        let question = StatementQuery { since: day, ..by("lind") };
        let undated = |unknown| {
            vec![
                left(Condition::Speaker, 20, 0, &["Anna Lind"]),
                left(Condition::Mode, 16, 0, &[]),
                left(Condition::Published, 0, unknown, &[]),
            ]
        };
        assert_eq!(
            told(&question, undated(16)),
            "20 statements by Anna Lind, 16 of them said, all in articles without a date: --since \
             cannot see them"
        );
        let question = StatementQuery { until: day, ..question };
        assert_eq!(
            told(&question, undated(3)),
            "20 statements by Anna Lind, 16 of them said; none published in that time; --since and \
             --until cannot see 3 in articles without a date"
        );
        assert!(told(&question, undated(0)).ends_with("said; none published in that time"));
    }

    #[test]
    fn what_is_hidden_or_corrected_away_is_told() {
        let mode = |before, corrected_away, hidden, question: &StatementQuery| {
            let last = Left { corrected_away, hidden, ..left(Condition::Mode, 0, 0, &[]) };
            told(question, vec![left(Condition::Speaker, before, 0, &["Anna Lind"]), last])
        };
        let asked = by("lind");
        assert_eq!(
            mode(1, 1, 0, &asked),
            "1 statement by Anna Lind, corrected to be wrong or not said; --mode all shows it"
        );
        assert!(mode(3, 3, 0, &asked).contains("Lind, all corrected to be"));
        assert!(mode(3, 1, 0, &asked).contains("none of them was said, 1 of them corrected to be"));
        let future = StatementQuery { asserted: vec![q7x2_domain::Asserted::Future], ..asked };
        assert_eq!(
            mode(3, 0, 1, &future),
            "3 statements by Anna Lind; none that is future; 1 thought or sign is: --mode all shows it"
        );
    }

    #[test]
    fn nobody_of_a_name_is_told_with_the_nearest() {
        let nobody =
            Shortfall { left: vec![left(Condition::Speaker, 0, 0, &[])], ..Shortfall::default() };
        let nearest = ["Anna Lindt".to_owned(), "Ada Lund".to_owned()];
        assert_eq!(
            why(&by("Lind"), &nobody, &nearest),
            "no statements found by \"Lind\"; nearest: Anna Lindt, Ada Lund"
        );
        assert_eq!(why(&by("Lind"), &nobody, &[]), "no statements found by \"Lind\"");
    }

    #[test]
    fn names_that_an_answer_lacks_are_told() {
        assert_eq!(lacking(&[]), None);
        let names = ["Lindt".to_owned(), "Holmm".to_owned()];
        let line = lacking(&names);
        assert!(
            line.is_some_and(|line| line.starts_with("nobody is called \"Lindt\" or \"Holmm\";"))
        );
    }

    #[test]
    fn each_condition_has_words() {
        let question = StatementQuery::default();
        for &condition in Condition::ALL {
            let line =
                told(&question, vec![left(Condition::Mode, 4, 0, &[]), left(condition, 0, 0, &[])]);
            assert!(line.starts_with("4 statements") || condition == Condition::Speaker, "{line}");
        }
        assert_eq!(told(&question, vec![]), "no statements match");
        assert_eq!(told(&question, vec![left(Condition::Mode, 0, 0, &[])]), "no statements match");
    }
}
