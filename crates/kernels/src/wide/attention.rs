//! Scaled dot-product attention (Vaswani et al. 2017).
//!
//! A head's keys and values are laid out once for a window; then, six queries at a time, scores,
//! softmax and the weighted sum of values never leave the nearest cache.

use std::arch::x86_64::{
    __m512, _mm512_add_ps, _mm512_castpd_ps, _mm512_castps_pd, _mm512_fmadd_ps, _mm512_max_ps,
    _mm512_mul_ps, _mm512_reduce_add_ps, _mm512_reduce_max_ps, _mm512_roundscale_ps,
    _mm512_scalef_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_shuffle_f32x4, _mm512_sub_ps,
    _mm512_unpackhi_pd, _mm512_unpackhi_ps, _mm512_unpacklo_pd, _mm512_unpacklo_ps,
};
use std::ops::Range;

use safe_unaligned_simd::x86_64::{_mm512_loadu_ps, _mm512_storeu_ps};

use super::rows::polynomial;
use super::{LANES, ROWS};
use crate::{HEAD, Parts};

/// `2^x` for `-0.5 <= x <= 0.5`; off by less than 3e-6 of it.
const POWER: [f32; 5] = [0.999_999_2, 0.693_122, 0.240_249_81, 0.055_917_04, 0.009_560_51];

/// What a score is at a place past the end of its window: its weight becomes 0.
const NOWHERE: f32 = -1e30;

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Vector([f32; LANES]);

const ZERO: Vector = Vector([0.0; LANES]);

/// Memory for one head, kept from one to the next.
#[derive(Default)]
pub(crate) struct Head {
    /// For each 16 places, their keys: all of the first dimension, all of the second, …
    keys: Vec<[Vector; HEAD]>,
    /// For each place, its value; zero past the end.
    values: Vec<[Vector; HEAD / LANES]>,
    /// For each 16 places, the scores, and then the weights, that some queries give them.
    scores: Vec<[Vector; ROWS]>,
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn attend(
    parts: &Parts<'_>,
    context: &mut [f32],
    columns: Range<usize>,
    head: &mut Head,
) {
    let context_width = context.len() / parts.rows();
    let stride = 3 * columns.len();
    let most = parts.windows.iter().map(Range::len).max().unwrap_or_default().div_ceil(LANES);
    if head.keys.len() < most {
        head.keys.resize(most, [ZERO; HEAD]);
        head.values.resize(most * LANES, [ZERO; HEAD / LANES]);
        head.scores.resize(most, [ZERO; ROWS]);
    }
    for window in parts.windows {
        let parts = &parts.numbers[window.start * stride..window.end * stride];
        let context = &mut context[window.start * context_width..window.end * context_width];
        for at in (0..columns.len()).step_by(HEAD) {
            let context = &mut context[columns.start + at..];
            attend_head(&parts[at..], window.len(), stride, head, context, context_width);
        }
    }
}

/// Attends with the head whose dimensions begin where `parts` and `context` do.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn attend_head(
    parts: &[f32],
    length: usize,
    stride: usize,
    head: &mut Head,
    context: &mut [f32],
    context_width: usize,
) {
    let (vectors, width) = (length.div_ceil(LANES), stride / 3);
    let part = |place: usize, from: usize| -> &[f32; HEAD] {
        parts[place * stride + from..][..HEAD].as_array().expect("of this length")
    };
    let keys = &mut head.keys[..vectors];
    let values = &mut head.values[..vectors * LANES];
    let scores = &mut head.scores[..vectors];
    for (n, (keys, values)) in keys.iter_mut().zip(values.as_chunks_mut::<LANES>().0).enumerate() {
        let mut halves = [[_mm512_setzero_ps(); LANES]; HEAD / LANES];
        for (r, value) in values.iter_mut().enumerate() {
            let place = n * LANES + r;
            *value = [ZERO; HEAD / LANES];
            if place < length {
                let key = part(place, width).as_chunks::<LANES>().0;
                let from = part(place, 2 * width).as_chunks::<LANES>().0;
                for h in 0..HEAD / LANES {
                    halves[h][r] = _mm512_loadu_ps(&key[h]);
                    value[h] = Vector(from[h]);
                }
            }
        }
        for (keys, half) in keys.as_chunks_mut::<LANES>().0.iter_mut().zip(halves) {
            for (key, dimension) in keys.iter_mut().zip(transpose(half)) {
                _mm512_storeu_ps(&mut key.0, dimension);
            }
        }
    }
    for first in (0..length).step_by(ROWS) {
        // Past the last query, the last once more.
        let mut queries = [part(length - 1, 0); ROWS];
        for (query, place) in queries.iter_mut().zip(first..length) {
            *query = part(place, 0);
        }
        for vector in (0..vectors).step_by(4) {
            match vectors - vector {
                1 => score::<1>(queries, keys, vector, scores),
                2 => score::<2>(queries, keys, vector, scores),
                3 => score::<3>(queries, keys, vector, scores),
                _ => score::<4>(queries, keys, vector, scores),
            }
        }
        for scores in &mut scores[vectors - 1] {
            scores.0[LANES - (vectors * LANES - length)..].fill(NOWHERE);
        }
        let scales = exponentiate(scores);
        let sums = weigh(scores, values);
        let rows = context[first * context_width..].chunks_mut(context_width);
        for ((row, sums), scale) in rows.zip(sums).zip(scales) {
            let row = row[..HEAD].as_chunks_mut::<LANES>().0;
            for (to, sum) in row.iter_mut().zip(sums) {
                _mm512_storeu_ps(to, _mm512_mul_ps(sum, scale));
            }
        }
    }
}

/// Computes the scores of some queries at `N` times 16 places.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn score<const N: usize>(
    queries: [&[f32; HEAD]; ROWS],
    keys: &[[Vector; HEAD]],
    from: usize,
    scores: &mut [[Vector; ROWS]],
) {
    let mut vectors = [&keys[from]; N];
    for (vector, keys) in vectors.iter_mut().zip(&keys[from..]) {
        *vector = keys;
    }
    let mut sums = [[_mm512_setzero_ps(); N]; ROWS];
    for dimension in 0..HEAD {
        let mut keys = [_mm512_setzero_ps(); N];
        for (key, vector) in keys.iter_mut().zip(vectors) {
            *key = _mm512_loadu_ps(&vector[dimension].0);
        }
        for (sums, query) in sums.iter_mut().zip(queries) {
            let query = _mm512_set1_ps(query[dimension]);
            for (sum, key) in sums.iter_mut().zip(keys) {
                *sum = _mm512_fmadd_ps(query, key, *sum);
            }
        }
    }
    for (n, scores) in scores[from..].iter_mut().take(N).enumerate() {
        for (score, sums) in scores.iter_mut().zip(sums) {
            _mm512_storeu_ps(&mut score.0, sums[n]);
        }
    }
}

/// Replaces scores by `e^(score - greatest)`, the numerators of softmax, and returns what to multiply
/// with, one over their sum.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn exponentiate(scores: &mut [[Vector; ROWS]]) -> [__m512; ROWS] {
    let mut most = [_mm512_set1_ps(NOWHERE); ROWS];
    for scores in &*scores {
        for (most, score) in most.iter_mut().zip(scores) {
            *most = _mm512_max_ps(*most, _mm512_loadu_ps(&score.0));
        }
    }
    for most in &mut most {
        *most = _mm512_set1_ps(_mm512_reduce_max_ps(*most));
    }
    let mut sums = [_mm512_setzero_ps(); ROWS];
    for scores in scores {
        let mut powers = most;
        for (power, score) in powers.iter_mut().zip(&*scores) {
            *power = _mm512_sub_ps(_mm512_loadu_ps(&score.0), *power);
        }
        let powers = exp(powers);
        for ((sum, score), power) in sums.iter_mut().zip(scores).zip(powers) {
            *sum = _mm512_add_ps(*sum, power);
            _mm512_storeu_ps(&mut score.0, power);
        }
    }
    for sum in &mut sums {
        *sum = _mm512_set1_ps(1.0 / _mm512_reduce_add_ps(*sum));
    }
    sums
}

/// `e^x`, as `2^n * 2^f` with whole `n`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn exp<const N: usize>(mut places: [__m512; N]) -> [__m512; N] {
    let mut whole = places;
    for (place, whole) in places.iter_mut().zip(&mut whole) {
        let x = _mm512_mul_ps(*place, _mm512_set1_ps(std::f32::consts::LOG2_E));
        // To the nearest whole number, without an exception.
        *whole = _mm512_roundscale_ps::<8>(x);
        *place = _mm512_sub_ps(x, *whole);
    }
    let mut powers = polynomial(&POWER, places);
    for (power, whole) in powers.iter_mut().zip(whole) {
        *power = _mm512_scalef_ps(*power, whole);
    }
    powers
}

/// Returns, for each row of weights, the weighted sum of the values.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn weigh(
    weights: &[[Vector; ROWS]],
    values: &[[Vector; HEAD / LANES]],
) -> [[__m512; HEAD / LANES]; ROWS] {
    let mut sums = [[_mm512_setzero_ps(); HEAD / LANES]; ROWS];
    for (weights, values) in weights.iter().zip(values.as_chunks::<LANES>().0) {
        for (place, value) in values.iter().enumerate() {
            let value = [_mm512_loadu_ps(&value[0].0), _mm512_loadu_ps(&value[1].0)];
            for (sums, weights) in sums.iter_mut().zip(weights) {
                let weight = _mm512_set1_ps(weights.0[place]);
                for (sum, value) in sums.iter_mut().zip(value) {
                    *sum = _mm512_fmadd_ps(weight, value, *sum);
                }
            }
        }
    }
    sums
}

/// Turns 16 rows of 16 numbers into their columns.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn transpose(rows: [__m512; LANES]) -> [__m512; LANES] {
    // Pairs of rows, then fours, interleaved inside each quarter of the vectors.
    let mut twos = rows;
    for n in (0..LANES).step_by(2) {
        twos[n] = _mm512_unpacklo_ps(rows[n], rows[n + 1]);
        twos[n + 1] = _mm512_unpackhi_ps(rows[n], rows[n + 1]);
    }
    let mut fours = twos;
    for n in (0..LANES).step_by(4) {
        for h in 0..2 {
            let (x, y) = (_mm512_castps_pd(twos[n + h]), _mm512_castps_pd(twos[n + h + 2]));
            fours[n + 2 * h] = _mm512_castpd_ps(_mm512_unpacklo_pd(x, y));
            fours[n + 2 * h + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(x, y));
        }
    }
    // Quarter q of fours[4 * i + j] is what rows 4 * i to 4 * i + 3 have in column 4 * q + j.
    let mut columns = fours;
    for j in 0..4 {
        let (x, y) = (fours[j], fours[j + 4]);
        let (z, w) = (fours[j + 8], fours[j + 12]);
        let (front, back) =
            (_mm512_shuffle_f32x4::<0x44>(x, y), _mm512_shuffle_f32x4::<0xee>(x, y));
        let (front2, back2) =
            (_mm512_shuffle_f32x4::<0x44>(z, w), _mm512_shuffle_f32x4::<0xee>(z, w));
        columns[j] = _mm512_shuffle_f32x4::<0x88>(front, front2);
        columns[j + 4] = _mm512_shuffle_f32x4::<0xdd>(front, front2);
        columns[j + 8] = _mm512_shuffle_f32x4::<0x88>(back, back2);
        columns[j + 12] = _mm512_shuffle_f32x4::<0xdd>(back, back2);
    }
    columns
}
