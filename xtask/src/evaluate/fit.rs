//! `cargo xtask fit confidence`: fits the weights of the extractor's confidence on corpora of which the
//! taggers have seen nothing, by logistic regression over the statements of every tagger that ships, and
//! says how far the confidence is from the truth on articles that it was not fitted on.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use q7x2_domain::{Setting, Span, Statement};
use q7x2_extractor::Evidence;

use super::found::spans_of;
use super::gold::Spans;
use super::roles::Roles;
use super::spans::share;
use super::{TaggerChoice, corpus, extractors};
use crate::fit::sets::{self, JudgedArticle};

/// Into how many parts the articles are cut: each is told by weights fitted on the others.
const FOLDS: usize = 10;
/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 1.0;
const STEPS: usize = 30;
const SIZE: usize = Evidence::NAMES.len();
/// Into how many parts the range of confidence is cut for the error.
const BINS: usize = 10;

/// How much of a statement lies within a judged one that it is a part of.
const WITHIN: f64 = 0.8;

/// A statement of some article, and whether it is right.
struct Example {
    tagger: usize,
    set: &'static str,
    fold: usize,
    weight: f64,
    values: [f64; SIZE],
    right: bool,
}

/// Fits, and writes the weights to the extractor's table.
pub(crate) fn run(root: &Path, corpora: &Path, dry: bool) -> anyhow::Result<ExitCode> {
    let mut texts = corpus::read(&corpora.join("polnear/dev"))?;
    // Those whose speakers were judged, too, are looked at for resolution: nothing is fitted on them.
    texts.retain(|text| text.speakers.is_empty());
    let mut judged = Vec::new();
    for set in sets::STATEMENTS {
        judged.extend(sets::statements(set, &corpora.join(set).join("train"))?);
    }
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
                    // Two readings of a text are one text.
                    let weight = share(1, text.readings.len());
                    Example { tagger, set: "polnear", fold: number % FOLDS, weight, values, right }
                }));
            }
        }
        for (number, article) in judged.iter().enumerate() {
            let weighed = extractor.weigh(&article.article);
            let right = weighed.iter().map(|(statement, _)| is_judged(article, statement));
            let right: Vec<Option<bool>> = right.collect();
            examples.extend(weighed.iter().zip(right).filter_map(|((_, evidence), right)| {
                let mut values = [0.0; SIZE];
                values.copy_from_slice(evidence.values());
                let (set, fold) = (article.set, number % FOLDS);
                Some(Example { tagger, set, fold, weight: 1.0, values, right: right? })
            }));
        }
    }
    let mut out = std::io::stdout().lock();
    let mut told = Vec::with_capacity(examples.len());
    for fold in 0..FOLDS {
        let others: Vec<&Example> = examples.iter().filter(|e| e.fold != fold).collect();
        let weights = fit(&others);
        let own = examples.iter().filter(|example| example.fold == fold);
        told.extend(own.map(|e| (e, probability(&weights, &e.values))));
    }
    for (number, (name, _)) in extractors.iter().enumerate() {
        for set in ["all", "polnear", "foreign", "geo", "world"] {
            let own = told.iter().filter(|(e, _)| e.tagger == number);
            let own: Vec<(f64, bool)> = own
                .filter(|(example, _)| set == "all" || example.set == set)
                .map(|(example, told)| (*told, example.right))
                .collect();
            let (count, error) = (own.len(), 100.0 * error(&own));
            writeln!(out, "{name}, {set}: {count} statements, error {error:.1} %")?;
        }
    }
    if dry {
        return Ok(ExitCode::SUCCESS);
    }
    let all: Vec<&Example> = examples.iter().collect();
    let path = root.join("crates/extractor/data/confidence.toml");
    std::fs::write(&path, table(&fit(&all)))?;
    writeln!(out, "wrote {}", path.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Tells whether a statement is one that people marked, or a part of one; `None` where careful readers
/// differ.
fn is_judged(article: &JudgedArticle, statement: &Statement) -> Option<bool> {
    let spans: Vec<Span> = statement.content.iter().map(|excerpt| excerpt.span).collect();
    let own = sets::points(&spans, &article.article);
    let mut found = Some(false);
    for judged in &article.statements {
        let points = judged.points(&article.article);
        let both = own.iter().filter(|at| points.binary_search(at).is_ok()).count();
        let all = own.len() + points.len() - both;
        if both * 2 >= all || both as f64 >= WITHIN * own.len() as f64 {
            if !judged.borderline {
                return Some(true);
            }
            found = None;
        }
    }
    found
}

fn table(weights: &[f64; SIZE]) -> String {
    let mut table = String::from(
        "# What each piece of evidence adds to the log odds that a statement is right: its source and\n\
         # content overlap the annotated ones by half or more. Written by `cargo xtask fit confidence`\n\
         # (logistic regression over the statements of both taggers on those articles of PolNeAR's development\n\
         # set whose speakers nobody judged and the training parts of others, on which no tagger was\n\
         # trained); src/confidence.rs says what each name is.\n\n[weights]\n",
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
            let missed = example.weight * if example.right { 1.0 - told } else { -told };
            for i in 0..SIZE {
                slope[i] += missed * example.values[i];
                let bent = example.weight * told * (1.0 - told) * example.values[i];
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
        Example { tagger: 0, set: "geo", fold: 0, weight: 1.0, values, right }
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
