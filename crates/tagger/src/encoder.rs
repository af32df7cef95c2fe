//! The network: a BERT-shaped encoder (Devlin et al. 2019) with int8 weights.
//!
//! Activations are quantized row by row, so what is computed for a piece depends on its window and
//! on nothing that happens to be computed beside it. No work is done for padding: there is none.

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
/// How many numbers there are between the two halves of a layer's feed-forward part.
const INNER: usize = 4 * WIDTH;

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
                Ok(Layer {
                    qkv: linear(&format!("layers.{n}.qkv"), WIDTH, 3 * WIDTH)?,
                    out: linear(&format!("layers.{n}.out"), WIDTH, WIDTH)?,
                    norm1: norm(&format!("layers.{n}.norm1"))?,
                    up: linear(&format!("layers.{n}.up"), WIDTH, INNER)?,
                    down: linear(&format!("layers.{n}.down"), INNER, WIDTH)?,
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

    /// Returns one row of tag scores for each word of a window, at its first piece.
    pub(crate) fn run(&self, inputs: &Inputs) -> Vec<Scores> {
        self.pools.on_one_thread(|| self.compute(&Multiplier::new(), inputs))
    }

    fn compute(&self, multiplier: &Multiplier, inputs: &Inputs) -> Vec<Scores> {
        let length = inputs.ids.len();
        let mut state = self.embed(inputs);
        let mut scratch = Scratch::new(length);
        for layer in &self.layers {
            linear(multiplier, &layer.qkv, &state, WIDTH, &mut scratch);
            attend(multiplier, length, &mut scratch);
            let Scratch { context, .. } = &mut scratch;
            let context = std::mem::take(context);
            linear(multiplier, &layer.out, &context, WIDTH, &mut scratch);
            layer.norm1.add(&scratch.wide[..length * WIDTH], &mut state);
            linear(multiplier, &layer.up, &state, WIDTH, &mut scratch);
            gelu(&mut scratch.wide[..length * INNER]);
            let inner = std::mem::take(&mut scratch.wide);
            scratch.wide = std::mem::take(&mut scratch.spare);
            linear(multiplier, &layer.down, &inner[..length * INNER], INNER, &mut scratch);
            layer.norm2.add(&scratch.wide[..length * WIDTH], &mut state);
            scratch.spare = inner;
            scratch.context = context;
        }
        let score = |&first: &usize| {
            let row = &state[first * WIDTH..(first + 1) * WIDTH];
            std::array::from_fn(|tag| {
                let weights = &self.head[tag * WIDTH..(tag + 1) * WIDTH];
                row.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>() + self.head_bias[tag]
            })
        };
        inputs.first.iter().map(score).collect()
    }

    /// Looks up the sum of a piece's embeddings and normalizes it.
    fn embed(&self, inputs: &Inputs) -> Vec<f32> {
        let mut state = vec![0.0; inputs.ids.len() * WIDTH];
        for (at, row) in state.chunks_exact_mut(WIDTH).enumerate() {
            let id = inputs.ids[at] as usize;
            let bytes = &self.words.rows.as_slice()[id * WIDTH..(id + 1) * WIDTH];
            let scale = self.words.scales[id];
            for (x, &byte) in row.iter_mut().zip(bytes) {
                *x = f32::from(byte) * scale;
            }
            let features = [
                (&self.positions, at),
                (&self.case, inputs.case[at] as usize),
                (&self.quote, inputs.quote[at] as usize),
                (&self.start, inputs.start[at] as usize),
            ];
            for (table, index) in features {
                let feature = &table[index * WIDTH..(index + 1) * WIDTH];
                row.iter_mut().zip(feature).for_each(|(x, y)| *x += y);
            }
        }
        self.norm.add(&vec![0.0; state.len()], &mut state);
        state
    }
}

/// `wide = rows * weights + bias`.
fn linear(
    multiplier: &Multiplier,
    linear: &Linear,
    rows: &[f32],
    width: usize,
    scratch: &mut Scratch,
) {
    let size = rows.len() / width * linear.columns.bias.len();
    let Scratch { quantized, sums, wide, .. } = scratch;
    let (sums, output) = (&mut sums[..size], &mut wide[..size]);
    multiplier.quantize(rows, width, quantized);
    multiplier.multiply(quantized, &linear.weights, sums);
    Rescale { rows: quantized, sums, columns: &linear.columns, output }.dispatch();
}

/// Scaled dot-product attention, head by head, from `wide` (queries, keys, values) to `context`.
fn attend(multiplier: &Multiplier, length: usize, scratch: &mut Scratch) {
    let stride = 3 * WIDTH;
    let Scratch { wide, weights, head, context, .. } = scratch;
    let part = |from: usize, shape: [usize; 2], strides: [usize; 2]| {
        NdTensorView::from_data_with_strides(shape, &wide[from..length * stride], strides)
            .expect("the part lies inside")
    };
    for n in 0..HEADS {
        let query = part(n * HEAD, [length, HEAD], [stride, 1]);
        let key = part(WIDTH + n * HEAD, [HEAD, length], [1, stride]);
        let value = part(2 * WIDTH + n * HEAD, [length, HEAD], [stride, 1]);
        multiplier.multiply_floats(query, key, weights);
        weights.chunks_exact_mut(length).for_each(softmax);
        let all = NdTensorView::from_data([length, length], &weights[..]);
        multiplier.multiply_floats(all, value, head);
        for (row, part) in context.chunks_exact_mut(WIDTH).zip(head.chunks_exact(HEAD)) {
            row[n * HEAD..(n + 1) * HEAD].copy_from_slice(part);
        }
    }
}

impl Norm {
    fn add(&self, change: &[f32], state: &mut [f32]) {
        AddAndNormalize { change, weight: &self.weight, bias: &self.bias, state }.dispatch();
    }
}

/// Memory that all layers of one run share.
struct Scratch {
    quantized: Quantized,
    sums: Vec<i32>,
    /// The output of the last linear layer.
    wide: Vec<f32>,
    spare: Vec<f32>,
    /// Attention weights and output of one head.
    weights: Vec<f32>,
    head: Vec<f32>,
    context: Vec<f32>,
}

impl Scratch {
    fn new(length: usize) -> Self {
        Self {
            quantized: Quantized::default(),
            sums: vec![0; length * INNER],
            wide: vec![0.0; length * INNER],
            spare: vec![0.0; length * INNER],
            weights: vec![0.0; length * length],
            head: vec![0.0; length * HEAD],
            context: vec![0.0; length * WIDTH],
        }
    }
}
