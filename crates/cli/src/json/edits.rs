//! Edits as JSON: what was decided, by whom and when.

use q7x2_domain as domain;
use serde::Serialize;

use crate::render::time::rfc3339;

/// The answer of `correct` and of `speakers merge`, `split`, `rename`, `pin` and `undo` with
/// `--format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Edited {
    /// Null when there was nothing to undo.
    edit: Option<Edit>,
    /// How many statements answer otherwise now.
    statements: u64,
    /// How many articles were set, forgotten or brought back.
    articles: u64,
    /// Of an undo: of how many articles nothing can be brought back, for they are erased.
    erased: u64,
    /// Of the same: the edit by which one of them is forgotten still.
    to_come: u64,
    still_forgotten_by: Option<u64>,
}

/// The answer of `speakers log` and `correct log` with `--format json`.
#[derive(Debug, Serialize)]
pub(crate) struct EditLog {
    edits: Vec<Edit>,
}

/// An edit. What an action has no use for is null or empty.
#[derive(Debug, Default, Serialize)]
struct Edit {
    number: u64,
    at: String,
    by: String,
    undone_by: Option<u64>,
    action: &'static str,
    /// Who was merged, split, renamed or pinned.
    speakers: Vec<Party>,
    /// Who answers: for it, for the part that left, for the statement.
    to: Option<Party>,
    /// Who said the statement with that one, jointly.
    with: Vec<Party>,
    name: Option<String>,
    forms: Vec<String>,
    article_ids: Vec<String>,
    statement_id: Option<String>,
    places: Vec<Place>,
    undoes: Option<u64>,
    /// What a correction is about.
    correction: Option<&'static str>,
    /// The words that a statement has by its correction: where they stand.
    words: Vec<Range>,
    reason: Option<String>,
    /// What is known of articles.
    fields: Vec<Field>,
    /// Whether what is forgotten is erased at once.
    erase: bool,
}

/// A field of an article that is set; null where it is not known any more.
#[derive(Debug, Serialize)]
struct Field {
    name: &'static str,
    value: Option<String>,
}

#[derive(Debug, Serialize)]
struct Party {
    id: String,
    name: String,
    r#type: &'static str,
}

/// Where a statement stands in its article.
#[derive(Debug, Serialize)]
struct Place {
    article_id: String,
    source: Vec<Range>,
    content: Vec<Range>,
}

#[derive(Debug, Serialize)]
struct Range {
    start: u32,
    end: u32,
}

impl From<Option<&domain::EditOutcome>> for Edited {
    fn from(made: Option<&domain::EditOutcome>) -> Self {
        let statements = made.map_or(0, |made| made.statements);
        let articles = made.map_or(0, |made| made.articles);
        let erased = made.map_or(0, |made| made.erased);
        let to_come = made.map_or(0, |made| made.to_come);
        let still_forgotten_by = made.and_then(|made| made.still_forgotten_by);
        let edit = made.map(|made| Edit::from(&made.entry));
        Self { edit, statements, articles, erased, to_come, still_forgotten_by }
    }
}

impl From<&[domain::EditEntry]> for EditLog {
    fn from(edits: &[domain::EditEntry]) -> Self {
        Self { edits: edits.iter().map(Edit::from).collect() }
    }
}

impl From<&domain::EditEntry> for Edit {
    fn from(entry: &domain::EditEntry) -> Self {
        let edit = Self {
            number: entry.number,
            at: rfc3339(entry.at),
            by: entry.by.clone(),
            undone_by: entry.undone_by,
            action: entry.edit.word(),
            ..Self::default()
        };
        match &entry.edit {
            domain::Edit::Merge { into, from } => Self {
                speakers: from.iter().map(Party::from).collect(),
                to: Some(into.into()),
                ..edit
            },
            domain::Edit::Split { from, part, to } => Self {
                speakers: vec![from.into()],
                to: Some(to.into()),
                forms: part.forms.clone(),
                article_ids: part.articles.iter().map(ToString::to_string).collect(),
                places: part.places.iter().map(Place::from).collect(),
                ..edit
            },
            domain::Edit::Rename { speaker, name } => {
                Self { speakers: vec![speaker.into()], name: Some(name.clone()), ..edit }
            }
            domain::Edit::Pin { speaker } => Self { speakers: vec![speaker.into()], ..edit },
            domain::Edit::PinStatement { statement, place, to } => Self {
                statement_id: Some(statement.to_string()),
                places: vec![place.into()],
                to: to.as_ref().map(Party::from),
                ..edit
            },
            domain::Edit::Correct { statement, place, what, reason } => {
                let (mut speakers, words) = match what {
                    domain::Correction::Speakers(to) => (to.iter(), vec![]),
                    domain::Correction::Words(spans) => ([].iter(), ranges(spans)),
                    domain::Correction::Wrong | domain::Correction::NotSaid => ([].iter(), vec![]),
                };
                Self {
                    statement_id: Some(statement.to_string()),
                    places: vec![place.into()],
                    correction: Some(what.kind().as_str()),
                    reason: reason.clone(),
                    to: speakers.next().map(Party::from),
                    with: speakers.map(Party::from).collect(),
                    words,
                    ..edit
                }
            }
            domain::Edit::SetArticles { articles, fields } => Self {
                article_ids: articles.iter().map(ToString::to_string).collect(),
                fields: fields.iter().map(Field::from).collect(),
                ..edit
            },
            domain::Edit::Forget { articles, erase } => Self {
                article_ids: articles.iter().map(ToString::to_string).collect(),
                erase: *erase,
                ..edit
            },
            domain::Edit::Erased => edit,
            domain::Edit::Undo { number } => Self { undoes: Some(*number), ..edit },
        }
    }
}

impl From<&domain::FieldEdit> for Field {
    fn from(field: &domain::FieldEdit) -> Self {
        let value = match field {
            domain::FieldEdit::PublishedAt(time) => time.map(rfc3339),
            other => other.text().map(str::to_owned),
        };
        Self { name: field.name(), value }
    }
}

impl From<&domain::Party> for Party {
    fn from(party: &domain::Party) -> Self {
        Self { id: party.id.to_string(), name: party.name.clone(), r#type: party.kind.as_str() }
    }
}

impl From<&domain::StatementPlace> for Place {
    fn from(place: &domain::StatementPlace) -> Self {
        Self {
            article_id: place.article.to_string(),
            source: ranges(&place.source),
            content: ranges(&place.content),
        }
    }
}

fn ranges(spans: &[domain::Span]) -> Vec<Range> {
    spans.iter().map(|span| Range { start: span.start(), end: span.end() }).collect()
}
