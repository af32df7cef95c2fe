//! RSS and Atom, read event by event: a feed that is broken off gives what stands before that.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Feed, Item, Words};
use crate::Problem;

/// How deep elements may stand in each other: none of a feed do so by much.
const MOST_OPEN: usize = 1000;

/// Returns what a feed holds.
pub(super) fn read(text: &str) -> Feed {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    // People write feeds by hand and by programs that do not know of references.
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut parser = Parser::default();
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => parser.take(&event),
            Err(error) => {
                let broken = format!("{} at byte {}", shortened(&error), reader.error_position());
                parser.feed.broken = Some(Problem::BadFeed(broken));
                break;
            }
        }
        if parser.open.len() > MOST_OPEN {
            parser.feed.broken = Some(Problem::BadFeed("elements nest too deep".into()));
            break;
        }
    }
    if parser.item.is_some() && parser.feed.broken.is_none() {
        parser.feed.broken = Some(Problem::BadFeed("it ends within an item".into()));
    }
    parser.feed
}

/// Returns what the parser says, without words that it may quote.
fn shortened(error: &quick_xml::Error) -> &'static str {
    match error {
        quick_xml::Error::Syntax(_) => "a tag is not closed",
        quick_xml::Error::IllFormed(_) => "tags do not match",
        _ => "it is not valid XML",
    }
}

#[derive(Default)]
struct Parser {
    feed: Feed,
    item: Option<Item>,
    /// The elements that are open, each by its name without the prefix.
    open: Vec<Open>,
    /// What was read of the element that is being collected.
    words: String,
    /// How many elements are open when that one is the innermost.
    collecting: Option<usize>,
    /// Whether that one holds elements that are words themselves, as XHTML in Atom.
    is_xhtml: bool,
}

/// An open element.
struct Open {
    name: String,
    kind: Option<String>,
}

impl Parser {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                if self.is_within_xhtml() {
                    self.markup(&format!("<{}/>", name_of(tag)));
                } else {
                    self.start(tag);
                    self.end();
                }
            }
            Event::End(tag) => {
                if self.is_within_xhtml() && self.collecting != Some(self.open.len()) {
                    let name = local(tag.name().as_ref()).to_owned();
                    self.markup(&format!("</{name}>"));
                }
                self.end();
            }
            Event::Text(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => self.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", reference.as_ref());
                // In XHTML they are resolved with the rest of it.
                if self.is_within_xhtml() {
                    self.markup(&written);
                } else {
                    self.text(&htmlize::unescape(written.as_str()));
                }
            }
            _ => {}
        }
    }

    fn is_within_xhtml(&self) -> bool {
        self.collecting.is_some() && self.is_xhtml
    }

    fn markup(&mut self, tag: &str) {
        self.words.push_str(tag);
    }

    fn text(&mut self, text: &str) {
        if self.collecting.is_none() {
            return;
        }
        if self.is_xhtml {
            self.words.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
        } else {
            self.words.push_str(text);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = name_of(tag);
        if self.is_within_xhtml() {
            self.markup(&format!("<{name}>"));
            self.open.push(Open { name, kind: None });
            return;
        }
        // Atom's authors are elements with a name inside.
        if self.collecting == Some(self.open.len())
            && self.open.last().is_some_and(|open| open.name == "author")
        {
            self.collecting = None;
        }
        let kind = attribute(tag, "type");
        let is_item = matches!(name.as_str(), "item" | "entry");
        if is_item && self.item.is_none() {
            self.item = Some(Item::default());
        }
        if name == "link"
            && let Some(link) = attribute(tag, "href")
        {
            self.link(link, attribute(tag, "rel").as_deref());
        }
        self.open.push(Open { name: name.clone(), kind: kind.clone() });
        if self.collecting.is_none() && is_collected(&name) {
            self.collecting = Some(self.open.len());
            self.is_xhtml = kind.as_deref() == Some("xhtml");
            self.words.clear();
        }
    }

    /// Takes a link of Atom.
    fn link(&mut self, link: String, rel: Option<&str>) {
        if let (Some(item), None | Some("alternate")) = (&mut self.item, rel) {
            item.link.get_or_insert(link);
        }
    }

    fn end(&mut self) {
        let depth = self.open.len();
        let Some(closed) = self.open.pop() else { return };
        if self.collecting == Some(depth) {
            self.collecting = None;
            let words = std::mem::take(&mut self.words);
            let is_xhtml = std::mem::take(&mut self.is_xhtml);
            if !words.trim().is_empty() {
                self.collected(&closed, words, is_xhtml);
            }
        }
        if matches!(closed.name.as_str(), "item" | "entry")
            && let Some(item) = self.item.take()
        {
            self.feed.items.push(item);
        }
    }

    /// Takes the words of an element that has ended.
    fn collected(&mut self, closed: &Open, words: String, is_xhtml: bool) {
        let parent = self.open.last().map_or("", |open| open.name.as_str());
        let plain = || words.trim().to_owned();
        let is_html = match closed.kind.as_deref() {
            _ if is_xhtml => Some(true),
            Some("html" | "text/html") => Some(true),
            Some("text" | "text/plain") => Some(false),
            _ => None,
        };
        let Some(item) = &mut self.item else {
            match (closed.name.as_str(), parent) {
                ("title", "channel" | "feed") => self.feed.title = Some(plain()),
                ("language", "channel" | "feed") => self.feed.language = Some(plain()),
                _ => {}
            }
            return;
        };
        // Source and media elements have titles and links of their own.
        let is_own = matches!(parent, "item" | "entry");
        match closed.name.as_str() {
            "name" if parent == "author" => add_name(&mut item.author, &plain()),
            "author" if is_own => add_name(&mut item.author, &plain()),
            "creator" if is_own => add_name(&mut item.author, &plain()),
            _ if !is_own => {}
            "title" => _ = item.title.get_or_insert_with(plain),
            "link" | "origLink" => _ = item.link.get_or_insert_with(plain),
            "guid" if item.link.is_none() && plain().starts_with("http") => {
                item.link = Some(plain());
            }
            "encoded" | "content" | "full-text" | "fulltext" => {
                item.content = Some(Words { words, is_html });
            }
            "description" | "summary" => item.summary = Some(Words { words, is_html }),
            "pubDate" | "published" | "date" | "issued" => item.published = Some(plain()),
            "updated" | "modified" => item.updated = Some(plain()),
            "language" => item.language = Some(plain()),
            _ => {}
        }
    }
}

/// Tells whether the words of an element are looked at.
fn is_collected(name: &str) -> bool {
    [
        "title", "link", "origLink", "guid", "encoded", "content", "full-text", "fulltext",
        "description", "summary", "pubDate", "published", "date", "issued", "updated", "modified",
        "language", "name", "creator",
    ]
    .contains(&name)
        // In Atom it holds elements.
        || name == "author"
}

/// Adds a name to those of authors; of "a@post.example (Ada Lind)" the name.
fn add_name(names: &mut Option<String>, name: &str) {
    let inside = name
        .split_once('(')
        .and_then(|(mail, name)| mail.contains('@').then(|| name.trim_end_matches(')').trim()));
    let name = inside.unwrap_or(name);
    match names {
        Some(names) => {
            names.push_str(", ");
            names.push_str(name);
        }
        None => *names = Some(name.to_owned()),
    }
}

/// Returns a name without its prefix; none of elements that have titles and texts of pictures and sounds.
fn name_of(tag: &BytesStart<'_>) -> String {
    let name = tag.name();
    let name: &str = name.as_ref();
    let is_media = name.starts_with("media:") || name.starts_with("itunes:");
    if is_media { String::new() } else { local(name).to_owned() }
}

/// Returns a name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(htmlize::unescape_attribute(found.value.as_ref()).into_owned())
}
