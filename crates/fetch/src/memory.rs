//! What was fetched before: by it a server is asked for what changed alone, and items of a feed are followed
//! once.
//!
//! The file is a list of lines that is added to, each whole by itself: whatever breaks a run off, what was
//! noted before stays, and a line that was cut is left out. It is written anew when most of it is outdated.
//! No address stands in it, only hashes of them: what is forgotten elsewhere is not to be found here.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use q7x2_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// How many addresses are remembered; beyond that the oldest are forgotten, and fetched again.
const MOST: usize = 200_000;

/// The longest line that is read.
const MAX_LINE: usize = 16_384;

/// What is remembered of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// A hash of the address.
    pub(crate) key: String,
    /// The server's mark of what it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    /// When that changed last, as the server writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// The hash of what it gave; of an address that leads to another, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hash: Option<String>,
    /// When it was fetched, in seconds since 1970.
    pub(crate) at: i64,
}

impl Entry {
    /// Returns that an address was asked at a time, and nothing else of it.
    pub(crate) fn of(url: &str, at: Timestamp) -> Self {
        let at = at.micros().div_euclid(1_000_000);
        Self { key: key(url), etag: None, last_modified: None, hash: None, at }
    }
}

/// Returns under what an address is remembered.
fn key(url: &str) -> String {
    blake3::hash(url.as_bytes()).to_hex()[..32].to_owned()
}

/// Cannot keep or read what was fetched before.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}; this file remembers what was fetched, and may be deleted: all is fetched again then",
    path = path.display())]
pub struct MemoryError {
    path: PathBuf,
    error: io::Error,
}

/// What was fetched before, in a file or for as long as it lives.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    path: Option<PathBuf>,
    file: Option<File>,
    entries: HashMap<String, Entry>,
}

impl Memory {
    /// Opens the memory in the file at `path`, which need not be there yet.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn open(path: &Path) -> Result<Self, MemoryError> {
        let failed = |error| MemoryError { path: path.to_owned(), error };
        let (mut entries, mut lines) = (HashMap::new(), 0);
        match File::open(path) {
            Ok(file) => lines = read(file, &mut entries).map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        let is_outdated = lines > 1000 && lines > 2 * entries.len() || entries.len() > MOST;
        if is_outdated {
            forget_oldest(&mut entries);
            rewrite(path, &entries).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(failed)?;
        let (path, file) = (Some(path.to_owned()), Some(file));
        Ok(Self(Mutex::new(Inner { path, file, entries })))
    }

    /// Remembers what an answer tells, once what it gave is kept.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remember(&self, trace: &Trace) -> Result<(), MemoryError> {
        let mut inner = self.lock();
        let mut lines = Vec::new();
        for entry in &trace.0 {
            let Ok(line) = serde_json::to_vec(entry) else { continue };
            if line.len() < MAX_LINE {
                // A line that was cut before ends here.
                lines.extend_from_slice(b"\n");
                lines.extend_from_slice(&line);
                lines.push(b'\n');
                inner.entries.insert(entry.key.clone(), entry.clone());
            }
        }
        let Inner { path: Some(path), file: Some(file), .. } = &mut *inner else { return Ok(()) };
        // One write, so that lines of several programs do not mix.
        file.write_all(&lines).map_err(|error| MemoryError { path: path.clone(), error })
    }

    /// Returns when an address was fetched, or led to one that was.
    pub fn fetched_at(&self, address: &str) -> Option<Timestamp> {
        self.entry(address).map(|entry| Timestamp::from_seconds(entry.at))
    }

    pub(crate) fn entry(&self, address: &str) -> Option<Entry> {
        self.lock().entries.get(&key(address)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // It is whole between any two lines, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be remembered of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace(pub(crate) Vec<Entry>);

impl Trace {
    /// Returns that an address was asked at a time, and is not to be followed again: it gives nothing.
    pub fn of(address: &str, at: Timestamp) -> Self {
        Self(vec![Entry::of(address, at)])
    }
}

/// Reads all lines that are whole, and returns how many there are.
fn read(file: File, entries: &mut HashMap<String, Entry>) -> io::Result<usize> {
    let mut lines = 0;
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        if line.is_empty() || line.len() > MAX_LINE {
            continue;
        }
        lines += 1;
        if let Ok(entry) = serde_json::from_slice::<Entry>(&line) {
            entries.insert(entry.key.clone(), entry);
        }
    }
    Ok(lines)
}

fn forget_oldest(entries: &mut HashMap<String, Entry>) {
    if entries.len() <= MOST {
        return;
    }
    let mut ages: Vec<i64> = entries.values().map(|entry| entry.at).collect();
    ages.sort_unstable();
    let oldest = ages[ages.len() - MOST / 2];
    entries.retain(|_, entry| entry.at >= oldest);
}

/// Writes the file anew beside it, and puts that in its place.
fn rewrite(path: &Path, entries: &HashMap<String, Entry>) -> io::Result<()> {
    let mut lines = Vec::new();
    for entry in entries.values() {
        serde_json::to_writer(&mut lines, entry)?;
        lines.push(b'\n');
    }
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(&lines)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(url: &str, etag: &str) -> Trace {
        let etag = Some(etag.to_owned());
        Trace(vec![Entry { etag, ..Entry::of(url, Timestamp::from_seconds(5)) }])
    }

    #[test]
    fn what_was_noted_is_there_again_although_a_line_was_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fetched.jsonl");
        let memory = Memory::open(&path).expect("a memory");
        memory.remember(&trace("https://a.example/", "\"1\"")).expect("it is written");
        memory.remember(&trace("https://a.example/", "\"2\"")).expect("it is written");
        drop(memory);
        let mut bytes = fs::read(&path).expect("the file");
        assert!(!String::from_utf8_lossy(&bytes).contains("a.example"), "no address is in it");
        bytes.extend_from_slice(b"{\"key\":\"https://b.exa");
        fs::write(&path, &bytes).expect("it is written");

        let memory = Memory::open(&path).expect("a memory");
        memory.remember(&trace("https://c.example/", "\"3\"")).expect("it is written");
        drop(memory);
        let memory = Memory::open(&path).expect("a memory");
        let etag = |url: &str| memory.entry(url).and_then(|entry| entry.etag);
        assert_eq!(etag("https://a.example/").as_deref(), Some("\"2\""));
        assert_eq!(etag("https://c.example/").as_deref(), Some("\"3\""));
        assert_eq!(memory.fetched_at("https://c.example/"), Some(Timestamp::from_seconds(5)));
        assert_eq!(memory.fetched_at("https://b.example/"), None);
    }

    #[test]
    fn an_outdated_file_is_written_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fetched.jsonl");
        let memory = Memory::open(&path).expect("a memory");
        for n in 0..1500 {
            let etag = n.to_string();
            memory.remember(&trace("https://a.example/", &etag)).expect("it is written");
        }
        let long = fs::metadata(&path).expect("the file").len();
        let memory = Memory::open(&path).expect("a memory");
        assert!(fs::metadata(&path).expect("the file").len() < long / 100);
        let etag = memory.entry("https://a.example/").and_then(|entry| entry.etag);
        assert_eq!(etag.as_deref(), Some("1499"));
    }

    #[test]
    fn a_folder_in_its_place_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Memory::open(folder.path()).expect_err("it is a folder").to_string();
        assert!(error.contains("may be deleted"), "{error}");
    }
}
