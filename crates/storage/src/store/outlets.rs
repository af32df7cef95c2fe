//! From an outlet's name as a user types it to the outlets it means. They are as many as there are
//! newspapers, so that all are looked at; articles are not.

use q7x2_names::NameKey;

use super::rows::fold_outlet;
use crate::session::{Result, Session, params};

/// How alike a name must be to be offered in place of one that no outlet has.
const ALIKE: f64 = 0.82;

/// Returns the outlets that `name` means, folded: the one that is called so, with those that have one of the
/// other names of it, or else all whose names have its words.
pub(crate) fn matching(
    session: &Session<'_>,
    name: &str,
    aliases: &[String],
) -> Result<Vec<String>> {
    let sql = "SELECT EXISTS (SELECT 1 FROM articles WHERE outlet_folded = ?1)";
    let mut select = session.prepare(sql)?;
    let mut called: Vec<String> = vec![];
    for name in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
        let folded = fold_outlet(name);
        if !called.contains(&folded) && select.query_row([&folded], |row| row.get(0))? {
            called.push(folded);
        }
    }
    if !called.is_empty() {
        return Ok(called);
    }
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
    let folded: Vec<String> = alike.into_iter().map(|(_, outlet)| outlet).collect();
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
