//! What can be asked of a statement's circumstances: addressee, channel, cue class, relay and time
//! said, as columns and words. They serve finding alone; what is shown comes from the details.

use std::collections::HashSet;

use q7x2_domain::{Addressee, CueClass, Statement, TimeSaid};
use q7x2_names::NameKey;

use super::answers;
use super::record::write_speaker;
use super::{names, words};
use crate::session::{Dialect, OptionalExtension, Result, Session, list, params};
use q7x2_names::forms::{self, FormWord};

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
pub(crate) fn columns(session: &Session<'_>, statement: &Statement) -> Result<Columns> {
    let addressee = statement.addressee.as_ref().map(|it| write_addressee(session, it));
    let channel = statement.channel.as_ref().map(|it| write_channel(session, &it.excerpt.text));
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

/// Returns the keys of the addressees that `name` means: those of its words, at least one of which
/// names the addressee itself, and the parties that are known by it.
pub(crate) fn addressees(session: &Session<'_>, name: &str) -> Result<Vec<i64>> {
    let query = NameKey::of(name);
    let words: HashSet<&String> = query.words().iter().collect();
    let words: Vec<&String> = words.into_iter().collect();
    let parties = answers::with_merged(session, names::matching(session, name)?)?;
    let sql = "
        SELECT addressee FROM addressee_words
        WHERE word IN (SELECT value FROM json_each(?1)) AND (identifies = 1 OR length(word) > 1)
        GROUP BY addressee HAVING count(*) = ?2 AND max(identifies) = 1
        UNION
        SELECT key FROM addressees WHERE party IN (SELECT value FROM json_each(?3))";
    let mut select = session.prepare(sql)?;
    let parameters = params![list(&words), words.len() as i64, list(&parties)];
    let keys = select.query_map(parameters, |row| row.get(0))?;
    keys.collect::<Result<_, _>>()
}

/// Writes the addressee unless it is known, and returns its key.
fn write_addressee(session: &Session<'_>, addressee: &Addressee) -> Result<i64> {
    let text = &addressee.excerpt.text;
    let party = addressee.party.as_ref().map(|party| write_speaker(session, party));
    let party = party.transpose()?;
    let by_hash = by_hash(session, "?1");
    let sql = format!(
        "SELECT key FROM addressees WHERE text = ?1 {by_hash} AND party IS NOT DISTINCT FROM ?2"
    );
    let mut known = session.prepare(&sql)?;
    if let Some(key) = known.query_row(params![text, party], |row| row.get(0)).optional()? {
        return Ok(key);
    }
    let sql = "INSERT INTO addressees (text, party) VALUES (?1, ?2)
               ON CONFLICT DO NOTHING RETURNING key";
    let new = session.prepare(sql)?.query_row(params![text, party], |row| row.get(0)).optional()?;
    // Somebody else may just have written it.
    let Some(key) = new else { return known.query_row(params![text, party], |row| row.get(0)) };
    let sql = "INSERT INTO addressee_words (word, addressee, identifies) VALUES (?1, ?2, ?3)";
    let mut insert = session.prepare(sql)?;
    for FormWord { word, identifies } in forms::words_of_addressee(addressee) {
        insert.execute(params![word, key, identifies])?;
    }
    Ok(key)
}

/// Writes the words of a channel unless they are known, and returns their key.
fn write_channel(session: &Session<'_>, text: &str) -> Result<i64> {
    let sql = format!("SELECT key FROM channels WHERE text = ?1 {}", by_hash(session, "?1"));
    let mut known = session.prepare(&sql)?;
    if let Some(key) = known.query_row([text], |row| row.get(0)).optional()? {
        return Ok(key);
    }
    let new = words::write_channel(session, text)?;
    // Somebody else may just have written it.
    new.map_or_else(|| known.query_row([text], |row| row.get(0)), Ok)
}

/// Returns what lets a `text` that is the argument be found where texts are indexed by their hashes.
pub(crate) fn by_hash(session: &Session<'_>, argument: &str) -> String {
    match session.dialect() {
        Dialect::Sqlite => String::new(),
        Dialect::Postgres => format!("AND md5(text) = md5({argument})"),
    }
}
