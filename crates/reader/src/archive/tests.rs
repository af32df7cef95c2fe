//! Archives: good, damaged, nested, locked, and bombs.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use crate::testing::{read, read_with};
use crate::{Form, Input, Limits, Plan, ReadOptions, Reader};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("memory does not fail");
    packer.finish().expect("memory does not fail")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, *bytes).expect("an entry");
    }
    archive.into_inner().expect("an archive")
}

/// A ZIP archive whose entries are packed by deflate, written by hand: the library is built without packing.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (vec![], vec![]);
    for (name, content) in files {
        let packed = {
            let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
            packer.write_all(content).expect("memory does not fail");
            packer.finish().expect("memory does not fail")
        };
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        let start = bytes.len() as u32;
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(common);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length) = (bytes.len() as u32, directory.len() as u32);
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((files.len() as u16).to_le_bytes());
    bytes.extend((files.len() as u16).to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

const RECORDS: &[u8] = b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n";

fn limited(limits: Limits) -> ReadOptions {
    ReadOptions { limits, ..ReadOptions::default() }
}

#[test]
fn what_is_packed_is_read_as_what_it_was() {
    assert_eq!(read("a.txt.gz", &gzip(b"Fog.")), ["a.txt.gz=Fog."]);
    assert_eq!(read("a.txt.zst", &zstd(b"Fog.")), ["a.txt.zst=Fog."]);
    let two = ["a.jsonl.gz:1=One.", "a.jsonl.gz:2=Two."];
    assert_eq!(read("a.jsonl.gz", &gzip(RECORDS)), two);
    assert_eq!(read("a", &zstd(RECORDS)), ["a:1=One.", "a:2=Two."]);
    // Members and frames one after the other, and the zeros of a tape.
    let members = [gzip(b"{\"text\": \"One.\"}\n"), gzip(b"{\"text\": \"Two.\"}\n"), vec![0; 512]];
    assert_eq!(read("a.jsonl.gz", &members.concat()), two);
    let skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
    let frames = [
        skipped.clone(),
        zstd(b"{\"text\": \"One.\"}\n"),
        skipped,
        zstd(b"{\"text\": \"Two.\"}\n"),
    ];
    assert_eq!(read("a.jsonl.zst", &frames.concat()), ["a.jsonl.zst:1=One.", "a.jsonl.zst:2=Two."]);
}

#[test]
fn the_files_of_an_archive_are_read_as_those_of_a_folder() {
    let long = format!("{}/b.jsonl", "long".repeat(60));
    let files: [(&str, &[u8]); 7] = [
        ("news/a.txt", b"Fog."),
        (&long, RECORDS),
        ("README.md", b"no"),
        (".hidden.txt", b"no"),
        ("__MACOSX/a.txt", b"no"),
        ("photo.png", b"no"),
        ("c.csv", b"id,title,text\n1,Rain,Rain.\n"),
    ];
    for (name, bytes) in [
        ("a.tar", tar(&files)),
        ("a.tar.gz", gzip(&tar(&files))),
        ("a.tgz", gzip(&tar(&files))),
        ("a.zip", zip(&files)),
        ("a", zip(&files)),
    ] {
        let expected = [
            format!("{name}/news/a.txt=Fog."),
            format!("{name}/{long}:1=One."),
            format!("{name}/{long}:2=Two."),
            format!("{name}/c.csv:2=Rain."),
        ];
        assert_eq!(read(name, &bytes), expected);
    }
    // What is left out is counted, and read where its format is named.
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("a.zip"), zip(&files)).expect("a file");
    let plan = Plan::of(&[Input::from(dir.path().to_path_buf())]);
    let mut articles = Reader::default().read(plan, std::io::empty()).expect("a plan");
    assert_eq!(articles.by_ref().count(), 4);
    assert_eq!(articles.skipped().to_string(), "2 other files skipped: 1 .md, 1 .png");
    let options = ReadOptions { form: Some(Form::Text), ..ReadOptions::default() };
    let found = read_with(options, "a.zip", &zip(&[("a.md", b"Fog."), ("b.x", b"Rain.")]));
    assert_eq!(found, ["a.zip/a.md=Fog.", "a.zip/b.x=Rain."]);
}

#[test]
fn archives_in_archives_are_read_to_a_depth() {
    let inner = zip(&[("a.txt", b"Fog.")]);
    let packed = zip(&[("b.zip", &inner), ("c.jsonl.gz", &gzip(RECORDS))]);
    let expected = ["d.zip/b.zip/a.txt=Fog.", "d.zip/c.jsonl.gz:1=One.", "d.zip/c.jsonl.gz:2=Two."];
    assert_eq!(read("d.zip", &packed), expected);
    let mut deep = b"Fog.".to_vec();
    for _ in 0..4 {
        deep = gzip(&deep);
    }
    assert_eq!(read("a.gz.gz.gz.gz", &deep), ["a.gz.gz.gz.gz=Fog."]);
    let found = read("a.gz", &gzip(&deep));
    assert!(found.len() == 1 && found[0].contains("(the limit \"depth\")"), "{found:?}");
}

#[test]
fn bombs_are_refused_with_the_name_of_the_limit() {
    let zeros = vec![b' '; 18 << 20];
    let limits = Limits::default();
    for (name, bytes) in [
        ("a.jsonl.gz", gzip(&zeros)),
        ("a.zip", zip(&[("a.jsonl", &zeros)])),
        ("a.tgz", gzip(&tar(&[("a.jsonl", &zeros)]))),
        ("a.zip", zip(&[("a.jsonl.gz", &gzip(&zeros))])),
    ] {
        let found = read(name, &bytes);
        let last = found.last().expect("a message");
        assert!(last.contains("(the limit \"ratio\")"), "{found:?}");
    }
    let few = Limits { entries: 1, ..limits };
    let files: [(&str, &[u8]); 2] = [("a.txt", b"Fog."), ("b.txt", b"Rain.")];
    let found = read_with(limited(few), "a.zip", &zip(&files));
    assert!(found.len() == 1 && found[0].contains("(the limit \"entries\")"), "{found:?}");
    let found = read_with(limited(few), "a.tar", &tar(&files));
    assert!(found.len() == 2 && found[1].contains("(the limit \"entries\")"), "{found:?}");
    let little = Limits { unpacked_bytes: 20, ..limits };
    let found = read_with(limited(little), "a.jsonl.gz", &gzip(RECORDS));
    assert!(found[0].contains("(the limit \"unpacked bytes\")"), "{found:?}");
    let held = Limits { held_bytes: 20, ..limits };
    let found = read_with(limited(held), "a.tar", &tar(&[("b.zip", &zip(&files))]));
    assert!(found[0].contains("(the limit \"held bytes\")"), "{found:?}");
}

#[test]
fn what_is_damaged_is_told_once_and_the_rest_is_read() {
    let packed = gzip(&RECORDS.repeat(300));
    let found = read("a.jsonl.gz", &packed[..packed.len() - 9]);
    let damaged = "a.jsonl.gz: the stream packed by gzip is damaged or cut off here; what is behind it was not read";
    assert_eq!(found.last().map(String::as_str), Some(damaged));
    assert_eq!(found.iter().filter(|line| !line.contains('=')).count(), 1);
    let frame = zstd(RECORDS);
    let found = read("a.jsonl.zst", &frame[..frame.len() - 3]);
    assert!(found[0].contains("the stream packed by zstd is damaged"), "{found:?}");
    // One entry of a ZIP archive is wrong; the others are not.
    let files: [(&str, &[u8]); 2] = [("a.txt", b"Fog and rain and fog."), ("b.txt", b"Rain.")];
    let mut archive = zip(&files);
    archive[40] ^= 0xff;
    let told = "a.zip/a.txt: the entry of the ZIP archive is damaged or cut off here; what is behind it was not read";
    assert_eq!(read("a.zip", &archive), [told, "a.zip/b.txt=Rain."]);
    let archive = zip(&files);
    let told = "a.zip: the ZIP archive is damaged or cut off here; what is behind it was not read";
    assert_eq!(read("a.zip", &archive[..archive.len() - 30]), [told]);
    // A tar archive ends where its headers make no sense.
    let mut archive = tar(&files);
    archive[1024 + 10] ^= 0xff;
    let found = read("a.tar", &archive);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].starts_with("a.tar (byte 1536): the tar archive is damaged"), "{found:?}");
}

#[test]
fn an_encrypted_archive_says_so_once() {
    let mut archive = zip(&[("a.txt", b"Fog."), ("b.txt", b"Rain.")]);
    for at in 0..archive.len() - 10 {
        match archive[at..] {
            [b'P', b'K', 3, 4, ..] => archive[at + 6] |= 1,
            [b'P', b'K', 1, 2, ..] => archive[at + 8] |= 1,
            _ => {}
        }
    }
    assert_eq!(
        read("a.zip", &archive),
        ["a.zip: is encrypted; unpack the archive with its password"]
    );
}

#[test]
fn an_archive_by_a_pipe_is_held() {
    for bytes in
        [zip(&[("a.txt", b"Fog.")]), tar(&[("a.txt", b"Fog.")]), gzip(&tar(&[("a.txt", b"Fog.")]))]
    {
        let plan = Plan::of(&[Input::Stdin]);
        let articles = Reader::default().read(plan, std::io::Cursor::new(bytes)).expect("a plan");
        let found: Vec<_> =
            articles.map(|article| article.expect("an article").text().to_owned()).collect();
        assert_eq!(found, ["Fog."]);
    }
}

/// Ten times the entries take about ten times as long.
#[test]
fn ten_times_the_entries_are_read() {
    for entries in [200, 2_000] {
        let names: Vec<String> = (0..entries).map(|at| format!("{at}.txt")).collect();
        let files: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), &b"Fog."[..])).collect();
        assert_eq!(read("a.zip", &zip(&files)).len(), entries);
        assert_eq!(read("a.tar", &tar(&files)).len(), entries);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_damage_gives_a_result(at in 0.0..1.0_f64, byte: u8, cut in 0.5..1.0_f64, kind in 0..4_usize) {
        let files: [(&str, &[u8]); 2] = [("a.txt", b"Fog and rain."), ("b.jsonl", RECORDS)];
        let mut bytes = [zip(&files), tar(&files), gzip(RECORDS), zstd(RECORDS)][kind].clone();
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] = byte;
        bytes.truncate((cut * bytes.len() as f64) as usize);
        prop_assert!(!read("a", &bytes).is_empty() || bytes.len() < 512 || kind < 2);
    }
}
