//! A statement's answer, worked out and written where it has changed.

use q7x2_domain::{Answer, LinkReason, Linked, Speaker, SpeakerFacts, SpeakerId, StatementPlace};
use q7x2_names::NameKey;

use super::Meant;
use crate::session::{Failure, OptionalExtension, Result, Row, Session, named_params, params};
use crate::store::journal::Rules;
use crate::store::rows::{article_id, kind_of};
use crate::store::{corrections, details, record, words};

/// What a statement's columns are and whom it answers under.
pub(super) struct Change {
    key: i64,
    /// The place among those who speak jointly; `None` for the speaker of the statement.
    joint: Option<usize>,
    current: bool,
    /// The columns as they are.
    columns: Columns,
    /// The speaker as the extractor linked it.
    linked: Option<(i64, Speaker)>,
    source: Option<String>,
    answer: Answer,
    /// Whether it was similarity that found the speaker.
    similar: bool,
    /// What corrections make of the statement; of the speaker's row alone.
    correction: corrections::Columns,
    place: StatementPlace,
}

/// The columns that an answer has.
#[derive(Debug, PartialEq, Eq)]
struct Columns {
    speaker: Option<i64>,
    link_reason: Option<String>,
    given_form: Option<i64>,
    source_form: Option<i64>,
}

impl Change {
    /// Reads a row and works out its answer.
    pub(super) fn of(row: &Row<'_>, meant: &Meant, rules: &Rules) -> Result<Self> {
        let key: i64 = row.get(0)?;
        let article = article_id(&row.get::<String>(3)?)?;
        let json = row.text(2)?;
        let joint = row.get::<Option<i64>>(9)?.and_then(|at| usize::try_from(at).ok());
        let extracted = details::extracted(key, json, article, joint)?;
        let linked_key: Option<i64> = row.get(8)?;
        let linked = linked_key.zip(extracted.speaker);
        let (id, who) = match linked_key.and_then(|key| meant.get(&key)) {
            Some((id, who)) => (Some(id), who.as_ref()),
            None => (None, None),
        };
        let name = linked.as_ref().map(|(_, speaker)| NameKey::of(&speaker.name));
        let source = extracted.source.as_deref().map(NameKey::of);
        let mut answer = rules.answer(&Linked {
            speaker: who.or(id),
            name: name.as_ref(),
            source: source.as_ref(),
            place: &extracted.place,
        });
        // Who said by whom a statement was made said it of them all.
        if joint.is_some() && answer.pinned {
            answer.speaker = None;
        }
        let columns = Columns {
            speaker: row.get(4)?,
            link_reason: row.get(5)?,
            given_form: row.get(6)?,
            source_form: row.get(7)?,
        };
        Ok(Self {
            key,
            joint,
            current: row.get(1)?,
            columns,
            linked,
            source: extracted.source,
            similar: who.is_some() && !answer.taken,
            answer,
            correction: corrections::Columns::of(row, 10)?,
            place: extracted.place,
        })
    }

    /// Writes the answer unless it is there. Returns the statement, if it is a current one that
    /// answers otherwise now.
    pub(super) fn write(self, session: &Session<'_>, rules: &Rules) -> Result<Option<i64>> {
        let columns = self.now(session, rules)?;
        let mut corrected = self.correct(session, rules)?;
        corrected |= self.give(session, rules)?;
        if columns == self.columns && !corrected {
            return Ok(None);
        }
        if let Some(joint) = self.joint {
            let sql = "UPDATE joint_speakers SET speaker = :speaker, link_reason = :link_reason,
                           given_form = :given_form WHERE statement = :key AND position = :joint";
            session.prepare(sql)?.execute(named_params! {
                ":key": self.key,
                ":joint": joint as i64,
                ":speaker": columns.speaker,
                ":link_reason": columns.link_reason,
                ":given_form": columns.given_form,
            })?;
        } else {
            let sql = "UPDATE statements SET speaker = :speaker, link_reason = :link_reason,
                           given_form = :given_form, source_form = :source_form WHERE key = :key";
            session.prepare(sql)?.execute(named_params! {
                ":key": self.key,
                ":speaker": columns.speaker,
                ":link_reason": columns.link_reason,
                ":given_form": columns.given_form,
                ":source_form": columns.source_form,
            })?;
        }
        if !self.current || (columns.speaker == self.columns.speaker && !corrected) {
            return Ok(None);
        }
        words::write_again(session, self.key)?;
        Ok(Some(self.key))
    }

    /// Lets the statement be as it is corrected now. Returns whether it answers in another way than before:
    /// another correction may say the same of it.
    fn correct(&self, session: &Session<'_>, rules: &Rules) -> Result<bool> {
        if self.joint.is_some() {
            return Ok(false);
        }
        let now = self.correction.now(session, &self.place, rules)?;
        if now == self.correction {
            return Ok(false);
        }
        now.write(session, self.key)?;
        now.answers_otherwise(&self.correction)
    }

    /// Lets those speak with the speaker of whom a person said so. Returns whether they are others than before.
    fn give(&self, session: &Session<'_>, rules: &Rules) -> Result<bool> {
        if self.joint.is_some() {
            return Ok(false);
        }
        let sql = "SELECT speaker FROM given_speakers WHERE statement = ?1 ORDER BY position";
        let before: Vec<i64> = session.prepare(sql)?.integers([self.key])?;
        if before.is_empty() && self.answer.with.is_empty() {
            return Ok(false);
        }
        let with = self.answer.with.iter().map(|id| party(session, id, rules));
        let with: Vec<(i64, Speaker)> = with.collect::<Result<_>>()?;
        if with.iter().map(|(key, _)| key).eq(&before) {
            return Ok(false);
        }
        session.prepare("DELETE FROM given_speakers WHERE statement = ?1")?.execute([self.key])?;
        let sql = "INSERT INTO given_speakers (statement, position, speaker, given_form)
                   VALUES (?1, ?2, ?3, ?4)";
        let mut insert = session.prepare(sql)?;
        for (position, (key, answering)) in with.into_iter().enumerate() {
            let named = Speaker { link_reason: LinkReason::Name, ..answering };
            let (given, _) = record::write_forms(session, key, &named, None)?;
            insert.execute(params![self.key, position as i64, key, given])?;
        }
        Ok(true)
    }

    /// Returns the columns that the answer makes.
    fn now(&self, session: &Session<'_>, rules: &Rules) -> Result<Columns> {
        let Some(id) = &self.answer.speaker else {
            let link_reason = self.answer.pinned.then(|| LinkReason::Pinned.as_str().to_owned());
            let (given_form, source_form) = (None, None);
            return Ok(Columns { speaker: None, link_reason, given_form, source_form });
        };
        let (key, answering) = party(session, id, rules)?;
        let link_reason = match &self.answer {
            Answer { pinned: true, .. } => Some(LinkReason::Pinned),
            _ if self.similar => Some(LinkReason::Similarity),
            _ => None,
        };
        // What its article calls it is a name of its own, unless it was taken from that speaker.
        let (bearer, named) = match &self.linked {
            Some((linked, speaker)) if !self.answer.taken => (*linked, speaker.clone()),
            Some((_, speaker)) => (key, Speaker { link_reason: speaker.link_reason, ..answering }),
            None => (key, Speaker { link_reason: LinkReason::Name, ..answering }),
        };
        let (given, source) = record::write_forms(session, bearer, &named, self.source.as_deref())?;
        Ok(Columns {
            speaker: Some(key),
            link_reason: link_reason.map(|reason| reason.as_str().to_owned()),
            given_form: Some(given),
            source_form: source,
        })
    }
}

/// Returns the key of the speaker that answers, and the speaker by its present name.
fn party(session: &Session<'_>, id: &SpeakerId, rules: &Rules) -> Result<(i64, Speaker)> {
    // How it is called is all that is asked for.
    let (link_reason, facts) = (LinkReason::Pinned, SpeakerFacts::default());
    let sql = "SELECT key, coalesce(called, name), kind FROM speakers WHERE id = ?1";
    let row =
        |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?));
    let known = session.prepare(sql)?.query_row([id.as_str()], row).optional()?;
    if let Some((key, name, kind)) = known {
        let (id, kind) = (id.clone(), kind_of(&kind)?);
        return Ok((key, Speaker { id, name, kind, link_reason, facts }));
    }
    let missing = || Failure::Corrupt(format!("speaker {id}: an edit names it and nothing else"));
    let party = rules.party(id).cloned().ok_or_else(missing)?;
    let speaker = Speaker { id: party.id, name: party.name, kind: party.kind, link_reason, facts };
    Ok((record::write_speaker(session, &speaker)?, speaker))
}
