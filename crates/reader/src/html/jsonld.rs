//! What a page tells of itself as JSON-LD, by the words of schema.org.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::tags::Tag;
use super::tree::{NONE, Tree};

/// The longest script that is read, and how much of all scripts, in bytes.
const LONGEST: usize = 1 << 20;
const MOST: usize = 4 << 20;

/// How deep objects are looked for in one another.
const DEEPEST: usize = 12;

/// What JSON-LD tells of an article.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) site: Option<String>,
    pub(super) body: Option<String>,
    pub(super) language: Option<String>,
}

impl LinkedData {
    /// Returns what the scripts of a page tell.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut documents = vec![];
        let mut read = 0;
        for (id, node) in (0..).zip(&tree.nodes) {
            if node.tag != Tag::Script || node.first == NONE || !is_linked_data(tree, id) {
                continue;
            }
            let text = tree.raw(node.first);
            read += text.len();
            if text.len() > LONGEST || read > MOST {
                continue;
            }
            documents.extend(parse(text));
        }
        let mut objects = vec![];
        for document in &documents {
            collect(document, DEEPEST, &mut objects);
        }
        Self::of_objects(&objects)
    }

    fn of_objects(objects: &[&Map<String, Value>]) -> Self {
        let mut named: HashMap<&str, &Map<String, Value>> = HashMap::new();
        for object in objects.iter().filter(|object| object.len() > 1) {
            if let Some(id) = object.get("@id").and_then(Value::as_str) {
                named.entry(id).or_insert(object);
            }
        }
        let mut data = Self::default();
        let mut ranked: Vec<(u8, &Map<String, Value>)> =
            objects.iter().filter_map(|object| Some((rank(object)?, *object))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        for (rank, object) in ranked {
            data.take(object, &named, rank);
        }
        let sites = objects.iter().filter(|object| is_of(object, |kind| kind == "WebSite"));
        data.site = sites.filter_map(|site| text(site.get("name")?)).next();
        data
    }

    /// Takes from an object what is not known yet.
    fn take(
        &mut self,
        object: &Map<String, Value>,
        named: &HashMap<&str, &Map<String, Value>>,
        rank: u8,
    ) {
        let get = |key: &str| object.get(key).and_then(text);
        // A page's name is often that of the site too.
        let headline = get("headline").or_else(|| if rank < 2 { get("name") } else { None });
        self.headline = self.headline.take().or(headline);
        self.published = self.published.take().or_else(|| get("datePublished"));
        self.modified = self.modified.take().or_else(|| get("dateModified"));
        self.body = self.body.take().or_else(|| get("articleBody").or_else(|| get("text")));
        self.language = self.language.take().or_else(|| get("inLanguage"));
        if self.authors.is_empty() && rank < 2 {
            for key in ["author", "creator"] {
                if let Some(author) = object.get(key).filter(|_| self.authors.is_empty()) {
                    names(author, named, 3, &mut self.authors);
                }
            }
        }
        if self.publisher.is_none() {
            let mut publishers = vec![];
            if let Some(publisher) = object.get("publisher") {
                names(publisher, named, 3, &mut publishers);
            }
            self.publisher = publishers.into_iter().next();
        }
    }
}

fn is_linked_data(tree: &Tree<'_>, id: u32) -> bool {
    tree.attribute(id, "type").is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/ld+json")
    })
}

/// Reads a script, with the mistakes that are common in them.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_end_matches(';');
    let text = text.strip_prefix("<!--").and_then(|text| text.strip_suffix("-->")).unwrap_or(text);
    let text = text.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim();
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    // Line ends within strings.
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut values = serde_json::Deserializer::from_str(&spaced).into_iter::<Value>();
    values.next()?.ok()
}

/// Collects the objects of a value, the outer ones first.
fn collect<'v>(value: &'v Value, depth: usize, objects: &mut Vec<&'v Map<String, Value>>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, depth - 1, objects)),
        Value::Object(object) => {
            objects.push(object);
            for (key, inner) in object {
                // What an article mentions, or has as comments, is not the article.
                let is_other = matches!(
                    key.as_str(),
                    "comment" | "review" | "itemListElement" | "mentions" | "citation" | "about"
                );
                if !is_other && (inner.is_array() || inner.is_object()) {
                    collect(inner, depth - 1, objects);
                }
            }
        }
        _ => {}
    }
}

/// Returns how much an object is the article: 0 is one, 1 may be one, 2 is the page that has it.
fn rank(object: &Map<String, Value>) -> Option<u8> {
    if is_of(object, |kind| {
        kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report"
    }) {
        Some(0)
    } else if is_of(object, |kind| {
        matches!(kind, "Review" | "HowTo" | "Recipe" | "CreativeWork" | "SocialMediaPosting")
    }) {
        Some(1)
    } else if is_of(object, |kind| kind.ends_with("WebPage") || kind == "ItemPage") {
        Some(2)
    } else {
        None
    }
}

fn is_of(object: &Map<String, Value>, is_it: fn(&str) -> bool) -> bool {
    let kind = |kind: &str| is_it(kind.rsplit('/').next().unwrap_or(kind));
    match object.get("@type") {
        Some(Value::String(name)) => kind(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(kind),
        _ => false,
    }
}

/// Returns a value that is one text, entities read and blanks made one.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Array(items) => return items.iter().find_map(text),
        Value::Object(object) => return object.get("@value").or(object.get("name")).and_then(text),
        _ => return None,
    };
    let text = htmlize::unescape(text.as_str());
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Collects the names of people or bodies.
fn names(
    value: &Value,
    named: &HashMap<&str, &Map<String, Value>>,
    depth: usize,
    out: &mut Vec<String>,
) {
    if depth == 0 {
        return;
    }
    match value {
        Value::String(_) => out.extend(text(value)),
        Value::Array(items) => {
            items.iter().take(20).for_each(|item| names(item, named, depth, out));
        }
        Value::Object(object) => match object.get("name") {
            Some(Value::Array(inner)) => out.extend(inner.iter().filter_map(text)),
            Some(name) => out.extend(text(name)),
            None => {
                let id = object.get("@id").and_then(Value::as_str);
                let known = id.and_then(|id| named.get(id)).and_then(|known| known.get("name"));
                out.extend(known.and_then(text));
            }
        },
        _ => {}
    }
}
