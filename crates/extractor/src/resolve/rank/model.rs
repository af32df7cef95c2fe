//! The learned weights: a log-linear model over the candidates of a source, whose weights are the sum of
//! those for all sources, for the form of the source and for the kind of the candidate.
//!
//! The table is `data/ranking.txt`, written by `cargo xtask fit`; a line is the name of a piece of
//! evidence and its weights in order. What is not in it weighs nothing.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::candidates::CandidateKind;
use super::choice::Thresholds;
use super::features::{Feature, Row};
use super::forms::Form;

/// How many weights a piece of evidence has: for all, by form, by kind.
const BLOCKS: usize = 1 + Form::COUNT + CandidateKind::COUNT;
/// Where the weights of the forms together with kinds begin.
const PAIRS: usize = BLOCKS * Feature::COUNT;

/// Weights of a ranking.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(super) weights: Vec<f32>,
    /// What scores are divided by, so that likelihoods come true (Guo et al. 2017).
    temperature: f32,
    /// From how likely names are given.
    pub(super) thresholds: Thresholds,
}

/// The two rankings that ship.
static SHIPPED: LazyLock<[Model; 2]> = LazyLock::new(|| {
    let table = include_str!("../../../data/ranking.txt");
    let (first, second) = table.split_once("\n[again]\n").unwrap_or((table, ""));
    [Model::read(first), Model::read(second)]
});

impl Model {
    /// How many weights there are.
    pub(crate) const SIZE: usize = PAIRS + Form::COUNT * CandidateKind::COUNT;

    /// Returns the first ranking and the second, which knows who spoke around.
    pub(crate) fn shipped() -> &'static [Self; 2] {
        &SHIPPED
    }

    /// Returns a model with these weights, in the order of [`Self::places`].
    pub(crate) fn new(weights: Vec<f32>, temperature: f32, thresholds: Thresholds) -> Self {
        Self { weights, temperature, thresholds }
    }

    /// Returns what some evidence for a candidate weighs, on top of what was weighed before it.
    pub(super) fn weigh(&self, form: Form, kind: CandidateKind, row: &Row, before: f32) -> f32 {
        let blocks = [0, 1 + form as usize, 1 + Form::COUNT + kind as usize];
        let pieces = row.pieces().iter();
        let each = pieces.flat_map(|(feature, value)| {
            blocks.map(|block| self.weights[block * Feature::COUNT + usize::from(*feature)] * value)
        });
        each.fold(before, |sum, weight| sum + weight)
    }

    /// Returns the score of a candidate whose evidence weighs so much: log odds, up to what is the same for
    /// all of a source.
    pub(super) fn score(&self, form: Form, kind: CandidateKind, weighed: f32) -> f32 {
        let pair = self.weights[PAIRS + form as usize * CandidateKind::COUNT + kind as usize];
        (weighed + pair) / self.temperature
    }

    /// Reads a table.
    pub(super) fn read(table: &str) -> Self {
        let mut weights = vec![0.0; Self::SIZE];
        let (mut temperature, mut thresholds) = (1.0, Thresholds::default());
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default();
            let mut numbers = words.map(|word| word.parse::<f32>().unwrap_or_default());
            if name == "temperature" {
                temperature = numbers.next().filter(|told| *told > 0.0).unwrap_or(1.0);
                continue;
            }
            if let Some(at) = Thresholds::NAMES.iter().position(|known| *known == name) {
                *thresholds.values()[at] = numbers.next().unwrap_or_default();
                continue;
            }
            if let Some(feature) = Feature::NAMES.iter().position(|known| *known == name) {
                for (block, weight) in numbers.take(BLOCKS).enumerate() {
                    weights[block * Feature::COUNT + feature] = weight;
                }
            } else if let Some(form) = name.strip_prefix("form.").and_then(|f| f.parse().ok()) {
                let form: usize = form;
                for (kind, weight) in numbers.take(CandidateKind::COUNT).enumerate() {
                    if let Some(place) = weights.get_mut(PAIRS + form * CandidateKind::COUNT + kind)
                    {
                        *place = weight;
                    }
                }
            }
        }
        Self { weights, temperature, thresholds }
    }

    /// Returns the table.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        let mut line = |name: &str, weights: &mut dyn Iterator<Item = f32>| {
            table.push_str(name);
            for weight in weights {
                let weight = (weight * 1000.0).round() / 1000.0;
                write!(table, " {}", if weight == 0.0 { 0.0 } else { weight })
                    .expect("a string takes all");
            }
            table.push('\n');
        };
        line("temperature", &mut std::iter::once(self.temperature));
        let mut thresholds = self.thresholds;
        for (name, value) in Thresholds::NAMES.iter().zip(thresholds.values()) {
            line(name, &mut std::iter::once(*value));
        }
        for (feature, name) in Feature::NAMES.iter().enumerate() {
            let weight = |block: usize| self.weights[block * Feature::COUNT + feature];
            line(name, &mut (0..BLOCKS).map(weight));
        }
        for form in 0..Form::COUNT {
            let from = PAIRS + form * CandidateKind::COUNT;
            let pairs = &self.weights[from..from + CandidateKind::COUNT];
            line(&format!("form.{form}"), &mut pairs.iter().copied());
        }
        table
    }
}
