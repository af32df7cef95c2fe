//! How many records of a crawl are read a second, on one core: written down, unpacked and told apart, and with
//! the article of each page found. `cargo bench -p q7x2-reader --features archives,html --bench crawl`

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use q7x2_reader::{Input, Plan, Reader};

/// How many pages the crawl has.
const PAGES: usize = 5_000;

fn main() {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, is_page, expected) in [
        ("pictures.warc.gz", false, "records without pages"),
        ("pages.warc.gz", true, "pages with their articles"),
    ] {
        let path = dir.path().join(name);
        let mut packed = Vec::new();
        for number in 0..PAGES {
            packed.extend(gzip(&record(number, is_page)));
        }
        std::fs::write(&path, &packed).expect("a file");
        let started = Instant::now();
        let articles = Reader::default().read(Plan::of(&[Input::from(path)]), std::io::empty());
        let read = articles.expect("a plan").filter(Result::is_ok).count();
        let seconds = started.elapsed().as_secs_f64();
        assert_eq!(read, if is_page { PAGES } else { 0 });
        let rate = PAGES as f64 / seconds;
        let line = format!(
            "{expected}: {rate:.0} records/s ({PAGES} in {seconds:.2} s, {} KB packed)\n",
            packed.len() / 1024
        );
        std::io::stdout().write_all(line.as_bytes()).expect("standard output");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory does not fail");
    packer.finish().expect("memory does not fail")
}

/// A record of about 60 KB, as pages of newspapers have.
fn record(number: usize, is_page: bool) -> Vec<u8> {
    let mut body =
        format!("<!DOCTYPE html><html><head><title>Fog {number}</title></head><body><nav>");
    for at in 0..400 {
        write!(body, "<li class=\"item-{at}\"><a href=\"/section/{at}\">Section {at}</a></li>")
            .expect("memory");
    }
    body.push_str("</nav><article><h1>Fog over the harbour</h1>");
    for at in 0..40 {
        write!(
            body,
            "<p>The ferry stays in the harbour on day {at} of the fog, the master said, and nobody who \
             waits on the quay of the town knows when number {number} will sail again.</p>"
        )
        .expect("memory");
    }
    body.push_str("</article><footer>");
    for at in 0..300 {
        write!(
            body,
            "<div class=\"related related-{at}\"><a href=\"/{at}\">Read more of {at}</a></div>"
        )
        .expect("memory");
    }
    body.push_str("</footer></body></html>");
    let kind = if is_page { "text/html; charset=utf-8" } else { "image/svg+xml" };
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/{number}\r\n\
         WARC-Date: 2031-02-03T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    )
    .into_bytes()
}
