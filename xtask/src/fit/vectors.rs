//! `cargo xtask fit vectors`: the table that makes few numbers of what a word means in the middle of the
//! network: the principal components (Pearson 1901) of the states of all words of the training articles.
//! No label is looked at.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use nalgebra::{DMatrix, SymmetricEigen};
use q7x2_domain::WordVectors;
use q7x2_extractor::document::Document;
use q7x2_recipe::Recipe;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};

use super::reading;
use super::sets;

/// How many numbers the network has for a word.
const STATE: usize = 384;
/// How large numbers are in the mean: so that weights of theirs are drawn to nothing about as strongly as
/// those of clues, which are there or not.
const SIZE: f64 = 0.4;
/// The largest of the bytes that weights are kept in.
const MOST: f64 = 127.0;

/// Fits, says how much of what the states tell is left, and writes the table.
pub(super) fn run(root: &Path, corpora: &Path, kept: &Path) -> anyhow::Result<ExitCode> {
    let network = Recipe::default().network()?;
    let mut count = 0.0;
    let mut sum = vec![0.0; STATE];
    let mut products = DMatrix::<f64>::zeros(STATE, STATE);
    for article in sets::training(corpora, &[])? {
        let states = network.states(Document::of(article.article.text()).text());
        let rows = states.len() / STATE;
        let states = states.iter().copied().map(f64::from);
        let states = DMatrix::from_iterator(STATE, rows, states);
        for row in states.column_iter() {
            sum.iter_mut().zip(row.iter()).for_each(|(sum, number)| *sum += number);
        }
        products += &states * states.transpose();
        count += rows as f64;
    }
    let mean = DMatrix::from_iterator(STATE, 1, sum.iter().map(|sum| sum / count));
    let spread = products / count - &mean * mean.transpose();
    let SymmetricEigen { eigenvectors, eigenvalues } = SymmetricEigen::new(spread);
    let mut order: Vec<usize> = (0..STATE).collect();
    order.sort_by(|a, b| eigenvalues[*b].total_cmp(&eigenvalues[*a]));
    let chosen = &order[..WordVectors::WIDTH];
    let left: f64 = chosen.iter().map(|at| eigenvalues[*at]).sum();
    let scale = SIZE / (left / WordVectors::WIDTH as f64).sqrt();

    let (mut weights, mut scales, mut bias) = (Vec::new(), Vec::new(), Vec::new());
    for at in chosen {
        let component = eigenvectors.column(*at);
        // A component has no direction of its own.
        let sign = component.iter().copied().reduce(|a, b| if b.abs() > a.abs() { b } else { a });
        let scale = scale * sign.unwrap_or(1.0).signum();
        let row: Vec<f64> = component.iter().map(|number| number * scale).collect();
        let step = row.iter().fold(0.0_f64, |most, number| most.max(number.abs())) / MOST;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no number has more steps than a byte"
        )]
        weights.extend(row.iter().map(|number| ((number / step).round() as i8).cast_unsigned()));
        scales.push(step);
        bias.push(-row.iter().zip(mean.iter()).map(|(weight, mean)| weight * mean).sum::<f64>());
    }
    let path = root.join(crate::MODEL).join("vectors.safetensors");
    write(&path, &weights, &bytes(&scales), &bytes(&bias))?;
    // What was read with another table is of no use.
    reading::forget_vectors(kept)?;
    let share = 100.0 * left / eigenvalues.sum();
    writeln!(
        std::io::stdout().lock(),
        "{count} words; {} numbers have {share:.1} % of the spread of {STATE}\nwrote {}",
        WordVectors::WIDTH,
        path.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::cast_possible_truncation, reason = "the network computes with few digits")]
fn bytes(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| (*number as f32).to_le_bytes()).collect()
}

fn write(path: &Path, weights: &[u8], scales: &[u8], bias: &[u8]) -> anyhow::Result<()> {
    let rows = WordVectors::WIDTH;
    let tensors = BTreeMap::from([
        ("vectors.weight", TensorView::new(Dtype::I8, vec![rows, STATE], weights)?),
        ("vectors.scale", TensorView::new(Dtype::F32, vec![rows], scales)?),
        ("vectors.bias", TensorView::new(Dtype::F32, vec![rows], bias)?),
    ]);
    let file = serialize(tensors, None)?;
    std::fs::write(path, file).with_context(|| path.display().to_string())
}
