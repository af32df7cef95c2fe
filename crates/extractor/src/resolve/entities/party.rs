//! Parties of an article and the places where they are named. Reads nothing.

use std::collections::HashMap;

use q7x2_domain::SpeakerType;

use super::super::parties::{Gender, Parties};
use crate::document::{Bytes, Tokens};

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum EntityKind {
    Person,
    Body,
    /// A place, which may stand for those who govern it.
    Place,
    /// Those who are called by one word: "Swedes", "Republicans".
    People,
}

/// A party that the article names.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    pub(crate) kind: EntityKind,
    /// The fullest name that the article gives, or the gazetteer for it.
    pub(crate) name: String,
    /// The words of the fullest name in the article, folded.
    pub(crate) words: Vec<String>,
    /// Numbers of its mentions, in order.
    pub(crate) mentions: Vec<usize>,
    /// Words that stand beside the name as its titles or descriptions, folded, with how surely.
    pub(crate) roles: HashMap<String, f32>,
    /// What speaks for a man, less what speaks for a woman.
    pub(crate) male: f32,
    /// Whether it is known from the gazetteer.
    pub(crate) known: bool,
    /// Whether it is told apart from somebody of the same surname who is named in full.
    pub(crate) namesake: bool,
}

impl Entity {
    /// Returns the gender that its given name tells.
    pub(super) fn first_gender(&self) -> Option<Gender> {
        Parties::get().gender_of_given(self.words.first()?)
    }

    /// Returns what sort of party it is.
    pub(crate) fn party(&self) -> SpeakerType {
        match self.kind {
            EntityKind::Person => SpeakerType::Person,
            EntityKind::Body | EntityKind::Place => SpeakerType::Organization,
            EntityKind::People => SpeakerType::Group,
        }
    }

    /// Returns how far one of its words may be said of it, from 0 to 2.
    pub(crate) fn role(&self, word: &str) -> f32 {
        self.roles.get(word).copied().unwrap_or_default().min(2.0)
    }

    /// Returns the gender, where enough speaks for one.
    pub(crate) fn gender(&self) -> Option<Gender> {
        match self.male {
            male if male > 1.0 => Some(Gender::Male),
            male if male < -1.0 => Some(Gender::Female),
            _ => None,
        }
    }
}

/// A place where a party is named.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) entity: usize,
    pub(crate) tokens: Tokens,
    pub(crate) bytes: Bytes,
    /// How many words of the name stand here.
    pub(crate) words: usize,
    /// The number of the sentence.
    pub(crate) sentence: usize,
    /// The number of the paragraph.
    pub(crate) paragraph: usize,
}

/// The parties of an article with all their mentions, both in order of appearance.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    pub(crate) list: Vec<Entity>,
    pub(crate) mentions: Vec<Mention>,
    /// For each token that a mention covers, and those before it, the number of the mention and one; 0
    /// for none.
    covered: Vec<u32>,
    /// Whom else a bare surname may mean: the entities by the folded word, where there are several.
    pub(crate) shared: HashMap<String, Vec<usize>>,
}

impl Entities {
    /// Returns the mention that covers a token.
    pub(crate) fn mention_at(&self, token: usize) -> Option<&Mention> {
        let number = usize::try_from(*self.covered.get(token)?).ok()?.checked_sub(1)?;
        Some(&self.mentions[number])
    }

    /// Returns parties without a mention yet.
    pub(super) fn of(list: Vec<Entity>) -> Self {
        Self { list, ..Self::default() }
    }

    /// Adds a mention, of which nothing else covers a token from here on.
    pub(super) fn add(&mut self, mention: Mention) {
        self.list[mention.entity].mentions.push(self.mentions.len());
        if self.covered.len() < mention.tokens.end {
            self.covered.resize(mention.tokens.end, 0);
        }
        // An article is too short for more.
        self.covered[mention.tokens.range()].fill(self.mentions.len() as u32 + 1);
        self.mentions.push(mention);
    }

    /// Returns the mentions within some tokens, in order.
    pub(crate) fn mentions_in(&self, tokens: Tokens) -> &[Mention] {
        let at = |place: usize| self.mentions.partition_point(|m| m.tokens.start < place);
        &self.mentions[at(tokens.start)..at(tokens.end)]
    }

    /// Returns the mentions of an entity, in order.
    pub(crate) fn of_entity(
        &self,
        entity: usize,
    ) -> impl DoubleEndedIterator<Item = &Mention> + Clone {
        self.list[entity].mentions.iter().map(|&number| &self.mentions[number])
    }
}
