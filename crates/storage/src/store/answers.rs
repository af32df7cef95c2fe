//! Under whom and how statements answer: what edits and similarity make of what was extracted. Worked out
//! from the statement as it was extracted, never from an earlier answer.

mod change;
mod others;

use std::collections::{BTreeSet, HashMap};

use q7x2_domain::{ArticleId, SpeakerId};

use self::change::Change;
pub(crate) use self::others::{settle_others, with_merged};
use super::corrections::COLUMNS;
use super::ids;
use super::inherited::{self, Heir};
use super::journal::{self, Rules, Subjects};
use super::similar;
use crate::session::{Bind, Failure, OptionalExtension, Result, Row, Session, list};

/// Whose answers are worked out.
#[derive(Debug)]
pub(crate) enum Scope {
    /// The statements of an extraction, by its key.
    Extraction(i64),
    /// All that the extractor linked to these speakers, or to those who are taken for them.
    Speakers(BTreeSet<i64>),
    /// The statements of these articles.
    Articles(Vec<String>),
}

/// Lets the statements of a new extraction answer, and those of others on which it bears. `cited`
/// are the speakers of the article, before and now.
pub(crate) fn settle_new(
    session: &Session<'_>,
    extraction: i64,
    cited: &BTreeSet<i64>,
) -> Result<()> {
    let changed = similar::review(session, cited)?;
    if !changed.is_empty() {
        settle(session, &Scope::Speakers(changed))?;
    }
    settle(session, &Scope::Extraction(extraction))?;
    Ok(())
}

/// Works out the answers of statements. Returns the current ones that answer otherwise now.
pub(crate) fn settle(session: &Session<'_>, scope: &Scope) -> Result<BTreeSet<i64>> {
    let mut moved = BTreeSet::new();
    for links in [STATEMENTS, JOINT] {
        settle_links(session, scope, links, &mut moved)?;
    }
    Ok(moved)
}

/// Returns the current statements that these speakers make, alone or with others.
pub(crate) fn of_speakers(session: &Session<'_>, speakers: &[i64]) -> Result<BTreeSet<i64>> {
    let sql = "
        SELECT key FROM statements
        WHERE current = 1 AND speaker IN (SELECT value FROM json_each(?1))
        UNION SELECT joint_speakers.statement FROM joint_speakers
        JOIN statements ON statements.key = joint_speakers.statement
        WHERE current = 1 AND joint_speakers.speaker IN (SELECT value FROM json_each(?1))
        UNION SELECT given_speakers.statement FROM given_speakers
        JOIN statements ON statements.key = given_speakers.statement
        WHERE current = 1 AND given_speakers.speaker IN (SELECT value FROM json_each(?1))";
    session.prepare(sql)?.query_map([list(speakers)], |row| row.get(0))?.collect()
}

/// Rows that link statements to speakers, each with a `linked`.
#[derive(Clone, Copy)]
struct Links {
    /// The tables with them.
    from: &'static str,
    /// The speaker that the extractor linked.
    linked: &'static str,
    /// What [`Change::of`] reads of the answer.
    answer: &'static str,
}

/// The speaker of each statement.
const STATEMENTS: Links = Links {
    from: "statements",
    linked: "statements.linked",
    answer: "statements.speaker, statements.link_reason, statements.given_form,
             statements.source_form, statements.linked, NULL",
};

/// Who speaks with that one.
const JOINT: Links = Links {
    from: "joint_speakers JOIN statements ON statements.key = joint_speakers.statement",
    linked: "joint_speakers.linked",
    answer: "joint_speakers.speaker, joint_speakers.link_reason, joint_speakers.given_form,
             NULL, joint_speakers.linked, joint_speakers.position",
};

/// Works out the answers of links. Adds the current statements that answer otherwise now.
fn settle_links(
    session: &Session<'_>,
    scope: &Scope,
    links: Links,
    moved: &mut BTreeSet<i64>,
) -> Result<()> {
    let (condition, parameter) = scope.condition(session, links)?;
    let meant = meant(session, links, &condition, parameter.as_ref())?;
    let rules = rules(session, links, &condition, parameter.as_ref(), &meant)?;
    let nobody_is_meant = meant.values().all(|(_, meant)| meant.is_none());
    if matches!(scope, Scope::Extraction(_)) && rules.is_empty() && nobody_is_meant {
        // Statements are written as they are linked.
        return Ok(());
    }
    let Links { from, answer, .. } = links;
    let sql = format!(
        "SELECT statements.key, statements.current, statements.details, articles.id, {answer}, {COLUMNS}
         FROM {from} JOIN articles ON articles.key = statements.article WHERE {condition}"
    );
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query([parameter.as_ref()])?;
    let mut changes = vec![];
    while let Some(row) = rows.next()? {
        changes.push(Change::of(&row, &meant, &rules)?);
    }
    for change in changes {
        moved.extend(change.write(session, &rules)?);
    }
    Ok(())
}

/// The speakers that statements are linked to, by their keys: id, and who is meant by similarity.
type Meant = HashMap<i64, (SpeakerId, Option<SpeakerId>)>;

impl Scope {
    /// Returns the condition on links, with its parameter.
    fn condition(&self, session: &Session<'_>, links: Links) -> Result<(String, Box<dyn Bind>)> {
        Ok(match self {
            Self::Extraction(key) => ("statements.extraction = ?1".to_owned(), Box::new(*key)),
            Self::Speakers(keys) => {
                let sql = "WITH RECURSIVE taken (key) AS (
                               SELECT asked.value FROM json_each(?1) AS asked
                               UNION SELECT speakers.key FROM speakers
                                     JOIN taken ON speakers.meant = taken.key)
                           SELECT key FROM taken";
                let keys: Vec<i64> = keys.iter().copied().collect();
                let mut select = session.prepare(sql)?;
                let all = select.query_map([list(&keys)], |row| row.get(0))?;
                let all: Vec<i64> = all.collect::<Result<_, _>>()?;
                let linked = links.linked;
                (format!("{linked} IN (SELECT value FROM json_each(?1))"), Box::new(list(&all)))
            }
            Self::Articles(ids) => (
                "statements.article IN (SELECT key FROM articles
                     WHERE id IN (SELECT value FROM json_each(?1)))"
                    .to_owned(),
                Box::new(list(ids)),
            ),
        })
    }
}

/// Returns whom the statements are linked to, and who is meant.
fn meant(
    session: &Session<'_>,
    Links { from, linked, .. }: Links,
    condition: &str,
    parameter: &dyn Bind,
) -> Result<Meant> {
    let sql =
        format!("SELECT DISTINCT {linked} FROM {from} WHERE {condition} AND {linked} IS NOT NULL");
    let mut select = session.prepare(&sql)?;
    let keys = select.query_map([parameter], |row| row.get(0))?;
    let keys: Vec<i64> = keys.collect::<Result<_, _>>()?;
    let mut select = session.prepare("SELECT id, meant FROM speakers WHERE key = ?1")?;
    let mut meant = Meant::new();
    for key in keys {
        let row = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?));
        let (id, mut next): (String, Option<i64>) = select.query_row([key], row)?;
        let mut who = None;
        // Whoever is meant is cited more often, so this ends.
        while let Some(key) = next {
            let Some((id, further)) = select.query_row([key], row).optional()? else { break };
            (who, next) = (Some(SpeakerId::from_stored(id)), further);
        }
        meant.insert(key, (SpeakerId::from_stored(id), who));
    }
    Ok(meant)
}

/// Returns what follows from the edits that have to do with the statements.
fn rules(
    session: &Session<'_>,
    Links { from, .. }: Links,
    condition: &str,
    parameter: &dyn Bind,
    meant: &Meant,
) -> Result<Rules> {
    let mut subjects = Subjects::new();
    for (id, who) in meant.values() {
        subjects.insert(id.to_string());
        subjects.extend(who.as_ref().map(ToString::to_string));
    }
    let sql = format!(
        "SELECT DISTINCT articles.id FROM {from}
         JOIN articles ON articles.key = statements.article
         WHERE {condition} AND EXISTS (SELECT 1 FROM edit_subjects WHERE subject = articles.id)"
    );
    let mut select = session.prepare(&sql)?;
    let pinned = select.query_map([parameter], |row| row.get(0))?;
    subjects.extend(pinned.collect::<Result<Vec<String>, _>>()?);
    let heirs = inherited::heirs(session, from, condition, parameter)?;
    subjects.extend(heirs.iter().map(Heir::of));
    journal::rules_with_heirs(session, &mut subjects, &heirs)
}

/// Splits subjects into the articles, and the keys of the speakers that the store has.
pub(crate) fn articles_and_speakers(
    session: &Session<'_>,
    subjects: &Subjects,
) -> Result<(Vec<String>, BTreeSet<i64>), Failure> {
    let is_article = |subject: &&String| subject.parse::<ArticleId>().is_ok();
    let (articles, speakers): (Vec<&String>, Vec<&String>) = subjects.iter().partition(is_article);
    let mut keys = BTreeSet::new();
    for id in speakers {
        keys.extend(ids::key(session, id)?);
    }
    Ok((articles.into_iter().cloned().collect(), keys))
}
