//! What can be asked of a statement's circumstances: addressee, channel, cue class, relay and time
//! said, as columns and words. They serve finding alone; what is shown comes from the details.

use std::collections::HashSet;

use q7x2_domain::{Addressee, CueClass, Kind, Mode, Statement, StatementId, TimeSaid};
use q7x2_names::NameKey;
use q7x2_sqlite::Failure;
use rusqlite::{Connection, OptionalExtension, params};

use super::answers;
use super::details;
use super::names;
use super::record::write_speaker;
use super::rows::{blank, json_list};
use q7x2_names::forms::{self, FormWord};

/// How many older statements are in memory at a time while they are filled in.
pub(super) const BATCH: i64 = 1000;

/// The columns of one statement.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// The key of its addressee.
    pub(crate) addressee: Option<i64>,
    /// The key of its channel.
    pub(crate) channel: Option<i64>,
    pub(crate) cue_class: Option<&'static str>,
    pub(crate) relay_depth: u8,
    /// The period it was said in, in microseconds.
    pub(crate) said_from: Option<i64>,
    pub(crate) said_until: Option<i64>,
}

/// Writes what the columns of a statement refer to, and returns them.
pub(crate) fn columns(
    transaction: &Connection,
    statement: &Statement,
) -> rusqlite::Result<Columns> {
    let addressee = statement.addressee.as_ref().map(|it| write_addressee(transaction, it));
    let channel = statement.channel.as_ref().map(|it| write_channel(transaction, &it.excerpt.text));
    let period = statement.said_at.as_deref().and_then(TimeSaid::period);
    Ok(Columns {
        addressee: addressee.transpose()?,
        channel: channel.transpose()?,
        cue_class: statement.cue_class.map(CueClass::as_str),
        relay_depth: statement.relay.as_ref().map_or(0, |relay| relay.depth),
        said_from: period.map(|(start, _)| start.micros()),
        said_until: period.map(|(_, end)| end.micros()),
    })
}

/// What older programs noted in a file as its `user_version` once they had filled in the columns.
const FILLED: i32 = 2;

/// Fills in the columns of statements that were written before there were any, unless an older
/// program has.
pub(crate) fn fill(transaction: &Connection) -> rusqlite::Result<()> {
    let noted: i32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if noted >= FILLED {
        return Ok(());
    }
    let sql = "SELECT key, details FROM statements WHERE key > ?1 ORDER BY key LIMIT ?2";
    let mut select = transaction.prepare(sql)?;
    let sql = "UPDATE statements SET addressee = ?2, channel = ?3, cue_class = ?4,
                   relay_depth = ?5, said_from = ?6, said_until = ?7 WHERE key = ?1";
    let mut update = transaction.prepare(sql)?;
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
            let found = columns(transaction, &statement)?;
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

/// Returns the keys of the addressees that `name` means: those of its words, at least one of which
/// names the addressee itself, and the parties that are known by it.
pub(crate) fn addressees(connection: &Connection, name: &str) -> Result<Vec<i64>, Failure> {
    let query = NameKey::of(name);
    let words: HashSet<&String> = query.words().iter().collect();
    let words: Vec<&String> = words.into_iter().collect();
    let parties = answers::with_merged(connection, names::matching(connection, name)?)?;
    let sql = "
        SELECT addressee FROM addressee_words
        WHERE word IN (SELECT value FROM json_each(?1))
        GROUP BY addressee HAVING count(*) = ?2 AND max(identifies) = 1
        UNION
        SELECT key FROM addressees WHERE party IN (SELECT value FROM json_each(?3))";
    let mut select = connection.prepare_cached(sql)?;
    let parameters = params![json_list(&words), words.len() as i64, json_list(&parties)];
    let keys = select.query_map(parameters, |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// Writes the addressee unless it is known, and returns its key.
fn write_addressee(transaction: &Connection, addressee: &Addressee) -> rusqlite::Result<i64> {
    let text = &addressee.excerpt.text;
    let party = addressee.party.as_ref().map(|party| write_speaker(transaction, party));
    let party = party.transpose()?;
    let sql = "SELECT key FROM addressees WHERE text = ?1 AND party IS ?2";
    let mut known = transaction.prepare_cached(sql)?;
    if let Some(key) = known.query_row(params![text, party], |row| row.get(0)).optional()? {
        return Ok(key);
    }
    let sql = "INSERT INTO addressees (text, party) VALUES (?1, ?2)";
    let key = transaction.prepare_cached(sql)?.insert(params![text, party])?;
    let sql = "INSERT INTO addressee_words (word, addressee, identifies) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare_cached(sql)?;
    for FormWord { word, identifies } in forms::words_of_addressee(addressee) {
        insert.execute(params![word, key, identifies])?;
    }
    Ok(key)
}

/// Writes the words of a channel unless they are known, and returns their key.
fn write_channel(transaction: &Connection, text: &str) -> rusqlite::Result<i64> {
    let mut known = transaction.prepare_cached("SELECT key FROM channels WHERE text = ?1")?;
    if let Some(key) = known.query_row([text], |row| row.get(0)).optional()? {
        return Ok(key);
    }
    let sql = "INSERT INTO channels (text) VALUES (?1)";
    let key = transaction.prepare_cached(sql)?.insert([text])?;
    let sql = "INSERT INTO channel_words (rowid, text) VALUES (?1, ?2)";
    transaction.prepare_cached(sql)?.execute(params![key, text])?;
    Ok(key)
}
