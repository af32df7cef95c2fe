//! From a name as a user types it to the speakers it means.
//!
//! Only forms that a current statement bears count: what an earlier model took for a name is
//! forgotten with its extraction.

use std::collections::HashSet;

use q7x2_names::{NameKey, forms, is_indefinite};

use super::ids;
use crate::session::{Result, Session, list, params};

/// How alike a name must be to be offered in place of one that nobody bears.
const ALIKE: f64 = 0.82;

/// Who is known by forms: a list of forms and the speakers under which current statements that bear
/// them answer, with those that people call so. From one speaker of a form to the next it jumps in the
/// index: some names stand in a large part of all statements, and most under one speaker.
const BEARERS: &str = "
    given (form, speaker) AS (
        SELECT key, (SELECT min(speaker) FROM statements INDEXED BY current_by_given_form
                     WHERE current = 1 AND given_form = found.key AND speaker > 0)
        FROM found
        UNION ALL
        SELECT form, (SELECT min(statements.speaker) FROM statements INDEXED BY current_by_given_form
                      WHERE current = 1 AND given_form = given.form
                        AND statements.speaker > given.speaker)
        FROM given WHERE speaker IS NOT NULL),
    cited (form, speaker) AS (
        SELECT key, (SELECT min(speaker) FROM statements INDEXED BY current_by_source_form
                     WHERE current = 1 AND source_form = found.key AND speaker > 0)
        FROM found
        UNION ALL
        SELECT form, (SELECT min(statements.speaker) FROM statements INDEXED BY current_by_source_form
                      WHERE current = 1 AND source_form = cited.form
                        AND statements.speaker > cited.speaker)
        FROM cited WHERE speaker IS NOT NULL),
    bearers (speaker, form) AS (
        SELECT speaker, form FROM given WHERE speaker IS NOT NULL
        UNION SELECT speaker, form FROM cited WHERE speaker IS NOT NULL
        UNION SELECT joint_speakers.speaker, found.key FROM found
        JOIN joint_speakers ON joint_speakers.given_form = found.key
        JOIN statements ON statements.key = joint_speakers.statement
        WHERE statements.current = 1 AND joint_speakers.speaker IS NOT NULL
        UNION SELECT given_speakers.speaker, found.key FROM found
        JOIN given_speakers ON given_speakers.given_form = found.key
        JOIN statements ON statements.key = given_speakers.statement
        WHERE statements.current = 1
        UNION SELECT speakers.key, found.key FROM found
        JOIN speakers ON speakers.key = found.speaker
        WHERE found.role = 'called' AND found.text = coalesce(speakers.called, speakers.name)
          AND (EXISTS (SELECT 1 FROM statements WHERE current = 1 AND speaker = speakers.key)
               OR EXISTS (SELECT 1 FROM joint_speakers
                          JOIN statements ON statements.key = joint_speakers.statement
                          WHERE current = 1 AND joint_speakers.speaker = speakers.key)
               OR EXISTS (SELECT 1 FROM given_speakers
                          JOIN statements ON statements.key = given_speakers.statement
                          WHERE current = 1 AND given_speakers.speaker = speakers.key)))";

/// Returns the keys of the speakers that `name`, which may be an id, means.
pub(crate) fn matching(session: &Session<'_>, name: &str) -> Result<Vec<i64>> {
    let of_id = ids::answering(session, name)?;
    if !of_id.is_empty() {
        return Ok(of_id);
    }
    let query = NameKey::of(name);
    let mut speakers = bearers(session, &query)?;
    speakers.extend(bare_surname(session, name)?);
    Ok(speakers)
}

/// Returns the speakers that earlier revisions know by `name`.
pub(crate) fn matching_earlier(session: &Session<'_>, name: &str) -> Result<Vec<i64>> {
    let words: HashSet<String> = NameKey::of(name).words().iter().cloned().collect();
    let words: Vec<String> = words.into_iter().collect();
    let sql = "
        WITH found AS MATERIALIZED (
            SELECT form AS key FROM form_words
            WHERE word IN (SELECT value FROM json_each(?1)) AND (identifies = 1 OR length(word) > 1)
            GROUP BY form HAVING count(*) = ?2 AND max(identifies) = 1)
        SELECT speaker FROM found JOIN statements ON statements.given_form = found.key
        WHERE current = 2 AND speaker IS NOT NULL
        UNION SELECT speaker FROM found JOIN statements ON statements.source_form = found.key
        WHERE current = 2 AND speaker IS NOT NULL";
    let mut select = session.prepare(sql)?;
    let keys = select.query_map(params![list(&words), words.len() as i64], |row| row.get(0))?;
    keys.collect::<Result<_, _>>()
}

/// Returns names that are spelt most like `name`, nearest first.
pub(crate) fn nearest(session: &Session<'_>, name: &str, limit: u32) -> Result<Vec<String>> {
    let sql = "
        SELECT DISTINCT text FROM forms WHERE role = 'given'
            AND (EXISTS (SELECT 1 FROM statements WHERE current = 1 AND given_form = forms.key)
                 OR EXISTS (SELECT 1 FROM joint_speakers
                            JOIN statements ON statements.key = joint_speakers.statement
                            WHERE current = 1 AND joint_speakers.given_form = forms.key)
                 OR EXISTS (SELECT 1 FROM given_speakers
                            JOIN statements ON statements.key = given_speakers.statement
                            WHERE current = 1 AND given_speakers.given_form = forms.key))
        UNION SELECT text FROM forms JOIN speakers ON speakers.key = forms.speaker
        WHERE role = 'called' AND text = coalesce(called, name)
            AND (EXISTS (SELECT 1 FROM statements WHERE current = 1 AND speaker = speakers.key)
                 OR EXISTS (SELECT 1 FROM joint_speakers
                            JOIN statements ON statements.key = joint_speakers.statement
                            WHERE current = 1 AND joint_speakers.speaker = speakers.key)
                 OR EXISTS (SELECT 1 FROM given_speakers
                            JOIN statements ON statements.key = given_speakers.statement
                            WHERE current = 1 AND given_speakers.speaker = speakers.key))";
    let (query, surname) = (NameKey::of(name), forms::surname_in(name));
    let mut select = session.prepare(sql)?;
    let mut rows = select.query(())?;
    let mut alike: Vec<(f64, String)> = vec![];
    while let Some(row) = rows.next()? {
        let held = row.text(0)?;
        // Whoever misspells a name means somebody.
        if is_indefinite(held) {
            continue;
        }
        let held_key = NameKey::of(held);
        let similarity = query.similarity(&held_key);
        // Whoever bears the surname may be meant, whatever the first name.
        let namesake = surname.is_some() && surname == forms::surname_in(held);
        let similarity = if namesake { similarity.max(ALIKE) } else { similarity };
        if similarity >= ALIKE {
            alike.push((similarity, held.to_owned()));
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    // Spellings of one name are one suggestion.
    let mut seen = HashSet::new();
    let names = alike.into_iter().map(|(_, held)| held);
    Ok(names.filter(|held| seen.insert(NameKey::of(held))).take(limit as usize).collect())
}

/// Returns the speakers with a form that has all words of the query, at least one of which
/// names the speaker itself. A letter alone is an initial, which the "a" of "Berg, a baker" is not.
fn bearers(session: &Session<'_>, query: &NameKey) -> Result<Vec<i64>> {
    let words: HashSet<&String> = query.words().iter().collect();
    let sql = format!(
        "WITH RECURSIVE found AS (
             SELECT * FROM forms
             WHERE key IN (SELECT form FROM form_words
                           WHERE word IN (SELECT value FROM json_each(?1))
                             AND (identifies = 1 OR length(word) > 1)
                           GROUP BY form HAVING count(*) = ?2 AND max(identifies) = 1)),
         {BEARERS}
         SELECT DISTINCT speaker FROM bearers"
    );
    let words: Vec<&String> = words.into_iter().collect();
    let mut select = session.prepare(&sql)?;
    select.query_map(params![list(&words), words.len() as i64], |row| row.get(0))?.collect()
}

/// Returns the person known by the surname of the full name `name` alone, if somebody of that
/// full name is known and nobody else of that surname.
fn bare_surname(session: &Session<'_>, name: &str) -> Result<Vec<i64>> {
    let query = NameKey::of(name);
    let surname = forms::surname_in(name).filter(|_| query.words().len() > 1);
    let Some(surname) = surname else {
        return Ok(vec![]);
    };
    let sql = format!(
        "WITH RECURSIVE found AS (SELECT * FROM forms WHERE surname = ?1), {BEARERS}
         SELECT DISTINCT bearers.speaker, word_count, text FROM bearers
         JOIN forms ON forms.key = bearers.form"
    );
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query([surname])?;
    let (mut bare, mut full) = (vec![], vec![]);
    while let Some(row) = rows.next()? {
        if row.get::<i64>(1)? == 1 {
            bare.push(row.get(0)?);
        } else {
            full.push(NameKey::of(row.text(2)?));
        }
    }
    Ok(if forms::surname_is_unshared(&query, &full) { bare } else { vec![] })
}
