//! Which classes are told, of invented events.

use super::*;
use crate::link::marked_up;

/// Reads the class of an attribution marked as [`marked_up`] has it.
fn told(marked: &str) -> Asserted {
    let (document, attribution) = marked_up(marked);
    asserted(&document, &attribution)
}

fn check(expect: Asserted, marked: &[&str]) {
    let wrong: Vec<_> = marked.iter().filter(|text| told(text) != expect).collect();
    let wrong: Vec<_> = wrong.iter().map(|text| (text, told(text))).collect();
    assert!(wrong.is_empty(), "{expect}: {wrong:?}");
}

#[test]
fn what_is_reported_plainly_was_said() {
    check(
        Asserted::Said,
        &[
            "{“The pier is safe,”} [Ada Holm] <said>.",
            "[Ada Holm] <said> on Monday {that the pier was not safe}.",
            "<According to> [the harbour board], {nobody will row this year}.",
            "[Brekke] <wrongly claimed> {that the pier had burned down}.",
            "{“I would never close it,”} [she] <told> the council.",
            "{“Would they close it? I doubt it,”} [Brekke] <said>.",
            "[The board] <went on to say> {that the pier stays open}.",
            "[Holm] <promised> {that the pier will open in May}.",
            "[She] <told> the crew {to leave the pier}.",
            "{The pier stays open}, [the board] <has announced>.",
            "[Holm] <asked> the board {to keep the pier open}.",
        ],
    );
}

#[test]
fn what_somebody_says_is_not_so_is_denied() {
    check(
        Asserted::Denied,
        &[
            "[Holm] <denied> {that the pier is closed}.",
            "[The board] <has repeatedly denied> {the allegations}.",
            "[Brekke] <rejected> {the notion that nobody rows any more}.",
            "[Holm] <disputed> {the claim that the pier burned}.",
        ],
    );
}

#[test]
fn what_somebody_did_not_say_is_not_said() {
    check(
        Asserted::NotSaid,
        &[
            "[Holm] <did not mention> {the pier}.",
            "[The report] <does not say> {whether the pier is safe}.",
            "“[I] <never said> {that the pier is closed},” Brekke wrote.",
            "[Holm] left the meeting <without saying> {who pays for the pier}.",
            "[The board] <has not announced> {a new date}.",
            "[The ferry line] <did not deny> {that the pier burned}.",
        ],
    );
}

#[test]
fn what_somebody_would_not_say_is_declined() {
    check(
        Asserted::Declined,
        &[
            "[Holm] <declined> {to comment}.",
            "[The board] <declined to say> {who pays for the pier}.",
            "[Brekke] <refused to discuss> {the pier}.",
            "[He] <would not say> {whether the pier is safe}.",
            "[The ferry line] <would not comment on> {the fire on the pier}.",
            "[The ferry line] <would neither confirm nor deny> {that the pier burned}.",
        ],
    );
}

#[test]
fn what_might_should_or_would_be_said_is_hypothetical() {
    check(
        Asserted::Hypothetical,
        &[
            "“If [she] <says> {that the pier is safe}, I will row,” Brekke said.",
            "[Holm] <should explain> {why the pier is closed}, Brekke wrote.",
            "“[You] <could say> {that the pier is a ruin},” Holm said.",
            "Brekke urged [the board] <to acknowledge> {that the pier is a ruin}.",
            "[Some] <may argue> {that nobody rows any more}.",
        ],
    );
}

#[test]
fn what_is_yet_to_be_said_is_future() {
    check(
        Asserted::Future,
        &[
            "[Holm] <will announce> {who pays for the pier} on Monday.",
            "[The board] <is expected to announce> {a new date}.",
            "[Brekke] <is likely to argue> {that nobody rows any more}.",
            "[The ministers] <will discuss> {the pier} next week.",
        ],
    );
}

#[test]
fn questions_are_asked() {
    check(
        Asserted::Asked,
        &[
            "[A reporter] <asked> {whether the pier is safe}.",
            "“No,” Holm said when <asked> {if the pier is safe}.",
            "{“Is the pier safe?”} [Brekke] <asked>.",
            "Holm <was asked> by [a reporter] {why the pier is closed}.",
        ],
    );
}

#[test]
fn what_a_writer_does_not_vouch_for_is_disputed() {
    check(
        Asserted::Disputed,
        &[
            "[Holm] <reportedly told> friends {that the pier is a ruin}.",
            "[Brekke] <allegedly told> the crew {that he would burn the pier}.",
        ],
    );
}

#[test]
fn to_refuse_a_deed_is_not_to_decline_to_speak() {
    check(Asserted::Said, &["[Lind] <refused to leave> {the bridge}"]);
}

#[test]
fn what_neither_of_two_said_was_not_said() {
    check(
        Asserted::NotSaid,
        &[
            "[Neither Ada Holm nor Per Brekke] <said> {that the pier was safe}.",
            "[Neither the board nor the council] <said> {who pays for the pier}.",
        ],
    );
}

#[test]
fn the_table_has_a_weight_for_each_class() {
    assert!(WEIGHTS.len() > 1000);
}
