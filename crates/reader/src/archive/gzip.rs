//! What gzip packs: members one after the other, and whatever tapes have behind them.

use std::io::{self, BufRead, Cursor, Read};

use flate2::bufread::GzDecoder;

use crate::error::Unpacking;
use crate::source::Source;

/// How much of the packed bytes is looked at to tell what they hold.
const LOOKED_AT: u64 = 1 << 12;

/// Unpacks all members.
pub(crate) struct Gunzip<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gunzip<R> {
    pub(crate) fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            let read = member.read(buffer).map_err(damaged)?;
            if read > 0 {
                return Ok(read);
            }
            let Some(ended) = self.member.take() else { break };
            let mut packed = ended.into_inner();
            // Zeros and other things behind the last member are no part of it.
            if packed.fill_buf()?.first() == Some(&0x1f) {
                self.member = Some(GzDecoder::new(packed));
            }
        }
        Ok(0)
    }
}

/// Returns the error of an unpacker as what it means.
pub(super) fn damaged(error: io::Error) -> io::Error {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | UnexpectedEof => {
            io::Error::other(Unpacking("stream packed by gzip"))
        }
        _ => error,
    }
}

/// Tells whether what gzip packed is a crawl, whose records are read member by member.
pub(crate) fn packs_warc(source: &mut Source) -> io::Result<bool> {
    let mut start = Vec::new();
    source.stream.by_ref().take(LOOKED_AT).read_to_end(&mut start)?;
    let mut mark = [0; 5];
    let is_warc = GzDecoder::new(&start[..]).read_exact(&mut mark).is_ok() && mark == *b"WARC/";
    let rest = std::mem::replace(&mut source.stream, Box::new(io::empty()));
    source.stream = Box::new(Cursor::new(start).chain(rest));
    Ok(is_warc)
}
