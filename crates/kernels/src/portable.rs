//! The arithmetic on `rten`'s kernels, which run everywhere.
//!
//! Each loop stands behind [`SimdOp`], which compiles it once for every instruction set it knows and
//! picks the widest that the processor has when the program runs.

use std::ops::Range;

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, Gelu, MinMax, Quantize, Softmax};

use crate::{Columns, HEAD, Norm, Parts, Rows, Then};

/// Weights as `rten-gemm` wants them.
pub(crate) type Packed = PackedBMatrix<i8>;

/// Lays out weights of shape `[outputs, inputs]`.
pub(crate) fn pack(weights: &[i8], inputs: usize, outputs: usize) -> Packed {
    let transposed = NdTensorView::from_data([outputs, inputs], weights);
    GemmExecutor::<u8, i8, i32>::new().prepack_b(transposed.transposed())
}

/// `rten`'s kernels, and memory that is kept from product to product.
pub(crate) struct Portable {
    integers: GemmExecutor<u8, i8, i32>,
    floats: GemmExecutor<f32, f32, f32>,
    /// See [`Kernels::steps`](crate::Kernels::steps).
    pub(crate) steps: u8,
    sums: Vec<i32>,
}

impl Portable {
    /// Picks the kernels for this processor.
    pub(crate) fn new() -> Self {
        let integers = GemmExecutor::<u8, i8, i32>::new();
        let steps = if integers.may_saturate() { 127 } else { 255 };
        Self { integers, floats: GemmExecutor::new(), steps, sums: Vec::new() }
    }

    pub(crate) fn quantize(&self, numbers: &[f32], rows: &mut Rows) {
        rows.bytes.clear();
        let width = rows.width;
        for row in numbers.chunks_exact(width) {
            let (least, most) = MinMax::new(row).dispatch();
            let (factor, zero) = rows.begin((least.min(0.0), most.max(0.0)), self.steps);
            rows.bytes.reserve(width);
            rows.bytes.extend_init(|free| {
                Quantize::new(row, &mut free[..width], factor, zero).dispatch()
            });
            if self.steps < u8::MAX {
                let old = rows.bytes.len() - width;
                rows.bytes[old..].iter_mut().for_each(|byte| *byte = (*byte).min(self.steps));
            }
        }
    }

    pub(crate) fn multiply(
        &mut self,
        rows: &Rows,
        weights: &Packed,
        columns: &Columns,
        then: Then,
        output: &mut [f32],
    ) {
        let outputs = columns.bias.len();
        self.sums.resize(output.len().max(self.sums.len()), 0);
        let sums = &mut self.sums[..output.len()];
        let matrix = NdTensorView::from_data([rows.count(), rows.width], &rows.bytes[..]);
        let (a, b) = (GemmInputA::Unpacked(matrix), GemmInputB::Packed(weights));
        self.integers.gemm(sums, a, b, GemmOptions::default()).expect("the shapes agree");
        let each = sums.chunks_exact(outputs).zip(output.chunks_exact_mut(outputs));
        for (n, (sums, output)) in each.enumerate() {
            let row = rows.row(n);
            Rescale { row, sums, columns, add: then == Then::Add, output }.dispatch();
            if then == Then::Gelu {
                Gelu {}.map_mut(output);
            }
        }
    }

    pub(crate) fn normalize(&self, norm: &Norm, change: &[f32], state: &mut [f32]) {
        let width = norm.bias.len();
        for (state, change) in state.chunks_exact_mut(width).zip(change.chunks_exact(width)) {
            AddAndNormalize { change, norm, state }.dispatch();
        }
    }

    pub(crate) fn attend(&self, parts: &Parts<'_>, context: &mut [f32], columns: Range<usize>) {
        let width = columns.len();
        let context_width = context.len() / parts.rows();
        let stride = 3 * width;
        let most = parts.windows.iter().map(Range::len).max().unwrap_or_default();
        let (mut weights, mut head) = (vec![0.0; most * most], vec![0.0; most * HEAD]);
        for window in parts.windows {
            let length = window.len();
            let parts = &parts.numbers[window.start * stride..window.end * stride];
            let context = &mut context[window.start * context_width..window.end * context_width];
            let (weights, head) = (&mut weights[..length * length], &mut head[..length * HEAD]);
            let part = |from: usize, shape: [usize; 2], strides: [usize; 2]| {
                NdTensorView::from_data_with_strides(shape, &parts[from..], strides)
                    .expect("the part lies inside")
            };
            for at in (0..width).step_by(HEAD) {
                let query = part(at, [length, HEAD], [stride, 1]);
                let key = part(width + at, [HEAD, length], [1, stride]);
                let value = part(2 * width + at, [length, HEAD], [stride, 1]);
                self.multiply_floats(query, key, weights);
                for row in weights.chunks_exact_mut(length) {
                    Softmax::new_mut(row).dispatch();
                }
                let all = NdTensorView::from_data([length, length], &*weights);
                self.multiply_floats(all, value, head);
                let rows = context.chunks_exact_mut(context_width);
                for (row, part) in rows.zip(head.chunks_exact(HEAD)) {
                    row[columns.start + at..][..HEAD].copy_from_slice(part);
                }
            }
        }
    }

    fn multiply_floats(
        &self,
        a: NdTensorView<'_, f32, 2>,
        b: NdTensorView<'_, f32, 2>,
        product: &mut [f32],
    ) {
        let (a, b) = (GemmInputA::Unpacked(a), GemmInputB::Unpacked(b));
        self.floats.gemm(product, a, b, GemmOptions::default()).expect("the shapes agree");
    }
}

/// `output = (sum - row zero * column total) * row scale * column scale + bias`, for one row; with
/// `add`, added to what is there.
struct Rescale<'a> {
    /// Scale and zero.
    row: (f32, f32),
    sums: &'a [i32],
    columns: &'a Columns,
    add: bool,
    output: &'a mut [f32],
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
        let number = |i: usize| row * (sums[i] as f32 * scales[i] - zero * totals[i]) + bias[i];
        if self.add {
            (0..width).for_each(|i| output[i] += number(i));
        } else {
            (0..width).for_each(|i| output[i] = number(i));
        }
    }
}

/// `state = LayerNorm(state + change)` of one row.
struct AddAndNormalize<'a> {
    change: &'a [f32],
    norm: &'a Norm,
    state: &'a mut [f32],
}

impl SimdOp for AddAndNormalize<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let Norm { weight, bias } = self.norm;
        let width = bias.len();
        let (weight, bias, change) = (&weight[..width], &bias[..width], &self.change[..width]);
        let state = &mut self.state[..width];
        for i in 0..width {
            state[i] += change[i];
        }
        let mean = sum(state, |x| x) / width as f32;
        let variance = sum(state, |x| (x - mean) * (x - mean)) / width as f32;
        let scale = 1.0 / (variance + Norm::EPSILON).sqrt();
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
