//! What is answered, once it is known how likely each candidate is: the likeliest, unless it is a name
//! and not likely enough. Then the phrase stands as it is.

use super::candidates::CandidateKind;
use super::forms::Form;

/// How likely a name must be to be given to a source that describes its party without naming it.
const DESCRIBED: f32 = 0.6;
/// How likely the likeliest must be to be preferred to the layers' answer.
const UNSURE: f32 = 0.5;
/// How likely a name must be to be given to a source that names it only as an owner.
const OWNING: f32 = 0.9;
/// How likely a name must be to be given to a source that is a pronoun, or left out.
const POINTING: f32 = 0.3;

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
/// is, `layers` the answer of the layers, `owners` whom the source names only as the owner of what it describes: "Lind’s lawyer".
pub(crate) fn choose(
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
    let names = |kind| {
        matches!(
            kind,
            CandidateKind::Person
                | CandidateKind::Body
                | CandidateKind::Place
                | CandidateKind::Somebodys
                | CandidateKind::Joint
        )
    };
    // Where the ranking is not sure, the layers' answer stands.
    if let Some(layers) = layers.filter(|_| told[first] < UNSURE) {
        return layers;
    }
    let asked = match form {
        form if form.is_described() || form == Form::Some => DESCRIBED,
        form if form.is_name() => 0.0,
        _ => POINTING,
    };
    let asked = if asked > 0.0 && owners(first) { OWNING } else { asked };
    if !names(kinds[first]) || told[first] >= asked {
        return first;
    }
    best(&|kind| !names(kind)).unwrap_or(first)
}
