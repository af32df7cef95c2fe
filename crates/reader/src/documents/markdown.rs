//! Markdown as text: headings are lines, links their words; pictures and blocks of code are gone, and block
//! quotes are paragraphs. What stands in front between lines of `---` tells title, author and date.

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::markup;
use super::prose::{Prose, line};
use super::{Kind, Refused, with_text};
use crate::{Page, parse_date, text};

/// Returns the page of a text in Markdown.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    let unread = |_| Refused::Damaged { kind: Kind::Markdown, what: "it is no text" };
    let text = if bytes.is_empty() {
        String::new()
    } else {
        text::decode(bytes.to_vec()).map_err(unread)?.text
    };
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut writing = Writing::default();
    for event in Parser::new_ext(&text, options) {
        writing.see(event);
    }
    writing.end_paragraph();
    let front = Front::of(&writing.front);
    let page = Page {
        title: front.title.or(writing.title),
        author: front.author,
        outlet: front.outlet,
        url: front.url,
        published_at: front.date.and_then(|date| Some(parse_date(&date).ok()?.start)),
        language: front.language,
        text: writing.prose.finish(),
        ..Page::default()
    };
    with_text(Kind::Markdown, page)
}

/// A text that is being made of Markdown.
#[derive(Default)]
struct Writing {
    prose: Prose,
    paragraph: String,
    /// The first heading, if nothing stands before it.
    title: Option<String>,
    front: String,
    is_in_front: bool,
    is_in_heading: bool,
    /// How many elements are open that are left out.
    left_out: usize,
    html: String,
}

impl Writing {
    fn see(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.is_in_front => self.front.push_str(&text),
            _ if self.left_out > 0 => {}
            // Code inside of a sentence is a word of it.
            Event::Text(text) | Event::Code(text) => self.paragraph.push_str(&text),
            Event::SoftBreak => self.paragraph.push(' '),
            Event::HardBreak => self.paragraph.push('\n'),
            Event::Rule => self.end_paragraph(),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) if is_break(&html) => self.paragraph.push('\n'),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) | Tag::Image { .. } | Tag::FootnoteDefinition(_) => {
                self.left_out += 1;
            }
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle) => self.is_in_front = true,
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.is_in_heading = true;
            }
            Tag::Paragraph | Tag::Item | Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_) => {
                self.end_paragraph();
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::Image | TagEnd::FootnoteDefinition => {
                self.left_out = self.left_out.saturating_sub(1);
            }
            TagEnd::MetadataBlock(_) => self.is_in_front = false,
            TagEnd::Heading(_) => {
                if self.title.is_none() && self.prose.is_empty() {
                    self.title = line(&self.paragraph);
                }
                self.end_paragraph();
                self.is_in_heading = false;
            }
            TagEnd::TableCell => self.paragraph.push_str(" | "),
            TagEnd::TableRow | TagEnd::TableHead => {
                let row = std::mem::take(&mut self.paragraph);
                self.prose.paragraph(row.trim_end_matches([' ', '|']));
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                for paragraph in markup::text_of(&html).text.split("\n\n") {
                    self.prose.paragraph(paragraph);
                }
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::List(_) | TagEnd::BlockQuote(_) => {
                self.end_paragraph();
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        self.prose.paragraph(&paragraph);
    }
}

/// Tells whether HTML is a break of a line.
fn is_break(html: &str) -> bool {
    html.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("<br"))
}

/// What a text says of itself in front.
#[derive(Default)]
struct Front {
    title: Option<String>,
    author: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    date: Option<String>,
    language: Option<String>,
}

impl Front {
    /// Reads the lines of the form `key: value`; others tell nothing here.
    fn of(lines: &str) -> Self {
        let mut front = Self::default();
        for (key, value) in lines.lines().filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            let bare = ['"', '\''].iter().find_map(|&q| value.strip_prefix(q)?.strip_suffix(q));
            let Some(value) = line(bare.unwrap_or(value)) else { continue };
            let field = match key.trim_end().to_ascii_lowercase().as_str() {
                "title" => &mut front.title,
                "author" => &mut front.author,
                "outlet" | "source" | "publication" => &mut front.outlet,
                "url" | "link" | "canonical_url" | "canonical" => &mut front.url,
                "date" | "published" | "published_at" | "pubdate" => &mut front.date,
                "lang" | "language" => &mut front.language,
                _ => continue,
            };
            let is_plain = !value.starts_with(['[', '{', '&', '|', '>']);
            if field.is_none() && is_plain {
                *field = Some(value);
            }
        }
        front
    }
}
