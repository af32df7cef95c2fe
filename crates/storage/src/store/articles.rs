//! Articles with their texts, page by page: what a store is extracted anew from.

use q7x2_domain::{Article, ArticleId, ArticlePage, ArticleQuery, Metadata, ModelVersion};

use super::forgotten::FORGOTTEN;
use super::metadata::{self, ADDRESS, COLUMNS, WIDTH};
use super::offered::UNDATED;
use super::outlets;
use super::standing::LATEST_OF_ARTICLE;
use crate::session::{Failure, Result, Row, Session, list, named_params};

/// Returns what a query leaves, whatever came before, as a condition whose arguments have these names.
fn matching(query: &ArticleQuery) -> String {
    let mut all = vec![format!("NOT {FORGOTTEN}")];
    if query.outlet.is_some() {
        all.push("outlet_folded IN (SELECT value FROM json_each(:outlets))".to_owned());
    }
    if query.without.is_some() {
        all.push(format!(
            "NOT EXISTS (SELECT 1 FROM extractions AS read
                         WHERE article = articles.key AND model = :model AND NOT {UNDATED})"
        ));
    }
    if query.articles.is_some() {
        all.push("id IN (SELECT value FROM json_each(:chosen))".to_owned());
    }
    if query.undated {
        all.push(format!(
            "EXISTS (SELECT 1 FROM extractions AS read
                     WHERE read.key = {LATEST_OF_ARTICLE} AND {UNDATED})"
        ));
    }
    all.join(" AND ")
}

/// Returns a page of articles, by id.
pub(crate) fn articles(session: &Session<'_>, query: &ArticleQuery) -> Result<ArticlePage> {
    let outlets = query.outlet.as_deref().map(|name| outlets::matching(session, name, &[]));
    let outlets = outlets.transpose()?.map(|outlets| list(&outlets));
    let model = query.without.as_ref().map(ModelVersion::as_str);
    let ids =
        |ids: &Vec<ArticleId>| list(&ids.iter().map(ArticleId::to_string).collect::<Vec<_>>());
    let chosen = query.articles.as_ref().map(ids);
    // Ids begin after the empty text.
    let after = query.after.map(|id| id.to_string()).unwrap_or_default();
    let matching = matching(query);
    let parameters = named_params! {
        ":outlets": outlets,
        ":model": model,
        ":chosen": chosen,
        ":after": after,
        ":limit": query.limit,
    };
    let count = || {
        let count = format!("SELECT count(*) FROM articles WHERE {matching}");
        let total = session.prepare(&count)?.query_row(parameters, |row| row.get::<i64>(0));
        total.map(i64::unsigned_abs)
    };
    let total = query.after.is_none().then(count).transpose()?;
    let select = format!(
        "SELECT {COLUMNS}, id, {ADDRESS}, text FROM articles
         WHERE id > :after AND {matching} ORDER BY id LIMIT :limit"
    );
    let mut select = session.prepare(&select)?;
    let mut rows = select.query(parameters)?;
    let mut found = vec![];
    while let Some(row) = rows.next()? {
        found.push(article(&row)?);
    }
    Ok(ArticlePage { articles: found, total })
}

/// Reads an article, which has its id from what it is made of.
fn article(row: &Row<'_>) -> Result<Article> {
    let id: String = row.get(WIDTH)?;
    let metadata = Metadata { url: row.get(WIDTH + 1)?, ..metadata::read(row, 0)? };
    let article = Article::new(metadata, row.get(WIDTH + 2)?).ok();
    article
        .filter(|article| article.id().to_string() == id)
        .ok_or_else(|| Failure::Corrupt(format!("article {id}: not what it was")))
}
