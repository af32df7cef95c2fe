//! Revisions: which articles are texts of the same article, and which of them is the newest. Two articles are
//! if they come from one place, an address or a file, and share words: an address that stands for a whole
//! site, or a file that is written anew with another story, makes no revisions.

use std::collections::HashSet;

use q7x2_domain::{ArticleId, Metadata, Revision, Timestamp};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::article_id;

/// How many articles of one place are compared with a new one: those that were taken in last.
const COMPARED: i64 = 16;

/// How many bytes of a text are compared.
const LOOKED_AT: usize = 64 << 10;

/// Which share of the shorter text's runs of words must be in the other one's.
const SHARED: f64 = 0.2;

/// The order of revisions, the newest first.
const NEWEST: &str = "ORDER BY coalesce(origins.taken_at, 0) DESC, origins.article DESC";

/// Returns the place that an article is from.
pub(super) fn place(metadata: &Metadata) -> Option<String> {
    let url = metadata.url.as_ref().map(|url| format!("url:{url}"));
    url.or_else(|| metadata.file_key.as_ref().map(|key| format!("file:{key}")))
}

/// Notes where an article is from and when it was taken in, where that is later than before. Returns whether
/// that may make another revision the newest.
pub(super) fn note(
    transaction: &Connection,
    article: i64,
    metadata: &Metadata,
) -> rusqlite::Result<bool> {
    let (place, taken_at) = (place(metadata), metadata.taken_at.map(Timestamp::micros));
    if place.is_none() && taken_at.is_none() {
        return Ok(false);
    }
    let sql = "INSERT INTO origins (article, place, taken_at) VALUES (?1, ?2, ?3)
               ON CONFLICT (article) DO UPDATE SET
                   place = coalesce(place, excluded.place),
                   taken_at = max(coalesce(taken_at, ?3), coalesce(?3, taken_at))
               WHERE (place IS NULL AND ?2 IS NOT NULL)
                  OR (?3 IS NOT NULL AND coalesce(taken_at, ?3 - 1) < ?3)";
    let row = params![article, place, taken_at];
    Ok(transaction.prepare_cached(sql)?.execute(row)? > 0)
}

/// Tells whether it matters that an article is taken in again: where it is from was not known, or a later text
/// of it answers. Most of what is ingested twice is worth no write.
pub(super) fn is_worth_noting(
    connection: &Connection,
    article: i64,
    metadata: &Metadata,
) -> rusqlite::Result<bool> {
    let Some(told) = place(metadata) else { return Ok(false) };
    let sql = "SELECT place FROM origins WHERE article = ?1 AND place IS NOT NULL";
    let mut select = connection.prepare_cached(sql)?;
    let known: Option<String> = select.query_row([article], |row| row.get(0)).optional()?;
    // The same text from elsewhere says nothing of what is at this place now.
    Ok(match known {
        None => true,
        Some(known) => known == told && is_earlier(connection, article)?,
    })
}

/// Joins an article to the series of those that it is a revision of, if there are any.
pub(super) fn join(transaction: &Connection, article: i64, text: &str) -> rusqlite::Result<()> {
    let sql = "
        SELECT other.article, coalesce(other.series, articles.id), articles.text FROM origins
        JOIN origins AS other ON other.place = origins.place
        JOIN articles ON articles.key = other.article
        WHERE origins.article = ?1 AND other.article <> ?1
          AND origins.place IS NOT NULL AND origins.series IS NULL
        ORDER BY coalesce(other.taken_at, 0) DESC, other.article DESC LIMIT ?2";
    let mut select = transaction.prepare_cached(sql)?;
    let mut rows = select.query([article, COMPARED])?;
    let words = Words::of(text);
    while let Some(row) = rows.next()? {
        let (other, series): (i64, String) = (row.get(0)?, row.get(1)?);
        if words.are_alike(&Words::of(row.get_ref(2)?.as_str().unwrap_or_default())) {
            let sql = "UPDATE origins SET series = ?2 WHERE article IN (?1, ?3)";
            transaction.prepare_cached(sql)?.execute(params![article, series, other])?;
            return Ok(());
        }
    }
    Ok(())
}

/// Returns the ids of all texts of the article that this one is a text of, itself included, the oldest first.
pub(super) fn series(connection: &Connection, id: &str) -> Result<Vec<String>, Failure> {
    let sql = format!(
        "SELECT articles.id FROM origins JOIN articles ON articles.key = origins.article
         WHERE origins.series = (SELECT own.series FROM articles AS this
                                 JOIN origins AS own ON own.article = this.key
                                 WHERE this.id = ?1 AND own.series IS NOT NULL) {NEWEST}"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let ids = select.query_map([id], |row| row.get(0))?;
    let mut ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    ids.reverse();
    Ok(if ids.is_empty() { vec![id.to_owned()] } else { ids })
}

/// Returns the same as ids of the domain.
pub(super) fn article_ids(connection: &Connection, id: &str) -> Result<Vec<ArticleId>, Failure> {
    series(connection, id)?.iter().map(|id| article_id(id)).collect()
}

/// Holds of an article that has a newer text which is not forgotten.
pub(super) const EARLIER: &str = "EXISTS (SELECT 1 FROM origins AS own
    JOIN origins AS newer ON newer.series = own.series
    JOIN articles AS other ON other.key = newer.article
    WHERE own.article = articles.key AND own.series IS NOT NULL
      AND (coalesce(newer.taken_at, 0), newer.article) > (coalesce(own.taken_at, 0), own.article)
      AND NOT EXISTS (SELECT 1 FROM article_edits WHERE article = other.id AND forgets > 0))";

/// Tells whether an article is an earlier text: one that is not forgotten is newer.
pub(super) fn is_earlier(connection: &Connection, article: i64) -> rusqlite::Result<bool> {
    let sql = format!("SELECT 1 FROM articles WHERE key = ?1 AND {EARLIER}");
    connection.prepare_cached(&sql)?.exists([article])
}

/// Returns which of how many texts of its article one is; `None` where it is the only one.
pub(super) fn revision(connection: &Connection, id: &str) -> Result<Option<Revision>, Failure> {
    let sql = "SELECT articles.key FROM articles JOIN origins ON origins.article = articles.key
               WHERE articles.id = ?1 AND origins.series IS NOT NULL";
    let mut select = connection.prepare_cached(sql)?;
    let key: Option<i64> = select.query_row([id], |row| row.get(0)).optional()?;
    let Some(key) = key else { return Ok(None) };
    let all = series(connection, id)?;
    let number = all.iter().position(|other| other == id).map_or(0, |at| at + 1);
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let is_current = !is_earlier(connection, key)?;
    Ok(Some(Revision { number: small(number), of: small(all.len()), is_current }))
}

/// The runs of words of a text.
struct Words(HashSet<String>);

impl Words {
    fn of(text: &str) -> Self {
        let mut end = text.len().min(LOOKED_AT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let words = text[..end].split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        // Of a few words, pairs tell as much as anything can.
        let run = if words.len() < 40 { 2 } else { 3 };
        Self(words.windows(run.min(words.len().max(1))).map(|run| run.join(" ")).collect())
    }

    fn are_alike(&self, other: &Self) -> bool {
        let shorter = self.0.len().min(other.0.len());
        let shared = self.0.intersection(&other.0).count();
        shorter > 0 && shared as f64 >= SHARED * shorter as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_text_is_alike_and_another_story_is_not() {
        let alike = |a: &str, b: &str| Words::of(a).are_alike(&Words::of(b));
        let story = "The old bridge stays open until the river says otherwise, Mayor Anna Lind said on \
                     Tuesday. The town has counted every car that crosses it, and the repairs are to \
                     take two years, from the north bank to the south, she told the council.";
        let later = story.replace("two years", "three years").replace("Tuesday", "Wednesday");
        let other = "The ferry will sail in May, Tom Brekke told the harbour board, and the fish is \
                     dear this winter. Nobody rows while the ice is thin, and all the boats lie on the \
                     shore until the wind turns, which it has not done since the autumn storms.";
        assert!(alike(story, &later));
        assert!(!alike(story, other));
        assert!(alike("“It stays,” Anna Lind said.", "“It goes,” Anna Lind said."));
        assert!(!alike("“It stays,” Anna Lind said.", "Fish is dear, said Tom Brekke."));
        assert!(!alike("—", "—"));
    }
}
