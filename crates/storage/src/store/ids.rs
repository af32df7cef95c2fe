//! The ids by which speakers are asked for: the one that each has, and others that still mean it.

use std::collections::BTreeSet;

use q7x2_domain::{Speaker, SpeakerId};
use q7x2_names::older;

use super::journal;
use crate::session::{OptionalExtension, Result, Session, params};

/// Why another id means a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alias {
    /// An older version would have made it.
    Older,
    /// The speaker had it when edits were made that name it.
    Edited,
}

impl Alias {
    fn as_str(self) -> &'static str {
        match self {
            Self::Older => "older",
            Self::Edited => "edited",
        }
    }
}

/// Lets another id mean a speaker. What edits mean by it comes first.
pub(crate) fn note(session: &Session<'_>, id: &SpeakerId, speaker: i64, how: Alias) -> Result<()> {
    let sql = "INSERT INTO speaker_aliases (id, speaker, how) VALUES (?1, ?2, ?3)
               ON CONFLICT (id, speaker) DO UPDATE SET how = excluded.how
                   WHERE excluded.how = 'edited'";
    let row = params![id.as_str(), speaker, how.as_str()];
    session.prepare(sql)?.execute(row).map(drop)
}

/// Lets the id that an older version would have made mean a new speaker.
pub(crate) fn note_older(session: &Session<'_>, key: i64, speaker: &Speaker) -> Result<()> {
    let older = older::of_newer(&speaker.id, &speaker.name);
    if older == speaker.id { Ok(()) } else { note(session, &older, key, Alias::Older) }
}

/// Returns the key of the speaker that has an id.
pub(crate) fn key(session: &Session<'_>, id: &str) -> Result<Option<i64>> {
    let sql = "SELECT key FROM speakers WHERE id = ?1";
    session.prepare(sql)?.query_row([id], |row| row.get(0)).optional()
}

/// Returns the keys of the speakers that somebody who writes an id may mean: the one that has it, or
/// else all that had it or would have had it.
pub(crate) fn meant(session: &Session<'_>, id: &str) -> Result<Vec<i64>> {
    if let Some(key) = key(session, id)? {
        return Ok(vec![key]);
    }
    let sql = "SELECT speaker FROM speaker_aliases WHERE id = ?1 ORDER BY speaker";
    session.prepare(sql)?.query_map([id], |row| row.get(0))?.collect()
}

/// Returns the keys of the speakers under whom answers what is asked for by an id; none when what is
/// asked for is no id.
pub(crate) fn answering(session: &Session<'_>, id: &str) -> Result<Vec<i64>> {
    let mut keys = vec![];
    if !id.contains('/') {
        return Ok(keys);
    }
    for meant in meant(session, id)? {
        let sql = "SELECT id FROM speakers WHERE key = ?1";
        let id: String = session.prepare(sql)?.query_row([meant], |row| row.get(0))?;
        let rules = journal::rules(session, &mut BTreeSet::from([id.clone()]))?;
        let into = rules.merged_into(&SpeakerId::from_stored(id));
        let into = into.map(|into| key(session, into.id.as_str())).transpose()?.flatten();
        keys.push(into.unwrap_or(meant));
    }
    Ok(keys)
}

/// Returns the ids that the speakers have now which an edit of older ids names, the one that kept
/// the name first.
pub(crate) fn edited(session: &Session<'_>, id: &SpeakerId) -> Result<Vec<SpeakerId>> {
    let sql = "SELECT speakers.id FROM speaker_aliases
               JOIN speakers ON speakers.key = speaker_aliases.speaker
               WHERE speaker_aliases.id = ?1 AND how = 'edited' ORDER BY speakers.key";
    let mut select = session.prepare(sql)?;
    let ids = select.query_map([id.as_str()], |row| row.get(0))?;
    let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Ok(vec![id.clone()]);
    }
    Ok(ids.into_iter().map(SpeakerId::from_stored).collect())
}
