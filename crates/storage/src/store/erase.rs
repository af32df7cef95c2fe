//! Erasing articles that were forgotten: their texts and statements, every word that nothing else has, and
//! what was decided about them alone. What is to be erased is noted first, with the edit or when its time
//! has come; it is done while the file is written anew, and done again where that was cut off.

use q7x2_domain::{ArticleId, Edit, Timestamp};

use super::{copies, journal, revisions, standing, words};
use crate::session::{Result, Session, list};

/// What is to be erased and is kept still, or was forgotten before `?1`.
const DUE: &str = "SELECT articles.id FROM article_edits
    JOIN articles ON articles.id = article_edits.article
    JOIN edits ON edits.number = article_edits.edit
    WHERE forgets > 0 GROUP BY articles.id HAVING min(edits.at) < ?1 OR max(forgets) > 1";

/// Tells whether something is to be erased: what was forgotten before `before`, or what was left, be it in a
/// file that was not written anew.
pub(super) fn is_due(session: &Session<'_>, before: Timestamp) -> Result<bool> {
    Ok(session.prepare(DUE)?.exists([before.micros()])? || session.is_unscrubbed()?)
}

/// Notes that what was forgotten before `before` is to be erased.
pub(super) fn note_due(session: &Session<'_>, before: Timestamp) -> Result<()> {
    session.hold_all()?;
    let sql =
        format!("UPDATE article_edits SET forgets = 2 WHERE forgets > 0 AND article IN ({DUE})");
    session.prepare(&sql)?.execute([before.micros()])?;
    // What comes from there from now on is kept for no undo.
    let sql = "UPDATE forgotten_places SET forgets = 2 WHERE forgets = 1
               AND edit IN (SELECT number FROM edits WHERE at < ?1)";
    session.prepare(sql)?.execute([before.micros()])?;
    Ok(())
}

/// Erases what is to be erased; returns how many articles were kept. Foreign keys must not be enforced
/// meanwhile: for each row that goes, SQLite would look through all that could refer to it.
pub(crate) fn erase(session: &Session<'_>) -> Result<u64> {
    session.hold_all()?;
    let sql = "SELECT DISTINCT article FROM article_edits WHERE forgets > 1";
    let mut select = session.prepare(sql)?;
    let ids: Vec<String> = select.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    // Whichever other edit forgets them, undone later, has nothing to bring back.
    let sql = "UPDATE article_edits SET forgets = 2
               WHERE forgets = 1 AND article IN (SELECT value FROM json_each(?1))";
    session.execute(sql, [&list(&ids)])?;
    let sql = "SELECT key FROM articles WHERE id IN (SELECT value FROM json_each(?1))";
    let mut select = session.prepare(sql)?;
    let keys = select.query_map([list(&ids)], |row| row.get(0))?;
    let keys: Vec<i64> = keys.collect::<Result<_, _>>()?;
    let mut others = revisions::all_texts(session, &ids)?;
    others.retain(|id| !ids.contains(id));
    erase_decisions(session, &ids)?;
    copies::erase(session, &keys)?;
    let of = list(&keys);
    for sql in [
        "DELETE FROM joint_speakers WHERE statement IN (SELECT key FROM statements
             WHERE extraction IN (SELECT key FROM extractions
                                  WHERE article IN (SELECT value FROM json_each(?1))))",
        "DELETE FROM given_speakers WHERE statement IN (SELECT key FROM statements
             WHERE extraction IN (SELECT key FROM extractions
                                  WHERE article IN (SELECT value FROM json_each(?1))))",
        "DELETE FROM statements WHERE extraction IN (SELECT key FROM extractions
             WHERE article IN (SELECT value FROM json_each(?1)))",
        "DELETE FROM extractions WHERE article IN (SELECT value FROM json_each(?1))",
        "DELETE FROM places WHERE article IN (SELECT value FROM json_each(?1))",
        "DELETE FROM origins WHERE article IN (SELECT value FROM json_each(?1))",
        "DELETE FROM articles WHERE key IN (SELECT value FROM json_each(?1))",
    ] {
        session.execute(sql, [&of])?;
    }
    let alone = "UPDATE origins SET series = NULL WHERE series IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM origins AS other
         WHERE other.series = origins.series AND other.article <> origins.article)";
    // Before it is alone, what it had from them.
    standing::inherit_anew(session, others.clone())?;
    session.execute(alone, ())?;
    standing::settle(session, &others)?;
    erase_words(session)?;
    Ok(keys.len() as u64)
}

/// Erases what was decided about these articles or their statements alone. That they are forgotten stays.
fn erase_decisions(session: &Session<'_>, ids: &[String]) -> Result<()> {
    let is_erased = |article: &ArticleId| ids.contains(&article.to_string());
    let is_of_them = |edit: &Edit| match edit {
        Edit::PinStatement { place, .. } | Edit::Correct { place, .. } => is_erased(&place.article),
        Edit::SetArticles { articles, .. } => articles.iter().all(is_erased),
        _ => false,
    };
    let mut select = session.prepare("SELECT number, edit FROM edits")?;
    // What is not understood is told to whoever lists the journal.
    let edits = select.query_map((), |row| {
        let number = row.get(0)?;
        let edit = journal::read(number, row.text(1)?).ok();
        Ok(edit.filter(is_of_them).map(|_| number))
    })?;
    let erased = edits.filter_map(Result::transpose).collect::<Result<Vec<i64>>>()?;
    for number in erased {
        let sql = r#"UPDATE edits SET edit = '{"do":"erased"}' WHERE number = ?1"#;
        session.execute(sql, [number])?;
        session.execute("DELETE FROM edit_subjects WHERE edit = ?1", [number])?;
        session.execute("DELETE FROM article_edits WHERE forgets = 0 AND edit = ?1", [number])?;
    }
    Ok(())
}

/// Deletes the words that no statement has any more, and the speakers that nobody has said anything of.
fn erase_words(session: &Session<'_>) -> Result<()> {
    session.execute_batch("CREATE TEMP TABLE IF NOT EXISTS gone (key BIGINT PRIMARY KEY)")?;
    words::erase_channels(session)?;
    session.execute_batch(
        "DELETE FROM gone;
         INSERT INTO gone SELECT key FROM addressees
             EXCEPT SELECT addressee FROM statements;
         DELETE FROM addressee_words WHERE addressee IN (SELECT key FROM gone);
         DELETE FROM addressees WHERE key IN (SELECT key FROM gone);

         DELETE FROM gone;
         INSERT INTO gone SELECT key FROM forms WHERE role <> 'called'
             EXCEPT SELECT given_form FROM statements
             EXCEPT SELECT source_form FROM statements
             EXCEPT SELECT given_form FROM joint_speakers
             EXCEPT SELECT given_form FROM given_speakers;
         DELETE FROM form_words WHERE form IN (SELECT key FROM gone);
         DELETE FROM forms WHERE key IN (SELECT key FROM gone);

         DELETE FROM gone;
         INSERT INTO gone SELECT key FROM speakers
             WHERE id NOT IN (SELECT subject FROM edit_subjects)
             EXCEPT SELECT speaker FROM statements
             EXCEPT SELECT linked FROM statements
             EXCEPT SELECT speaker FROM joint_speakers
             EXCEPT SELECT linked FROM joint_speakers
             EXCEPT SELECT speaker FROM given_speakers
             EXCEPT SELECT party FROM addressees
             EXCEPT SELECT meant FROM speakers
             EXCEPT SELECT speaker FROM forms WHERE role <> 'called'
             EXCEPT SELECT speaker FROM speaker_aliases WHERE how = 'edited';
         DELETE FROM form_words WHERE form IN
             (SELECT key FROM forms WHERE speaker IN (SELECT key FROM gone));
         DELETE FROM forms WHERE speaker IN (SELECT key FROM gone);
         DELETE FROM surnames WHERE speaker IN (SELECT key FROM gone);
         DELETE FROM spellings WHERE speaker IN (SELECT key FROM gone);
         DELETE FROM speaker_aliases WHERE speaker IN (SELECT key FROM gone);
         DELETE FROM speakers WHERE key IN (SELECT key FROM gone);
         DELETE FROM gone",
    )?;
    words::tidy(session)
}
