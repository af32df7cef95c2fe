//! The answer of a server as a crawler wrote it down: its header, and its body as it was sent.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::record::{Record, add_header};
use super::unpacked;

/// How long a page is at most when it is unpacked.
const LONGEST_PAGE: u64 = 64 << 20;

/// The names, in lower case, and values of a header.
type Headers = Vec<(String, String)>;

/// A web page as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payload {
    pub(super) body: Vec<u8>,
    pub(super) charset: Option<String>,
}

/// Returns the web page that a record holds; `None` where it is something else, as a picture or a redirection.
///
/// # Errors
/// What is wrong with a page.
pub(super) fn page(record: &Record) -> Result<Option<Payload>, &'static str> {
    match record.header("warc-type") {
        Some("response") => {}
        Some("resource") => {
            let kind = record.header("content-type").unwrap_or_default();
            if !is_page(kind) {
                return Ok(None);
            }
            let charset = charset(kind);
            return whole(record).map(|block| Some(Payload { body: block.to_vec(), charset }));
        }
        _ => return Ok(None),
    }
    if record.is_too_long {
        return Err("its page is too long");
    }
    let Some((status, headers, body)) = parsed(&record.block) else {
        // Answers to other protocols, as of name servers, are no pages.
        let is_http = record
            .header("warc-target-uri")
            .is_some_and(|url| url.trim_start_matches('<').starts_with("http"));
        return if is_http { Err("it holds no answer of a server") } else { Ok(None) };
    };
    let header = |name: &str| {
        headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    };
    let kind = header("content-type");
    if status != 200 || !(is_page(kind) || (kind.is_empty() && looks_like_page(body))) {
        return Ok(None);
    }
    let is_chunked = header("transfer-encoding").to_ascii_lowercase().contains("chunked");
    // Many crawlers write bodies unpacked under the header of the packed ones.
    let joined = if is_chunked { dechunked(body) } else { None };
    let body = joined.as_deref().unwrap_or(body);
    let body = decoded(body, &header("content-encoding").to_ascii_lowercase())?;
    Ok(Some(Payload { body, charset: charset(kind) }))
}

fn whole(record: &Record) -> Result<&[u8], &'static str> {
    if record.is_too_long { Err("its page is too long") } else { Ok(&record.block) }
}

/// Returns the status, the headers and the body of an answer.
fn parsed(block: &[u8]) -> Option<(u16, Headers, &[u8])> {
    let mut rest = block;
    let mut line = || {
        let end = rest.iter().position(|&byte| byte == b'\n')?;
        let (line, behind) = (&rest[..end], &rest[end + 1..]);
        rest = behind;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    };
    let first = line()?;
    if !first.starts_with(b"HTTP/") {
        return None;
    }
    let status = std::str::from_utf8(first.split(|&b| b == b' ').nth(1)?).ok()?.parse().ok()?;
    let mut headers = vec![];
    loop {
        match line()? {
            [] => break,
            line => add_header(&mut headers, line),
        }
    }
    Some((status, headers, rest))
}

fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
}

fn looks_like_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let start = String::from_utf8_lossy(&start[..start.len().min(256)]).to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn charset(kind: &str) -> Option<String> {
    let (_, charset) = kind
        .to_ascii_lowercase()
        .split_once("charset=")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    let charset = charset.split([';', ',']).next()?.trim().trim_matches(['"', '\'']);
    (!charset.is_empty()).then(|| charset.to_owned())
}

/// Returns a body without the lengths of its chunks; `None` where it has none. What is cut off, is read up to
/// there.
fn dechunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut joined, mut rest) = (Vec::with_capacity(body.len()), body);
    let mut is_first = true;
    loop {
        let length = rest.iter().take(64).position(|&byte| byte == b'\n').and_then(|end| {
            let line = std::str::from_utf8(&rest[..end]).ok()?;
            let digits = line.split(';').next()?.trim();
            Some((usize::from_str_radix(digits, 16).ok()?, end + 1))
        });
        let Some((length, begin)) = length else {
            return (!is_first).then_some(joined);
        };
        is_first = false;
        let chunk = &rest[begin..];
        if length == 0 || length >= chunk.len() {
            joined.extend_from_slice(&chunk[..length.min(chunk.len())]);
            return Some(joined);
        }
        joined.extend_from_slice(&chunk[..length]);
        rest = &chunk[length..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// Returns a body unpacked, if it is packed.
fn decoded(body: &[u8], packing: &str) -> Result<Vec<u8>, &'static str> {
    let read = |reader: &mut dyn Read| {
        let mut bytes = Vec::new();
        reader.take(LONGEST_PAGE).read_to_end(&mut bytes).ok().map(|_| bytes)
    };
    match packing.trim() {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            unpacked(body, LONGEST_PAGE).map_err(|_| "its gzip body is damaged")
        }
        "deflate" if !looks_like_page(body) => read(&mut ZlibDecoder::new(body))
            .or_else(|| read(&mut DeflateDecoder::new(body)))
            .ok_or("its deflate body is damaged"),
        "br" | "zstd" if !looks_like_page(body) && std::str::from_utf8(body).is_err() => {
            Err("its body is packed by Brotli or zstd, which is not read")
        }
        _ => Ok(body.to_vec()),
    }
}
