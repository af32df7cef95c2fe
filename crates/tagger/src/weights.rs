//! The weight file: a `safetensors` archive, inside the binary or read from disk.

use safetensors::{Dtype, SafeTensors};

/// Numbers of a weight file.
pub(crate) type Floats = Box<[f32]>;

/// Signed bytes of a weight file.
pub(crate) struct Bytes(Box<[i8]>);

impl Bytes {
    pub(crate) fn as_slice(&self) -> &[i8] {
        &self.0
    }
}

/// An opened weight file.
pub(crate) struct Weights<'a>(SafeTensors<'a>);

/// What is wrong with a weight file.
pub(crate) type WeightsError = String;

impl<'a> Weights<'a> {
    /// Reads the table of contents and checks that the data is all there.
    pub(crate) fn open(file: &'a [u8]) -> Result<Self, WeightsError> {
        SafeTensors::deserialize(file).map(Self).map_err(|error| error.to_string())
    }

    /// Returns the numbers of this name, which must have this shape.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Floats, WeightsError> {
        let data = self.data(name, shape, Dtype::F32)?;
        let number = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().expect("four bytes"));
        Ok(data.chunks_exact(4).map(number).collect())
    }

    /// Returns the signed bytes of this name, which must have this shape.
    pub(crate) fn bytes(&self, name: &str, shape: &[usize]) -> Result<Bytes, WeightsError> {
        let data = self.data(name, shape, Dtype::I8)?;
        Ok(Bytes(data.iter().map(|&byte| byte.cast_signed()).collect()))
    }

    /// Returns how many rows the table of this name has.
    pub(crate) fn rows(&self, name: &str) -> Result<usize, WeightsError> {
        let tensor = self.0.tensor(name).map_err(|error| format!("{name}: {error}"))?;
        tensor.shape().first().copied().ok_or_else(|| format!("{name} is no table"))
    }

    /// Returns how many encoder layers there are.
    pub(crate) fn count_layers(&self) -> usize {
        (0..).take_while(|n| self.0.tensor(&format!("layers.{n}.qkv.weight")).is_ok()).count()
    }

    fn data(&self, name: &str, shape: &[usize], kind: Dtype) -> Result<&'a [u8], WeightsError> {
        let tensor = self.0.tensor(name).map_err(|error| format!("{name}: {error}"))?;
        if tensor.dtype() != kind || tensor.shape() != shape {
            let (found, layout) = (tensor.dtype(), tensor.shape());
            return Err(format!("{name} is {found:?} {layout:?}, not {kind:?} {shape:?}"));
        }
        Ok(tensor.data())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_an_error_and_not_a_panic() {
        for file in [&b""[..], b"12345678", b"\xff\xff\xff\xff\xff\xff\xff\xff{}"] {
            assert!(Weights::open(file).is_err());
        }
    }
}
