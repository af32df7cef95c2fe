//! Entities that users know and the built-in gazetteer does not, from a file of theirs: TOML or CSV,
//! as `docs/entities.md` describes. Reads text, no file.

mod csv;
mod entity;
mod error;
mod row;
mod toml;

use q7x2_domain::ModelVersion;

pub(crate) use self::entity::{Entity, EntityType, ToldOffice};
pub use self::error::EntitiesError;

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

#[cfg(test)]
mod tests;
