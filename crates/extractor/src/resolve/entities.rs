//! The parties that an article names: every place where a name stands, and which places are of one
//! party. What a phrase or a pronoun means is not decided here; the ranking does that.

mod clusters;
mod finding;
mod genders;
mod kinds;
mod roles;

use std::collections::HashMap;

use q7x2_domain::SpeakerType;

use super::parties::Gender;
use super::people::People;
use crate::document::{Bytes, Document, Tokens};

/// An article names fewer parties than this; a list of names is no article.
const MOST: usize = 400;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum EntityKind {
    Person,
    Body,
    /// A place, which may stand for those who govern it.
    Place,
    /// Those who are called by one word: "Swedes", "Republicans".
    People,
}

/// A party that the article names.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub(super) kind: EntityKind,
    /// The fullest name that the article gives, or the gazetteer for it.
    pub(super) name: String,
    /// The words of the fullest name in the article, folded.
    pub(super) words: Vec<String>,
    /// Numbers of its mentions, in order.
    pub(super) mentions: Vec<usize>,
    /// Words that stand beside the name as its titles or descriptions, folded, with how surely.
    pub(super) roles: HashMap<String, f32>,
    /// What speaks for a man, less what speaks for a woman.
    pub(super) male: f32,
    /// Whether it is known from the gazetteer.
    pub(super) known: bool,
}

impl Entity {
    /// Returns what sort of party it is.
    pub(super) fn party(&self) -> SpeakerType {
        match self.kind {
            EntityKind::Person => SpeakerType::Person,
            EntityKind::Body | EntityKind::Place => SpeakerType::Organization,
            EntityKind::People => SpeakerType::Group,
        }
    }

    /// Returns how far one of its words may be said of it, from 0 to 2.
    pub(super) fn role(&self, word: &str) -> f32 {
        self.roles.get(word).copied().unwrap_or_default().min(2.0)
    }

    /// Returns the gender, where enough speaks for one.
    pub(super) fn gender(&self) -> Option<Gender> {
        match self.male {
            male if male > 1.0 => Some(Gender::Male),
            male if male < -1.0 => Some(Gender::Female),
            _ => None,
        }
    }
}

/// A place where a party is named.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) entity: usize,
    pub(super) tokens: Tokens,
    pub(super) bytes: Bytes,
    /// How many words of the name stand here.
    pub(super) words: usize,
    /// The number of the sentence.
    pub(super) sentence: usize,
    /// The number of the paragraph.
    pub(super) paragraph: usize,
}

/// The parties of an article with all their mentions, both in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Entities {
    pub(super) list: Vec<Entity>,
    pub(super) mentions: Vec<Mention>,
    /// For each token, the number of the mention that covers it.
    at: HashMap<usize, usize>,
    /// Whom else a bare surname may mean: the entities by the folded word, where there are several.
    pub(super) shared: HashMap<String, Vec<usize>>,
}

impl Entities {
    /// Reads the parties of an article; `people` are those known by other means.
    pub(super) fn of(document: &Document, people: &People<'_>) -> Self {
        let (named, headings) = finding::names_of(document);
        let mut entities = clusters::clustered(document, people, &named, &headings);
        roles::read(&mut entities, document, &named);
        genders::read(&mut entities, document);
        entities
    }

    /// Returns the mention that covers a token.
    pub(super) fn mention_at(&self, token: usize) -> Option<&Mention> {
        self.at.get(&token).map(|&number| &self.mentions[number])
    }

    /// Returns the mentions within some tokens, in order.
    pub(super) fn mentions_in(&self, tokens: Tokens) -> &[Mention] {
        let at = |place: usize| self.mentions.partition_point(|m| m.tokens.start < place);
        &self.mentions[at(tokens.start)..at(tokens.end)]
    }

    /// Returns the mentions of an entity, in order.
    pub(super) fn of_entity(
        &self,
        entity: usize,
    ) -> impl DoubleEndedIterator<Item = &Mention> + Clone {
        self.list[entity].mentions.iter().map(|&number| &self.mentions[number])
    }
}

#[cfg(test)]
mod tests;
