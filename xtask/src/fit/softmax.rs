//! Fits a log-linear ranking: the likelihood that one of the right candidates is chosen, with a ridge, by
//! L-BFGS (Nocedal 1980). Weights are shared, by form and by kind; see `q7x2_extractor::fitting`.

use q7x2_extractor::fitting::{FEATURES, FORMS, KINDS, Pieces, WEIGHTS};

/// A source with the evidence for its candidates, and which of them are right.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) form: usize,
    pub(crate) kinds: Vec<usize>,
    pub(crate) rows: Vec<Pieces>,
    pub(crate) right: Vec<bool>,
    pub(crate) weight: f32,
}

/// Where the weights of forms with kinds begin.
const PAIRS: usize = (1 + FORMS + KINDS) * FEATURES;
/// How many steps are remembered.
const MEMORY: usize = 8;

/// Weights of each form with each kind, added up.
struct Combined(Vec<f32>);

impl Combined {
    const WIDTH: usize = FEATURES + 1;

    fn of(weights: &[f32]) -> Self {
        let mut all = vec![0.0; FORMS * KINDS * Self::WIDTH];
        for form in 0..FORMS {
            for kind in 0..KINDS {
                let own = &mut all[(form * KINDS + kind) * Self::WIDTH..][..Self::WIDTH];
                for (feature, own) in own.iter_mut().take(FEATURES).enumerate() {
                    *own = weights[feature]
                        + weights[(1 + form) * FEATURES + feature]
                        + weights[(1 + FORMS + kind) * FEATURES + feature];
                }
                own[FEATURES] = weights[PAIRS + form * KINDS + kind];
            }
        }
        Self(all)
    }

    fn row(&self, form: usize, kind: usize) -> &[f32] {
        &self.0[(form * KINDS + kind) * Self::WIDTH..][..Self::WIDTH]
    }

    fn score(&self, example: &Example, at: usize) -> f32 {
        let own = self.row(example.form, example.kinds[at]);
        let sum: f32 = example.rows[at].iter().map(|(f, value)| own[usize::from(*f)] * value).sum();
        sum + own[FEATURES]
    }

    fn add(&mut self, example: &Example, at: usize, amount: f32) {
        let from = (example.form * KINDS + example.kinds[at]) * Self::WIDTH;
        let own = &mut self.0[from..from + Self::WIDTH];
        for (feature, value) in &example.rows[at] {
            own[usize::from(*feature)] += amount * value;
        }
        own[FEATURES] += amount;
    }

    /// The gradient of the weights that were added up.
    fn apart(&self) -> Vec<f32> {
        let mut weights = vec![0.0; WEIGHTS];
        for form in 0..FORMS {
            for kind in 0..KINDS {
                let own = self.row(form, kind);
                for (feature, own) in own.iter().take(FEATURES).enumerate() {
                    weights[feature] += own;
                    weights[(1 + form) * FEATURES + feature] += own;
                    weights[(1 + FORMS + kind) * FEATURES + feature] += own;
                }
                weights[PAIRS + form * KINDS + kind] += own[FEATURES];
            }
        }
        weights
    }
}

/// Returns how likely each candidate is.
pub(crate) fn probabilities(weights: &[f32], examples: &[&Example]) -> Vec<Vec<f32>> {
    let combined = Combined::of(weights);
    examples.iter().map(|example| softmax(&combined, example)).collect()
}

fn softmax(combined: &Combined, example: &Example) -> Vec<f32> {
    let mut scores: Vec<f32> =
        (0..example.rows.len()).map(|at| combined.score(example, at)).collect();
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - top).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    scores
}

/// The loss and its gradient.
fn loss(weights: &[f32], examples: &[&Example], ridge: f32) -> (f64, Vec<f32>) {
    let combined = Combined::of(weights);
    let mut slope = Combined(vec![0.0; combined.0.len()]);
    let mut loss = 0.0_f64;
    for example in examples {
        let told = softmax(&combined, example);
        let right: f32 = told.iter().zip(&example.right).filter(|(_, r)| **r).map(|(p, _)| p).sum();
        let right = right.max(1e-9);
        loss -= f64::from(example.weight) * f64::from(right).ln();
        for (at, p) in told.iter().enumerate() {
            let wanted = if example.right[at] { p / right } else { 0.0 };
            let amount = example.weight * (p - wanted);
            if amount.abs() > 1e-6 {
                slope.add(example, at, amount);
            }
        }
    }
    let mut slope = slope.apart();
    for (slope, weight) in slope.iter_mut().zip(weights) {
        *slope += ridge * weight;
        loss += f64::from(0.5 * ridge * weight * weight);
    }
    (loss, slope)
}

/// Fits weights to the examples that have a right candidate.
pub(crate) fn fit(examples: &[&Example], ridge: f32, steps: usize) -> Vec<f32> {
    let examples: Vec<&Example> =
        examples.iter().copied().filter(|e| e.right.iter().any(|right| *right)).collect();
    let mut weights = vec![0.0_f32; WEIGHTS];
    let (mut value, mut slope) = loss(&weights, &examples, ridge);
    let mut memory: Vec<(Vec<f32>, Vec<f32>, f64)> = Vec::new();
    for _ in 0..steps {
        let mut direction: Vec<f32> = slope.iter().map(|s| -s).collect();
        let mut factors = Vec::new();
        for (step, change, rho) in memory.iter().rev() {
            let alpha = rho * dot(step, &direction);
            add(&mut direction, change, -alpha);
            factors.push(alpha);
        }
        if let Some((step, change, _)) = memory.last() {
            let scale = dot(step, change) / dot(change, change).max(1e-12);
            direction.iter_mut().for_each(|d| *d *= scale as f32);
        } else {
            let scale = 1.0 / dot(&slope, &slope).sqrt().max(1e-12);
            direction.iter_mut().for_each(|d| *d *= scale as f32);
        }
        for ((step, change, rho), alpha) in memory.iter().zip(factors.iter().rev()) {
            let beta = rho * dot(change, &direction);
            add(&mut direction, step, alpha - beta);
        }
        let down = dot(&slope, &direction);
        let mut length = 1.0_f64;
        let found = (0..20).find_map(|_| {
            let mut next = weights.clone();
            add(&mut next, &direction, length);
            let (next_value, next_slope) = loss(&next, &examples, ridge);
            if next_value <= value + 1e-4 * length * down {
                return Some((next, next_value, next_slope));
            }
            length *= 0.5;
            None
        });
        let Some((next, next_value, next_slope)) = found else { break };
        let step: Vec<f32> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        let change: Vec<f32> = next_slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        let curve = dot(&step, &change);
        if curve > 1e-10 {
            memory.push((step, change, 1.0 / curve));
            if memory.len() > MEMORY {
                memory.remove(0);
            }
        }
        let gain = value - next_value;
        (weights, value, slope) = (next, next_value, next_slope);
        if gain < 1e-5 * value {
            break;
        }
    }
    weights
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

fn add(to: &mut [f32], what: &[f32], times: f64) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += (times * f64::from(*what)) as f32);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source with two candidates, the first of which has the evidence.
    fn example(right: usize) -> Example {
        Example {
            form: 1,
            kinds: vec![0, 0],
            rows: vec![vec![(3, 1.0)], vec![(5, 1.0)]],
            right: (0..2).map(|at| at == right).collect(),
            weight: 1.0,
        }
    }

    #[test]
    fn what_is_right_more_often_becomes_likelier() {
        let examples: Vec<Example> = (0..100).map(|n| example(usize::from(n >= 80))).collect();
        let examples: Vec<&Example> = examples.iter().collect();
        let weights = fit(&examples, 0.01, 60);
        let told = &probabilities(&weights, &examples[..1])[0];
        assert!((told[0] - 0.8).abs() < 0.02, "{told:?}");
    }

    #[test]
    fn the_slope_is_that_of_the_loss() {
        let examples = [example(0), example(1)];
        let examples: Vec<&Example> = examples.iter().collect();
        let weights: Vec<f32> = (0..WEIGHTS).map(|at| (at % 5) as f32 * 0.1).collect();
        let (_, slope) = loss(&weights, &examples[..1], 0.5);
        for at in [3, FEATURES + 3, 2 * FEATURES + 3, 2 * FEATURES + 5] {
            let moved = |by: f32| {
                let mut weights = weights.clone();
                weights[at] += by;
                loss(&weights, &examples[..1], 0.5).0
            };
            let expect = (moved(0.01) - moved(-0.01)) / 0.02;
            assert!((f64::from(slope[at]) - expect).abs() < 0.02, "{at}: {} {expect}", slope[at]);
        }
    }
}
