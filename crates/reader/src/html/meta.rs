//! What a page tells of itself: in its head, in JSON-LD, in marked elements, in its address.

use super::jsonld::LinkedData;
use super::tags::Tag;
use super::tree::{NONE, Tree};

/// The longest value of a `meta` element that is taken, in bytes.
const LONGEST: usize = 2000;

/// How many headings, times and bylines are looked at.
const MOST: usize = 40;

/// What a page tells of itself, as it is written.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Names and values of `meta` elements, the names in lower case.
    pub(super) metas: Vec<(String, String)>,
    /// Names and values of elements with `itemprop`.
    pub(super) props: Vec<(String, String)>,
    pub(super) linked: LinkedData,
    pub(super) canonical: Option<String>,
    /// The `title` element.
    pub(super) title: Option<String>,
    /// The first headings of the first rank, with their nodes.
    pub(super) headings: Vec<(u32, String)>,
    /// `time` elements: their node, their `datetime`, their text.
    pub(super) times: Vec<(u32, String, String)>,
    /// Links with `rel=author`, and what has a class or a name that says author.
    pub(super) writers: Vec<(u32, String)>,
    /// Elements with a class that says byline or date.
    pub(super) bylines: Vec<(u32, String)>,
    pub(super) language: Option<String>,
}

impl Told {
    /// Returns what a page tells.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut told = Self { linked: LinkedData::of(tree), ..Self::default() };
        told.language = tree.attribute(0, "lang").or(tree.attribute(0, "xml:lang")).map(Into::into);
        for (id, node) in (0..).zip(&tree.nodes) {
            match node.tag {
                Tag::Text | Tag::Script | Tag::Style => {}
                Tag::Meta => told.meta(tree, id),
                Tag::Link => told.link(tree, id),
                Tag::Title if told.title.is_none() && node.first != NONE => {
                    let text = tree.text(id, LONGEST);
                    told.title = (!text.is_empty()).then_some(text);
                }
                Tag::H1 if told.headings.len() < MOST => {
                    let text = tree.text(id, LONGEST);
                    if !text.is_empty() && !super::marks::is_hidden(tree, id) {
                        told.headings.push((id, text));
                    }
                }
                Tag::Time if told.times.len() < MOST => {
                    let at = tree.attribute(id, "datetime").unwrap_or_default();
                    told.times.push((id, at.to_owned(), tree.text(id, 200)));
                    told.named(tree, id);
                }
                _ => told.named(tree, id),
            }
        }
        told
    }

    /// Returns the first value of a `meta` element of one of these names, the first name first.
    pub(super) fn meta_of(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let of_it = self.metas.iter().find(|(named, value)| named == name && !value.is_empty());
            of_it.map(|(_, value)| value.as_str())
        })
    }

    /// Returns the first value of an element with this `itemprop`.
    pub(super) fn prop_of(&self, name: &str) -> Option<&str> {
        let of_it = self.props.iter().find(|(named, value)| named == name && !value.is_empty());
        of_it.map(|(_, value)| value.as_str())
    }

    fn meta(&mut self, tree: &Tree<'_>, id: u32) {
        let (mut names, mut content) = (vec![], None);
        tree.each_attribute(id, |name, value| {
            if ["name", "property", "itemprop", "http-equiv"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
            {
                names.push((name.eq_ignore_ascii_case("itemprop"), value.trim().to_lowercase()));
            } else if name.eq_ignore_ascii_case("content") {
                content = Some(value);
            }
            true
        });
        let Some(content) = content.filter(|content| content.len() <= LONGEST) else { return };
        let content = one_line(content);
        if self.metas.len() > 400 || self.props.len() > 400 {
            return;
        }
        for (is_prop, name) in names {
            let to = if is_prop { &mut self.props } else { &mut self.metas };
            to.push((name, content.clone()));
        }
    }

    fn link(&mut self, tree: &Tree<'_>, id: u32) {
        let is = |value: Option<&str>, rel: &str| {
            value.is_some_and(|value| value.split_whitespace().any(|v| v.eq_ignore_ascii_case(rel)))
        };
        if self.canonical.is_none() && is(tree.attribute(id, "rel"), "canonical") {
            let address = tree.attribute(id, "href").unwrap_or_default().trim();
            if address.len() <= LONGEST && address.starts_with("http") {
                self.canonical = Some(one_line(address));
            }
        }
    }

    /// Looks at the names of an element that may hold a byline, a date, an author.
    fn named(&mut self, tree: &Tree<'_>, id: u32) {
        let (mut is_writer, mut is_byline, mut prop, mut content) = (false, false, None, None);
        tree.each_attribute(id, |name, value| {
            if name.eq_ignore_ascii_case("rel") {
                is_writer |= value.split_whitespace().any(|v| v.eq_ignore_ascii_case("author"));
            } else if name.eq_ignore_ascii_case("itemprop") {
                prop = Some(value.trim().to_lowercase());
            } else if name.eq_ignore_ascii_case("content") || name.eq_ignore_ascii_case("datetime")
            {
                content = Some(value);
            } else if (name.eq_ignore_ascii_case("class")
                || name.eq_ignore_ascii_case("id")
                || name.eq_ignore_ascii_case("data-testid"))
                && value.len() < 400
            {
                let lower = value.to_ascii_lowercase();
                is_writer |= lower.contains("author") || lower.contains("byline");
                is_byline |= ["date", "publish", "meta", "posted", "time"]
                    .iter()
                    .any(|part| lower.contains(part));
            }
            true
        });
        if let Some(prop) = prop
            && ["datepublished", "datemodified", "headline", "author", "name", "inlanguage"]
                .contains(&prop.as_str())
            && self.props.len() < 400
        {
            let value = content.map_or_else(|| tree.text(id, 300), one_line);
            if value.len() < 400 {
                is_writer |= prop == "author" && content.is_none();
                self.props.push((prop, value));
            }
        }
        if is_writer && self.writers.len() < MOST {
            let text = tree.text(id, 200);
            if !text.is_empty() && text.len() < 160 {
                self.writers.push((id, text));
            }
        }
        if is_byline && self.bylines.len() < MOST {
            let text = tree.text(id, 200);
            if !text.is_empty() && text.len() < 200 && text.contains(|c: char| c.is_ascii_digit()) {
                self.bylines.push((id, text));
            }
        }
    }
}

/// Returns a value with entities read and blanks made one.
pub(super) fn one_line(value: &str) -> String {
    // Some are escaped twice.
    let text = htmlize::unescape(value);
    let text = if text.contains('&') {
        htmlize::unescape(text.as_ref()).into_owned()
    } else {
        text.into_owned()
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
