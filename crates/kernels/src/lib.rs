//! The arithmetic of the learned tagger's network: products of quantized rows with int8 weights,
//! attention, and what lies between.
//!
//! [`Kernels::new`] picks the widest way that the processor has when the program runs: vectors of
//! 512 bits with byte products (AVX-512 VNNI), or `rten`'s kernels, which run everywhere. Both give
//! the same numbers to within rounding.
//!
//! Numbers are `f32`, in rows one after the other. Activations are quantized row by row, with a
//! scale and a zero each, so that no row depends on those beside it; weights have a scale for each
//! output. This is the only crate in which `unsafe` may stand, and it does once
//! (`docs/adr/0014-a-kernel-of-our-own.md`).

mod pools;
mod portable;
#[cfg(target_arch = "x86_64")]
mod wide;

use std::ops::Range;

use crate::pools::Pools;
use crate::portable::Portable;
#[cfg(target_arch = "x86_64")]
use crate::wide::{Head, Panels, Wide};

/// How many dimensions a head of attention has.
pub const HEAD: usize = 32;

/// The number of inputs and of outputs of a [`Linear`] must be a multiple of this: so many are
/// multiplied between two checks of an index.
pub const STEP: usize = 64;

/// The kernels for this processor. Threads may share them.
pub struct Kernels(Level);

enum Level {
    #[cfg(target_arch = "x86_64")]
    Wide(Wide),
    Portable(Pools),
}

impl Kernels {
    /// Picks the fastest kernels that run on this processor.
    pub fn new() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = Wide::detect() {
            return Self(Level::Wide(wide));
        }
        Self::portable()
    }

    /// Returns the kernels that run on every processor.
    pub fn portable() -> Self {
        Self(Level::Portable(Pools::default()))
    }

    /// Returns the largest byte that a quantized number may be: 255, or 127 where the processor's
    /// byte products would overflow (x86-64 without VNNI). The more, the finer.
    pub fn steps(&self) -> u8 {
        match &self.0 {
            #[cfg(target_arch = "x86_64")]
            Level::Wide(_) => u8::MAX,
            Level::Portable(_) => Portable::new().steps,
        }
    }

    /// Lays out a linear layer for these kernels.
    ///
    /// `weights` has the shape `[outputs, inputs]`; the numbers they stand for are `weight * scale`
    /// of the output. `scales` and `bias` have one number for each output.
    ///
    /// # Panics
    /// When the lengths do not agree, or inputs or outputs are no multiple of [`STEP`].
    pub fn linear(&self, weights: &[i8], scales: Box<[f32]>, bias: Box<[f32]>) -> Linear {
        let outputs = scales.len();
        assert!(bias.len() == outputs && outputs > 0 && weights.len().is_multiple_of(outputs));
        let inputs = weights.len() / outputs;
        assert!(inputs.is_multiple_of(STEP) && outputs.is_multiple_of(STEP));
        let packed = match &self.0 {
            #[cfg(target_arch = "x86_64")]
            Level::Wide(_) => Packed::Wide(Panels::new(weights, inputs)),
            Level::Portable(_) => Packed::Portable(portable::pack(weights, inputs, outputs)),
        };
        let columns = weights.chunks_exact(inputs).zip(&scales);
        let total = |column: &[i8]| column.iter().map(|&weight| i32::from(weight)).sum::<i32>();
        let totals = columns.map(|(column, scale)| total(column) as f32 * scale).collect();
        Linear { inputs, packed, columns: Columns { scales, bias, totals } }
    }

    /// Computes something on the calling thread's behalf, on one thread.
    pub fn compute<R: Send>(&self, work: impl FnOnce(&mut Arithmetic) -> R + Send) -> R {
        match &self.0 {
            #[cfg(target_arch = "x86_64")]
            Level::Wide(wide) => work(&mut Arithmetic(Way::Wide(*wide, Head::default()))),
            Level::Portable(pools) => {
                pools.on_one_thread(|| work(&mut Arithmetic(Way::Portable(Portable::new()))))
            }
        }
    }
}

impl Default for Kernels {
    fn default() -> Self {
        Self::new()
    }
}

/// A linear layer, laid out for the kernels that made it.
pub struct Linear {
    inputs: usize,
    packed: Packed,
    columns: Columns,
}

impl Linear {
    /// Returns how many numbers it makes of a row.
    pub fn outputs(&self) -> usize {
        self.columns.bias.len()
    }
}

enum Packed {
    #[cfg(target_arch = "x86_64")]
    Wide(Panels),
    Portable(portable::Packed),
}

/// What is known of the columns of a weight matrix, which are the outputs.
struct Columns {
    scales: Box<[f32]>,
    bias: Box<[f32]>,
    /// The sum of each column's weights, times its scale.
    totals: Box<[f32]>,
}

/// The weight and bias of a layer norm (Ba et al. 2016).
pub struct Norm {
    /// What each number is multiplied with.
    pub weight: Box<[f32]>,
    /// What is added to it then.
    pub bias: Box<[f32]>,
}

impl Norm {
    /// Added to the variance.
    const EPSILON: f32 = 1e-12;
}

/// Quantized rows, all of one width; `scale * (byte - zero)` is the number. It is memory, too: what
/// is made new in it needs none that the old did not.
#[derive(Debug, Default)]
pub struct Rows {
    width: usize,
    bytes: Vec<u8>,
    scales: Vec<f32>,
    /// Whole numbers from 0 to 255.
    zeros: Vec<f32>,
}

impl Rows {
    /// Returns how many rows there are.
    pub fn count(&self) -> usize {
        self.scales.len()
    }

    #[cfg(target_arch = "x86_64")]
    fn bytes(&self, row: usize) -> &[u8] {
        &self.bytes[row * self.width..(row + 1) * self.width]
    }

    /// Returns the scale and the zero of a row.
    fn row(&self, row: usize) -> (f32, f32) {
        (self.scales[row], self.zeros[row])
    }

    /// Forgets the rows, for others of this width. Their bytes are still there, to be written over.
    fn reset(&mut self, width: usize) {
        self.width = width;
        self.scales.clear();
        self.zeros.clear();
    }

    /// Adds the scale and zero of a row of numbers between `least <= 0` and `most >= 0`; `steps` is the
    /// largest byte. Returns what makes bytes of them: `round(number * factor) + zero`.
    fn begin(&mut self, (least, most): (f32, f32), steps: u8) -> (f32, u8) {
        let scale = ((most - least) / f32::from(steps)).max(f32::MIN_POSITIVE);
        // Between 0 and `steps`, since the range holds zero.
        let zero = (-least / scale).round_ties_even() as u8;
        self.scales.push(scale);
        self.zeros.push(f32::from(zero));
        (scale.recip(), zero)
    }
}

/// What becomes of the numbers of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// They are the output.
    Set,
    /// They are added to the output.
    Add,
    /// GELU (Hendrycks and Gimpel 2016) of them is the output.
    Gelu,
}

/// The operations, on one thread; see [`Kernels::compute`].
pub struct Arithmetic(Way);

enum Way {
    #[cfg(target_arch = "x86_64")]
    Wide(Wide, Head),
    Portable(Portable),
}

impl Arithmetic {
    /// Replaces `rows` by the bytes of these numbers, `width` to a row.
    ///
    /// # Panics
    /// When they are no whole rows.
    pub fn quantize(&mut self, numbers: &[f32], width: usize, rows: &mut Rows) {
        assert!(numbers.len().is_multiple_of(width), "the numbers are whole rows");
        rows.reset(width);
        match &mut self.0 {
            #[cfg(target_arch = "x86_64")]
            Way::Wide(wide, _) => wide.quantize(numbers, rows),
            Way::Portable(portable) => portable.quantize(numbers, rows),
        }
    }

    /// Computes `rows * weights + bias` of a linear layer into `output`, or adds it there.
    ///
    /// # Panics
    /// When the rows have another width than the layer, the output another size than is needed, or
    /// the layer is of other kernels.
    pub fn multiply(&mut self, rows: &Rows, linear: &Linear, then: Then, output: &mut [f32]) {
        assert_eq!(rows.width, linear.inputs, "rows and layer differ in width");
        assert_eq!(output.len(), rows.count() * linear.outputs(), "the output has another size");
        if output.is_empty() {
            return;
        }
        match (&mut self.0, &linear.packed) {
            #[cfg(target_arch = "x86_64")]
            (Way::Wide(wide, _), Packed::Wide(weights)) => {
                wide.multiply(rows, weights, &linear.columns, then, output);
            }
            (Way::Portable(portable), Packed::Portable(weights)) => {
                portable.multiply(rows, weights, &linear.columns, then, output);
            }
            #[cfg(target_arch = "x86_64")]
            _ => panic!("the layer was laid out for other kernels"),
        }
    }

    /// `state = LayerNorm(state + change)`, row by row.
    pub fn normalize(&mut self, norm: &Norm, change: &[f32], state: &mut [f32]) {
        match &mut self.0 {
            #[cfg(target_arch = "x86_64")]
            Way::Wide(wide, _) => wide.normalize(norm, change, state),
            Way::Portable(portable) => portable.normalize(norm, change, state),
        }
    }

    /// Scaled dot-product attention (Vaswani et al. 2017), window by window and head by head.
    ///
    /// The weighted values go into those `columns` of each row of the context.
    ///
    /// # Panics
    /// When the sizes do not agree.
    pub fn attend(&mut self, parts: &Parts<'_>, context: &mut [f32], columns: Range<usize>) {
        let (rows, width) = (parts.rows(), columns.len());
        assert_eq!(parts.numbers.len(), rows * 3 * width, "three parts as wide as the columns");
        assert!(width.is_multiple_of(HEAD), "the columns are whole heads");
        assert!(context.len().is_multiple_of(rows.max(1)), "the context has as many rows");
        if rows == 0 {
            return;
        }
        match &mut self.0 {
            #[cfg(target_arch = "x86_64")]
            Way::Wide(wide, head) => wide.attend(parts, context, columns, head),
            Way::Portable(portable) => portable.attend(parts, context, columns),
        }
    }
}

/// What attention looks at.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// A row for each piece: the query of all heads, scaled already, their key and their value.
    pub numbers: &'a [f32],
    /// The rows that see each other. They cover all rows, in order.
    pub windows: &'a [Range<usize>],
}

impl Parts<'_> {
    fn rows(&self) -> usize {
        self.windows.last().map_or(0, |window| window.end)
    }
}

#[cfg(test)]
mod tests;
