//! The network: a BERT-shaped encoder (Devlin et al. 2019) with int8 weights.
//!
//! Activations are quantized row by row, so what is computed for a piece depends on its window and
//! on nothing that happens to be computed beside it. No work is done for padding: there is none.

use q7x2_domain::WordVectors;
use q7x2_kernels::{Arithmetic, HEAD, Kernels, Linear, Norm, Parts, Rows, STEP, Then};

use crate::chain::{Scores, TAGS};
use crate::weights::{Bytes, Floats, Weights, WeightsError};
use crate::windows::Inputs;

/// How many numbers stand for a piece.
const WIDTH: usize = 384;
/// How many dimensions of attention are computed at once: so few that queries, keys and values fit
/// the nearer caches.
const GROUP: usize = 4 * HEAD;
const _: () = assert!(WIDTH.is_multiple_of(GROUP) && GROUP.is_multiple_of(STEP));

/// The encoder and the linear layer that scores tags.
pub(crate) struct Encoder {
    kernels: Kernels,
    words: Table,
    positions: Floats,
    case: Floats,
    quote: Floats,
    start: Floats,
    norm: Norm,
    layers: Vec<Layer>,
    head: Floats,
    head_bias: Floats,
    /// Makes few numbers of a state in the middle, where there is a table for that.
    projection: Option<Linear>,
}

/// After how many layers the state of a word says most of what it means: the last ones know little but
/// tags.
const MIDDLE: usize = 4;

/// What the network says of the words of a batch: a row each.
#[derive(Default)]
pub(crate) struct Said {
    /// The scores of tags.
    pub(crate) scores: Vec<Scores>,
    /// What a word means, [`WordVectors::WIDTH`] numbers each; nothing without a table for that.
    pub(crate) vectors: Vec<f32>,
}

/// Byte rows with a scale each.
struct Table {
    rows: Bytes,
    scales: Floats,
}

struct Layer {
    /// Query, key and value of some heads at once; the query's part holds the scale of attention.
    heads: Vec<Linear>,
    out: Linear,
    norm1: Norm,
    /// The wide layer in slices as wide as a piece, each up and down again. A slice has scales of
    /// its own when it is quantized, and fits the nearer caches.
    inner: Vec<(Linear, Linear)>,
    norm2: Norm,
}

impl Encoder {
    /// Takes the network out of a weight file.
    pub(crate) fn load(weights: &Weights<'_>) -> Result<Self, WeightsError> {
        let kernels = Kernels::new();
        let norm = |name: &str| -> Result<Norm, WeightsError> {
            Ok(Norm {
                weight: weights.floats(&format!("{name}.weight"), &[WIDTH])?,
                bias: weights.floats(&format!("{name}.bias"), &[WIDTH])?,
            })
        };
        let stored = |name: &str, inputs: usize, outputs: usize| -> Result<Stored, WeightsError> {
            Ok(Stored {
                weights: weights.bytes(&format!("{name}.weight"), &[outputs, inputs])?,
                scales: weights.floats(&format!("{name}.scale"), &[outputs])?,
                bias: weights.floats(&format!("{name}.bias"), &[outputs])?,
            })
        };
        let linear = |name: &str, inputs: usize, outputs: usize| -> Result<Linear, WeightsError> {
            let Stored { weights, scales, bias } = stored(name, inputs, outputs)?;
            Ok(kernels.linear(weights.as_slice(), scales, bias))
        };
        let layers = (0..weights.count_layers())
            .map(|n| {
                let inner = weights.rows(&format!("layers.{n}.up.weight"))?;
                if !inner.is_multiple_of(STEP) {
                    return Err(format!("layers.{n}.up is {inner} wide, no multiple of {STEP}"));
                }
                let up = stored(&format!("layers.{n}.up"), WIDTH, inner)?;
                let down = stored(&format!("layers.{n}.down"), inner, WIDTH)?;
                Ok(Layer {
                    heads: groups(&kernels, &stored(&format!("layers.{n}.qkv"), WIDTH, 3 * WIDTH)?),
                    out: linear(&format!("layers.{n}.out"), WIDTH, WIDTH)?,
                    norm1: norm(&format!("layers.{n}.norm1"))?,
                    inner: slices(&kernels, &up, &down),
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
            projection: None,
            kernels,
        })
    }

    /// Takes the table that makes numbers of what words mean out of its file.
    pub(crate) fn load_projection(&mut self, weights: &Weights<'_>) -> Result<(), WeightsError> {
        let rows = weights.bytes("vectors.weight", &[WordVectors::WIDTH, WIDTH])?;
        let scales = weights.floats("vectors.scale", &[WordVectors::WIDTH])?;
        let bias = weights.floats("vectors.bias", &[WordVectors::WIDTH])?;
        self.projection = Some(self.kernels.linear(rows.as_slice(), scales, bias));
        Ok(())
    }

    /// Returns how many steps the bytes of this processor's products have.
    #[cfg(test)]
    pub(crate) fn steps(&self) -> u8 {
        self.kernels.steps()
    }

    /// Returns how many pieces the vocabulary must have.
    pub(crate) fn vocabulary_size(&self) -> usize {
        self.words.scales.len()
    }

    /// Returns how many pieces a window may have, marks included.
    pub(crate) fn longest_window(&self) -> usize {
        self.positions.len() / WIDTH
    }

    /// Returns what it says of each word of a batch of windows, at its first piece.
    pub(crate) fn run(&self, inputs: &Inputs, memory: &mut Memory) -> Said {
        let middle = |state: &[f32], bytes: &Rows, arithmetic: &mut Arithmetic| {
            self.vectors(state, bytes, arithmetic, inputs)
        };
        let (scores, vectors) =
            self.kernels.compute(|arithmetic| self.compute(arithmetic, inputs, memory, middle));
        Said { scores, vectors }
    }

    /// Returns the states of the words of a batch of windows in the middle of the network, [`WIDTH`] numbers
    /// each: what the table of vectors is made of.
    pub(crate) fn states(&self, inputs: &Inputs, memory: &mut Memory) -> Vec<f32> {
        let middle = |state: &[f32], _: &Rows, _: &mut Arithmetic| -> Vec<f32> {
            let row = |&at: &usize| &state[at * WIDTH..(at + 1) * WIDTH];
            inputs.first.iter().flat_map(row).copied().collect()
        };
        self.kernels.compute(|arithmetic| self.compute(arithmetic, inputs, memory, middle)).1
    }

    /// Returns what words mean by their states, which are in `bytes` too.
    fn vectors(
        &self,
        state: &[f32],
        bytes: &Rows,
        arithmetic: &mut Arithmetic,
        inputs: &Inputs,
    ) -> Vec<f32> {
        let Some(projection) = &self.projection else { return Vec::new() };
        let mut all = vec![0.0; state.len() / WIDTH * WordVectors::WIDTH];
        arithmetic.multiply(bytes, projection, Then::Set, &mut all);
        keep_rows(&mut all, &inputs.first, WordVectors::WIDTH);
        all.truncate(inputs.first.len() * WordVectors::WIDTH);
        all
    }

    /// Returns the scores of words and what `middle` makes of the states in the middle, which it is given
    /// as bytes too.
    fn compute(
        &self,
        arithmetic: &mut Arithmetic,
        inputs: &Inputs,
        memory: &mut Memory,
        middle: impl Fn(&[f32], &Rows, &mut Arithmetic) -> Vec<f32>,
    ) -> (Vec<Scores>, Vec<f32>) {
        let Memory { bytes, inner_bytes, state, parts, context, change } = memory;
        let count = inputs.len() * WIDTH;
        let mut state = room(state, count);
        let (parts, mut context) = (room(parts, inputs.len() * 3 * GROUP), room(context, count));
        let mut change = room(change, count);
        let mut vectors = Vec::new();
        self.embed(arithmetic, inputs, state, change);
        for (n, layer) in self.layers.iter().enumerate() {
            arithmetic.quantize(state, WIDTH, bytes);
            if n == MIDDLE {
                vectors = middle(state, bytes, arithmetic);
            }
            for (group, heads) in layer.heads.iter().enumerate() {
                arithmetic.multiply(bytes, heads, Then::Set, parts);
                let parts = Parts { numbers: parts, windows: &inputs.windows };
                arithmetic.attend(&parts, context, group * GROUP..(group + 1) * GROUP);
            }
            if n + 1 == self.layers.len() {
                // Nothing but the first pieces of words is looked at from here on.
                context = keep_rows(context, &inputs.first, WIDTH);
                state = keep_rows(state, &inputs.first, WIDTH);
                change = &mut change[..state.len()];
            }
            arithmetic.quantize(context, WIDTH, bytes);
            arithmetic.multiply(bytes, &layer.out, Then::Set, change);
            arithmetic.normalize(&layer.norm1, change, state);
            arithmetic.quantize(state, WIDTH, bytes);
            let mut then = Then::Set;
            for (up, down) in &layer.inner {
                // A slice is no wider than a piece.
                let inner = &mut context[..bytes.count() * up.outputs()];
                arithmetic.multiply(bytes, up, Then::Gelu, inner);
                arithmetic.quantize(inner, up.outputs(), inner_bytes);
                arithmetic.multiply(inner_bytes, down, then, change);
                then = Then::Add;
            }
            arithmetic.normalize(&layer.norm2, change, state);
        }
        let score = |row: &[f32]| {
            std::array::from_fn(|tag| {
                dot(row, &self.head[tag * WIDTH..(tag + 1) * WIDTH]) + self.head_bias[tag]
            })
        };
        (state.chunks_exact(WIDTH).map(score).collect(), vectors)
    }

    /// Looks up the sum of a piece's embeddings and normalizes it.
    fn embed(
        &self,
        arithmetic: &mut Arithmetic,
        inputs: &Inputs,
        state: &mut [f32],
        nothing: &mut [f32],
    ) {
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
        nothing.fill(0.0);
        arithmetic.normalize(&self.norm, nothing, state);
    }
}

/// Memory that is kept from batch to batch.
#[derive(Default)]
pub(crate) struct Memory {
    bytes: Rows,
    inner_bytes: Rows,
    state: Vec<f32>,
    /// Queries, keys and values.
    parts: Vec<f32>,
    /// What attention gives, and then what a slice of the wide layer does.
    context: Vec<f32>,
    change: Vec<f32>,
}

/// Returns the beginning of the memory, which grows as needed. It holds whatever it held.
fn room(memory: &mut Vec<f32>, size: usize) -> &mut [f32] {
    memory.resize(size.max(memory.len()), 0.0);
    &mut memory[..size]
}

/// A linear layer as it stands in the file.
struct Stored {
    weights: Bytes,
    scales: Floats,
    bias: Floats,
}

/// Cuts queries, keys and values, which stand one below the other, into groups of heads.
fn groups(kernels: &Kernels, qkv: &Stored) -> Vec<Linear> {
    let group = |begin: usize| {
        let parts = [0, WIDTH, 2 * WIDTH].map(|part| part + begin..part + begin + GROUP);
        let weights: Vec<i8> = (parts.iter())
            .flat_map(|rows| &qkv.weights.as_slice()[rows.start * WIDTH..rows.end * WIDTH])
            .copied()
            .collect();
        let of = |numbers: &Floats| {
            parts.iter().flat_map(|rows| &numbers[rows.clone()]).copied().collect()
        };
        kernels.linear(&weights, of(&qkv.scales), of(&qkv.bias))
    };
    (0..WIDTH).step_by(GROUP).map(group).collect()
}

/// Cuts a layer up and the layer down again into slices of `WIDTH` and a rest.
fn slices(kernels: &Kernels, up: &Stored, down: &Stored) -> Vec<(Linear, Linear)> {
    let inner = up.scales.len();
    let slice = |begin: usize| {
        let end = inner.min(begin + WIDTH);
        let rows = &up.weights.as_slice()[begin * WIDTH..end * WIDTH];
        let (scales, bias) = (up.scales[begin..end].into(), up.bias[begin..end].into());
        let columns: Vec<i8> = (down.weights.as_slice().chunks_exact(inner))
            .flat_map(|row| &row[begin..end])
            .copied()
            .collect();
        // The bias of the whole comes with the first slice.
        let once = if begin == 0 { down.bias.clone() } else { [0.0; WIDTH].into() };
        let down = kernels.linear(&columns, down.scales.clone(), once);
        (kernels.linear(rows, scales, bias), down)
    };
    (0..inner).step_by(WIDTH).map(slice).collect()
}

/// The sum of products, in 16 lanes, which the compiler keeps in vector registers.
fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut lanes = [0.0; 16];
    for (x, y) in x.as_chunks::<16>().0.iter().zip(y.as_chunks::<16>().0) {
        for i in 0..16 {
            lanes[i] += x[i] * y[i];
        }
    }
    lanes.iter().sum()
}

/// Keeps the rows numbered, which are in order.
fn keep_rows<'a>(rows: &'a mut [f32], numbers: &[usize], width: usize) -> &'a mut [f32] {
    for (to, &from) in numbers.iter().enumerate() {
        rows.copy_within(from * width..(from + 1) * width, to * width);
    }
    &mut rows[..numbers.len() * width]
}
