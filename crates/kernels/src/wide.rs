//! The arithmetic on 512-bit vectors with byte products (AVX-512 VNNI).
//!
//! Products are computed in tiles of up to [`ROWS`] rows and [`PANEL`] columns that stay in
//! registers from the first product to the finished number, after Goto and van de Geijn (2008). What
//! the instructions need to know of memory is said in the types: arrays of 16 and 64, so that no
//! index is checked inside a tile.

mod attention;
mod rows;

use std::arch::x86_64::{
    __m512i, _MM_HINT_T1, _mm_prefetch, _mm512_add_ps, _mm512_cvtepi32_ps, _mm512_dpbusd_epi32,
    _mm512_fmadd_ps, _mm512_fnmadd_ps, _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps,
    _mm512_setzero_ps, _mm512_setzero_si512,
};
use std::ops::Range;

use safe_unaligned_simd::x86_64::{_mm512_loadu_ps, _mm512_loadu_si512, _mm512_storeu_ps};

pub(crate) use self::attention::Head;
use crate::{Columns, Norm, Parts, Rows, STEP, Then};

/// How many rows a tile has. With four vectors of columns, 24 of 32 registers hold sums.
const ROWS: usize = 6;
/// How many columns a tile has.
const PANEL: usize = 64;
const _: () = assert!(STEP.is_multiple_of(PANEL));
/// How many columns are in one vector.
const LANES: usize = 16;

/// Proof that the processor has what everything here is compiled for. There is no other way to get
/// one than [`Wide::detect`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wide(());

/// Int8 weights in panels of [`PANEL`] columns. One line holds, for 16 columns, the weights of four
/// inputs.
pub(crate) struct Panels(Vec<[Line; PANEL / LANES]>);

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([i8; 64]);

impl Panels {
    /// Lays out weights of shape `[outputs, inputs]`.
    ///
    /// Inputs and outputs must be multiples of [`STEP`].
    pub(crate) fn new(weights: &[i8], inputs: usize) -> Self {
        let panels = weights.chunks_exact(PANEL * inputs);
        let line = |panel: &[i8], vector: usize, from: usize| {
            let mut line = Line([0; 64]);
            for (column, four) in line.0.chunks_exact_mut(4).enumerate() {
                let column = (vector * LANES + column) * inputs;
                four.copy_from_slice(&panel[column + from..column + from + 4]);
            }
            line
        };
        let lines = panels.flat_map(|panel| {
            let inputs = (0..inputs).step_by(4);
            inputs.map(move |from| std::array::from_fn(|vector| line(panel, vector, from)))
        });
        Self(lines.collect())
    }
}

impl Wide {
    /// Returns the proof, where the processor has the instructions.
    pub(crate) fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni");
        has.then_some(Self(()))
    }

    pub(crate) fn quantize(self, numbers: &[f32], rows: &mut Rows) {
        self.run(Work::Quantize { numbers, rows });
    }

    pub(crate) fn multiply(
        self,
        rows: &Rows,
        weights: &Panels,
        columns: &Columns,
        then: Then,
        output: &mut [f32],
    ) {
        self.run(Work::Multiply { rows, weights, columns, then, output });
    }

    pub(crate) fn normalize(self, norm: &Norm, change: &[f32], state: &mut [f32]) {
        self.run(Work::Normalize { norm, change, state });
    }

    pub(crate) fn attend(
        self,
        parts: &Parts<'_>,
        context: &mut [f32],
        columns: Range<usize>,
        head: &mut Head,
    ) {
        self.run(Work::Attend { parts, context, columns, head });
    }

    #[expect(unsafe_code, reason = "docs/adr/0014: the one way to instructions found at run time")]
    fn run(self, work: Work<'_>) {
        // SAFETY: a `Wide` exists only where `detect` found every feature `run` is compiled for.
        unsafe { run(work) }
    }
}

/// What there is to compute.
enum Work<'a> {
    Quantize {
        numbers: &'a [f32],
        rows: &'a mut Rows,
    },
    Multiply {
        rows: &'a Rows,
        weights: &'a Panels,
        columns: &'a Columns,
        then: Then,
        output: &'a mut [f32],
    },
    Normalize {
        norm: &'a Norm,
        change: &'a [f32],
        state: &'a mut [f32],
    },
    Attend {
        parts: &'a Parts<'a>,
        context: &'a mut [f32],
        columns: Range<usize>,
        head: &'a mut Head,
    },
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn run(work: Work<'_>) {
    match work {
        Work::Quantize { numbers, rows } => rows::quantize(numbers, rows),
        Work::Multiply { rows, weights, columns, then, output } => {
            multiply(rows, weights, columns, then, output);
        }
        Work::Normalize { norm, change, state } => rows::normalize(norm, change, state),
        Work::Attend { parts, context, columns, head } => {
            attention::attend(parts, context, columns, head);
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn multiply(rows: &Rows, weights: &Panels, columns: &Columns, then: Then, output: &mut [f32]) {
    match then {
        Then::Set => panels::<SET>(rows, weights, columns, output),
        Then::Add => panels::<ADD>(rows, weights, columns, output),
        Then::Gelu => panels::<GELU>(rows, weights, columns, output),
    }
}

/// [`Then`] where the compiler wants a number.
const SET: u8 = 0;
const ADD: u8 = 1;
const GELU: u8 = 2;

/// Panel by panel, so that a panel's weights stay in the nearest cache for all rows.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn panels<const THEN: u8>(rows: &Rows, weights: &Panels, all: &Columns, output: &mut [f32]) {
    let stride = all.bias.len();
    let tiles = rows.count().div_ceil(ROWS).max(1);
    let mut rest = &weights.0[..];
    for at in (0..stride).step_by(PANEL) {
        let (lines, next) = rest.split_at(rows.width / 4);
        rest = next;
        let columns = |numbers: &[f32]| -> [[f32; LANES]; PANEL / LANES] {
            *numbers[at..at + PANEL].as_chunks().0.as_array().expect("as many")
        };
        let mut panel = Panel {
            lines,
            next: next.iter(),
            ahead: (STEP / 4).div_ceil(tiles),
            scales: columns(&all.scales),
            totals: columns(&all.totals),
            bias: columns(&all.bias),
        };
        for first in (0..rows.count()).step_by(ROWS) {
            let output = &mut output[first * stride + at..];
            match rows.count() - first {
                1 => panel.tile::<1, THEN>(rows, first, output, stride),
                2 => panel.tile::<2, THEN>(rows, first, output, stride),
                3 => panel.tile::<3, THEN>(rows, first, output, stride),
                4 => panel.tile::<4, THEN>(rows, first, output, stride),
                5 => panel.tile::<5, THEN>(rows, first, output, stride),
                _ => panel.tile::<ROWS, THEN>(rows, first, output, stride),
            }
        }
    }
}

/// A panel that is being multiplied with.
struct Panel<'a> {
    lines: &'a [[Line; PANEL / LANES]],
    /// The lines of the panels after it, which are asked for while this one is computed.
    next: std::slice::Iter<'a, [Line; PANEL / LANES]>,
    /// How many of them at a time, so that one panel's worth is on its way when this one is done.
    ahead: usize,
    scales: [[f32; LANES]; PANEL / LANES],
    totals: [[f32; LANES]; PANEL / LANES],
    bias: [[f32; LANES]; PANEL / LANES],
}

impl Panel<'_> {
    /// Computes some rows of a panel from `first` on; in `output` they are `stride` apart.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
    fn tile<const N: usize, const THEN: u8>(
        &mut self,
        rows: &Rows,
        first: usize,
        output: &mut [f32],
        stride: usize,
    ) {
        let sums = self.sums::<N>(rows, first);
        for r in 0..N {
            let (scale, zero) = rows.row(first + r);
            let (scale, zero) = (_mm512_set1_ps(scale), _mm512_set1_ps(scale * zero));
            let output = output[r * stride..][..PANEL].as_chunks_mut::<LANES>().0;
            let output: &mut [_; PANEL / LANES] = output.as_mut_array().expect("as many");
            let mut numbers = [_mm512_setzero_ps(); PANEL / LANES];
            for v in 0..PANEL / LANES {
                // (sum * column scale) * row scale + (bias - total * (row scale * zero))
                let (total, bias) =
                    (_mm512_loadu_ps(&self.totals[v]), _mm512_loadu_ps(&self.bias[v]));
                let sum = _mm512_cvtepi32_ps(sums[r][v]);
                let sum = _mm512_mul_ps(sum, _mm512_loadu_ps(&self.scales[v]));
                numbers[v] = _mm512_fmadd_ps(sum, scale, _mm512_fnmadd_ps(zero, total, bias));
                if THEN == ADD {
                    numbers[v] = _mm512_add_ps(numbers[v], _mm512_loadu_ps(&output[v]));
                }
            }
            if THEN == GELU {
                numbers = rows::gelu(numbers);
            }
            for (output, number) in output.iter_mut().zip(numbers) {
                _mm512_storeu_ps(output, number);
            }
        }
    }

    /// The products of some rows' bytes with the panel's weights, added up.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
    fn sums<const N: usize>(&mut self, rows: &Rows, first: usize) -> [[__m512i; PANEL / LANES]; N] {
        let mut bytes: [&[[[u8; 4]; STEP / 4]]; N] = [&[]; N];
        for (r, bytes) in bytes.iter_mut().enumerate() {
            *bytes = rows.bytes(first + r).as_chunks().0.as_chunks().0;
        }
        let mut sums = [[_mm512_setzero_si512(); PANEL / LANES]; N];
        for (n, lines) in self.lines.as_chunks::<{ STEP / 4 }>().0.iter().enumerate() {
            for line in self.next.by_ref().take(self.ahead).flatten() {
                _mm_prefetch::<_MM_HINT_T1>(line.0.as_ptr());
            }
            let bytes = bytes.map(|row| &row[n]);
            for (k, lines) in lines.iter().enumerate() {
                let weights = [0, 1, 2, 3].map(|vector| _mm512_loadu_si512(&lines[vector].0));
                for (sums, bytes) in sums.iter_mut().zip(bytes) {
                    let four = _mm512_set1_epi32(i32::from_le_bytes(bytes[k]));
                    for (sum, weights) in sums.iter_mut().zip(weights) {
                        *sum = _mm512_dpbusd_epi32(*sum, four, weights);
                    }
                }
            }
        }
        sums
    }
}
