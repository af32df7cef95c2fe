//! Which articles are copies of one story. An article comes into line when it is recorded, and its copies are looked
//! for as soon as it can be seen: on a file in its own transaction, on a server in the next one, for those who
//! record at the same time do not see one another. There one at a time looks for copies. What was recorded before
//! there was any of this is in the same line.
//!
//! Candidates are those that share keys with a text ([`Sketch`]), the rarer the key the sooner; so many are looked up
//! that a phrase in a million articles costs no more than one in ten. Whether they are copies is decided on the
//! texts. A story is called by the first of its articles, whatever joins it later; where an article joins two
//! stories, the older one stays.

use std::collections::{BTreeMap, HashMap};

use q7x2_domain::{Sketch, Story, Wire};

use super::details;
use super::rows::article_id;
use crate::session::{Dialect, OptionalExtension, Result, Row, Session, list, params};

/// How many articles are looked up that have a key: the last that came.
const LAST: i64 = 32;

/// How many candidates are compared with a text, and how many of one story.
const COMPARED: usize = 8;
const OF_A_STORY: usize = 2;

/// What those hold who look for copies.
const HELD: &str = "copies";

/// Looks for the copies of up to `most` articles that are in line for it. Returns of how many.
pub(crate) fn find(session: &Session<'_>, most: u32) -> Result<u64> {
    if due(session, 1)?.is_empty() {
        return Ok(0);
    }
    session.hold_sharing(&[HELD.to_owned()])?;
    let keys = due(session, most)?;
    let articles = texts(session, &keys)?;
    let sketches: Vec<(i64, Sketch)> =
        articles.iter().map(|(key, text)| (*key, Sketch::of(&text.text))).collect();
    write_keys(session, &sketches)?;
    let sharing = sharing(session, &sketches)?;
    for (key, sketch) in &sketches {
        let candidates = candidates(*key, sketch, &sharing);
        let copies = copies(session, *key, sketch, &articles[key], &candidates)?;
        if !copies.is_empty() {
            unite(session, *key, &copies)?;
        }
    }
    for (key, article) in &articles {
        note_wire(session, *key, Wire::credited(article.author.as_deref(), &article.text))?;
    }
    note_words(session, &keys)?;
    let done = "DELETE FROM copies_due WHERE article IN (SELECT value FROM json_each(?1))";
    session.execute(done, [list(&keys)])?;
    Ok(keys.len() as u64)
}

/// Returns the first articles in line.
fn due(session: &Session<'_>, most: u32) -> Result<Vec<i64>> {
    let sql = "SELECT article FROM copies_due ORDER BY article LIMIT ?1";
    session.prepare(sql)?.integers([i64::from(most)])
}

/// What is compared of an article beside its sketch.
struct Text {
    text: String,
    author: Option<String>,
    /// What all texts of one article have in common.
    series: Option<String>,
}

fn texts(session: &Session<'_>, keys: &[i64]) -> Result<BTreeMap<i64, Text>> {
    let sql = "SELECT articles.key, articles.text, articles.author, origins.series FROM articles
               LEFT JOIN origins ON origins.article = articles.key
               WHERE articles.key IN (SELECT value FROM json_each(?1))";
    let row = |row: &Row<'_>| {
        let text = Text { text: row.get(1)?, author: row.get(2)?, series: row.get(3)? };
        Ok((row.get(0)?, text))
    };
    session.prepare(sql)?.query_map([list(keys)], row)?.collect()
}

/// Returns a hash as stores keep it.
fn kept(key: &u64) -> i64 {
    key.cast_signed()
}

fn write_keys(session: &Session<'_>, sketches: &[(i64, Sketch)]) -> Result<()> {
    let rows = || {
        sketches
            .iter()
            .flat_map(|(article, sketch)| sketch.keys().iter().map(|k| (kept(k), *article)))
    };
    match session.dialect() {
        Dialect::Sqlite => {
            let sql =
                "INSERT INTO story_keys (hash, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            let mut insert = session.prepare(sql)?;
            rows().try_for_each(|(hash, article)| insert.execute([hash, article]).map(drop))
        }
        Dialect::Postgres => {
            let (hashes, articles): (Vec<i64>, Vec<i64>) = rows().unzip();
            let sql = "INSERT INTO story_keys (hash, article)
                       SELECT told.hash, told.article
                       FROM unnest(CAST(?1 AS BIGINT[]), CAST(?2 AS BIGINT[])) AS told (hash, article)
                       ON CONFLICT DO NOTHING";
            session.execute(sql, params![list(&hashes), list(&articles)]).map(drop)
        }
    }
}

/// Returns the last articles that have each of the keys.
fn sharing(session: &Session<'_>, sketches: &[(i64, Sketch)]) -> Result<HashMap<i64, Vec<i64>>> {
    let mut hashes: Vec<i64> =
        sketches.iter().flat_map(|(_, sketch)| sketch.keys().iter().map(kept)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let mut sharing: HashMap<i64, Vec<i64>> = HashMap::new();
    match session.dialect() {
        Dialect::Sqlite => {
            let sql =
                "SELECT article FROM story_keys WHERE hash = ?1 ORDER BY article DESC LIMIT ?2";
            let mut select = session.prepare(sql)?;
            for hash in hashes {
                sharing.insert(hash, select.integers([hash, LAST])?);
            }
        }
        Dialect::Postgres => {
            let sql = "SELECT asked.value, found.article FROM json_each(?1) AS asked
                       JOIN LATERAL (SELECT article FROM story_keys WHERE hash = asked.value
                                     ORDER BY article DESC LIMIT ?2) AS found ON TRUE";
            let mut select = session.prepare(sql)?;
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            for pair in select.query_map(params![list(&hashes), LAST], row)? {
                let (hash, article): (i64, i64) = pair?;
                sharing.entry(hash).or_default().push(article);
            }
        }
    }
    Ok(sharing)
}

/// Returns which articles share keys with one, those first that share many or rare ones.
fn candidates(article: i64, sketch: &Sketch, sharing: &HashMap<i64, Vec<i64>>) -> Vec<i64> {
    let mut weights: BTreeMap<i64, f64> = BTreeMap::new();
    for found in sketch.keys().iter().filter_map(|key| sharing.get(&kept(key))) {
        for other in found.iter().filter(|other| **other != article) {
            *weights.entry(*other).or_default() += 1.0 / found.len() as f64;
        }
    }
    let mut candidates: Vec<(i64, f64)> = weights.into_iter().collect();
    candidates.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(other.cmp(one)));
    candidates.into_iter().map(|(article, _)| article).collect()
}

/// Returns which of the candidates are copies. Those of a story that it is known to be of are passed over.
fn copies(
    session: &Session<'_>,
    article: i64,
    sketch: &Sketch,
    own: &Text,
    candidates: &[i64],
) -> Result<Vec<i64>> {
    if candidates.is_empty() {
        return Ok(vec![]);
    }
    let mut asked = candidates.to_vec();
    asked.push(article);
    let stories = stories(session, &asked)?;
    let of_own = stories.get(&article);
    let mut times: HashMap<&String, usize> = HashMap::new();
    let mut compared = candidates.to_vec();
    compared.retain(|candidate| match stories.get(candidate) {
        Some(story) if Some(story) == of_own => false,
        Some(story) => {
            let times = times.entry(story).or_default();
            *times += 1;
            *times <= OF_A_STORY
        }
        None => true,
    });
    compared.truncate(COMPARED);
    let mut copies = vec![];
    for (key, other) in texts(session, &compared)? {
        // Another text of the same article is no copy of it.
        let is_of_article = own.series.is_some() && own.series == other.series;
        if !is_of_article && sketch.is_copy_of(&Sketch::of(&other.text)) {
            copies.push(key);
        }
    }
    Ok(copies)
}

/// Returns the stories that these articles are of.
fn stories(session: &Session<'_>, articles: &[i64]) -> Result<HashMap<i64, String>> {
    let sql = "SELECT article, story FROM stories
               WHERE article IN (SELECT value FROM json_each(?1))";
    let mut select = session.prepare(sql)?;
    select.query_map([list(articles)], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Lets an article and its copies be of one story.
fn unite(session: &Session<'_>, article: i64, copies: &[i64]) -> Result<()> {
    let mut all = copies.to_vec();
    all.push(article);
    all.sort_unstable();
    let known = stories(session, &all)?;
    let mut by_age: BTreeMap<i64, &String> = BTreeMap::new();
    for story in known.values() {
        let sql = "SELECT min(article) FROM stories WHERE story = ?1";
        by_age.insert(session.prepare(sql)?.query_row([story], |row| row.get(0))?, story);
    }
    let story = match by_age.values().next() {
        Some(story) => (*story).clone(),
        None => {
            let sql = "SELECT id FROM articles WHERE key = ?1";
            session.prepare(sql)?.query_row([all[0]], |row| row.get(0))?
        }
    };
    for younger in by_age.values().skip(1) {
        let sql = "UPDATE stories SET story = ?2 WHERE story = ?1";
        session.execute(sql, params![*younger, story])?;
    }
    let mut insert = session.prepare("INSERT INTO stories (article, story) VALUES (?1, ?2)")?;
    for article in all.iter().filter(|article| !known.contains_key(article)) {
        insert.execute(params![article, story])?;
    }
    Ok(())
}

fn note_wire(session: &Session<'_>, article: i64, wire: Option<Wire>) -> Result<()> {
    let Some(wire) = wire else { return Ok(()) };
    let sql = "INSERT INTO origins (article, wire) VALUES (?1, ?2)
               ON CONFLICT (article) DO UPDATE SET wire = excluded.wire";
    session.execute(sql, params![article, wire.as_str()]).map(drop)
}

/// Works out the hashes of the words of statements that were recorded without.
fn note_words(session: &Session<'_>, articles: &[i64]) -> Result<()> {
    let sql = "SELECT statements.key, statements.details FROM extractions
               JOIN statements ON statements.extraction = extractions.key
               WHERE extractions.article IN (SELECT value FROM json_each(?1))
                   AND statements.said IS NULL";
    let mut select = session.prepare(sql)?;
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: Vec<(i64, String)> =
        select.query_map([list(articles)], row)?.collect::<Result<_>>()?;
    let mut update = session.prepare("UPDATE statements SET said = ?2 WHERE key = ?1")?;
    for (key, details) in found {
        // What is damaged is told to whoever asks for it.
        let Some(content) = details::content(&details) else { continue };
        update.execute([key, words_hash(&content)])?;
    }
    Ok(())
}

/// Returns what is the same of contents with the same words, in whatever case and with whatever marks; 0 where
/// there are none.
pub(super) fn words_hash(content: &str) -> i64 {
    let mut hasher = blake3::Hasher::new();
    let mut any = false;
    for word in content.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        hasher.update(word.to_lowercase().as_bytes());
        hasher.update(&[0]);
        any = true;
    }
    let bytes = hasher.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&bytes.as_bytes()[..8]);
    if any { i64::from_le_bytes(first) } else { 0 }
}

/// Holds of a statement that is said, in the same words and by the same speaker, in an earlier copy of its article
/// of which `also` holds. Nothing that people corrected is taken for another, nor hidden behind one.
pub(super) fn said_before(also: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM stories AS own
            CROSS JOIN statements AS before INDEXED BY current_by_words
                ON before.said = statements.said AND before.article < own.article
                AND before.current = 1 AND before.said IS NOT NULL
            CROSS JOIN stories AS its ON its.article = before.article AND its.story = own.story
            CROSS JOIN articles AS its_article ON its_article.key = before.article
            WHERE own.article = statements.article AND statements.said <> 0
                AND before.speaker IS NOT DISTINCT FROM statements.speaker
                AND before.correction IS NULL AND statements.correction IS NULL AND {also})"
    )
}

/// Tells whether any article has copies.
pub(super) fn exist(session: &Session<'_>) -> Result<bool> {
    session.prepare("SELECT 1 FROM stories LIMIT 1")?.exists(())
}

/// Returns the story of this id, of which nothing is counted yet.
pub(super) fn story(id: &str) -> Result<Story> {
    Ok(Story { id: article_id(id)?, articles: 1, outlets: 0 })
}

/// Counts how many articles and outlets of a story have the statement of this id in the same words.
pub(super) fn count_those_of(
    session: &Session<'_>,
    statement: &str,
    story: &mut Story,
) -> Result<()> {
    let sql = "SELECT count(DISTINCT other.article), count(DISTINCT articles.outlet_folded)
               FROM statements AS this
               JOIN statements AS other ON other.said = this.said AND other.current = 1
                   AND other.said IS NOT NULL
               JOIN stories ON stories.article = other.article AND stories.story = ?2
               JOIN articles ON articles.key = other.article
               WHERE this.id = ?1 AND this.said <> 0
                   AND other.speaker IS NOT DISTINCT FROM this.speaker
                   AND other.correction IS NULL AND this.correction IS NULL";
    let id = story.id.to_string();
    count(session, story, sql, params![statement, id])
}

/// Returns the story of an article, with how many articles and outlets have it; `None` of one without copies.
pub(super) fn of_article(session: &Session<'_>, article: &str) -> Result<Option<Story>> {
    let sql = "SELECT stories.story FROM articles JOIN stories ON stories.article = articles.key
               WHERE articles.id = ?1";
    let id: Option<String> =
        session.prepare(sql)?.query_row([article], |row| row.get(0)).optional()?;
    let Some(id) = id else { return Ok(None) };
    let sql = "SELECT count(DISTINCT coalesce(origins.series, articles.id)),
                   count(DISTINCT articles.outlet_folded)
               FROM stories JOIN articles ON articles.key = stories.article
               LEFT JOIN origins ON origins.article = articles.key
               WHERE stories.story = ?1 AND NOT EXISTS
                   (SELECT 1 FROM article_edits WHERE article = articles.id AND forgets > 0)";
    let mut counted = story(&id)?;
    count(session, &mut counted, sql, [&id])?;
    Ok(Some(counted))
}

/// Asks for the numbers of articles and outlets of a story.
fn count(
    session: &Session<'_>,
    story: &mut Story,
    sql: &str,
    params: impl crate::session::Params,
) -> Result<()> {
    let row = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
    let (articles, outlets) = session.prepare(sql)?.query_row(params, row)?;
    // What answers no more, or was corrected, stands for itself.
    (story.articles, story.outlets) = (articles.max(1).unsigned_abs(), outlets.unsigned_abs());
    Ok(())
}

/// Returns the agency to which an article is credited.
pub(super) fn wire(session: &Session<'_>, article: &str) -> Result<Option<Wire>> {
    let sql = "SELECT origins.wire FROM articles JOIN origins ON origins.article = articles.key
               WHERE articles.id = ?1 AND origins.wire IS NOT NULL";
    let wire = session.prepare(sql)?.query_row([article], |row| row.get::<String>(0)).optional()?;
    Ok(wire.and_then(|word| Wire::of_word(&word)))
}

/// Takes articles out of their stories, before they are erased.
pub(super) fn erase(session: &Session<'_>, keys: &[i64]) -> Result<()> {
    let mut delete = session.prepare("DELETE FROM story_keys WHERE hash = ?1 AND article = ?2")?;
    for (article, text) in texts(session, keys)? {
        for key in Sketch::of(&text.text).keys() {
            delete.execute([kept(key), article])?;
        }
    }
    for sql in [
        "DELETE FROM copies_due WHERE article IN (SELECT value FROM json_each(?1))",
        "DELETE FROM stories WHERE article IN (SELECT value FROM json_each(?1))",
    ] {
        session.execute(sql, [list(keys)])?;
    }
    let alone = "DELETE FROM stories WHERE NOT EXISTS
        (SELECT 1 FROM stories AS other
         WHERE other.story = stories.story AND other.article <> stories.article)";
    session.execute(alone, ()).map(drop)
}
