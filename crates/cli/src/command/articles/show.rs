//! `q7x2 articles show`: one article, what is known of it, and what is said in it.

use std::collections::HashSet;
use std::io::Write;

use q7x2_domain::{
    ArticleId, ArticleSummary, CorrectionNote, Edit, EditEntry, StatementHit, StatementId,
};

use super::{Changes, in_caches, not_kept, of_id};
use crate::command::decide;
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
    let at = article.revisions.iter().position(|id| *id == article.article).unwrap_or_default();
    let before = at.checked_sub(1).map(|at| article.revisions[at]);
    let earlier = match before {
        Some(before) => statements_of(&mut query, &[before]).await?,
        None => vec![],
    };
    let unfit = unfit(&mut query, &article.revisions[..at], &hits).await?;
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

/// Returns the corrections of these earlier texts that hold and fit none of the statements, the first made first.
async fn unfit(
    query: &mut Query,
    earlier: &[ArticleId],
    hits: &[StatementHit],
) -> Result<Vec<CorrectionNote>, Failure> {
    if earlier.is_empty() {
        return Ok(vec![]);
    }
    let is_of_earlier = |entry: &EditEntry| {
        entry.undone_by.is_none()
            && matches!(&entry.edit, Edit::Correct { place, .. } if earlier.contains(&place.article))
    };
    let mut made = decide::entries(query, u64::MAX, is_of_earlier).await?;
    made.reverse();
    let corrected = hits.iter().filter_map(|hit| hit.corrected.as_ref());
    let fit: HashSet<u64> = corrected.flat_map(|it| &it.notes).map(|note| note.number).collect();
    let of = |entry: &EditEntry| match &entry.edit {
        Edit::Correct { statement, .. } => Some(statement.clone()),
        _ => None,
    };
    // Of several corrections of a statement that which fits may stand for another.
    let fitting = made.iter().filter(|entry| fit.contains(&entry.number));
    let fitting: Vec<StatementId> = fitting.filter_map(of).collect();
    let unfit = made.into_iter().filter_map(|entry| match entry.edit {
        Edit::Correct { statement, place, what, reason } if !fitting.contains(&statement) => {
            Some(CorrectionNote {
                number: entry.number,
                at: entry.at,
                by: entry.by,
                kind: what.kind(),
                reason,
                of: Some(place.article),
            })
        }
        _ => None,
    });
    Ok(unfit.collect())
}
