//! Corrections of statements: as edits of the journal, and beside the statements that they are of.

use q7x2_domain as domain;

use super::{name_in, ranges, ranges_to_wire};
use crate::field::{all, article_id, bounded_text, each, optional, optional_model, require};
use crate::messages::enums::OnWire;
use crate::messages::statement_id;
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::v1::statement_corrected::What;
use crate::{ConvertError, Problem, optional_text, v1};

/// Returns a correction as an edit.
pub(super) fn edit(wire: v1::StatementCorrected) -> Result<domain::Edit, ConvertError> {
    let missing = || ConvertError::new("what", Problem::Missing);
    let what = match wire.what.ok_or_else(missing)? {
        What::Wrong(true) => domain::Correction::Wrong,
        What::NotSaid(true) => domain::Correction::NotSaid,
        What::Wrong(false) | What::NotSaid(false) => return Err(missing()),
        What::Speaker(v1::SpeakerCorrected { to, with }) => {
            let to = optional(to, "to").map_err(|e| e.inside("speaker"))?;
            let with: Vec<_> = each(with, "with").map_err(|e| e.inside("speaker"))?;
            if to.is_none() && !with.is_empty() {
                return Err(ConvertError::new("speaker.to", Problem::Missing));
            }
            domain::Correction::Speakers(to.into_iter().chain(with).collect())
        }
        What::Words(v1::WordsCorrected { ranges: wire }) => {
            if wire.is_empty() {
                return Err(ConvertError::new("words.ranges", Problem::Missing));
            }
            let spans = ranges(&wire, "ranges").map_err(|e| e.inside("words"))?;
            domain::Correction::Words(spans)
        }
    };
    Ok(domain::Edit::Correct {
        statement: statement_id(wire.statement_id, "statement_id")?,
        place: require(wire.place, "place")?,
        what,
        reason: bounded_text(wire.reason, "reason")?,
    })
}

/// Returns the message of a correction.
pub(super) fn edit_to_wire(
    statement: &domain::StatementId,
    place: &domain::StatementPlace,
    what: &domain::Correction,
    reason: Option<&String>,
) -> v1::StatementCorrected {
    let what = match what {
        domain::Correction::Wrong => What::Wrong(true),
        domain::Correction::NotSaid => What::NotSaid(true),
        domain::Correction::Speakers(to) => What::Speaker(v1::SpeakerCorrected {
            to: to.first().map(Into::into),
            with: all(to.get(1..).unwrap_or_default()),
        }),
        domain::Correction::Words(spans) => {
            What::Words(v1::WordsCorrected { ranges: ranges_to_wire(spans) })
        }
    };
    v1::StatementCorrected {
        statement_id: statement.to_string(),
        place: Some(place.into()),
        what: Some(what),
        reason: reason.cloned().unwrap_or_default(),
    }
}

impl TryFrom<v1::Corrected> for domain::Corrected {
    type Error = ConvertError;

    fn try_from(wire: v1::Corrected) -> Result<Self, ConvertError> {
        Ok(Self {
            notes: each(wire.notes, "notes")?,
            speaker: optional(wire.speaker, "speaker")?,
            joint: each(wire.joint, "joint")?,
            content: each(wire.content, "content")?,
            kind: domain::Kind::read(wire.kind, "kind")?,
            asserted: domain::Asserted::read(wire.asserted, "asserted")?,
            missed_by: optional_model(wire.missed_by, "missed_by")?,
        })
    }
}

impl From<&domain::Corrected> for v1::Corrected {
    fn from(corrected: &domain::Corrected) -> Self {
        Self {
            notes: all(&corrected.notes),
            speaker: corrected.speaker.as_ref().map(Into::into),
            joint: all(&corrected.joint),
            content: all(&corrected.content),
            kind: corrected.kind.write(),
            asserted: corrected.asserted.write(),
            missed_by: corrected.missed_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

impl TryFrom<v1::CorrectionNote> for domain::CorrectionNote {
    type Error = ConvertError;

    fn try_from(wire: v1::CorrectionNote) -> Result<Self, ConvertError> {
        let missing = || ConvertError::new("at", Problem::Missing);
        Ok(Self {
            number: wire.number,
            at: timestamp_from_wire(wire.at, "at")?.ok_or_else(missing)?,
            by: name_in(wire.by, "by")?,
            kind: domain::CorrectionKind::read(wire.kind, "kind")?,
            reason: bounded_text(wire.reason, "reason")?,
            of: optional_text(wire.article_id)
                .map(|id| article_id(&id, "article_id"))
                .transpose()?,
        })
    }
}

impl From<&domain::CorrectionNote> for v1::CorrectionNote {
    fn from(note: &domain::CorrectionNote) -> Self {
        Self {
            number: note.number,
            at: Some(timestamp_to_wire(note.at)),
            by: note.by.clone(),
            kind: note.kind.write(),
            reason: note.reason.clone().unwrap_or_default(),
            article_id: note.of.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}
