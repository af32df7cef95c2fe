//! The entries of a tar archive, one at a time from a stream. The crate `tar` reads the headers; its own
//! iterator borrows the stream, and here an entry is read while the archive waits.

use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tar::{EntryType, Header, PaxExtensions};

use super::{place_of, takes};
use crate::error::{Place, Unpacking};
use crate::source::{Container, Context, Found, Source, Stream};
use crate::{Problem, ReadError};

const BLOCK: usize = 512;

/// How long a name, or the list of what a header has no room for, is at most.
const LONGEST_NAME: u64 = 1 << 16;

/// The entries of one archive.
pub(super) struct Entries {
    shared: Arc<Mutex<Shared>>,
    place: String,
    depth: u32,
    ended: bool,
}

/// The stream, and how much of the entry that is read is left.
struct Shared {
    stream: Stream,
    left: u64,
    padding: u64,
    offset: u64,
}

impl Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let read = self.stream.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(damaged());
        }
        (self.left, self.offset) = (self.left - read as u64, self.offset + read as u64);
        Ok(read)
    }

    /// Skips what is left of the entry.
    fn skip(&mut self) -> io::Result<()> {
        let rest = self.left + self.padding;
        let skipped = io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
        (self.left, self.padding, self.offset) = (0, 0, self.offset + skipped);
        if skipped < rest { Err(damaged()) } else { Ok(()) }
    }

    /// Reads the next header that is not blank.
    fn header(&mut self) -> io::Result<Option<Header>> {
        let mut block = Vec::with_capacity(BLOCK);
        self.stream.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        self.offset += block.len() as u64;
        if block.iter().all(|&byte| byte == 0) {
            return Ok(None);
        }
        if block.len() < BLOCK {
            return Err(damaged());
        }
        let header = Header::from_byte_slice(&block).clone();
        let sum: u32 = (block.iter().enumerate())
            .map(|(at, &b)| if (148..156).contains(&at) { 32 } else { u32::from(b) })
            .sum();
        if header.cksum().ok() != Some(sum) {
            return Err(damaged());
        }
        self.left = header.entry_size().map_err(|_| damaged())?;
        self.padding = self.left.next_multiple_of(BLOCK as u64) - self.left;
        Ok(Some(header))
    }

    /// Reads the whole of a short entry that says something of the next.
    fn whole(&mut self) -> io::Result<Vec<u8>> {
        if self.left > LONGEST_NAME {
            return Err(damaged());
        }
        let mut bytes = vec![0; usize::try_from(self.left).unwrap_or(0)];
        let mut at = 0;
        while at < bytes.len() {
            at += self.read(&mut bytes[at..])?;
        }
        self.skip().map(|()| bytes)
    }
}

fn damaged() -> io::Error {
    io::Error::other(Unpacking("tar archive"))
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // It is whole between any two lines, whoever panicked.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bytes of the entry that is read.
struct Bytes(Arc<Mutex<Shared>>);

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        lock(&self.0).read(buffer)
    }
}

impl Entries {
    pub(super) fn new(source: Source) -> Self {
        let shared = Shared { stream: source.stream, left: 0, padding: 0, offset: 0 };
        let shared = Arc::new(Mutex::new(shared));
        Self { shared, place: source.place, depth: source.depth, ended: false }
    }

    /// Goes to the next file. Returns its name and size.
    fn next_file(&self) -> io::Result<Option<(PathBuf, u64)>> {
        let mut shared = lock(&self.shared);
        let (mut name, mut size) = (None, None);
        loop {
            shared.skip()?;
            let Some(header) = shared.header()? else { return Ok(None) };
            match header.entry_type() {
                EntryType::GNULongName => {
                    let bytes = shared.whole()?;
                    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
                    name = Some(bytes[..end].to_vec());
                }
                EntryType::XHeader => {
                    let bytes = shared.whole()?;
                    for extension in PaxExtensions::new(&bytes).flatten() {
                        match extension.key() {
                            Ok("path") => name = Some(extension.value_bytes().to_vec()),
                            Ok("size") => {
                                size = extension.value().ok().and_then(|size| size.parse().ok());
                            }
                            _ => {}
                        }
                    }
                }
                EntryType::Regular | EntryType::Continuous => {
                    if let Some(size) = size {
                        shared.left = size;
                        let whole = u64::next_multiple_of;
                        shared.padding =
                            whole(size.min(u64::MAX / 2), BLOCK as u64) - size.min(u64::MAX / 2);
                    }
                    let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
                    let name = PathBuf::from(String::from_utf8_lossy(&name).into_owned());
                    return Ok(Some((name, shared.left)));
                }
                _ => (name, size) = (None, None),
            }
        }
    }
}

impl Container for Entries {
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        while !self.ended {
            let next = self.next_file().map_err(Problem::of_io);
            let entered = context.budget.enter().map_err(Problem::Limit);
            let file = next
                .and_then(|file| if file.is_some() { entered.map(|()| file) } else { Ok(file) });
            match file {
                Ok(Some((name, _))) if !takes(&name, context) => {}
                Ok(Some((name, size))) => {
                    let stream = Box::new(BufReader::new(Bytes(Arc::clone(&self.shared))));
                    let place = place_of(&self.place, &name);
                    let mut source = Source::entry(name, place, stream, self.depth + 1);
                    source.size = Some(size);
                    return Some(Ok(source.into()));
                }
                Ok(None) => self.ended = true,
                Err(problem) => {
                    self.ended = true;
                    let offset = lock(&self.shared).offset;
                    return Some(Err(Place::byte(&self.place, offset).error(problem)));
                }
            }
        }
        None
    }
}
