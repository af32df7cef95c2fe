//! Any bytes give a page or a reason: bytes of any kind, and valid documents with places damaged. The
//! documents are the seeds of the fuzz targets too.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::super::samples;
use super::*;

/// How many damaged ones are made of each document.
const DAMAGED: u64 = 150;

/// Where the seeds of the fuzz targets are.
fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/documents")
}

/// A small generator of numbers that look drawn by lot.
struct Lot(u64);

impl Lot {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

/// Returns a document with some of its bytes changed, taken out, doubled or put elsewhere.
fn damaged(bytes: &[u8], lot: &mut Lot) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..=lot.next(6) {
        let at = lot.next(damaged.len());
        let length = lot.next(40).min(damaged.len() - at);
        match lot.next(7) {
            0 => damaged.truncate(at),
            1 => drop(damaged.drain(at..at + length)),
            2 => {
                let part = damaged[at..at + length].to_vec();
                let to = lot.next(damaged.len());
                damaged.splice(to..to, part.iter().copied().cycle().take(length * lot.next(50)));
            }
            3 => {
                let signs = b"<>[](){}\\/&;%\"'-\n\0\xff09Rf";
                damaged.insert(at, signs[lot.next(signs.len())]);
            }
            4 => {
                let numbers: [&[u8]; 5] = [b"99999999999", b"-1", b"0", b"4294967295", b"65536"];
                damaged.splice(at..at, numbers[lot.next(numbers.len())].iter().copied());
            }
            _ if damaged.is_empty() => {}
            5 => damaged[at] ^= 1 << lot.next(8),
            _ => damaged[at] = lot.next(256) as u8,
        }
    }
    damaged
}

#[test]
fn damaged_documents_give_a_page_or_a_reason() {
    for (number, (ending, bytes)) in samples::all().into_iter().enumerate() {
        let kind = Kind::of_ending(ending).expect("a kind");
        let mut lot = Lot(0x9e37_79b9_7f4a_7c15 + number as u64);
        for _ in 0..DAMAGED {
            // Not by `read`, which would hide a panic.
            let _ = pages(kind, &damaged(&bytes, &mut lot));
        }
    }
}

/// The seeds are the documents of these tests: `cargo test -p q7x2-reader --features documents -- --ignored
/// seeds_are_written` writes them anew.
#[test]
fn seeds_are_documents_that_are_read() {
    for (ending, _) in samples::all() {
        let seed =
            std::fs::read(seeds().join(ending).join(format!("fog.{ending}"))).expect("a seed");
        read(Kind::of_ending(ending).expect("a kind"), &seed).expect(ending);
    }
}

#[test]
#[ignore = "writes into the source tree"]
fn seeds_are_written() {
    for (ending, bytes) in samples::all() {
        let folder = seeds().join(ending);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("fog.{ending}")), bytes).expect("a file");
    }
}

const KINDS: [Kind; 9] = [
    Kind::Pdf,
    Kind::Docx,
    Kind::Odt,
    Kind::Rtf,
    Kind::Epub,
    Kind::Mail,
    Kind::Mailbox,
    Kind::Subtitles,
    Kind::Markdown,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes_give_a_page_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        Kind::of_bytes(&bytes);
        for kind in KINDS {
            let _ = pages(kind, &bytes);
        }
    }

    #[test]
    fn any_text_gives_a_page_or_a_reason(text in "([<>a-z/&;!\\-\"' ]|\\\\[a-z']{1,4}[0-9]{0,3}|[{}\\[\\]()]|\n|%PDF-|\
                                                  [0-9]{1,3}:[0-9]{2}|-->|From |[A-Z][a-z]+: |# |>|\\*|```|é|“){0,200}") {
        for kind in KINDS {
            let _ = pages(kind, text.as_bytes());
        }
        // In what stands around it in a document.
        let _ = pages(Kind::Docx, &docx(&text));
        let _ = pages(Kind::Odt, &odt(&text));
        let _ = pages(Kind::Epub, &epub(&[&text]));
        let _ = pages(Kind::Pdf, &samples::Pdf::default().of(&[text]));
    }
}
