//! Whom or what an entities file may tell of.

use crate::{Gender, Term};

/// Whom or what a row of the file is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entity {
    pub(crate) name: String,
    pub(crate) kind: EntityType,
    pub(crate) aliases: Vec<String>,
    pub(crate) gender: Option<Gender>,
    pub(crate) offices: Vec<ToldOffice>,
    pub(crate) country: Option<String>,
    /// The id of its Wikidata item.
    pub(crate) wikidata: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntityType {
    Person,
    Organization,
}

/// An office that a row gives somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldOffice {
    pub(crate) title: String,
    pub(crate) place: Option<String>,
    pub(crate) term: Term,
}
