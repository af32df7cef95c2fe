//! Documents of LibreOffice and others: the paragraphs of the text, with tables a row a line. Notes,
//! comments, deleted words and tables of contents are left out; headers and footers stand elsewhere.

use super::dates::{of_xml, published_and_modified};
use super::prose::{Prose, given_author, given_title, line};
use super::xml::{Element, Event, first_text, walk};
use super::zipped::Zipped;
use super::{Kind, Refused, with_text};
use crate::Page;

/// Elements whose words are left out.
const LEFT_OUT: [&str; 6] =
    ["tracked-changes", "annotation", "note", "table-of-content", "forms", "ruby-text"];

/// The most blanks that one element stands for.
const MOST_BLANKS: usize = 100;

/// Returns the page of a document.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    let mut zipped = Zipped::open(Kind::Odt, bytes)?;
    let manifest = zipped.file("META-INF/manifest.xml")?.unwrap_or_default();
    if is_locked(&manifest) {
        return Err(Refused::Locked(Kind::Odt));
    }
    let content = zipped.needed("content.xml")?;
    let properties = zipped.file("meta.xml")?.unwrap_or_default();

    let mut body = Body::default();
    walk(&content, |event| body.see(&event)).map_err(|_| Zipped::not_well_formed(Kind::Odt))?;

    let property = |name: &str| first_text(&properties, name);
    let made = property("creation-date").as_deref().and_then(of_xml);
    let changed = property("date").as_deref().and_then(of_xml);
    let (published_at, modified_at) = published_and_modified(made, changed);
    let author = property("initial-creator").or_else(|| property("creator"));
    let page = Page {
        title: body.title.or_else(|| given_title(&property("title")?)),
        author: author.as_deref().and_then(given_author),
        language: property("language"),
        published_at,
        modified_at,
        text: body.prose.finish(),
        ..Page::default()
    };
    with_text(Kind::Odt, page)
}

/// Tells whether a document's list of files says that they are encrypted.
fn is_locked(manifest: &[u8]) -> bool {
    let mut is_locked = false;
    let _ = walk(manifest, |event| {
        is_locked |= matches!(event, Event::Open(element) if element.name() == "encryption-data");
    });
    is_locked
}

/// What was read of the text.
#[derive(Default)]
struct Body {
    prose: Prose,
    /// The paragraph in the style of a title.
    title: Option<String>,
    /// The styles that titles have: documents name their own, made of the common one.
    title_styles: Vec<String>,
    /// The paragraphs that are open: one of a frame is inside another. With whether each is a title.
    open: Vec<(String, bool)>,
    cells: Vec<String>,
    tables: usize,
    /// How many elements are open that are left out, or inside one of those.
    left_out: usize,
}

impl Body {
    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Open(element) if self.left_out > 0 || LEFT_OUT.contains(&element.name()) => {
                self.left_out += 1;
            }
            Event::Close(_) if self.left_out > 0 => self.left_out -= 1,
            Event::Text(text) if self.left_out == 0 => {
                // Breaks of lines in the XML are blanks.
                self.write(&text.replace(['\n', '\r'], " "));
            }
            Event::Open(element) => self.open(element),
            Event::Close(name) => self.close(name),
            Event::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "style" if element.attribute("parent-style-name").as_deref() == Some("Title") => {
                self.title_styles.extend(element.attribute("name"));
            }
            "p" | "h" => {
                let style = element.attribute("style-name").unwrap_or_default();
                let is_title = style == "Title"
                    || (self.title.is_none() && self.title_styles.contains(&style));
                self.open.push((String::new(), is_title));
            }
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse::<usize>().ok());
                self.write(&" ".repeat(count.unwrap_or(1).min(MOST_BLANKS)));
            }
            "tab" => self.write(" "),
            "line-break" => self.write("\n"),
            "table" => self.tables += 1,
            "table-row" if self.tables == 1 => self.cells.clear(),
            "table-cell" if self.tables == 1 => self.cells.push(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => self.close_paragraph(),
            "table-row" if self.tables == 1 => {
                let cells: Vec<String> =
                    self.cells.drain(..).filter_map(|cell| line(&cell)).collect();
                self.prose.paragraph(&cells.join(" | "));
            }
            "table" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn close_paragraph(&mut self) {
        let Some((text, is_title)) = self.open.pop() else { return };
        match self.cells.last_mut().filter(|_| self.tables > 0) {
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&text);
            }
            None => self.prose.paragraph(&text),
        }
        if is_title && self.title.is_none() {
            self.title = line(&text);
        }
    }

    fn write(&mut self, text: &str) {
        if let Some((paragraph, _)) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }
}
