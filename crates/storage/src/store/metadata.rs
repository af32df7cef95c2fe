//! What is known of an article beside its text: what it came with, under that what was learned of other texts
//! of it when they came again, and over it what people set.

use q7x2_domain::{Edit, FieldEdit, Learned, Metadata, Timestamp, is_other_outlet};
use serde::{Deserialize, Serialize};

use super::rows::{article_key, fold_outlet};
use super::{journal, revisions};
use crate::session::{Failure, OptionalExtension, Result, Row, Session, named_params, params};

/// The columns that [`read`] reads.
pub(super) const COLUMNS: &str = "articles.path, articles.url, articles.outlet, articles.title,
    articles.author, articles.published_at, articles.language,
    (SELECT place FROM places WHERE article = articles.key AND place LIKE 'file:%'),
    (SELECT taken_at FROM origins WHERE article = articles.key)";

/// How many columns [`read`] reads.
pub(super) const WIDTH: usize = 9;

/// The address that an article came with, of which its id is made, as a column.
pub(super) const ADDRESS: &str =
    "CASE WHEN EXISTS (SELECT 1 FROM origins WHERE article = articles.key AND given IS NOT NULL)
          THEN (SELECT given ->> 'url' FROM origins WHERE article = articles.key)
          ELSE articles.url END";

/// Metadata as JSON.
#[derive(Serialize, Deserialize)]
struct Given {
    path: Option<String>,
    url: Option<String>,
    outlet: Option<String>,
    title: Option<String>,
    author: Option<String>,
    published_at: Option<i64>,
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    learned_url: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    filled: Vec<String>,
}

/// What an article came with.
#[derive(Clone)]
struct Came {
    metadata: Metadata,
    /// The names of those fields that it came with when it came again: they are of the article, and hold for
    /// the other texts of it.
    filled: Vec<String>,
}

/// Does something with each field that can be learned beside the address.
macro_rules! each_field {
    ($do:ident) => {
        $do!(outlet, title, author, published_at, language)
    };
}

/// An edit in force that sets something of an article.
struct Setting {
    number: i64,
    fields: Vec<FieldEdit>,
    /// What the text came with of which it was said, where that is another text of the article.
    of: Option<Metadata>,
}

/// Reads [`COLUMNS`] from the one at `first` on.
pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Metadata> {
    let place: Option<String> = row.get(first + 7)?;
    Ok(Metadata {
        path: row.get(first)?,
        url: row.get(first + 1)?,
        outlet: row.get(first + 2)?,
        title: row.get(first + 3)?,
        author: row.get(first + 4)?,
        published_at: row.get::<Option<i64>>(first + 5)?.map(Timestamp::from_micros),
        language: row.get(first + 6)?,
        file_key: place.as_deref().and_then(|place| place.strip_prefix("file:")).map(str::to_owned),
        taken_at: row.get::<Option<i64>>(first + 8)?.map(Timestamp::from_micros),
        learned_url: None,
    })
}

/// Adds to what an article came with what is learned of it now. What is known of it already is nothing
/// learned: it may be what people set, come round by another extraction.
pub(super) fn learn(session: &Session<'_>, article: i64, learned: &Metadata) -> Result<()> {
    let known = known(session, article)?;
    let mut came = came_with(session, article)?;
    macro_rules! learn {
        ($($field:ident),+) => {$(
            if learned.$field.is_some() && learned.$field != known.$field {
                if came.metadata.$field.is_none() {
                    came.filled.push(stringify!($field).to_owned());
                }
                came.metadata.$field.clone_from(&learned.$field);
            }
        )+};
    }
    each_field!(learn);
    if learned.path.is_some() && learned.path != known.path {
        came.metadata.path.clone_from(&learned.path);
    }
    if came.metadata.learned_url.is_none() {
        came.metadata.learned_url.clone_from(&learned.learned_url);
    }
    write(session, article, &came)?;
    hand_on(session, article, &came)
}

/// Adds to what an article came with what is not known of it yet, and returns the names of those fields. What
/// is told of the same text in another outlet is not of this one.
pub(super) fn fill(session: &Session<'_>, article: i64, learned: &Metadata) -> Result<Learned> {
    let known = known(session, article)?;
    if is_other_outlet(known.outlet.as_deref(), learned.outlet.as_deref()) {
        return Ok(Learned { other_outlet: known.outlet, ..Learned::default() });
    }
    let mut came = came_with(session, article)?;
    // What people set otherwise than it came with is not told again whenever that comes.
    let mut differing = came.metadata.differing(learned);
    differing.retain(|name| known.differing(learned).contains(name));
    let differing = differing.into_iter().map(str::to_owned).collect();
    // What people set stays so, and what they set to be unknown. What is known from an earlier text alone is not
    // told of this one yet.
    let set = set(session, article)?;
    let mut filled = vec![];
    let given = &mut came.metadata;
    macro_rules! fill {
        ($($field:ident),+) => {$(
            let is_open = known.$field.is_none()
                || (known.$field != learned.$field && set.iter().all(|it| it != stringify!($field)));
            if is_open && given.$field.is_none() && learned.$field.is_some() {
                given.$field = learned.$field.clone();
                filled.push(stringify!($field).to_owned());
            }
        )+};
    }
    each_field!(fill);
    came.filled.extend_from_slice(&filled);
    let has_address = known.url.is_some() || came.metadata.address().is_some();
    if !has_address && learned.learned_url.is_some() {
        came.metadata.learned_url.clone_from(&learned.learned_url);
        filled.push("url".to_owned());
    }
    if !filled.is_empty() {
        write(session, article, &came)?;
        hand_on(session, article, &came)?;
    }
    Ok(Learned { fields: filled, other_outlet: None, differing })
}

/// Lets the other texts of an article be known by what was learned of this one, if anything was.
fn hand_on(session: &Session<'_>, article: i64, came: &Came) -> Result<()> {
    if came.filled.is_empty() && came.metadata.learned_url.is_none() {
        return Ok(());
    }
    for (other, _) in others(session, article)? {
        write(session, other, &came_with(session, other)?)?;
    }
    Ok(())
}

/// Returns the other texts of an article, the one first that was taken in last, each with whether it was taken in
/// before this one.
fn others(session: &Session<'_>, article: i64) -> Result<Vec<(i64, bool)>> {
    let sql = "SELECT other.article, (coalesce(other.taken_at, 0), other.article)
                                     < (coalesce(own.taken_at, 0), own.article)
               FROM origins AS own
               JOIN origins AS other ON other.series = own.series AND other.article <> own.article
               WHERE own.article = ?1 AND own.series IS NOT NULL
               ORDER BY coalesce(other.taken_at, 0) DESC, other.article DESC";
    session.prepare(sql)?.query_map([article], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Adds to what is known of an article what was learned of other texts of it, and with which outlet, author and
/// date an earlier one came: these are of the article, and no text tells them. What the article itself came with
/// goes before. Returns whether there was anything.
fn inherit(session: &Session<'_>, article: i64, known: &mut Metadata) -> Result<bool> {
    let mut any = false;
    let mut latest = None;
    for (other, is_before) in others(session, article)? {
        let Came { metadata, filled } = came_with(session, other)?;
        let is_of_article = |name: &str| {
            (is_before && OF_ARTICLE.contains(&name)) || filled.iter().any(|filled| filled == name)
        };
        macro_rules! inherit {
            ($($field:ident),+) => {$(
                if known.$field.is_none() && is_of_article(stringify!($field)) {
                    known.$field.clone_from(&metadata.$field);
                    any |= known.$field.is_some();
                }
            )+};
        }
        each_field!(inherit);
        if is_before {
            latest = latest.max(metadata.published_at);
        }
        if known.url.is_none() && metadata.learned_url.is_some() {
            known.url.clone_from(&metadata.learned_url);
            any = true;
        }
    }
    // In the order of texts one without a date has the latest of those before it.
    if known.published_at.is_none() {
        known.published_at = latest;
        any |= latest.is_some();
    }
    Ok(any)
}

/// What a text comes with that is of the article, whatever its text becomes. So is the date of publication.
const OF_ARTICLE: [&str; 2] = ["outlet", "author"];

/// Holds of an article of which something is known that other texts of it may have from it, by its row of
/// `origins` and its own.
pub(super) const LEARNED: &str = "(origins.given ->> 'filled' IS NOT NULL
    OR origins.given ->> 'learned_url' IS NOT NULL OR articles.outlet IS NOT NULL
    OR articles.author IS NOT NULL OR articles.published_at IS NOT NULL)";

/// Returns what is known of an article.
fn known(session: &Session<'_>, article: i64) -> Result<Metadata> {
    let sql = format!("SELECT {COLUMNS} FROM articles WHERE key = ?1");
    session.prepare(&sql)?.query_row([article], |row| read(row, 0))
}

/// Lets articles, and the other texts of them, be known by what people set of them now. Returns how many of
/// these articles are kept.
pub(super) fn settle(session: &Session<'_>, ids: &[String]) -> Result<u64> {
    let mut kept = 0;
    for id in revisions::all_texts(session, ids)? {
        if let Some(key) = article_key(session, &id)? {
            let came = came_with(session, key)?;
            write(session, key, &came)?;
            kept += u64::from(ids.contains(&id));
        }
    }
    Ok(kept)
}

/// Returns the names of the fields of an article that are as people set them.
pub(super) fn set(session: &Session<'_>, article: i64) -> Result<Vec<String>> {
    let given = given(session, article)?;
    let settings = in_force(session, article)?;
    let fields = settings.iter().flat_map(|setting| setting.of(&given));
    let mut names: Vec<String> = fields.map(|field| field.name().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Returns what an article came with.
fn given(session: &Session<'_>, article: i64) -> Result<Metadata> {
    Ok(came_with(session, article)?.metadata)
}

/// Returns what an article came with, and the names of those fields that it came with when it came again.
pub(super) fn came(session: &Session<'_>, article: i64) -> Result<(Metadata, Vec<String>)> {
    let Came { metadata, filled } = came_with(session, article)?;
    Ok((metadata, filled))
}

/// Notes which fields of a new article it came with when it came again.
pub(super) fn note_filled(session: &Session<'_>, article: i64, filled: &[String]) -> Result<()> {
    if filled.is_empty() {
        return Ok(());
    }
    let came = Came { filled: filled.to_vec(), ..came_with(session, article)? };
    write(session, article, &came)
}

/// Returns what an article came with, and what of it when it came again.
fn came_with(session: &Session<'_>, article: i64) -> Result<Came> {
    let known = known(session, article)?;
    let sql = "SELECT given FROM origins WHERE article = ?1 AND given IS NOT NULL";
    let mut select = session.prepare(sql)?;
    let given: Option<String> = select.query_row([article], |row| row.get(0)).optional()?;
    let Some(given) = given else { return Ok(Came { metadata: known, filled: vec![] }) };
    let malformed = |_| Failure::Corrupt(format!("article row {article}: malformed metadata"));
    let given: Given = serde_json::from_str(&given).map_err(malformed)?;
    let metadata = Metadata {
        path: given.path,
        url: given.url,
        outlet: given.outlet,
        title: given.title,
        author: given.author,
        published_at: given.published_at.map(Timestamp::from_micros),
        language: given.language,
        learned_url: given.learned_url,
        ..known
    };
    Ok(Came { metadata, filled: given.filled })
}

/// Writes what an article came with, under it what was learned of its other texts, and over it what people
/// set.
fn write(session: &Session<'_>, article: i64, came: &Came) -> Result<()> {
    let given = &came.metadata;
    let settings = in_force(session, article)?;
    let mut known = given.clone();
    known.url = given.address().map(str::to_owned);
    let inherits = inherit(session, article, &mut known)?;
    settings.iter().flat_map(|it| it.of(given)).for_each(|field| field.apply(&mut known));
    // The address of a text is told by what it came with, where it is not the one that it came with.
    let has_learned = given.learned_url.is_some() || !came.filled.is_empty();
    let is_told = !settings.is_empty() || has_learned || inherits;
    let came_with = is_told.then(|| json(came));
    note_given(session, article, came_with.as_deref())?;
    if known
        == (Metadata { learned_url: given.learned_url.clone(), ..self::known(session, article)? })
    {
        return Ok(());
    }
    let sql = "UPDATE articles SET path = :path, url = :url, outlet = :outlet,
                   outlet_folded = :outlet_folded, title = :title, author = :author,
                   published_at = :published_at, language = :language
               WHERE key = :key";
    session.prepare(sql)?.execute(named_params! {
        ":key": article,
        ":path": known.path,
        ":url": known.url,
        ":outlet": known.outlet,
        ":outlet_folded": known.outlet.as_deref().map(fold_outlet),
        ":title": known.title,
        ":author": known.author,
        ":published_at": known.published_at.map(Timestamp::micros),
        ":language": known.language,
    })?;
    Ok(())
}

/// Notes what an article came with where something else is known of it, or was learned later.
fn note_given(session: &Session<'_>, article: i64, given: Option<&str>) -> Result<()> {
    let sql = match given {
        Some(_) => {
            "INSERT INTO origins (article, given) VALUES (?1, ?2)
             ON CONFLICT (article) DO UPDATE SET given = excluded.given
             WHERE origins.given IS DISTINCT FROM excluded.given"
        }
        None => "UPDATE origins SET given = ?2 WHERE article = ?1 AND given IS NOT NULL",
    };
    session.prepare(sql)?.execute(params![article, given])?;
    Ok(())
}

/// Returns what people set of an article, or of another text of it, in the order in which they did.
fn in_force(session: &Session<'_>, article: i64) -> Result<Vec<Setting>> {
    let sql = "SELECT edits.number, edits.edit, texts.key FROM
                   (SELECT ?1 AS key UNION SELECT other.article FROM origins AS own
                    JOIN origins AS other ON other.series = own.series
                    WHERE own.article = ?1 AND own.series IS NOT NULL) AS texts
               JOIN articles ON articles.key = texts.key
               JOIN article_edits ON article_edits.article = articles.id
               JOIN edits ON edits.number = article_edits.edit
               WHERE forgets = 0 ORDER BY edits.number, texts.key <> ?1";
    let mut select = session.prepare(sql)?;
    let mut rows = select.query(params![article])?;
    let mut settings: Vec<Setting> = vec![];
    while let Some(row) = rows.next()? {
        let (number, text): (i64, i64) = (row.get(0)?, row.get(2)?);
        // Said of this text and of others, it is said of this one.
        if settings.last().is_some_and(|last| last.number == number && last.of.is_none()) {
            continue;
        }
        let of = (text != article).then(|| given(session, text)).transpose()?;
        let json = row.text(1)?;
        if let Edit::SetArticles { fields, .. } = journal::read(number, json)? {
            settings.push(Setting { number, fields, of });
        }
    }
    Ok(settings)
}

impl Setting {
    /// Returns what it sets of a text that came with `given`. What was set of another text holds unless this
    /// one came with something else than that.
    fn of<'a>(&'a self, given: &'a Metadata) -> impl Iterator<Item = &'a FieldEdit> {
        self.fields.iter().filter(move |field| {
            self.of
                .as_ref()
                .is_none_or(|other| field.is_unknown(given) || field.is_same(given, other))
        })
    }
}

fn json(came: &Came) -> String {
    let metadata = &came.metadata;
    let given = Given {
        path: metadata.path.clone(),
        url: metadata.url.clone(),
        outlet: metadata.outlet.clone(),
        title: metadata.title.clone(),
        author: metadata.author.clone(),
        published_at: metadata.published_at.map(Timestamp::micros),
        language: metadata.language.clone(),
        learned_url: metadata.learned_url.clone(),
        filled: came.filled.clone(),
    };
    serde_json::to_string(&given).expect("strings and numbers are always JSON")
}
