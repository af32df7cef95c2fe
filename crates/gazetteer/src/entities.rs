//! Entities that users know and the built-in gazetteer does not, from a file of theirs: TOML or CSV,
//! as `docs/entities.md` describes. Reads text, no file.

mod csv;
mod row;
mod toml;

use std::fmt;

use q7x2_domain::ModelVersion;

use crate::{Gender, Term};

/// The people and organisations of an entities file.
///
/// They take precedence over the built-in ones, and whoever has the name of somebody built-in adds
/// to what is known of him.
#[derive(Debug, Clone)]
pub struct Entities {
    pub(crate) entities: Vec<Entity>,
    fingerprint: String,
}

/// The form of an entities file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntitiesFormat {
    /// A list of tables, `[[entities]]`.
    Toml,
    /// A line for each entity, under a line of column names.
    Csv,
}

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

impl Entities {
    /// Reads the text of an entities file.
    ///
    /// # Errors
    /// When anything in it is not understood: a name that is silently missing would be worse. The
    /// error names the line and tells what to do.
    pub fn parse(text: &str, format: EntitiesFormat) -> Result<Self, EntitiesError> {
        let rows = match format {
            EntitiesFormat::Toml => toml::rows(text)?,
            EntitiesFormat::Csv => csv::rows(text)?,
        };
        let entities = row::entities(rows)?;
        let fingerprint = blake3::hash(text.as_bytes()).to_hex()[..8].to_owned();
        Ok(Self { entities, fingerprint })
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Names what produces extractions with them: the model version with their fingerprint, so that
    /// articles are read anew when the file changes.
    pub fn version(&self, model: &ModelVersion) -> ModelVersion {
        ModelVersion::new(format!("{model}+{}", self.fingerprint))
    }
}

/// What is wrong with an entities file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitiesError {
    /// The line, counted from 1.
    pub line: Option<usize>,
    message: String,
}

impl EntitiesError {
    fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }
}

impl fmt::Display for EntitiesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for EntitiesError {}

#[cfg(test)]
mod tests;
