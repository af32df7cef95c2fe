//! Corrections of statements: what the edits that hold make of one besides its speaker, as a column of it
//! and in what is shown. What was extracted stays in its details.

use std::collections::HashSet;

use q7x2_domain::{
    Asserted, CodePoints, Corrected, Correction, CorrectionNote, Edit, Excerpt, Kind, ModelVersion,
    Span, StatementHit, StatementPlace, Timestamp, quoted,
};
use serde::{Deserialize, Serialize};

use super::journal::{self, Rules};
use super::standing::LATEST;
use crate::session::{Failure, OptionalExtension, Result, Row, Session, list, named_params};

/// The column of a statement.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shape {
    edits: Vec<u64>,
    /// Start, end and words of each piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<Vec<(u32, u32, String)>>,
    /// The kind as extracted.
    kind: String,
    /// Whether it was said, as extracted.
    asserted: String,
}

/// The columns of a statement that corrections change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    kind: String,
    asserted: String,
    correction: Option<String>,
}

/// Selects what [`Columns::of`] reads.
pub(super) const COLUMNS: &str = "statements.kind, statements.asserted, statements.correction";

/// Selects what [`read`] reads: the correction, and the later model that has not found the statement.
pub(super) const CORRECTION: &str = "statements.correction,
    CASE WHEN statements.correction IS NOT NULL AND statements.current > 0 THEN
        (SELECT model FROM (SELECT key, model FROM extractions AS latest
                            WHERE latest.article = statements.article
                            ORDER BY turn DESC, key DESC LIMIT 1) AS last
         WHERE key <> statements.extraction)
    END";

/// How many columns [`read`] reads.
pub(super) const CORRECTION_COLUMNS: usize = 2;

impl Columns {
    /// Reads [`COLUMNS`] from the one at `first` on.
    pub(super) fn of(row: &Row<'_>, first: usize) -> Result<Self> {
        let (kind, asserted) = (row.get(first)?, row.get(first + 1)?);
        Ok(Self { kind, asserted, correction: row.get(first + 2)? })
    }

    /// Returns the columns that follow from the edits for the statement extracted at `place`.
    pub(super) fn now(
        &self,
        session: &Session<'_>,
        place: &StatementPlace,
        rules: &Rules,
    ) -> Result<Self> {
        let before = self.correction.as_deref().map(shape).transpose()?;
        let (kind, asserted) = match before {
            Some(Shape { kind, asserted, .. }) => (kind, asserted),
            None => (self.kind.clone(), self.asserted.clone()),
        };
        let effect = rules.effect(place);
        if effect.edits.is_empty() {
            return Ok(Self { kind, asserted, correction: None });
        }
        let words = match &effect.words {
            Some(spans) => words(session, place, spans, &kind)?,
            None => None,
        };
        let (content, kind_now) = words.unzip();
        let shape = Shape { edits: effect.edits, content, kind, asserted };
        let kind = kind_now.map_or_else(|| shape.kind.clone(), |kind| kind.as_str().to_owned());
        let said = effect.asserted.map(|asserted| asserted.as_str().to_owned());
        let asserted = said.unwrap_or_else(|| shape.asserted.clone());
        let json = serde_json::to_string(&shape).expect("strings and numbers are always JSON");
        Ok(Self { kind, asserted, correction: Some(json) })
    }

    /// Tells whether a statement answers otherwise by these columns than by those of before.
    pub(super) fn answers_otherwise(&self, before: &Self) -> Result<bool> {
        let words = |columns: &Self| match columns.correction.as_deref() {
            Some(correction) => shape(correction).map(|shape| shape.content),
            None => Ok(None),
        };
        Ok((&self.kind, &self.asserted) != (&before.kind, &before.asserted)
            || words(self)? != words(before)?)
    }

    /// Writes them to the statement of this key.
    pub(super) fn write(&self, session: &Session<'_>, key: i64) -> Result<()> {
        let sql = "UPDATE statements SET kind = :kind, asserted = :asserted,
                       correction = :correction WHERE key = :key";
        session.prepare(sql)?.execute(named_params! {
            ":key": key,
            ":kind": self.kind,
            ":asserted": self.asserted,
            ":correction": self.correction,
        })?;
        Ok(())
    }
}

type Words = (Vec<(u32, u32, String)>, Kind);

/// Returns the words of an article at these places and how much of them is quoted, where those extracted at
/// `place` were of kind `extracted`; `None` where the article is not kept any more.
fn words(
    session: &Session<'_>,
    place: &StatementPlace,
    spans: &[Span],
    extracted: &str,
) -> Result<Option<Words>> {
    let Some(text) = text(session, place)? else { return Ok(None) };
    let points = CodePoints::new(&text);
    let piece = |span: &Span| {
        let words = points.slice(*span)?;
        Some((span.start(), span.end(), words.to_owned()))
    };
    let pieces: Option<Vec<_>> = spans.iter().map(piece).collect();
    let outside =
        || Failure::Corrupt(format!("article {}: corrected beyond its end", place.article));
    let kind = Kind::ALL.iter().find(|kind| kind.as_str() == extracted).copied();
    let extracted = (&place.content[..], kind.unwrap_or(Kind::Mixed));
    Ok(Some((pieces.ok_or_else(outside)?, quoted(&points, spans, extracted))))
}

fn text(session: &Session<'_>, place: &StatementPlace) -> Result<Option<String>> {
    let mut select = session.prepare("SELECT text FROM articles WHERE id = ?1")?;
    select.query_row([place.article.to_string()], |row| row.get(0)).optional()
}

/// Tells whether a statement is corrected, of whichever article.
pub(super) fn exist(session: &Session<'_>) -> Result<bool> {
    let sql = "SELECT 1 FROM statements WHERE correction IS NOT NULL LIMIT 1";
    session.prepare(sql)?.exists(())
}

/// Tells whether a statement of an article is corrected, of whichever extraction.
pub(super) fn any(session: &Session<'_>, article: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM statements WHERE article = ?1 AND correction IS NOT NULL";
    session.prepare(sql)?.exists([article])
}

/// Returns the statements of earlier extractions of an article that answer in spite of the latest: those with
/// corrections that no statement of the latest has. Of several such extractions the last counts.
pub(super) fn outliving(session: &Session<'_>, article: i64) -> Result<Vec<i64>> {
    let sql = format!(
        "SELECT statements.key, statements.correction, extraction = {LATEST}, extraction
         FROM statements JOIN extractions ON extractions.key = statements.extraction
         WHERE statements.article = ?1 AND statements.correction IS NOT NULL
         ORDER BY extraction = {LATEST} DESC, turn DESC, extraction DESC, start"
    );
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query([article])?;
    let (mut attached, mut outliving) = (HashSet::new(), vec![]);
    let (mut extraction, mut seen) = (None, vec![]);
    while let Some(row) = rows.next()? {
        let edits = shape(row.text(1)?)?.edits;
        let (key, is_latest, of): (i64, bool, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
        // Two statements of one extraction may have the same correction: it was cut in two.
        if extraction.replace(of) != Some(of) {
            attached.extend(seen.drain(..));
        }
        if !is_latest && edits.iter().any(|edit| !attached.contains(edit)) {
            outliving.push(key);
        }
        seen.extend(edits);
    }
    Ok(outliving)
}

/// Tells whether a correction gives words that its article does not have.
pub(super) fn is_outside(session: &Session<'_>, edit: &Edit) -> Result<bool> {
    let Edit::Correct { place, what: Correction::Words(spans), .. } = edit else {
        return Ok(false);
    };
    let text = text(session, place)?;
    let points = text.as_deref().map(CodePoints::new);
    Ok(points.is_none_or(|points| spans.iter().any(|span| points.slice(*span).is_none())))
}

/// Returns the words of a statement's content that its correction gives, if it gives any.
pub(super) fn content(correction: &str) -> Result<Option<String>> {
    let pieces = shape(correction)?.content;
    let words = |pieces: Vec<(u32, u32, String)>| {
        pieces.into_iter().map(|(.., words)| words).collect::<Vec<_>>().join(" ")
    };
    Ok(pieces.map(words))
}

/// Lets a hit whose details are read, and whose speaker is the one that was linked, be as it is corrected.
/// Reads [`CORRECTION`] from the column at `first` on.
pub(super) fn read(
    session: &Session<'_>,
    hit: &mut StatementHit,
    row: &Row<'_>,
    first: usize,
) -> Result<()> {
    let Some(correction) = row.get::<Option<String>>(first)? else { return Ok(()) };
    let id = &hit.statement.id;
    let unknown = || Failure::Corrupt(format!("statement {id}: malformed correction"));
    let shape = shape(&correction)?;
    let sql = "SELECT number, at, by, edit FROM edits
               WHERE number IN (SELECT value FROM json_each(?1)) ORDER BY number";
    let mut select = session.prepare(sql)?;
    let row_of = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let edits = select.query_map([list(&shape.edits)], row_of)?;
    let edits: Vec<(i64, i64, String, String)> = edits.collect::<Result<_>>()?;
    let note = |(number, at, by, edit): (i64, i64, String, String)| {
        let edit = journal::read(number, &edit)?;
        let reason = match &edit {
            Edit::Correct { reason, .. } => reason.clone(),
            _ => None,
        };
        let made_on = edit.place().map(|(place, _)| place.article);
        let of = made_on.filter(|article| *article != hit.article);
        let kind = edit.corrects().ok_or_else(unknown)?;
        let (number, at) = (number.unsigned_abs(), Timestamp::from_micros(at));
        Ok(CorrectionNote { number, at, by, kind, reason, of })
    };
    let notes = edits.into_iter().map(note).collect::<Result<Vec<_>>>()?;
    let kind = Kind::ALL.iter().find(|kind| kind.as_str() == shape.kind).ok_or_else(unknown)?;
    let asserted = Asserted::ALL.iter().find(|class| class.as_str() == shape.asserted);
    let asserted = asserted.ok_or_else(unknown)?;
    let excerpt = |(start, end, text): (u32, u32, String)| {
        Some(Excerpt { span: Span::new(start, end)?, text })
    };
    let statement = &mut hit.statement;
    let mut content = statement.content.clone();
    if let Some(pieces) = shape.content {
        let now: Option<Vec<Excerpt>> = pieces.into_iter().map(excerpt).collect();
        content = std::mem::replace(
            &mut statement.content,
            now.ok_or_else(|| Failure::Corrupt("a corrected statement without words".into()))?,
        );
    }
    let (speaker, joint) = (statement.speaker.as_deref().cloned(), statement.joint.clone());
    let (kind, asserted) = (*kind, *asserted);
    let missed_by = row.get::<Option<String>>(first + 1)?.map(ModelVersion::new);
    hit.corrected = Some(Corrected { notes, speaker, joint, content, kind, asserted, missed_by });
    Ok(())
}

/// Returns kind and asserted as they were extracted, of those in the columns of a statement.
pub(super) fn as_extracted(
    kind: String,
    asserted: String,
    correction: Option<&str>,
) -> Result<(String, String)> {
    let before = correction.map(shape).transpose()?;
    Ok(before.map_or((kind, asserted), |shape| (shape.kind, shape.asserted)))
}

/// Returns the statements of an article whose corrected words are not those of its text, and which.
pub(super) fn wrong_words(
    session: &Session<'_>,
    article: i64,
    points: &CodePoints<'_>,
) -> Result<Vec<(String, String)>> {
    let sql = "SELECT id, correction FROM statements
               WHERE article = ?1 AND correction IS NOT NULL ORDER BY key";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query([article])?;
    let mut found = vec![];
    while let Some(row) = rows.next()? {
        let wrong = match shape(row.text(1)?) {
            Err(_) => Some("its correction is malformed".to_owned()),
            Ok(shape) => {
                let is_wrong = |(start, end, words): &(u32, u32, String)| {
                    let span = Span::new(*start, *end);
                    span.and_then(|span| points.slice(span)) != Some(words.as_str())
                };
                shape.content.iter().flatten().find(|piece| is_wrong(piece)).map(
                    |(start, end, _)| {
                        format!("the corrected words at {start}..{end} are not those of the text")
                    },
                )
            }
        };
        if let Some(wrong) = wrong {
            found.push((row.get(0)?, wrong));
        }
    }
    Ok(found)
}

fn shape(json: &str) -> Result<Shape> {
    serde_json::from_str(json)
        .map_err(|_| Failure::Corrupt("a statement with a malformed correction".into()))
}
