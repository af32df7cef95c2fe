//! What an attribution can turn out to be, and how likely each is: a log-linear model over clues, whose
//! weights are in `data/acts.txt`, written by `cargo xtask fit acts`.

use std::sync::LazyLock;

use q7x2_domain::{CueClass, Mode, WordVectors};

use super::meanings::MEANINGS;
use crate::weights::{Weights, likelihoods};

/// What an attribution can turn out to be: a mode with a class of cue; `None` for what is no attribution
/// at all. Of the first all weights are nothing.
pub const OUTCOMES: [Option<(Mode, Option<CueClass>)>; 14] = [
    Some((Mode::Speech, Some(CueClass::Said))),
    Some((Mode::Speech, None)),
    Some((Mode::Speech, Some(CueClass::Claimed))),
    Some((Mode::Speech, Some(CueClass::Denied))),
    Some((Mode::Speech, Some(CueClass::Demanded))),
    Some((Mode::Speech, Some(CueClass::Promised))),
    Some((Mode::Speech, Some(CueClass::Threatened))),
    Some((Mode::Speech, Some(CueClass::Asked))),
    Some((Mode::Speech, Some(CueClass::Declined))),
    Some((Mode::Thought, None)),
    Some((Mode::Thought, Some(CueClass::Believes))),
    Some((Mode::Thought, Some(CueClass::Intends))),
    Some((Mode::Sign, None)),
    None,
];

/// From how likely nothing on it is not taken for speech: to be hidden among thoughts is a smaller fault
/// than to be invented speech.
const NOTHING: f32 = 0.28;
/// How likely nothing must be for an attribution to be dropped.
const DROPPED: f32 = 0.85;

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("../../data/acts.txt"), OUTCOMES.len()));

/// Returns how likely each outcome is.
pub(super) fn told(clues: &[String], meanings: &[[f32; WordVectors::WIDTH]]) -> Vec<f32> {
    let mut scores = WEIGHTS.scores(clues.iter().map(String::as_str));
    for (part, meaning) in MEANINGS.iter().zip(meanings) {
        WEIGHTS.add_vector(part, meaning, &mut scores);
    }
    likelihoods(scores)
}

/// Returns the mode of an attribution with its likeliest class; `None` for what is surely none. `told` is
/// how likely each outcome is, in their order.
pub fn decide(told: &[f32]) -> Option<(Mode, Option<CueClass>)> {
    let of = |mode: Option<Mode>| {
        let fitting = OUTCOMES.iter().zip(told);
        fitting.filter(move |(outcome, _)| outcome.map(|(own, _)| own) == mode)
    };
    let likely = |mode| of(mode).map(|(_, p)| p).sum::<f32>();
    let nothing = likely(None);
    if nothing >= DROPPED {
        return None;
    }
    let modes = [Mode::Speech, Mode::Thought, Mode::Sign].into_iter();
    let hidden = |mode: &Mode| *mode == Mode::Speech && nothing >= NOTHING;
    let mode = modes
        .filter(|mode| !hidden(mode))
        .max_by(|a, b| likely(Some(*a)).total_cmp(&likely(Some(*b))))?;
    of(Some(mode)).max_by(|a, b| a.1.total_cmp(b.1)).and_then(|(outcome, _)| *outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_as(some: &[(usize, f32)]) -> Vec<f32> {
        let mut told = vec![0.0; OUTCOMES.len()];
        some.iter().for_each(|(at, p)| told[*at] = *p);
        told
    }

    #[test]
    fn a_mode_is_as_likely_as_all_its_classes() {
        let told = told_as(&[(0, 0.3), (2, 0.3), (9, 0.4)]);
        assert_eq!(decide(&told).map(|(mode, _)| mode), Some(Mode::Speech));
    }

    #[test]
    fn what_may_be_nothing_is_no_speech() {
        assert_eq!(decide(&told_as(&[(0, 0.8), (9, 0.1), (13, 0.1)])), OUTCOMES[0]);
        assert_eq!(decide(&told_as(&[(0, 0.6), (9, 0.1), (13, 0.3)])), OUTCOMES[9]);
    }

    #[test]
    fn what_is_surely_nothing_is_dropped() {
        assert_eq!(decide(&told_as(&[(0, 0.1), (13, 0.9)])), None);
        assert_eq!(decide(&told_as(&[(12, 0.4), (13, 0.6)])), OUTCOMES[12]);
    }

    #[test]
    fn the_table_has_weights_for_every_outcome() {
        assert!(WEIGHTS.len() > 1000);
    }
}
