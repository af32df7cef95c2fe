//! An edit as JSON. The domain types know no serialisation, so their counterparts are here. What
//! was once written must be read for ever: fields are added, never changed.

use q7x2_domain::{
    ArticleId, Correction, Edit, FieldEdit, Party, Span, SpeakerId, SpeakerPart, SpeakerType,
    StatementId, StatementPlace, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::session::{Failure, Result};

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
        /// Who said it with the speaker.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<Who>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    SetArticles {
        articles: Vec<String>,
        fields: Vec<Field>,
    },
    Forget {
        articles: Vec<String>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        erase: bool,
    },
    Erased,
    Undo {
        number: u64,
    },
}

/// A field that is set: its name and what it is.
#[derive(Serialize, Deserialize)]
struct Field(String, Value);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Time(i64),
    Text(Option<String>),
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
            with: match what {
                Correction::Speakers(to) => to.iter().skip(1).map(Who::from).collect(),
                _ => vec![],
            },
            reason: reason.clone(),
        },
        Edit::SetArticles { articles, fields } => Shape::SetArticles {
            articles: articles.iter().map(ToString::to_string).collect(),
            fields: fields.iter().map(Field::from).collect(),
        },
        Edit::Forget { articles, erase } => Shape::Forget {
            articles: articles.iter().map(ToString::to_string).collect(),
            erase: *erase,
        },
        Edit::Erased => Shape::Erased,
        Edit::Undo { number } => Shape::Undo { number: *number },
    };
    serde_json::to_string(&shape).expect("strings and numbers are always JSON")
}

/// Reads the edit of this number.
pub(in crate::store) fn read(number: i64, json: &str) -> Result<Edit> {
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
                let articles = article_ids(&articles)?;
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
            Self::Correct { statement, place, what, with, reason } => Edit::Correct {
                statement: StatementId::from_stored(statement),
                place: place.place()?,
                what: what.correction(with)?,
                reason,
            },
            Self::SetArticles { articles, fields } => Edit::SetArticles {
                articles: article_ids(&articles)?,
                fields: fields.into_iter().map(Field::edit).collect::<Option<_>>()?,
            },
            Self::Forget { articles, erase } => {
                Edit::Forget { articles: article_ids(&articles)?, erase }
            }
            Self::Erased => Edit::Erased,
            Self::Undo { number } => Edit::Undo { number },
        })
    }
}

fn article_ids(ids: &[String]) -> Option<Vec<ArticleId>> {
    ids.iter().map(|id| id.parse().ok()).collect()
}

impl From<&FieldEdit> for Field {
    fn from(field: &FieldEdit) -> Self {
        let value = match field {
            FieldEdit::PublishedAt(Some(time)) => Value::Time(time.micros()),
            other => Value::Text(other.text().map(str::to_owned)),
        };
        Self(field.name().to_owned(), value)
    }
}

impl Field {
    /// Returns the field; `None` when it is not known, or has the value of another.
    fn edit(self) -> Option<FieldEdit> {
        Some(match (self.0.as_str(), self.1) {
            ("outlet", Value::Text(value)) => FieldEdit::Outlet(value),
            ("title", Value::Text(value)) => FieldEdit::Title(value),
            ("author", Value::Text(value)) => FieldEdit::Author(value),
            ("url", Value::Text(value)) => FieldEdit::Url(value),
            ("language", Value::Text(value)) => FieldEdit::Language(value),
            ("published_at", Value::Time(micros)) => {
                FieldEdit::PublishedAt(Some(Timestamp::from_micros(micros)))
            }
            ("published_at", Value::Text(None)) => FieldEdit::PublishedAt(None),
            _ => return None,
        })
    }
}

impl From<&Correction> for What {
    fn from(what: &Correction) -> Self {
        match what {
            Correction::Wrong => Self::Wrong,
            Correction::Speakers(to) => Self::Speaker(to.first().map(Who::from)),
            Correction::Words(spans) => Self::Words(pairs(spans)),
            Correction::NotSaid => Self::NotSaid,
        }
    }
}

impl What {
    /// Returns the correction, where `with` speak with the speaker.
    fn correction(self, with: Vec<Who>) -> Option<Correction> {
        Some(match self {
            Self::Wrong => Correction::Wrong,
            Self::Speaker(None) => Correction::Speakers(vec![]),
            Self::Speaker(Some(who)) => {
                let all = std::iter::once(who).chain(with).map(Who::party);
                Correction::Speakers(all.collect::<Option<_>>()?)
            }
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
