//! The network: a BERT-shaped encoder (Devlin et al. 2019) with int8 weights.
//!
//! Activations are quantized row by row, so what is computed for a piece depends on its window and
//! on nothing that happens to be computed beside it. No work is done for padding: there is none.

use std::ops::Range;

use rten_gemm::PackedBMatrix;
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

use crate::chain::{Scores, TAGS};
use crate::kernels::{AddAndNormalize, Columns, Multiplier, Quantized, Rescale, gelu, softmax};
use crate::pools::Pools;
use crate::weights::{Bytes, Floats, Weights, WeightsError};
use crate::windows::Inputs;

/// How many numbers stand for a piece.
const WIDTH: usize = 384;
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;

/// The encoder and the linear layer that scores tags.
pub(crate) struct Encoder {
    pools: Pools,
    words: Table,
    positions: Floats,
    case: Floats,
    quote: Floats,
    start: Floats,
    norm: Norm,
    layers: Vec<Layer>,
    head: Floats,
    head_bias: Floats,
}

/// Byte rows with a scale each.
struct Table {
    rows: Bytes,
    scales: Floats,
}

struct Norm {
    weight: Floats,
    bias: Floats,
}

struct Linear {
    weights: PackedBMatrix<i8>,
    columns: Columns,
}

struct Layer {
    /// Query, key and value at once; the query's part holds the scale of attention.
    qkv: Linear,
    out: Linear,
    norm1: Norm,
    up: Linear,
    down: Linear,
    norm2: Norm,
}

impl Encoder {
    /// Takes the network out of a weight file.
    pub(crate) fn load(weights: &Weights<'_>) -> Result<Self, WeightsError> {
        let multiplier = Multiplier::new();
        let norm = |name: &str| -> Result<Norm, WeightsError> {
            Ok(Norm {
                weight: weights.floats(&format!("{name}.weight"), &[WIDTH])?,
                bias: weights.floats(&format!("{name}.bias"), &[WIDTH])?,
            })
        };
        let linear = |name: &str, inputs: usize, outputs: usize| -> Result<Linear, WeightsError> {
            let bytes = weights.bytes(&format!("{name}.weight"), &[outputs, inputs])?;
            let scales = weights.floats(&format!("{name}.scale"), &[outputs])?;
            let bias = weights.floats(&format!("{name}.bias"), &[outputs])?;
            Ok(Linear {
                weights: multiplier.pack(bytes.as_slice(), inputs, outputs),
                columns: Columns::of(bytes.as_slice(), scales, bias),
            })
        };
        let layers = (0..weights.count_layers())
            .map(|n| {
                let inner = weights.rows(&format!("layers.{n}.up.weight"))?;
                Ok(Layer {
                    qkv: linear(&format!("layers.{n}.qkv"), WIDTH, 3 * WIDTH)?,
                    out: linear(&format!("layers.{n}.out"), WIDTH, WIDTH)?,
                    norm1: norm(&format!("layers.{n}.norm1"))?,
                    up: linear(&format!("layers.{n}.up"), WIDTH, inner)?,
                    down: linear(&format!("layers.{n}.down"), inner, WIDTH)?,
                    norm2: norm(&format!("layers.{n}.norm2"))?,
                })
            })
            .collect::<Result<_, WeightsError>>()?;
        let pieces = weights.rows("word.weight")?;
        Ok(Self {
            words: Table {
                rows: weights.bytes("word.weight", &[pieces, WIDTH])?,
                scales: weights.floats("word.scale", &[pieces])?,
            },
            positions: weights
                .floats("position.weight", &[weights.rows("position.weight")?, WIDTH])?,
            case: weights.floats("case.weight", &[7, WIDTH])?,
            quote: weights.floats("quote.weight", &[3, WIDTH])?,
            start: weights.floats("start.weight", &[3, WIDTH])?,
            norm: norm("norm")?,
            layers,
            head: weights.floats("head.weight", &[TAGS, WIDTH])?,
            head_bias: weights.floats("head.bias", &[TAGS])?,
            pools: Pools::default(),
        })
    }

    /// Returns how many pieces the vocabulary must have.
    pub(crate) fn vocabulary_size(&self) -> usize {
        self.words.scales.len()
    }

    /// Returns how many pieces a window may have, marks included.
    pub(crate) fn longest_window(&self) -> usize {
        self.positions.len() / WIDTH
    }

    /// Returns one row of tag scores for each word of a batch of windows, at its first piece.
    pub(crate) fn run(&self, inputs: &Inputs) -> Vec<Scores> {
        self.pools.on_one_thread(|| self.compute(&Multiplier::new(), inputs))
    }

    fn compute(&self, multiplier: &Multiplier, inputs: &Inputs) -> Vec<Scores> {
        let mut state = self.embed(inputs);
        let mut scratch = Scratch::default();
        let mut bytes = Quantized::default();
        state.chunks_exact(WIDTH).for_each(|row| multiplier.quantize(row, &mut bytes));
        for (n, layer) in self.layers.iter().enumerate() {
            layer.qkv.apply(multiplier, &bytes, &mut scratch.sums, &mut scratch.parts);
            attend(multiplier, &inputs.windows, &mut scratch);
            let mut context = std::mem::take(&mut scratch.context);
            if n + 1 == self.layers.len() {
                // Nothing but the first pieces of words is looked at from here on.
                keep_rows(&mut context, &inputs.first);
                keep_rows(&mut state, &inputs.first);
            }
            bytes.clear();
            context.chunks_exact(WIDTH).for_each(|row| multiplier.quantize(row, &mut bytes));
            scratch.context = context;
            bytes = layer.out.add(multiplier, bytes, &layer.norm1, &mut state, &mut scratch);
            bytes = layer.up.activate(multiplier, bytes, &mut scratch);
            bytes = layer.down.add(multiplier, bytes, &layer.norm2, &mut state, &mut scratch);
        }
        let score = |row: &[f32]| {
            std::array::from_fn(|tag| {
                let weights = &self.head[tag * WIDTH..(tag + 1) * WIDTH];
                row.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>() + self.head_bias[tag]
            })
        };
        state.chunks_exact(WIDTH).map(score).collect()
    }

    /// Looks up the sum of a piece's embeddings and normalizes it.
    fn embed(&self, inputs: &Inputs) -> Vec<f32> {
        let mut state = vec![0.0; inputs.len() * WIDTH];
        let places = inputs.windows.iter().flat_map(|window| 0..window.len());
        for ((at, row), place) in state.chunks_exact_mut(WIDTH).enumerate().zip(places) {
            let id = inputs.ids[at] as usize;
            let bytes = &self.words.rows.as_slice()[id * WIDTH..(id + 1) * WIDTH];
            let scale = self.words.scales[id];
            for (x, &byte) in row.iter_mut().zip(bytes) {
                *x = f32::from(byte) * scale;
            }
            let features = [
                (&self.positions, place),
                (&self.case, inputs.case[at] as usize),
                (&self.quote, inputs.quote[at] as usize),
                (&self.start, inputs.start[at] as usize),
            ];
            for (table, index) in features {
                let feature = &table[index * WIDTH..(index + 1) * WIDTH];
                row.iter_mut().zip(feature).for_each(|(x, y)| *x += y);
            }
        }
        let none = [0.0; WIDTH];
        state.chunks_exact_mut(WIDTH).for_each(|row| self.norm.add(&none, row));
        state
    }
}

impl Linear {
    /// Returns rows * weights, in whole numbers, in memory that is kept from product to product.
    fn multiply<'a>(
        &self,
        multiplier: &Multiplier,
        rows: &Quantized,
        memory: &'a mut Vec<i32>,
    ) -> &'a [i32] {
        let size = rows.count() * self.columns.bias.len();
        memory.resize(size.max(memory.len()), 0);
        let sums = &mut memory[..size];
        multiplier.multiply(rows, &self.weights, sums);
        sums
    }

    /// `output = rows * weights + bias`.
    fn apply(
        &self,
        multiplier: &Multiplier,
        rows: &Quantized,
        memory: &mut Vec<i32>,
        output: &mut Vec<f32>,
    ) {
        let width = self.columns.bias.len();
        let sums = self.multiply(multiplier, rows, memory);
        output.resize(sums.len(), 0.0);
        let each = sums.chunks_exact(width).zip(output.chunks_exact_mut(width));
        for (n, (sums, output)) in each.enumerate() {
            Rescale { row: rows.row(n), sums, columns: &self.columns, output }.dispatch();
        }
    }

    /// `state = LayerNorm(state + rows * weights + bias)`; returns the new state quantized. Row by
    /// row, so that a row stays in the nearest cache from its sums to its bytes.
    fn add(
        &self,
        multiplier: &Multiplier,
        rows: Quantized,
        norm: &Norm,
        state: &mut [f32],
        scratch: &mut Scratch,
    ) -> Quantized {
        self.each_row(multiplier, rows, scratch, |n, row, bytes| {
            let state = &mut state[n * WIDTH..(n + 1) * WIDTH];
            norm.add(row, state);
            multiplier.quantize(state, bytes);
        })
    }

    /// Returns GELU(rows * weights + bias), quantized.
    fn activate(
        &self,
        multiplier: &Multiplier,
        rows: Quantized,
        scratch: &mut Scratch,
    ) -> Quantized {
        self.each_row(multiplier, rows, scratch, |_, row, bytes| {
            gelu(row);
            multiplier.quantize(row, bytes);
        })
    }

    /// Multiplies and hands each row of the product, in order, to what makes bytes of it.
    fn each_row(
        &self,
        multiplier: &Multiplier,
        rows: Quantized,
        scratch: &mut Scratch,
        mut make: impl FnMut(usize, &mut [f32], &mut Quantized),
    ) -> Quantized {
        let width = self.columns.bias.len();
        let Scratch { sums, row: output, spare, .. } = scratch;
        let sums = self.multiply(multiplier, &rows, sums);
        output.resize(width.max(output.len()), 0.0);
        let output = &mut output[..width];
        let mut bytes = std::mem::take(spare);
        bytes.clear();
        for (n, sums) in sums.chunks_exact(width).enumerate() {
            Rescale { row: rows.row(n), sums, columns: &self.columns, output }.dispatch();
            make(n, output, &mut bytes);
        }
        *spare = rows;
        bytes
    }
}

/// Scaled dot-product attention, window by window and head by head, from `parts` (queries, keys,
/// values) to `context`.
fn attend(multiplier: &Multiplier, windows: &[Range<usize>], scratch: &mut Scratch) {
    let stride = 3 * WIDTH;
    let Scratch { parts, weights, head, context, .. } = scratch;
    context.resize(parts.len() / 3, 0.0);
    let most = windows.iter().map(Range::len).max().unwrap_or_default();
    weights.resize(most * most, 0.0);
    head.resize(most * HEAD, 0.0);
    for window in windows {
        let length = window.len();
        let parts = &parts[window.start * stride..window.end * stride];
        let context = &mut context[window.start * WIDTH..window.end * WIDTH];
        let (weights, head) = (&mut weights[..length * length], &mut head[..length * HEAD]);
        let part = |from: usize, shape: [usize; 2], strides: [usize; 2]| {
            NdTensorView::from_data_with_strides(shape, &parts[from..], strides)
                .expect("the part lies inside")
        };
        for n in 0..HEADS {
            let query = part(n * HEAD, [length, HEAD], [stride, 1]);
            let key = part(WIDTH + n * HEAD, [HEAD, length], [1, stride]);
            let value = part(2 * WIDTH + n * HEAD, [length, HEAD], [stride, 1]);
            multiplier.multiply_floats(query, key, weights);
            weights.chunks_exact_mut(length).for_each(softmax);
            let all = NdTensorView::from_data([length, length], &*weights);
            multiplier.multiply_floats(all, value, head);
            for (row, part) in context.chunks_exact_mut(WIDTH).zip(head.chunks_exact(HEAD)) {
                row[n * HEAD..(n + 1) * HEAD].copy_from_slice(part);
            }
        }
    }
}

/// Keeps the rows numbered, which are in order.
fn keep_rows(rows: &mut Vec<f32>, numbers: &[usize]) {
    for (to, &from) in numbers.iter().enumerate() {
        rows.copy_within(from * WIDTH..(from + 1) * WIDTH, to * WIDTH);
    }
    rows.truncate(numbers.len() * WIDTH);
}

impl Norm {
    fn add(&self, change: &[f32], state: &mut [f32]) {
        AddAndNormalize { change, weight: &self.weight, bias: &self.bias, state }.dispatch();
    }
}

/// Memory that all layers of one run share.
#[derive(Default)]
struct Scratch {
    sums: Vec<i32>,
    /// Queries, keys and values.
    parts: Vec<f32>,
    /// Attention weights and output of one head.
    weights: Vec<f32>,
    head: Vec<f32>,
    context: Vec<f32>,
    /// One row of a product.
    row: Vec<f32>,
    /// Memory for the next product's rows.
    spare: Quantized,
}
