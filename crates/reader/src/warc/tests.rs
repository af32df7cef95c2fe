//! Crawls: whole, packed, and damaged in every way.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::limits::{Budget, Limits};
use crate::{ReadOptions, Skipped};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).expect("memory does not fail");
    packer.finish().expect("memory does not fail")
}

fn record(kind: &str, headers: &str, block: &[u8]) -> Vec<u8> {
    let mut header =
        format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2031-02-03T10:00:00Z\r\n{headers}");
    write!(header, "Content-Length: {}\r\n\r\n", block.len()).expect("memory does not fail");
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A record of a page whose body is sent as these headers say.
fn sent(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let answer = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat();
    record(
        "response",
        &format!("WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"),
        &answer,
    )
}

fn page(number: usize) -> Vec<u8> {
    let body =
        format!("<html><p>Fog number {number}, {}</p>", "she said; ".repeat(number % 7 + 40));
    sent(
        &format!("https://post.example/{number}"),
        "Content-Type: text/html; charset=utf-8\r\n",
        body.as_bytes(),
    )
}

/// Returns what is found: place, address, encoding and the start of the body of each page, or what is wrong.
fn found(bytes: &[u8]) -> Vec<String> {
    let is_packed = bytes.starts_with(b"\x1f\x8b");
    let stream: crate::source::Stream = Box::new(io::Cursor::new(bytes.to_vec()));
    let source = Source::entry(PathBuf::from("a.warc"), "a.warc".into(), stream, 0);
    let mut captures = if is_packed { Captures::packed(source) } else { Captures::plain(source) };
    let options = ReadOptions::default();
    let mut context = Context {
        options: &options,
        told: &mut std::collections::HashSet::new(),
        skipped: &mut Skipped::default(),
        budget: Budget::new(Limits::default(), None),
        taken: Arc::default(),
    };
    let mut all = vec![];
    while let Some(item) = captures.next(&mut context) {
        all.push(match item {
            Ok(Found::Source(mut source)) => {
                assert_eq!(source.form, Some(Form::Html));
                let dated = if source.fetched_at.is_some() { "dated" } else { "undated" };
                let mut body = String::new();
                source.stream.read_to_string(&mut body).expect("a body");
                let body: String = body.chars().take(24).collect();
                let (url, charset) =
                    (source.told.url.unwrap_or_default(), source.charset.unwrap_or_default());
                format!("{} {dated} {url} {charset} {body}", source.place)
            }
            Ok(Found::Page(_)) => unreachable!("pages of a crawl are of another format"),
            Err(error) => error.to_string(),
        });
    }
    all
}

fn shown(number: usize, at: usize) -> String {
    format!("a.warc#{at} dated https://post.example/{number} utf-8 <html><p>Fog number {number}")
}

#[track_caller]
fn check(bytes: &[u8], expected: &[String]) {
    let found = found(bytes);
    let matches = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected.as_str()));
    assert!(matches, "{found:#?}\n{expected:#?}");
}

#[test]
fn the_pages_of_a_crawl_are_read_packed_or_not() {
    let others = [
        record("warcinfo", "", b"software: x\r\n"),
        record("request", "WARC-Target-URI: https://post.example/1\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        sent("https://post.example/i", "Content-Type: image/png\r\n", b"\x89PNG"),
        record(
            "response",
            "WARC-Target-URI: https://post.example/x\r\n",
            b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<html>",
        ),
        record("response", "WARC-Target-URI: dns:post.example\r\n", b"2031 post.example"),
    ];
    let records: Vec<Vec<u8>> = others.iter().cloned().chain([page(1), page(2)]).collect();
    let expected = [shown(1, 6), shown(2, 7)];
    check(&records.concat(), &expected);
    let packed: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    check(&packed.concat(), &expected);
    // All records in one member.
    check(&gzip(&records.concat()), &expected);
    let none = others.concat();
    check(
        &none,
        &["a.warc: the crawl holds no web page; it has 5 records of other kinds".to_owned()],
    );
}

#[test]
fn bodies_are_joined_and_unpacked() {
    let html = b"<html><p>Fog lay there.</p>";
    let chunked =
        [b"7;x=y\r\n".as_slice(), &html[..7], b"\r\n14\r\n", &html[7..], b"\r\n0\r\n\r\n"].concat();
    assert_eq!(html.len(), 7 + 0x14);
    let html_kind = "Content-Type: text/html\r\n";
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(html).expect("memory does not fail");
    let zlib = zlib.finish().expect("memory does not fail");
    let packed = gzip(html);
    let chunked_packed =
        [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    for (headers, body) in [
        ("Transfer-Encoding: chunked\r\n", &chunked[..]),
        ("Transfer-Encoding: chunked\r\n", html),
        ("Content-Encoding: gzip\r\n", &packed),
        ("Content-Encoding: gzip\r\n", html),
        ("Content-Encoding: deflate\r\n", &zlib),
        ("Content-Encoding: br\r\n", html),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &chunked_packed),
    ] {
        let record = sent("<https://post.example/a>", &format!("{html_kind}{headers}"), body);
        check(
            &record,
            &["a.warc#1 dated https://post.example/a  <html><p>Fog lay there.".to_owned()],
        );
    }
    let brotli = sent(
        "https://post.example/a",
        &format!("{html_kind}Content-Encoding: br\r\n"),
        b"\xff\xfe\x01",
    );
    let told =
        "a.warc#1: the record is damaged (its body is packed by Brotli or zstd, which is not read)";
    check(&brotli, &[told.to_owned()]);
    let resource = record(
        "resource",
        "WARC-Target-URI: https://post.example/a\r\nContent-Type: text/html; charset=\"ISO-8859-1\"\r\n",
        html,
    );
    check(&resource, &["a.warc#1 dated https://post.example/a iso-8859-1 <html>".to_owned()]);
}

/// Returns three records, the second of which `damage` changes, and how many there are.
fn damaged(is_packed: bool, damage: impl Fn(&mut Vec<u8>)) -> (Vec<u8>, usize) {
    let mut records = vec![page(1), page(2), page(3)];
    if is_packed {
        records = records.iter().map(|record| gzip(record)).collect();
    }
    let start = records[0].len();
    damage(&mut records[1]);
    (records.concat(), start)
}

#[test]
fn a_damaged_record_is_told_once_with_its_place_and_the_rest_is_read() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(bool, &str, Damage); 7] = [
        (false, "it is cut off", |record| _ = record.drain(record.len() - 40..)),
        (false, "its header has no length", |record| {
            let at = record.windows(14).position(|w| w == b"Content-Length").expect("a header");
            record[at] = b'X';
        }),
        (false, "no record begins here", |record| record[2] = b'x'),
        (false, "it is cut off in its header", |record| record.truncate(30)),
        (true, "its gzip stream is damaged", |record| record[60] ^= 0xff),
        (true, "", |record| record.truncate(record.len() / 2)),
        (true, "", |record| _ = record.drain(20..40)),
    ];
    for (is_packed, why, damage) in damages {
        let (bytes, start) = damaged(is_packed, damage);
        let found = found(&bytes);
        assert_eq!(found.len(), 3, "{why}: {found:#?}");
        assert!(found[0].starts_with(&shown(1, 1)), "{why}: {found:#?}");
        let told = format!("a.warc#2 (byte {start}): the record is damaged (");
        assert!(found[1].starts_with(&told), "{why}: {found:#?}");
        assert!(found[2].starts_with(&shown(3, 3)), "{why}: {found:#?}");
    }
}

#[test]
fn a_crawl_that_is_cut_off_gives_what_is_whole() {
    let records = [page(1), page(2), page(3)];
    let plain = records.concat();
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for bytes in [plain, packed] {
        let found = found(&bytes[..bytes.len() - 30]);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[2].contains("the record is damaged"), "{found:#?}");
    }
}

/// Ten times the records take about ten times as long, though each is damaged.
#[test]
fn ten_times_the_records_are_read() {
    for records in [300, 3_000] {
        let whole: Vec<u8> = (0..records).flat_map(|number| gzip(&page(number))).collect();
        assert_eq!(found(&whole).len(), records);
        let broken: Vec<u8> = (0..records)
            .flat_map(|number| {
                let mut record = gzip(&page(number));
                record.truncate(record.len() - 5);
                record
            })
            .collect();
        assert!(found(&broken).len() >= records / 2);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_damage_leaves_the_last_page(at in 0.0..1.0_f64, byte: u8, cut in 1..200_usize, is_packed: bool) {
        let (bytes, _) = damaged(is_packed, |record| {
            let at = (at * record.len() as f64) as usize;
            record[at] = byte;
            let end = (at + cut).min(record.len());
            record.drain(at..end);
        });
        let found = found(&bytes);
        let has = |number: usize| found.iter().any(|line| line.contains(&format!("post.example/{number} ")));
        prop_assert!(has(1) && has(3), "{:#?}", found);
    }
}
