//! What is answered, once it is known how likely each candidate is: the likeliest, unless it is a name
//! and not likely enough. Then the phrase stands as it is.

use super::candidates::CandidateKind;
use super::forms::Form;

/// From how likely names are given. `cargo xtask fit speakers` chooses them with the weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// How likely a name must be to be given to a source that gives none.
    pub name: f32,
    /// The same where the layers keep the phrase.
    pub unsure: f32,
    /// The same where the source names it only as an owner.
    pub owning: f32,
    /// Which share of all whose an office may be one must have.
    pub whose: f32,
}

impl Thresholds {
    /// What they are called in the table of weights.
    pub(super) const NAMES: [&str; 4] =
        ["threshold.name", "threshold.unsure", "threshold.owning", "threshold.whose"];

    pub(super) fn values(&mut self) -> [&mut f32; 4] {
        [&mut self.name, &mut self.unsure, &mut self.owning, &mut self.whose]
    }
}

impl Default for Thresholds {
    /// Gives every likeliest name, and no owner.
    fn default() -> Self {
        Self { name: 0.0, unsure: 0.0, owning: 1.0, whose: 1.0 }
    }
}

/// Returns how likely an answer is right: where the phrase stands as it is, it does so as whatever sort
/// of party.
pub(crate) fn likelihood(kinds: &[CandidateKind], told: &[f32], chosen: usize) -> f32 {
    let phrases = || kinds.iter().zip(told).filter(|(kind, _)| kind.is_phrase());
    match kinds.get(chosen) {
        Some(kind) if kind.is_phrase() => phrases().map(|(_, p)| p).sum(),
        Some(_) => told[chosen],
        None => 0.0,
    }
}

/// Returns which candidate is the answer; `kinds` are those of the candidates, `told` how likely each
/// is, `layers` the answer of the layers, `owners` whom the source names only as the owner of what it
/// describes: "Lind’s lawyer".
pub(crate) fn choose(
    thresholds: &Thresholds,
    form: Form,
    kinds: &[CandidateKind],
    told: &[f32],
    layers: Option<usize>,
    owners: impl Fn(usize) -> bool,
) -> usize {
    let best = |test: &dyn Fn(CandidateKind) -> bool| {
        let fitting = (0..told.len()).filter(|&at| test(kinds[at]));
        fitting.max_by(|&a, &b| told[a].total_cmp(&told[b]))
    };
    let Some(first) = best(&|_| true) else { return 0 };
    // "His office": it is somebody's, and the phrase as it stands says less than whose it likely is.
    let whose = best(&|kind| kind == CandidateKind::Somebodys);
    let bare = kinds.contains(&CandidateKind::PhraseBody);
    if let Some(whose) = whose.filter(|_| !bare && !kinds[first].is_entity()) {
        let somebodys = kinds.iter().zip(told).filter(|(k, _)| **k == CandidateKind::Somebodys);
        let all: f32 = somebodys.map(|(_, p)| p).sum();
        if told[whose] >= thresholds.whose * all {
            return whose;
        }
    }
    if !kinds[first].is_named() {
        return first;
    }
    let nameless = |at: &usize| !kinds[*at].is_named() && kinds[*at] != CandidateKind::Layers;
    if let Some(layers) = layers.filter(|_| told[first] < thresholds.unsure).filter(nameless) {
        return layers;
    }
    let least = if owners(first) { thresholds.owning } else { thresholds.name };
    if !form.is_name() && told[first] < least {
        return best(&|kind| !kind.is_named()).unwrap_or(first);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [CandidateKind; 4] = [
        CandidateKind::Person,
        CandidateKind::PhraseUnnamed,
        CandidateKind::PhraseGroup,
        CandidateKind::Layers,
    ];

    const THRESHOLDS: Thresholds = Thresholds { name: 0.0, unsure: 0.5, owning: 0.9, whose: 0.6 };

    #[test]
    fn a_name_that_is_not_sure_gives_way_to_the_phrase_that_the_layers_keep() {
        let check = |told: [f32; 4], layers, expect| {
            let chosen = choose(&THRESHOLDS, Form::ThePerson, &KINDS, &told, layers, |_| false);
            assert_eq!(chosen, expect, "{told:?}");
        };
        check([0.6, 0.3, 0.1, 0.0], Some(1), 0);
        check([0.4, 0.3, 0.3, 0.0], Some(1), 1);
        // Where the layers name somebody else, the likelier name stands.
        check([0.4, 0.2, 0.1, 0.3], Some(3), 0);
        check([0.2, 0.5, 0.3, 0.0], None, 1);
    }

    #[test]
    fn his_office_is_the_likeliest_ones() {
        use CandidateKind::{PhraseBody, PhraseGroup, Somebodys};
        let check = |kinds: &[CandidateKind], told: &[f32], expect| {
            let chosen = choose(&THRESHOLDS, Form::TheBody, kinds, told, None, |_| false);
            assert_eq!(chosen, expect, "{told:?}");
        };
        check(&[Somebodys, Somebodys, PhraseGroup], &[0.3, 0.05, 0.65], 0);
        check(&[Somebodys, Somebodys, PhraseGroup], &[0.2, 0.15, 0.65], 2);
        // "The government" need not be anybody's.
        check(&[Somebodys, PhraseBody, PhraseGroup], &[0.3, 0.05, 0.65], 2);
    }

    #[test]
    fn an_owner_is_not_who_speaks() {
        let owner = |at| at == 0;
        let chosen =
            |told: [f32; 4]| choose(&THRESHOLDS, Form::ThePerson, &KINDS, &told, None, owner);
        assert_eq!(chosen([0.7, 0.2, 0.1, 0.0]), 1);
        assert_eq!(chosen([0.95, 0.05, 0.0, 0.0]), 0);
    }

    #[test]
    fn below_the_threshold_a_phrase_stands_and_a_name_that_is_there_is_given() {
        let sure = Thresholds { name: 0.4, ..THRESHOLDS };
        let chosen = |form, first| {
            choose(&sure, form, &KINDS, &[first, 0.3, 0.1, 0.6 - first], None, |_| false)
        };
        assert_eq!(chosen(Form::ThePerson, 0.35), 1);
        assert_eq!(chosen(Form::ThePerson, 0.45), 0);
        assert_eq!(chosen(Form::Surname, 0.35), 0);
    }

    #[test]
    fn a_phrase_is_as_likely_as_all_its_sorts() {
        assert!((likelihood(&KINDS, &[0.4, 0.35, 0.2, 0.05], 1) - 0.55).abs() < 1e-6);
        assert!((likelihood(&KINDS, &[0.4, 0.35, 0.2, 0.05], 0) - 0.4).abs() < 1e-6);
    }
}
