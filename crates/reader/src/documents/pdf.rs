//! PDF as text: the letters of each page are put together to lines, the lines to columns and paragraphs in
//! the order in which they are read. Words divided at the end of a line are whole again; headers, footers
//! and numbers of pages are left out where they return.
//!
//! The file's objects, its encryption and its filters are `lopdf`'s, which stops at a limit. What is drawn
//! is read here, operator by operator, with a limit for all pages together: the libraries that give text
//! give it in the order of the file and without columns, or unpack without a limit.

mod columns;
mod content;
mod font;
mod fragments;
mod furniture;
mod load;
mod paragraphs;
mod show;
mod widths;

use lopdf::{Dictionary, Document, Object};

use self::fragments::Fragment;
use self::show::{Shown, Shows};
use super::dates::{of_pdf, published_and_modified};
use super::prose::{given_author, given_title};
use super::{Kind, Refused};
use crate::Page;

/// How many pages are read.
const MOST_PAGES: usize = 10_000;

/// When more than half of the letters have no known character, the text is not readable.
const UNKNOWN_PARTS: usize = 2;

/// Returns the page that a PDF is.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    let document = load::load(bytes)?;
    let shown = shown(&document)?;
    let unknown: usize = shown.iter().map(|page| page.unknown).sum();
    let known: usize = shown.iter().map(|page| page.known).sum();
    let pages: Vec<Vec<Fragment>> =
        shown.into_iter().map(|page| fragments::of(page.pieces)).collect();
    let pages = furniture::without(pages);
    let written = paragraphs::written(pages);
    if unknown > 0 && unknown * UNKNOWN_PARTS > known + unknown {
        return Err(Refused::Letters);
    }
    if written.text.trim().is_empty() {
        return Err(Refused::Scan);
    }
    let properties = Properties::of(&document);
    Ok(Page { title: properties.title.or(written.title), text: written.text, ..properties.page })
}

/// Returns what each page shows.
fn shown(document: &Document) -> Result<Vec<Shown>, Refused> {
    let mut shows = Shows::new(document);
    let mut pages = Vec::new();
    for id in document.page_iter().take(MOST_PAGES) {
        pages.push(shows.page(id)?);
    }
    if pages.is_empty() {
        return Err(Refused::Damaged { kind: Kind::Pdf, what: "it has no pages" });
    }
    Ok(pages)
}

/// What a PDF says of itself.
struct Properties {
    title: Option<String>,
    page: Page,
}

impl Properties {
    fn of(document: &Document) -> Self {
        let info = entry(document, &document.trailer, b"Info").and_then(|info| info.as_dict().ok());
        let text = |key: &[u8]| {
            let value = entry(document, info?, key)?;
            lopdf::decode_text_string(value).ok()
        };
        let made = text(b"CreationDate").as_deref().and_then(of_pdf);
        let changed = text(b"ModDate").as_deref().and_then(of_pdf);
        let (published_at, modified_at) = published_and_modified(made, changed);
        let catalog = document.catalog().ok();
        let language = catalog.and_then(|catalog| entry(document, catalog, b"Lang"));
        let language = language.and_then(|tag| lopdf::decode_text_string(tag).ok());
        Self {
            title: text(b"Title").as_deref().and_then(given_title),
            page: Page {
                author: text(b"Author").as_deref().and_then(given_author),
                language: language.filter(|tag| !tag.trim().is_empty()),
                published_at,
                modified_at,
                ..Page::default()
            },
        }
    }
}

/// Returns the value of a key, where it is a reference what that leads to.
fn entry<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    resolved(document, dictionary.get(key).ok()?)
}

/// Returns an object, or what a reference to it leads to.
fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

/// Returns the number that an object is.
fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) => Some(f64::from(*number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
