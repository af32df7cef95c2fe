//! Says why an answer is empty: what the conditions leave, one after the other, and which of them
//! leaves nothing. "None found" about somebody of whom twelve are kept would say something untrue.

use std::fmt::Write;

use q7x2_domain::{Condition, Count, CueClass, Kind, Left, ModeFilter, Shortfall, StatementQuery};

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
        return nothing(question, shortfall, last) + &earlier;
    }
    let mut line = lead(question, before);
    let kept = Count { count: kept, at_least: before.last().is_some_and(|left| left.at_least) };
    let _ = write!(line, "{}", missing(question, shortfall, last, kept));
    let _ = write!(line, "{}{earlier}", by_mode(question, shortfall, last));
    line
}

/// Returns how many statements are left out for their mode alone, or for what is asked of whether something was
/// said. Where the mode itself leaves nothing, that is told with it.
fn by_mode(question: &StatementQuery, shortfall: &Shortfall, last: &Left) -> String {
    let option = match question.mode {
        ModeFilter::Speech => "with --mode all",
        ModeFilter::All => "without --asserted",
    };
    match (last.condition, last.hidden.count, shortfall.hidden) {
        (Condition::Mode, ..) | (_, 0, Count { count: 0, .. }) => String::new(),
        (.., Count { count: 0, .. }) => {
            format!("; {} {option}, and nothing that is else as asked", last.hidden)
        }
        (.., hidden) => format!("; {hidden} {option}"),
    }
}

/// Returns what earlier revisions have that the newest texts have not.
fn earlier(statements: Count) -> String {
    match statements.count {
        0 => String::new(),
        1 if !statements.at_least => {
            "; 1 in an earlier text of its article: --all-revisions shows it".into()
        }
        _ => {
            format!("; {statements} in earlier texts of articles: --all-revisions shows them")
        }
    }
}

/// Returns which of several names an answer has nothing of, because nobody is called so.
pub(super) fn lacking(unknown: &[String], nearest: &[String]) -> Option<String> {
    let names: Vec<String> = unknown.iter().map(|name| format!("\"{name}\"")).collect();
    let nearest = match nearest {
        [] => String::new(),
        nearest => format!("; nearest: {}", nearest.join(", ")),
    };
    (!names.is_empty()).then(|| {
        let names = names.join(" or ");
        format!("nobody is called {names}{nearest}; the answer is that of the others")
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
fn nothing(question: &StatementQuery, shortfall: &Shortfall, last: &Left) -> String {
    match last.condition {
        Condition::Articles => "no statements in these articles".into(),
        Condition::Speaker => {
            let place = if question.articles.is_some() { " in these articles" } else { "" };
            format!("no statements by {}{place}", last.named.join(", "))
        }
        Condition::Mode if !question.asserted.is_empty() => {
            format!("no statement {}{}", granted(question, last), thoughts(shortfall, last))
        }
        Condition::Mode if last.hidden.count > 0 => {
            let all = counted_up(last.hidden, "statement");
            format!("{all}{}", not_said(shortfall, last, last.hidden))
        }
        _ => "no statements match".into(),
    }
}

/// Returns how many statements there are before the condition that leaves nothing: "12 statements by
/// Anna Lind, 3 of them in The Post".
fn lead(question: &StatementQuery, before: &[Left]) -> String {
    let mut line = String::new();
    let mut kept = Count::default();
    for left in before {
        // The selection and the mode are asked for by nobody where they change nothing.
        let is_silent = matches!(left.condition, Condition::Articles | Condition::Mode);
        let what = granted(question, left);
        let count = Count { count: left.count, at_least: left.at_least };
        if line.is_empty() {
            let first = if is_silent { String::new() } else { format!(" {what}") };
            line = format!("{}{first}", counted_up(count, "statement"));
        } else if left.condition == Condition::Speaker {
            line = format!("{} {what}", counted_up(count, "statement"));
        } else if count != kept || !is_silent {
            let _ = write!(line, ", {count} of them {what}");
        }
        if left.condition == Condition::Published && left.unknown.count > 0 {
            let _ = write!(line, " ({} in articles without a date)", left.unknown);
        }
        kept = count;
    }
    line
}

/// Returns how many there are of what is called by `one`.
fn counted_up(count: Count, one: &str) -> String {
    match count.at_least {
        true => format!("more than {}", counted(count.count, one)),
        false => counted(count.count, one),
    }
}

/// Tells whether one is as many as the other, as far as they were counted to the end.
fn is_all(some: Count, all: Count) -> bool {
    some.count >= all.count && !some.at_least && !all.at_least
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
fn missing(question: &StatementQuery, shortfall: &Shortfall, last: &Left, kept: Count) -> String {
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
        Condition::Confidence if is_all(last.unknown, kept) => {
            ", all without a confidence: --min-confidence cannot see them".into()
        }
        Condition::Confidence if shortfall.highest_confidence.is_some() => {
            // Rounded down: asked for at that, it is found.
            let highest = shortfall.highest_confidence.unwrap_or_default();
            let highest = (highest * 100.0).floor() / 100.0;
            format!("; none {what}; the likeliest is at {highest:.2}")
        }
        Condition::Outlet if last.named.is_empty() => {
            let outlet = question.outlet.as_deref().unwrap_or_default();
            if is_all(last.unknown, kept) {
                ", all in articles without an outlet: --outlet cannot see them".into()
            } else {
                format!("; {}", outlet::told(outlet, &shortfall.nearest_outlets))
            }
        }
        Condition::Mode if question.asserted.is_empty() => not_said(shortfall, last, kept),
        Condition::Mode => format!("; none {what}{}", thoughts(shortfall, last)),
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
fn not_said(shortfall: &Shortfall, last: &Left, kept: Count) -> String {
    let away = last.corrected_away;
    let line = match (away.count, kept.count) {
        (0, 1) => "; it was not said".into(),
        (0, _) => "; none of them was said".into(),
        (1, 1) => format!(", {CORRECTED}"),
        _ if is_all(away, kept) => format!(", all {CORRECTED}"),
        _ => format!("; none of them was said, {away} of them {CORRECTED}"),
    };
    let shown = match shortfall.hidden {
        Count { count: 0, .. } => "; none is else as asked".into(),
        hidden if hidden != kept => format!("; --mode all shows {hidden} that are else as asked"),
        Count { count: 1, .. } => "; --mode all shows it".into(),
        _ => "; --mode all shows them".into(),
    };
    line + &shown
}

/// Returns how many statements are as asked, and hidden by the mode.
fn thoughts(shortfall: &Shortfall, last: &Left) -> String {
    match (last.hidden, shortfall.hidden.count) {
        (Count { count: 0, .. }, _) => String::new(),
        (Count { count: 1, .. }, 0) => "; 1 thought or sign is, and not what is asked else".into(),
        (hidden, 0) => format!("; {hidden} thoughts or signs are, and not what is asked else"),
        (Count { count: 1, .. }, _) => "; 1 thought or sign is: --mode all shows it".into(),
        (hidden, _) => format!("; {hidden} thoughts or signs are: --mode all shows them"),
    }
}

/// Returns that a range of time sees none of the statements, or not all of them.
fn unseen(
    question: &StatementQuery,
    last: &Left,
    kept: Count,
    lack: &str,
    options: &str,
) -> Option<String> {
    let what = granted(question, last);
    match last.unknown {
        Count { count: 0, .. } => None,
        unknown if is_all(unknown, kept) => {
            Some(format!(", all {lack}: {options} cannot see them"))
        }
        unknown => Some(format!("; none {what}; {options} cannot see {unknown} {lack}")),
    }
}

/// Returns that no statement has all the words, and how many have each.
fn words(question: &StatementQuery, shortfall: &Shortfall) -> String {
    let about = question.about.as_deref().unwrap_or_default();
    let one = shortfall.words.len() == 1;
    let mut line = format!("; none with {}{about}", if one { "" } else { "all of: " });
    let met = shortfall.words.iter().filter(|(_, found)| found.count > 0);
    let met: Vec<String> = met.map(|(word, found)| format!("{found} with {word}")).collect();
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
        let (hidden, corrected_away) = (Count::default(), Count::default());
        let unknown = Count::exactly(unknown);
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
            words: vec![("talks".into(), Count::exactly(5)), ("truce".into(), Count::default())],
            ..Shortfall::default()
        };
        assert_eq!(
            why(&question, &shortfall, &[]),
            "12 statements by Anna Lind; none with all of: talks truce; 5 with talks"
        );
    }

    #[test]
    fn a_count_that_was_not_ended_is_told_as_one() {
        let question = StatementQuery { about: Some("boat zeppelin".into()), ..by("lind") };
        let many = Count { count: 1000, at_least: true };
        let mut last = left(Condition::About, 0, 0, &[]);
        let first = Left { at_least: true, ..left(Condition::Speaker, 20_000, 0, &["Anna Lind"]) };
        let shortfall = Shortfall {
            left: vec![first.clone(), last.clone()],
            words: vec![("boat".into(), many), ("zeppelin".into(), Count::default())],
            hidden: many,
            earlier: many,
            ..Shortfall::default()
        };
        assert_eq!(
            why(&question, &shortfall, &[]),
            "more than 20000 statements by Anna Lind; none with all of: boat zeppelin; more than 1000 with \
             boat; more than 1000 with --mode all; more than 1000 in earlier texts of articles: \
             --all-revisions shows them"
        );
        // Some of more than so many are not all of them.
        let day = Some(Timestamp::from_seconds(0));
        last.condition = Condition::Published;
        last.unknown = Count { count: 20_000, at_least: true };
        let told = told(&StatementQuery { since: day, ..by("lind") }, vec![first, last]);
        assert!(
            told.ends_with("--since cannot see more than 20000 in articles without a date"),
            "{told}"
        );
    }

    #[test]
    fn what_the_mode_alone_leaves_out_is_told_of_every_condition() {
        for &condition in Condition::ALL {
            if matches!(condition, Condition::Articles | Condition::Speaker | Condition::Mode) {
                continue;
            }
            let told = |of_condition, of_all, question: &StatementQuery| {
                let mut last = left(condition, 0, 0, &[]);
                last.hidden = Count::exactly(of_condition);
                let shortfall = Shortfall {
                    left: vec![left(Condition::Mode, 7, 0, &[]), last],
                    hidden: Count::exactly(of_all),
                    ..Shortfall::default()
                };
                why(question, &shortfall, &[])
            };
            let asked = StatementQuery::default();
            assert!(told(5, 2, &asked).ends_with("; 2 with --mode all"), "{}", told(5, 2, &asked));
            let none = told(5, 0, &asked);
            assert!(
                none.ends_with("; 5 with --mode all, and nothing that is else as asked"),
                "{none}"
            );
            assert!(!told(0, 0, &asked).contains("--mode"));
            let asked = StatementQuery { mode: ModeFilter::All, ..asked };
            assert!(told(5, 5, &asked).ends_with("; 5 without --asserted"));
        }
        let mut mode = left(Condition::Mode, 0, 0, &[]);
        mode.hidden = Count::exactly(5);
        for (of_all, told) in [
            (5, "5 statements; none of them was said; --mode all shows them"),
            (2, "5 statements; none of them was said; --mode all shows 2 that are else as asked"),
            (0, "5 statements; none of them was said; none is else as asked"),
        ] {
            let (left, hidden) = (vec![mode.clone()], Count::exactly(of_all));
            let shortfall = Shortfall { left, hidden, ..Shortfall::default() };
            assert_eq!(why(&StatementQuery::default(), &shortfall, &[]), told);
        }
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
            let (corrected_away, hidden) = (Count::exactly(corrected_away), Count::exactly(hidden));
            let last = Left { corrected_away, hidden, ..left(Condition::Mode, 0, 0, &[]) };
            let left = vec![left(Condition::Speaker, before, 0, &["Anna Lind"]), last];
            why(question, &Shortfall { left, hidden, ..Shortfall::default() }, &[])
        };
        let asked = by("lind");
        assert_eq!(
            mode(1, 1, 1, &asked),
            "1 statement by Anna Lind, corrected to be wrong or not said; --mode all shows it"
        );
        assert!(mode(3, 3, 3, &asked).contains("Lind, all corrected to be"));
        assert!(mode(3, 1, 3, &asked).contains("none of them was said, 1 of them corrected to be"));
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
        assert_eq!(lacking(&[], &[]), None);
        let names = ["Lindt".to_owned(), "Holmm".to_owned()];
        let line = lacking(&names, &[]);
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
