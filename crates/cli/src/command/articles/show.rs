//! `q7x2 articles show`: one article, what is known of it, and what is said in it.

use std::io::Write;

use q7x2_domain::{ArticleId, ArticleState, ArticleSummary};

use super::{Changes, in_caches, not_kept, of_id, unfit};
use crate::command::legend::with_legend;
use crate::command::show::statements_of;
use crate::connection::{ConnectionArgs, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::json::{self, ShownArticle};
use crate::output::Output;
use crate::render;
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  q7x2 articles show 1e08efcf
  q7x2 articles show 1e08efcf --format json | jq '.statements[].id'";

/// Show an article: what is known of it, all its statements, and what changed in them since the revision
/// before
#[derive(Debug, Args)]
#[command(after_help = with_legend(EXAMPLES))]
pub(super) struct ShowArgs {
    /// The id of the article, or its first digits: at least 4
    #[arg(value_name = "ID", value_parser = super::id)]
    id: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the article is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
}

/// Asks for the article and prints it: one that is kept, or else that `query PATH` has read.
pub(super) async fn run(
    args: &ShowArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    if let Some(article) = of_id(&mut services.query()?, &args.id).await? {
        return print(args, &article, services, out).await;
    }
    let Some((cache, article)) = in_caches(at, &args.id).await else {
        return Err(not_kept(at, &args.id).await);
    };
    let printed = print(args, &article, &cache, out).await;
    cache.shut_down().await;
    printed
}

/// Asks for the statements of an article and prints all of it.
async fn print(
    args: &ShowArgs,
    article: &ArticleSummary,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut query = services.query()?;
    let hits = statements_of(&mut query, &[article.article]).await?;
    let texts = earlier_texts(article);
    let before = latest_standing(&mut query, texts).await?;
    let earlier = match before {
        Some(before) => statements_of(&mut query, &[before]).await?,
        None => vec![],
    };
    let corrections = unfit::corrections_of(&mut query, texts).await?;
    let unfit = unfit::among(&corrections, texts, &hits);
    let changes = before.map(|since| Changes::of(since, &earlier, &hits));
    match args.format {
        Format::Text => {
            out.page();
            let look = out.look();
            render::articles::write_facts(out, look, article)?;
            if !hits.is_empty() {
                writeln!(out)?;
            }
            render::statements::write_hits(out, look, &hits, Some(article.article))?;
            render::articles::write_unfit(out, look, &unfit)?;
            if let Some(changes) = &changes {
                render::articles::write_changes(out, look, changes)?;
            }
        }
        Format::Json => {
            let shown = ShownArticle::new(article, &hits, changes.as_ref(), &unfit);
            json::write_pretty(out, &shown)?;
        }
    }
    out.end_page()?;
    Ok(Outcome::Answered)
}

/// Returns the texts before one, the oldest first; none before one that is forgotten, of which nothing is said.
fn earlier_texts(article: &ArticleSummary) -> &[ArticleId] {
    let at = article.revisions.iter().position(|id| *id == article.article).unwrap_or_default();
    let at = if article.state == ArticleState::Forgotten { 0 } else { at };
    &article.revisions[..at]
}

/// Returns the last of some texts that is not forgotten, if one is.
async fn latest_standing(
    query: &mut Query,
    texts: &[ArticleId],
) -> Result<Option<ArticleId>, Failure> {
    for id in texts.iter().rev() {
        let text = of_id(query, &id.to_string()).await?;
        if text.is_some_and(|text| text.state != ArticleState::Forgotten) {
            return Ok(Some(*id));
        }
    }
    Ok(None)
}
