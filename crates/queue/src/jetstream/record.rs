//! What the queue keeps on the broker: an article as it waits, and the record of how it stands.

use q7x2_domain::{Article, ArticleId, LeaseToken, Metadata, Timestamp};
use serde::{Deserialize, Serialize};

/// How an article stands. An article without a record was never lent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// In line, after a pause where there is one.
    #[default]
    Waiting,
    /// With a worker.
    Leased,
    /// It waits for a person.
    SetAside,
    /// It is done, and about to be removed. Whoever finds it so after its time removes it.
    Closing,
    /// It is removed.
    Gone,
}

/// The record of one article: who has it, until when, and what happened to it before. Each change is a
/// new message on its subject, which the broker takes only when the last is the one that it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    pub(super) state: State,
    /// When it began, in microseconds; by the broker's clock, which is the message's, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<i64>,
    /// How long the lease or the pause lasts, in microseconds. 0 is no pause.
    pub(super) lasts: i64,
    /// The article's message when it was lent or removed.
    pub(super) article: u64,
    /// Tells this handing-out from all others.
    pub(super) lease: String,
    /// How often it was handed out, without those it was given back from untouched.
    pub(super) attempts: u32,
    /// How often it was handed out at all.
    pub(super) handed_out: u32,
    /// How many of its leases lapsed.
    pub(super) lapses: u32,
    /// Whether a lease of it lapsed and no worker has answered for it since.
    pub(super) doubtful: bool,
    /// The worker that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) worker: Option<String>,
    /// The last error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

impl Record {
    /// Returns the record of what is lent again for the first time: nothing of before counts, but that it
    /// was in somebody's hands.
    pub(super) fn afresh(&self) -> Self {
        Self { handed_out: self.handed_out, ..Self::default() }
    }

    /// Returns the record in another state, for so long, in nobody's hands.
    pub(super) fn turned(&self, state: State, lasts: i64) -> Self {
        Self { state, lasts, at: None, worker: None, lease: String::new(), ..self.clone() }
    }
}

/// An article as it waits.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    learned_url: Option<String>,
    /// Empty where it lies apart.
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
}

/// Returns an article's bytes, with its text or without.
pub(super) fn encode(metadata: &Metadata, text: &str) -> Vec<u8> {
    let m = metadata.clone();
    let kept = Kept {
        path: m.path,
        url: m.url,
        outlet: m.outlet,
        title: m.title,
        author: m.author,
        published_at: m.published_at.map(Timestamp::micros),
        language: m.language,
        file_key: m.file_key,
        taken_at: m.taken_at.map(Timestamp::micros),
        learned_url: m.learned_url,
        text: text.to_owned(),
    };
    serde_json::to_vec(&kept).expect("strings and numbers are JSON")
}

/// Reads metadata and text; `None` where the bytes are none of an article.
pub(super) fn decode(bytes: &[u8]) -> Option<(Metadata, String)> {
    let kept: Kept = serde_json::from_slice(bytes).ok()?;
    let metadata = Metadata {
        path: kept.path,
        url: kept.url,
        outlet: kept.outlet,
        title: kept.title,
        author: kept.author,
        published_at: kept.published_at.map(Timestamp::from_micros),
        language: kept.language,
        file_key: kept.file_key,
        taken_at: kept.taken_at.map(Timestamp::from_micros),
        learned_url: kept.learned_url,
    };
    Some((metadata, kept.text))
}

/// Returns the article of these parts when it has this id.
pub(super) fn article(id: ArticleId, metadata: Metadata, text: String) -> Option<Article> {
    Article::new(metadata, text).ok().filter(|article| article.id() == id)
}

/// Returns the token of a lease: the article, which of its lives this is, and which handing-out, so that a
/// worker whose lease has lapsed cannot touch the article any more, whoever has it now.
pub(super) fn token(id: ArticleId, key: u64, lease: &str) -> LeaseToken {
    LeaseToken::new(format!("{id}.{key}.{lease}"))
}

/// Returns article, life and handing-out of a token; `None` when it is none of this queue's.
pub(super) fn parse(token: &LeaseToken) -> Option<(ArticleId, u64, &str)> {
    let mut parts = token.as_str().splitn(3, '.');
    let id = parts.next()?.parse().ok()?;
    let key = parts.next()?.parse().ok()?;
    Some((id, key, parts.next().filter(|lease| !lease.is_empty())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_another_version_is_read() {
        let read: Record =
            serde_json::from_str(r#"{"state":"leased","attempts":2,"later":true}"#).expect("read");
        assert_eq!((read.state, read.attempts, read.lasts), (State::Leased, 2, 0));
    }

    #[test]
    fn an_article_is_read_as_it_was_written() {
        let metadata = Metadata {
            title: Some("Fog \0".into()),
            taken_at: Some(Timestamp::from_micros(-7)),
            ..Metadata::default()
        };
        let bytes = encode(&metadata, "“Nej” 🐟\u{0}\r\n");
        assert_eq!(decode(&bytes), Some((metadata, "“Nej” 🐟\u{0}\r\n".into())));
        assert_eq!(decode(b"{"), None);
    }

    #[test]
    fn an_id_in_other_letters_is_still_no_token() {
        let id = ArticleId::of(None, "x");
        assert_eq!(parse(&token(id, 7, "n.1")), Some((id, 7, "n.1")));
        for odd in ["", "..", "a.1.1", &format!("{id}.1."), &format!("{id}.-1.x")] {
            assert_eq!(parse(&LeaseToken::new(odd)), None, "{odd}");
        }
    }
}
