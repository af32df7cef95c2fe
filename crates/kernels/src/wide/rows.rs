//! What is done to rows of numbers between products.

use std::arch::x86_64::{
    __m512, _mm512_abs_ps, _mm512_add_epi32, _mm512_add_ps, _mm512_cvtps_epi32,
    _mm512_cvtusepi32_epi8, _mm512_fmadd_ps, _mm512_fmsub_ps, _mm512_max_epi32, _mm512_max_ps,
    _mm512_min_ps, _mm512_mul_ps, _mm512_reduce_add_ps, _mm512_reduce_max_ps, _mm512_reduce_min_ps,
    _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_ps, _mm512_setzero_si512, _mm512_sub_ps,
};

use safe_unaligned_simd::x86_64::{_mm_storeu_si128, _mm512_loadu_ps, _mm512_storeu_ps};

use super::LANES;
use crate::{Norm, Rows};

/// Beyond this, `x * P(X <= x)` of a normal X is as good as `max(x, 0)`.
const GELU_ENDS: f32 = 4.5;

/// `gelu(x) - max(x, 0)` as a polynomial in `|x| * 2 / GELU_ENDS - 1`, fitted at Chebyshev nodes;
/// off by less than 2e-5.
const GELU: [f32; 11] = [
    -0.027_499_035,
    0.133_017_06,
    -0.246_478_56,
    0.147_540_8,
    0.201_935_13,
    -0.436_025_23,
    0.208_082_44,
    0.178_053_23,
    -0.180_277_76,
    -0.022_584_05,
    0.044_236_016,
];

/// Makes rows of these numbers: their bytes, and a scale and a zero for each.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn quantize(numbers: &[f32], rows: &mut Rows) {
    let mut bytes = std::mem::take(&mut rows.bytes);
    bytes.resize(numbers.len(), 0);
    for (row, bytes) in numbers.chunks_exact(rows.width).zip(bytes.chunks_exact_mut(rows.width)) {
        let row = row.as_chunks::<LANES>().0;
        let (mut least, mut most) = (_mm512_setzero_ps(), _mm512_setzero_ps());
        for numbers in row {
            let numbers = _mm512_loadu_ps(numbers);
            least = _mm512_min_ps(least, numbers);
            most = _mm512_max_ps(most, numbers);
        }
        let range = (_mm512_reduce_min_ps(least), _mm512_reduce_max_ps(most));
        let (factor, zero) = rows.begin(range, u8::MAX);
        let (factor, zero) = (_mm512_set1_ps(factor), _mm512_set1_epi32(i32::from(zero)));
        for (numbers, bytes) in row.iter().zip(bytes.as_chunks_mut::<LANES>().0) {
            let whole = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(numbers), factor));
            let whole = _mm512_max_epi32(_mm512_add_epi32(whole, zero), _mm512_setzero_si512());
            _mm_storeu_si128(bytes, _mm512_cvtusepi32_epi8(whole));
        }
    }
    rows.bytes = bytes;
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn normalize(norm: &Norm, change: &[f32], state: &mut [f32]) {
    let width = norm.bias.len();
    let (weight, bias) = (norm.weight.as_chunks::<LANES>().0, norm.bias.as_chunks::<LANES>().0);
    for (state, change) in state.chunks_exact_mut(width).zip(change.chunks_exact(width)) {
        let state = state.as_chunks_mut::<LANES>().0;
        let mut sum = _mm512_setzero_ps();
        for (state, change) in state.iter_mut().zip(change.as_chunks::<LANES>().0) {
            let number = _mm512_add_ps(_mm512_loadu_ps(state), _mm512_loadu_ps(change));
            sum = _mm512_add_ps(sum, number);
            _mm512_storeu_ps(state, number);
        }
        let mean = _mm512_set1_ps(_mm512_reduce_add_ps(sum) / width as f32);
        let mut sum = _mm512_setzero_ps();
        for state in &*state {
            let off = _mm512_sub_ps(_mm512_loadu_ps(state), mean);
            sum = _mm512_fmadd_ps(off, off, sum);
        }
        let variance = _mm512_reduce_add_ps(sum) / width as f32;
        let scale = _mm512_set1_ps(1.0 / (variance + Norm::EPSILON).sqrt());
        for ((state, weight), bias) in state.iter_mut().zip(weight).zip(bias) {
            let off = _mm512_mul_ps(_mm512_sub_ps(_mm512_loadu_ps(state), mean), scale);
            let number = _mm512_fmadd_ps(off, _mm512_loadu_ps(weight), _mm512_loadu_ps(bias));
            _mm512_storeu_ps(state, number);
        }
    }
}

/// GELU (Hendrycks and Gimpel 2016). Several vectors at once, so that none waits for its own last
/// step.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn gelu<const N: usize>(mut numbers: [__m512; N]) -> [__m512; N] {
    let mut places = numbers;
    for place in &mut places {
        let size = _mm512_min_ps(_mm512_abs_ps(*place), _mm512_set1_ps(GELU_ENDS));
        *place = _mm512_fmsub_ps(size, _mm512_set1_ps(2.0 / GELU_ENDS), _mm512_set1_ps(1.0));
    }
    let more = polynomial(&GELU, places);
    for (number, more) in numbers.iter_mut().zip(more) {
        *number = _mm512_add_ps(_mm512_max_ps(*number, _mm512_setzero_ps()), more);
    }
    numbers
}

/// A polynomial with these coefficients, the constant first, at several places each.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn polynomial<const N: usize, const M: usize>(
    coefficients: &[f32; M],
    places: [__m512; N],
) -> [__m512; N] {
    let mut values = [_mm512_set1_ps(coefficients[M - 1]); N];
    for &coefficient in coefficients[..M - 1].iter().rev() {
        for (value, place) in values.iter_mut().zip(places) {
            *value = _mm512_fmadd_ps(*value, place, _mm512_set1_ps(coefficient));
        }
    }
    values
}
