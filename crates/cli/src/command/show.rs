//! `q7x2 show`: statements inside their paragraphs, by their ids or those of their articles.

use std::collections::HashSet;
use std::io::Write;

use clap::{Args, ValueEnum};
use q7x2_domain::{
    ArticleFilter, ArticleId, ArticlePage, ArticleQuery, ArticleState, CodePoints, ModeFilter,
    StatementHit, StatementInContext, StatementPage, StatementQuery,
};
use q7x2_proto::v1::{GetStatementRequest, ListArticlesRequest, QueryStatementsRequest};
use q7x2_proto::{MAX_PAGE_SIZE, article_ids};

use super::articles::{catalogue, named as named_article, of_id};
use super::legend::with_legend;
use crate::connection::{ConnectionArgs, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::json::{self, Shown, ShownStatement};
use crate::output::{Output, printable, tell};
use crate::render;

const EXAMPLES: &str = "\
Examples:
  q7x2 show 3f9a0c12d4e5b6a7           the statement of this id
  q7x2 show 3f9a                       the first digits are enough
  q7x2 show 3f9a0c12 87015d8a          several
  q7x2 show 1e08efcf48                 all statements of an article, by its id as it is listed
  q7x2 show 3f9a --format json | jq '.statements[0].paragraph.text'";

/// Show statements inside their paragraphs, with source, cue and content marked
///
/// The path is given with the line at which the statement begins, as editors and `grep -n` write it.
#[derive(Debug, Args)]
#[command(after_help = with_legend(EXAMPLES))]
pub(crate) struct ShowArgs {
    /// The id of a statement or of an article, or its first digits: at least 4, or 6 of an article's
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

/// How many digits the id of a statement has.
const STATEMENT_DIGITS: usize = 16;

/// By how many digits an article is meant at least, and no statement alone.
const ARTICLE_PREFIX: usize = 6;

/// How many candidates are named at most for digits that several ids begin with.
const NAMED: u32 = 10;

/// Parses the id of a statement or its first digits, or the id of an article.
fn id(text: &str) -> Result<String, String> {
    let id = text.trim().to_lowercase();
    if (4..=ARTICLE_DIGITS).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(id)
    } else {
        Err("an id has 16 digits, or 32 of an article, 0 to 9 and a to f; write at least its first 4".into())
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

/// What an id or the first digits of one mean.
enum Meant {
    /// These statements: one, as one or several models found it, or all of an article.
    Statements(Vec<StatementInContext>),
    /// Several ids, each with what it is of.
    Several(Vec<String>),
}

/// Returns what an id means, be it that of an article.
async fn looked_up(query: &mut Query, id: &str) -> Result<Meant, Failure> {
    let statements = match id.len() <= STATEMENT_DIGITS {
        true => meant(query, id).await?,
        false => vec![],
    };
    let mut articles = vec![];
    if id.len() >= ARTICLE_PREFIX {
        let prefix = Some(id.to_owned());
        let filter = ArticleFilter { prefix, limit: NAMED, ..ArticleFilter::default() };
        articles = catalogue(query, &filter, NAMED.into()).await?.0;
        articles.retain(|article| article.state != ArticleState::Forgotten);
    }
    let mut ids: Vec<&str> = statements.iter().map(|s| s.hit.statement.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(match (ids.as_slice(), articles.as_slice()) {
        ([], [only]) => Meant::Statements(of_article(query, &only.article.to_string()).await?),
        ([] | [_], []) => Meant::Statements(statements),
        _ => {
            let named = |id: &&str| {
                let of = statements.iter().find(|s| s.hit.statement.id.as_str() == *id);
                let by = of.map(|of| render::speaker(&of.hit.statement));
                format!("statement {id} ({})", printable(&by.unwrap_or_default()))
            };
            Meant::Several(
                ids.iter().map(named).chain(articles.iter().map(named_article)).collect(),
            )
        }
    })
}

/// Returns the statements that an id means in what `query PATH` has extracted, which nobody keeps: those of
/// the cache that was used last. A cache that cannot be read is passed over.
async fn in_caches(at: &ConnectionArgs, id: &str) -> Vec<StatementInContext> {
    for cache in at.caches_used_last() {
        let Ok(services) = Services::on_cache(at, cache).await else { continue };
        let found = match services.query() {
            Ok(mut query) => match looked_up(&mut query, id).await {
                Ok(Meant::Statements(found)) => found,
                _ => vec![],
            },
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

/// Tells whether one article has an id, or one that begins so.
async fn is_kept_article(query: &mut Query, id: &str) -> bool {
    matches!(of_id(query, id).await, Ok(Some(_)))
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
    let (mut missing, mut several) = (vec![], vec![]);
    for id in &args.ids {
        let mut meant = match looked_up(&mut query, id).await? {
            Meant::Statements(found) => found,
            Meant::Several(named) => {
                several.push((id, named));
                continue;
            }
        };
        if meant.is_empty() {
            meant = in_caches(at, id).await;
        }
        if meant.is_empty() {
            missing.push(id);
        }
        found.append(&mut meant);
    }
    let mut shown = HashSet::new();
    found.retain(|statement| shown.insert(statement.hit.statement.id.clone()));
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
        let is_article = id.len() >= ARTICLE_PREFIX && is_kept_article(&mut query, id).await;
        tell(&if id.len() > STATEMENT_DIGITS || is_article {
            format!("no article that has statements has the id {id}")
        } else {
            let or_article = match id.len() >= ARTICLE_PREFIX {
                true => ", and no article; `q7x2 articles` prints their ids,",
                false => ";",
            };
            format!("no statement has the id {id}{or_article} `q7x2 query` prints ids")
        });
    }
    for (id, named) in &several {
        let named = named.join(", ");
        tell(&format!("{id} is the beginning of several ids; write more of one: {named}"));
    }
    Ok(if missing.is_empty() && several.is_empty() {
        Outcome::Answered
    } else {
        Outcome::NothingFound
    })
}
