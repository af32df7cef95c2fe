//! From the rows of an entities file, whatever its form, to entities: everything is checked here.

use std::collections::HashMap;

use q7x2_names::SpellingKey;

use super::{EntitiesError, Entity, EntityType, ToldOffice};
use crate::{Dated, Gender, Term};

/// A row as it is written.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) aliases: Vec<String>,
    pub(super) gender: String,
    pub(super) country: String,
    pub(super) wikidata: String,
    pub(super) offices: Vec<OfficeCell>,
}

/// An office as it is written.
#[derive(Debug, Default)]
pub(super) struct OfficeCell {
    pub(super) title: String,
    pub(super) place: String,
    pub(super) from: String,
    pub(super) until: String,
}

/// Returns what rows say.
///
/// # Errors
/// The first row that is not understood, and names that two rows claim.
pub(super) fn entities(rows: Vec<Row>) -> Result<Vec<Entity>, EntitiesError> {
    let mut claimed: HashMap<SpellingKey, (usize, String)> = HashMap::new();
    let mut entities = Vec::with_capacity(rows.len());
    for row in rows {
        let line = row.line;
        let entity = entity(&row).map_err(|message| EntitiesError::at(line, message))?;
        for name in entity.aliases.iter().chain([&entity.name]) {
            let key = SpellingKey::of(name);
            if let Some((other, owner)) = claimed.get(&key)
                && *other != line
            {
                let message = format!(
                    "\"{name}\" is a name of \"{owner}\" on line {other} already; give it to one"
                );
                return Err(EntitiesError::at(line, message));
            }
            claimed.insert(key, (line, entity.name.clone()));
        }
        entities.push(entity);
    }
    Ok(entities)
}

fn entity(row: &Row) -> Result<Entity, String> {
    let offices = row.offices.iter().flat_map(|office| [&office.title, &office.place]);
    let texts = [&row.name, &row.country].into_iter().chain(&row.aliases).chain(offices);
    if texts.into_iter().any(|text| text.contains('\0')) {
        return Err("a NUL character".into());
    }
    let name = named(&row.name, "name")?;
    let kind = match row.kind.trim() {
        "person" => EntityType::Person,
        "organization" | "organisation" => EntityType::Organization,
        "" => return Err("the type is missing; write person or organization".into()),
        other => {
            return Err(format!("the type \"{other}\" is not known; write person or organization"));
        }
    };
    let aliases = row.aliases.iter().map(|alias| named(alias, "alias"));
    let aliases = aliases.collect::<Result<Vec<String>, String>>()?;
    let gender = match row.gender.trim() {
        "" => None,
        "male" | "m" => Some(Gender::Male),
        "female" | "f" => Some(Gender::Female),
        other => {
            return Err(format!(
                "the gender \"{other}\" is not known; write male or female, or leave it out"
            ));
        }
    };
    let offices = row.offices.iter().map(office).collect::<Result<Vec<ToldOffice>, String>>()?;
    if kind == EntityType::Organization && (gender.is_some() || !offices.is_empty()) {
        return Err("an organization has neither gender nor offices; leave them out".into());
    }
    is_item(row.wikidata.trim())?;
    let given = |cell: &str| Some(cell.trim().to_owned()).filter(|cell| !cell.is_empty());
    let (country, wikidata) = (given(&row.country), given(&row.wikidata));
    Ok(Entity { name, kind, aliases, gender, offices, country, wikidata })
}

/// Checks that something is a name.
fn named(name: &str, what: &str) -> Result<String, String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(format!("the {what} is empty; write one or leave the row out"));
    }
    if !name.contains(char::is_alphanumeric) {
        return Err(format!("the {what} \"{name}\" has no letters; write it as articles do"));
    }
    Ok(name)
}

fn office(cell: &OfficeCell) -> Result<ToldOffice, String> {
    let title = cell.title.trim();
    if title.is_empty() {
        return Err("an office has no title; write one, such as \"mayor\"".into());
    }
    let term = Term { from: dated(&cell.from)?, until: dated(&cell.until)? };
    if !term.is_ordered() {
        return Err(format!("the office \"{title}\" ends before it begins; swap from and until"));
    }
    let place = Some(cell.place.trim().to_owned()).filter(|place| !place.is_empty());
    Ok(ToldOffice { title: title.to_owned(), place, term })
}

fn dated(date: &str) -> Result<Option<Dated>, String> {
    let date = date.trim();
    if date.is_empty() {
        return Ok(None);
    }
    let dated = Dated::of(date);
    let message = || format!("\"{date}\" is no date; write 2016, 2016-03 or 2016-03-01");
    dated.map(Some).ok_or_else(message)
}

/// Checks the form of a Wikidata item's id.
fn is_item(id: &str) -> Result<(), String> {
    let number = id.strip_prefix('Q').unwrap_or_default();
    let is_item = !number.starts_with('0')
        && (1..=18).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_digit());
    if id.is_empty() || is_item {
        return Ok(());
    }
    Err(format!(
        "\"{id}\" is no Wikidata id; write a Q and the number of the item, or leave it out"
    ))
}
