//! `q7x2 articles show`: one article, what is known of it, and what is said in it.

use std::io::Write;

use super::{Changes, meant};
use crate::command::legend::with_legend;
use crate::command::show::statements_of;
use crate::connection::Services;
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

/// Asks for the article and its statements and prints them.
pub(super) async fn run(
    args: &ShowArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut query = services.query()?;
    let article = meant(&mut query, std::slice::from_ref(&args.id)).await?.remove(0);
    let hits = statements_of(&mut query, &[article.article]).await?;
    let at = article.revisions.iter().position(|id| *id == article.article).unwrap_or_default();
    let before = at.checked_sub(1).map(|at| article.revisions[at]);
    let earlier = match before {
        Some(before) => statements_of(&mut query, &[before]).await?,
        None => vec![],
    };
    let changes = before.map(|since| Changes::of(since, &earlier, &hits));
    match args.format {
        Format::Text => {
            out.page();
            let look = out.look();
            render::articles::write_facts(out, look, &article)?;
            if !hits.is_empty() {
                writeln!(out)?;
            }
            render::statements::write_hits(out, look, &hits, Some(article.article))?;
            if let Some(changes) = &changes {
                render::articles::write_changes(out, look, changes)?;
            }
        }
        Format::Json => {
            json::write_pretty(out, &ShownArticle::new(&article, &hits, changes.as_ref()))?;
        }
    }
    out.end_page()?;
    Ok(Outcome::Answered)
}
