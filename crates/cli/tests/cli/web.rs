//! Pages and feeds of a web server of this machine, fetched by the program.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use crate::harness::Home;

/// A server of a few pages, which notes what it is asked.
struct Site {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    /// Whether pages in `/held/` are answered.
    answers_held: Arc<AtomicBool>,
}

/// What the connections of a site share.
struct Shared {
    pages: HashMap<String, (&'static str, String)>,
    asked: Arc<Mutex<Vec<String>>>,
    answers_held: Arc<AtomicBool>,
}

impl Site {
    /// Starts a server with pages by their paths, each with its content type. `HERE` in a page is the server's
    /// own address.
    fn start(pages: &[(&str, &'static str, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let here = format!("http://127.0.0.1:{port}");
        let pages = pages
            .iter()
            .map(|(path, kind, body)| ((*path).to_owned(), (*kind, body.replace("HERE", &here))));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answers_held = Arc::new(AtomicBool::new(true));
        let shared = Arc::new(Shared {
            pages: pages.collect(),
            asked: Arc::clone(&asked),
            answers_held: Arc::clone(&answers_held),
        });
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { port, asked, answers_held }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Takes the paths that were asked for since the last time, but for `robots.txt`.
    fn asked(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.into_iter().filter(|path| path != "/robots.txt").collect()
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 || line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    shared.asked.lock().unwrap().push(path.clone());
    if path.starts_with("/held/") && !shared.answers_held.load(SeqCst) {
        // Until the program hangs up.
        let _ = reader.read_line(&mut String::new());
        return None;
    }
    let mark = format!("\"{}\"", path.len());
    let is_known = lines.iter().any(|line| line.to_lowercase() == format!("if-none-match: {mark}"));
    let (status, kind, body) = match shared.pages.get(&path) {
        Some((kind, _)) if is_known => (304, *kind, ""),
        Some((kind, body)) => (200, *kind, body.as_str()),
        None => (404, "text/plain", ""),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nETag: {mark}\r\nConnection: close\r\n\r\n"
    );
    let mut stream = stream;
    stream.write_all(format!("{head}{body}").as_bytes()).ok()
}

const HTML: &str = "text/html; charset=utf-8";
const RSS: &str = "application/rss+xml";

/// A page with an article of its own.
fn page(town: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>{town} shuts its harbour</title></head><body>\
         <nav><a href='/'>Home</a></nav><article><h1>{town} shuts its harbour</h1>\
         <p>“The harbour of {town} stays shut until the ice has gone,” Anna Lind said on Monday, after the \
         council had met for three hours in the old hall.</p><p>“Nobody had asked the fishermen of {town},” \
         Piet Maas said on Tuesday, who has waited for an answer since the first of the month.</p></article>\
         </body></html>"
    )
}

fn feed(items: &[&str]) -> String {
    let items: String = items.iter().map(|item| format!("<item>{item}</item>")).collect();
    format!(
        "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
         <channel><title>The Harbour Post</title>{items}</channel></rss>"
    )
}

fn link(path: &str) -> String {
    format!("<title>A title</title><link>HERE{path}</link><description>Short.</description>")
}

fn rows(home: &Home) -> usize {
    let listed = home.json(&["articles", "--format", "json", "--limit", "all"]);
    listed["articles"].as_array().unwrap_or_else(|| panic!("{listed}")).len()
}

const HERE: [&str; 3] = ["--allow-private", "--delay", "0"];

fn ingest(home: &Home, url: &str, more: &[&str]) -> crate::harness::Ran {
    home.run(&[&["ingest"], &HERE[..], more, &[url]].concat())
}

#[test]
fn a_page_is_kept_with_its_address_and_fetched_again_only_when_it_changed() {
    let site = Site::start(&[("/news/1.html", HTML, page("Norvik"))]);
    let home = Home::new();
    let url = site.url("/news/1.html");
    let ran = ingest(&home, &url, &[]).expect_code(0);
    assert!(ran.stdout.starts_with("1 accepted"), "{ran}");
    assert_eq!(site.asked(), ["/news/1.html"]);
    let shown = home.json(&["query", "--speaker", "Lind", "--format", "json"]);
    assert_eq!(shown["statements"][0]["document"]["url"], url.as_str(), "{shown}");
    let again = ingest(&home, &url, &[]).expect_code(0);
    assert!(again.stderr.contains("1 address did not change since the last time"), "{again}");
    let all_the_same = ingest(&home, &url, &["--refetch"]).expect_code(0);
    assert!(all_the_same.stdout.contains("0 accepted, 1 duplicate"), "{all_the_same}");
}

#[test]
fn of_a_feed_the_pages_are_read_that_its_items_lead_to() {
    let whole = "<title>Whole</title><link>HERE/news/whole</link><content:encoded>“It is whole,” Ada Ek said on \
                 Sunday, and everybody who had come to the meeting agreed.</content:encoded>";
    let items = [whole, &link("/news/1.html"), &link("/news/gone"), &link("/news/1.html#again")];
    let site =
        Site::start(&[("/feed.xml", RSS, feed(&items)), ("/news/1.html", HTML, page("Norvik"))]);
    let home = Home::new();
    let ran = ingest(&home, &site.url("/feed.xml"), &[]).expect_code(3);
    assert!(ran.stdout.starts_with("2 accepted"), "{ran}");
    assert!(ran.stderr.contains("the server answers 404"), "{ran}");
    assert_eq!(site.asked(), ["/feed.xml", "/news/1.html", "/news/gone"]);
    let again = ingest(&home, &site.url("/feed.xml"), &[]).expect_code(0);
    assert_eq!(site.asked(), ["/feed.xml"], "{again}");
    assert_eq!(rows(&home), 2);
}

#[test]
fn a_feed_is_gone_on_with_where_the_last_run_ended() {
    let links: Vec<String> = (1..=3).map(|n| link(&format!("/news/{n}.html"))).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let site = Site::start(&[
        ("/feed.xml", RSS, feed(&links)),
        ("/news/1.html", HTML, page("Norvik")),
        ("/news/2.html", HTML, page("Sudvik")),
        ("/news/3.html", HTML, page("Ostvik")),
    ]);
    let home = Home::new();
    let two = ["--max-items", "2"];
    let ran = ingest(&home, &site.url("/feed.xml"), &two).expect_code(0);
    assert!(ran.stderr.contains("1 item more in the feed"), "{ran}");
    site.asked();
    ingest(&home, &site.url("/feed.xml"), &two).expect_code(0);
    assert_eq!(site.asked(), ["/feed.xml", "/news/3.html"]);
    assert_eq!(rows(&home), 3);
}

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn what_was_interrupted_is_gone_on_with() {
    let links = [link("/news/1.html"), link("/held/2.html")];
    let site = Site::start(&[
        ("/feed.xml", RSS, feed(&[&links[0], &links[1]])),
        ("/news/1.html", HTML, page("Norvik")),
        ("/held/2.html", HTML, page("Sudvik")),
    ]);
    site.answers_held.store(false, SeqCst);
    let home = Home::new();
    let url = site.url("/feed.xml");
    let args = [&["ingest", "--format", "jsonl"], &HERE[..], &[&url]].concat();
    let mut child =
        home.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut receipt = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut receipt).unwrap();
    assert!(receipt.contains("accepted"), "{receipt}");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    site.answers_held.store(true, SeqCst);
    site.asked();
    ingest(&home, &url, &[]).expect_code(0);
    assert_eq!(site.asked(), ["/feed.xml", "/held/2.html"], "the first page is not fetched again");
    assert_eq!(rows(&home), 2);
}

#[test]
fn what_may_not_be_fetched_is_told_with_what_to_do() {
    let robots = "User-agent: *\nDisallow: /closed/\n".to_owned();
    let site = Site::start(&[
        ("/robots.txt", "text/plain", robots),
        ("/closed/1.html", HTML, page("Norvik")),
        ("/open/1.html", HTML, page("Sudvik")),
        ("/picture", "image/png", String::new()),
    ]);
    let home = Home::new();
    let url = site.url("/open/1.html");
    let ran = home.run(&["ingest", &url]).expect_code(3);
    assert!(ran.stderr.contains(&format!("rejected {url}: ")), "{ran}");
    assert!(ran.stderr.contains("give --allow-private if you mean to"), "{ran}");
    assert!(site.asked().is_empty());
    let ran = ingest(&home, &site.url("/closed/1.html"), &[&url]).expect_code(3);
    assert!(ran.stderr.contains("robots.txt asks programs not to fetch this"), "{ran}");
    assert!(ran.stdout.starts_with("1 accepted"), "{ran}");
    assert_eq!(site.asked(), ["/open/1.html"]);
    let ran = ingest(&home, &site.url("/picture"), &[]).expect_code(3);
    assert!(ran.stderr.contains("it is image/png, which cannot be read"), "{ran}");
    let ran = home.run(&["ingest", "--url", "https://a.example/", &url]).expect_code(2);
    assert!(ran.stderr.contains("leave --url out"), "{ran}");
}

#[test]
fn a_page_can_be_extracted_beside_a_file() {
    let site = Site::start(&[("/1.html", HTML, page("Norvik"))]);
    let home = Home::new();
    home.write("a.txt", "“It stays,” Ada Ek said.");
    let url = site.url("/1.html");
    let ran = home.run(&[&["extract"], &HERE[..], &[&url, "a.txt"]].concat()).expect_code(0);
    assert!(ran.stdout.contains("Lind") && ran.stdout.contains("Ek"), "{ran}");
    assert!(!home.path().join("data").exists(), "nothing is kept");
}

#[test]
fn a_feed_is_watched_once() {
    let site = Site::start(&[
        ("/feed.xml", RSS, feed(&[&link("/1.html")])),
        ("/1.html", HTML, page("Norvik")),
    ]);
    let home = Home::new();
    let url = site.url("/feed.xml");
    let args = [&["watch", "--once"], &HERE[..], &[&url]].concat();
    let ran = home.run(&args).expect_code(0);
    assert_eq!(ran.stdout.lines().count(), 1, "{ran}");
    assert!(ran.stdout.trim_end().ends_with("/1.html"), "{ran}");
    let ran = home.run(&args).expect_code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    assert_eq!(site.asked(), ["/feed.xml", "/1.html", "/feed.xml"]);
    let ran = home.run(&["watch", "news/"]).expect_code(2);
    assert!(ran.stderr.contains("this is no address"), "{ran}");
}

#[cfg(unix)]
#[test]
fn watching_ends_well_when_it_is_interrupted() {
    let site = Site::start(&[
        ("/feed.xml", RSS, feed(&[&link("/1.html")])),
        ("/1.html", HTML, page("Norvik")),
    ]);
    let home = Home::new();
    let url = site.url("/feed.xml");
    let args = [&["watch"], &HERE[..], &[&url]].concat();
    let mut child = home.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("/1.html"), "{line}");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
