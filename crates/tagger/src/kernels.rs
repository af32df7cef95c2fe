//! The arithmetic of the network on rows of numbers.
//!
//! Each kernel is a plain loop behind [`SimdOp`], which compiles it once for every instruction set
//! it knows and picks the widest that the processor has when the program runs. Integer matrix
//! products, softmax and GELU are `rten`'s own.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, Gelu, MinMax, Quantize, Softmax};

/// Multiplies quantized rows with int8 weights.
pub(crate) struct Multiplier {
    integers: GemmExecutor<u8, i8, i32>,
    floats: GemmExecutor<f32, f32, f32>,
    /// The largest quantized activation: 255, or 127 where the processor's byte products would
    /// overflow (x86-64 without VNNI).
    levels: f32,
}

impl Multiplier {
    /// Picks the kernels for this processor.
    pub(crate) fn new() -> Self {
        let integers = GemmExecutor::<u8, i8, i32>::new();
        let levels = if integers.may_saturate() { 127.0 } else { 255.0 };
        Self { integers, floats: GemmExecutor::new(), levels }
    }

    /// Lays out int8 weights of shape `[inputs, outputs]`, given transposed, for multiplication.
    pub(crate) fn pack(&self, weights: &[i8], inputs: usize, outputs: usize) -> PackedBMatrix<i8> {
        let transposed = NdTensorView::from_data([outputs, inputs], weights);
        self.integers.prepack_b(transposed.transposed())
    }

    /// Multiplies the bytes of the rows with packed weights into `sums`. The zeros are still in
    /// them: [`Rescale`] takes them out.
    pub(crate) fn multiply(&self, rows: &Quantized, weights: &PackedBMatrix<i8>, sums: &mut [i32]) {
        let count = rows.scales.len();
        let matrix = NdTensorView::from_data([count, rows.bytes.len() / count], &rows.bytes[..]);
        let (a, b) = (GemmInputA::Unpacked(matrix), GemmInputB::Packed(weights));
        self.integers.gemm(sums, a, b, GemmOptions::default()).expect("the shapes agree");
    }

    /// Multiplies two matrices of floats into `product`.
    pub(crate) fn multiply_floats(
        &self,
        a: NdTensorView<'_, f32, 2>,
        b: NdTensorView<'_, f32, 2>,
        product: &mut [f32],
    ) {
        let (a, b) = (GemmInputA::Unpacked(a), GemmInputB::Unpacked(b));
        self.floats.gemm(product, a, b, GemmOptions::default()).expect("the shapes agree");
    }

    /// Quantizes rows of `width` numbers, each with a scale and a zero of its own.
    pub(crate) fn quantize(&self, numbers: &[f32], width: usize, rows: &mut Quantized) {
        rows.clear();
        rows.bytes.reserve(numbers.len());
        for row in numbers.chunks_exact(width) {
            let (least, most) = MinMax::new(row).dispatch();
            let (least, most) = (least.min(0.0), most.max(0.0));
            let scale = ((most - least) / self.levels).max(f32::MIN_POSITIVE);
            // Between 0 and `levels`, since the range holds zero.
            let zero = (-least / scale).round_ties_even() as u8;
            rows.bytes.extend_init(|free| {
                Quantize::new(row, &mut free[..width], scale.recip(), zero).dispatch()
            });
            rows.scales.push(scale);
            rows.zeros.push(f32::from(zero));
        }
        if self.levels < 255.0 {
            let top = self.levels as u8;
            rows.bytes.iter_mut().for_each(|byte| *byte = (*byte).min(top));
        }
    }
}

/// Rows of unsigned bytes; `scale * (byte - zero)` is the number.
#[derive(Debug, Default)]
pub(crate) struct Quantized {
    bytes: Vec<u8>,
    scales: Vec<f32>,
    /// Whole numbers from 0 to 255.
    zeros: Vec<f32>,
}

impl Quantized {
    fn clear(&mut self) {
        self.bytes.clear();
        self.scales.clear();
        self.zeros.clear();
    }
}

/// Makes softmax of a row of scores.
pub(crate) fn softmax(row: &mut [f32]) {
    Softmax::new_mut(row).dispatch();
}

/// Applies GELU (Hendrycks and Gimpel 2016), with the exact error function.
pub(crate) fn gelu(numbers: &mut [f32]) {
    Gelu {}.map_mut(numbers);
}

/// `output = (sum - row zero * column total) * row scale * column scale + bias`, row by row.
pub(crate) struct Rescale<'a> {
    pub(crate) rows: &'a Quantized,
    pub(crate) sums: &'a [i32],
    pub(crate) columns: &'a Columns,
    pub(crate) output: &'a mut [f32],
}

/// What is known of the columns of a weight matrix.
pub(crate) struct Columns {
    pub(crate) scales: Box<[f32]>,
    pub(crate) bias: Box<[f32]>,
    /// The sum of each column's weights, times its scale.
    pub(crate) totals: Box<[f32]>,
}

impl Columns {
    /// Adds up the columns of weights given transposed, `width` to a column.
    pub(crate) fn of(weights: &[i8], scales: Box<[f32]>, bias: Box<[f32]>) -> Self {
        let columns = weights.chunks_exact(weights.len() / scales.len());
        let total = |column: &[i8]| column.iter().map(|&weight| i32::from(weight)).sum::<i32>();
        let totals = columns.zip(&scales).map(|(column, scale)| total(column) as f32 * scale);
        Self { totals: totals.collect(), scales, bias }
    }
}

impl SimdOp for Rescale<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let width = self.columns.bias.len();
        let Columns { scales, bias, totals } = self.columns;
        let (scales, totals) = (&scales[..width], &totals[..width]);
        let rows = self.sums.chunks_exact(width).zip(self.output.chunks_exact_mut(width));
        let quantized = self.rows.scales.iter().zip(&self.rows.zeros);
        for ((sums, output), (&row, &zero)) in rows.zip(quantized) {
            for i in 0..width {
                output[i] = row * (sums[i] as f32 * scales[i] - zero * totals[i]) + bias[i];
            }
        }
    }
}

/// `state = LayerNorm(state + change)`, row by row (Ba et al. 2016), with epsilon 1e-12.
pub(crate) struct AddAndNormalize<'a> {
    pub(crate) change: &'a [f32],
    pub(crate) weight: &'a [f32],
    pub(crate) bias: &'a [f32],
    pub(crate) state: &'a mut [f32],
}

impl SimdOp for AddAndNormalize<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let width = self.bias.len();
        let weight = &self.weight[..width];
        let rows = self.state.chunks_exact_mut(width).zip(self.change.chunks_exact(width));
        for (state, change) in rows {
            for i in 0..width {
                state[i] += change[i];
            }
            let mean = sum(state, |x| x) / width as f32;
            let variance = sum(state, |x| (x - mean) * (x - mean)) / width as f32;
            let scale = 1.0 / (variance + 1e-12).sqrt();
            for i in 0..width {
                state[i] = (state[i] - mean) * scale * weight[i] + self.bias[i];
            }
        }
    }
}

/// Sums in 16 lanes, which the compiler keeps in vector registers.
#[inline(always)]
fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; 16];
    let chunks = numbers.chunks_exact(16);
    let rest: f32 = chunks.remainder().iter().map(|&x| of(x)).sum();
    for chunk in chunks {
        for i in 0..16 {
            lanes[i] += of(chunk[i]);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantized_products_are_close_to_the_real_ones() {
        // Rows of very different ranges, as wide and as many as the network has.
        let (inputs, outputs, count) = (384, 96, 70);
        let random = |i: usize| (i.wrapping_mul(2_654_435_761) >> 7) % 1009;
        let x: Vec<f32> = (0..count * inputs)
            .map(|i| (random(i) as f32 - 300.0) / (1.0 + (i / inputs) as f32))
            .collect();
        let w: Vec<i8> = (0..inputs * outputs).map(|i| (random(i + 7) % 255) as u8 as i8).collect();
        let multiplier = Multiplier::new();
        let (mut rows, mut sums) = (Quantized::default(), vec![0; count * outputs]);
        multiplier.quantize(&x, inputs, &mut rows);
        multiplier.multiply(&rows, &multiplier.pack(&w, inputs, outputs), &mut sums);
        let columns = Columns::of(&w, vec![0.5; outputs].into(), vec![1.0; outputs].into());
        let mut output = vec![0.0; count * outputs];
        Rescale { rows: &rows, sums: &sums, columns: &columns, output: &mut output }.dispatch();
        let (mut error, mut size) = (0.0, 0.0);
        for (at, got) in output.iter().enumerate() {
            let (row, column) = (at / outputs * inputs, at % outputs * inputs);
            let terms = (0..inputs).map(|i| f64::from(x[row + i]) * f64::from(w[column + i]));
            let real = 0.5 * terms.sum::<f64>() + 1.0;
            error += (f64::from(*got) - real).powi(2);
            size += real.powi(2);
        }
        assert!((error / size).sqrt() < 0.02, "off by {}", (error / size).sqrt());
    }

    #[test]
    fn normalized_rows_have_mean_bias_and_deviation_weight() {
        let mut state: Vec<f32> = (0..64).map(|i| (i * i % 23) as f32).collect();
        AddAndNormalize {
            change: &[1.0; 64],
            weight: &[2.0; 64],
            bias: &[3.0; 64],
            state: &mut state,
        }
        .dispatch();
        let mean = state.iter().sum::<f32>() / 64.0;
        let variance = state.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / 64.0;
        assert!((mean - 3.0).abs() < 1e-4 && (variance.sqrt() - 2.0).abs() < 1e-4);
    }
}
