//! Documents of Word: the paragraphs of the main text, with tables a row a line. Headers, footers, notes,
//! comments, deleted and hidden words are left out, fields are read as what they show.

use super::dates::{of_xml, published_and_modified};
use super::prose::{Prose, given_author, given_title, line};
use super::xml::{Element, Event, first_text, walk};
use super::zipped::Zipped;
use super::{Kind, Refused, with_text};
use crate::Page;

/// Where the main text is, unless the document says otherwise.
const MAIN: &str = "word/document.xml";

/// Returns the page of a document.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    let mut zipped = Zipped::open(Kind::Docx, bytes)?;
    let relations = zipped.file("_rels/.rels")?.unwrap_or_default();
    let main = zipped.needed(&main_part(&relations))?;
    let properties = zipped.file("docProps/core.xml")?.unwrap_or_default();

    let mut body = Body::default();
    walk(&main, |event| body.see(&event)).map_err(|_| Zipped::not_well_formed(Kind::Docx))?;

    let property = |name: &str| first_text(&properties, name);
    let made = property("created").as_deref().and_then(of_xml);
    let changed = property("modified").as_deref().and_then(of_xml);
    let (published_at, modified_at) = published_and_modified(made, changed);
    let page = Page {
        title: body.title.or_else(|| given_title(&property("title")?)),
        author: property("creator").as_deref().and_then(given_author),
        language: property("language"),
        published_at,
        modified_at,
        text: body.prose.finish(),
        ..Page::default()
    };
    with_text(Kind::Docx, page)
}

/// Returns the name of the file with the main text.
fn main_part(relations: &[u8]) -> String {
    let mut target = None;
    // Where nothing is said it is where it always is.
    let _ = walk(relations, |event| {
        if let Event::Open(element) = event {
            let is_main =
                element.attribute("Type").is_some_and(|of| of.ends_with("/officeDocument"));
            if is_main && target.is_none() {
                target = element.attribute("Target");
            }
        }
    });
    target.map_or_else(|| MAIN.into(), |target| target.trim_start_matches('/').to_owned())
}

/// What was read of the main text.
#[derive(Default)]
struct Body {
    prose: Prose,
    /// The paragraph that Word shows as the title.
    title: Option<String>,
    /// The paragraphs that are open: one of a text box is inside another.
    open: Vec<Paragraph>,
    /// The cells of the table's row that is open, where there is one, and how many tables are open.
    cells: Vec<String>,
    tables: usize,
    /// The name of the element that is left out, and how many of the name are open.
    left_out: Option<(String, usize)>,
    is_in_text: bool,
    is_hidden: bool,
}

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    text: String,
    is_title: bool,
}

impl Body {
    fn see(&mut self, event: &Event<'_>) {
        if self.is_left_out(event) {
            return;
        }
        match event {
            Event::Open(element) => self.open(element),
            Event::Close(name) => self.close(name),
            Event::Text(text) if self.is_in_text && !self.is_hidden => {
                self.write(text);
            }
            Event::Text(_) => {}
        }
    }

    /// Tells whether an event is of something that is left out: the old half of a move, the drawing for
    /// programs that do not know the new one, which has the same words.
    fn is_left_out(&mut self, event: &Event<'_>) -> bool {
        match (&mut self.left_out, event) {
            (Some((name, open)), Event::Open(element)) => {
                *open += usize::from(element.name() == name);
            }
            (Some((name, open)), Event::Close(closed)) => {
                *open -= usize::from(name == closed);
                if *open == 0 {
                    self.left_out = None;
                }
            }
            (None, Event::Open(element))
                if matches!(element.name(), "moveFrom" | "del" | "Fallback") =>
            {
                self.left_out = Some((element.name().to_owned(), 1));
            }
            (Some(_), Event::Text(_)) => {}
            (None, _) => return false,
        }
        true
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "p" => self.open.push(Paragraph::default()),
            "r" => self.is_hidden = false,
            "vanish" => {
                let off = element.attribute("val");
                self.is_hidden = !matches!(off.as_deref(), Some("0" | "false" | "off"));
            }
            "t" => self.is_in_text = true,
            "tab" | "ptab" => self.write(" "),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "pStyle" => {
                let is_title =
                    element.attribute("val").is_some_and(|id| id.eq_ignore_ascii_case("title"));
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.is_title |= is_title;
                }
            }
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.cells.clear(),
            "tc" if self.tables == 1 => self.cells.push(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_in_text = false,
            "p" => self.close_paragraph(),
            "tr" if self.tables == 1 => {
                let cells: Vec<String> =
                    self.cells.drain(..).filter_map(|cell| line(&cell)).collect();
                self.prose.paragraph(&cells.join(" | "));
            }
            "tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn close_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        match self.cells.last_mut().filter(|_| self.tables > 0) {
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&paragraph.text);
            }
            None => self.prose.paragraph(&paragraph.text),
        }
        if paragraph.is_title && self.title.is_none() {
            self.title = line(&paragraph.text);
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut().filter(|_| !self.is_hidden) {
            paragraph.text.push_str(text);
        }
    }
}
