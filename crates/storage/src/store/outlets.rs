//! From an outlet's name as a user types it to the outlets it means. They are as many as there are
//! newspapers, so that all are looked at; articles are not.

use std::collections::HashSet;

use q7x2_domain::{OUTLET_ARTICLE, bare_outlet};
use q7x2_names::NameKey;

use super::forgotten::FORGOTTEN;
use super::rows::fold_outlet;
use crate::session::{Result, Session, params};

/// How alike a name must be to be offered in place of one that no outlet has.
const ALIKE: f64 = 0.82;

/// Returns the outlets of articles that stand, which `name` means, folded: those called so, with or without an
/// article, or by one of the other names of it, or else all whose names have its words.
pub(crate) fn matching(
    session: &Session<'_>,
    name: &str,
    aliases: &[String],
) -> Result<Vec<String>> {
    let called_so = called(session, name, aliases)?;
    if called_so.is_empty() { with_words(session, name) } else { Ok(called_so) }
}

/// Returns the same where forgotten articles count as the others do.
pub(crate) fn matching_forgotten(
    session: &Session<'_>,
    name: &str,
    aliases: &[String],
) -> Result<Vec<String>> {
    let called_so = kept(session, spellings(name, aliases), "TRUE")?;
    if called_so.is_empty() { all_with_words(session, name) } else { Ok(called_so) }
}

/// Returns up to `limit` outlets whose names have the words of `name` among others, as articles have them,
/// where another is called so.
pub(crate) fn others(
    session: &Session<'_>,
    name: &str,
    aliases: &[String],
    limit: usize,
) -> Result<Vec<String>> {
    let called_so = called(session, name, aliases)?;
    if called_so.is_empty() {
        return Ok(vec![]);
    }
    let mut others = with_words(session, name)?;
    others.retain(|outlet| !called_so.contains(outlet));
    // One that stands with and without its article is told once.
    let mut seen = HashSet::new();
    others.retain(|outlet| seen.insert(bare_outlet(outlet).to_owned()));
    shown(session, &others, limit)
}

/// Returns the outlets of this name or one of the others, folded: with its article, without, or both.
fn called(session: &Session<'_>, name: &str, aliases: &[String]) -> Result<Vec<String>> {
    standing(session, spellings(name, aliases))
}

/// Returns a name and the others, folded, each with its article and without.
fn spellings(name: &str, aliases: &[String]) -> Vec<String> {
    let mut spellings = vec![];
    for name in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
        let folded = fold_outlet(name);
        let bare = bare_outlet(&folded);
        for spelt in [bare.to_owned(), format!("{OUTLET_ARTICLE}{bare}")] {
            if !spellings.contains(&spelt) {
                spellings.push(spelt);
            }
        }
    }
    spellings
}

/// Returns those of these names, folded, under which an article is kept that is not forgotten.
fn standing(session: &Session<'_>, outlets: Vec<String>) -> Result<Vec<String>> {
    kept(session, outlets, &format!("NOT {FORGOTTEN}"))
}

/// Returns those of these names, folded, under which an article is kept of which `holds` holds.
fn kept(session: &Session<'_>, outlets: Vec<String>, holds: &str) -> Result<Vec<String>> {
    let sql =
        format!("SELECT EXISTS (SELECT 1 FROM articles WHERE outlet_folded = ?1 AND {holds})");
    let mut select = session.prepare(&sql)?;
    let mut found = vec![];
    for outlet in outlets {
        if select.query_row([&outlet], |row| row.get(0))? {
            found.push(outlet);
        }
    }
    Ok(found)
}

/// Returns the outlets of articles that stand whose names have the words of `name`, folded.
fn with_words(session: &Session<'_>, name: &str) -> Result<Vec<String>> {
    let outlets = all_with_words(session, name)?;
    standing(session, outlets)
}

/// Returns the same with those of forgotten articles.
fn all_with_words(session: &Session<'_>, name: &str) -> Result<Vec<String>> {
    let query = NameKey::of(name);
    let mut outlets = all(session)?;
    outlets.retain(|outlet| query.is_part_of(&NameKey::of(outlet)));
    Ok(outlets)
}

/// Returns up to `limit` outlets whose names are spelt most like `name`, as articles have them.
pub(crate) fn nearest(session: &Session<'_>, name: &str, limit: usize) -> Result<Vec<String>> {
    let query = NameKey::of(name);
    let alike = all(session)?.into_iter().map(|outlet| {
        let similarity = query.similarity(&NameKey::of(&outlet));
        (similarity, outlet)
    });
    let mut alike: Vec<(f64, String)> =
        alike.filter(|(similarity, _)| *similarity >= ALIKE).collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let folded = standing(session, alike.into_iter().map(|(_, outlet)| outlet).collect())?;
    shown(session, &folded, limit)
}

/// Returns the first of these folded names as articles have them.
pub(crate) fn shown(session: &Session<'_>, folded: &[String], limit: usize) -> Result<Vec<String>> {
    let sql = "SELECT outlet FROM articles WHERE outlet_folded = ?1 LIMIT 1";
    let mut select = session.prepare(sql)?;
    let names =
        folded.iter().take(limit).map(|name| select.query_row(params![name], |row| row.get(0)));
    names.collect::<Result<_>>()
}

/// Returns all outlets, folded. From one to the next it jumps in the index.
fn all(session: &Session<'_>) -> Result<Vec<String>> {
    let sql = "
        WITH RECURSIVE outlets (name) AS (
            SELECT min(outlet_folded) FROM articles
            UNION ALL
            SELECT (SELECT min(outlet_folded) FROM articles WHERE outlet_folded > outlets.name)
            FROM outlets WHERE name IS NOT NULL)
        SELECT name FROM outlets WHERE name IS NOT NULL";
    session.prepare(sql)?.query_map((), |row| row.get(0))?.collect()
}
