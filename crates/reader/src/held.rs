//! Reading what somebody else got and holds: the bytes behind an address, or an item of a feed.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Place;
use crate::form::Form;
use crate::limits::{Budget, Counted};
use crate::read::OpenFile;
use crate::sniff::{Kind, sniff};
use crate::source::{Container, Context, Found, FoundPage, Source};
use crate::{Articles, Page, Plan, Problem, ReadError, Reader};

/// Bytes that somebody got, with what is known of them.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Where they are from, for people: an address.
    pub place: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What whoever gave them says that they are, as `text/html`.
    pub media_type: Option<String>,
    /// The encoding that whoever gave them names.
    pub charset: Option<String>,
    /// What is known beside them. What they tell themselves counts more.
    pub told: Page,
}

/// What a feed holds, for whoever may follow its links.
#[derive(Debug)]
pub struct FeedPages {
    /// An item each, those without words among them.
    pub items: Vec<Page>,
    /// Why it was not read to its end, if so.
    pub broken: Option<Problem>,
    /// For how long it asks to be left alone after it was read.
    pub ttl: Option<Duration>,
}

/// Returns what the bytes of a feed hold; `None` of anything else.
pub fn read_feed(bytes: &[u8]) -> Option<FeedPages> {
    let (_, kind) = sniff(&mut Cursor::new(bytes), Path::new("")).ok()?;
    if kind != Kind::Form(Form::Feed) {
        return None;
    }
    let (items, broken) = crate::feeds::read(bytes);
    Some(FeedPages { items, broken, ttl: ttl(bytes) })
}

/// Returns for how many minutes a feed of RSS says that it may be kept.
fn ttl(bytes: &[u8]) -> Option<Duration> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]);
    let (_, after) = start.split_once("<ttl>")?;
    let (minutes, _) = after.split_once('<')?;
    let minutes: u32 = minutes.trim().parse().ok()?;
    Some(Duration::from_secs(u64::from(minutes) * 60))
}

impl Reader {
    /// Returns the articles in bytes that somebody holds, of whatever format they are.
    pub fn read_held(&self, held: Held) -> Articles {
        let size = held.bytes.len() as u64;
        let (counted, taken) = Counted::new(Box::new(Cursor::new(held.bytes)));
        let budget = Budget::new(self.options().limits, Some(size));
        let name = name(&held.place, held.media_type.as_deref());
        let mut source = Source::entry(name, held.place, Box::new(counted), 0);
        (source.size, source.charset, source.told) = (Some(size), held.charset, held.told);
        let file = OpenFile { size: Some(size), taken, budget };
        self.of_one(file, One(Some(source.into())))
    }

    /// Returns the article of a page, as of an item of a feed, or why it is none.
    pub fn read_page(&self, place: &str, page: Page) -> Articles {
        let place = Place::file(place);
        let is_empty = page.text.trim().is_empty();
        let found = if is_empty {
            Err(place.error(Problem::NoItemText(page.url.is_some())))
        } else {
            Ok(FoundPage { page, place, warning: None, form: Form::Feed }.into())
        };
        let (_, taken) = Counted::new(std::io::empty());
        let budget = Budget::new(self.options().limits, None);
        self.of_one(OpenFile { size: None, taken, budget }, Given(Some(found)))
    }

    fn of_one(&self, file: OpenFile, container: impl Container + 'static) -> Articles {
        let mut articles = self.begin(Plan::default(), std::io::empty());
        articles.hold(file, Box::new(container));
        articles
    }
}

/// Returns what something is called whose ending says what it is: as its sender says, where that is more than
/// that it is text.
fn name(place: &str, media_type: Option<&str>) -> PathBuf {
    let path = place.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let last = match path.rsplit_once('/') {
        Some((_, last)) => last,
        None => "",
    };
    let named = Form::of_name(Path::new(last));
    let ending = match media_type {
        Some("text/html" | "application/xhtml+xml") => "html",
        Some("text/markdown") => "md",
        Some("text/csv") => "csv",
        Some("text/tab-separated-values") => "tsv",
        Some("text/plain") if named.is_none() => "txt",
        _ => return PathBuf::from(last),
    };
    PathBuf::from(format!("{last}.{ending}"))
}

/// A thing that is given once.
struct One(Option<Found>);

impl Container for One {
    fn next(&mut self, _: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        self.0.take().map(Ok)
    }
}

/// A page, or why there is none, that is given once.
struct Given(Option<Result<Found, ReadError>>);

impl Container for Given {
    fn next(&mut self, _: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        self.0.take()
    }
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;
    use crate::ReadOptions;

    fn reader() -> Reader {
        Reader::new(ReadOptions::default())
    }

    fn held(place: &str, bytes: &[u8]) -> Held {
        Held { place: place.into(), bytes: bytes.to_vec(), ..Held::default() }
    }

    const PAGE: &str = "<!DOCTYPE html><html><head><title>Harbour shut</title></head><body><article>\
        <h1>Harbour shut</h1><p>“The harbour stays shut until the ice has gone,” Anna Lind said on Monday, \
        after the council had met for three hours in the old town hall.</p><p>Nobody had asked the fishermen, \
        who have waited since the first of the month for an answer to their letters.</p></article></body></html>";

    #[test]
    fn a_page_has_its_address_and_what_was_known_of_it() {
        let url = Some("https://post.example/news/harbour".to_owned());
        let told = Page { url, author: Some("Ada Ek".into()), ..Page::default() };
        let held = Held {
            told,
            media_type: Some("text/html".into()),
            ..held("https://post.example/n", PAGE.as_bytes())
        };
        let articles: Vec<_> = reader().read_held(held).collect();
        let [Ok(article)] = &articles[..] else { panic!("{articles:?}") };
        assert!(article.text().contains("The harbour stays shut"), "{}", article.text());
        let metadata = article.metadata();
        assert_eq!(metadata.url.as_deref(), Some("https://post.example/news/harbour"));
        assert_eq!(metadata.author.as_deref(), Some("Ada Ek"));
        assert_eq!(metadata.path.as_deref(), Some("https://post.example/n"));
    }

    #[test]
    fn the_encoding_that_the_server_names_counts() {
        let page = "<html><body><article><p>\u{ab}Гавань закрыта до весны\u{bb}, сказала мэр города \
            после долгого заседания совета.</p></article></body></html>";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(page);
        let charset = Some("windows-1251".to_owned());
        let held = Held { charset, ..held("https://post.example/a.html", &bytes) };
        let articles: Vec<_> = reader().read_held(held).collect();
        let [Ok(article)] = &articles[..] else { panic!("{articles:?}") };
        assert!(article.text().contains("Гавань закрыта"), "{}", article.text());
    }

    #[test]
    fn what_the_server_says_decides_where_bytes_do_not() {
        assert_eq!(
            name("https://a.example/x.php?y=/z.txt", Some("text/html")),
            Path::new("x.php.html")
        );
        assert_eq!(name("https://a.example/r.md", Some("text/plain")), Path::new("r.md"));
        assert_eq!(name("https://a.example/r", Some("text/plain")), Path::new("r.txt"));
        assert_eq!(name("https://a.example/r.pdf", Some("application/pdf")), Path::new("r.pdf"));
        assert_eq!(name("https://a.example", None), Path::new(""));
    }

    #[test]
    fn a_feed_gives_its_items_and_says_when_to_come_back() {
        let feed = "<?xml version='1.0'?><rss version='2.0'><channel><title>Post</title><ttl> 30 </ttl>\
            <item><title>One</title><link>https://post.example/1</link><description>Short.</description></item>\
            </channel></rss>";
        let read = read_feed(feed.as_bytes()).expect("a feed");
        assert_eq!(read.ttl, Some(Duration::from_secs(1800)));
        assert_eq!(read.items.len(), 1);
        assert!(read.items[0].is_summary);
        assert!(read_feed(PAGE.as_bytes()).is_none());
        assert!(read_feed(b"").is_none());
    }

    #[test]
    fn a_page_without_words_is_told() {
        let page = Page { url: Some("https://post.example/1".into()), ..Page::default() };
        let mut articles = reader().read_page("https://post.example/feed#1", page);
        let error = articles.next().expect("one").expect_err("it has no words");
        assert!(matches!(error.problem(), Problem::NoItemText(true)));
        assert!(articles.next().is_none());
        let page = Page { text: "“No,” she said.".into(), ..Page::default() };
        let mut articles = reader().read_page("https://post.example/feed#2", page);
        assert!(articles.next().is_some_and(|article| article.is_ok()));
        assert!(articles.next().is_none());
    }
}
