//! Whether articles that are offered are kept, and have been read; and letting what an earlier model read
//! answer again.

use std::collections::HashSet;

use q7x2_domain::{ModelVersion, Offered, Standing, Timestamp, is_other_outlet, is_same_address};

use super::rows::article_key;
use super::standing::LATEST_OF_ARTICLE;
use super::{answers, forgotten, outlets, revisions, standing};
use crate::session::{OptionalExtension, Result, Row, Session, list, named_params, params};

/// Holds of an extraction `read` of an article that was made when another date of publication was known: its
/// statements may tell other times, and other holders of offices.
pub(super) const UNDATED: &str = "(read.dated IS DISTINCT FROM articles.published_at
    AND EXISTS (SELECT 1 FROM statements WHERE statements.extraction = read.key))";

/// Says of articles how they stand.
pub(super) fn offered(
    session: &Session<'_>,
    articles: &[Offered],
    model: Option<&ModelVersion>,
) -> Result<Vec<Standing>> {
    let known = known(session, articles)?;
    let met = |offered: &Offered| {
        known.contains(&offered.article.to_string())
            || offered.tombstones.iter().any(|place| known.contains(place))
            || offered.address.iter().any(|(_, bare)| known.contains(&bare.to_string()))
            || offered.places.iter().any(|place| known.contains(place))
    };
    let stand = articles.iter().map(|offered| match met(offered) {
        true => standing(session, offered, model),
        false => Ok(Standing::Unread),
    });
    stand.collect()
}

/// Returns what the store has met of what is told of articles: their ids, and places that were forgotten. Most
/// articles that are offered are new, which is found at once: on a server each question is a journey.
fn known(session: &Session<'_>, articles: &[Offered]) -> Result<HashSet<String>> {
    let bare = articles.iter().filter_map(|offered| offered.address.as_ref()).map(|(_, id)| id);
    let ids = articles.iter().map(|offered| &offered.article).chain(bare);
    let ids: Vec<String> = ids.map(ToString::to_string).collect();
    let places: Vec<&String> = articles.iter().flat_map(|offered| &offered.tombstones).collect();
    let sql = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?1))
               UNION ALL
               SELECT article FROM article_edits
               WHERE forgets > 0 AND article IN (SELECT value FROM json_each(?1))
               UNION ALL
               SELECT place FROM forgotten_places
               WHERE forgets > 0 AND place IN (SELECT value FROM json_each(?2))
               UNION ALL
               SELECT place FROM places WHERE place IN (SELECT value FROM json_each(?3))";
    let from: Vec<&String> = articles.iter().flat_map(|offered| &offered.places).collect();
    let mut select = session.prepare(sql)?;
    let asked = params![list(&ids), list(&places), list(&from)];
    select.query_map(asked, |row| row.get(0))?.collect()
}

fn standing(
    session: &Session<'_>,
    offered: &Offered,
    model: Option<&ModelVersion>,
) -> Result<Standing> {
    if let Some(tombstone) = forgotten::tombstone(session, offered)? {
        return Ok(Standing::Forgotten(tombstone));
    }
    if article_key(session, &offered.article.to_string())?.is_none() {
        return match same(session, offered)? {
            Some(same) => Ok(same),
            None => revisions::offered(session, offered),
        };
    }
    let read = "FROM articles JOIN extractions AS read ON read.article = articles.key
        WHERE articles.id = ?1";
    let sql = match model {
        Some(_) => format!("SELECT {UNDATED}, articles.published_at {read} AND read.model = ?2"),
        None => format!("SELECT 0, articles.published_at {read} LIMIT 1"),
    };
    let mut select = session.prepare(&sql)?;
    let id = offered.article.to_string();
    let row = |row: &Row<'_>| Ok((row.get::<bool>(0)?, row.get::<Option<i64>>(1)?));
    let read = match model {
        Some(model) => select.query_row(params![id, model.as_str()], row).optional()?,
        None => select.query_row([id], row).optional()?,
    };
    Ok(match read {
        None => Standing::Unread,
        Some((false, _)) => Standing::Read,
        Some((true, date)) => Standing::ReadUndated(date.map(Timestamp::from_micros)),
    })
}

/// Returns whether an article is the same as one that is kept without its address. The same text in another
/// outlet is not.
fn same(session: &Session<'_>, offered: &Offered) -> Result<Option<Standing>> {
    let Some((url, bare)) = &offered.address else { return Ok(None) };
    let mut select = session.prepare("SELECT url, outlet FROM articles WHERE id = ?1")?;
    let row = |row: &Row<'_>| Ok((row.get::<Option<String>>(0)?, row.get::<Option<String>>(1)?));
    let Some((known, outlet)) = select.query_row([bare.to_string()], row).optional()? else {
        return Ok(None);
    };
    let is_same = known.is_none_or(|known| is_same_address(&known, url))
        && !is_other_outlet(outlet.as_deref(), offered.outlet.as_deref());
    Ok(is_same.then_some(Standing::Same(*bare)))
}

/// Lets what `model` read of articles answer again, where another extraction does: of up to `limit` whose ids
/// come after `after`. Returns the id of the last of them, and how many; no id when no more are left.
pub(super) fn bring_back(
    session: &Session<'_>,
    model: &ModelVersion,
    outlet: Option<&str>,
    after: &str,
    limit: u32,
) -> Result<(Option<String>, u64)> {
    session.hold_all()?;
    let outlet = outlet.map(|name| outlets::matching(session, name, &[])).transpose()?;
    let outlet = outlet.map(|outlets| list(&outlets));
    let of_outlet = match outlet {
        Some(_) => "outlet_folded IN (SELECT value FROM json_each(:outlets))",
        None => "1 = 1",
    };
    let sql = format!(
        "SELECT articles.id, articles.key, read.key FROM articles
         JOIN extractions AS read ON read.article = articles.key AND read.model = :model
         WHERE articles.id > :after AND read.key <> {LATEST_OF_ARTICLE} AND NOT {UNDATED}
           AND {of_outlet} AND NOT {} ORDER BY articles.id LIMIT :limit",
        forgotten::FORGOTTEN
    );
    let mut select = session.prepare(&sql)?;
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found = select.query_map(
        named_params! { ":model": model.as_str(), ":after": after, ":outlets": outlet, ":limit": limit },
        row,
    )?;
    let found: Vec<(String, i64, i64)> = found.collect::<Result<_, _>>()?;
    for (id, article, extraction) in &found {
        let cited = standing::linked(session, *article)?;
        let sql = "UPDATE extractions SET turn =
                       (SELECT max(turn) + 1 FROM extractions WHERE article = ?1) WHERE key = ?2";
        session.prepare(sql)?.execute([article, extraction])?;
        standing::settle(session, std::slice::from_ref(id))?;
        answers::settle_new(session, *extraction, &cited)?;
    }
    let last = found.last().map(|(id, ..)| id.clone());
    Ok((last, found.len() as u64))
}
