//! Feeds to pages, one an item: RSS 0.9x, 1.0 and 2.0, Atom, and JSON Feed.
//!
//! The full text of an item counts where the feed has it. A summary is read as the text only where nothing
//! longer is there, and the page says so: whoever follows links reads the page behind it instead.

mod json;
mod xml;

use encoding_rs::{Encoding, UTF_8};

use crate::error::Place;
use crate::form::Form;
use crate::fragment;
use crate::source::{Container, Context, Found, FoundPage};
use crate::{Page, Problem, ReadError, parse_date};

/// One item of a feed, as it stands there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Item {
    title: Option<String>,
    link: Option<String>,
    /// The full text, HTML or plain.
    content: Option<Words>,
    summary: Option<Words>,
    author: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    language: Option<String>,
    outlet: Option<String>,
}

/// Words, and whether they are HTML where the feed says so.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    words: String,
    is_html: Option<bool>,
}

impl Words {
    fn text(&self) -> String {
        if self.is_html.unwrap_or_else(|| fragment::is_html(&self.words)) {
            fragment::text_of(&self.words)
        } else if self.words.contains('&') && self.is_html.is_none() {
            htmlize::unescape(self.words.trim()).into_owned()
        } else {
            self.words.trim().to_owned()
        }
    }
}

/// What a feed holds.
#[derive(Debug, Default)]
struct Feed {
    title: Option<String>,
    language: Option<String>,
    items: Vec<Item>,
    /// Why it was not read to its end.
    broken: Option<Problem>,
}

/// Returns the pages of a feed, those without words among them, and why it was not read to its end, if so. The
/// whole of each item before that is read.
pub(crate) fn read(bytes: &[u8]) -> (Vec<Page>, Option<Problem>) {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let feed = if start.starts_with(b"{") { json::read(start) } else { xml::read(&decoded(bytes)) };
    let Feed { title, language, items, broken } = feed;
    let outlet = title.map(|title| fragment::text_of(&title)).filter(|title| !title.is_empty());
    let pages = items.into_iter().map(|item| page(item, outlet.as_ref(), language.as_ref()));
    (pages.collect(), broken)
}

/// Returns the text of a feed in XML: in the encoding of its mark, else of its declaration, else in UTF-8.
fn decoded(bytes: &[u8]) -> String {
    let declared = || {
        let start = &bytes[..bytes.len().min(200)];
        let start = String::from_utf8_lossy(start);
        let (_, label) = start.split_once("encoding=")?;
        let quote = label.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let label = label[1..].split(quote).next()?;
        Encoding::for_label(label.as_bytes())
    };
    let encoding = Encoding::for_bom(bytes).map_or_else(declared, |(encoding, _)| Some(encoding));
    encoding.unwrap_or(UTF_8).decode(bytes).0.into_owned()
}

fn page(item: Item, outlet: Option<&String>, language: Option<&String>) -> Page {
    let text = |words: &Option<Words>| words.as_ref().map(Words::text).filter(|t| !t.is_empty());
    let (content, summary) = (text(&item.content), text(&item.summary));
    // Some feeds have the full text in the summary, and a shorter one beside it, or none.
    let is_summary = content.is_none();
    let text = match (content, summary) {
        (Some(content), Some(summary)) if summary.len() > 2 * content.len() => summary,
        (Some(content), _) => content,
        (None, summary) => summary.unwrap_or_default(),
    };
    let date = |date: Option<String>| date.and_then(|date| parse_date(&date).ok());
    let (published, updated) = (date(item.published), date(item.updated));
    Page {
        is_summary: is_summary && item.link.is_some(),
        text,
        title: item.title.map(|title| fragment::text_of(&title)),
        outlet: item.outlet.or_else(|| outlet.cloned()),
        author: item.author,
        url: item.link,
        published_at: published.or(updated).map(|period| period.start),
        modified_at: updated.map(|period| period.start),
        language: item.language.or_else(|| language.cloned()),
    }
}

/// The items of one feed.
pub(crate) struct Items {
    path: String,
    pages: std::iter::Enumerate<std::vec::IntoIter<Page>>,
    broken: Option<Problem>,
    found_any: bool,
}

impl Items {
    pub(crate) fn new(path: &str, pages: Vec<Page>, broken: Option<Problem>) -> Self {
        Self {
            path: path.to_owned(),
            pages: pages.into_iter().enumerate(),
            broken,
            found_any: false,
        }
    }
}

impl Container for Items {
    fn next(&mut self, _: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        let Some((at, page)) = self.pages.next() else {
            if !std::mem::replace(&mut self.found_any, true) && self.broken.is_none() {
                self.broken = Some(Problem::NoItems);
            }
            return self.broken.take().map(|broken| Err(Place::file(&self.path).error(broken)));
        };
        self.found_any = true;
        let place = Place::file(format!("{}#{}", self.path, at + 1));
        if page.text.is_empty() {
            return Some(Err(place.error(Problem::NoItemText(page.url.is_some()))));
        }
        let form = Form::Feed;
        Some(Ok(FoundPage { page, place, warning: None, form }.into()))
    }
}

#[cfg(test)]
mod tests;
