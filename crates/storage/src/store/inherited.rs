//! What people decided about statements of one text of an article holds in the others where the same words
//! stand: which texts are heirs of which, and decisions as they are of theirs.

use q7x2_domain::{ArticleId, Carrier, Edit, Span};

use super::details;
use super::rows::article_id;
use crate::session::{Bind, OptionalExtension, Result, Session};

/// A text of an article, and another one that was decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heir {
    article: ArticleId,
    of: ArticleId,
}

/// Returns the other texts that were decided about of the articles to which rows of `from` belong.
pub(super) fn heirs(
    session: &Session<'_>,
    from: &str,
    condition: &str,
    parameter: &dyn Bind,
) -> Result<Vec<Heir>> {
    // Most stores have no edits.
    if !session.prepare("SELECT 1 FROM edit_subjects LIMIT 1")?.exists(())? {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT heirs.id, others.id
         FROM (SELECT DISTINCT statements.article AS key FROM {from} WHERE {condition}) AS asked
         JOIN origins AS own ON own.article = asked.key AND own.series IS NOT NULL
         JOIN origins AS other ON other.series = own.series AND other.article <> own.article
         JOIN articles AS others ON others.key = other.article
         JOIN articles AS heirs ON heirs.key = asked.key
         WHERE EXISTS (SELECT 1 FROM edit_subjects WHERE subject = others.id)"
    );
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query([parameter])?;
    let mut heirs = vec![];
    while let Some(row) = rows.next()? {
        let (article, of) = (row.get::<String>(0)?, row.get::<String>(1)?);
        heirs.push(Heir { article: article_id(&article)?, of: article_id(&of)? });
    }
    Ok(heirs)
}

impl Heir {
    /// Returns the id of the text that was decided about.
    pub(super) fn of(&self) -> String {
        self.of.to_string()
    }
}

/// Returns the edits about statements as they are of the heirs of their texts, each with its number.
pub(super) fn edits(
    session: &Session<'_>,
    edits: &[(i64, Edit)],
    heirs: &[Heir],
) -> Result<Vec<(i64, Edit)>> {
    let mut found = vec![];
    for heir in heirs {
        let of = |edit: &Edit| edit.place().is_some_and(|(place, _)| place.article == heir.of);
        let own: Vec<&(i64, Edit)> = edits.iter().filter(|(_, edit)| of(edit)).collect();
        if own.is_empty() {
            continue;
        }
        let texts = text(session, heir.of)?.zip(text(session, heir.article)?);
        let Some((from, to)) = texts else { continue };
        let carrier = Carrier::new(&from, &to);
        for (number, edit) in own {
            let Some((place, words)) = edit.place() else { continue };
            let cue = cue(session, edit)?;
            if let Some((place, words)) = carrier.carry(place, &cue, words, heir.article) {
                found.push((*number, edit.clone().at(place, words)));
            }
        }
    }
    Ok(found)
}

fn text(session: &Session<'_>, article: ArticleId) -> Result<Option<String>> {
    let mut select = session.prepare("SELECT text FROM articles WHERE id = ?1")?;
    select.query_row([article.to_string()], |row| row.get(0)).optional()
}

/// Returns where the cue of the statement stands that an edit is about, as it was when that was decided.
fn cue(session: &Session<'_>, edit: &Edit) -> Result<Vec<Span>> {
    let (Edit::Correct { statement, .. } | Edit::PinStatement { statement, .. }) = edit else {
        return Ok(vec![]);
    };
    let sql = "SELECT details FROM statements WHERE id = ?1 LIMIT 1";
    let mut select = session.prepare(sql)?;
    let details: Option<String> =
        select.query_row([statement.as_str()], |row| row.get(0)).optional()?;
    Ok(details.as_deref().and_then(details::cue).unwrap_or_default())
}
