//! Making an edit: into the journal, and at once into the answers.

use std::collections::BTreeSet;

use q7x2_domain::{
    ArticleId, Edit, EditEntry, EditOutcome, KnownSpeaker, LinkReason, Party, PortError, Speaker,
    SpeakerFacts, SpeakerId, Timestamp,
};

use super::answers::{self, Scope};
use super::journal::{self, Rules, Subjects};
use super::rows::kind_of;
use super::{corrections, forgotten, ids, metadata, record, revisions, similar, standing};
use crate::session::{Failure, OptionalExtension, Result, Row, Session, params};

/// An edit that has been checked and can be made.
pub(crate) struct Making {
    edit: Edit,
    by: String,
    at: Timestamp,
    /// Whether it was made in another store already.
    is_again: bool,
}

impl Making {
    /// Checks an edit.
    pub(crate) fn prepare(edit: &Edit, by: &str, at: Timestamp) -> Result<Self, PortError> {
        edit.check().map_err(|refusal| PortError::Rejected(refusal.to_string()))?;
        Ok(Self { edit: edit.clone(), by: by.to_owned(), at, is_again: false })
    }

    /// Makes an edit again as it stands in the journal of another store, where it was checked.
    pub(crate) fn again(entry: &EditEntry) -> Self {
        Self { edit: entry.edit.clone(), by: entry.by.clone(), at: entry.at, is_again: true }
    }

    /// Writes it into the journal and lets statements answer as it says. `None` for an undo of
    /// what is not there or does not hold, and for words that the article does not have.
    pub(crate) fn write(&self, session: &Session<'_>) -> Result<Option<EditOutcome>> {
        session.hold_all()?;
        if !self.is_again && corrections::is_outside(session, &self.edit)? {
            return Ok(None);
        }
        let mut subjects = journal::subjects(session, &self.edit)?;
        // Those that came later from the same places are known by the edit alone, while it holds.
        let undone = journal::undone_in_the_end(session, &self.edit)?;
        let mut forgotten = undone.map(|edit| forgotten::by_edit(session, edit)).transpose()?;
        let erased = undone.map(|edit| forgotten::erased_by(session, edit)).transpose()?;
        let number = journal::append(session, &self.edit, &self.by, self.at)?;
        let Some(number) = number else { return Ok(None) };
        let rules = journal::rules(session, &mut subjects)?;
        let renamed = name_parties(session, &subjects, &rules)?;
        let (articles, mut keys) = answers::articles_and_speakers(session, &subjects)?;
        keys.append(&mut similar::review(session, &keys)?);
        let mut moved = answers::settle(session, &Scope::Speakers(keys))?;
        if !articles.is_empty() {
            let texts = revisions::all_texts(session, &articles)?;
            moved.extend(answers::settle(session, &Scope::Articles(texts))?);
            // What is corrected may answer in spite of a later extraction, or not any more.
            standing::settle(session, &articles)?;
        }
        // Under another name they answer otherwise, too.
        moved.extend(answers::of_speakers(session, &renamed)?);
        let mut statements = moved.len() as u64;
        let mut outcome = Outcome::default();
        for edit in journal::in_the_end(session, &self.edit)? {
            let mut ids: Vec<String> = edit.articles().iter().map(ToString::to_string).collect();
            match &edit {
                Edit::SetArticles { fields, .. } => {
                    outcome.articles += metadata::settle(session, &ids)?;
                    // Texts of an article are in the order in which they were published.
                    if fields.iter().any(|field| field.name() == standing::PUBLISHED_AT) {
                        statements += standing::settle(session, &ids)?.1;
                    }
                }
                Edit::Forget { articles, .. } => {
                    ids.extend(forgotten.take().unwrap_or_default());
                    ids.sort_unstable();
                    ids.dedup();
                    let (kept, moved) = standing::settle(session, &ids)?;
                    outcome.articles += kept;
                    statements += moved;
                    let (gone, still) = forgotten::left_of(session, articles)?;
                    if let Some(erased) = &erased {
                        let is_erased = |id: &&ArticleId| erased.contains(&id.to_string());
                        outcome.erased = articles.iter().filter(is_erased).count() as u64;
                        outcome.still_forgotten_by = still;
                    }
                    outcome.to_come = gone.saturating_sub(outcome.erased);
                }
                _ => {}
            }
        }
        let entry = journal::find(session, number)?;
        let entry = entry.ok_or_else(|| Failure::Corrupt(format!("edit {number}: lost")))?;
        let Outcome { articles, erased, to_come, still_forgotten_by } = outcome;
        let made = EditOutcome { entry, statements, articles, erased, to_come, still_forgotten_by };
        Ok(Some(made))
    }

    /// Tells whether it erases something, so that the file is to be written anew.
    pub(crate) fn erases(&self) -> bool {
        matches!(self.edit, Edit::Forget { erase: true, .. })
    }

    /// Returns why it could not be made.
    pub(crate) fn refusal(&self) -> PortError {
        let Edit::Undo { number } = &self.edit else {
            return PortError::Rejected("the article is not kept, or has no such words".into());
        };
        PortError::Rejected(format!(
            "edit {number} does not hold: it was never made, or is undone already"
        ))
    }
}

/// What became of the articles that an edit is about.
#[derive(Default)]
struct Outcome {
    articles: u64,
    erased: u64,
    to_come: u64,
    still_forgotten_by: Option<u64>,
}

/// Gives the speakers that edits are about the names that they have now. Returns the keys of those that are
/// shown under another one than before.
fn name_parties(session: &Session<'_>, subjects: &Subjects, rules: &Rules) -> Result<Vec<i64>> {
    let sql = "SELECT key, coalesce(called, name) IS DISTINCT FROM coalesce(?2, name) FROM speakers
               WHERE id = ?1 AND called IS DISTINCT FROM ?2";
    let mut changes = session.prepare(sql)?;
    let mut call = session.prepare("UPDATE speakers SET called = ?2 WHERE key = ?1")?;
    let mut shown_otherwise = vec![];
    for subject in subjects {
        let id = SpeakerId::from_stored(subject.clone());
        let party = rules.party(&id);
        if let Some(Party { id, name, kind }) = party.cloned() {
            let (link_reason, facts) = (LinkReason::Pinned, SpeakerFacts::default());
            let speaker = Speaker { id, name, kind, link_reason, facts };
            let key = record::write_speaker(session, &speaker)?;
            record::write_called_form(session, key, &speaker)?;
        }
        let renamed = party.filter(|_| rules.is_renamed(&id)).map(|party| party.name.as_str());
        let change = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?));
        if let Some((key, is_otherwise)) =
            changes.query_row(params![subject, renamed], change).optional()?
        {
            call.execute(params![key, renamed])?;
            shown_otherwise.extend(is_otherwise.then_some(key));
        }
    }
    Ok(shown_otherwise)
}

/// Returns the speaker that an id means.
pub(crate) fn speaker(session: &Session<'_>, id: &SpeakerId) -> Result<Option<KnownSpeaker>> {
    // An older id that was several speakers' names none of them.
    let [key] = ids::meant(session, id.as_str())?[..] else { return Ok(None) };
    let sql = "SELECT id, coalesce(called, name), kind FROM speakers WHERE key = ?1";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<String>(2)?));
    let (id, name, kind) = session.prepare(sql)?.query_row([key], row)?;
    let party = Party { id: SpeakerId::from_stored(id), name, kind: kind_of(&kind)? };
    let rules = journal::rules(session, &mut BTreeSet::from([party.id.to_string()]))?;
    let answers_as = rules.merged_into(&party.id).cloned();
    Ok(Some(KnownSpeaker { party, answers_as }))
}
