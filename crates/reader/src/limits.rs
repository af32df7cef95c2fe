//! Limits that no input gets past, and what was used of them: what is packed may unpack to more than any disk
//! holds, and an archive may hold itself.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How much of one named file is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many times its size packed bytes may unpack to. News packs by 3 to 30.
    pub ratio: u64,
    /// Up to how many bytes the ratio is not looked at: a page of blanks packs well.
    pub unpacked_free: u64,
    /// How many bytes everything in one file may unpack to together.
    pub unpacked_bytes: u64,
    /// How many entries all archives in one file may have together.
    pub entries: u64,
    /// How deep archives, crawls and what is packed may stand in each other.
    pub depth: u32,
    /// How many bytes a document has at most that is read as a whole, as a page or a PDF.
    pub document_bytes: u64,
    /// How many bytes an archive has at most that is held in memory, since it stands in another or comes by a
    /// pipe and must be read from its end.
    pub held_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ratio: 200,
            unpacked_free: 16 << 20,
            unpacked_bytes: 256 << 30,
            entries: 1_000_000,
            depth: 4,
            document_bytes: 64 << 20,
            held_bytes: 256 << 20,
        }
    }
}

/// A limit that was met. Its name is in its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::ratio`].
    #[error(
        "unpacks to more than {0} times its size (the limit \"ratio\"), as a bomb does; it was not read \
         further: unpack it yourself if you trust it"
    )]
    Ratio(u64),
    /// [`Limits::unpacked_bytes`].
    #[error(
        "unpacks to more than {0} bytes (the limit \"unpacked bytes\"); it was not read further: split it"
    )]
    UnpackedBytes(u64),
    /// [`Limits::entries`].
    #[error("has more than {0} entries (the limit \"entries\"); split it")]
    Entries(u64),
    /// [`Limits::depth`].
    #[error(
        "stands in more than {0} archives one inside the other (the limit \"depth\"); unpack the outer ones"
    )]
    Depth(u32),
    /// [`Limits::document_bytes`].
    #[error("has more than {0} bytes (the limit \"document bytes\"), which is no article")]
    DocumentBytes(u64),
    /// [`Limits::held_bytes`].
    #[error(
        "has more than {0} bytes (the limit \"held bytes\") and must be read from its end; unpack what it \
         stands in, or name it instead of piping it"
    )]
    HeldBytes(u64),
}

/// What is left of the limits for one named file, shared by everything inside it.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    unpacked: AtomicU64,
    entries: AtomicU64,
    /// The size of the file, where it has one.
    size: Option<u64>,
}

impl Budget {
    pub(crate) fn new(limits: Limits, size: Option<u64>) -> Arc<Self> {
        Arc::new(Self { limits, unpacked: AtomicU64::new(0), entries: AtomicU64::new(0), size })
    }

    /// Counts bytes that were unpacked.
    fn unpack(&self, bytes: u64) -> Result<(), Limit> {
        let all = self.unpacked.fetch_add(bytes, Relaxed).saturating_add(bytes);
        if all > self.limits.unpacked_bytes {
            return Err(Limit::UnpackedBytes(self.limits.unpacked_bytes));
        }
        // Entries of an archive that share their bytes, or archives in archives.
        let most = self.size.map(|size| size.saturating_mul(self.limits.ratio));
        if most.is_some_and(|most| all > most.saturating_add(self.limits.unpacked_free)) {
            return Err(Limit::Ratio(self.limits.ratio));
        }
        Ok(())
    }

    /// Counts an entry.
    pub(crate) fn enter(&self) -> Result<(), Limit> {
        let all = self.entries.fetch_add(1, Relaxed) + 1;
        if all > self.limits.entries { Err(Limit::Entries(self.limits.entries)) } else { Ok(()) }
    }
}

/// Bytes that are counted as they are taken.
pub(crate) struct Counted<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Returns the reader, and where its count stands.
    pub(crate) fn new(reader: R) -> (Self, Arc<AtomicU64>) {
        let taken = Arc::new(AtomicU64::new(0));
        (Self { reader, taken: Arc::clone(&taken) }, taken)
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken.fetch_add(read as u64, Relaxed);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.reader.consume(amount);
        self.taken.fetch_add(amount as u64, Relaxed);
    }
}

/// What an unpacker gives, within the limits; `packed` counts what it takes.
pub(crate) struct Guarded<R> {
    unpacker: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    budget: Arc<Budget>,
}

impl<R> Guarded<R> {
    pub(crate) fn new(unpacker: R, packed: Arc<AtomicU64>, budget: &Arc<Budget>) -> Self {
        Self { unpacker, packed, unpacked: 0, budget: Arc::clone(budget) }
    }

    #[cfg(feature = "archives")]
    pub(crate) fn into_inner(self) -> R {
        self.unpacker
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacker.read(buffer)?;
        self.unpacked += read as u64;
        let limits = &self.budget.limits;
        let most = self.packed.load(Relaxed).saturating_mul(limits.ratio);
        if self.unpacked > limits.unpacked_free && self.unpacked > most {
            return Err(io::Error::other(Limit::Ratio(limits.ratio)));
        }
        self.budget.unpack(read as u64).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// Reads a whole document, or as much as shows that it is too long.
///
/// # Errors
/// When the stream fails, or has more than `most` bytes: then what `limit` says.
pub(crate) fn read_whole(
    reader: impl Read,
    most: u64,
    limit: impl Fn(u64) -> Limit,
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::Error::other(limit(most))) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit_of(error: &io::Error) -> Option<Limit> {
        error.get_ref().and_then(|inner| inner.downcast_ref()).copied()
    }

    #[test]
    fn what_unpacks_to_too_much_is_stopped() {
        let limits = Limits { ratio: 10, unpacked_free: 100, ..Limits::default() };
        let read = |packed: u64, unpacked: u64, size: Option<u64>| {
            let budget = Budget::new(limits, size);
            let packed = Arc::new(AtomicU64::new(packed));
            let mut guarded = Guarded::new(io::repeat(b'a').take(unpacked), packed, &budget);
            io::copy(&mut guarded, &mut io::sink()).map_err(|error| limit_of(&error))
        };
        assert_eq!(read(1, 100, None), Ok(100));
        assert_eq!(read(1, 101, None), Err(Some(Limit::Ratio(10))));
        assert_eq!(read(100, 1000, None), Ok(1000));
        assert_eq!(read(1000, 1000, Some(10)), Err(Some(Limit::Ratio(10))));
    }

    #[test]
    fn a_file_has_one_budget() {
        let limits = Limits { unpacked_bytes: 10, entries: 2, ..Limits::default() };
        let budget = Budget::new(limits, None);
        assert_eq!(budget.unpack(6), Ok(()));
        assert_eq!(budget.unpack(6), Err(Limit::UnpackedBytes(10)));
        assert_eq!((budget.enter(), budget.enter()), (Ok(()), Ok(())));
        assert_eq!(budget.enter(), Err(Limit::Entries(2)));
    }

    #[test]
    fn a_document_over_the_limit_is_not_held() {
        let error = read_whole(io::repeat(b'a'), 10, Limit::DocumentBytes).expect_err("too long");
        assert_eq!(limit_of(&error), Some(Limit::DocumentBytes(10)));
        let whole = read_whole(&b"0123456789"[..], 10, Limit::DocumentBytes).expect("short enough");
        assert_eq!(whole.len(), 10);
    }
}
