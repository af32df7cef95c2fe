//! `messages.proto`: articles and their metadata, excerpts, speakers. Statements have a file of
//! their own.

pub(crate) mod enums;
mod statement;

use q7x2_domain as domain;

use self::enums::OnWire;
use crate::field::{bounded_text, without_nul};
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::{ConvertError, Problem, v1};

/// Lets a message be made of an owned value where one is at hand.
macro_rules! from_owned {
    ($($domain:ident => $wire:ident),+ $(,)?) => {$(
        impl From<q7x2_domain::$domain> for crate::v1::$wire {
            fn from(value: q7x2_domain::$domain) -> Self {
                Self::from(&value)
            }
        }
    )+};
}
pub(crate) use from_owned;
pub(crate) use statement::statement_id;

from_owned!(Article => Article, Metadata => Metadata, Excerpt => Span, Speaker => Speaker);

impl TryFrom<v1::Article> for domain::Article {
    type Error = ConvertError;

    /// An article without metadata is one of which nothing is known.
    fn try_from(wire: v1::Article) -> Result<Self, ConvertError> {
        let metadata = domain::Metadata::try_from(wire.metadata.unwrap_or_default())
            .map_err(|e| e.inside("metadata"))?;
        let text = without_nul(wire.text, "text")?;
        Self::new(metadata, text).map_err(|e| ConvertError::new("text", e.into()))
    }
}

impl From<&domain::Article> for v1::Article {
    fn from(article: &domain::Article) -> Self {
        Self { metadata: Some(article.metadata().into()), text: article.text().to_owned() }
    }
}

impl TryFrom<v1::Metadata> for domain::Metadata {
    type Error = ConvertError;

    fn try_from(wire: v1::Metadata) -> Result<Self, ConvertError> {
        Ok(Self {
            path: bounded_text(wire.path, "path")?,
            url: bounded_text(wire.url, "url")?,
            outlet: bounded_text(wire.outlet, "outlet")?,
            title: bounded_text(wire.title, "title")?,
            author: bounded_text(wire.author, "author")?,
            published_at: timestamp_from_wire(wire.published_at, "published_at")?,
            language: bounded_text(wire.language, "language")?,
            file_key: bounded_text(wire.file_key, "file_key")?,
            taken_at: timestamp_from_wire(wire.taken_at, "taken_at")?,
            learned_url: bounded_text(wire.learned_url, "learned_url")?,
        })
    }
}

impl From<&domain::Metadata> for v1::Metadata {
    fn from(metadata: &domain::Metadata) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            path: text(&metadata.path),
            url: text(&metadata.url),
            outlet: text(&metadata.outlet),
            title: text(&metadata.title),
            author: text(&metadata.author),
            published_at: metadata.published_at.map(timestamp_to_wire),
            language: text(&metadata.language),
            file_key: text(&metadata.file_key),
            taken_at: metadata.taken_at.map(timestamp_to_wire),
            learned_url: text(&metadata.learned_url),
        }
    }
}

impl TryFrom<v1::Span> for domain::Excerpt {
    type Error = ConvertError;

    /// Whether the words are those of an article is not known here; see
    /// [`domain::Extraction::check`].
    fn try_from(wire: v1::Span) -> Result<Self, ConvertError> {
        let span = span(wire.start, wire.end)?;
        if wire.text.is_empty() {
            return Err(ConvertError::new("text", Problem::Missing));
        }
        Ok(Self { span, text: wire.text })
    }
}

impl From<&domain::Excerpt> for v1::Span {
    fn from(excerpt: &domain::Excerpt) -> Self {
        let (start, end) = (excerpt.span.start(), excerpt.span.end());
        Self { start, end, text: excerpt.text.clone() }
    }
}

impl TryFrom<v1::Speaker> for domain::Speaker {
    type Error = ConvertError;

    fn try_from(wire: v1::Speaker) -> Result<Self, ConvertError> {
        let required = |text: String, field| {
            bounded_text(text, field)?.ok_or_else(|| ConvertError::new(field, Problem::Missing))
        };
        Ok(Self {
            id: domain::SpeakerId::from_stored(required(wire.id, "id")?),
            name: required(wire.name, "name")?,
            kind: domain::SpeakerType::read(wire.r#type, "type")?,
            link_reason: domain::LinkReason::read(wire.link_reason, "link_reason")?,
            facts: domain::SpeakerFacts {
                wikidata: bounded_text(wire.wikidata, "wikidata")?,
                stands_for: bounded_text(wire.stands_for, "stands_for")?,
                maker: bounded_text(wire.maker, "maker")?,
                of: bounded_text(wire.of, "of")?,
            },
        })
    }
}

impl From<&domain::Speaker> for v1::Speaker {
    fn from(speaker: &domain::Speaker) -> Self {
        Self {
            id: speaker.id.as_str().to_owned(),
            name: speaker.name.clone(),
            r#type: speaker.kind.write(),
            link_reason: speaker.link_reason.write(),
            wikidata: speaker.facts.wikidata.clone().unwrap_or_default(),
            stands_for: speaker.facts.stands_for.clone().unwrap_or_default(),
            maker: speaker.facts.maker.clone().unwrap_or_default(),
            of: speaker.facts.of.clone().unwrap_or_default(),
        }
    }
}

/// Returns the span of two offsets.
pub(crate) fn span(start: u32, end: u32) -> Result<domain::Span, ConvertError> {
    let empty = || ConvertError::new("end", Problem::EmptySpan { start, end });
    domain::Span::new(start, end).ok_or_else(empty)
}
