//! Rows as domain values: one list of columns for every question that returns statements.

use std::sync::Arc;

use q7x2_domain::{
    ArticleId, Asserted, Kind, LinkReason, Metadata, Mode, ModelVersion, Speaker, SpeakerFacts,
    SpeakerId, SpeakerType, Statement, StatementHit, StatementId, Timestamp, Wire,
};

use super::corrections::{self, CORRECTION, CORRECTION_COLUMNS};
use super::{copies, details, revisions};
use crate::session::{Failure, OptionalExtension, Result, Row, Session};

/// The columns that [`answer`] reads: who answers, where it is another one than the details of a statement tell,
/// and else the name alone: articles spell it in several ways, and it answers under one.
macro_rules! answering {
    ($table:literal) => {
        concat!(
            $table,
            ".link_reason,
            CASE WHEN ",
            $table,
            ".speaker IS NULL THEN 'null'
                 ELSE (SELECT CASE
                           WHEN ",
            $table,
            ".speaker IS DISTINCT FROM ",
            $table,
            ".linked OR called IS NOT NULL
                           THEN json_array(id, coalesce(called, name), kind, wikidata, stands_for,
                                           maker, of_party)
                           ELSE json_array(name) END
                       FROM speakers
                       WHERE key = ",
            $table,
            ".speaker)
            END"
        )
    };
}

/// The columns that [`hit`] reads but for the correction.
const PARTS: &str = concat!(
    "statements.id, statements.kind, statements.mode, statements.confidence, statements.details,
    extractions.model,
    articles.id, articles.path, articles.url, articles.outlet, articles.title, articles.author,
    articles.published_at, articles.language, ",
    answering!("statements"),
    ", statements.asserted,
    (SELECT story FROM stories WHERE article = articles.key),
    (SELECT wire FROM origins WHERE article = articles.key)"
);

/// Returns the columns that [`hit`] reads. The tables are named `statements`, `extractions`, `articles`.
pub(crate) fn hit_columns() -> String {
    format!("{PARTS}, {CORRECTION}")
}

/// How many columns [`hit`] reads.
pub(crate) const HIT_COLUMNS: usize = 19 + CORRECTION_COLUMNS;

/// Reads a statement with its article's metadata.
pub(crate) fn hit(session: &Session<'_>, row: &Row<'_>) -> Result<StatementHit> {
    let id: String = row.get(0)?;
    let (kind, mode, asserted): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(16)?);
    let mut statement = classed(&id, &kind, &mode, &asserted)?;
    statement.confidence = row.get(3)?;
    details::read(&mut statement, row.text(4)?)?;
    let mut hit = StatementHit {
        statement,
        model: ModelVersion::new(row.get::<String>(5)?),
        article: article_id(&row.get::<String>(6)?)?,
        metadata: Metadata {
            path: row.get(7)?,
            url: row.get(8)?,
            outlet: row.get(9)?,
            title: row.get(10)?,
            author: row.get(11)?,
            published_at: row.get::<Option<i64>>(12)?.map(Timestamp::from_micros),
            language: row.get(13)?,
            ..Metadata::default()
        },
        teller: None,
        paragraph: None,
        corrected: None,
        revision: None,
        story: row.get::<Option<String>>(17)?.as_deref().map(copies::story).transpose()?,
        wire: row.get::<Option<String>>(18)?.as_deref().and_then(Wire::of_word),
    };
    corrections::read(session, &mut hit, row, 19)?;
    let own = hit.statement.speaker.take().map(Arc::unwrap_or_clone);
    let speaker = answer(own, row.get(14)?, row.get(15)?);
    hit.statement.speaker = speaker.ok_or_else(|| unknown(&id, "speaker"))?.map(Arc::new);
    Ok(hit)
}

/// Returns a statement of these classes whose details have not been read.
pub(crate) fn classed(id: &str, kind: &str, mode: &str, asserted: &str) -> Result<Statement> {
    let kind = Kind::ALL.iter().find(|known| known.as_str() == kind);
    let mode = Mode::ALL.iter().find(|known| known.as_str() == mode);
    let asserted = Asserted::ALL.iter().find(|known| known.as_str() == asserted);
    let kind = *kind.ok_or_else(|| unknown(id, "kind"))?;
    let mode = *mode.ok_or_else(|| unknown(id, "mode"))?;
    let asserted = *asserted.ok_or_else(|| unknown(id, "asserted"))?;
    Ok(Statement { asserted, ..blank(StatementId::from_stored(id.to_owned()), kind, mode) })
}

fn unknown(id: &str, what: &str) -> Failure {
    Failure::Corrupt(format!("statement {id}: unknown {what}"))
}

/// Returns a statement whose details have not been read.
pub(crate) fn blank(id: StatementId, kind: Kind, mode: Mode) -> Statement {
    Statement {
        id,
        kind,
        mode,
        asserted: Asserted::Said,
        source: vec![],
        cue: vec![],
        content: vec![],
        speaker: None,
        joint: vec![],
        next_candidate: None,
        addressee: None,
        channel: None,
        said_at: None,
        relay: None,
        cue_class: None,
        confidence: None,
    }
}

/// Fills in what other rows tell of a statement: who tells it, which text of its article it is from, and
/// under whom answer those who speak jointly.
pub(crate) fn complete(session: &Session<'_>, hit: &mut StatementHit) -> Result<()> {
    add_teller(session, hit)?;
    hit.revision = revisions::revision(session, &hit.article.to_string())?;
    if let Some(story) = &mut hit.story {
        copies::count_those_of(session, hit.statement.id.as_str(), story)?;
    }
    if !hit.statement.joint.is_empty() {
        settle_joint(session, hit)?;
    }
    if hit.corrected.is_some() {
        add_given(session, hit)?;
    }
    Ok(())
}

/// Adds those of whom a person said that they speak with the speaker.
fn add_given(session: &Session<'_>, hit: &mut StatementHit) -> Result<()> {
    let sql = "SELECT speakers.id, coalesce(speakers.called, speakers.name), speakers.kind,
                   speakers.wikidata, speakers.stands_for, speakers.maker, speakers.of_party
               FROM statements JOIN given_speakers ON given_speakers.statement = statements.key
               JOIN speakers ON speakers.key = given_speakers.speaker
               WHERE statements.id = ?1 ORDER BY given_speakers.position";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query([hit.statement.id.as_str()])?;
    while let Some(row) = rows.next()? {
        hit.statement.joint.push(Speaker {
            id: SpeakerId::from_stored(row.get(0)?),
            name: row.get(1)?,
            kind: kind_of(&row.get::<String>(2)?)?,
            link_reason: LinkReason::Pinned,
            facts: SpeakerFacts {
                wikidata: row.get(3)?,
                stands_for: row.get(4)?,
                maker: row.get(5)?,
                of: row.get(6)?,
            },
        });
    }
    Ok(())
}

/// Lets those who speak jointly answer as they do, each once.
fn settle_joint(session: &Session<'_>, hit: &mut StatementHit) -> Result<()> {
    let sql = concat!(
        "SELECT joint_speakers.position, ",
        answering!("joint_speakers"),
        " FROM statements JOIN joint_speakers ON joint_speakers.statement = statements.key
          WHERE statements.id = ?1 ORDER BY joint_speakers.position"
    );
    let mut select = session.prepare(sql)?;
    let mut rows = select.query([hit.statement.id.as_str()])?;
    let linked = std::mem::take(&mut hit.statement.joint);
    while let Some(row) = rows.next()? {
        let linked = linked.get(usize::try_from(row.get::<i64>(0)?).unwrap_or(usize::MAX));
        let party = answer(linked.cloned(), row.get(1)?, row.get(2)?).flatten();
        let party = party.filter(|party| hit.statement.speakers().all(|s| s.id != party.id));
        hit.statement.joint.extend(party);
    }
    Ok(())
}

/// Fills in who tells a second-hand statement, where that statement is kept.
fn add_teller(session: &Session<'_>, hit: &mut StatementHit) -> Result<()> {
    let Some(by) = hit.statement.relay.as_ref().and_then(|relay| relay.by.as_ref()) else {
        return Ok(());
    };
    let sql = concat!(
        "SELECT details, ",
        answering!("statements"),
        " FROM statements WHERE id = ?1 LIMIT 1"
    );
    let mut select = session.prepare(sql)?;
    let row = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?));
    let teller = select.query_row([by.as_str()], row).optional()?;
    hit.teller = teller.and_then(|(json, reason, party)| {
        answer(details::read_speaker(&json), reason, party).flatten()
    });
    Ok(())
}

/// Returns the speaker that answers in the place of the one that was linked; `None` when a word is
/// not known.
fn answer(
    linked: Option<Speaker>,
    reason: Option<String>,
    party: Option<String>,
) -> Option<Option<Speaker>> {
    let reason = match reason {
        Some(word) => Some(*LinkReason::ALL.iter().find(|reason| reason.as_str() == word)?),
        None => None,
    };
    let Some(party) = party else {
        return Some(linked.map(|speaker| match reason {
            Some(link_reason) => Speaker { link_reason, ..speaker },
            None => speaker,
        }));
    };
    // The same one, by the name that it has.
    if let Ok((name,)) = serde_json::from_str::<(String,)>(&party) {
        return Some(linked.map(|speaker| Speaker {
            link_reason: reason.unwrap_or(speaker.link_reason),
            name,
            ..speaker
        }));
    }
    type Fact = Option<String>;
    type Known = (String, String, String, Fact, Fact, Fact, Fact);
    let party: Option<Known> = serde_json::from_str(&party).ok()?;
    let Some((id, name, kind, wikidata, stands_for, maker, of)) = party else {
        return Some(None);
    };
    let kind = *SpeakerType::ALL.iter().find(|known| known.as_str() == kind)?;
    let link_reason = reason.or(linked.map(|speaker| speaker.link_reason))?;
    let facts = SpeakerFacts { wikidata, stands_for, maker, of };
    Some(Some(Speaker { id: SpeakerId::from_stored(id), name, kind, link_reason, facts }))
}

/// Reads what sort of party a speaker is.
pub(crate) fn kind_of(word: &str) -> Result<SpeakerType> {
    let kind = SpeakerType::ALL.into_iter().find(|kind| kind.as_str() == word);
    kind.ok_or_else(|| Failure::Corrupt("a speaker of unknown type".into()))
}

/// Reads an article's id.
pub(crate) fn article_id(id: &str) -> Result<ArticleId> {
    id.parse().map_err(|_| Failure::Corrupt("an article with a malformed id".into()))
}

/// Returns the key of the article of this id, if it is kept.
pub(crate) fn article_key(session: &Session<'_>, id: &str) -> Result<Option<i64>> {
    let mut select = session.prepare("SELECT key FROM articles WHERE id = ?1")?;
    select.query_row([id], |row| row.get(0)).optional()
}

/// Folds an outlet's name for comparing.
pub(crate) fn fold_outlet(outlet: &str) -> String {
    outlet.trim().to_lowercase()
}
