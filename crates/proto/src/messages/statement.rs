//! The statements of `messages.proto`, and the extraction that holds them.

use std::sync::Arc;

use q7x2_domain as domain;

use super::enums::{OnWire, write_optional};
use super::{from_owned, span};
use crate::field::{
    all, article_id, confidence, each, model_version, optional, optional_boxed, require,
};
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::{ConvertError, Problem, v1};

from_owned!(
    Statement => Statement,
    Addressee => Addressee,
    Channel => Channel,
    TimeSaid => TimeSaid,
    Relay => Relay,
    Diagnostic => Diagnostic,
    Extraction => Extraction,
);

impl TryFrom<v1::Extraction> for domain::Extraction {
    type Error = ConvertError;

    fn try_from(wire: v1::Extraction) -> Result<Self, ConvertError> {
        Ok(Self {
            article: article_id(&wire.article_id, "article_id")?,
            model: model_version(wire.model, "model")?,
            statements: shared(each(wire.statements, "statements")?),
            diagnostics: each(wire.diagnostics, "diagnostics")?,
        })
    }
}

/// Lets statements of one speaker share it.
fn shared(mut statements: Vec<domain::Statement>) -> Vec<domain::Statement> {
    let mut known = domain::SharedSpeakers::default();
    for statement in &mut statements {
        statement.speaker = statement.speaker.take().map(|speaker| known.one(speaker));
    }
    statements
}

impl From<&domain::Extraction> for v1::Extraction {
    fn from(extraction: &domain::Extraction) -> Self {
        Self {
            article_id: extraction.article.to_string(),
            model: extraction.model.to_string(),
            statements: all(&extraction.statements),
            diagnostics: all(&extraction.diagnostics),
        }
    }
}

impl TryFrom<v1::Statement> for domain::Statement {
    type Error = ConvertError;

    fn try_from(wire: v1::Statement) -> Result<Self, ConvertError> {
        if wire.content.is_empty() {
            return Err(ConvertError::new("content", Problem::Missing));
        }
        let asserted = domain::Asserted::read_optional(wire.asserted, "asserted")?;
        // Who knows of no joint speakers tells of the one alone.
        let told: Option<domain::Speaker> = optional(wire.speaker, "speaker")?;
        let speakers: Vec<domain::Speaker> = each(wire.speakers, "speakers")?;
        let mut speakers = speakers.into_iter();
        let speaker = speakers.next().or(told);
        let next_candidate: Option<domain::Speaker> =
            optional(wire.next_candidate, "next_candidate")?;
        Ok(Self {
            id: statement_id(wire.id, "id")?,
            kind: domain::Kind::read(wire.kind, "kind")?,
            mode: domain::Mode::read(wire.mode, "mode")?,
            asserted: asserted.unwrap_or_default(),
            source: each(wire.source, "source")?,
            cue: each(wire.cue, "cue")?,
            content: each(wire.content, "content")?,
            speaker: speaker.map(Arc::new),
            joint: speakers.collect(),
            next_candidate: next_candidate.map(Arc::new),
            addressee: optional_boxed(wire.addressee, "addressee")?,
            channel: optional_boxed(wire.channel, "channel")?,
            said_at: optional_boxed(wire.said_at, "said_at")?,
            relay: optional_boxed(wire.relay, "relay")?,
            cue_class: domain::CueClass::read_optional(wire.cue_class, "cue_class")?,
            confidence: confidence(wire.confidence, "confidence")?,
        })
    }
}

impl From<&domain::Statement> for v1::Statement {
    fn from(statement: &domain::Statement) -> Self {
        Self {
            id: statement.id.to_string(),
            kind: statement.kind.write(),
            mode: statement.mode.write(),
            asserted: statement.asserted.write(),
            source: all(&statement.source),
            cue: all(&statement.cue),
            content: all(&statement.content),
            speaker: statement.speaker.as_deref().map(Into::into),
            speakers: statement.speakers().map(Into::into).collect(),
            addressee: statement.addressee.as_deref().map(Into::into),
            channel: statement.channel.as_deref().map(Into::into),
            said_at: statement.said_at.as_deref().map(Into::into),
            relay: statement.relay.as_deref().map(Into::into),
            cue_class: write_optional(statement.cue_class),
            confidence: statement.confidence,
            next_candidate: statement.next_candidate.as_deref().map(Into::into),
        }
    }
}

impl TryFrom<v1::Addressee> for domain::Addressee {
    type Error = ConvertError;

    fn try_from(wire: v1::Addressee) -> Result<Self, ConvertError> {
        Ok(Self { excerpt: require(wire.span, "span")?, party: optional(wire.party, "party")? })
    }
}

impl From<&domain::Addressee> for v1::Addressee {
    fn from(addressee: &domain::Addressee) -> Self {
        Self {
            span: Some((&addressee.excerpt).into()),
            party: addressee.party.as_ref().map(Into::into),
        }
    }
}

impl TryFrom<v1::Channel> for domain::Channel {
    type Error = ConvertError;

    fn try_from(wire: v1::Channel) -> Result<Self, ConvertError> {
        Ok(Self { excerpt: require(wire.span, "span")? })
    }
}

impl From<&domain::Channel> for v1::Channel {
    fn from(channel: &domain::Channel) -> Self {
        Self { span: Some((&channel.excerpt).into()) }
    }
}

impl TryFrom<v1::TimeSaid> for domain::TimeSaid {
    type Error = ConvertError;

    /// A time has both a start and a precision, or neither.
    fn try_from(wire: v1::TimeSaid) -> Result<Self, ConvertError> {
        let value = timestamp_from_wire(wire.value, "value")?;
        let precision = domain::TimePrecision::read_optional(wire.precision, "precision")?;
        let value = match (value, precision) {
            (Some(value), Some(precision)) => Some((value, precision)),
            (None, None) => None,
            (Some(_), None) => return Err(ConvertError::new("precision", Problem::Unspecified)),
            (None, Some(_)) => return Err(ConvertError::new("value", Problem::Missing)),
        };
        Ok(Self { excerpt: require(wire.span, "span")?, value })
    }
}

impl From<&domain::TimeSaid> for v1::TimeSaid {
    fn from(said_at: &domain::TimeSaid) -> Self {
        Self {
            span: Some((&said_at.excerpt).into()),
            value: said_at.value.map(|(start, _)| timestamp_to_wire(start)),
            precision: write_optional(said_at.value.map(|(_, precision)| precision)),
        }
    }
}

impl TryFrom<v1::Relay> for domain::Relay {
    type Error = ConvertError;

    fn try_from(wire: v1::Relay) -> Result<Self, ConvertError> {
        let depth = u8::try_from(wire.depth).ok().filter(|&depth| depth > 0);
        let range = Problem::OutOfRange("a relay has from 1 to 255 tellers");
        let by = match wire.by_statement_id {
            id if id.is_empty() => None,
            id => Some(statement_id(id, "by_statement_id")?),
        };
        let depth = depth.ok_or_else(|| ConvertError::new("depth", range))?;
        Ok(Self { depth, by, teller: optional(wire.teller, "teller")? })
    }
}

impl From<&domain::Relay> for v1::Relay {
    fn from(relay: &domain::Relay) -> Self {
        Self {
            depth: relay.depth.into(),
            by_statement_id: relay.by.as_ref().map(ToString::to_string).unwrap_or_default(),
            teller: relay.teller.as_ref().map(Into::into),
        }
    }
}

impl TryFrom<v1::Diagnostic> for domain::Diagnostic {
    type Error = ConvertError;

    fn try_from(wire: v1::Diagnostic) -> Result<Self, ConvertError> {
        let place = wire.place.map(|p| span(p.start, p.end).map_err(|e| e.inside("place")));
        Ok(Self {
            code: domain::DiagnosticCode::read(wire.code, "code")?,
            message: wire.message,
            span: place.transpose()?,
        })
    }
}

impl From<&domain::Diagnostic> for v1::Diagnostic {
    fn from(diagnostic: &domain::Diagnostic) -> Self {
        let place =
            |span: domain::Span| v1::DiagnosticPlace { start: span.start(), end: span.end() };
        Self {
            code: diagnostic.code.write(),
            message: diagnostic.message.clone(),
            place: diagnostic.span.map(place),
        }
    }
}

/// Returns the statement id in `field`.
pub(crate) fn statement_id(id: String, field: &str) -> Result<domain::StatementId, ConvertError> {
    let digits = id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if id.len() != 16 || !digits {
        let problem = Problem::Malformed("a statement id (16 lower-case hexadecimal digits)");
        return Err(ConvertError::new(field, problem));
    }
    Ok(domain::StatementId::from_stored(id))
}
