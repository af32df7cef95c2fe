//! Rows as domain values: one list of columns for every question that returns statements.

use q7x2_domain::{
    ArticleId, Kind, Metadata, Mode, ModelVersion, Statement, StatementHit, StatementId, Timestamp,
};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, OptionalExtension, Row};

use super::details;

/// The columns that [`hit`] reads. The tables are named `statements`, `extractions`, `articles`.
pub(crate) const HIT: &str = "
    statements.id, statements.kind, statements.mode, statements.confidence, statements.details,
    extractions.model,
    articles.id, articles.path, articles.url, articles.outlet, articles.title, articles.author,
    articles.published_at, articles.language";

/// How many columns there are in [`HIT`].
pub(crate) const HIT_COLUMNS: usize = 14;

/// Reads a statement with its article's metadata.
pub(crate) fn hit(row: &Row<'_>) -> Result<StatementHit, Failure> {
    let id: String = row.get(0)?;
    let (kind, mode): (String, String) = (row.get(1)?, row.get(2)?);
    let unknown = |what: &str| Failure::Corrupt(format!("statement {id}: unknown {what}"));
    let kind = Kind::ALL.iter().find(|k| k.as_str() == kind).ok_or_else(|| unknown("kind"))?;
    let mode = Mode::ALL.iter().find(|m| m.as_str() == mode).ok_or_else(|| unknown("mode"))?;
    let mut statement = blank(StatementId::from_stored(id), *kind, *mode);
    statement.confidence = row.get(3)?;
    details::read(&mut statement, row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)?;
    Ok(StatementHit {
        statement,
        model: ModelVersion::new(row.get::<_, String>(5)?),
        article: article_id(&row.get::<_, String>(6)?)?,
        metadata: Metadata {
            path: row.get(7)?,
            url: row.get(8)?,
            outlet: row.get(9)?,
            title: row.get(10)?,
            author: row.get(11)?,
            published_at: row.get::<_, Option<i64>>(12)?.map(Timestamp::from_micros),
            language: row.get(13)?,
        },
        teller: None,
    })
}

/// Returns a statement whose details have not been read.
pub(crate) fn blank(id: StatementId, kind: Kind, mode: Mode) -> Statement {
    Statement {
        id,
        kind,
        mode,
        source: vec![],
        cue: vec![],
        content: vec![],
        speaker: None,
        next_candidate: None,
        addressee: None,
        channel: None,
        said_at: None,
        relay: None,
        cue_class: None,
        confidence: None,
    }
}

/// Fills in who tells a second-hand statement, where that statement is kept.
pub(crate) fn add_teller(connection: &Connection, hit: &mut StatementHit) -> rusqlite::Result<()> {
    let Some(by) = hit.statement.relay.as_ref().and_then(|relay| relay.by.as_ref()) else {
        return Ok(());
    };
    let sql = "SELECT details FROM statements WHERE id = ?1 LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let details = select.query_row([by.as_str()], |row| row.get::<_, String>(0)).optional()?;
    hit.teller = details.and_then(|json| details::read_speaker(&json));
    Ok(())
}

/// Reads an article's id.
pub(crate) fn article_id(id: &str) -> Result<ArticleId, Failure> {
    id.parse().map_err(|_| Failure::Corrupt("an article with a malformed id".into()))
}

/// Folds an outlet's name for comparing.
pub(crate) fn fold_outlet(outlet: &str) -> String {
    outlet.trim().to_lowercase()
}

/// Writes a list as JSON, to be read by `json_each`: a parameter of any length.
pub(crate) fn json_list<T: serde::Serialize>(items: &[T]) -> String {
    serde_json::to_string(items).expect("strings and numbers are always JSON")
}
