//! Which cues report speech.

use super::*;
use crate::asserted::asserted;
use crate::link::marked_up;

/// Reads the act of an attribution marked as [`marked_up`] has it.
fn act(marked: &str, kind: Kind) -> (Mode, Option<CueClass>) {
    let (document, attribution) = marked_up(marked);
    act_as(&document, &attribution, kind, false, asserted(&document, &attribution))
}

fn mode(marked: &str) -> Mode {
    act(marked, Kind::Indirect).0
}

#[test]
fn words_of_speech_report_speech() {
    assert_eq!(
        act("[Lind] <said> {that it rains}", Kind::Indirect),
        (Mode::Speech, Some(CueClass::Said))
    );
    assert_eq!(mode("[Lind] <urged> {the crew to leave}"), Mode::Speech);
    assert_eq!(mode("<According to> [Lind], {it rains}"), Mode::Speech);
    assert_eq!(mode("{it rains}, [Lind] <continued>"), Mode::Speech);
    assert_eq!(mode("[Lind] <went on television to announce> {that it rains}"), Mode::Speech);
}

#[test]
fn the_first_verb_of_a_cue_governs() {
    assert_eq!(mode("[Lind] <expressed hope> {that it rains}"), Mode::Speech);
    assert_eq!(mode("[Lind] <refused to leave> {the bridge}"), Mode::Thought);
    assert_eq!(mode("[Lind] <hopes to announce> {that it rains}"), Mode::Thought);
    assert_eq!(mode("[Lind] <spent years to build> {the bridge}"), Mode::Thought);
    assert_eq!(mode("[Lind] <did not say> {whether it rains}"), Mode::Speech);
}

#[test]
fn a_cue_that_nobody_knows_is_no_speech_unless_it_quotes() {
    assert_eq!(mode("[Lind] <favours> {a bridge of steel}"), Mode::Thought);
    assert_eq!(mode("<supposedly> {in disrepair}"), Mode::Sign);
    assert_eq!(act("[Lind] <sparkled>: {“We start on Monday.”}", Kind::Direct).0, Mode::Speech);
    assert_eq!(act("[Lind] <favours> {“Steel”}", Kind::Direct).0, Mode::Thought);
}

#[test]
fn a_cue_must_be_able_to_have_the_content() {
    assert_eq!(mode("[The plan] <offers> {a way across}"), Mode::Thought);
    assert_eq!(mode("[Lind] <continued> {to build}"), Mode::Thought);
    assert_eq!(act("[Lind] <continued>: {“We build.”}", Kind::Direct).0, Mode::Speech);
}

#[test]
fn what_a_thing_suggests_is_a_sign_and_what_somebody_suggests_is_said() {
    assert_eq!(mode("[Lind] waved, <suggesting> {that she stays}"), Mode::Speech);
    assert_eq!(mode("The map, <showing> {that it rained}"), Mode::Sign);
    assert_eq!(mode("[Lind] <hinted at> {a longer delay}"), Mode::Speech);
    let (text, contents) = ("data suggest that it rains", vec![(13..26).into()]);
    let attribution =
        Attribution { source: Some((0..4).into()), cue: Some((5..12).into()), contents };
    let document = Document::of(text);
    let mode =
        |is_thing| act_as(&document, &attribution, Kind::Indirect, is_thing, Asserted::Said).0;
    assert_eq!((mode(true), mode(false)), (Mode::Sign, Mode::Speech));
}

#[test]
fn a_word_or_a_wish_to_stay_unnamed_says_nothing() {
    assert_eq!(mode("[Lind] <said> {so}"), Mode::Sign);
    assert_eq!(mode("[The aide] <asked> {not to be named}"), Mode::Sign);
    assert_eq!(mode("[The aide] <asked> {not to be moved}"), Mode::Speech);
}

#[test]
fn some_quoted_words_make_an_unknown_cue_speech() {
    let mixed = |marked| act(marked, Kind::Mixed).0;
    assert_eq!(mixed("[Lind] <styled> {the plan “bold, not reckless”}"), Mode::Speech);
    assert_eq!(mixed("[Lind] <styled> {the plan’s cost “bold”}"), Mode::Thought);
}

#[test]
fn what_is_not_said_is_not_said() {
    let class = |marked| act(marked, Kind::Indirect);
    let declined = (Mode::Speech, Some(CueClass::Declined));
    assert_eq!(class("[Lind] <refused to say> {whether it rains}"), declined);
    assert_eq!(class("[Lind] <did not say> {whether it rains}"), declined);
    assert_eq!(class("[Lind] <has yet to say> {whether it rains}"), declined);
    assert_eq!(class("[Lind] <declined> {to comment}"), declined);
    assert_eq!(class("[Lind] <refused> {to discuss the bridge}"), declined);
    assert_eq!(class("[Lind] <did not comment on> {the bridge}"), declined);
    assert_eq!(class("[Lind] <would neither confirm nor deny> {that it rains}"), declined);
    assert_eq!(class("[The board] <has not commented> on {this letter}"), declined);
    assert_eq!(class("[Lind] <did not deny> {that it rains}"), (Mode::Speech, None));
    assert_eq!(class("[Lind] <has not ruled out> {a bridge of steel}"), (Mode::Speech, None));
    assert_eq!(class("[Lind] <did not promise> {to build the bridge}"), (Mode::Speech, None));
    assert_eq!(
        class("[Lind] <does not believe> {that it rains}"),
        (Mode::Thought, Some(CueClass::Believes))
    );
    assert_eq!(class("[Lind] <refused> {to leave}").1, Some(CueClass::Intends));
}

#[test]
fn classes_follow_what_the_cue_is_given() {
    let class = |marked| act(marked, Kind::Indirect).1;
    assert_eq!(class("[Lind] <denied> {that it rains}"), Some(CueClass::Denied));
    assert_eq!(act("[Lind] <denies> {it}", Kind::Indirect), (Mode::Speech, Some(CueClass::Denied)));
    assert_eq!(class("[Lind] <does not believe> {this}"), Some(CueClass::Believes));
    assert_eq!(class("[Lind] <assured> them {that it will hold}"), Some(CueClass::Promised));
    assert_eq!(class("[Lind] <assured> them {that it held}"), Some(CueClass::Said));
    assert_eq!(class("[Lind] <considers> {it an insult}"), Some(CueClass::Believes));
    assert_eq!(class("[Lind] <considers> {leaving Ode}"), Some(CueClass::Intends));
    assert_eq!(class("[Lind] <calls> on all sides {to leave}"), Some(CueClass::Demanded));
    assert_eq!(class("[Lind] <asked> her {to leave}"), Some(CueClass::Demanded));
    assert_eq!(class("[Lind] <asked> her {whether it rains}"), Some(CueClass::Asked));
    assert_eq!(
        act("<Asked> {whether it rains}, Orlov left.", Kind::Indirect),
        (Mode::Speech, Some(CueClass::Asked))
    );
    assert_eq!(class("[Lind] <texted> her {whether it rains}"), Some(CueClass::Asked));
    assert_eq!(class("<According to> [Lind], {it rains}"), Some(CueClass::Said));
    assert_eq!(class("[Lind] <contended> {that it rains}"), Some(CueClass::Claimed));
    assert_eq!(act("{“It rains again,”} [Lind] <smiled>.", Kind::Direct).1, Some(CueClass::Said));
    assert_eq!(act("{“It rains again.”} <–> [Lind]", Kind::Direct).1, None);
}
