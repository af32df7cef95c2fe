//! Edits: what people decided about speakers, statements and articles, and the journal that keeps every
//! one of them.
//!
//! An edit never changes what was extracted. It says who answers for it from now on; what follows
//! from all edits together is in [`crate::SpeakerRules`].

use std::fmt;

use crate::{
    ArticleId, Correction, FieldEdit, Speaker, SpeakerId, SpeakerType, StatementId, StatementPlace,
    Timestamp,
};

/// A speaker without the source it was linked from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The id.
    pub id: SpeakerId,
    /// What it is called.
    pub name: String,
    /// What sort of party it is.
    pub kind: SpeakerType,
}

impl From<Speaker> for Party {
    fn from(speaker: Speaker) -> Self {
        Self { id: speaker.id, name: speaker.name, kind: speaker.kind }
    }
}

/// What a person decided about speakers, a statement or articles. An edit holds for what is recorded later as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Several speakers are one.
    Merge {
        /// Who answers from now on.
        into: Party,
        /// Whose statements answer under it.
        from: Vec<Party>,
    },
    /// Part of what a speaker said was said by somebody else.
    Split {
        /// Who answered so far.
        from: Party,
        /// Which part.
        part: SpeakerPart,
        /// Who said it: a speaker that is known, or a new one.
        to: Party,
    },
    /// A speaker is called something else. Its other names go on to find it.
    Rename {
        /// Who, with the name it had.
        speaker: Party,
        /// The new name.
        name: String,
    },
    /// A speaker is who it is: similarity neither links it to another nor another to it.
    Pin {
        /// Who.
        speaker: Party,
    },
    /// One statement was said by this speaker, whatever is extracted.
    PinStatement {
        /// The statement as it was when this was decided.
        statement: StatementId,
        /// Where it stands, by which it is known again in another extraction.
        place: StatementPlace,
        /// Who said it; `None` when that is not known.
        to: Option<Party>,
    },
    /// One statement is not as it was extracted, whatever is extracted.
    Correct {
        /// The statement as it was when this was decided.
        statement: StatementId,
        /// Where it stands as extracted, by which it is known again in another extraction.
        place: StatementPlace,
        /// What is right.
        what: Correction,
        /// Why, in the words of who decided it.
        reason: Option<String>,
    },
    /// Something is known of articles that was not, or was not right.
    SetArticles {
        /// Which.
        articles: Vec<ArticleId>,
        /// What is known of them now.
        fields: Vec<FieldEdit>,
    },
    /// Articles are forgotten: they and their statements answer nobody, whoever records them again.
    Forget {
        /// Which.
        articles: Vec<ArticleId>,
        /// Whether they are erased at once, with all that was kept of them, and cannot be brought back.
        erase: bool,
    },
    /// What was decided is erased with the article that it was about.
    Erased,
    /// An earlier edit was wrong. Everything is as if it had never been made.
    Undo {
        /// Its number.
        number: u64,
    },
}

/// Part of a speaker's statements: those that any of the lists holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerPart {
    /// Those whose source is one of these, or whose article calls the speaker so; compared as
    /// whoever keeps the journal folds names.
    pub forms: Vec<String>,
    /// Those of these articles.
    pub articles: Vec<ArticleId>,
    /// Those that stand at these places.
    pub places: Vec<StatementPlace>,
}

/// An edit in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditEntry {
    /// Its number, from 1 on, in the order in which edits were made.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What was decided.
    pub edit: Edit,
    /// The number of the undo by which it does not hold any more.
    pub undone_by: Option<u64>,
}

/// What making an edit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditOutcome {
    /// The edit as it stands in the journal.
    pub entry: EditEntry,
    /// How many statements that answer queries answer otherwise now: under another speaker, with other
    /// words, or as something that was not said.
    pub statements: u64,
    /// How many articles that are kept were set, forgotten or brought back.
    pub articles: u64,
    /// Of the undoing of what forgot articles: how many of these cannot be brought back, for nothing is kept
    /// of them.
    pub erased: u64,
    /// Of what forgets articles, or undoes that: how many of these are not kept and not erased, as those that are
    /// not extracted yet. They answer, or not, as soon as they are.
    pub to_come: u64,
    /// Of an undoing: the number of another edit by which one of them is forgotten still.
    pub still_forgotten_by: Option<u64>,
}

/// A speaker that a store knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSpeaker {
    /// The speaker, by the name it is shown under.
    pub party: Party,
    /// Who answers in its place, when people have merged it into another.
    pub answers_as: Option<Party>,
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// It leaves everything as it is.
    #[error("{0}")]
    Nothing(&'static str),
    /// A language is none.
    #[error(
        "\"{0}\" is no language tag; write one as BCP 47 has them: en, de-AT, zh-Hant, or nothing where \
         the language is not known"
    )]
    NoLanguage(String),
    /// An address is none of the web.
    #[error(
        "\"{0}\" is no address of the web; write all of it, with https:// or http://, or nothing where \
         it is not known"
    )]
    NoAddress(String),
    /// A group, document or unnamed party would stand for more than its article says.
    #[error(
        "{id} is {}: its words mean somebody in one article and somebody else in the next, so it \
         stays with its article; pin single statements to the speaker you know instead",
        described(*kind)
    )]
    BoundToArticle {
        /// Which.
        id: SpeakerId,
        /// What sort of party it is.
        kind: SpeakerType,
    },
}

fn described(kind: SpeakerType) -> &'static str {
    match kind {
        SpeakerType::Person => "a person",
        SpeakerType::Organization => "an organization",
        SpeakerType::Group => "a group",
        SpeakerType::Document => "a document",
        SpeakerType::Unnamed => "an unnamed party",
    }
}

impl Edit {
    /// Returns the word for it in every output.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Rename { .. } => "rename",
            Self::Pin { .. } => "pin",
            Self::PinStatement { .. } => "pin_statement",
            Self::Correct { .. } => "correct",
            Self::SetArticles { .. } => "set_articles",
            Self::Forget { .. } => "forget",
            Self::Erased => "erased",
            Self::Undo { .. } => "undo",
        }
    }

    /// Returns the articles that it sets something of or forgets.
    pub fn articles(&self) -> &[ArticleId] {
        match self {
            Self::SetArticles { articles, .. } | Self::Forget { articles, .. } => articles,
            _ => &[],
        }
    }

    /// Returns the speakers it is about.
    pub fn parties(&self) -> Vec<&Party> {
        match self {
            Self::Merge { into, from } => std::iter::once(into).chain(from).collect(),
            Self::Split { from, to, .. } => vec![from, to],
            Self::Rename { speaker, .. } | Self::Pin { speaker } => vec![speaker],
            Self::PinStatement { to, .. } => to.iter().collect(),
            Self::Correct { what: Correction::Speakers(to), .. } => to.iter().collect(),
            Self::Correct { .. }
            | Self::SetArticles { .. }
            | Self::Forget { .. }
            | Self::Erased
            | Self::Undo { .. } => vec![],
        }
    }

    /// Checks that the edit makes sense by itself.
    ///
    /// # Errors
    /// When it would change nothing, or join what is bound to an article with what is not.
    pub fn check(&self) -> Result<(), EditRefusal> {
        match self {
            Self::Merge { into, from } => check_merge(into, from),
            Self::Split { from, part, to } => {
                free(from)?;
                free(to)?;
                if part.is_empty() {
                    return Err(EditRefusal::Nothing("name the forms, articles or statements"));
                }
                not_itself(&from.id, &to.id)
            }
            Self::Rename { speaker, name } => {
                free(speaker)?;
                if !name.contains(char::is_alphanumeric) {
                    return Err(EditRefusal::Nothing("the name has no letters"));
                }
                Ok(())
            }
            Self::Pin { speaker } => free(speaker),
            Self::PinStatement { place, to, .. } => {
                to.iter().try_for_each(|to| free_or_of(place.article, to))
            }
            Self::Correct { place, what: Correction::Speakers(to), .. } => {
                let is_twice = |at: usize| to[..at].iter().any(|before| before.id == to[at].id);
                if (1..to.len()).any(is_twice) {
                    return Err(EditRefusal::Nothing("name each speaker once"));
                }
                to.iter().try_for_each(|to| free_or_of(place.article, to))
            }
            Self::Correct { what: Correction::Words(words), .. } if words.is_empty() => {
                Err(EditRefusal::Nothing("say which words of the article it was"))
            }
            Self::SetArticles { articles, .. } | Self::Forget { articles, .. }
                if articles.is_empty() =>
            {
                Err(EditRefusal::Nothing("name at least one article"))
            }
            Self::SetArticles { fields, .. } if fields.is_empty() => {
                Err(EditRefusal::Nothing("say what is to be set"))
            }
            Self::SetArticles { fields, .. } => fields.iter().try_for_each(FieldEdit::check),
            Self::Erased => Err(EditRefusal::Nothing("nobody decides what is erased")),
            Self::Correct { .. } | Self::Forget { .. } => Ok(()),
            Self::Undo { .. } => Ok(()),
        }
    }
}

fn check_merge(into: &Party, from: &[Party]) -> Result<(), EditRefusal> {
    if from.is_empty() {
        return Err(EditRefusal::Nothing("name at least two speakers"));
    }
    for party in from {
        not_itself(&party.id, &into.id)?;
        // Two descriptions of one article may mean the same people.
        let same_article =
            party.id.article_part().is_some() && party.id.article_part() == into.id.article_part();
        if !same_article {
            free(into)?;
            free(party)?;
        }
    }
    Ok(())
}

fn not_itself(a: &SpeakerId, b: &SpeakerId) -> Result<(), EditRefusal> {
    match a == b {
        true => {
            Err(EditRefusal::Nothing("the speakers are one already; give the other another name"))
        }
        false => Ok(()),
    }
}

/// Refuses parties that are bound to another article.
fn free_or_of(article: ArticleId, party: &Party) -> Result<(), EditRefusal> {
    if party.id.is_of(article) { Ok(()) } else { free(party) }
}

/// Refuses parties that are bound to an article.
fn free(party: &Party) -> Result<(), EditRefusal> {
    match party.kind {
        SpeakerType::Person | SpeakerType::Organization => Ok(()),
        kind => Err(EditRefusal::BoundToArticle { id: party.id.clone(), kind }),
    }
}

impl SpeakerPart {
    /// Tells whether it can hold nothing.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty() && self.articles.is_empty() && self.places.is_empty()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}

#[cfg(test)]
mod tests;
