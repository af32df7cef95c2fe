//! Who speaks, how often and under which names.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use q7x2_domain::{LinkReason, Speaker, SpeakerFacts, SpeakerId, SpeakerSummary, SpeakerType};

use super::names;
use crate::session::{Failure, Result, Row, Session, list, named_params};

/// What a query shows unasked; see `Asserted::SHOWN`.
const SHOWN: &str = "mode = 'speech' AND asserted IN ('said', 'denied', 'declined')";

/// The names of so many speakers are sooner looked up for each than for all.
const FEW: u32 = 100;

/// Returns the speakers that `name` means, or all, the most heard first.
pub(crate) fn speakers(
    session: &Session<'_>,
    name: Option<&str>,
    limit: u32,
) -> Result<Vec<SpeakerSummary>> {
    let matching = name.map(|name| names::matching(session, name)).transpose()?;
    let of = |speaker: &str| match matching {
        Some(_) => format!("AND {speaker} IN (SELECT value FROM json_each(:matching))"),
        None => String::new(),
    };
    let sql = format!(
        "SELECT speakers.key, speakers.id, coalesce(speakers.called, speakers.name) AS called,
               speakers.kind, speakers.link_reason, heard.statements, heard.articles,
               speakers.wikidata, speakers.stands_for, speakers.maker, speakers.of_party
        FROM (SELECT speaker, CAST(sum(statements) AS BIGINT) AS statements,
                     CAST(sum(articles) AS BIGINT) AS articles
              FROM (SELECT speaker, count(*) FILTER (WHERE {SHOWN}) AS statements,
                           count(DISTINCT article) FILTER (WHERE {SHOWN}) AS articles
                    FROM statements
                    WHERE current = 1 AND speaker IS NOT NULL
                      {0}
                    GROUP BY speaker
                    UNION ALL
                    -- Of those who speak jointly, what is not counted above.
                    SELECT together.speaker, count(*) FILTER (WHERE {SHOWN}),
                           count(DISTINCT article) FILTER (WHERE {SHOWN} AND NOT EXISTS (
                               SELECT 1 FROM statements AS alone
                               WHERE alone.current = 1 AND alone.speaker = together.speaker
                                 AND alone.article = together.article
                                 AND alone.mode = 'speech'
                                 AND alone.asserted IN ('said', 'denied', 'declined')))
                    FROM (SELECT beside.statement, beside.speaker, article, mode, asserted
                          FROM (SELECT statement, speaker FROM joint_speakers
                                WHERE speaker IS NOT NULL {1}
                                UNION
                                SELECT statement, speaker FROM given_speakers
                                WHERE speaker IS NOT NULL {1}) AS beside
                          JOIN statements ON statements.key = beside.statement
                          WHERE current = 1
                            AND beside.speaker IS DISTINCT FROM statements.speaker) AS together
                    GROUP BY together.speaker) AS parts
              GROUP BY speaker) AS heard
        JOIN speakers ON speakers.key = heard.speaker
        ORDER BY heard.statements DESC, called, speakers.id LIMIT :limit",
        of("statements.speaker"),
        of("speaker"),
    );
    let mut select = session.prepare(&sql)?;
    let parameters = named_params! { ":matching": matching.as_deref().map(list), ":limit": limit };
    let mut rows = select.query(parameters)?;
    let mut summaries = vec![];
    let is_of_all = matching.is_none() && limit > FEW;
    let mut of_all = if is_of_all { Some(forms_of_all(session)?) } else { None };
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        summaries.push(SpeakerSummary {
            speaker: speaker(&row)?,
            statements: row.get::<i64>(5)?.unsigned_abs(),
            articles: row.get::<i64>(6)?.unsigned_abs(),
            forms: match &mut of_all {
                Some(of_all) => merged(of_all.remove(&key).unwrap_or_default()),
                None => forms(session, key)?,
            },
        });
    }
    Ok(summaries)
}

/// Returns the names under which a speaker was cited, the commonest first. What names nobody, as
/// a pronoun, is left out; spellings that differ in case alone are the commonest of them.
fn forms(session: &Session<'_>, speaker: i64) -> Result<Vec<(String, u64)>> {
    let sql = format!(
        "SELECT forms.text, count(*) AS times FROM statements
        JOIN forms ON forms.key = statements.source_form
        WHERE statements.speaker = ?1 AND statements.current = 1 AND {SHOWN}
          AND EXISTS (SELECT 1 FROM form_words WHERE form = forms.key AND identifies = 1)
        GROUP BY forms.text ORDER BY times DESC, forms.text"
    );
    let mut select = session.prepare(&sql)?;
    let rows = select.query_map([speaker], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(merged(rows.collect::<Result<_, _>>()?))
}

/// Returns the names under which each speaker was cited, read in one walk through an index. They may
/// come in several parts.
fn forms_of_all(session: &Session<'_>) -> Result<HashMap<i64, Vec<(String, i64)>>> {
    let sql = format!(
        "SELECT statements.speaker, min(forms.text), count(*)
        FROM statements INDEXED BY current_by_source_form
        CROSS JOIN forms ON forms.key = statements.source_form
        WHERE statements.current = 1 AND statements.speaker > 0 AND {SHOWN}
          AND EXISTS (SELECT 1 FROM form_words WHERE form = forms.key AND identifies = 1)
        GROUP BY statements.source_form, statements.speaker"
    );
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query(())?;
    let mut of_all: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
    while let Some(row) = rows.next()? {
        of_all.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(of_all)
}

/// Returns names with their counts, the commonest first; spellings that differ in case alone as the
/// commonest of them.
fn merged(parts: Vec<(String, i64)>) -> Vec<(String, u64)> {
    let mut texts: BTreeMap<String, u64> = BTreeMap::new();
    for (text, times) in parts {
        *texts.entry(text).or_default() += times.unsigned_abs();
    }
    // Sorting keeps the order of the alphabet among those that are equally common.
    let mut texts: Vec<(String, u64)> = texts.into_iter().collect();
    texts.sort_by_key(|(_, times)| Reverse(*times));
    let mut forms: Vec<(String, u64)> = vec![];
    let mut places: HashMap<String, usize> = HashMap::new();
    for (text, times) in texts {
        let place = *places.entry(text.to_lowercase()).or_insert(forms.len());
        match forms.get_mut(place) {
            Some((_, counted)) => *counted += times,
            None => forms.push((text, times)),
        }
    }
    forms.sort_by_key(|(_, times)| Reverse(*times));
    forms
}

fn speaker(row: &Row<'_>) -> Result<Speaker> {
    let (id, kind, link): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(4)?);
    let kind = SpeakerType::ALL.into_iter().find(|k| k.as_str() == kind);
    let link_reason = LinkReason::ALL.into_iter().find(|reason| reason.as_str() == link);
    let (Some(kind), Some(link_reason)) = (kind, link_reason) else {
        let key: i64 = row.get(0)?;
        return Err(Failure::Corrupt(format!("speaker {key}: unknown type or link")));
    };
    let facts = SpeakerFacts {
        wikidata: row.get(7)?,
        stands_for: row.get(8)?,
        maker: row.get(9)?,
        of: row.get(10)?,
    };
    Ok(Speaker { id: SpeakerId::from_stored(id), name: row.get(2)?, kind, link_reason, facts })
}
