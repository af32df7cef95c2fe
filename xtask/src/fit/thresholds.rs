//! From how likely names are given, chosen on articles that the likelihoods were not fitted on: so that
//! right answers less wrong names are most.

use std::io::Write;

use q7x2_extractor::fitting::Thresholds;

use super::examples::{Material, Source};
use super::report::counted;

/// How many right answers a wrong name costs.
const COST: usize = 1;
/// How many steps there are from 0 to 1.
const STEPS: u8 = 20;
/// How often each threshold is chosen anew, given the others.
const ROUNDS: usize = 2;

/// Returns where a threshold stands.
type Place = fn(&mut Thresholds) -> &mut f32;

/// The thresholds.
const EACH: [(&str, Place); 4] = [
    ("unsure", |all| &mut all.unsure),
    ("owning", |all| &mut all.owning),
    ("whose", |all| &mut all.whose),
    ("name", |all| &mut all.name),
];

/// What comes of some thresholds.
struct Outcome {
    all: usize,
    right: usize,
    named: usize,
    wrong: usize,
}

impl Outcome {
    fn of(sources: &[&Source], told: &[Vec<f32>], thresholds: &Thresholds) -> Self {
        let mut outcome = Self { all: sources.len(), right: 0, named: 0, wrong: 0 };
        for source in sources {
            let chosen = source.told.choose(&told[source.number], thresholds);
            let (right, named) = (source.ok[chosen], source.names(chosen));
            outcome.right += usize::from(right);
            outcome.named += usize::from(named);
            outcome.wrong += usize::from(named && !right);
        }
        outcome
    }

    /// How many more right answers there are than wrong names cost.
    fn gain(&self) -> i64 {
        self.right as i64 - (COST * self.wrong) as i64
    }
}

/// Returns the best thresholds, and prints what each value of the one for all names would give.
pub(super) fn chosen(
    out: &mut impl Write,
    material: &Material,
    told: &[Vec<f32>],
    folds: &[usize],
) -> anyhow::Result<Thresholds> {
    let sources: Vec<&Source> = counted(material, folds).collect();
    let mut best = Thresholds::default();
    let values = || (0..=STEPS).map(|step| f32::from(step) / f32::from(STEPS));
    for (_, place) in EACH.iter().cycle().take(EACH.len() * ROUNDS) {
        let gain = |value: f32| {
            let mut tried = best;
            *place(&mut tried) = value;
            Outcome::of(&sources, told, &tried).gain()
        };
        // Of equals the most careful.
        let value = values().map(|value| (gain(value), value));
        let value = value.fold((i64::MIN, 0.0), |was, now| if now.0 >= was.0 { now } else { was });
        *place(&mut best) = value.1;
    }
    for (name, place) in EACH {
        writeln!(out, "threshold {name}: {:.2}", place(&mut best.clone()))?;
    }
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    for value in values().take_while(|value| *value < 0.75) {
        let Outcome { all, right, named, wrong } =
            Outcome::of(&sources, told, &Thresholds { name: value, ..best });
        let (right, wrong) = (percent(right, all), percent(wrong, named));
        writeln!(out, "  names from {value:.2}: right {right:.1}, wrong names {wrong:.1}")?;
    }
    Ok(best)
}
