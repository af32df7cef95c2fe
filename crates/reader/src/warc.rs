//! Crawls to pages: the responses of WARC files that are web pages, packed or not.
//!
//! A record that is cut off or damaged is told once with its place and skipped: the next begins at the next
//! member of gzip that holds one, or at the next line that begins one.

mod http;
mod record;
mod replay;

use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use flate2::bufread::GzDecoder;

use self::record::{Bad, Record};
use self::replay::Replay;
use crate::archive::Gunzip;
use crate::error::Place;
use crate::form::Form;
use crate::limits::{Counted, Guarded};
use crate::source::{Container, Context, Found, Source};
use crate::{Page, Problem, ReadError, parse_date};

/// Of how many packed bytes a member is tried to tell whether it holds a record.
const TRIED: usize = 1 << 12;

type Member = BufReader<Guarded<GzDecoder<Replay>>>;

/// The pages of one crawl.
pub(crate) struct Captures {
    bytes: Bytes,
    /// Counts the packed bytes.
    taken: Arc<AtomicU64>,
    path: String,
    depth: u32,
    number: u64,
    others: u64,
    found_any: bool,
}

/// Where in its bytes a crawl is read.
enum Bytes {
    Plain(Replay),
    /// Between two members.
    Packed(Replay),
    /// Within a member, which mostly is one record.
    Member(Box<Member>),
    Ended,
}

impl Captures {
    /// Returns the pages of a crawl that is not packed.
    pub(crate) fn plain(source: Source) -> Self {
        Self::new(source, Bytes::Plain)
    }

    /// Returns the pages of a crawl that is packed by gzip.
    pub(crate) fn packed(source: Source) -> Self {
        Self::new(source, Bytes::Packed)
    }

    fn new(source: Source, bytes: impl Fn(Replay) -> Bytes) -> Self {
        let (stream, taken) = Counted::new(source.stream);
        let bytes = bytes(Replay::new(Box::new(stream)));
        let (path, depth) = (source.place, source.depth);
        Self { bytes, taken, path, depth, number: 0, others: 0, found_any: false }
    }

    /// Reads the next record; `None` at the end. With what is wrong comes the byte where the record began.
    fn next_record(&mut self, context: &Context<'_>) -> Option<Result<Record, (Problem, u64)>> {
        let most = context.budget.limits.document_bytes;
        loop {
            match std::mem::replace(&mut self.bytes, Bytes::Ended) {
                Bytes::Ended => return None,
                Bytes::Plain(mut replay) => {
                    if let Err(Bad::Stream(error)) = record::skip_line_ends(&mut replay) {
                        return Some(Err((Problem::of_io(error), replay.position())));
                    }
                    replay.commit();
                    let start = replay.position();
                    let record = record::read(&mut replay, most);
                    let told = match record {
                        Ok(None) => return None,
                        Ok(Some(record)) => {
                            self.bytes = Bytes::Plain(replay);
                            return Some(Ok(record));
                        }
                        Err(Bad::Stream(error)) => {
                            return Some(Err((Problem::of_io(error), start)));
                        }
                        Err(Bad::Record(why)) => (Problem::BadCapture(why), start),
                    };
                    replay.rewind(1);
                    self.bytes = match replay.find(record::begins, b"WARC/") {
                        Ok(true) => Bytes::Plain(replay),
                        Ok(false) => Bytes::Ended,
                        Err(error) => return Some(Err((Problem::of_io(error), start))),
                    };
                    return Some(Err(told));
                }
                Bytes::Packed(mut replay) => {
                    replay.commit();
                    match replay.fill_buf() {
                        Ok([]) => return None,
                        Ok(_) => {}
                        Err(error) => {
                            return Some(Err((Problem::of_io(error), replay.position())));
                        }
                    }
                    let taken = Arc::clone(&self.taken);
                    let member = Guarded::new(GzDecoder::new(replay), taken, &context.budget);
                    self.bytes = Bytes::Member(Box::new(BufReader::new(member)));
                }
                Bytes::Member(mut member) => match record::read(&mut *member, most) {
                    Ok(Some(record)) => {
                        self.bytes = Bytes::Member(member);
                        return Some(Ok(record));
                    }
                    Ok(None) => {
                        let replay = member.into_inner().into_inner().into_inner();
                        self.bytes = Bytes::Packed(replay);
                    }
                    Err(bad) => return Some(Err(self.leave(*member, bad))),
                },
            }
        }
    }

    /// Leaves a member in which something is wrong, for the next one.
    fn leave(&mut self, member: Member, bad: Bad) -> (Problem, u64) {
        let mut replay = member.into_inner().into_inner().into_inner();
        let start = replay.start();
        let problem = match bad {
            Bad::Record(why) => Problem::BadCapture(why),
            Bad::Stream(error) => match Problem::of_io(error) {
                Problem::Io(_) => Problem::BadCapture("its gzip stream is damaged"),
                // A limit is met for good.
                other => return (other, start),
            },
        };
        replay.rewind(1);
        match replay.find(begins_member, b"\x1f\x8b\x08") {
            Ok(true) => self.bytes = Bytes::Packed(replay),
            Ok(false) => {}
            Err(error) => return (Problem::of_io(error), start),
        }
        (problem, start)
    }

    /// Returns the page of a record, if it is one.
    fn page(&self, record: &Record) -> Result<Option<Source>, Problem> {
        let Some(payload) = http::page(record).map_err(Problem::BadCapture)? else {
            return Ok(None);
        };
        let place = format!("{}#{}", self.path, self.number);
        let stream = Box::new(io::Cursor::new(payload.body));
        let name = PathBuf::from("page.html");
        let mut source = Source::entry(name, place, stream, self.depth + 1);
        source.form = Some(Form::Html);
        source.charset = payload.charset;
        source.fetched_at =
            record.header("warc-date").and_then(|date| Some(parse_date(date).ok()?.start));
        let url = record.header("warc-target-uri");
        let url = url.map(|url| url.trim_start_matches('<').trim_end_matches('>').to_owned());
        source.told = Page { url, ..Page::default() };
        Ok(Some(source))
    }
}

/// Tells whether a member of gzip begins here that holds a record.
fn begins_member(bytes: &[u8]) -> bool {
    let mut mark = [0; 5];
    let tried = &bytes[..bytes.len().min(TRIED)];
    GzDecoder::new(tried).read_exact(&mut mark).is_ok() && mark == *b"WARC/"
}

impl Container for Captures {
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        loop {
            let next = self.next_record(context);
            self.number += u64::from(next.is_some());
            let place = |byte| Place::byte(format!("{}#{}", self.path, self.number), byte);
            match next {
                Some(Ok(record)) => match self.page(&record) {
                    Ok(Some(source)) => {
                        self.found_any = true;
                        return Some(Ok(source.into()));
                    }
                    Ok(None) => self.others += 1,
                    Err(problem) => {
                        self.found_any = true;
                        let place = Place::file(format!("{}#{}", self.path, self.number));
                        return Some(Err(place.error(problem)));
                    }
                },
                Some(Err((problem, byte))) => {
                    self.found_any = true;
                    return Some(Err(place(byte).error(problem)));
                }
                None if self.found_any => return None,
                None => {
                    self.found_any = true;
                    let problem = Problem::NoCaptures(self.others);
                    return Some(Err(Place::file(&self.path).error(problem)));
                }
            }
        }
    }
}

/// Returns the bytes of a body that was packed for its way.
fn unpacked(body: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Gunzip::new(body).take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
