//! Speakers: the people, organisations, groups, documents and unnamed parties behind sources.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::ArticleId;

/// The id of a speaker, stable over articles for persons and organisations
/// (`person/ada-lind`), bound to one article for groups, documents and unnamed parties
/// (`group/1a2b3c4d/local-officials`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpeakerId(String);

impl SpeakerId {
    /// Returns the id of the speaker of this type in this article that `slug` stands for. How a
    /// slug is made of a name is not known here.
    pub fn of_slug(slug: &str, kind: SpeakerType, article: ArticleId) -> Self {
        Self(match kind {
            SpeakerType::Person | SpeakerType::Organization => format!("{kind}/{slug}"),
            SpeakerType::Group | SpeakerType::Document | SpeakerType::Unnamed => {
                format!("{kind}/{}/{slug}", &article.to_string()[..8])
            }
        })
    }

    /// Returns an id read from a store or the wire.
    pub fn from_stored(id: String) -> Self {
        Self(id)
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what of the article's id stands in an id that is bound to an article.
    pub fn article_part(&self) -> Option<&str> {
        let (kind, rest) = self.0.split_once('/')?;
        let bound = [SpeakerType::Group, SpeakerType::Document, SpeakerType::Unnamed]
            .map(SpeakerType::as_str);
        bound.contains(&kind).then(|| rest.split('/').next()).flatten()
    }

    /// Tells whether it is bound to this article.
    pub fn is_of(&self, article: ArticleId) -> bool {
        self.article_part().is_some_and(|part| article.to_string().starts_with(part))
    }
}

impl fmt::Display for SpeakerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What sort of party speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpeakerType {
    /// One named human being.
    Person,
    /// A named body: a company, government, country, outlet, somebody's office.
    Organization,
    /// Several people under a common description: "local officials".
    Group,
    /// A poll, report, e-mail, record or law: what speaks is its words, whoever made it.
    Document,
    /// Somebody who is not named: "a senior aide".
    Unnamed,
}

impl SpeakerType {
    /// All types, in order.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Organization, Self::Group, Self::Document, Self::Unnamed];

    /// Returns the word used for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Group => "group",
            Self::Document => "document",
            Self::Unnamed => "unnamed",
        }
    }
}

impl fmt::Display for SpeakerType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which layer of resolution tied a source to its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkReason {
    /// The source is the speaker's full name.
    Name,
    /// The source is a surname or first name of a person named in full in the article.
    Surname,
    /// The source is a title or office with a name: "Mayor Lind".
    TitleAndName,
    /// The source is a title or office alone: "the mayor".
    Title,
    /// The source is a pronoun.
    Pronoun,
    /// There is no source; the speaker is that of the clause or of the statement before.
    Continued,
    /// The source is known from the gazetteer: "the Kremlin".
    Gazetteer,
    /// The source is spelt nearly like a known name.
    Similarity,
    /// The source is a description that names nobody; it is kept as it stands.
    Description,
    /// A person said who it is.
    Pinned,
}

impl LinkReason {
    /// All reasons, in order.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Surname,
        Self::TitleAndName,
        Self::Title,
        Self::Pronoun,
        Self::Continued,
        Self::Gazetteer,
        Self::Similarity,
        Self::Description,
        Self::Pinned,
    ];

    /// Returns the word used for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Surname => "surname",
            Self::TitleAndName => "title_and_name",
            Self::Title => "title",
            Self::Pronoun => "pronoun",
            Self::Continued => "continued",
            Self::Gazetteer => "gazetteer",
            Self::Similarity => "similarity",
            Self::Description => "description",
            Self::Pinned => "pinned",
        }
    }
}

/// The resolved party behind a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Speaker {
    /// The id.
    pub id: SpeakerId,
    /// The fullest name the article gives, or the description of an unnamed party.
    pub name: String,
    /// What sort of party it is.
    pub kind: SpeakerType,
    /// How the source was tied to it.
    pub link_reason: LinkReason,
    /// What is known of it besides.
    pub facts: SpeakerFacts,
}

/// What is known of a speaker besides the name: by the gazetteer, the user's entities or the article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SpeakerFacts {
    /// The id of its Wikidata item, where the user gave it: "Q42".
    pub wikidata: Option<String>,
    /// The country that an institution of its state stands for: "Russia" for the Kremlin.
    pub stands_for: Option<String>,
    /// Who made a document, where that is told: "Ode University" of its poll.
    pub maker: Option<String>,
    /// Whose it is, of the office or staff of somebody: "Ada Lind" for "her campaign".
    pub of: Option<String>,
}

/// Speakers, each held once however many statements have it.
#[derive(Debug, Clone, Default)]
pub struct SharedSpeakers(HashSet<Arc<Speaker>>);

impl SharedSpeakers {
    /// Returns the speaker that is the same in every way; `speaker` itself where there was none.
    pub fn one(&mut self, speaker: impl Into<Arc<Speaker>>) -> Arc<Speaker> {
        let speaker = speaker.into();
        if let Some(known) = self.0.get(&speaker) {
            return Arc::clone(known);
        }
        self.0.insert(Arc::clone(&speaker));
        speaker
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(name: &str, link_reason: LinkReason) -> Speaker {
        let (id, kind) = (SpeakerId::from_stored(name.into()), SpeakerType::Person);
        Speaker { id, name: name.into(), kind, link_reason, facts: SpeakerFacts::default() }
    }

    #[test]
    fn equal_speakers_are_held_once_and_others_apart() {
        let mut shared = SharedSpeakers::default();
        let mut one = |name, reason| shared.one(speaker(name, reason));
        let first = one("Anna Lind", LinkReason::Name);
        assert!(Arc::ptr_eq(&first, &one("Anna Lind", LinkReason::Name)));
        let other = one("Anna Lind", LinkReason::Pronoun);
        assert!(!Arc::ptr_eq(&first, &other) && other.link_reason == LinkReason::Pronoun);
    }
}
