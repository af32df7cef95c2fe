//! Reading out everything that is kept, part after part.

use q7x2_domain::{
    Article, Extraction, ForgottenThing, ModelVersion, Moved, MovedArticle, MovedExtraction,
    MovedForgotten, MovedHead, Timestamp,
};

use super::{each_article, extractions, statements, take_time};
use crate::session::{Failure, OptionalExtension, Result, Row, Session};
use crate::store::rows::article_id;
use crate::store::{details, journal, metadata};

/// Gives everything to `each` until that returns false.
pub(crate) fn export(
    session: &Session<'_>,
    each: &mut (impl FnMut(Moved) -> bool + Send),
) -> Result<()> {
    take_time(session)?;
    if !each(Moved::Head(head(session)?)) {
        return Ok(());
    }
    let is_wanted = each_article(session, |key, id| {
        Ok(each(Moved::Article(Box::new(article(session, key, &id)?))))
    })?;
    if !is_wanted {
        return Ok(());
    }
    let mut after = 0;
    while let Some(entry) = journal::next(session, after)? {
        after = entry.number;
        if !each(Moved::Edit(entry)) {
            return Ok(());
        }
    }
    forgotten(session, each)
}

fn head(session: &Session<'_>) -> Result<MovedHead> {
    let sql = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM extractions),
                      (SELECT count(*) FROM edits), (SELECT at FROM edits WHERE number = 1)";
    let row = |row: &Row<'_>| {
        let count = |index| row.get::<i64>(index).map(i64::unsigned_abs);
        Ok(MovedHead {
            articles: count(0)?,
            extractions: count(1)?,
            edits: count(2)?,
            first_edit: row.get::<Option<i64>>(3)?.map(Timestamp::from_micros),
        })
    };
    session.prepare(sql)?.query_row((), row)
}

fn article(session: &Session<'_>, key: i64, id: &str) -> Result<MovedArticle> {
    let (metadata, filled) = metadata::came(session, key)?;
    let sql = "SELECT text FROM articles WHERE key = ?1";
    let text: String = session.prepare(sql)?.query_row([key], |row| row.get(0))?;
    let article = Article::new(metadata, text).ok();
    let article = article.filter(|article| article.id().to_string() == id);
    let article =
        article.ok_or_else(|| Failure::Corrupt(format!("article {id}: not what it was")))?;
    let sql = "SELECT place FROM places WHERE article = ?1 ORDER BY place";
    let mut select = session.prepare(sql)?;
    let places = select.query_map([key], |row| row.get(0))?.collect::<Result<Vec<String>>>()?;
    let sql = "SELECT series FROM origins WHERE article = ?1";
    let series = session.prepare(sql)?.query_row([key], |row| row.get(0)).optional()?.flatten();
    let extractions = extractions(session, key)?.into_iter().map(|row| {
        let statements = statements(session, row.key)?.into_iter().collect::<Result<_>>()?;
        let malformed = || Failure::Corrupt(format!("article {id}: malformed diagnostics"));
        let diagnostics = details::read_diagnostics(&row.diagnostics).ok_or_else(malformed)?;
        let (article, model) = (article.id(), ModelVersion::new(row.model));
        let extraction = Extraction { article, model, statements, diagnostics };
        Ok(MovedExtraction { extraction, dated: row.dated.map(Timestamp::from_micros) })
    });
    let extractions = extractions.collect::<Result<_>>()?;
    Ok(MovedArticle { article, filled, places, series, extractions })
}

/// Gives what is known again of what was forgotten.
fn forgotten(session: &Session<'_>, each: &mut impl FnMut(Moved) -> bool) -> Result<()> {
    let sql = "SELECT article, edit, forgets FROM article_edits WHERE forgets > 0
               ORDER BY edit, article";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        let what = ForgottenThing::Article(article_id(&row.get::<String>(0)?)?);
        if !each(Moved::Forgotten(one(what, &row)?)) {
            return Ok(());
        }
    }
    let sql = "SELECT place, edit, forgets FROM forgotten_places ORDER BY edit, place";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        if !each(Moved::Forgotten(one(ForgottenThing::Place(row.get(0)?), &row)?)) {
            return Ok(());
        }
    }
    Ok(())
}

fn one(what: ForgottenThing, row: &Row<'_>) -> Result<MovedForgotten> {
    let (edit, forgets): (i64, i64) = (row.get(1)?, row.get(2)?);
    let (is_erased, holds) = (forgets.abs() > 1, forgets > 0);
    Ok(MovedForgotten { what, edit: edit.unsigned_abs(), is_erased, holds })
}
