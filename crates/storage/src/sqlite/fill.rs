//! What migrations leave to the program: rows of older stores brought up to date. What is damaged is left
//! for whoever asks for it to be told.

use q7x2_domain::{Kind, Mode, Origin, StatementId};
use rusqlite::Connection;

use super::{refold, reid};
use crate::session::{Failure, Result, Session, params};
use crate::store::circumstances::{Columns, columns};
use crate::store::details;
use crate::store::rows::blank;
use crate::store::standing::settle;
use crate::store::words::{speakers, write};

/// How many older statements are in memory at a time while they are filled in.
pub(super) const BATCH: i64 = 1000;

/// Fills in the columns of circumstances.
pub(super) fn circumstances(connection: &Connection) -> rusqlite::Result<()> {
    let noted: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if noted >= FILLED { Ok(()) } else { told(fill_circumstances(&Session::Sqlite(connection))) }
}

/// Gives speakers their ids.
pub(super) fn ids(connection: &Connection) -> rusqlite::Result<()> {
    told(reid::fill(&Session::Sqlite(connection)))
}

/// Fills the index of words.
pub(super) fn words(connection: &Connection) -> rusqlite::Result<()> {
    told(fill_words(&Session::Sqlite(connection)))
}

/// Folds all names anew.
pub(super) fn names(connection: &Connection) -> rusqlite::Result<()> {
    told(refold::fill(&Session::Sqlite(connection)))
}

/// Writes places as they are compared now.
pub(super) fn places(connection: &Connection) -> rusqlite::Result<()> {
    told(fill_places(&Session::Sqlite(connection)))
}

/// Lets of the texts of each article the one answer that is the newest as they are in order now.
pub(super) fn revisions(connection: &Connection) -> rusqlite::Result<()> {
    told(fill_revisions(&Session::Sqlite(connection)))
}

/// Returns what a migration is told.
fn told(outcome: Result<()>) -> rusqlite::Result<()> {
    outcome.map_err(|failure| match failure {
        Failure::Sqlite(error) => error,
        Failure::Missing => rusqlite::Error::QueryReturnedNoRows,
        Failure::Postgres(error) => rusqlite::Error::ToSqlConversionFailure(error.into()),
        Failure::Rejected(why) | Failure::Corrupt(why) => {
            rusqlite::Error::ToSqlConversionFailure(why.into())
        }
        Failure::Unavailable(cause) => rusqlite::Error::ToSqlConversionFailure(cause),
    })
}

/// What older programs noted in a file as its `user_version` once they had filled in the columns.
const FILLED: i32 = 2;

/// Fills in the columns of statements that were written before there were any.
fn fill_circumstances(session: &Session<'_>) -> Result<()> {
    let sql = "SELECT key, details FROM statements WHERE key > ?1 ORDER BY key LIMIT ?2";
    let mut select = session.prepare(sql)?;
    let sql = "UPDATE statements SET addressee = ?2, channel = ?3, cue_class = ?4,
                   relay_depth = ?5, said_from = ?6, said_until = ?7 WHERE key = ?1";
    let mut update = session.prepare(sql)?;
    let mut last = i64::MIN;
    loop {
        let rows = select.query_map([last, BATCH], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
        let Some((end, _)) = rows.last() else { return Ok(()) };
        last = *end;
        for (key, json) in rows {
            let mut statement =
                blank(StatementId::from_stored(String::new()), Kind::Direct, Mode::Speech);
            // What is damaged is told to whoever asks for it; the others are filled in.
            if details::read(&mut statement, &json).is_err() {
                continue;
            }
            let found = columns(session, &statement)?;
            if found != Columns::default() {
                update.execute(params![
                    key,
                    found.addressee,
                    found.channel,
                    found.cue_class,
                    found.relay_depth,
                    found.said_from,
                    found.said_until,
                ])?;
            }
        }
    }
}

/// Fills the index of an older store.
fn fill_words(session: &Session<'_>) -> Result<()> {
    let sql = "SELECT key, details FROM statements WHERE key > ?1 AND current = 1
               ORDER BY key LIMIT ?2";
    let mut select = session.prepare(sql)?;
    let mut last = i64::MIN;
    loop {
        let rows = select.query_map([last, BATCH], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
        let Some((end, _)) = rows.last() else { return Ok(()) };
        last = *end;
        for (key, json) in rows {
            // What is damaged is told to whoever asks for it.
            if let Some(content) = details::content(&json) {
                write(session, key, &content, &speakers(session, key)?)?;
            }
        }
    }
}

/// Writes the places of an older store as they are compared now, and of those that were forgotten the hashes.
fn fill_places(session: &Session<'_>) -> Result<()> {
    let mut select = session.prepare("SELECT place, article FROM places")?;
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (place, article) in rows.collect::<Result<Vec<(String, i64)>>>()? {
        let now = Origin::of_place(&place);
        let sql = "UPDATE OR REPLACE places SET place = ?3 WHERE place = ?1 AND article = ?2";
        if now.as_str() != place {
            session.execute(sql, params![place, article, now.as_str()])?;
        }
    }
    let mut select = session.prepare("SELECT DISTINCT place FROM forgotten_places")?;
    let rows = select.query_map((), |row| row.get(0))?;
    for place in rows.collect::<Result<Vec<String>>>()? {
        let sql = match Origin::of_place(&place).tombstone() {
            Some(hash) => {
                let sql = "UPDATE OR REPLACE forgotten_places SET place = ?2 WHERE place = ?1";
                session.execute(sql, [&place, &hash])?;
                continue;
            }
            None => "DELETE FROM forgotten_places WHERE place = ?1",
        };
        session.execute(sql, [&place])?;
    }
    Ok(())
}

fn fill_revisions(session: &Session<'_>) -> Result<()> {
    let sql = "SELECT min(articles.id) FROM origins JOIN articles ON articles.key = origins.article
               WHERE origins.series IS NOT NULL GROUP BY origins.series";
    let mut select = session.prepare(sql)?;
    let ids = select.query_map((), |row| row.get(0))?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    for id in ids {
        match settle(session, &[id]) {
            // A row that cannot be read keeps no other from it.
            Ok(_) | Err(Failure::Rejected(_) | Failure::Corrupt(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
