//! The entries of a ZIP archive. The crate `zip` reads the directory; entries are unpacked here, so that one can
//! be read while the archive waits, and no packing is linked that news is not packed in.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::ZipArchive;

use super::{BUFFER, place_of, takes};
use crate::error::{Place, Unpacking};
use crate::limits::{Counted, Guarded, Limit};
use crate::source::{Container, Context, Found, Seekable, Source, Stream};
use crate::{Problem, ReadError};

/// The longest end of a directory: its record, and a comment.
const LONGEST_END: u64 = 22 + 0xffff;

/// How packing is numbered in ZIP archives.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The entries of one archive.
pub(super) struct Entries {
    archive: ZipArchive<Shared>,
    bytes: Shared,
    next: usize,
    place: String,
    depth: u32,
    /// Whether it was told that entries are encrypted.
    told_locked: bool,
}

/// The bytes of the archive, read from several places.
#[derive(Clone)]
struct Shared {
    bytes: Arc<Mutex<Box<dyn Seekable>>>,
    at: u64,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.seek(SeekFrom::Start(self.at))?;
        let read = bytes.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let beyond = || io::Error::from(io::ErrorKind::InvalidInput);
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.checked_add_signed(by).ok_or_else(beyond)?,
            SeekFrom::End(_) => {
                let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
                bytes.seek(to)?
            }
        };
        Ok(self.at)
    }
}

/// What the directory says of an entry.
struct Listed {
    name: PathBuf,
    is_locked: bool,
    packing: u16,
    packed: u64,
    unpacked: u64,
    sum: u32,
    start: Option<u64>,
}

impl Entries {
    /// Reads the directory of an archive.
    pub(super) fn open(source: Source, context: &Context<'_>) -> Result<Self, Problem> {
        let (place, depth) = (source.place.clone(), source.depth);
        let bytes = source.seekable(&context.budget).map_err(Problem::of_io)?;
        let mut bytes = Shared { bytes: Arc::new(Mutex::new(bytes)), at: 0 };
        let most = context.budget.limits.entries;
        if entries(&mut bytes).map_err(Problem::of_io)?.is_some_and(|entries| entries > most) {
            return Err(Problem::Limit(Limit::Entries(most)));
        }
        // Its directory is read in small pieces.
        bytes.at = 0;
        let archive =
            ZipArchive::new(bytes.clone()).map_err(|_| Problem::Damaged("ZIP archive"))?;
        Ok(Self { archive, bytes, next: 0, place, depth, told_locked: false })
    }

    fn listed(&mut self, at: usize) -> Result<Option<Listed>, Problem> {
        let entry = self.archive.by_index_raw(at);
        let entry = entry.map_err(|_| Problem::Damaged("directory of the ZIP archive"))?;
        let name = entry.name().map_or_else(
            |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
            std::borrow::Cow::into_owned,
        );
        if entry.is_dir() {
            return Ok(None);
        }
        Ok(Some(Listed {
            name: PathBuf::from(name.replace('\\', "/")),
            is_locked: entry.encrypted(),
            #[allow(deprecated)]
            packing: entry.compression().to_u16(),
            packed: entry.compressed_size(),
            unpacked: entry.size(),
            sum: entry.crc32(),
            start: entry.data_start(),
        }))
    }

    fn stream(&self, listed: &Listed, context: &Context<'_>) -> Result<Stream, Problem> {
        let start = listed.start.ok_or(Problem::Damaged("directory of the ZIP archive"))?;
        let packed = Shared { at: start, ..self.bytes.clone() }.take(listed.packed);
        let packed = BufReader::with_capacity(BUFFER, packed);
        let (packed, taken) = Counted::new(packed);
        let packed = Progressing { reader: packed, taken: Arc::clone(&context.taken) };
        let packed = BufReader::with_capacity(BUFFER, packed);
        let unpacked: Box<dyn Read + Send> = match listed.packing {
            STORED => Box::new(packed),
            DEFLATED => Box::new(DeflateDecoder::new(packed)),
            other => return Err(Problem::Packing(packing_name(other))),
        };
        let checked = Checked { unpacked, crc: Crc::new(), sum: listed.sum };
        let guarded = Guarded::new(checked, taken, &context.budget);
        Ok(Box::new(BufReader::with_capacity(BUFFER, guarded)))
    }
}

fn packing_name(packing: u16) -> String {
    match packing {
        9 => "Deflate64".into(),
        12 => "bzip2".into(),
        14 => "LZMA".into(),
        93 => "zstd".into(),
        95 => "xz".into(),
        other => format!("number {other}"),
    }
}

/// Returns how many entries the end of an archive says that there are; `None` where it is not found.
fn entries(bytes: &mut Shared) -> io::Result<Option<u64>> {
    let size = bytes.seek(SeekFrom::End(0))?;
    let start = bytes.seek(SeekFrom::Start(size.saturating_sub(LONGEST_END + 20)))?;
    let mut end = Vec::new();
    bytes.take(size - start).read_to_end(&mut end)?;
    let find = |mark: &[u8]| end.windows(mark.len()).rposition(|window| window == mark);
    let Some(at) = find(b"PK\x05\x06") else { return Ok(None) };
    let count = end.get(at + 10..at + 12).map(|b| u64::from(u16::from_le_bytes([b[0], b[1]])));
    // An archive of many entries has another record, and where that is.
    let locator = at.checked_sub(20).filter(|&at| end[at..].starts_with(b"PK\x06\x07"));
    let Some(offset) = locator.and_then(|at| end.get(at + 8..at + 16)) else { return Ok(count) };
    let offset = u64::from_le_bytes(offset.try_into().unwrap_or_default());
    bytes.seek(SeekFrom::Start(offset))?;
    let mut record = Vec::new();
    bytes.take(40).read_to_end(&mut record)?;
    let many = record.get(32..40).map(|b| u64::from_le_bytes(b.try_into().unwrap_or_default()));
    Ok(if record.starts_with(b"PK\x06\x06") { many } else { count })
}

/// Bytes that count as read of the file that everything stands in.
struct Progressing<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Progressing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken.fetch_add(read as u64, Relaxed);
        Ok(read)
    }
}

/// Bytes whose sum is compared with that of the directory.
struct Checked {
    unpacked: Box<dyn Read + Send>,
    crc: Crc,
    sum: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let damaged = || io::Error::other(Unpacking("entry of the ZIP archive"));
        let read = self.unpacked.read(buffer).map_err(|_| damaged())?;
        self.crc.update(&buffer[..read]);
        if read == 0 && self.crc.sum() != self.sum { Err(damaged()) } else { Ok(read) }
    }
}

impl Container for Entries {
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        while self.next < self.archive.len() {
            let at = self.next;
            self.next += 1;
            if let Err(limit) = context.budget.enter() {
                self.next = self.archive.len();
                return Some(Err(Place::file(&self.place).error(Problem::Limit(limit))));
            }
            let listed = match self.listed(at) {
                Ok(Some(listed)) => listed,
                Ok(None) => continue,
                Err(problem) => {
                    let place = format!("{}#{}", self.place, at + 1);
                    return Some(Err(Place::file(place).error(problem)));
                }
            };
            if !takes(&listed.name, context) {
                continue;
            }
            if listed.is_locked {
                if std::mem::replace(&mut self.told_locked, true) {
                    continue;
                }
                return Some(Err(Place::file(&self.place).error(Problem::Encrypted)));
            }
            let place = place_of(&self.place, &listed.name);
            return Some(match self.stream(&listed, context) {
                Ok(stream) => {
                    let mut source = Source::entry(listed.name, place, stream, self.depth + 1);
                    source.size = Some(listed.unpacked);
                    Ok(source.into())
                }
                Err(problem) => Err(Place::file(place).error(problem)),
            });
        }
        None
    }
}
