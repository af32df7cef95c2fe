//! Both ways are held against the same sums in double precision, and so against each other.

use super::*;

/// Numbers that look random, from -1 to 1.
fn numbers(count: usize, seed: usize) -> Vec<f32> {
    let number = |i: usize| (i + seed).wrapping_mul(2_654_435_761) >> 7;
    (0..count).map(|i| (number(i) % 2001) as f32 / 1000.0 - 1.0).collect()
}

/// Both ways, or the portable one twice where the processor has no other.
fn both() -> [Kernels; 2] {
    [Kernels::new(), Kernels::portable()]
}

/// The root of the mean squared difference, in parts of the size of what was meant.
fn off(got: &[f32], meant: &[f64]) -> f64 {
    assert_eq!(got.len(), meant.len());
    let error: f64 = got.iter().zip(meant).map(|(x, y)| (f64::from(*x) - y).powi(2)).sum();
    (error / meant.iter().map(|y| y * y).sum::<f64>()).sqrt()
}

fn exact_gelu(x: f64) -> f64 {
    // The normal distribution by its integral, in steps of a thousandth.
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let steps = (x.abs() * 1000.0).ceil().max(1.0);
    let step = x / steps;
    let area: f64 = (0..steps as usize).map(|n| density((n as f64 + 0.5) * step) * step).sum();
    x * (0.5 + area)
}

#[test]
fn products_are_close_to_the_real_ones_for_any_number_of_rows() {
    for kernels in both() {
        for count in [0, 1, 2, 3, 4, 5, 6, 7, 13, 70] {
            let (inputs, outputs) = (128, 192);
            // Rows of very different ranges.
            let mut x = numbers(count * inputs, 1);
            for (n, row) in x.chunks_exact_mut(inputs).enumerate() {
                row.iter_mut().for_each(|x| *x = (*x + 0.3) / (1.0 + n as f32));
            }
            let weights: Vec<i8> =
                numbers(inputs * outputs, 7).iter().map(|w| (w * 127.0) as i8).collect();
            let scales: Vec<f32> = (0..outputs).map(|n| 0.01 + n as f32 * 1e-4).collect();
            let bias = numbers(outputs, 3);
            let linear = kernels.linear(&weights, scales.clone().into(), bias.clone().into());
            let old = numbers(count * outputs, 5);
            let mut meant = Vec::new();
            for row in x.chunks_exact(inputs) {
                for n in 0..outputs {
                    let column = &weights[n * inputs..(n + 1) * inputs];
                    let terms = row.iter().zip(column).map(|(x, w)| f64::from(*x) * f64::from(*w));
                    meant.push(terms.sum::<f64>() * f64::from(scales[n]) + f64::from(bias[n]));
                }
            }
            for then in [Then::Set, Then::Add, Then::Gelu] {
                let meant: Vec<f64> = match then {
                    Then::Set => meant.clone(),
                    Then::Add => meant.iter().zip(&old).map(|(x, y)| x + f64::from(*y)).collect(),
                    Then::Gelu => meant.iter().map(|&x| exact_gelu(x)).collect(),
                };
                let mut output = old.clone();
                kernels.compute(|arithmetic| {
                    let mut rows = Rows::default();
                    arithmetic.quantize(&x, inputs, &mut rows);
                    arithmetic.multiply(&rows, &linear, then, &mut output);
                });
                let off = if count == 0 { 0.0 } else { off(&output, &meant) };
                assert!(output.len() == meant.len() && off < 0.01, "{then:?} {count}: {off}");
            }
        }
    }
}

#[test]
fn rows_of_any_range_are_quantized_to_the_nearest_step() {
    for kernels in both() {
        for range in [1e-30_f32, 1e-3, 1.0, 1e6] {
            for shift in [-3.0, -0.5, 0.0, 0.5, 3.0] {
                let x: Vec<f32> = numbers(64, 11).iter().map(|x| (x + shift) * range).collect();
                let mut rows = Rows::default();
                kernels.compute(|arithmetic| arithmetic.quantize(&x, 64, &mut rows));
                let (scale, zero) = rows.row(0);
                for (&byte, &x) in rows.bytes.iter().zip(&x) {
                    let number = scale * (f32::from(byte) - zero);
                    assert!((number - x).abs() <= scale * 0.51, "{number} for {x}");
                }
            }
        }
        let mut rows = Rows::default();
        kernels.compute(|arithmetic| arithmetic.quantize(&[0.0; 64], 64, &mut rows));
        assert!(rows.bytes.iter().all(|&byte| f32::from(byte) == rows.row(0).1));
    }
}

#[test]
fn normalized_rows_have_mean_bias_and_deviation_weight() {
    let norm = Norm { weight: [2.0; 64].into(), bias: [3.0; 64].into() };
    for kernels in both() {
        let mut state: Vec<f32> = (0..64).map(|i| (i * i % 23) as f32).collect();
        kernels.compute(|arithmetic| arithmetic.normalize(&norm, &[1.0; 64], &mut state));
        let mean = state.iter().sum::<f32>() / 64.0;
        let variance = state.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / 64.0;
        assert!((mean - 3.0).abs() < 1e-4 && (variance.sqrt() - 2.0).abs() < 1e-4);
    }
}

#[test]
fn attention_stays_inside_windows_of_any_length() {
    let width = 2 * HEAD;
    let mut windows = Vec::new();
    for length in [1, 5, 6, 16, 17, 70, 64, 2, 130] {
        let begin = windows.last().map_or(0, |window: &Range<usize>| window.end);
        windows.push(begin..begin + length);
    }
    let rows = windows.last().map_or(0, |window| window.end);
    let parts: Vec<f32> = numbers(rows * 3 * width, 13).iter().map(|x| x * 2.0).collect();
    let part = |row: usize, n: usize| parts[row * 3 * width + n].into();
    let mut meant = vec![0.0_f64; rows * width];
    for window in &windows {
        for row in window.clone() {
            for at in (0..width).step_by(HEAD) {
                let score = |key: usize| -> f64 {
                    let terms = (0..HEAD).map(|d| {
                        let (query, key): (f64, f64) =
                            (part(row, at + d), part(key, width + at + d));
                        query * key
                    });
                    terms.sum()
                };
                let weights: Vec<f64> = window.clone().map(|key| score(key).exp()).collect();
                let sum: f64 = weights.iter().sum();
                for d in 0..HEAD {
                    let values = window.clone().map(|key| -> f64 { part(key, 2 * width + at + d) });
                    let terms = values.zip(&weights).map(|(value, weight)| value * weight / sum);
                    meant[row * width + at + d] = terms.sum();
                }
            }
        }
    }
    for kernels in both() {
        // Into the middle of wider rows.
        let (all, columns) = (width + 20, 10..10 + width);
        let mut context = vec![7.0; rows * all];
        let parts = Parts { numbers: &parts, windows: &windows };
        kernels.compute(|arithmetic| arithmetic.attend(&parts, &mut context, columns.clone()));
        let got: Vec<f32> =
            context.chunks_exact(all).flat_map(|row| &row[columns.clone()]).copied().collect();
        assert!(off(&got, &meant) < 1e-5, "off by {}", off(&got, &meant));
        assert_eq!(context.iter().filter(|&&x| x == 7.0).count(), rows * 20, "the rest is kept");
        let none = Parts { numbers: &[], windows: &[] };
        kernels.compute(|arithmetic| arithmetic.attend(&none, &mut [], columns.clone()));
    }
}

#[test]
#[should_panic(expected = "multiple_of")]
fn a_layer_of_odd_width_is_refused() {
    Kernels::new().linear(&[0; 100], [1.0; 2].into(), [0.0; 2].into());
}
