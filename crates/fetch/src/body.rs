//! The bytes of an answer, no more of them than the limit, packed and unpacked.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use crate::error::Reason;

/// Collects a body piece by piece.
pub(crate) struct Body {
    packed: u64,
    limit: u64,
    sink: Sink,
}

enum Sink {
    Plain(Limited),
    Gzip(Box<MultiGzDecoder<Limited>>),
}

/// Bytes up to a limit.
struct Limited {
    bytes: Vec<u8>,
    limit: u64,
    is_full: bool,
}

impl Write for Limited {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.limit {
            self.is_full = true;
            return Err(io::Error::other("the limit is reached"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Body {
    /// Begins a body of at most `limit` bytes that is packed as `Content-Encoding` says.
    ///
    /// # Errors
    /// When it is packed in a way that was not asked for.
    pub(crate) fn new(encoding: Option<&str>, limit: u64) -> Result<Self, Reason> {
        let limited = Limited { bytes: Vec::new(), limit, is_full: false };
        let sink = match encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => Sink::Plain(limited),
            Some("gzip" | "x-gzip") => Sink::Gzip(Box::new(MultiGzDecoder::new(limited))),
            Some(other) => return Err(Reason::Packing(other.chars().take(40).collect())),
        };
        Ok(Self { packed: 0, limit, sink })
    }

    /// Takes a piece.
    ///
    /// # Errors
    /// When it is too long by now, or damaged.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Result<(), Reason> {
        self.packed += piece.len() as u64;
        if self.packed > self.limit {
            return Err(Reason::TooLong(self.limit));
        }
        match &mut self.sink {
            Sink::Plain(sink) => sink.write_all(piece).map_err(|_| Reason::TooLong(self.limit)),
            Sink::Gzip(decoder) => decoder.write_all(piece).map_err(|_| {
                if decoder.get_ref().is_full {
                    Reason::TooLongUnpacked(self.limit)
                } else {
                    damaged()
                }
            }),
        }
    }

    /// Returns what was unpacked up to now.
    pub(crate) fn so_far(self) -> Vec<u8> {
        match self.sink {
            Sink::Plain(sink) => sink.bytes,
            Sink::Gzip(decoder) => decoder.get_ref().bytes.clone(),
        }
    }

    /// Returns all bytes.
    ///
    /// # Errors
    /// When what is packed breaks off.
    pub(crate) fn end(self) -> Result<Vec<u8>, Reason> {
        match self.sink {
            Sink::Plain(sink) => Ok(sink.bytes),
            // Some servers say gzip of nothing.
            Sink::Gzip(_) if self.packed == 0 => Ok(Vec::new()),
            Sink::Gzip(mut decoder) => match decoder.try_finish() {
                Ok(()) => decoder.finish().map(|sink| sink.bytes).map_err(|_| damaged()),
                Err(_) if decoder.get_ref().is_full => Err(Reason::TooLongUnpacked(self.limit)),
                Err(_) => Err(damaged()),
            },
        }
    }
}

fn damaged() -> Reason {
    Reason::Packing("damaged gzip".to_owned())
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    fn read(encoding: Option<&str>, bytes: &[u8], limit: u64) -> Result<Vec<u8>, Reason> {
        let mut body = Body::new(encoding, limit)?;
        for piece in bytes.chunks(7) {
            body.take(piece)?;
        }
        body.end()
    }

    #[test]
    fn a_body_is_read_up_to_its_limit() {
        assert_eq!(read(None, b"abcdefghij", 10), Ok(b"abcdefghij".to_vec()));
        assert_eq!(read(None, b"abcdefghijk", 10), Err(Reason::TooLong(10)));
        assert_eq!(read(Some("GZIP"), &packed(b"abc"), 100), Ok(b"abc".to_vec()));
        assert_eq!(read(Some("gzip"), b"", 10), Ok(vec![]));
    }

    #[test]
    fn what_grows_without_end_is_stopped() {
        let bomb = packed(&vec![b'a'; 3_000_000]);
        assert!(bomb.len() < 10_000);
        assert_eq!(read(Some("gzip"), &bomb, 1_000_000), Err(Reason::TooLongUnpacked(1_000_000)));
    }

    #[test]
    fn what_is_damaged_is_not_taken() {
        let whole = packed(b"The harbour stays shut until the ice has gone.");
        let cut = &whole[..whole.len() - 6];
        assert!(matches!(read(Some("gzip"), cut, 100), Err(Reason::Packing(_))));
        assert!(matches!(read(Some("gzip"), b"not gzip at all", 100), Err(Reason::Packing(_))));
        assert!(matches!(read(Some("br"), b"", 100), Err(Reason::Packing(_))));
    }
}
