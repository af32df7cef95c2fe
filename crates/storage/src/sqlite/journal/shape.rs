//! An edit as JSON. The domain types know no serialisation, so their counterparts are here. What
//! was once written must be read for ever: fields are added, never changed.

use q7x2_domain::{
    Correction, Edit, Party, Span, SpeakerId, SpeakerPart, SpeakerType, StatementId, StatementPlace,
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
    Correct {
        statement: String,
        place: Place,
        what: What,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Undo {
        number: u64,
    },
}

/// What a correction says. Words are told by their places alone, so that nothing of a text is here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Wrong,
    Speaker(Option<Who>),
    Words(Vec<(u32, u32)>),
    NotSaid,
}

/// Writes an edit.
pub(super) fn write(edit: &Edit) -> String {
    let shape = match edit {
        Edit::Merge { into, from } => {
            Shape::Merge { into: into.into(), from: from.iter().map(Who::from).collect() }
        }
        Edit::Split { from, part: SpeakerPart { forms, articles, places }, to } => Shape::Split {
            from: from.into(),
            to: to.into(),
            forms: forms.clone(),
            articles: articles.iter().map(ToString::to_string).collect(),
            places: places.iter().map(Place::from).collect(),
        },
        Edit::Rename { speaker, name } => {
            Shape::Rename { speaker: speaker.into(), name: name.clone() }
        }
        Edit::Pin { speaker } => Shape::Pin { speaker: speaker.into() },
        Edit::PinStatement { statement, place, to } => Shape::PinStatement {
            statement: statement.to_string(),
            place: place.into(),
            to: to.as_ref().map(Who::from),
        },
        Edit::Correct { statement, place, what, reason } => Shape::Correct {
            statement: statement.to_string(),
            place: place.into(),
            what: what.into(),
            reason: reason.clone(),
        },
        Edit::Undo { number } => Shape::Undo { number: *number },
    };
    serde_json::to_string(&shape).expect("strings and numbers are always JSON")
}

/// Reads the edit of this number.
pub(in crate::sqlite) fn read(number: i64, json: &str) -> Result<Edit, Failure> {
    // serde_json would quote the names it stumbles over.
    let shape: Option<Shape> = serde_json::from_str(json).ok();
    let unknown = || Failure::Corrupt(format!("edit {number}: not understood by this version"));
    shape.and_then(Shape::edit).ok_or_else(unknown)
}

impl Shape {
    /// Returns the edit; `None` when a word or id of it is not known.
    fn edit(self) -> Option<Edit> {
        Some(match self {
            Self::Merge { into, from } => Edit::Merge {
                into: into.party()?,
                from: from.into_iter().map(Who::party).collect::<Option<_>>()?,
            },
            Self::Split { from, to, forms, articles, places } => {
                let articles = articles.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?;
                let places = places.into_iter().map(Place::place).collect::<Option<_>>()?;
                let part = SpeakerPart { forms, articles, places };
                Edit::Split { from: from.party()?, part, to: to.party()? }
            }
            Self::Rename { speaker, name } => Edit::Rename { speaker: speaker.party()?, name },
            Self::Pin { speaker } => Edit::Pin { speaker: speaker.party()? },
            Self::PinStatement { statement, place, to } => Edit::PinStatement {
                statement: StatementId::from_stored(statement),
                place: place.place()?,
                to: match to {
                    Some(who) => Some(who.party()?),
                    None => None,
                },
            },
            Self::Correct { statement, place, what, reason } => Edit::Correct {
                statement: StatementId::from_stored(statement),
                place: place.place()?,
                what: what.correction()?,
                reason,
            },
            Self::Undo { number } => Edit::Undo { number },
        })
    }
}

impl From<&Correction> for What {
    fn from(what: &Correction) -> Self {
        match what {
            Correction::Wrong => Self::Wrong,
            Correction::Speaker(to) => Self::Speaker(to.as_ref().map(Who::from)),
            Correction::Words(spans) => Self::Words(pairs(spans)),
            Correction::NotSaid => Self::NotSaid,
        }
    }
}

impl What {
    fn correction(self) -> Option<Correction> {
        Some(match self {
            Self::Wrong => Correction::Wrong,
            Self::Speaker(None) => Correction::Speaker(None),
            Self::Speaker(Some(who)) => Correction::Speaker(Some(who.party()?)),
            Self::Words(pairs) => Correction::Words(spans(pairs)?),
            Self::NotSaid => Correction::NotSaid,
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
        Self {
            article: place.article.to_string(),
            source: pairs(&place.source),
            content: pairs(&place.content),
        }
    }
}

impl Place {
    fn place(self) -> Option<StatementPlace> {
        Some(StatementPlace {
            article: self.article.parse().ok()?,
            source: spans(self.source)?,
            content: spans(self.content)?,
        })
    }
}

fn pairs(spans: &[Span]) -> Vec<(u32, u32)> {
    spans.iter().map(|span| (span.start(), span.end())).collect()
}

fn spans(pairs: Vec<(u32, u32)>) -> Option<Vec<Span>> {
    pairs.into_iter().map(|(start, end)| Span::new(start, end)).collect()
}
