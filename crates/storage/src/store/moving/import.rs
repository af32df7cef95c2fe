//! Taking in parts of another store: articles are recorded as they came, edits are made as they were.

use std::sync::Arc;

use q7x2_domain::{
    Edit, EditEntry, ForgottenThing, Moved, MovedArticle, MovedForgotten, MovedHead, PortError,
    Recorded, Taken, Timestamp,
};

use crate::session::{Result, Session, params};
use crate::store::edits::Making;
use crate::store::record::Recording;
use crate::store::rows::article_key;
use crate::store::{corrections, journal, metadata, standing};

/// Parts that have been checked and can be written.
pub(crate) struct Importing(Vec<Part>);

enum Part {
    Head(MovedHead),
    /// The recordings of an article, one for each extraction.
    Article(String, Vec<Recording>),
    Edit(EditEntry),
    Forgotten(MovedForgotten),
}

/// What an article has from its first store besides itself.
pub(crate) struct Origins {
    filled: Vec<String>,
    places: Vec<String>,
    series: Option<String>,
}

/// What became of the parts, and why one was refused with all after it.
pub(crate) type Outcome = (Taken, Option<String>);

impl Importing {
    /// Checks the parts and prepares what can be prepared before the transaction.
    pub(crate) fn prepare(parts: Vec<Moved>) -> Result<Self, PortError> {
        let part = |part| {
            Ok(match part {
                Moved::Head(head) => Part::Head(head),
                Moved::Article(article) => {
                    Part::Article(article.article.id().to_string(), recordings(*article)?)
                }
                Moved::Edit(entry) => Part::Edit(entry),
                Moved::Forgotten(forgotten) => Part::Forgotten(forgotten),
            })
        };
        Ok(Self(parts.into_iter().map(part).collect::<Result<_, PortError>>()?))
    }

    /// Tells whether something is to be erased once it is written. Edits erase nothing by themselves: a later
    /// one may undo them, and what is erased in the end is told after all of them.
    pub(crate) fn erases(&self) -> bool {
        let erases =
            |part: &Part| matches!(part, Part::Forgotten(forgotten) if forgotten.is_erased);
        self.0.iter().any(erases)
    }

    /// Writes them.
    pub(crate) fn write(&self, session: &Session<'_>) -> Result<Outcome> {
        session.hold_all()?;
        let mut taken = Taken::default();
        for part in &self.0 {
            let refusal = match part {
                Part::Head(head) => other_journal(session, head)?,
                Part::Article(id, recordings) => {
                    write_article(session, id, recordings, &mut taken)?;
                    None
                }
                Part::Edit(entry) => write_edit(session, entry, &mut taken)?,
                Part::Forgotten(forgotten) => write_forgotten(session, forgotten)?,
            };
            if refusal.is_some() {
                return Ok((taken, refusal));
            }
        }
        Ok((taken, None))
    }
}

impl Origins {
    /// Writes them of an article that is new here.
    pub(crate) fn write(&self, session: &Session<'_>, article: i64) -> Result<()> {
        let sql = "INSERT INTO places (place, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let mut insert = session.prepare(sql)?;
        for place in &self.places {
            insert.execute(params![place, article])?;
        }
        if let Some(series) = &self.series {
            let sql = "INSERT INTO origins (article, series) VALUES (?1, ?2)
                       ON CONFLICT (article) DO UPDATE SET series = excluded.series";
            session.prepare(sql)?.execute(params![article, series])?;
        }
        metadata::note_filled(session, article, &self.filled)
    }
}

fn recordings(moved: MovedArticle) -> Result<Vec<Recording>, PortError> {
    let MovedArticle { article, filled, places, series, extractions } = moved;
    if extractions.is_empty() {
        let message = format!("article {} comes without an extraction", article.id());
        return Err(PortError::Rejected(message));
    }
    let origins = Arc::new(Origins { filled, places, series });
    let recording = |one: q7x2_domain::MovedExtraction| {
        let dated = one.dated.map(Timestamp::micros);
        Ok(Recording::prepare(&article, &one.extraction)?.moved(dated, Arc::clone(&origins)))
    };
    extractions.into_iter().map(recording).collect()
}

fn write_article(
    session: &Session<'_>,
    id: &str,
    recordings: &[Recording],
    taken: &mut Taken,
) -> Result<()> {
    let is_new = article_key(session, id)?.is_none();
    let (mut new, mut held) = (0, 0);
    for recording in recordings {
        match recording.write(session)? {
            Recorded::AlreadyHeld => held += 1,
            Recorded::New | Recorded::OtherDate(_) | Recorded::Forgotten => new += 1,
        }
    }
    if article_key(session, id)?.is_none() {
        taken.erased += 1;
        return Ok(());
    }
    taken.extractions += new;
    taken.held_extractions += held;
    if is_new {
        taken.articles += 1;
    } else {
        taken.held_articles += 1;
    }
    Ok(())
}

/// Returns why a journal cannot be taken in: another one is here.
fn other_journal(session: &Session<'_>, head: &MovedHead) -> Result<Option<String>> {
    if head.edits == 0 {
        return Ok(None);
    }
    let here = journal::next(session, 0)?;
    let is_other = here.is_some_and(|first| Some(first.at) != head.first_edit);
    Ok(is_other.then(|| OTHER_JOURNAL.to_owned()))
}

const OTHER_JOURNAL: &str = "the store has edits of its own, and two journals cannot be one: import into a \
    store without edits";

/// Makes an edit as it was made. Returns why it cannot be.
fn write_edit(
    session: &Session<'_>,
    entry: &EditEntry,
    taken: &mut Taken,
) -> Result<Option<String>> {
    let number = entry.number;
    if let Some(here) = journal::find(session, number)? {
        let is_same = (here.at, &here.by) == (entry.at, &entry.by)
            && (here.edit == entry.edit || [&here.edit, &entry.edit].contains(&&Edit::Erased));
        taken.held_edits += u64::from(is_same);
        return Ok((!is_same).then(|| format!("edit {number}: {OTHER_JOURNAL}")));
    }
    let before = number.checked_sub(1);
    if before
        .is_none_or(|before| before > 0 && !matches!(journal::find(session, before), Ok(Some(_))))
    {
        let told = "the edits before it are not there; export the store once more";
        return Ok(Some(format!("edit {number}: {told}")));
    }
    if entry.edit == Edit::Erased {
        journal::append_erased(session, number, &entry.by, entry.at)?;
        taken.edits += 1;
        return Ok(None);
    }
    // Of what is not kept any more nobody can tell.
    if let Some((place, _)) = entry.edit.place()
        && article_key(session, &place.article.to_string())?.is_some()
        && corrections::is_outside(session, &entry.edit)?
    {
        return Ok(Some(format!("edit {number}: it gives words that its article does not have")));
    }
    match Making::again(entry).write(session)? {
        Some(_) => {
            keep_for_now(session, entry)?;
            taken.edits += 1;
        }
        None => {
            let told = "it undoes what is not there or does not hold; export the store once more";
            return Ok(Some(format!("edit {number}: {told}")));
        }
    }
    Ok(None)
}

/// Lets an edit, or what is made to hold again by it, forget without erasing: the edit that undoes it may come
/// with the next transaction, and what was erased by then would be lost.
fn keep_for_now(session: &Session<'_>, entry: &EditEntry) -> Result<()> {
    let number = match journal::undone_in_the_end(session, &entry.edit)? {
        Some(number) => number,
        None => i64::try_from(entry.number).unwrap_or(i64::MAX),
    };
    for sql in [
        "UPDATE article_edits SET forgets = 1 WHERE edit = ?1 AND forgets > 1",
        "UPDATE forgotten_places SET forgets = 1 WHERE edit = ?1 AND forgets > 1",
    ] {
        session.prepare(sql)?.execute([number])?;
    }
    Ok(())
}

/// Notes that something is forgotten. Returns why it cannot be.
fn write_forgotten(session: &Session<'_>, forgotten: &MovedForgotten) -> Result<Option<String>> {
    let number = forgotten.edit;
    if !matches!(journal::find(session, number), Ok(Some(_))) {
        let told = "it is not there, and something was forgotten by it; export the store once more";
        return Ok(Some(format!("edit {number}: {told}")));
    }
    let degree: i64 = if forgotten.is_erased { 2 } else { 1 };
    let forgets = if forgotten.holds { degree } else { -degree };
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    match &forgotten.what {
        ForgottenThing::Article(id) => {
            let id = id.to_string();
            let sql = "INSERT INTO article_edits (article, edit, forgets) VALUES (?1, ?2, ?3)
                       ON CONFLICT (article, edit) DO UPDATE SET forgets = excluded.forgets
                       WHERE article_edits.forgets < excluded.forgets";
            session.prepare(sql)?.execute(params![id, number, forgets])?;
            if article_key(session, &id)?.is_some() {
                standing::settle(session, &[id])?;
            }
        }
        ForgottenThing::Place(hash) => {
            let sql = "INSERT INTO forgotten_places (place, edit, forgets) VALUES (?1, ?2, ?3)
                       ON CONFLICT (place, edit) DO UPDATE SET forgets = excluded.forgets";
            session.prepare(sql)?.execute(params![hash, number, forgets])?;
        }
    }
    Ok(None)
}
