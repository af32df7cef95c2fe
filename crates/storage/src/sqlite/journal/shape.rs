//! An edit as JSON. The domain types know no serialisation, so their counterparts are here. What
//! was once written must be read for ever: fields are added, never changed.

use q7x2_domain::{
    Party, Span, SpeakerEdit, SpeakerId, SpeakerPart, SpeakerType, StatementId, StatementPlace,
};
use q7x2_sqlite::Failure;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Who {
    id: String,
    name: String,
    kind: String,
}

#[derive(Serialize, Deserialize)]
struct Place {
    article: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<(u32, u32)>,
    content: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Shape {
    Merge {
        into: Who,
        from: Vec<Who>,
    },
    Split {
        from: Who,
        to: Who,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        forms: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        articles: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        places: Vec<Place>,
    },
    Rename {
        speaker: Who,
        name: String,
    },
    Pin {
        speaker: Who,
    },
    PinStatement {
        statement: String,
        place: Place,
        to: Option<Who>,
    },
    Undo {
        number: u64,
    },
}

/// Writes an edit.
pub(super) fn write(edit: &SpeakerEdit) -> String {
    let shape = match edit {
        SpeakerEdit::Merge { into, from } => {
            Shape::Merge { into: into.into(), from: from.iter().map(Who::from).collect() }
        }
        SpeakerEdit::Split { from, part: SpeakerPart { forms, articles, places }, to } => {
            Shape::Split {
                from: from.into(),
                to: to.into(),
                forms: forms.clone(),
                articles: articles.iter().map(ToString::to_string).collect(),
                places: places.iter().map(Place::from).collect(),
            }
        }
        SpeakerEdit::Rename { speaker, name } => {
            Shape::Rename { speaker: speaker.into(), name: name.clone() }
        }
        SpeakerEdit::Pin { speaker } => Shape::Pin { speaker: speaker.into() },
        SpeakerEdit::PinStatement { statement, place, to } => Shape::PinStatement {
            statement: statement.to_string(),
            place: place.into(),
            to: to.as_ref().map(Who::from),
        },
        SpeakerEdit::Undo { number } => Shape::Undo { number: *number },
    };
    serde_json::to_string(&shape).expect("strings and numbers are always JSON")
}

/// Reads the edit of this number.
pub(super) fn read(number: i64, json: &str) -> Result<SpeakerEdit, Failure> {
    // serde_json would quote the names it stumbles over.
    let shape: Option<Shape> = serde_json::from_str(json).ok();
    let unknown = || Failure::Corrupt(format!("edit {number}: not understood by this version"));
    shape.and_then(Shape::edit).ok_or_else(unknown)
}

impl Shape {
    /// Returns the edit; `None` when a word or id of it is not known.
    fn edit(self) -> Option<SpeakerEdit> {
        Some(match self {
            Self::Merge { into, from } => SpeakerEdit::Merge {
                into: into.party()?,
                from: from.into_iter().map(Who::party).collect::<Option<_>>()?,
            },
            Self::Split { from, to, forms, articles, places } => {
                let articles = articles.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?;
                let places = places.into_iter().map(Place::place).collect::<Option<_>>()?;
                let part = SpeakerPart { forms, articles, places };
                SpeakerEdit::Split { from: from.party()?, part, to: to.party()? }
            }
            Self::Rename { speaker, name } => {
                SpeakerEdit::Rename { speaker: speaker.party()?, name }
            }
            Self::Pin { speaker } => SpeakerEdit::Pin { speaker: speaker.party()? },
            Self::PinStatement { statement, place, to } => SpeakerEdit::PinStatement {
                statement: StatementId::from_stored(statement),
                place: place.place()?,
                to: match to {
                    Some(who) => Some(who.party()?),
                    None => None,
                },
            },
            Self::Undo { number } => SpeakerEdit::Undo { number },
        })
    }
}

impl From<&Party> for Who {
    fn from(party: &Party) -> Self {
        Self {
            id: party.id.to_string(),
            name: party.name.clone(),
            kind: party.kind.as_str().to_owned(),
        }
    }
}

impl Who {
    fn party(self) -> Option<Party> {
        let kind = *SpeakerType::ALL.iter().find(|kind| kind.as_str() == self.kind)?;
        Some(Party { id: SpeakerId::from_stored(self.id), name: self.name, kind })
    }
}

impl From<&StatementPlace> for Place {
    fn from(place: &StatementPlace) -> Self {
        let pairs = |spans: &[Span]| spans.iter().map(|span| (span.start(), span.end())).collect();
        Self {
            article: place.article.to_string(),
            source: pairs(&place.source),
            content: pairs(&place.content),
        }
    }
}

impl Place {
    fn place(self) -> Option<StatementPlace> {
        let spans = |pairs: Vec<(u32, u32)>| {
            pairs.into_iter().map(|(start, end)| Span::new(start, end)).collect::<Option<_>>()
        };
        Some(StatementPlace {
            article: self.article.parse().ok()?,
            source: spans(self.source)?,
            content: spans(self.content)?,
        })
    }
}
