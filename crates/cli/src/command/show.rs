//! `q7x2 show`: statements inside their paragraphs, by their ids or those of their articles.

use std::io::Write;

use clap::{Args, ValueEnum};
use q7x2_domain::{
    ArticleId, ArticlePage, ArticleQuery, CodePoints, ModeFilter, StatementHit, StatementInContext,
    StatementPage, StatementQuery,
};
use q7x2_proto::v1::{GetStatementRequest, ListArticlesRequest, QueryStatementsRequest};
use q7x2_proto::{MAX_PAGE_SIZE, article_ids};

use super::legend::with_legend;
use crate::connection::{ConnectionArgs, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::json::{self, Shown, ShownStatement};
use crate::output::{Output, tell};
use crate::render;

const EXAMPLES: &str = "\
Examples:
  q7x2 show 3f9a0c12d4e5b6a7           the statement of this id
  q7x2 show 3f9a                       the first digits are enough
  q7x2 show 3f9a0c12 87015d8a          several
  q7x2 show 1e08efcf482e4eb1ece463901f455edf   all statements of an article, by its id
  q7x2 show 3f9a --format json | jq '.statements[0].paragraph.text'";

/// Show statements inside their paragraphs, with source, cue and content marked
///
/// The path is given with the line at which the statement begins, as editors and `grep -n` write it.
#[derive(Debug, Args)]
#[command(after_help = with_legend(EXAMPLES))]
pub(crate) struct ShowArgs {
    /// The id of a statement, or its first digits: at least 4; or the whole id of an article
    #[arg(value_name = "ID", required = true, value_parser = id)]
    ids: Vec<String>,
    /// How to print the statements
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the statement is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object with the statements found
    Json,
}

/// How many digits the id of an article has.
const ARTICLE_DIGITS: usize = 32;

/// Parses the id of a statement or its first digits, or the id of an article.
fn id(text: &str) -> Result<String, String> {
    let id = text.trim().to_lowercase();
    let is_long_enough = (4..=16).contains(&id.len()) || id.len() == ARTICLE_DIGITS;
    if is_long_enough && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(id)
    } else {
        Err("an id has 16 digits, 0 to 9 and a to f; write at least its first 4, or all 32 of an \
             article's"
            .into())
    }
}

/// Returns the statements that an id means: several when its digits fit several.
async fn meant(query: &mut Query, id: &str) -> Result<Vec<StatementInContext>, Failure> {
    let request = GetStatementRequest { id_prefix: id.to_owned() };
    let answer = query.client.get_statement(request).await;
    let found = answer.map_err(|status| query.failure(&status))?.into_inner().statements;
    let found: Result<Vec<StatementInContext>, _> =
        found.into_iter().map(TryFrom::try_from).collect();
    found.map_err(|error| query.garbled(&error))
}

/// Returns all statements of an article inside their paragraphs, in the order of its text. However many
/// there are, its text is asked for once.
async fn of_article(query: &mut Query, id: &str) -> Result<Vec<StatementInContext>, Failure> {
    let ids = article_ids(&[id.to_owned()], "article_id");
    let ids = ids.map_err(|error| query.garbled(&error))?;
    let hits = statements_of(query, &ids).await?;
    if hits.is_empty() {
        return Ok(vec![]);
    }
    let asked = ArticleQuery { articles: Some(ids), limit: 1, ..ArticleQuery::default() };
    let answer = query.client.list_articles(ListArticlesRequest::from(&asked)).await;
    let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let page = ArticlePage::try_from(answer).map_err(|error| query.garbled(&error))?;
    // It may have been forgotten meanwhile.
    let Some(article) = page.articles.first() else { return Ok(vec![]) };
    let points = CodePoints::new(article.text());
    Ok(hits.into_iter().filter_map(|hit| StatementInContext::of(hit, &points)).collect())
}

/// Returns all statements of articles that answer, earlier revisions included, in the order of their texts.
pub(super) async fn statements_of(
    query: &mut Query,
    articles: &[ArticleId],
) -> Result<Vec<StatementHit>, Failure> {
    let question = StatementQuery {
        articles: Some(articles.to_vec()),
        mode: ModeFilter::All,
        all_revisions: true,
        limit: MAX_PAGE_SIZE,
        ..StatementQuery::default()
    };
    let mut request = QueryStatementsRequest::from(&question);
    let mut hits = vec![];
    loop {
        let answer = query.client.query_statements(request.clone()).await;
        let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
        request.page_token.clone_from(&answer.next_page_token);
        let page = StatementPage::try_from(answer).map_err(|error| query.garbled(&error))?;
        hits.extend(page.hits);
        if request.page_token.is_empty() {
            return Ok(hits);
        }
    }
}

/// Returns the statements that an id means, be it that of an article.
async fn looked_up(query: &mut Query, id: &str) -> Result<Vec<StatementInContext>, Failure> {
    match id.len() {
        ARTICLE_DIGITS => of_article(query, id).await,
        _ => meant(query, id).await,
    }
}

/// Returns the statements that an id means in what `query PATH` has extracted, which nobody keeps: those of
/// the cache that was used last. A cache that cannot be read is passed over.
async fn in_caches(at: &ConnectionArgs, id: &str) -> Vec<StatementInContext> {
    for cache in at.caches_used_last() {
        let Ok(services) = Services::on_cache(at, cache).await else { continue };
        let found = match services.query() {
            Ok(mut query) => looked_up(&mut query, id).await.unwrap_or_default(),
            Err(_) => vec![],
        };
        services.shut_down().await;
        if !found.is_empty() {
            return found;
        }
    }
    vec![]
}

/// Returns why a statement cannot be decided about: `told`, or that it is only in what `query PATH` has read,
/// and how to keep it.
pub(super) async fn not_kept(
    at: &ConnectionArgs,
    services: &Services,
    text: &str,
    told: String,
) -> Failure {
    let told = Failure::Usage(told);
    let (Ok(id), Ok(mut query)) = (id(text), services.query()) else { return told };
    let is_kept = meant(&mut query, &id).await.map_or(true, |found| !found.is_empty());
    let cached = if is_kept { vec![] } else { in_caches(at, &id).await };
    let Some(found) = cached.first() else { return told };
    let path = found.hit.metadata.path.as_deref().unwrap_or("an article");
    Failure::Usage(format!(
        "statement {id} is in {path}, which `q7x2 query` has read but nobody keeps; `q7x2 ingest PATH` keeps \
         it, under the same id"
    ))
}

/// Asks for the statements and prints them.
pub(crate) async fn run(
    args: &ShowArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut query = services.query()?;
    let mut found: Vec<StatementInContext> = vec![];
    let mut missing = vec![];
    for id in &args.ids {
        let mut meant = looked_up(&mut query, id).await?;
        if meant.is_empty() {
            meant = in_caches(at, id).await;
        }
        if meant.is_empty() {
            missing.push(id);
        }
        found.append(&mut meant);
    }
    match args.format {
        Format::Text => {
            if !found.is_empty() {
                out.page();
            }
            let look = out.look();
            for (i, statement) in found.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                render::marks::write_in_context(out, look, statement)?;
            }
        }
        Format::Json => {
            let statements = found.iter().map(ShownStatement::from).collect();
            json::write_pretty(out, &Shown { statements })?;
        }
    }
    out.end_page()?;
    for id in &missing {
        tell(&if id.len() == ARTICLE_DIGITS {
            format!("no article that has statements has the id {id}")
        } else {
            format!("no statement has the id {id}; `q7x2 query` prints ids")
        });
    }
    Ok(if missing.is_empty() { Outcome::Answered } else { Outcome::NothingFound })
}
