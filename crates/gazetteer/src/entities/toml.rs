//! Entities files in TOML. Reads rows, judges none.

use serde::Deserialize;
use toml::Spanned;

use super::EntitiesError;
use super::row::{OfficeCell, Row};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    entities: Vec<Spanned<EntityTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityTable {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    gender: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    wikidata: String,
    #[serde(default)]
    offices: Vec<OfficeTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeTable {
    title: String,
    #[serde(default, rename = "of")]
    place: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// Returns the rows of a document.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, EntitiesError> {
    let line_at = |at: usize| text[..at].matches('\n').count() + 1;
    let document: Document = toml::from_str(text).map_err(|error| EntitiesError {
        line: error.span().map(|span| line_at(span.start)),
        message: format!("{}; see docs/entities.md", error.message().trim_end_matches('.')),
    })?;
    let rows = document.entities.into_iter().map(|entity| {
        let line = line_at(entity.span().start);
        let table = entity.into_inner();
        let offices = table.offices.into_iter().map(|office| OfficeCell {
            title: office.title,
            place: office.place,
            from: office.from,
            until: office.until,
        });
        Row {
            line,
            name: table.name,
            kind: table.kind,
            aliases: table.aliases,
            gender: table.gender,
            country: table.country,
            wikidata: table.wikidata,
            offices: offices.collect(),
        }
    });
    Ok(rows.collect())
}
