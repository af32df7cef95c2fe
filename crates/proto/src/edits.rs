//! `edits.proto`: the journal of what people decided about speakers; of statements see `corrections`. Requests name speakers by
//! words that only the service can look up, so their conversion is there.

mod corrections;

use q7x2_domain as domain;

use crate::catalogue;
use crate::field::{all, article_id, article_ids, bounded_text, each, optional, require};
use crate::messages::enums::OnWire;
use crate::messages::{from_owned, span, statement_id};
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::v1::speaker_edit::Edit;
use crate::{ConvertError, Problem, v1};

from_owned!(EditEntry => SpeakerEdit, EditOutcome => EditSpeakersResponse, Party => Party);

/// Returns the sort of party in `field`, or `None` when it is not specified.
///
/// # Errors
/// When this version does not know it.
pub fn speaker_type(value: i32, field: &str) -> Result<Option<domain::SpeakerType>, ConvertError> {
    domain::SpeakerType::read_optional(value, field)
}

impl From<&domain::EditOutcome> for v1::EditSpeakersResponse {
    fn from(outcome: &domain::EditOutcome) -> Self {
        Self {
            edit: Some((&outcome.entry).into()),
            statements: outcome.statements,
            articles: outcome.articles,
            erased: outcome.erased,
            to_come: outcome.to_come,
            still_forgotten_by: outcome.still_forgotten_by.unwrap_or_default(),
        }
    }
}

impl TryFrom<v1::EditSpeakersResponse> for Option<domain::EditOutcome> {
    type Error = ConvertError;

    fn try_from(wire: v1::EditSpeakersResponse) -> Result<Self, ConvertError> {
        let entry = optional(wire.edit.clone(), "edit")?;
        let v1::EditSpeakersResponse { statements, articles, erased, .. } = wire;
        let still = (wire.still_forgotten_by > 0).then_some(wire.still_forgotten_by);
        Ok(entry.map(|entry| domain::EditOutcome {
            entry,
            statements,
            articles,
            erased,
            to_come: wire.to_come,
            still_forgotten_by: still,
        }))
    }
}

impl TryFrom<v1::SpeakerEdit> for domain::EditEntry {
    type Error = ConvertError;

    fn try_from(wire: v1::SpeakerEdit) -> Result<Self, ConvertError> {
        let missing = |field| ConvertError::new(field, Problem::Missing);
        Ok(Self {
            number: wire.number,
            at: timestamp_from_wire(wire.at, "at")?.ok_or_else(|| missing("at"))?,
            by: bounded_text(wire.by, "by")?.ok_or_else(|| missing("by"))?,
            edit: edit(wire.edit.ok_or_else(|| missing("edit"))?)?,
            undone_by: (wire.undone_by > 0).then_some(wire.undone_by),
        })
    }
}

fn edit(wire: Edit) -> Result<domain::Edit, ConvertError> {
    let inside = |field: &'static str| move |error: ConvertError| error.inside(field);
    match wire {
        Edit::Merged(v1::Merged { into, from }) => Ok(domain::Edit::Merge {
            into: require(into, "into").map_err(inside("merged"))?,
            from: each(from, "from").map_err(inside("merged"))?,
        }),
        Edit::Split(wire) => split(wire).map_err(inside("split")),
        Edit::Renamed(v1::Renamed { speaker, name }) => Ok(domain::Edit::Rename {
            speaker: require(speaker, "speaker").map_err(inside("renamed"))?,
            name: name_in(name, "name").map_err(inside("renamed"))?,
        }),
        Edit::Pinned(party) => {
            let speaker = party.try_into().map_err(inside("pinned"))?;
            Ok(domain::Edit::Pin { speaker })
        }
        Edit::StatementPinned(v1::StatementPinned { statement_id: id, place, to }) => {
            let inside = inside("statement_pinned");
            Ok(domain::Edit::PinStatement {
                statement: statement_id(id, "statement_id").map_err(inside)?,
                place: require(place, "place").map_err(inside)?,
                to: optional(to, "to").map_err(inside)?,
            })
        }
        Edit::StatementCorrected(wire) => {
            corrections::edit(wire).map_err(inside("statement_corrected"))
        }
        Edit::ArticlesSet(set) => set.try_into().map_err(inside("articles_set")),
        Edit::ArticlesForgotten(forget) => forget.try_into().map_err(inside("articles_forgotten")),
        Edit::Erased(_) => Ok(domain::Edit::Erased),
        Edit::Undid(number) => Ok(domain::Edit::Undo { number }),
    }
}

fn split(wire: v1::Split) -> Result<domain::Edit, ConvertError> {
    let part = domain::SpeakerPart {
        forms: wire.forms,
        articles: article_ids(&wire.article_ids, "article_ids")?,
        places: each(wire.places, "places")?,
    };
    Ok(domain::Edit::Split { from: require(wire.from, "from")?, part, to: require(wire.to, "to")? })
}

impl From<&domain::EditEntry> for v1::SpeakerEdit {
    fn from(entry: &domain::EditEntry) -> Self {
        let party = |party: &domain::Party| Some(v1::Party::from(party));
        let edit = match &entry.edit {
            domain::Edit::Merge { into, from } => {
                Edit::Merged(v1::Merged { into: party(into), from: all(from) })
            }
            domain::Edit::Split { from, part, to } => Edit::Split(v1::Split {
                from: party(from),
                to: party(to),
                forms: part.forms.clone(),
                article_ids: part.articles.iter().map(ToString::to_string).collect(),
                places: all(&part.places),
            }),
            domain::Edit::Rename { speaker, name } => {
                Edit::Renamed(v1::Renamed { speaker: party(speaker), name: name.clone() })
            }
            domain::Edit::Pin { speaker } => Edit::Pinned(speaker.into()),
            domain::Edit::PinStatement { statement, place, to } => {
                Edit::StatementPinned(v1::StatementPinned {
                    statement_id: statement.to_string(),
                    place: Some(place.into()),
                    to: to.as_ref().map(Into::into),
                })
            }
            domain::Edit::Correct { statement, place, what, reason } => Edit::StatementCorrected(
                corrections::edit_to_wire(statement, place, what, reason.as_ref()),
            ),
            domain::Edit::SetArticles { articles, fields } => {
                Edit::ArticlesSet(catalogue::set_to_wire(articles, fields))
            }
            domain::Edit::Forget { articles, erase } => {
                Edit::ArticlesForgotten(v1::ForgetArticles {
                    article_ids: articles.iter().map(ToString::to_string).collect(),
                    erase: *erase,
                })
            }
            domain::Edit::Erased => Edit::Erased(true),
            domain::Edit::Undo { number } => Edit::Undid(*number),
        };
        Self {
            number: entry.number,
            at: Some(timestamp_to_wire(entry.at)),
            by: entry.by.clone(),
            undone_by: entry.undone_by.unwrap_or_default(),
            edit: Some(edit),
        }
    }
}

impl TryFrom<v1::Party> for domain::Party {
    type Error = ConvertError;

    fn try_from(wire: v1::Party) -> Result<Self, ConvertError> {
        Ok(Self {
            id: domain::SpeakerId::from_stored(name_in(wire.id, "id")?),
            name: name_in(wire.name, "name")?,
            kind: domain::SpeakerType::read(wire.r#type, "type")?,
        })
    }
}

impl From<&domain::Party> for v1::Party {
    fn from(party: &domain::Party) -> Self {
        Self { id: party.id.to_string(), name: party.name.clone(), r#type: party.kind.write() }
    }
}

impl TryFrom<v1::StatementPlace> for domain::StatementPlace {
    type Error = ConvertError;

    fn try_from(wire: v1::StatementPlace) -> Result<Self, ConvertError> {
        if wire.content.is_empty() {
            return Err(ConvertError::new("content", Problem::Missing));
        }
        Ok(Self {
            article: article_id(&wire.article_id, "article_id")?,
            source: ranges(&wire.source, "source")?,
            content: ranges(&wire.content, "content")?,
        })
    }
}

impl From<&domain::StatementPlace> for v1::StatementPlace {
    fn from(place: &domain::StatementPlace) -> Self {
        Self {
            article_id: place.article.to_string(),
            source: ranges_to_wire(&place.source),
            content: ranges_to_wire(&place.content),
        }
    }
}

fn ranges(wire: &[v1::TextRange], field: &str) -> Result<Vec<domain::Span>, ConvertError> {
    let read = |(i, range): (usize, &v1::TextRange)| {
        span(range.start, range.end).map_err(|error| error.inside_item(field, i))
    };
    wire.iter().enumerate().map(read).collect()
}

fn ranges_to_wire(spans: &[domain::Span]) -> Vec<v1::TextRange> {
    spans.iter().map(|span| v1::TextRange { start: span.start(), end: span.end() }).collect()
}

/// Returns a text that must be there.
fn name_in(text: String, field: &str) -> Result<String, ConvertError> {
    bounded_text(text, field)?.ok_or_else(|| ConvertError::new(field, Problem::Missing))
}
