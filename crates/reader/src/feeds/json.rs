//! JSON Feed, version 1 and 1.1.

use serde_json::Value;

use super::{Feed, Item, Words};
use crate::Problem;

/// Returns what a feed holds.
pub(super) fn read(bytes: &[u8]) -> Feed {
    let parsed: Result<Value, _> = serde_json::from_slice(bytes);
    let Ok(feed) = parsed else {
        let broken = Some(Problem::BadFeed("it is not valid JSON".into()));
        return Feed { broken, ..Feed::default() };
    };
    let items = feed.get("items").and_then(Value::as_array);
    Feed {
        title: string(&feed, "title"),
        language: string(&feed, "language"),
        items: items.into_iter().flatten().map(item).collect(),
        broken: None,
    }
}

fn item(value: &Value) -> Item {
    let words = |key: &str, is_html: bool| {
        string(value, key).map(|words| Words { words, is_html: Some(is_html) })
    };
    let names = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names = names.chain(value.get("author")).filter_map(|author| string(author, "name"));
    let names: Vec<String> = names.collect();
    Item {
        title: string(value, "title"),
        link: string(value, "url").or_else(|| string(value, "external_url")),
        content: words("content_html", true).or_else(|| words("content_text", false)),
        summary: words("summary", false),
        author: (!names.is_empty()).then(|| names.join(", ")),
        published: string(value, "date_published"),
        updated: string(value, "date_modified"),
        language: string(value, "language"),
        outlet: None,
    }
}

fn string(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}
