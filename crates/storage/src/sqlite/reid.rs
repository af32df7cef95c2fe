//! Giving the speakers of an older store the ids that are made now. Where an id stood for several
//! names, each gets its own: a statement goes to the speaker of the name that its article gives. What
//! people decided by the old id holds for all of them.

use std::collections::{BTreeSet, HashMap};

use q7x2_domain::{Kind, Mode, SpeakerId, StatementId};
use q7x2_names::{SpellingKey, older};

use super::fill::BATCH;
use crate::session::{Failure, Result, Row, Session, params};
use crate::store::answers::{self, Scope};
use crate::store::circumstances;
use crate::store::ids::{self, Alias};
use crate::store::rows::blank;
use crate::store::{details, journal, record};

/// Gives all speakers the ids that are made now, or none: a failure takes the migration back.
pub(crate) fn fill(session: &Session<'_>) -> Result<()> {
    rename_all(session).map_err(|failure| match failure {
        Failure::Corrupt(detail) => Failure::Corrupt(told(&detail)),
        Failure::Unavailable(cause) => Failure::Corrupt(told(&cause.to_string())),
        failure => failure,
    })
}

/// Tells why the speakers cannot get their ids, and what to do.
fn told(why: &str) -> String {
    format!(
        "its speakers cannot be given the ids of this version, and nothing was changed ({why}): \
         restore the file from a backup, or go on with the version of q7x2 that wrote it"
    )
}

/// A speaker as an older version wrote it.
struct Old {
    key: i64,
    id: SpeakerId,
    name: String,
    /// The names that articles give it, the first one first.
    given: Vec<String>,
}

/// From old ids to those that the speakers have now.
struct Renaming {
    main: HashMap<SpeakerId, SpeakerId>,
    /// The old ids of whoever has an id now.
    had: HashMap<SpeakerId, Vec<SpeakerId>>,
}

fn rename_all(session: &Session<'_>) -> Result<()> {
    let olds = read(session)?;
    let main: HashMap<_, _> = olds.iter().map(|old| (old.id.clone(), main_id(old))).collect();
    let mut had: HashMap<SpeakerId, Vec<SpeakerId>> = HashMap::new();
    for (old, now) in &main {
        had.entry(now.clone()).or_default().push(old.clone());
    }
    let renaming = Renaming { main, had };
    let mut moved = rename_speakers(session, &olds, &renaming)?;
    moved.append(&mut rename_statements(session, &renaming)?);
    journal::rename_subjects(session)?;
    if !moved.is_empty() {
        let subjects = journal::all_subjects(session)?;
        let (articles, mut keys) = answers::articles_and_speakers(session, &subjects)?;
        keys.append(&mut moved);
        answers::settle(session, &Scope::Speakers(keys))?;
        answers::settle(session, &Scope::Articles(articles))?;
    }
    Ok(())
}

fn read(session: &Session<'_>) -> Result<Vec<Old>> {
    let mut given: HashMap<i64, Vec<String>> = HashMap::new();
    let sql = "SELECT speaker, text FROM forms WHERE role = 'given' ORDER BY key";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        given.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let mut select = session.prepare("SELECT key, id, name FROM speakers ORDER BY key")?;
    let old = |row: &Row<'_>| {
        let key = row.get(0)?;
        let given = given.get(&key).cloned().unwrap_or_default();
        Ok(Old { key, id: SpeakerId::from_stored(row.get(1)?), name: row.get(2)?, given })
    };
    select.query_map((), old)?.collect()
}

/// Returns the id of the name by which a speaker was best known: that of which the old id was made.
fn main_id(old: &Old) -> SpeakerId {
    if let Some(name) = older::known_as(&old.id) {
        return older::newer(&old.id, name);
    }
    let mut names = std::iter::once(&old.name).chain(&old.given);
    let name = names.find(|name| older::is_of(&old.id, name));
    name.map_or_else(|| old.id.clone(), |name| older::newer(&old.id, name))
}

impl Renaming {
    /// Returns the id of whoever is called `name` and had an old id.
    fn id_of(&self, id: &SpeakerId, name: &str) -> SpeakerId {
        let known = older::known_as(id);
        let spells = |known: &str| SpellingKey::of(known) == SpellingKey::of(name);
        if older::is_of(id, name) && known.is_none_or(|known| !spells(known)) {
            return older::newer(id, name);
        }
        // An article's name for somebody who is better known by another.
        let main = self.main.get(id).cloned();
        main.or_else(|| Some(older::newer(id, known?))).unwrap_or_else(|| id.clone())
    }
}

/// Gives each speaker its id. Returns the keys of those that two old ones became.
fn rename_speakers(
    session: &Session<'_>,
    olds: &[Old],
    renaming: &Renaming,
) -> Result<BTreeSet<i64>> {
    let mut moved = BTreeSet::new();
    // No id may be there twice, not even for a moment.
    session.execute("UPDATE speakers SET id = '/' || key", ())?;
    let sql = "UPDATE speakers SET id = ?2, name = ?3 WHERE key = ?1";
    let mut update = session.prepare(sql)?;
    for old in olds {
        let id = &renaming.main[&old.id];
        let key = match ids::key(session, id.as_str())? {
            None => {
                // The name of a row is of whoever has its id.
                let fits = |name: &&String| renaming.id_of(&old.id, name) == *id;
                let name = std::iter::once(&old.name).chain(&old.given).find(fits);
                let known = || older::known_as(&old.id).map_or(old.name.clone(), str::to_owned);
                update.execute(params![
                    old.key,
                    id.as_str(),
                    name.cloned().unwrap_or_else(known)
                ])?;
                old.key
            }
            Some(key) => {
                join(session, old.key, key)?;
                moved.insert(key);
                key
            }
        };
        if *id != old.id {
            ids::note(session, &old.id, key, Alias::Edited)?;
        }
    }
    Ok(moved)
}

/// Makes one speaker of two.
fn join(session: &Session<'_>, from: i64, into: i64) -> Result<()> {
    let sql = "SELECT a.key, b.key FROM forms AS a
               LEFT JOIN forms AS b ON b.speaker = ?2 AND b.role = a.role AND b.text = a.text
               WHERE a.speaker = ?1";
    let mut select = session.prepare(sql)?;
    let forms = select.query_map([from, into], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (form, same) in forms.collect::<Result<Vec<(i64, Option<i64>)>>>()? {
        let Some(same) = same else {
            session.execute("UPDATE forms SET speaker = ?2 WHERE key = ?1", [form, into])?;
            continue;
        };
        for sql in [
            "UPDATE statements SET given_form = ?2 WHERE given_form = ?1",
            "UPDATE statements SET source_form = ?2 WHERE source_form = ?1",
        ] {
            session.execute(sql, [form, same])?;
        }
        session.execute("DELETE FROM form_words WHERE form = ?1", [form])?;
        session.execute("DELETE FROM forms WHERE key = ?1", [form])?;
    }
    for sql in [
        "UPDATE statements SET linked = ?2 WHERE linked = ?1",
        "UPDATE statements SET speaker = ?2 WHERE speaker = ?1",
        "UPDATE addressees SET party = ?2 WHERE party = ?1",
        "UPDATE OR REPLACE surnames SET speaker = ?2 WHERE speaker = ?1",
        "UPDATE OR REPLACE spellings SET speaker = ?2 WHERE speaker = ?1",
        "UPDATE speakers SET meant = NULL WHERE meant = ?1 OR key = ?2",
    ] {
        session.execute(sql, [from, into])?;
    }
    session.execute("DELETE FROM speakers WHERE key = ?1", [from]).map(drop)
}

/// Writes the ids into all statements, and links those to other speakers whose names had no id of
/// their own. Returns the keys of the speakers concerned.
fn rename_statements(session: &Session<'_>, renaming: &Renaming) -> Result<BTreeSet<i64>> {
    let sql = "SELECT key, linked, details FROM statements WHERE key > ?1 ORDER BY key LIMIT ?2";
    let mut select = session.prepare(sql)?;
    let sql = "UPDATE statements SET details = ?2, linked = ?3, addressee = ?4 WHERE key = ?1";
    let mut update = session.prepare(sql)?;
    let (mut moved, mut last) = (BTreeSet::new(), i64::MIN);
    loop {
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let rows = select.query_map([last, BATCH], row)?;
        let rows: Vec<(i64, Option<i64>, String)> = rows.collect::<Result<_, _>>()?;
        let Some((end, ..)) = rows.last() else { return Ok(moved) };
        last = *end;
        for (key, linked, json) in rows {
            let Some(renamed) = details::with_ids(&json, |id, name| renaming.id_of(id, name))
            else {
                continue;
            };
            let found = renamed.speaker.as_ref().map(|id| ids::key(session, id.as_str()));
            let stays = linked.is_none() || found.transpose()?.flatten() == linked;
            if stays && !renamed.changed && !renamed.addresses {
                continue;
            }
            let mut statement =
                blank(StatementId::from_stored(String::new()), Kind::Direct, Mode::Speech);
            if details::read(&mut statement, &renamed.json).is_err() {
                continue;
            }
            let addressee = circumstances::columns(session, &statement)?.addressee;
            let mut now = linked;
            if let (Some(linked), Some(speaker), false) = (linked, &statement.speaker, stays) {
                let key = record::write_speaker(session, speaker)?;
                part(session, renaming, linked, key)?;
                moved.extend([linked, key]);
                now = Some(key);
            }
            update.execute(params![key, renamed.json, now, addressee])?;
        }
    }
}

/// Notes that the speaker of a row was one with another, by the id that they had.
fn part(session: &Session<'_>, renaming: &Renaming, from: i64, other: i64) -> Result<()> {
    let sql = "SELECT id FROM speakers WHERE key = ?1";
    let id: String = session.prepare(sql)?.query_row([from], |row| row.get(0))?;
    let id = SpeakerId::from_stored(id);
    for old in renaming.had.get(&id).into_iter().flatten() {
        ids::note(session, old, from, Alias::Edited)?;
        ids::note(session, old, other, Alias::Edited)?;
    }
    Ok(())
}
