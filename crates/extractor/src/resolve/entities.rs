//! The parties that an article names: every place where a name stands, and which places are of one
//! party. What a phrase or a pronoun means is not decided here; the ranking does that.

mod clusters;
mod finding;
mod genders;
mod kinds;
mod party;
mod roles;

pub(super) use self::party::{Entities, Entity, EntityKind, Mention};
use super::people::People;
use crate::document::{Bytes, Document};

/// Reads the parties of an article; `people` are those known by other means, `labels` the places that name who
/// speaks in a transcript.
pub(super) fn entities_of(document: &Document, people: &People<'_>, labels: &[Bytes]) -> Entities {
    let (named, headings) = finding::names_of(document);
    let mut entities = clusters::clustered(document, people, &named, &headings, labels);
    roles::read(&mut entities, document, &named);
    genders::read(&mut entities, document);
    entities
}

#[cfg(test)]
mod tests;
