//! Who is meant by another spelling or a near miss of a name. What is meant follows from who is cited in
//! how many articles, and from nothing else: it is worked out anew for the neighbours of every
//! person whose articles change, so that the order of recording makes no difference.

use std::collections::{BTreeSet, HashMap};

use q7x2_domain::{Speaker, SpeakerId, SpeakerType};
use q7x2_names::{Bearer, NameKey, SpellingKey, is_near_miss, meant, skeleton};

use super::journal;
use super::rows::kind_of;
use crate::session::{Dialect, OptionalExtension, Result, Row, Session, list, params};

/// Notes how a name is spelt and the surname of a person, so that other spellings and near misses of
/// it are found. What is called by one word and not known for a person may be a surname that nothing
/// else explains, and is noted too.
pub(crate) fn note(session: &Session<'_>, key: i64, speaker: &Speaker) -> Result<()> {
    if matches!(speaker.kind, SpeakerType::Person | SpeakerType::Organization) {
        let sql = "INSERT INTO spellings (spelling, speaker) VALUES (?1, ?2)
                   ON CONFLICT DO NOTHING";
        let spelling = SpellingKey::of_id(&speaker.id).to_string();
        session.prepare(sql)?.execute(params![spelling, key])?;
    }
    let Some(surname) = surname(&speaker.name, speaker.kind) else { return Ok(()) };
    let Some(skeleton) = skeleton(&surname) else { return Ok(()) };
    let sql = "INSERT INTO surnames (skeleton, surname, speaker) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    session.prepare(sql)?.execute(params![skeleton, surname, key])?;
    Ok(())
}

/// Works out anew who is meant by these speakers and by their neighbours. Returns those of whom
/// that has changed.
pub(crate) fn review(session: &Session<'_>, speakers: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    hold(session, speakers)?;
    let mut review = Review { session, bearers: HashMap::new() };
    let mut changed = BTreeSet::new();
    for key in speakers {
        let known = review.neighbours(*key)?;
        if known.is_empty() {
            continue;
        }
        if review.decide(*key, &known)? {
            changed.insert(*key);
        }
        for other in known {
            let known = review.neighbours(other)?;
            if review.decide(other, &known)? {
                changed.insert(other);
            }
        }
    }
    Ok(changed)
}

/// Keeps others from reviewing these speakers or any that may bear on who is meant by them or their
/// neighbours. All are held at once, in an order: who holds some and asks for more may be waited for.
pub(super) fn hold(session: &Session<'_>, speakers: &BTreeSet<i64>) -> Result<()> {
    if session.dialect() == Dialect::Sqlite || speakers.is_empty() {
        return Ok(());
    }
    let sql =
        "WITH asked AS (SELECT key FROM speakers WHERE key IN (SELECT value FROM json_each(?1))),
         around AS (
             SELECT key AS speaker FROM asked
             UNION SELECT other.speaker FROM asked
                 JOIN spellings ON spellings.speaker = asked.key
                 JOIN spellings AS other ON other.spelling = spellings.spelling
             UNION SELECT other.speaker FROM asked
                 JOIN surnames ON surnames.speaker = asked.key
                 JOIN surnames AS other ON other.skeleton = surnames.skeleton)
         SELECT 'spelling:' || spelling FROM around JOIN spellings USING (speaker)
         UNION SELECT 'skeleton:' || skeleton FROM around JOIN surnames USING (speaker)";
    let speakers: Vec<i64> = speakers.iter().copied().collect();
    let mut select = session.prepare(sql)?;
    let mut held: BTreeSet<String> = BTreeSet::new();
    loop {
        let names = select.query_map([list(&speakers)], |row| row.get(0))?;
        let mut names: Vec<String> = names.collect::<Result<_>>()?;
        names.retain(|name| held.insert(name.clone()));
        if names.is_empty() {
            return Ok(());
        }
        // Who has come to be a neighbour meanwhile is seen once these are held.
        session.hold(&names)?;
    }
}

/// Returns the surname that a name is or ends with, if it may be one.
fn surname(name: &str, kind: SpeakerType) -> Option<String> {
    let key = NameKey::of(name);
    let may_be = match kind {
        SpeakerType::Person => true,
        SpeakerType::Organization => key.words().len() == 1,
        SpeakerType::Group | SpeakerType::Document | SpeakerType::Unnamed => false,
    };
    key.surname().filter(|_| may_be).map(str::to_owned)
}

/// A review in progress, with what it has read.
struct Review<'a> {
    session: &'a Session<'a>,
    bearers: HashMap<i64, Known>,
}

#[derive(Clone)]
struct Known {
    bearer: Bearer,
    is_person: bool,
    pinned: bool,
    decided: bool,
}

impl Review<'_> {
    fn surname(&self, key: i64) -> Result<Option<(String, String)>> {
        let sql = "SELECT name, kind FROM speakers WHERE key = ?1";
        let mut select = self.session.prepare(sql)?;
        let row = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
        let found = select.query_row([key], row).optional()?;
        let surname = found.and_then(|(name, kind)| surname(&name, kind_of(&kind).ok()?));
        Ok(surname.and_then(|surname| Some((skeleton(&surname)?, surname))))
    }

    /// Returns who may be meant by a speaker, and by whom the speaker may be: the bearers of the name
    /// in other spellings and of surnames that are near misses.
    fn neighbours(&self, key: i64) -> Result<Vec<i64>> {
        let sql = "SELECT other.speaker FROM spellings JOIN spellings AS other
                   ON other.spelling = spellings.spelling AND other.speaker <> spellings.speaker
                   WHERE spellings.speaker = ?1";
        let mut select = self.session.prepare(sql)?;
        let spelt = select.query_map([key], |row| row.get(0))?;
        let mut keys: Vec<i64> = spelt.collect::<Result<_, _>>()?;
        if let Some((skeleton, surname)) = self.surname(key)? {
            let surnames = self.near_misses(&skeleton, &surname)?;
            keys.extend(self.bearing(&skeleton, &surnames)?);
        }
        Ok(keys)
    }

    /// Returns the surnames that are near misses of one.
    fn near_misses(&self, skeleton: &str, surname: &str) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT surname FROM surnames WHERE skeleton = ?1";
        let mut select = self.session.prepare(sql)?;
        let all = select.query_map([skeleton], |row| row.get(0))?;
        let all: Vec<String> = all.collect::<Result<_, _>>()?;
        Ok(all.into_iter().filter(|other| is_near_miss(surname, other)).collect())
    }

    /// Returns who bears one of these surnames.
    fn bearing(&self, skeleton: &str, surnames: &[String]) -> Result<Vec<i64>> {
        let sql = "SELECT speaker FROM surnames WHERE skeleton = ?1 AND surname = ?2";
        let mut select = self.session.prepare(sql)?;
        let mut keys = vec![];
        for surname in surnames {
            let bearing = select.query_map([skeleton, surname], |row| row.get(0))?;
            keys.extend(bearing.collect::<Result<Vec<i64>, _>>()?);
        }
        Ok(keys)
    }

    /// Decides who of `known` is meant by a speaker, and keeps it. Returns whether it has changed.
    fn decide(&mut self, key: i64, known: &[i64]) -> Result<bool> {
        let rare = self.known(key)?;
        let mut meant_key = None;
        if !rare.decided && rare.bearer.articles > 0 {
            let mut others = vec![];
            for other in known {
                let other_known = self.known(*other)?;
                let spelt = other_known.bearer.spelling == rare.bearer.spelling;
                if (other_known.is_person || spelt) && !other_known.pinned {
                    others.push((*other, other_known));
                }
            }
            // In an order of their own, whichever was recorded first.
            others.sort_by(|(_, a), (_, b)| a.bearer.id.cmp(&b.bearer.id));
            let bearers: Vec<Bearer> = others.iter().map(|(_, k)| k.bearer.clone()).collect();
            meant_key = meant(&rare.bearer, &bearers).map(|at| others[at].0);
        }
        let sql = "UPDATE speakers SET meant = ?2 WHERE key = ?1 AND meant IS DISTINCT FROM ?2";
        let changed = self.session.prepare(sql)?.execute(params![key, meant_key])?;
        Ok(changed > 0)
    }

    fn known(&mut self, key: i64) -> Result<Known> {
        if let Some(known) = self.bearers.get(&key) {
            return Ok(known.clone());
        }
        let sql = "SELECT id, name, kind = 'person', (
                       SELECT count(*) FROM (SELECT article FROM statements
                           WHERE linked = ?1 AND current = 1
                           UNION SELECT article FROM joint_speakers
                           JOIN statements ON statements.key = joint_speakers.statement
                           WHERE joint_speakers.linked = ?1 AND current = 1 LIMIT ?2) AS cited)
                   FROM speakers WHERE key = ?1";
        let mut select = self.session.prepare(sql)?;
        let most = Bearer::MOST.cast_signed();
        let (id, name, is_person, articles): (String, String, bool, i64) = select
            .query_row([key, most], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        let (decided, pinned) = journal::decided(self.session, &id)?;
        let id = SpeakerId::from_stored(id);
        let bearer = Bearer::of(id, &name, articles.unsigned_abs());
        let known = Known { bearer, is_person, pinned, decided };
        self.bearers.insert(key, known.clone());
        Ok(known)
    }
}
