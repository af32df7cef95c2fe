//! Books, and magazines in the form of them: a page a chapter.
//!
//! A chapter and not a book, because a magazine has one article in each, because a book is longer than an
//! article may be, and because what somebody says in one chapter is not said in the next. Chapters without
//! words, as covers, are left out, and so is the table of contents.

use super::dates::of_xml;
use super::markup;
use super::prose::{given_author, given_title};
use super::xml::{Event, first_text, walk};
use super::zipped::Zipped;
use super::{Kind, Refused};
use crate::Page;

/// How many chapters are read. Each is a file, and archives have no more.
const MOST_CHAPTERS: usize = 65_535;

/// Returns the chapters of a book.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Page>, Refused> {
    let mut zipped = Zipped::open(Kind::Epub, bytes)?;
    let container = zipped.needed("META-INF/container.xml")?;
    let damaged = |what| Refused::Damaged { kind: Kind::Epub, what };
    let package_name =
        root_file(&container).ok_or(damaged("it does not say where its list of files is"))?;
    let package_bytes = zipped.needed(&package_name)?;
    let package = Package::read(&package_bytes);
    if package.chapters.is_empty() {
        return Err(damaged("it has no list of chapters"));
    }
    let locked =
        zipped.file("META-INF/encryption.xml")?.map(|list| locked_files(&list)).unwrap_or_default();

    let property = |name: &str| first_text(&package_bytes, name);
    let book = Page {
        // Chapters stand in the book as articles do in a newspaper.
        outlet: property("title").as_deref().and_then(given_title),
        author: property("creator").as_deref().and_then(given_author),
        published_at: property("date").as_deref().and_then(of_xml),
        language: property("language"),
        ..Page::default()
    };
    let folder = package_name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut pages = Vec::new();
    for chapter in package.chapters.iter().take(MOST_CHAPTERS) {
        let name = resolved(folder, chapter);
        if locked.contains(&name) {
            return Err(Refused::Locked(Kind::Epub));
        }
        let Some(bytes) = zipped.file(&name)? else { continue };
        let text = markup::text_of(&String::from_utf8_lossy(&bytes));
        if !text.text.is_empty() {
            let title = text.heading.or(text.title);
            pages.push(Page { title, text: text.text, ..book.clone() });
        }
    }
    if pages.is_empty() { Err(Refused::NoText(Kind::Epub)) } else { Ok(pages) }
}

/// Returns the name of the file that lists the others.
fn root_file(container: &[u8]) -> Option<String> {
    let mut name = None;
    // What comes before a damaged place counts.
    let _ = walk(container, |event| {
        if let Event::Open(element) = event
            && element.name() == "rootfile"
            && name.is_none()
        {
            name = element.attribute("full-path");
        }
    });
    name
}

/// Returns the names of the files that are encrypted. Fonts often are, in books that anybody may read.
fn locked_files(list: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let _ = walk(list, |event| {
        if let Event::Open(element) = event
            && element.name() == "CipherReference"
        {
            names.extend(element.attribute("URI").map(|uri| resolved("", &uri)));
        }
    });
    names
}

/// What a book says of its files.
struct Package {
    /// The addresses of the chapters, in the order in which they are read.
    chapters: Vec<String>,
}

impl Package {
    fn read(bytes: &[u8]) -> Self {
        let mut files = std::collections::HashMap::new();
        let mut order = Vec::new();
        let _ = walk(bytes, |event| {
            let Event::Open(element) = event else { return };
            match element.name() {
                "item" => {
                    let is_contents = element
                        .attribute("properties")
                        .is_some_and(|list| list.split(' ').any(|p| p == "nav"));
                    if let (Some(id), Some(href), false) =
                        (element.attribute("id"), element.attribute("href"), is_contents)
                    {
                        files.insert(id, href);
                    }
                }
                "itemref" if element.attribute("linear").as_deref() != Some("no") => {
                    order.extend(element.attribute("idref"));
                }
                _ => {}
            }
        });
        // A chapter that is named twice is one.
        Self { chapters: order.iter().filter_map(|id| files.remove(id)).collect() }
    }
}

/// Returns the name in the archive of a file with this address, as seen from a folder.
fn resolved(folder: &str, address: &str) -> String {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let mut parts: Vec<&str> =
        if address.starts_with('/') { vec![] } else { folder.split('/').collect() };
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.retain(|part| !part.is_empty());
    unquoted(&parts.join("/"))
}

/// Returns an address with the characters that `%20` and the like stand for.
fn unquoted(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| byte == b'%');
        let code = digits
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_resolved_as_seen_from_its_folder() {
        assert_eq!(resolved("OEBPS", "text/one%20two.xhtml#top"), "OEBPS/text/one two.xhtml");
        assert_eq!(resolved("a/b", "../c.xhtml"), "a/c.xhtml");
        assert_eq!(resolved("", "c.xhtml"), "c.xhtml");
        assert_eq!(resolved("a", "/c%"), "c%");
        assert_eq!(resolved("a", "../../../c"), "c");
    }
}
