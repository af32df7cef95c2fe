//! What zstd packs: frames one after the other, some of which are to be skipped.

use std::io::{self, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::error::Unpacking;
use crate::source::Stream;

/// Unpacks all frames.
pub(super) struct Unzstd {
    packed: Option<Marked>,
    frame: Option<StreamingDecoder<Marked, FrameDecoder>>,
}

/// Packed bytes of which the first were looked at.
struct Marked {
    mark: [u8; 4],
    /// How much of the mark was taken.
    at: usize,
    stream: Stream,
}

impl Read for Marked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.mark.len() {
            return self.stream.read(buffer);
        }
        let length = buffer.len().min(self.mark.len() - self.at);
        buffer[..length].copy_from_slice(&self.mark[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

impl Unzstd {
    pub(super) fn new(packed: Stream) -> Self {
        Self { packed: Some(Marked { mark: [0; 4], at: 4, stream: packed }), frame: None }
    }

    /// Begins with the next frame that holds anything. Returns whether there is one.
    fn begin(&mut self, mut packed: Marked) -> io::Result<bool> {
        loop {
            let mut mark = Vec::new();
            packed.stream.by_ref().take(4).read_to_end(&mut mark)?;
            if mark.is_empty() {
                return Ok(false);
            }
            packed.mark = mark.try_into().map_err(|_| damaged())?;
            if packed.mark[0] & 0xf0 == 0x50 && packed.mark[1..] == *b"\x2a\x4d\x18" {
                let mut length = [0; 4];
                packed.stream.read_exact(&mut length).map_err(|_| damaged())?;
                let length = u64::from(u32::from_le_bytes(length));
                io::copy(&mut packed.stream.by_ref().take(length), &mut io::sink())?;
                continue;
            }
            packed.at = 0;
            self.frame = Some(StreamingDecoder::new(packed).map_err(|_| damaged())?);
            return Ok(true);
        }
    }
}

impl Read for Unzstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer).map_err(|_| damaged())?;
                if read > 0 {
                    return Ok(read);
                }
                self.packed = self.frame.take().map(StreamingDecoder::into_inner);
            }
            let Some(packed) = self.packed.take() else { return Ok(0) };
            if !self.begin(packed)? {
                return Ok(0);
            }
        }
    }
}

fn damaged() -> io::Error {
    io::Error::other(Unpacking("stream packed by zstd"))
}
