//! Which format something has, by what is in it. The ending of its name decides where two formats look the
//! same from within: prose and Markdown, prose with tags and a web page, a table of one column.

use std::io::{self, BufRead, Read};
use std::path::Path;

use encoding_rs::Encoding;

use crate::Foreign;
use crate::form::Form;
use crate::looks;

/// How far into something to look for its first line.
const FIRST_LINE_BYTES: usize = 4096;

/// How far into something to look for what it is.
const SNIFFED_BYTES: usize = 1 << 16;

/// What something is, plain text apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Form(Form),
    Foreign(Foreign),
}

/// Takes as much of a stream as tells what it is, and returns that with its kind: no further than the first
/// line where that is enough, so that the first records of a pipe do not wait for the next ones.
///
/// # Errors
/// When the stream fails.
pub(crate) fn sniff(stream: &mut impl BufRead, name: &Path) -> io::Result<(Vec<u8>, Kind)> {
    let named = Form::of_name(name);
    let mut start = first_line(stream)?;
    if is_packed(&start) || !matches!(named, Some(Form::Jsonl)) {
        let records = Form::of_records(&start).filter(|_| !is_text(named));
        if records.is_some() && is_json_feed(&start) {
            return Ok((start, Kind::Form(Form::Feed)));
        }
        if let Some(form @ Form::Jsonl) = records {
            return Ok((start, Kind::Form(form)));
        }
        read_on(stream, &mut start)?;
        if let Some(form) = records {
            let form = if is_json_feed(&start) { Form::Feed } else { form };
            return Ok((start, Kind::Form(form)));
        }
    } else {
        let form = Form::of_records(&start).unwrap_or(Form::Jsonl);
        return Ok((start, Kind::Form(form)));
    }
    let kind = of_bytes(&start, name).unwrap_or_else(|| of_text(&decoded(&start), named));
    Ok((start, kind))
}

/// Tells whether an object of JSON says that it is a feed.
fn is_json_feed(start: &[u8]) -> bool {
    let start = &start[..start.len().min(FIRST_LINE_BYTES)];
    let mark = b"://jsonfeed.org/version/";
    start.windows(mark.len()).any(|window| window == mark)
}

fn is_text(named: Option<Form>) -> bool {
    matches!(named, Some(Form::Text | Form::Markdown))
}

/// Takes the first bytes of a stream, up to and with the first line that is not blank.
fn first_line(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    while start.len() < FIRST_LINE_BYTES && !start.trim_ascii_start().contains(&b'\n') {
        let read = stream.by_ref().take(FIRST_LINE_BYTES as u64).read_until(b'\n', &mut start)?;
        if read == 0 {
            break;
        }
    }
    Ok(start)
}

/// Takes more of a stream, up to what is looked at.
fn read_on(stream: &mut impl BufRead, start: &mut Vec<u8>) -> io::Result<()> {
    let more = SNIFFED_BYTES.saturating_sub(start.len()) as u64;
    stream.by_ref().take(more).read_to_end(start).map(drop)
}

/// Tells whether bytes begin as those of something packed do, whatever its name.
fn is_packed(start: &[u8]) -> bool {
    matches!(
        magic(start),
        Some(Kind::Form(Form::Gzip | Form::Zstd | Form::Zip | Form::Parquet) | Kind::Foreign(_))
    )
}

/// Returns what these are the first bytes of, if it is no text.
fn of_bytes(start: &[u8], name: &Path) -> Option<Kind> {
    match magic(start)? {
        Kind::Form(Form::Zip) => Some(zipped(start, name)),
        kind => Some(kind),
    }
}

/// Returns what begins with bytes that nothing else begins with.
fn magic(start: &[u8]) -> Option<Kind> {
    use Kind::Form as F;
    let marks: [(&[u8], Kind); 15] = [
        (b"\x1f\x8b", F(Form::Gzip)),
        (b"\x28\xb5\x2f\xfd", F(Form::Zstd)),
        (b"PK\x03\x04", F(Form::Zip)),
        (b"PK\x05\x06", F(Form::Zip)),
        (b"PAR1", F(Form::Parquet)),
        (b"%PDF-", F(Form::Pdf)),
        (b"\xef\xbb\xbf%PDF-", F(Form::Pdf)),
        (b"WARC/0.", F(Form::Warc)),
        (b"WARC/1.", F(Form::Warc)),
        (b"{\\rtf", F(Form::Rtf)),
        (b"\xfd7zXZ\0", Kind::Foreign(Foreign::Xz)),
        (b"7z\xbc\xaf\x27\x1c", Kind::Foreign(Foreign::SevenZip)),
        (b"Rar!\x1a\x07", Kind::Foreign(Foreign::Rar)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Foreign(Foreign::OldOffice)),
        (b"BZh", Kind::Foreign(Foreign::Bzip2)),
    ];
    let found = marks.into_iter().find(|(mark, _)| start.starts_with(mark)).map(|(_, kind)| kind);
    match found {
        // The blocks of bzip2 begin with the digits of pi.
        Some(Kind::Foreign(Foreign::Bzip2)) => {
            start.get(4..10).filter(|pi| *pi == b"\x31\x41\x59\x26\x53\x59").and(found)
        }
        Some(kind) => Some(kind),
        None if is_tar(start) => Some(F(Form::Tar)),
        None => is_skippable(start).then_some(F(Form::Zstd)),
    }
}

/// Tells whether bytes are a frame of zstd that is to be skipped, as some packers begin.
fn is_skippable(start: &[u8]) -> bool {
    start.len() > 8
        && start[0] & 0xf0 == 0x50
        && start[1..4] == *b"\x2a\x4d\x18"
        && start[8..].windows(4).any(|mark| mark == b"\x28\xb5\x2f\xfd")
}

/// Tells whether bytes are a header of tar: its sum is right.
fn is_tar(start: &[u8]) -> bool {
    let Some(header) = start.get(..512) else { return false };
    let octal: String = (header[148..156].iter())
        .map(|&b| char::from(b))
        .filter(|c| !matches!(c, ' ' | '\0'))
        .collect();
    let sum = (header.iter().enumerate())
        .map(|(at, &b)| if (148..156).contains(&at) { 32 } else { u32::from(b) })
        .sum::<u32>();
    header[0] != 0 && u32::from_str_radix(&octal, 8) == Ok(sum)
}

/// Returns what a ZIP archive is: a document, or an archive of files.
fn zipped(start: &[u8], name: &Path) -> Kind {
    let has = |mark: &[u8]| start.windows(mark.len()).any(|window| window == mark);
    if start.get(30..38) == Some(b"mimetype") {
        let kind = start.get(38..).unwrap_or_default();
        for (mark, found) in [
            (&b"application/epub+zip"[..], Kind::Form(Form::Epub)),
            (b"application/vnd.oasis.opendocument.text", Kind::Form(Form::Odt)),
            (
                b"application/vnd.oasis.opendocument.spreadsheet",
                Kind::Foreign(Foreign::Spreadsheet),
            ),
            (b"application/vnd.oasis.opendocument.presentation", Kind::Foreign(Foreign::Slides)),
        ] {
            if kind.starts_with(mark) {
                return found;
            }
        }
    }
    if has(b"[Content_Types].xml") || has(b"_rels/.rels") || has(b"docProps/") {
        for (mark, found) in [
            (&b"word/"[..], Kind::Form(Form::Docx)),
            (b"xl/", Kind::Foreign(Foreign::Spreadsheet)),
            (b"ppt/", Kind::Foreign(Foreign::Slides)),
        ] {
            if has(mark) {
                return found;
            }
        }
    }
    match Form::of_name(name) {
        Some(form @ (Form::Docx | Form::Odt | Form::Epub)) => Kind::Form(form),
        _ => Kind::Form(Form::Zip),
    }
}

/// Returns what a text is.
fn of_text(text: &str, named: Option<Form>) -> Kind {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    match (looks::of_text(text), named) {
        (Some(kind), _) => kind,
        // Prose may have some markup left in it.
        (None, Some(Form::Html)) if start.starts_with('<') => Kind::Form(Form::Html),
        (None, Some(form @ (Form::Csv | Form::Tsv | Form::Markdown))) => Kind::Form(form),
        (None, _) => Kind::Form(Form::Text),
    }
}

/// Returns the beginning of a text, well enough to tell what it is.
fn decoded(start: &[u8]) -> String {
    match Encoding::for_bom(start) {
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling(&start[mark..]).0.into_owned()
        }
        None => String::from_utf8_lossy(start).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], name: &str, expected: Kind) {
        let (start, kind) = sniff(&mut &bytes[..], Path::new(name)).expect("memory does not fail");
        assert_eq!(kind, expected, "{name}");
        assert!(bytes.starts_with(&start));
    }

    #[test]
    fn what_is_within_decides_whatever_the_name() {
        use Kind::Form as F;
        for name in ["a.txt", "a", "a.jsonl", "a.html"] {
            check(b"\x1f\x8b\x08\0\0", name, F(Form::Gzip));
            check(b"\x28\xb5\x2f\xfd\0", name, F(Form::Zstd));
            check(b"PK\x03\x04\x14\0", name, F(Form::Zip));
            check(b"PAR1\x15", name, F(Form::Parquet));
        }
        for name in ["a.txt", "a", "a.html", "a.csv"] {
            check(b"%PDF-1.7\n", name, F(Form::Pdf));
            check(b"WARC/1.1\r\nWARC-Type: response\r\n", name, F(Form::Warc));
            check(b"<!DOCTYPE html>\n<html><p>Fog.", name, F(Form::Html));
            check(b"<?xml version=\"1.0\"?>\n<rss><channel>", name, F(Form::Feed));
            check(b"1\n00:00:01,000 --> 00:00:04,000\nFog.\n", name, F(Form::Subtitles));
            check(b"id,title,text\n1,Fog,\"Fog, he said.\"\n", name, F(Form::Csv));
            check(b"url\ttext\nhttps://post.example/a\tFog.\n", name, F(Form::Tsv));
            check(
                b"T1\tSpeaker 0 8\tAda Lind\nT2\tCue 9 13\tsaid\n",
                name,
                Kind::Foreign(Foreign::Annotations),
            );
        }
        for name in ["a", "a.json", "a.html", "a.jsonl"] {
            check(b"{\"text\": \"Fog.\"}\n", name, F(Form::Jsonl));
            check(b"[\n{\"text\": \"Fog.\"}]\n", name, F(Form::Json));
        }
        check(b"{\"text\": \"Fog.\"}\n", "a.txt", Kind::Foreign(Foreign::Json));
        let feed = b"{\n\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}\n";
        check(feed, "a.json", F(Form::Feed));
    }

    #[test]
    fn a_name_decides_between_what_looks_the_same() {
        use Kind::Form as F;
        let prose = b"# Fog\n\nFog lay over the ferry, she said.\n";
        check(prose, "a.txt", F(Form::Text));
        check(prose, "a.html", F(Form::Text));
        check(prose, "a.md", F(Form::Markdown));
        check(prose, "a.csv", F(Form::Csv));
        check(b"\n<p>Fog.</p>\n", "a.HTM", F(Form::Html));
        check(b"\n<p>Fog.</p>\n", "a.txt", F(Form::Text));
        check(b"noise\n", "a.jsonl", F(Form::Jsonl));
        check(b"PK\x03\x04\x14\0", "a.docx", F(Form::Docx));
    }

    #[test]
    fn documents_are_told_from_archives() {
        let zip = |rest: &str| [&b"PK\x03\x04"[..], &[0; 26], rest.as_bytes()].concat();
        check(&zip("mimetypeapplication/epub+zipPK"), "a.zip", Kind::Form(Form::Epub));
        let odt = "mimetypeapplication/vnd.oasis.opendocument.textPK";
        check(&zip(odt), "a", Kind::Form(Form::Odt));
        check(&zip("[Content_Types].xml..word/document.xml"), "a", Kind::Form(Form::Docx));
        let sheet = Kind::Foreign(Foreign::Spreadsheet);
        check(&zip("[Content_Types].xml..xl/workbook.xml"), "a.docx", sheet);
        check(&zip("news/word/a.txt"), "a.zip", Kind::Form(Form::Zip));
    }
}
