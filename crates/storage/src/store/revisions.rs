//! Revisions: which articles are texts of the same article, and which of them is the newest: the one published
//! last, and of those that were published at one time, or do not tell, the one taken in last. Two articles are
//! if they come from one place, an address or a file, and share words: a file that is written anew with
//! another story makes no revisions. What comes from the address of one article is a text of that, whatever
//! it says, unless so many stories have come from there that it is the address of none.

use std::collections::{BTreeMap, HashSet};

use q7x2_domain::{ArticleId, Metadata, Offered, Origin, Revision, Standing, Timestamp};

use super::rows::article_id;
use crate::session::{OptionalExtension, Result, Row, Session, list, params};

/// How many articles of one place are compared with a new one: those that were taken in last.
const COMPARED: i64 = 16;

/// How many bytes of a text are compared.
const LOOKED_AT: usize = 64 << 10;

/// Which share of the shorter text's runs of words must be in the other one's.
const SHARED: f64 = 0.2;

/// How many stories may have come from the address of one article, each written anew after the other. Where
/// more have, each is an article: a dataset may give all of its records one address.
const STORIES: usize = 3;

/// Notes where an article is from and when it was taken in, where that is later than before. Returns whether
/// that may make another revision the newest.
pub(super) fn note(session: &Session<'_>, article: i64, metadata: &Metadata) -> Result<bool> {
    let mut is_news = false;
    for origin in Origin::all_of(metadata) {
        // The same text from elsewhere says nothing of what is there now.
        let sql = "INSERT INTO places (place, article) SELECT ?1, ?2 WHERE NOT EXISTS
                       (SELECT 1 FROM places WHERE article = ?2
                        AND substr(place, 1, 4) = substr(?1, 1, 4))";
        let row = params![origin.as_str(), article];
        is_news |= session.prepare(sql)?.execute(row)? > 0;
    }
    let Some(taken_at) = metadata.taken_at.map(Timestamp::micros) else { return Ok(is_news) };
    let sql = "INSERT INTO origins (article, taken_at) VALUES (?1, ?2)
               ON CONFLICT (article) DO UPDATE SET taken_at = excluded.taken_at
               WHERE coalesce(origins.taken_at, excluded.taken_at - 1) < excluded.taken_at";
    Ok(session.prepare(sql)?.execute([article, taken_at])? > 0 || is_news)
}

/// Tells whether it matters that an article is taken in again: where it is from was not known, or a later text
/// of it answers. Most of what is ingested twice is worth no write.
pub(super) fn is_worth_noting(
    session: &Session<'_>,
    article: i64,
    metadata: &Metadata,
) -> Result<bool> {
    let sql = "SELECT place FROM places WHERE article = ?1";
    let mut select = session.prepare(sql)?;
    let known = select.query_map([article], |row| row.get(0))?;
    let known: Vec<String> = known.collect::<Result<_>>()?;
    let told = Origin::all_of(metadata);
    let is_kind_known = |told: &Origin| known.iter().any(|k| k.get(..4) == told.as_str().get(..4));
    if told.iter().any(|told| !is_kind_known(told)) {
        return Ok(true);
    }
    // The same text from elsewhere says nothing of what is at this place now.
    let is_there = told.iter().any(|told| known.iter().any(|known| known == told.as_str()));
    Ok(is_there && is_earlier(session, article)?)
}

/// A text that comes from the same place as a new one.
struct Neighbour {
    key: i64,
    id: String,
    series: Option<String>,
    words: Words,
}

impl Neighbour {
    /// Returns what is the same of all texts of one article.
    fn group(&self) -> &str {
        self.series.as_ref().unwrap_or(&self.id)
    }
}

/// Joins an article to the series of those that it is a revision of, if there are any. Returns the ids of all
/// articles for which that makes a difference, itself included; none where nothing is joined.
pub(super) fn join(session: &Session<'_>, article: i64, text: &str) -> Result<Vec<String>> {
    let places = places(session, article)?;
    let neighbours = neighbours(session, &places, Some(article))?;
    if neighbours.is_empty() {
        return Ok(vec![]);
    }
    let sql = "SELECT id, series FROM articles LEFT JOIN origins ON origins.article = articles.key
               WHERE key = ?1";
    let mut select = session.prepare(sql)?;
    let row = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?));
    let (id, series): (String, Option<String>) = select.query_row([article], row)?;
    let own = Neighbour { key: article, id, series, words: Words::of(text) };
    let alike = neighbours.iter().find(|other| other.words.are_alike(&own.words));
    if let Some(other) = alike {
        return unite(session, &own, other);
    }
    if own.series.is_some() {
        return Ok(vec![]);
    }
    let others = at_address(session, &places, &neighbours)?;
    if others.is_empty() {
        return Ok(vec![]);
    }
    let stories = stories(&others);
    if stories.len() < STORIES {
        return unite(session, &own, others[0]);
    }
    let mut changed = part(session, &stories)?;
    changed.push(own.id);
    Ok(changed)
}

/// Says of an article that is not kept whether another text of it is: the same as [`join`] will find.
pub(super) fn offered(session: &Session<'_>, offered: &Offered) -> Result<Standing> {
    let Some(text) = &offered.text else {
        let sql = "SELECT 1 FROM places WHERE place IN (SELECT value FROM json_each(?1))";
        let is_placed = session.prepare(sql)?.exists([list(&offered.places)])?;
        return Ok(if is_placed { Standing::Placed } else { Standing::Unread });
    };
    let neighbours = neighbours(session, &offered.places, None)?;
    let words = Words::of(text);
    let mut other = neighbours.iter().find(|other| other.words.are_alike(&words));
    if other.is_none() {
        let others = at_address(session, &offered.places, &neighbours)?;
        other = others.first().copied().filter(|_| stories(&others).len() < STORIES);
    }
    match other {
        Some(other) => Ok(Standing::Revision(article_id(&other.id)?)),
        None => Ok(Standing::Unread),
    }
}

/// Returns where an article is from.
fn places(session: &Session<'_>, article: i64) -> Result<Vec<String>> {
    let mut select = session.prepare("SELECT place FROM places WHERE article = ?1")?;
    select.query_map([article], |row| row.get(0))?.collect()
}

/// Returns the articles but this one that come from one of these places, the last taken in first.
fn neighbours(
    session: &Session<'_>,
    places: &[String],
    article: Option<i64>,
) -> Result<Vec<Neighbour>> {
    let sql = "
        SELECT DISTINCT places.article, articles.id, origins.series, articles.text,
               coalesce(origins.taken_at, 0) AS taken_at
        FROM places JOIN articles ON articles.key = places.article
        LEFT JOIN origins ON origins.article = places.article
        WHERE places.place IN (SELECT value FROM json_each(?1)) AND places.article <> ?2
        ORDER BY taken_at DESC, places.article DESC LIMIT ?3";
    let mut select = session.prepare(sql)?;
    // No article has the key 0.
    let mut rows = select.query(params![list(places), article.unwrap_or(0), COMPARED])?;
    let mut found = vec![];
    while let Some(row) = rows.next()? {
        let words = Words::of(row.text(3)?);
        found.push(Neighbour { key: row.get(0)?, id: row.get(1)?, series: row.get(2)?, words });
    }
    Ok(found)
}

/// Returns which of the articles come from an address among these places that is of one article; none where it
/// is known to be of several, for then it is of none.
fn at_address<'a>(
    session: &Session<'_>,
    places: &[String],
    neighbours: &'a [Neighbour],
) -> Result<Vec<&'a Neighbour>> {
    let own = places.iter().filter(|place| Origin::of_place(place).is_of_one_article());
    let own: Vec<&String> = own.collect();
    let sql = "SELECT article FROM places WHERE place IN (SELECT value FROM json_each(?1))";
    let mut select = session.prepare(sql)?;
    let there: HashSet<i64> =
        select.query_map([list(&own)], |row| row.get(0))?.collect::<Result<_>>()?;
    let others = neighbours.iter().filter(|other| there.contains(&other.key));
    let others: Vec<&Neighbour> = others.collect();
    let groups: HashSet<&str> = others.iter().map(|other| other.group()).collect();
    Ok(if groups.len() == 1 { others } else { vec![] })
}

/// Lets two articles, with all texts of theirs, be texts of one.
fn unite(session: &Session<'_>, own: &Neighbour, other: &Neighbour) -> Result<Vec<String>> {
    if own.series.is_some() && own.series == other.series {
        return Ok(vec![]);
    }
    let series = other.group().to_owned();
    let sql = "INSERT INTO origins (article, series) VALUES (?1, ?2)
               ON CONFLICT (article) DO UPDATE SET series = excluded.series";
    let mut insert = session.prepare(sql)?;
    insert.execute(params![own.key, series])?;
    insert.execute(params![other.key, series])?;
    if let Some(before) = &own.series {
        let sql = "UPDATE origins SET series = ?2 WHERE series = ?1";
        session.prepare(sql)?.execute(params![before, series])?;
    }
    self::series(session, &own.id)
}

/// Returns the texts story by story: those that are alike.
fn stories<'a>(texts: &[&'a Neighbour]) -> Vec<Vec<&'a Neighbour>> {
    let mut stories: Vec<Vec<&Neighbour>> = vec![];
    for &text in texts {
        let is_like =
            |story: &Vec<&Neighbour>| story.iter().any(|t| t.words.are_alike(&text.words));
        let (mut like, rest): (Vec<_>, Vec<_>) = stories.into_iter().partition(is_like);
        stories = rest;
        like.push(vec![text]);
        stories.push(like.concat());
    }
    stories
}

/// Lets each story be an article of its own; the one with most texts goes on as the series that all were.
fn part(session: &Session<'_>, stories: &[Vec<&Neighbour>]) -> Result<Vec<String>> {
    let mut by_length: BTreeMap<(usize, usize), &Vec<&Neighbour>> = BTreeMap::new();
    by_length.extend(stories.iter().enumerate().map(|(at, story)| ((story.len(), at), story)));
    by_length.pop_last();
    let mut changed = vec![];
    for story in by_length.values() {
        // The last of them came first.
        let first = story.last().map(|text| text.id.clone());
        let series = first.filter(|_| story.len() > 1);
        for text in *story {
            let sql = "UPDATE origins SET series = ?2 WHERE article = ?1";
            session.prepare(sql)?.execute(params![text.key, series])?;
        }
    }
    for text in stories.iter().flatten() {
        changed.extend(series(session, &text.id)?);
    }
    Ok(changed)
}

/// Returns the ids of all texts of the article that this one is a text of, itself included, the oldest first.
pub(super) fn series(session: &Session<'_>, id: &str) -> Result<Vec<String>> {
    let sql = "SELECT articles.id, articles.published_at,
                   EXISTS (SELECT 1 FROM article_edits WHERE article = articles.id AND forgets > 0)
               FROM origins JOIN articles ON articles.key = origins.article
               WHERE origins.series = (SELECT own.series FROM articles AS this
                                       JOIN origins AS own ON own.article = this.key
                                       WHERE this.id = ?1 AND own.series IS NOT NULL)
               ORDER BY coalesce(origins.taken_at, 0), origins.article";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query([id])?;
    let mut texts: Vec<(Option<i64>, String)> = vec![];
    let mut latest = None;
    while let Some(row) = rows.next()? {
        let (published, is_forgotten): (Option<i64>, bool) = (row.get(1)?, row.get(2)?);
        texts.push((published.or(latest), row.get(0)?));
        if !is_forgotten {
            latest = latest.max(published);
        }
    }
    // Stable: of one time, those taken in later come later.
    texts.sort_by_key(|(published, _)| *published);
    let ids: Vec<String> = texts.into_iter().map(|(_, id)| id).collect();
    Ok(if ids.is_empty() { vec![id.to_owned()] } else { ids })
}

/// Returns these ids with those of all other texts of the same articles, each once.
pub(super) fn all_texts(session: &Session<'_>, ids: &[String]) -> Result<Vec<String>> {
    let mut all: Vec<String> = vec![];
    for id in ids {
        all.extend(series(session, id)?);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Returns the same as ids of the domain.
pub(super) fn article_ids(session: &Session<'_>, id: &str) -> Result<Vec<ArticleId>> {
    series(session, id)?.iter().map(|id| article_id(id)).collect()
}

/// Holds of an article that has a newer text which is not forgotten, in the order of [`series`]: one that does
/// not tell when it was published counts as published with the latest that was taken in before it. The limit of
/// one row lets SQLite work that out once, not for each of the other texts.
pub(super) const EARLIER: &str = "EXISTS (SELECT 1 FROM
    (SELECT this.series, this.article, coalesce(this.taken_at, 0) AS taken_at,
         coalesce(articles.published_at,
             (SELECT max(dated.published_at) FROM origins AS before
              JOIN articles AS dated ON dated.key = before.article
              WHERE before.series = this.series
                AND (coalesce(before.taken_at, 0), before.article)
                    < (coalesce(this.taken_at, 0), this.article)
                AND NOT EXISTS (SELECT 1 FROM article_edits
                                WHERE article = dated.id AND forgets > 0)),
             -9223372036854775807) AS published_at
     FROM origins AS this WHERE this.article = articles.key AND this.series IS NOT NULL LIMIT 1) AS own
    JOIN origins AS newer ON newer.series = own.series AND newer.article <> own.article
    JOIN articles AS other ON other.key = newer.article
    WHERE (other.published_at > own.published_at
           OR ((coalesce(newer.taken_at, 0), newer.article) > (own.taken_at, own.article)
               AND (other.published_at IS NULL OR other.published_at = own.published_at)))
      AND NOT EXISTS (SELECT 1 FROM article_edits WHERE article = other.id AND forgets > 0))";

/// Tells whether an article is an earlier text: one that is not forgotten is newer.
pub(super) fn is_earlier(session: &Session<'_>, article: i64) -> Result<bool> {
    let sql = format!("SELECT 1 FROM articles WHERE key = ?1 AND {EARLIER}");
    session.prepare(&sql)?.exists([article])
}

/// Returns which of how many texts of its article one is; `None` where it is the only one.
pub(super) fn revision(session: &Session<'_>, id: &str) -> Result<Option<Revision>> {
    let sql = "SELECT articles.key FROM articles JOIN origins ON origins.article = articles.key
               WHERE articles.id = ?1 AND origins.series IS NOT NULL";
    let mut select = session.prepare(sql)?;
    let key: Option<i64> = select.query_row([id], |row| row.get(0)).optional()?;
    let Some(key) = key else { return Ok(None) };
    let all = series(session, id)?;
    let number = all.iter().position(|other| other == id).map_or(0, |at| at + 1);
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let is_current = !is_earlier(session, key)?;
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
