//! Folding anew the names of an older store, for the way in which names fold gets better. Ids
//! are another matter; see `reid`.

use std::collections::BTreeSet;

use q7x2_domain::{
    Addressee, Excerpt, LinkReason, Span, Speaker, SpeakerFacts, SpeakerId, SpeakerType,
};
use q7x2_names::NameKey;

use crate::session::{Failure, Result, Row, Session, params};
use crate::store::answers::{self, Scope};
use crate::store::similar;
use q7x2_names::forms::{self, FormWord};

/// Folds all names anew, and works out who is meant by those that are nearly others.
pub(crate) fn fill(session: &Session<'_>) -> Result<()> {
    fold_forms(session)?;
    fold_addressees(session)?;
    let mut select = session.prepare("SELECT key, id, name, kind FROM speakers")?;
    let speakers = select.query_map((), |row| Ok((row.get(0)?, speaker(row, 1)?)))?;
    let mut keys = BTreeSet::new();
    session.execute_batch("DELETE FROM surnames; DELETE FROM spellings")?;
    for known in speakers.collect::<Result<Vec<_>>>()? {
        if let (key, Some(speaker)) = known {
            similar::note(session, key, &speaker)?;
            keys.insert(key);
        }
    }
    let settled = similar::review(session, &keys)
        .and_then(|changed| answers::settle(session, &Scope::Speakers(changed)));
    match settled {
        Err(failure @ Failure::Sqlite(_)) => Err(failure),
        // What is damaged is told to whoever asks for it.
        Ok(_) | Err(_) => Ok(()),
    }
}

fn fold_forms(session: &Session<'_>) -> Result<()> {
    let sql = "SELECT speakers.id, speakers.name, speakers.kind, forms.key, forms.role, forms.text
               FROM forms JOIN speakers ON speakers.key = forms.speaker";
    let mut select = session.prepare(sql)?;
    let rows = select
        .query_map((), |row| Ok((speaker(row, 0)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
    let rows: Vec<(Option<Speaker>, i64, String, String)> = rows.collect::<Result<_, _>>()?;
    session.execute("DELETE FROM form_words", ())?;
    let sql = "UPDATE forms SET surname = ?2, word_count = ?3 WHERE key = ?1";
    let mut update = session.prepare(sql)?;
    let sql = "INSERT INTO form_words (word, form, identifies) VALUES (?1, ?2, ?3)";
    let mut insert = session.prepare(sql)?;
    for (speaker, key, role, text) in rows {
        let Some(speaker) = speaker else { continue };
        let reason = LinkReason::ALL.into_iter().find(|reason| reason.as_str() == role);
        let words = match reason {
            Some(link_reason) => forms::words_of_source(&text, &Speaker { link_reason, ..speaker }),
            None => {
                let named = Speaker { name: text, ..speaker };
                let length = NameKey::of(&named.name).words().len() as i64;
                update.execute(params![key, forms::surname(&named), length])?;
                forms::words_of_name(&named)
            }
        };
        for FormWord { word, identifies } in words {
            insert.execute(params![word, key, identifies])?;
        }
    }
    Ok(())
}

fn fold_addressees(session: &Session<'_>) -> Result<()> {
    let sql = "SELECT speakers.id, speakers.name, speakers.kind, addressees.key, addressees.text
               FROM addressees LEFT JOIN speakers ON speakers.key = addressees.party";
    let mut select = session.prepare(sql)?;
    let rows = select.query_map((), |row| Ok((speaker(row, 0)?, row.get(3)?, row.get(4)?)))?;
    let rows: Vec<(Option<Speaker>, i64, String)> = rows.collect::<Result<_, _>>()?;
    session.execute("DELETE FROM addressee_words", ())?;
    let sql = "INSERT INTO addressee_words (word, addressee, identifies) VALUES (?1, ?2, ?3)";
    let mut insert = session.prepare(sql)?;
    for (party, key, text) in rows {
        // Where it stands has no part in how it is named.
        let span = Span::new(0, 1).expect("one is more than nothing");
        let addressee = Addressee { excerpt: Excerpt { span, text }, party };
        for FormWord { word, identifies } in forms::words_of_addressee(&addressee) {
            insert.execute(params![word, key, identifies])?;
        }
    }
    Ok(())
}

/// Reads the speaker whose id, name and type stand from column `at` on, if there is one.
fn speaker(row: &Row<'_>, at: usize) -> Result<Option<Speaker>> {
    let (id, name, kind): (Option<String>, Option<String>, Option<String>) =
        (row.get(at)?, row.get(at + 1)?, row.get(at + 2)?);
    let kind = SpeakerType::ALL.into_iter().find(|known| kind.as_deref() == Some(known.as_str()));
    let (Some(id), Some(name), Some(kind)) = (id, name, kind) else { return Ok(None) };
    let id = SpeakerId::from_stored(id);
    let (link_reason, facts) = (LinkReason::Name, SpeakerFacts::default());
    Ok(Some(Speaker { id, name, kind, link_reason, facts }))
}
