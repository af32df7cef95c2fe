//! What was forgotten: by its id, and by the place that it is from, so that it does not come back with another
//! text. Of a place nothing is kept but a hash.

use std::collections::HashSet;

use q7x2_domain::{ArticleId, Edit, Metadata, Offered, Origin, Tombstone};

use super::journal;
use super::rows::article_key;
use crate::session::{OptionalExtension, Result, Row, Session, list, params};

/// Holds of what people had forgotten.
pub(super) const FORGOTTEN: &str =
    "EXISTS (SELECT 1 FROM article_edits WHERE article = articles.id AND forgets > 0)";

/// Tells whether people had the article of this id forgotten.
pub(super) fn is_forgotten(session: &Session<'_>, id: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM article_edits WHERE article = ?1 AND forgets > 0";
    session.prepare(sql)?.exists([id])
}

/// Tells whether people had the article of this id erased, so that nothing is kept of it any more.
pub(super) fn is_erased(session: &Session<'_>, id: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM article_edits WHERE article = ?1 AND forgets > 1";
    session.prepare(sql)?.exists([id])
}

/// Lets an article that is not kept be forgotten, where it is from a place of which people had another text
/// forgotten, by the same edits.
pub(super) fn forget_by_place(session: &Session<'_>, id: &str, metadata: &Metadata) -> Result<()> {
    let places = tombstones(&Origin::all_of(metadata));
    let sql = "INSERT INTO article_edits (article, edit, forgets)
               SELECT ?1, edit, max(forgets) FROM forgotten_places
               WHERE forgets > 0 AND place IN (SELECT value FROM json_each(?2)) GROUP BY edit
               ON CONFLICT DO NOTHING";
    session.prepare(sql)?.execute(params![id, list(&places)])?;
    Ok(())
}

/// Lets the places that an article is from be forgotten by whatever edits it is.
pub(super) fn forget_places(session: &Session<'_>, id: &str, origins: &[Origin]) -> Result<()> {
    let sql = "INSERT INTO forgotten_places (place, edit, forgets)
               SELECT ?2, edit, forgets FROM article_edits WHERE article = ?1 AND forgets > 0
               ON CONFLICT DO NOTHING";
    let mut insert = session.prepare(sql)?;
    for place in tombstones(origins) {
        insert.execute(params![id, place])?;
    }
    Ok(())
}

/// Returns the places that a kept article is from.
pub(super) fn origins(session: &Session<'_>, id: &str) -> Result<Vec<Origin>> {
    let sql = "SELECT place FROM places JOIN articles ON articles.key = places.article
               WHERE articles.id = ?1";
    let mut select = session.prepare(sql)?;
    let places = select.query_map([id], |row| row.get::<String>(0))?;
    places.map(|place| Ok(Origin::of_place(&place?))).collect()
}

fn tombstones(origins: &[Origin]) -> Vec<String> {
    origins.iter().filter_map(Origin::tombstone).collect()
}

/// Returns by which edit an offered article is forgotten: by its id, by that of the same text without its
/// address, or, where it is not kept, by the place that it is from. The first of several.
pub(super) fn tombstone(session: &Session<'_>, offered: &Offered) -> Result<Option<Tombstone>> {
    let id = offered.article.to_string();
    if let Some(found) = tombstone_of(session, &id)? {
        return Ok(Some(found));
    }
    if article_key(session, &id)?.is_some() {
        return Ok(None);
    }
    if let Some((_, bare)) = &offered.address
        && let Some(found) = tombstone_of(session, &bare.to_string())?
    {
        return Ok(Some(found));
    }
    let sql = "SELECT edit, forgets FROM forgotten_places
               WHERE forgets > 0 AND place IN (SELECT value FROM json_each(?1))
               ORDER BY edit LIMIT 1";
    let mut select = session.prepare(sql)?;
    let row = |row: &Row<'_>| {
        let number = row.get::<i64>(0)?.unsigned_abs();
        Ok(Tombstone { number, by_place: true, is_erased: row.get::<i64>(1)? > 1 })
    };
    select.query_row([list(&offered.tombstones)], row).optional()
}

/// Returns by which edit the article of this id is forgotten; the first of several.
fn tombstone_of(session: &Session<'_>, id: &str) -> Result<Option<Tombstone>> {
    let sql = "SELECT edits.number, edits.edit,
                   max(forgets) OVER () > 1
                   OR NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1)
               FROM article_edits JOIN edits ON edits.number = article_edits.edit
               WHERE article_edits.article = ?1 AND forgets > 0 ORDER BY edits.number LIMIT 1";
    let mut select = session.prepare(sql)?;
    let row = |row: &Row<'_>| {
        let number = row.get::<i64>(0)?.unsigned_abs();
        // One that no edit names was forgotten with the place that it is from. One that is not
        // understood names whatever it is asked for.
        let edit = journal::read(row.get(0)?, row.text(1)?).ok();
        let is_named = |edit: Edit| edit.articles().iter().any(|named| named.to_string() == id);
        let by_place = !edit.is_none_or(is_named);
        Ok(Tombstone { number, by_place, is_erased: row.get(2)? })
    };
    select.query_row([id], row).optional()
}

/// Returns the articles that an edit forgets, those that came from the same places later included.
pub(super) fn by_edit(session: &Session<'_>, number: i64) -> Result<Vec<String>> {
    let sql = "SELECT article FROM article_edits WHERE edit = ?1 AND forgets > 0";
    session.prepare(sql)?.query_map([number], |row| row.get(0))?.collect()
}

/// Returns the articles that an edit forgets and that were erased: nothing is kept of them, and not because
/// they were not recorded yet.
pub(super) fn erased_by(session: &Session<'_>, number: i64) -> Result<HashSet<String>> {
    let sql = "SELECT article FROM article_edits AS forgetting
               WHERE edit = ?1 AND forgets > 0
                   AND NOT EXISTS (SELECT 1 FROM articles WHERE id = forgetting.article)
                   AND EXISTS (SELECT 1 FROM article_edits AS any_edit
                               WHERE any_edit.article = forgetting.article AND any_edit.forgets > 1)";
    session.prepare(sql)?.query_map([number], |row| row.get(0))?.collect()
}

/// Returns how many of these articles are not kept, and the first other edit that forgets one of them still.
pub(super) fn left_of(session: &Session<'_>, articles: &[ArticleId]) -> Result<(u64, Option<u64>)> {
    let ids = list(&articles.iter().map(ToString::to_string).collect::<Vec<_>>());
    let sql = "SELECT count(*) FROM articles WHERE id IN (SELECT value FROM json_each(?1))";
    let kept: i64 = session.prepare(sql)?.query_row([&ids], |row| row.get(0))?;
    let gone = articles.len() as u64 - kept.unsigned_abs();
    let sql = "SELECT min(edit) FROM article_edits
               WHERE forgets > 0 AND article IN (SELECT value FROM json_each(?1))";
    let still: Option<i64> = session.prepare(sql)?.query_row([&ids], |row| row.get(0))?;
    Ok((gone, still.map(i64::unsigned_abs)))
}
