//! Reading an export line by line, on a thread of its own: each record is checked here, so that a damaged line
//! is named by its number.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use q7x2_domain::Moved;
use q7x2_proto::v1::ImportStoreRequest;
use q7x2_proto::{Assembly, MAX_LINE_BYTES, read_line};
use tokio::sync::mpsc::Sender;

use crate::exit::Failure;

/// An input that is being read.
pub(super) struct Reading {
    length: Option<u64>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    bytes: AtomicU64,
    /// How many articles the input says that it has.
    articles: AtomicU64,
    damage: Mutex<Option<String>>,
}

impl Reading {
    /// Begins to read a file, or standard input, and to send its records.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(super) fn begin(
        file: Option<&Path>,
        requests: Sender<ImportStoreRequest>,
    ) -> Result<Self, Failure> {
        let file = file.filter(|file| *file != Path::new("-"));
        let (input, length): (Box<dyn Read + Send>, _) = match file {
            None => (Box::new(io::stdin()), None),
            Some(path) => {
                let cannot =
                    |error| Failure::Usage(format!("cannot read {}: {error}", path.display()));
                let opened = File::open(path).map_err(cannot)?;
                let length = opened.metadata().ok().map(|metadata| metadata.len());
                (Box::new(opened), length)
            }
        };
        let state = Arc::<State>::default();
        let own = Arc::clone(&state);
        std::thread::spawn(move || {
            if let Err(damage) = send(BufReader::new(input), &requests, &own) {
                *own.damage.lock().unwrap_or_else(PoisonError::into_inner) = Some(damage);
            }
            // What was found stands before those who wait for the records are told of their end.
            drop(requests);
        });
        Ok(Self { length, state })
    }

    /// Returns how many bytes there are; `None` when nobody knows.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns how many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.state.bytes.load(Ordering::Relaxed)
    }

    /// Returns how many articles the input says that it has; 0 until that is read.
    pub(super) fn articles(&self) -> u64 {
        self.state.articles.load(Ordering::Relaxed)
    }

    /// Returns what ended the reading before the end of the input, if something has.
    pub(super) fn damage(&self) -> Option<String> {
        self.state.damage.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Sends the records until their end, or until nobody takes them.
fn send(
    mut input: impl BufRead,
    requests: &Sender<ImportStoreRequest>,
    state: &State,
) -> Result<(), String> {
    let mut assembly = Assembly::default();
    let mut line = vec![];
    for number in 1_u64.. {
        line.clear();
        let limit = MAX_LINE_BYTES as u64 + 1;
        let read = input.by_ref().take(limit).read_until(b'\n', &mut line);
        let read = read.map_err(|error| format!("line {number}: cannot be read: {error}"))?;
        if read == 0 {
            break;
        }
        state.bytes.fetch_add(read as u64, Ordering::Relaxed);
        let damaged = |what: String| format!("line {number}: {what}; {GO_ON}");
        if line.len() > MAX_LINE_BYTES {
            return Err(damaged(format!("it has more than {MAX_LINE_BYTES} bytes")));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let record = read_line(&line).map_err(|what| match number {
            1 => format!(
                "line 1: {what}; this is no export of `q7x2 export --all`: articles are taken in by \
                 `q7x2 ingest`"
            ),
            _ => damaged(what),
        })?;
        let parts = assembly.take(record.clone()).map_err(|error| damaged(error.to_string()))?;
        for part in parts {
            if let Moved::Head(head) = &part {
                state.articles.store(head.articles, Ordering::Relaxed);
            }
            check(&part).map_err(damaged)?;
        }
        if requests.blocking_send(ImportStoreRequest { record: Some(record) }).is_err() {
            break;
        }
    }
    Ok(())
}

const GO_ON: &str =
    "what was whole before it is here; mend it or export once more, and run this again";

/// Checks that what was said in an article stands in its text.
fn check(part: &Moved) -> Result<(), String> {
    let Moved::Article(moved) = part else { return Ok(()) };
    let checks = moved.extractions.iter().map(|one| one.extraction.check(&moved.article));
    checks.collect::<Result<(), _>>().map_err(|error| {
        format!("the article before it, {}, is damaged: {error}", moved.article.id())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: &str) -> Option<String> {
        let (requests, mut records) = tokio::sync::mpsc::channel(100);
        let told = send(input.as_bytes(), &requests, &State::default()).err();
        drop(requests);
        while records.blocking_recv().is_some() {}
        told
    }

    const HEAD: &str = "{\"head\":{\"format\":\"q7x2-export\",\"version\":1}}\n";

    #[test]
    fn a_damaged_line_is_named_by_its_number() {
        let end = "{\"end\":{}}\n";
        assert_eq!(told(&format!("{HEAD}\n{end}")), None);
        for (input, begins) in [
            ("{\"text\":\"“It stays,” she said.\"}\n".to_owned(), "line 1: unrecognized field"),
            (format!("{HEAD}\n{{\"edit\":"), "line 3: EOF"),
            (
                HEAD.replace(":1", ":9"),
                "line 1: head.version: it is not one that this version reads",
            ),
            (HEAD.replace("q7x2", "other"), "line 1: head.format"),
            (end.to_owned(), "line 1: head: it is not in its place"),
            (format!("{HEAD}{{\"end\":{{\"articles\":2}}}}"), "line 2: end: it is not what came"),
            (format!("{HEAD}{end}{end}"), "line 3: record: it is not before the end"),
        ] {
            let told = told(&input).expect("damaged");
            assert!(told.starts_with(begins), "{told}");
        }
    }
}
