//! Whether the statements of an article answer: those of its latest extraction do, unless people had the
//! article forgotten or it has a later text; then they answer those alone who ask for all revisions.

use std::collections::{BTreeSet, HashSet};

use q7x2_domain::{ArticleId, Learned, Metadata};

use super::answers::{self, Scope};
use super::forgotten::is_forgotten;
use super::metadata::LEARNED;
use super::rows::article_key;
use super::{corrections, metadata, record, revisions, similar, words};
use crate::session::{Result, Session, list, params};

/// Learns of articles what their metadata tells that was not known, and when they were taken in. Returns for
/// each what is known now.
pub(super) fn note(
    session: &Session<'_>,
    articles: &[(ArticleId, Metadata)],
) -> Result<Vec<Learned>> {
    let named: Vec<(String, &Metadata)> =
        articles.iter().map(|(id, metadata)| (id.to_string(), metadata)).collect();
    record::hold(session, named.iter().map(|(id, metadata)| (id, *metadata)))?;
    let mut filled = vec![];
    for (id, metadata) in named {
        let Some(key) = article_key(session, &id)? else {
            filled.push(Learned::default());
            continue;
        };
        let news = metadata::fill(session, key, metadata)?;
        let is_dated = news.fields.iter().any(|name| name == PUBLISHED_AT);
        filled.push(news);
        if is_dated {
            settle(session, std::slice::from_ref(&id))?;
        }
        if revisions::is_worth_noting(session, key, metadata)?
            && revisions::note(session, key, metadata)?
        {
            let sql = "SELECT text FROM articles WHERE key = ?1";
            let text: String = session.prepare(sql)?.query_row([key], |row| row.get(0))?;
            let joined = revisions::join(session, key, &text)?;
            inherit(session, &joined)?;
            settle(session, &[joined, vec![id]].concat())?;
        }
    }
    Ok(filled)
}

/// The field by which texts of an article are in order, which may be another when it is known.
pub(super) const PUBLISHED_AT: &str = "published_at";

/// Lets the statements of articles answer, or not, as is decided now. Returns how many of these articles
/// are kept, and how many statements answer that did not, or do not any more.
pub(crate) fn settle(session: &Session<'_>, ids: &[String]) -> Result<(u64, u64)> {
    let (mut kept, mut statements) = (0, 0);
    let mut cited = BTreeSet::new();
    let asked: HashSet<&String> = ids.iter().collect();
    // Whether one answers bears on the other texts of its article.
    for id in &revisions::all_texts(session, ids)? {
        let Some(key) = article_key(session, id)? else { continue };
        kept += u64::from(asked.contains(id));
        let before = linked(session, key)?;
        let moved = review(session, id, key)?;
        if moved > 0 {
            cited.extend(before);
            cited.append(&mut linked(session, key)?);
            statements += moved;
        }
    }
    let changed = similar::review(session, &cited)?;
    if !changed.is_empty() {
        answers::settle(session, &Scope::Speakers(changed))?;
    }
    Ok((kept, statements))
}

/// Lets the statements of an article answer, or not. Returns of how many that changed. Those of the extraction
/// that is its latest do, and what people corrected in an earlier one that the latest has not found.
fn review(session: &Session<'_>, id: &str, article: i64) -> Result<u64> {
    if is_forgotten(session, id)? {
        return retire(session, article);
    }
    let wanted = if revisions::is_earlier(session, article)? { EARLIER } else { ANSWERS };
    let kept = list(&corrections::outliving(session, article)?);
    let mut moved = 0;
    // One by one, for each has an index of its own.
    for answering in ["current = 1", "current = 2"] {
        let sql = format!(
            "SELECT key, current FROM statements WHERE article = ?1 AND {answering}
             AND extraction <> {LATEST} AND key NOT IN (SELECT value FROM json_each(?2))"
        );
        let mut select = session.prepare(&sql)?;
        let rows =
            select.query_map(params![article, kept], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (key, before) in rows.collect::<Result<Vec<(i64, i64)>>>()? {
            let sql = "UPDATE statements SET current = 0 WHERE key = ?1";
            session.prepare(sql)?.execute([key])?;
            words::take_out(session, key)?;
            moved += u64::from(before == ANSWERS);
        }
    }
    let sql = format!(
        "SELECT key, current FROM statements WHERE current <> ?2 AND extraction = {LATEST}
         UNION ALL
         SELECT key, current FROM statements
         WHERE current <> ?2 AND key IN (SELECT value FROM json_each(?3))"
    );
    let mut select = session.prepare(&sql)?;
    let row = params![article, wanted, kept];
    let rows = select.query_map(row, |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (key, before) in rows.collect::<Result<Vec<(i64, i64)>>>()? {
        let sql = "UPDATE statements SET current = ?2 WHERE key = ?1";
        session.prepare(sql)?.execute([key, wanted])?;
        words::write_again(session, key)?;
        moved += u64::from(wanted == ANSWERS || before == ANSWERS);
    }
    Ok(moved)
}

/// The key of the extraction of article `?1` that answers.
pub(super) const LATEST: &str =
    "(SELECT key FROM extractions WHERE article = ?1 ORDER BY turn DESC, key DESC LIMIT 1)";

/// The same of the article of the row at hand.
pub(super) const LATEST_OF_ARTICLE: &str = "(SELECT key FROM extractions AS latest
    WHERE latest.article = articles.key ORDER BY turn DESC, key DESC LIMIT 1)";

/// Lets articles have what people decided about other texts of them, or what was learned of those, if anything. For those that came to be
/// texts of one article, or are no more.
pub(super) fn inherit(session: &Session<'_>, ids: &[String]) -> Result<()> {
    let all = revisions::all_texts(session, ids)?;
    let texts = "IN (SELECT value FROM json_each(?1))";
    let sql = format!(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM edit_subjects WHERE subject {texts})
               OR EXISTS (SELECT 1 FROM article_edits WHERE article {texts})
               OR EXISTS (SELECT 1 FROM articles JOIN origins ON origins.article = articles.key
                          WHERE articles.id {texts} AND {LEARNED})"
    );
    if session.prepare(&sql)?.exists([list(&all)])? {
        inherit_anew(session, all)?;
    }
    Ok(())
}

/// Works out anew what articles have of decisions about each other.
pub(super) fn inherit_anew(session: &Session<'_>, all: Vec<String>) -> Result<()> {
    if !all.is_empty() {
        metadata::settle(session, &all)?;
        answers::settle(session, &Scope::Articles(all))?;
    }
    Ok(())
}

/// What `current` is of a statement that answers.
const ANSWERS: i64 = 1;

/// What `current` is of a statement that answers those alone who ask for all revisions.
const EARLIER: i64 = 2;

/// Takes the statements of an article out of all answers. Returns how many answered unasked.
pub(super) fn retire(session: &Session<'_>, article: i64) -> Result<u64> {
    words::forget(session, article)?;
    // One by one, for each has an index of its own.
    let sql = "UPDATE statements SET current = 0 WHERE article = ?1 AND current = 2";
    session.prepare(sql)?.execute([article])?;
    let sql = "UPDATE statements SET current = 0 WHERE article = ?1 AND current = 1";
    Ok(session.prepare(sql)?.execute([article])? as u64)
}

/// Returns the speakers to whom the statements are linked that answer for an article.
pub(super) fn linked(session: &Session<'_>, article: i64) -> Result<BTreeSet<i64>> {
    let sql = "SELECT linked FROM statements
               WHERE article = ?1 AND current = 1 AND linked IS NOT NULL
               UNION SELECT joint_speakers.linked FROM statements
               JOIN joint_speakers ON joint_speakers.statement = statements.key
               WHERE article = ?1 AND current = 1";
    session.prepare(sql)?.query_map([article], |row| row.get(0))?.collect()
}
