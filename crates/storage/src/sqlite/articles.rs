//! Articles with their texts, page by page: what a store is extracted anew from.

use q7x2_domain::{Article, ArticleId, ArticlePage, ArticleQuery, Metadata, ModelVersion};
use q7x2_sqlite::Failure;
use rusqlite::{Connection, Row, params};

use super::metadata::{self, ADDRESS, COLUMNS, WIDTH};
use super::outlets;
use super::rows::json_list;
use super::standing::FORGOTTEN;

/// What a query leaves, whatever came before.
const MATCHING: &str = "(?1 IS NULL OR outlet_folded IN (SELECT value FROM json_each(?1)))
    AND (?2 IS NULL OR NOT EXISTS
        (SELECT 1 FROM extractions WHERE article = articles.key AND model = ?2))
    AND (?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))";

/// Returns a page of articles, by id.
pub(crate) fn articles(
    connection: &Connection,
    query: &ArticleQuery,
) -> Result<ArticlePage, Failure> {
    let outlets = query.outlet.as_deref().map(|name| outlets::matching(connection, name));
    let outlet = outlets.transpose()?.map(|outlets| json_list(&outlets));
    let model = query.without.as_ref().map(ModelVersion::as_str);
    let ids =
        |ids: &Vec<ArticleId>| json_list(&ids.iter().map(ArticleId::to_string).collect::<Vec<_>>());
    let chosen = query.articles.as_ref().map(ids);
    // Ids begin after the empty text.
    let after = query.after.map(|id| id.to_string()).unwrap_or_default();
    let count = || {
        let count = format!("SELECT count(*) FROM articles WHERE {MATCHING} AND NOT {FORGOTTEN}");
        let mut count = connection.prepare_cached(&count)?;
        let total = count.query_row(params![outlet, model, chosen], |row| row.get::<_, i64>(0));
        total.map(i64::unsigned_abs)
    };
    let total = query.after.is_none().then(count).transpose()?;
    let select = format!(
        "SELECT {COLUMNS}, id, {ADDRESS}, text FROM articles
         WHERE id > ?4 AND {MATCHING} AND NOT {FORGOTTEN} ORDER BY id LIMIT ?5"
    );
    let mut select = connection.prepare_cached(&select)?;
    let mut rows = select.query(params![outlet, model, chosen, after, query.limit])?;
    let mut found = vec![];
    while let Some(row) = rows.next()? {
        found.push(article(row)?);
    }
    Ok(ArticlePage { articles: found, total })
}

/// Reads an article, which has its id from what it is made of.
fn article(row: &Row<'_>) -> Result<Article, Failure> {
    let id: String = row.get(WIDTH)?;
    let metadata = Metadata { url: row.get(WIDTH + 1)?, ..metadata::read(row, 0)? };
    let article = Article::new(metadata, row.get(WIDTH + 2)?).ok();
    article
        .filter(|article| article.id().to_string() == id)
        .ok_or_else(|| Failure::Corrupt(format!("article {id}: not what it was")))
}
