//! The journal of edits: what people decided about speakers, statements and articles, row upon row, and
//! which of it holds.

mod follow;
mod shape;

use std::collections::BTreeSet;

use q7x2_domain::{Edit, EditEntry, SpeakerRules, Timestamp};
use q7x2_names::NameKey;

pub(super) use self::shape::read;
use super::forgotten;
use super::inherited::{self, Heir};
use crate::session::{Failure, OptionalExtension, Result, Row, Session, list, params};

/// The columns that [`entry`] reads.
const ENTRY: &str = "number, at, by, edit, ids";

/// What edits are about: ids of speakers, and of articles with pinned or corrected statements.
pub(crate) type Subjects = BTreeSet<String>;

/// What follows from edits, where names compare as they fold.
pub(crate) type Rules = SpeakerRules<NameKey>;

/// Writes an edit and notes what it is about, or what its undoing is about. Returns its number;
/// `None` for an undo of an edit that is not there or does not hold.
pub(crate) fn append(
    session: &Session<'_>,
    edit: &Edit,
    by: &str,
    at: Timestamp,
) -> Result<Option<u64>> {
    let undoes = match edit {
        Edit::Undo { number } => Some(row_number(*number)),
        _ => None,
    };
    if let Some(undone) = undoes
        && !is_in_force(session, undone)?
    {
        return Ok(None);
    }
    let sql = "INSERT INTO edits (number, at, by, undoes, edit, ids)
               VALUES ((SELECT coalesce(max(number), 0) + 1 FROM edits), ?1, ?2, ?3, ?4, ?5)
               RETURNING number";
    let row = params![at.micros(), by, undoes, shape::write(edit), follow::NOW];
    let number: i64 = session.prepare(sql)?.query_row(row, |row| row.get(0))?;
    match undoes {
        None => note_subjects(session, number, edit)?,
        Some(undone) => turn(session, undone)?,
    }
    Ok(Some(number.unsigned_abs()))
}

/// Returns an edit of the journal.
pub(crate) fn find(session: &Session<'_>, number: u64) -> Result<Option<EditEntry>> {
    let sql = format!("SELECT {ENTRY} FROM edits WHERE number = ?1");
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query([row_number(number)])?;
    rows.next()?.map(|row| entry(session, &row)).transpose()
}

/// Returns the edit that comes after the one of a number.
pub(crate) fn next(session: &Session<'_>, after: u64) -> Result<Option<EditEntry>> {
    let sql = format!("SELECT {ENTRY} FROM edits WHERE number > ?1 ORDER BY number LIMIT 1");
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query([row_number(after)])?;
    rows.next()?.map(|row| entry(session, &row)).transpose()
}

/// Writes an edit of which nothing is known any more but that it was made.
pub(crate) fn append_erased(
    session: &Session<'_>,
    number: u64,
    by: &str,
    at: Timestamp,
) -> Result<()> {
    let sql =
        "INSERT INTO edits (number, at, by, undoes, edit, ids) VALUES (?1, ?2, ?3, NULL, ?4, ?5)";
    let json = shape::write(&Edit::Erased);
    let row = params![row_number(number), at.micros(), by, json, follow::NOW];
    session.prepare(sql)?.execute(row).map(drop)
}

/// Returns edits, the latest first.
pub(crate) fn all(
    session: &Session<'_>,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<EditEntry>> {
    let sql = format!("SELECT {ENTRY} FROM edits WHERE number < ?1 ORDER BY number DESC LIMIT ?2");
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query(params![before.map_or(i64::MAX, row_number), limit])?;
    let mut entries = vec![];
    while let Some(row) = rows.next()? {
        entries.push(entry(session, &row)?);
    }
    Ok(entries)
}

/// Returns what an edit is about; of an undo, what the edit at the end of the chain is about.
pub(crate) fn subjects(session: &Session<'_>, edit: &Edit) -> Result<Subjects> {
    let edits = in_the_end(session, edit)?;
    Ok(edits.iter().flat_map(of_edit).map(|(subject, _)| subject).collect())
}

/// Returns the number of the edit at the end of a chain of undoes; `None` of an edit that is no undo.
pub(super) fn undone_in_the_end(session: &Session<'_>, edit: &Edit) -> Result<Option<i64>> {
    let Edit::Undo { number } = edit else { return Ok(None) };
    let mut select = session.prepare("SELECT undoes FROM edits WHERE number = ?1")?;
    let mut at = row_number(*number);
    while let Some(undoes) = select.query_row([at], |row| row.get(0)).optional()?.flatten() {
        at = undoes;
    }
    Ok(Some(at))
}

/// Returns an edit; of an undo, the edit at the end of the chain.
pub(crate) fn in_the_end(session: &Session<'_>, edit: &Edit) -> Result<Vec<Edit>> {
    let mut edits = vec![edit.clone()];
    while let Some(Edit::Undo { number }) = edits.first() {
        edits = written(session, row_number(*number))?;
    }
    Ok(edits)
}

/// Returns what follows from the edits in force that have to do with `subjects`, and adds to these
/// whatever those edits are about besides.
pub(crate) fn rules(session: &Session<'_>, subjects: &mut Subjects) -> Result<Rules> {
    rules_with_heirs(session, subjects, &[])
}

/// Returns the same, where what is decided about statements of a text holds for those of its heirs too.
pub(super) fn rules_with_heirs(
    session: &Session<'_>,
    subjects: &mut Subjects,
    heirs: &[Heir],
) -> Result<Rules> {
    let sql = "SELECT DISTINCT edit FROM edit_subjects
               WHERE subject IN (SELECT value FROM json_each(?1))";
    let mut by_subject = session.prepare(sql)?;
    let mut edits: Vec<(i64, Edit)> = vec![];
    let mut new: Vec<String> = subjects.iter().cloned().collect();
    while !new.is_empty() {
        let numbers = by_subject.query_map([list(&new)], |row| row.get(0))?;
        let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
        new.clear();
        for number in numbers {
            if edits.iter().any(|(known, _)| *known == number) {
                continue;
            }
            for edit in written(session, number)? {
                let about = of_edit(&edit).map(|(subject, _)| subject);
                new.extend(about.filter(|subject| subjects.insert(subject.clone())));
                edits.push((number, edit));
            }
        }
    }
    edits.append(&mut inherited::edits(session, &edits, heirs)?);
    edits.sort_by_key(|(number, _)| *number);
    let edits = edits.iter().map(|(number, edit)| (number.unsigned_abs(), edit));
    Ok(SpeakerRules::of(edits, NameKey::of))
}

/// Tells whether people decided anything about a speaker, and whether they pinned it.
pub(crate) fn decided(session: &Session<'_>, id: &str) -> Result<(bool, bool)> {
    let sql = "SELECT count(*) > 0, coalesce(max(pins), 0) FROM edit_subjects WHERE subject = ?1";
    session.prepare(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Tells whether an edit is there and holds.
fn is_in_force(session: &Session<'_>, number: i64) -> Result<bool> {
    let there = "SELECT 1 FROM edits WHERE number = ?1";
    if !session.prepare(there)?.exists([number])? {
        return Ok(false);
    }
    Ok(undone_by(session, number)?.is_none())
}

/// Returns the latest undo by which an edit does not hold. Several may hold at a time: one made
/// while an earlier one was undone, which holds again.
fn undone_by(session: &Session<'_>, number: i64) -> Result<Option<i64>> {
    let sql = "SELECT number FROM edits WHERE undoes = ?1 ORDER BY number DESC";
    let mut select = session.prepare(sql)?;
    let undos = select.query_map([number], |row| row.get(0))?;
    for undo in undos.collect::<Result<Vec<i64>>>()? {
        // An undo is of an earlier edit, so this ends.
        if undone_by(session, undo)?.is_none() {
            return Ok(Some(undo));
        }
    }
    Ok(None)
}

/// Lets an edit that held hold no more; of an undo: lets what it undid hold again, and so on down.
fn turn(session: &Session<'_>, undone: i64) -> Result<()> {
    let mut select = session.prepare("SELECT undoes FROM edits WHERE number = ?1")?;
    let mut at = undone;
    loop {
        if let Some(undoes) = select.query_row([at], |row| row.get(0))? {
            at = undoes;
            continue;
        }
        forget_subjects(session, at)?;
        if is_in_force(session, at)? {
            for edit in written(session, at)? {
                note_subjects(session, at, &edit)?;
            }
        }
        return Ok(());
    }
}

fn note_subjects(session: &Session<'_>, number: i64, edit: &Edit) -> Result<()> {
    let sql = "INSERT INTO edit_subjects (subject, edit, pins) VALUES (?1, ?2, ?3)
               ON CONFLICT (subject, edit) DO UPDATE SET pins = edit_subjects.pins | excluded.pins";
    let mut insert = session.prepare(sql)?;
    for (subject, pins) in of_edit(edit) {
        insert.execute(params![subject, number, pins])?;
    }
    let sql = "INSERT INTO article_edits (article, edit, forgets) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    let mut insert = session.prepare(sql)?;
    let forgets = match edit {
        Edit::Forget { erase, .. } => 1 + i64::from(*erase),
        _ => 0,
    };
    for article in edit.articles() {
        let id = article.to_string();
        insert.execute(params![id, number, forgets])?;
        if forgets > 0 {
            forgotten::forget_places(session, &id, &forgotten::origins(session, &id)?)?;
        }
    }
    let sql = "UPDATE forgotten_places SET forgets = abs(forgets) WHERE edit = ?1";
    session.prepare(sql)?.execute([number]).map(drop)
}

/// Returns what an edit is about, and whether it pins that.
fn of_edit(edit: &Edit) -> impl Iterator<Item = (String, bool)> {
    let pins = matches!(edit, Edit::Pin { .. });
    let article = match edit {
        Edit::PinStatement { place, .. } | Edit::Correct { place, .. } => {
            Some((place.article.to_string(), false))
        }
        _ => None,
    };
    let speakers = edit.parties().into_iter().map(move |party| (party.id.to_string(), pins));
    speakers.chain(article)
}

/// Returns what the edit of a number says; nothing where there is none.
fn written(session: &Session<'_>, number: i64) -> Result<Vec<Edit>> {
    let mut select = session.prepare("SELECT edit, ids FROM edits WHERE number = ?1")?;
    let row = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?));
    let Some((json, ids)) = select.query_row([number], row).optional()? else { return Ok(vec![]) };
    follow::follow(session, shape::read(number, &json)?, ids)
}

fn entry(session: &Session<'_>, row: &Row<'_>) -> Result<EditEntry> {
    let number: i64 = row.get(0)?;
    let json = row.text(3)?;
    let edits = follow::follow(session, shape::read(number, json)?, row.get(4)?)?;
    let lost = || Failure::Corrupt(format!("edit {number}: it says nothing"));
    Ok(EditEntry {
        number: number.unsigned_abs(),
        at: Timestamp::from_micros(row.get(1)?),
        by: row.get(2)?,
        edit: edits.into_iter().next().ok_or_else(lost)?,
        undone_by: undone_by(session, number)?.map(i64::unsigned_abs),
    })
}

fn row_number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Notes the subjects of edits of older ids by those that the speakers have now. An edit that cannot
/// be read holds no more; whoever lists the journal is told.
pub(crate) fn rename_subjects(session: &Session<'_>) -> Result<()> {
    let mut select = session.prepare("SELECT DISTINCT edit FROM edit_subjects")?;
    let numbers = select.query_map((), |row| row.get(0))?;
    for number in numbers.collect::<Result<Vec<i64>, _>>()? {
        session.execute_batch("SAVEPOINT subjects")?;
        match rename_subjects_of(session, number) {
            Err(Failure::Corrupt(_)) => {
                session.execute_batch("ROLLBACK TO subjects")?;
                forget_subjects(session, number)?;
            }
            renamed => renamed?,
        }
        session.execute_batch("RELEASE subjects")?;
    }
    Ok(())
}

fn rename_subjects_of(session: &Session<'_>, number: i64) -> Result<()> {
    let edits = written(session, number)?;
    forget_subjects(session, number)?;
    for edit in edits {
        note_subjects(session, number, &edit)?;
    }
    Ok(())
}

fn forget_subjects(session: &Session<'_>, number: i64) -> Result<()> {
    let sql = "DELETE FROM edit_subjects WHERE edit = ?1";
    session.prepare(sql)?.execute([number])?;
    let sql = "DELETE FROM article_edits WHERE edit = ?1";
    session.prepare(sql)?.execute([number])?;
    // They are known by no other sign, should it hold again.
    let sql = "UPDATE forgotten_places SET forgets = -abs(forgets) WHERE edit = ?1";
    session.prepare(sql)?.execute([number]).map(drop)
}

/// Returns what all edits in force are about.
pub(crate) fn all_subjects(session: &Session<'_>) -> Result<Subjects> {
    let mut select = session.prepare("SELECT DISTINCT subject FROM edit_subjects")?;
    select.query_map((), |row| row.get(0))?.collect()
}
