//! `q7x2 articles`: which articles are kept, what is known of them, and what people decide about that.

mod change;
mod changes;
mod forget;
mod list;
mod paths;
pub(super) mod queued;
mod show;
pub(super) mod unfit;

use clap::{Args, Subcommand};
use q7x2_domain::{ArticleCatalogue, ArticleFilter, ArticleId, ArticleSummary, Edit, FieldEdit};
use q7x2_proto::MAX_PAGE_SIZE;
use q7x2_proto::v1::ListCatalogueRequest;

pub(crate) use self::changes::Changes;
use self::forget::ForgetArgs;
use self::list::CatalogueArgs;
use self::show::ShowArgs;
use super::decide::{self, CommonArgs, Desk, ListArgs};
use super::reextract;
use crate::connection::{ConnectionArgs, Purpose, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::output::{Output, printable};

const EXAMPLES: &str = "\
Examples:
  q7x2 articles                                    what is kept, the latest published first
  q7x2 articles --outlet \"The Post\" --since 2024   of one newspaper, from then on
  q7x2 articles show 1e08efcf                      one article with its statements
  q7x2 articles set 1e08efcf --outlet \"The Post\" --date 2024-05-01
  q7x2 articles forget --path news/old             a folder, after a question
  q7x2 articles undo                               what was set or forgotten last

An article is meant by its id or the first digits of it, at least 4; `q7x2 articles` lists ids.";

const LIST_EXAMPLES: &str = "\
Examples:
  q7x2 articles list --path news/2024
  q7x2 articles list --state forgotten
  q7x2 articles list --limit all --format jsonl | jq -r .document.url";

const UNDO_EXAMPLES: &str = "\
Examples:
  q7x2 articles undo       what was set or forgotten last
  q7x2 articles undo 12    any edit, whatever came after it

What was forgotten more than a day ago, or with --now, is erased: an undo lets it be ingested again, and what
has come to the same address or file since.";

const LOG_EXAMPLES: &str = "\
Examples:
  q7x2 articles log";

/// List articles, and decide what is known of them or that they are forgotten
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct ArticlesArgs {
    #[command(subcommand)]
    command: Option<ArticlesCommand>,
    #[command(flatten)]
    list: CatalogueArgs,
}

/// What is done with articles.
#[derive(Debug, Subcommand)]
enum ArticlesCommand {
    /// List articles, the latest published first
    #[command(after_help = LIST_EXAMPLES)]
    List(CatalogueArgs),
    Show(ShowArgs),
    Set(change::SetArgs),
    Forget(ForgetArgs),
    /// Undo what was set or forgotten, as if it had never been decided
    #[command(after_help = UNDO_EXAMPLES)]
    Undo {
        /// The number of the edit [default: the latest about articles that holds]
        #[arg(value_parser = clap::value_parser!(u64).range(1..))]
        number: Option<u64>,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// List what was decided about articles, with who and when, the latest first
    #[command(after_help = LOG_EXAMPLES)]
    Log(#[command(flatten)] ListArgs),
}

impl ArticlesArgs {
    /// Returns what is needed: who may change a date has articles read again.
    pub(crate) fn purpose(&self) -> Purpose {
        match &self.command {
            Some(ArticlesCommand::Set(args)) if args.sets_date() => Purpose::Decide,
            Some(ArticlesCommand::Undo { .. }) => Purpose::Decide,
            _ => Purpose::Look,
        }
    }
}

/// Does what was asked for.
pub(crate) async fn run(
    args: &ArticlesArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    match &args.command {
        None => list::run(&args.list, services, out).await,
        Some(ArticlesCommand::List(args)) => list::run(args, services, out).await,
        Some(ArticlesCommand::Show(args)) => show::run(args, at, services, out).await,
        Some(ArticlesCommand::Set(args)) => change::run(args, at, services, out).await,
        Some(ArticlesCommand::Forget(args)) => forget::run(args, at, services, out).await,
        Some(ArticlesCommand::Undo { number, common }) => {
            let desk = Desk::Articles;
            let (outcome, made) =
                decide::undone(*number, is_about_articles, desk, common, services, out).await?;
            if let Some(made) = made {
                let undone = decide::in_the_end(&mut services.query()?, made.entry.edit).await?;
                reextract::read_again(services, &dated(&undone)).await;
            }
            Ok(outcome)
        }
        Some(ArticlesCommand::Log(args)) => {
            let nothing = "nothing was decided about articles yet; `q7x2 articles --help` says what \
                           can be";
            decide::list(args, is_about_articles, nothing, services, out).await
        }
    }
}

/// Tells whether an edit sets something of articles or forgets them.
fn is_about_articles(edit: &Edit) -> bool {
    !edit.articles().is_empty()
}

/// Returns the articles of which an edit sets the date.
fn dated(edit: &Edit) -> Vec<ArticleId> {
    let is_date = |field: &FieldEdit| matches!(field, FieldEdit::PublishedAt(_));
    match edit {
        Edit::SetArticles { articles, fields } if fields.iter().any(is_date) => articles.clone(),
        _ => vec![],
    }
}

/// Parses the id of an article or its first digits.
pub(super) fn id(text: &str) -> Result<String, String> {
    let id = text.trim().to_lowercase();
    if (4..=DIGITS).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(id)
    } else {
        Err("an article's id has 32 digits, 0 to 9 and a to f; write at least its first 4".into())
    }
}

/// Returns the articles of the catalogue that match, up to `limit`, and how many match in all.
pub(super) async fn catalogue(
    query: &mut Query,
    filter: &ArticleFilter,
    limit: u64,
) -> Result<(Vec<ArticleSummary>, u64), Failure> {
    let mut found: Vec<ArticleSummary> = vec![];
    let mut total = 0;
    loop {
        let missing = limit - found.len() as u64;
        let page_size = u32::try_from(missing).unwrap_or(u32::MAX).min(MAX_PAGE_SIZE);
        let after = found.last().map(|article| article.article);
        let filter = ArticleFilter { limit: page_size, after, ..filter.clone() };
        let answer = query.client.list_catalogue(ListCatalogueRequest::from(&filter)).await;
        let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
        let page = ArticleCatalogue::try_from(answer).map_err(|error| query.garbled(&error))?;
        total = page.total.unwrap_or(total);
        let more = page.articles.len() == page_size as usize;
        found.extend(page.articles);
        if !more || found.len() as u64 >= limit {
            return Ok((found, total));
        }
    }
}

/// Returns the article that an id, or the first digits of one, means; `None` where none has it.
pub(super) async fn of_id(query: &mut Query, id: &str) -> Result<Option<ArticleSummary>, Failure> {
    let filter = ArticleFilter { prefix: Some(id.to_owned()), ..ArticleFilter::default() };
    let (mut found, total) = catalogue(query, &filter, NAMED).await?;
    if total > 1 {
        let named: Vec<String> = found.iter().map(named).collect();
        let more = if total > NAMED { " …" } else { "" };
        return Err(Failure::Usage(format!(
            "{id} is the beginning of several ids; write more of one: {}{more}",
            named.join(", ")
        )));
    }
    Ok(found.pop())
}

/// How many articles are named at most that one may mean.
const NAMED: u64 = 10;

/// Returns the id of an article with what it is called.
pub(super) fn named(article: &ArticleSummary) -> String {
    let metadata = &article.metadata;
    let name = metadata.title.as_ref().or(metadata.path.as_ref()).or(metadata.url.as_ref());
    let name = name.map(|name| format!(" ({})", printable(name))).unwrap_or_default();
    format!("article {}{name}", article.article)
}

/// Returns the articles that these ids mean; each must mean one that is kept.
async fn meant(
    at: &ConnectionArgs,
    services: &Services,
    ids: &[String],
) -> Result<Vec<ArticleSummary>, Failure> {
    let mut query = services.query()?;
    let mut meant: Vec<ArticleSummary> = vec![];
    for id in ids {
        let Some(article) = of_id(&mut query, id).await? else {
            return Err(not_kept(at, id).await);
        };
        if meant.iter().all(|known| known.article != article.article) {
            meant.push(article);
        }
    }
    Ok(meant)
}

/// Returns the whole of an id whose first digits are given. What is no beginning of one stays as it is.
///
/// # Errors
/// When no article that is kept has it, or several have, or the service fails.
pub(super) async fn whole_id(
    at: &ConnectionArgs,
    services: &Services,
    given: &str,
) -> Result<String, Failure> {
    let Some(digits) = id(given).ok().filter(|id| id.len() < DIGITS) else {
        return Ok(given.to_owned());
    };
    match of_id(&mut services.query()?, &digits).await? {
        Some(article) => Ok(article.article.to_string()),
        None => Err(not_kept(at, &digits).await),
    }
}

/// How many digits the id of an article has.
pub(super) const DIGITS: usize = 32;

/// Returns why nothing can be decided about an article that is not kept: none has its id, or it is only in
/// what `query PATH` has read, and how to keep it.
async fn not_kept(at: &ConnectionArgs, id: &str) -> Failure {
    let Some((cache, article)) = in_caches(at, id).await else {
        return Failure::Usage(format!("no article has the id {id}; `q7x2 articles` lists ids"));
    };
    cache.shut_down().await;
    let path = article.metadata.path.as_deref().unwrap_or("of no file");
    Failure::Usage(format!(
        "article {id} is {path}, which `q7x2 query` has read but nobody keeps; `q7x2 ingest PATH` keeps it, \
         under the same id"
    ))
}

/// Returns the article that an id means in what `query PATH` has read, with that: the cache that was used
/// last. One that cannot be read is passed over.
async fn in_caches(at: &ConnectionArgs, id: &str) -> Option<(Services, ArticleSummary)> {
    for cache in at.caches_used_last() {
        let Ok(services) = Services::on_cache(at, cache).await else { continue };
        let found = match services.query() {
            Ok(mut query) => of_id(&mut query, id).await.ok().flatten(),
            Err(_) => None,
        };
        match found {
            Some(article) => return Some((services, article)),
            None => services.shut_down().await,
        }
    }
    None
}

/// Returns the ids of articles.
fn ids(articles: &[ArticleSummary]) -> Vec<ArticleId> {
    articles.iter().map(|article| article.article).collect()
}
