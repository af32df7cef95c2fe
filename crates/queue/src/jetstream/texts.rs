//! Articles as messages: metadata and text in one, or the text apart, in parts, where that is too long.

use async_nats::HeaderMap;
use q7x2_domain::{Article, ArticleId, Metadata, PortError};

use super::broker::{Broker, Draft, Message, Which};
use super::mirror::{BEGAN, KEY, PARTS, PAUSE};
use super::record;

/// What an article's message says beside the article.
#[derive(Debug, Clone, Default)]
pub(super) struct Cover {
    /// Its first message, where it has one.
    pub(super) key: Option<u64>,
    /// When it was reserved, where that is not when the message comes.
    pub(super) began: Option<i64>,
    /// For how long, in microseconds.
    pub(super) pause: i64,
    /// Where its text lies already.
    pub(super) parts: Option<String>,
}

/// Returns the message of an article. A text that is too long for it is stored first.
pub(super) async fn draft(
    broker: &Broker,
    (id, metadata, text): (ArticleId, &Metadata, &str),
    cover: Cover,
) -> Result<Draft, PortError> {
    let mut headers = HeaderMap::new();
    let mut parts = cover.parts;
    let mut payload = match parts {
        None => record::encode(metadata, text),
        Some(_) => record::encode(metadata, ""),
    };
    if payload.len() > broker.limit() {
        parts = Some(store(broker, id, text).await?);
        payload = record::encode(metadata, "");
    }
    if let Some(key) = cover.key {
        headers.insert(KEY, key.to_string());
    }
    if let Some(began) = cover.began {
        headers.insert(BEGAN, began.to_string());
    }
    if cover.pause > 0 {
        headers.insert(PAUSE, cover.pause.to_string());
    }
    if let Some(parts) = parts {
        headers.insert(PARTS, parts);
    }
    Ok(Draft { subject: broker.subject("article", id), headers, payload })
}

/// Stores a text in parts under a name of its own. Returns what an article's message calls them.
async fn store(broker: &Broker, id: ArticleId, text: &str) -> Result<String, PortError> {
    let (name, mut count) = (broker.unique(), 0);
    for part in text.as_bytes().chunks(broker.limit()) {
        let subject = broker.subject("part", format!("{id}.{name}.{count}"));
        let draft = Draft { subject, headers: HeaderMap::new(), payload: part.to_vec() };
        broker.publish(draft, 0).await?;
        count += 1;
    }
    Ok(format!("{name} {count}"))
}

/// Reads what parts are called and how many they are.
pub(super) fn parts(called: &str) -> Option<(&str, usize)> {
    let (name, count) = called.split_once(' ')?;
    Some((name, count.parse().ok()?))
}

/// Reads metadata and text of an article's message; `None` where it makes no article.
pub(super) async fn read(
    broker: &Broker,
    id: ArticleId,
    message: &Message,
) -> Result<Option<Article>, PortError> {
    let Some((metadata, mut text)) = record::decode(&message.payload) else { return Ok(None) };
    if let Some(called) = message.headers.get(PARTS) {
        let Some((name, count)) = parts(called.as_str()) else { return Ok(None) };
        let mut bytes = vec![];
        for number in 0..count {
            let subject = broker.subject("part", format!("{id}.{name}.{number}"));
            let Some(part) = broker.last(Which::Articles, &subject).await? else { return Ok(None) };
            bytes.extend_from_slice(&part.payload);
        }
        let Ok(whole) = String::from_utf8(bytes) else { return Ok(None) };
        text = whole;
    }
    Ok(record::article(id, metadata, text))
}
