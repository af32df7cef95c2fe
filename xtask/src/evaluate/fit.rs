//! `cargo xtask fit confidence`: fits the weights of the extractor's confidence on a corpus, by
//! logistic regression over the statements of every tagger that ships, and says how far the
//! confidence is from the truth on articles that it was not fitted on.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use q7x2_domain::Setting;
use q7x2_extractor::Evidence;

use super::found::spans_of;
use super::gold::Spans;
use super::roles::Roles;
use super::spans::share;
use super::{TaggerChoice, corpus, extractors};

/// Into how many parts the articles are cut: each is told by weights fitted on the others.
const FOLDS: usize = 10;
/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 1.0;
const STEPS: usize = 30;
const SIZE: usize = Evidence::NAMES.len();
/// Into how many parts the range of confidence is cut for the error.
const BINS: usize = 10;

/// A statement of some article, and whether it is right.
struct Example {
    tagger: usize,
    fold: usize,
    values: [f64; SIZE],
    right: bool,
}

/// Fits, and writes the weights to the extractor's table.
pub(crate) fn run(root: &Path, folder: &Path) -> anyhow::Result<ExitCode> {
    let texts = corpus::read(folder)?;
    let extractors = extractors(TaggerChoice::All, Setting::Balanced)?;
    let mut examples = Vec::new();
    for (tagger, (_, extractor)) in extractors.iter().enumerate() {
        for (number, text) in texts.iter().enumerate() {
            let weighed = extractor.weigh(&text.article);
            let predicted: Vec<Spans> = weighed.iter().map(|(s, _)| spans_of(s)).collect();
            for gold in &text.readings {
                let right = Roles::default().add(text.article.text(), gold, &predicted);
                examples.extend(weighed.iter().zip(right).map(|((_, evidence), right)| {
                    let mut values = [0.0; SIZE];
                    values.copy_from_slice(evidence.values());
                    Example { tagger, fold: number % FOLDS, values, right }
                }));
            }
        }
    }
    let mut out = std::io::stdout().lock();
    let mut told = Vec::with_capacity(examples.len());
    for fold in 0..FOLDS {
        let others: Vec<&Example> = examples.iter().filter(|e| e.fold != fold).collect();
        let weights = fit(&others);
        let own = examples.iter().filter(|example| example.fold == fold);
        told.extend(own.map(|e| (e.tagger, probability(&weights, &e.values), e.right)));
    }
    for (number, (name, _)) in extractors.iter().enumerate() {
        let own: Vec<(f64, bool)> = (told.iter().filter(|(tagger, ..)| *tagger == number))
            .map(|&(_, told, right)| (told, right))
            .collect();
        writeln!(out, "{name}: {} statements, error {:.1} %", own.len(), 100.0 * error(&own))?;
    }
    let all: Vec<&Example> = examples.iter().collect();
    let path = root.join("crates/extractor/data/confidence.toml");
    std::fs::write(&path, table(&fit(&all)))?;
    writeln!(out, "wrote {}", path.display())?;
    Ok(ExitCode::SUCCESS)
}

fn table(weights: &[f64; SIZE]) -> String {
    let mut table = String::from(
        "# What each piece of evidence adds to the log odds that a statement is right: its source and\n\
         # content overlap the annotated ones by half or more. Written by `cargo xtask fit confidence`\n\
         # (logistic regression over the statements of both taggers on PolNeAR's development set, on\n\
         # which no tagger was trained); src/confidence.rs says what each name is.\n\n[weights]\n",
    );
    for (name, weight) in Evidence::NAMES.iter().zip(weights) {
        writeln!(table, "{name} = {weight:.4}").expect("writing to a string does not fail");
    }
    table
}

fn probability(weights: &[f64; SIZE], values: &[f64; SIZE]) -> f64 {
    let sum: f64 = weights.iter().zip(values).map(|(weight, value)| weight * value).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Fits the weights by Newton's method.
fn fit(examples: &[&Example]) -> [f64; SIZE] {
    let mut weights = [0.0; SIZE];
    for _ in 0..STEPS {
        let mut slope: [f64; SIZE] = std::array::from_fn(|i| -RIDGE * weights[i]);
        let mut bend = [[0.0; SIZE]; SIZE];
        for (i, row) in bend.iter_mut().enumerate() {
            row[i] = RIDGE;
        }
        for example in examples {
            let told = probability(&weights, &example.values);
            let missed = if example.right { 1.0 - told } else { -told };
            for i in 0..SIZE {
                slope[i] += missed * example.values[i];
                let bent = told * (1.0 - told) * example.values[i];
                for (cell, value) in bend[i].iter_mut().zip(example.values) {
                    *cell += bent * value;
                }
            }
        }
        let step = solve(bend, slope);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    weights
}

/// Solves a system of equations whose matrix is symmetric and positive, by elimination.
fn solve(mut matrix: [[f64; SIZE]; SIZE], mut right: [f64; SIZE]) -> [f64; SIZE] {
    for at in 0..SIZE {
        let row = matrix[at];
        for below in at + 1..SIZE {
            let factor = matrix[below][at] / row[at];
            for (cell, own) in matrix[below].iter_mut().zip(row) {
                *cell -= factor * own;
            }
            right[below] -= factor * right[at];
        }
    }
    for at in (0..SIZE).rev() {
        let known: f64 = (at + 1..SIZE).map(|later| matrix[at][later] * right[later]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

/// Returns how far what was told is from what came true: the mean distance over equal parts of the
/// range, each by how many fall into it.
fn error(told: &[(f64, bool)]) -> f64 {
    let part = |at: usize| {
        let (low, high) = (share(at, BINS), share(at + 1, BINS));
        let inside = |p: f64| low <= p && (p < high || at + 1 == BINS);
        let own = told.iter().filter(|(p, _)| inside(*p));
        own.map(|&(p, right)| p - if right { 1.0 } else { 0.0 }).sum::<f64>().abs()
    };
    (0..BINS).map(part).sum::<f64>() * share(1, told.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(value: f64, right: bool) -> Example {
        let mut values = [0.0; SIZE];
        (values[0], values[1]) = (1.0, value);
        Example { tagger: 0, fold: 0, values, right }
    }

    #[test]
    fn the_fit_tells_the_shares_that_it_was_shown() {
        let shares = [(0.0, 20), (1.0, 80)];
        let examples: Vec<Example> = shares
            .iter()
            .flat_map(|&(value, right)| (0..100).map(move |n| example(value, n < right)))
            .collect();
        let weights = fit(&examples.iter().collect::<Vec<_>>());
        for (value, right) in shares {
            let told = probability(&weights, &example(value, true).values);
            assert!((told - share(right, 100)).abs() < 0.06, "{value}: {told}");
        }
    }

    #[test]
    fn the_error_is_the_distance_within_each_part() {
        assert!((error(&[(0.75, true), (0.75, false)]) - 0.25).abs() < 1e-9);
        assert!(error(&[(1.0, true), (0.0, false)]) < 1e-9);
    }
}
