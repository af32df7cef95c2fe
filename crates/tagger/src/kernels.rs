//! The arithmetic of the network on rows of numbers.
//!
//! Each kernel is a plain loop behind [`SimdOp`], which compiles it once for every instruction set
//! it knows and picks the widest that the processor has when the program runs. Integer matrix
//! products, softmax and GELU are `rten`'s own.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, Gelu, MinMax, Quantize, Softmax};

/// The most columns that `rten-gemm` computes at once.
const WIDEST: usize = 1024;

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
        let count = rows.count();
        let Some(width) = rows.bytes.len().checked_div(count) else { return };
        let matrix = NdTensorView::from_data([count, width], &rows.bytes[..]);
        // A product wider than `WIDEST` is computed in parts; each would lay the rows out anew.
        let packed = (weights.cols() > WIDEST).then(|| self.integers.prepack_a(matrix));
        let a = packed.as_ref().map_or(GemmInputA::Unpacked(matrix), GemmInputA::Packed);
        let b = GemmInputB::Packed(weights);
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

    /// Quantizes a row of numbers, with a scale and a zero of its own, and puts it after `rows`,
    /// which are as wide.
    pub(crate) fn quantize(&self, row: &[f32], rows: &mut Quantized) {
        let (least, most) = MinMax::new(row).dispatch();
        let (least, most) = (least.min(0.0), most.max(0.0));
        let scale = ((most - least) / self.levels).max(f32::MIN_POSITIVE);
        // Between 0 and `levels`, since the range holds zero.
        let zero = (-least / scale).round_ties_even() as u8;
        let width = row.len();
        rows.bytes.reserve(width);
        rows.bytes.extend_init(|free| {
            Quantize::new(row, &mut free[..width], scale.recip(), zero).dispatch()
        });
        if self.levels < 255.0 {
            let (top, old) = (self.levels as u8, rows.bytes.len() - width);
            rows.bytes[old..].iter_mut().for_each(|byte| *byte = (*byte).min(top));
        }
        rows.scales.push(scale);
        rows.zeros.push(f32::from(zero));
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
    /// Returns how many rows there are.
    pub(crate) fn count(&self) -> usize {
        self.scales.len()
    }

    /// Returns the scale and zero of a row.
    pub(crate) fn row(&self, n: usize) -> (f32, f32) {
        (self.scales[n], self.zeros[n])
    }

    pub(crate) fn clear(&mut self) {
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

/// `output = (sum - row zero * column total) * row scale * column scale + bias`, for one row.
pub(crate) struct Rescale<'a> {
    /// Scale and zero.
    pub(crate) row: (f32, f32),
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
        let (scales, totals, bias) = (&scales[..width], &totals[..width], &bias[..width]);
        let (sums, output) = (&self.sums[..width], &mut self.output[..width]);
        let (row, zero) = self.row;
        for i in 0..width {
            output[i] = row * (sums[i] as f32 * scales[i] - zero * totals[i]) + bias[i];
        }
    }
}

/// `state = LayerNorm(state + change)` (Ba et al. 2016) of one row, with epsilon 1e-12.
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
        let (weight, bias, change) =
            (&self.weight[..width], &self.bias[..width], &self.change[..width]);
        let state = &mut self.state[..width];
        for i in 0..width {
            state[i] += change[i];
        }
        let mean = sum(state, |x| x) / width as f32;
        let variance = sum(state, |x| (x - mean) * (x - mean)) / width as f32;
        let scale = 1.0 / (variance + 1e-12).sqrt();
        for i in 0..width {
            state[i] = (state[i] - mean) * scale * weight[i] + bias[i];
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
        // Rows of very different ranges, and a product wider than what is computed at once.
        let (inputs, outputs, count) = (384, 1056, 70);
        let random = |i: usize| (i.wrapping_mul(2_654_435_761) >> 7) % 1009;
        let x: Vec<f32> = (0..count * inputs)
            .map(|i| (random(i) as f32 - 300.0) / (1.0 + (i / inputs) as f32))
            .collect();
        let w: Vec<i8> = (0..inputs * outputs).map(|i| (random(i + 7) % 255) as u8 as i8).collect();
        let multiplier = Multiplier::new();
        let (mut rows, mut sums) = (Quantized::default(), vec![0; count * outputs]);
        x.chunks_exact(inputs).for_each(|row| multiplier.quantize(row, &mut rows));
        multiplier.multiply(&rows, &multiplier.pack(&w, inputs, outputs), &mut sums);
        let columns = Columns::of(&w, vec![0.5; outputs].into(), vec![1.0; outputs].into());
        let mut output = vec![0.0; count * outputs];
        for (n, output) in output.chunks_exact_mut(outputs).enumerate() {
            let sums = &sums[n * outputs..][..outputs];
            Rescale { row: rows.row(n), sums, columns: &columns, output }.dispatch();
        }
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
