//! `q7x2 retry`: put articles back in line that were set aside.

use std::io::Write;

use clap::{Args, ValueEnum};
use q7x2_proto::v1::{
    ArticleHold, GetQueueStatusRequest, RetryArticlesRequest, RetryArticlesResponse,
};
use serde::Serialize;

use super::articles;
use crate::connection::{Ingest, Services};
use crate::exit::{Failure, Outcome};
use crate::intake;
use crate::json;
use crate::output::{Output, tell};

const EXAMPLES: &str = "\
Examples:
  q7x2 retry                                    everything that was set aside
  q7x2 retry 0a1b2c3d                           one article; `q7x2 status` lists their ids";

/// Try articles again that could not be extracted and were set aside
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RetryArgs {
    /// The ids of articles, or their first digits, at least 4; all that were set aside when none is given
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// How to print how many were put back in line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How what a command did is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One line
    Text,
    /// One object
    Json,
}

/// The answer of `retry --format json`.
#[derive(Debug, Serialize)]
struct Retried {
    /// How many were put back in line.
    retried: u64,
    /// How many of them failed again; null when that is not known yet.
    set_aside: Option<usize>,
}

/// How many articles one call tries again where there is nobody else to do the work.
const AT_ONCE: u32 = 10_000;

/// Puts the articles back in line; where the work is done in this process, also does it.
pub(crate) async fn run(
    args: &RetryArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut ingest = services.ingest()?;
    let mut article_ids = vec![];
    for id in &args.ids {
        article_ids.push(whole_id(id, services, &mut ingest).await?);
    }
    if article_ids.is_empty() && !services.are_remote() {
        let request = GetQueueStatusRequest { max_set_aside: AT_ONCE, max_pending: 0 };
        let queue = ingest.client.get_queue_status(request).await;
        let queue = queue.map_err(|status| ingest.failure(&status))?.into_inner();
        article_ids = queue.set_aside_articles.into_iter().map(|a| a.article_id).collect();
    }
    let request = RetryArticlesRequest { article_ids: article_ids.clone() };
    let answer = ingest.client.retry_articles(request).await;
    let answer = answer.map_err(|status| ingest.failure(&status))?.into_inner();
    let RetryArticlesResponse { retried, holds } = answer;
    for ArticleHold { article_id, reason } in &holds {
        tell(&format!("{article_id}: {reason}"));
    }
    let set_aside = if services.are_remote() {
        None
    } else {
        Some(intake::wait_for(&mut ingest, &article_ids).await?.len())
    };
    match args.format {
        Format::Text => writeln!(out, "{retried} put back in line")?,
        Format::Json => json::write_pretty(out, &Retried { retried, set_aside })?,
    }
    out.flush()?;
    intake::tell_set_aside(set_aside.unwrap_or_default());
    Ok(match (retried, set_aside) {
        (0, _) if !holds.is_empty() => Outcome::NothingFound,
        (0, _) => {
            tell("nothing was set aside that could be tried again");
            Outcome::NothingFound
        }
        (_, None | Some(0)) => Outcome::Answered,
        _ => Outcome::SomeRejected,
    })
}

/// Returns the whole of an id whose first digits are given, of the queue or else of the store. What is no
/// beginning of one stays as it is.
async fn whole_id(
    given: &str,
    services: &Services,
    ingest: &mut Ingest,
) -> Result<String, Failure> {
    let Some(digits) = articles::id(given).ok().filter(|id| id.len() < articles::DIGITS) else {
        return Ok(given.to_owned());
    };
    let mut queued = articles::queued::beginning_with(&digits, ingest).await?;
    if queued.len() > 1 {
        let told = format!(
            "{digits} is the beginning of several ids; write more of one: {}",
            queued.join(", ")
        );
        return Err(Failure::Usage(told));
    }
    let kept = match (queued.pop(), services.query()) {
        (Some(id), _) => return Ok(id),
        (None, Ok(mut query)) => articles::of_id(&mut query, &digits).await?,
        (None, Err(_)) => None,
    };
    let none = format!("no article has the id {digits}; `q7x2 status` lists what was set aside");
    kept.map(|article| article.article.to_string()).ok_or(Failure::Usage(none))
}
