//! The parties of a statement beside its speaker: who is addressed, and who else may have spoken.
//! They are people of the store as well, and go by the ids and names that people gave them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use q7x2_domain::{LinkReason, Speaker, SpeakerId, Statement};

use crate::session::{OptionalExtension, Result, Session, list};
use crate::store::{ids as known_ids, journal};

/// Lets the other parties of statements answer as people decided.
pub(crate) fn settle_others<'a>(
    session: &Session<'_>,
    statements: impl Iterator<Item = &'a mut Statement>,
) -> Result<()> {
    // Most stores have no edits, and most edits are about few.
    let any = "SELECT 1 FROM edit_subjects LIMIT 1";
    if !session.prepare(any)?.exists(())? {
        return Ok(());
    }
    let mut statements: Vec<&mut Statement> = statements.collect();
    let ids: BTreeSet<String> =
        statements.iter_mut().flat_map(|s| parties(s)).map(|party| party.id.to_string()).collect();
    let rules = journal::rules(session, &mut ids.clone())?;
    let mut called: HashMap<SpeakerId, (SpeakerId, String)> = HashMap::new();
    let sql = "SELECT called FROM speakers WHERE id = ?1";
    let mut select = session.prepare(sql)?;
    for id in ids.into_iter().map(SpeakerId::from_stored) {
        if let Some(into) = rules.merged_into(&id) {
            called.insert(id, (into.id.clone(), into.name.clone()));
        } else if rules.is_decided(&id) {
            let name = select.query_row([id.as_str()], |row| row.get(0)).optional()?.flatten();
            called.extend(name.map(|name| (id.clone(), (id, name))));
        }
    }
    for statement in &mut statements {
        for party in parties(statement) {
            if let Some((id, name)) = called.get(&party.id) {
                (party.id, party.name) = (id.clone(), name.clone());
            }
        }
        let speaker = statement.speaker.as_ref();
        let settled = speaker.is_some_and(|speaker| {
            speaker.link_reason == LinkReason::Pinned
                || statement.next_candidate.as_ref().is_some_and(|next| next.id == speaker.id)
        });
        if settled {
            statement.next_candidate = None;
        }
    }
    Ok(())
}

/// Adds to the keys of speakers the keys of those who were merged into them.
pub(crate) fn with_merged(session: &Session<'_>, keys: Vec<i64>) -> Result<Vec<i64>> {
    let any = "SELECT 1 FROM edit_subjects LIMIT 1";
    if keys.is_empty() || !session.prepare(any)?.exists(())? {
        return Ok(keys);
    }
    let sql = "SELECT id FROM speakers WHERE key IN (SELECT value FROM json_each(?1))";
    let mut select = session.prepare(sql)?;
    let ids = select.query_map([list(&keys)], |row| row.get(0))?;
    let ids: BTreeSet<String> = ids.collect::<Result<_, _>>()?;
    let mut subjects = ids.clone();
    let rules = journal::rules(session, &mut subjects)?;
    let mut all = keys;
    for subject in subjects.difference(&ids) {
        let into = rules.merged_into(&SpeakerId::from_stored(subject.clone()));
        if into.is_some_and(|into| ids.contains(into.id.as_str())) {
            all.extend(known_ids::key(session, subject)?);
        }
    }
    Ok(all)
}

fn parties(statement: &mut Statement) -> impl Iterator<Item = &mut Speaker> {
    let addressee = statement.addressee.as_mut().and_then(|addressee| addressee.party.as_mut());
    addressee.into_iter().chain(statement.next_candidate.as_mut().map(Arc::make_mut))
}
