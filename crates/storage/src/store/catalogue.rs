//! The catalogue: articles without their texts, with how they stand.

use q7x2_domain::{
    ArticleCatalogue, ArticleFilter, ArticleId, ArticleState, ArticleSummary, ForgottenNote,
    ModelVersion, Timestamp, asks_for_english,
};
use q7x2_sqlite::{PATH_IS_MEANT, meant_path};

use super::forgotten::FORGOTTEN;
use super::metadata::{self, COLUMNS, WIDTH};
use super::revisions::EARLIER;
use super::rows::article_id;
use super::standing::LATEST_OF_ARTICLE;
use super::{copies, outlets, revisions};
use crate::session::{Bind, Dialect, Failure, Result, Row, Session, list};

/// The place in the order of those without a date of publication.
const UNDATED: &str = "-9223372036854775807";

/// Returns a page of the catalogue.
pub(super) fn catalogue(session: &Session<'_>, filter: &ArticleFilter) -> Result<ArticleCatalogue> {
    let mut conditions = Conditions::of(session, filter)?;
    let total = match filter.after {
        None => Some(conditions.count(session)?),
        Some(after) => {
            conditions.require(&behind(), ":after", after.to_string());
            None
        }
    };
    let sql = format!(
        "SELECT {COLUMNS}, articles.id,
             (SELECT count(*) FROM statements WHERE extraction = {LATEST_OF_ARTICLE}),
             (SELECT model FROM extractions WHERE key = {LATEST_OF_ARTICLE}),
             (SELECT json_array(number, at, by) FROM article_edits
              JOIN edits ON edits.number = article_edits.edit
              WHERE article_edits.article = articles.id AND forgets > 0
              ORDER BY number LIMIT 1),
             articles.key, {EARLIER}
         FROM articles WHERE {} ORDER BY coalesce(published_at, {UNDATED}) DESC, id LIMIT :limit",
        conditions.all()
    );
    let limit = i64::from(filter.limit);
    let mut parameters = conditions.bound();
    parameters.push((":limit", &limit));
    let mut select = session.prepare(&sql)?;
    let mut rows = select.query(parameters.as_slice())?;
    let mut articles = vec![];
    while let Some(row) = rows.next()? {
        articles.push(summary(session, &row)?);
    }
    Ok(ArticleCatalogue { articles, total })
}

/// The same as [`PATH_IS_MEANT`], with what [`pattern`] makes of the path as `:pattern`.
const PATH_MATCHES: &str = "(path = :path
    OR substr(path, 1, length(:path) + 1) IN (:path || '/', :path || ':', :path || '#')
    OR path ~ :pattern)";

/// The same of a path that is written in one of several other ways, which `$of` gives as `spelt.value`. What is read
/// from JSON in SQLite has a path too.
macro_rules! path_is_spelt {
    ($of:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM ",
            $of,
            " WHERE articles.path = spelt.value
              OR substr(articles.path, 1, length(spelt.value) + 1)
                 IN (spelt.value || '/', spelt.value || ':', spelt.value || '#'))"
        )
    };
}

/// Holds of an article that came from one of several files.
const IS_FROM_FILES: &str = "articles.key IN (SELECT article FROM places
    WHERE place IN (SELECT value FROM json_each(:places)))";

/// Returns the regular expression that matches what a pattern with `*` and `?` does in SQLite; `None` of a
/// path that is no pattern.
fn pattern(path: &str) -> Option<String> {
    if !path.contains(['*', '?']) {
        return None;
    }
    let (mut expression, mut rest) = ("^".to_owned(), path);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => {
                // A bracket right behind the first is one of the characters.
                let first = usize::from(rest.starts_with('^'));
                let from = first + usize::from(rest[first..].starts_with(']'));
                // A class without an end matches nothing.
                let Some(end) = rest[from..].find(']') else { return Some("^(?!)".to_owned()) };
                let class = &rest[..from + end];
                expression += &format!("[{}]", class.replace('\\', "\\\\"));
                rest = &rest[from + end + 1..];
            }
            c if c.is_alphanumeric() => expression.push(c),
            c if c.is_ascii() => {
                expression.push('\\');
                expression.push(c);
            }
            c => expression.push(c),
        }
    }
    expression.push('$');
    Some(expression)
}

/// Returns the condition that holds of what comes after an article in the order of the catalogue.
fn behind() -> String {
    let before = format!(
        "(SELECT coalesce(published_at, {UNDATED}) FROM articles AS before WHERE before.id = :after)"
    );
    let at = format!("coalesce(published_at, {UNDATED})");
    format!("({at} < {before} OR ({at} = {before} AND id > :after))")
}

/// A filter as the parts of an SQL statement.
#[derive(Default)]
struct Conditions {
    all: Vec<String>,
    parameters: Vec<(&'static str, Box<dyn Bind>)>,
}

impl Conditions {
    fn of(session: &Session<'_>, filter: &ArticleFilter) -> Result<Self> {
        let mut conditions = Self::default();
        if let Some(outlet) = &filter.outlet {
            // Whoever asks for those that are forgotten too means no other outlet by the name.
            let matching = match filter.state {
                Some(ArticleState::Kept | ArticleState::Earlier) => outlets::matching,
                Some(ArticleState::Forgotten) | None => outlets::matching_forgotten,
            };
            let outlets = list(&matching(session, outlet, &filter.outlet_aliases)?);
            let condition = "outlet_folded IN (SELECT value FROM json_each(:outlets))";
            conditions.require(condition, ":outlets", outlets);
        }
        if let Some(path) = &filter.path {
            let path = meant_path(path);
            let is_path = match session.dialect() {
                Dialect::Postgres => {
                    conditions.parameters.push((":pattern", Box::new(pattern(&path))));
                    PATH_MATCHES
                }
                Dialect::Sqlite => PATH_IS_MEANT,
            };
            let mut any = vec![is_path];
            if !filter.spellings.is_empty() {
                let spellings: Vec<String> =
                    filter.spellings.iter().map(|path| meant_path(path)).collect();
                conditions.parameters.push((":spellings", Box::new(list(&spellings))));
                any.push(match session.dialect() {
                    Dialect::Sqlite => path_is_spelt!("json_each(:spellings) AS spelt"),
                    Dialect::Postgres => {
                        path_is_spelt!("unnest(CAST(:spellings AS TEXT[])) AS spelt (value)")
                    }
                });
            }
            if !filter.file_keys.is_empty() {
                let places: Vec<String> =
                    filter.file_keys.iter().map(|key| format!("file:{key}")).collect();
                conditions.parameters.push((":places", Box::new(list(&places))));
                any.push(IS_FROM_FILES);
            }
            conditions.require(&format!("({})", any.join(" OR ")), ":path", path);
        }
        if let Some(since) = filter.since {
            conditions.require("published_at >= :since", ":since", since.micros());
        }
        if let Some(until) = filter.until {
            conditions.require("published_at < :until", ":until", until.micros());
        }
        if filter.language.as_deref().is_some_and(asks_for_english) {
            let condition = "(language IS NULL OR lower(language) IN ('en', 'eng', 'english')
                OR substr(lower(language), 1, 3) IN ('en-', 'en_')
                OR substr(lower(language), 1, 4) IN ('eng-', 'eng_'))";
            conditions.all.push(condition.to_owned());
        } else if let Some(language) = &filter.language {
            let condition = "(lower(language) = :language
                OR substr(lower(language), 1, length(:language) + 1)
                   IN (:language || '-', :language || '_'))";
            conditions.require(condition, ":language", language.to_lowercase());
        }
        if let Some(prefix) = &filter.prefix {
            conditions.require(
                "id >= :prefix AND id < :prefix || 'g'",
                ":prefix",
                prefix.to_lowercase(),
            );
        }
        if let Some(ids) = &filter.articles {
            let ids: Vec<String> = ids.iter().map(ArticleId::to_string).collect();
            let condition = "id IN (SELECT value FROM json_each(:ids))";
            conditions.require(condition, ":ids", list(&ids));
        }
        match filter.state {
            None => {}
            Some(ArticleState::Kept) => {
                conditions.all.push(format!("NOT {FORGOTTEN} AND NOT {EARLIER}"));
            }
            Some(ArticleState::Earlier) => {
                conditions.all.push(format!("NOT {FORGOTTEN} AND {EARLIER}"));
            }
            Some(ArticleState::Forgotten) => conditions.all.push(FORGOTTEN.to_owned()),
        }
        Ok(conditions)
    }

    fn require(&mut self, condition: &str, name: &'static str, value: impl Bind + 'static) {
        self.all.push(condition.to_owned());
        self.parameters.push((name, Box::new(value)));
    }

    fn all(&self) -> String {
        if self.all.is_empty() { "1 = 1".to_owned() } else { self.all.join(" AND ") }
    }

    fn bound(&self) -> Vec<(&str, &dyn Bind)> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect()
    }

    fn count(&self, session: &Session<'_>) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM articles WHERE {}", self.all());
        let mut count = session.prepare(&sql)?;
        let total = count.query_row(self.bound().as_slice(), |row| row.get::<i64>(0));
        total.map(i64::unsigned_abs)
    }
}

fn summary(session: &Session<'_>, row: &Row<'_>) -> Result<ArticleSummary> {
    let id: String = row.get(WIDTH)?;
    let malformed = || Failure::Corrupt(format!("article {id}: malformed edits"));
    let forgotten: Option<String> = row.get(WIDTH + 3)?;
    let forgotten = forgotten.map(|json| serde_json::from_str::<(u64, i64, String)>(&json));
    let forgotten = forgotten.transpose().map_err(|_| malformed())?;
    let set = metadata::set(session, row.get(WIDTH + 4)?)?;
    Ok(ArticleSummary {
        article: article_id(&id)?,
        metadata: metadata::read(row, 0)?,
        state: match (&forgotten, row.get(WIDTH + 5)?) {
            (Some(_), _) => ArticleState::Forgotten,
            (None, true) => ArticleState::Earlier,
            (None, false) => ArticleState::Kept,
        },
        statements: row.get::<i64>(WIDTH + 1)?.unsigned_abs(),
        model: row.get::<Option<String>>(WIDTH + 2)?.map(ModelVersion::new),
        forgotten: forgotten.map(|(number, at, by)| ForgottenNote {
            number,
            at: Timestamp::from_micros(at),
            by,
        }),
        set,
        revisions: revisions::article_ids(session, &id)?,
        story: copies::of_article(session, &id)?,
        wire: copies::wire(session, &id)?,
    })
}
