//! The seeds of the fuzz targets of containers: whole, they give articles; damaged by lot, the same way each
//! time, they give articles or reasons.
#![cfg(all(feature = "archives", feature = "datasets", feature = "feeds", feature = "html"))]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use q7x2_domain::Article;
use q7x2_reader::{Input, Plan, ReadError, Reader};

/// How often each seed is damaged.
const DAMAGES: u64 = 200;

fn seeds() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/containers");
    let folders = fs::read_dir(root).expect("the seeds").flatten();
    let mut seeds: Vec<PathBuf> = folders
        .flat_map(|folder| fs::read_dir(folder.path()).expect("a folder").flatten())
        .map(|seed| seed.path())
        .collect();
    seeds.sort();
    seeds
}

fn read(bytes: Vec<u8>) -> Vec<Result<Article, ReadError>> {
    let plan = Plan::of(&[Input::Stdin]);
    Reader::default().read(plan, Cursor::new(bytes)).expect("one input").collect()
}

#[test]
fn every_seed_gives_its_articles() {
    let read = |seed: &PathBuf| {
        let items = read(fs::read(seed).expect("a seed"));
        let articles = items.iter().filter(|item| item.is_ok()).count();
        let name = seed.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        (name, articles, items.len() - articles)
    };
    let found: Vec<_> = seeds().iter().map(read).collect();
    let expected = [
        ("fog.jsonl.zst", 2, 0),
        ("fog.tgz", 1, 0),
        ("fog.zip", 3, 0),
        ("fog.atom", 1, 0),
        ("fog.json", 1, 0),
        ("fog.rss", 1, 0),
        // Its third row has no text.
        ("fog.parquet", 2, 1),
        ("fog.jsonl", 4, 0),
        ("fog.csv", 2, 0),
        ("fog.warc", 1, 0),
        ("fog.warc.gz", 2, 0),
    ];
    assert_eq!(found, expected.map(|(name, articles, others)| (name.to_owned(), articles, others)));
}

/// A dataset as another program writes it, with lists and a time.
#[test]
fn a_row_of_another_program_is_read_whole() {
    let seed = seeds().into_iter().find(|seed| seed.ends_with("fog.parquet")).expect("the seed");
    let items = read(fs::read(seed).expect("a seed"));
    let article = items[0].as_ref().expect("an article");
    assert_eq!(article.text(), "“Fog,” Ada Lind said.");
    let metadata = article.metadata();
    assert_eq!(metadata.author.as_deref(), Some("Ada Lind, Tom Holm"));
    assert_eq!(metadata.outlet.as_deref(), Some("post.example"));
    assert_eq!(metadata.path.as_deref(), Some("-#1"));
    let expected = q7x2_reader::parse_date("2031-02-03T10:00Z").expect("a date").start;
    assert_eq!(metadata.published_at, Some(expected));
}

#[test]
fn damaged_by_lot_they_give_articles_or_reasons() {
    for (at, seed) in seeds().iter().enumerate() {
        let whole = fs::read(seed).expect("a seed");
        let mut lot = at as u64 + 1;
        let mut next = |below: usize| {
            lot =
                lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((lot >> 33) as usize) % below.max(1)
        };
        for _ in 0..DAMAGES {
            let mut bytes = whole.clone();
            for _ in 0..=next(3) {
                let place = next(bytes.len());
                match next(4) {
                    0 => bytes.truncate(place),
                    1 => drop(bytes.drain(place..(place + next(20)).min(bytes.len()))),
                    2 => bytes.insert(place, next(256) as u8),
                    _ => bytes[place] = next(256) as u8,
                }
                if bytes.is_empty() {
                    break;
                }
            }
            assert!(read(bytes).len() < 1000, "{}", seed.display());
        }
    }
}
