//! `q7x2 articles forget`: articles and their statements answer nobody any more, whoever records them again.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use clap::Args;
use q7x2_domain::{ArticleId, ArticleState, ArticleSummary};
use q7x2_proto::v1::edit_speakers_request::Edit as Asked;
use q7x2_proto::v1::{ForgetArticles, RemoveArticlesRequest};

use super::list::{FilterArgs, undated};
use super::{DIGITS, catalogue, ids, not_kept, of_id, queued};
use crate::command::decide::{self, CommonArgs, Desk};
use crate::command::waiting;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::output::{Output, counted, printable, tell};

const EXAMPLES: &str = "\
Examples:
  q7x2 articles forget 1e08efcf                   one article, after a question
  q7x2 articles forget --outlet \"The Post\" --yes   all of a newspaper, without one
  q7x2 articles forget --path news/old --until 2019
  q7x2 articles forget 1e08efcf --now             erase it at once: text, statements, log
  q7x2 articles undo                              bring back what was forgotten last

What is forgotten answers nobody, and does not come back when it is ingested again, be it with a changed text
from the same address or file, or a worker has it just now. For a day an undo brings it back; then it is erased with
everything that was kept of it. Nothing but its id and a hash of its address or file is left, by which it stays
forgotten until that is undone. Of a site's front page or a feed only the text is forgotten.";

/// Forget articles and their statements
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ForgetArgs {
    /// The ids of the articles, or their first digits: at least 4; whole ids of articles that are on their
    /// way as well
    #[arg(value_name = "ID", value_parser = super::id)]
    ids: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Erase them at once, with everything that is kept of them; this cannot be undone
    #[arg(long)]
    now: bool,
    /// Ask no question
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    common: CommonArgs,
}

/// Asks whether that is meant, asks for the edit, and tells what it did.
pub(super) async fn run(
    args: &ForgetArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let (kept, mut all) = wanted(args, at, services).await?;
    if args.ids.is_empty() {
        tell_what_is_not_seen(args, services).await?;
    }
    if all.is_empty() {
        tell("no articles found; there is nothing to forget");
        if let Some(kept) = waiting::kept(services).await.filter(|kept| *kept > 0) {
            tell(&args.filter.why_none(kept, services, false).await);
        }
        return Ok(Outcome::NothingFound);
    }
    if !args.yes && !is_meant(&question(&kept, &all, args.now))? {
        tell("nothing was forgotten");
        return Ok(Outcome::NothingFound);
    }
    all.sort_unstable();
    let article_ids: Vec<String> = all.iter().map(ToString::to_string).collect();
    let forget = ForgetArticles { article_ids: article_ids.clone(), erase: args.now };
    let edit = Asked::ForgetArticles(forget);
    let outcome = decide::make(edit, Desk::Articles, &args.common, services, out).await?;
    // They may have some of these articles, and cost nothing but time.
    at.clear_caches()?;
    if args.now {
        // What is recorded of them from here on is refused, so that none comes in line again.
        match services.ingest() {
            Ok(mut ingest) => {
                let removed = ingest.client.remove_articles(RemoveArticlesRequest { article_ids });
                removed.await.map_err(|status| ingest.failure(&status))?;
            }
            Err(_) => tell(
                "the ingest service is not known here, and what waits there is erased when a worker \
                 has had it; name it with --ingest-server and run this again",
            ),
        }
    }
    Ok(outcome)
}

/// Tells which articles the filter leaves out that may be meant: those without a date, and of other outlets.
async fn tell_what_is_not_seen(args: &ForgetArgs, services: &Services) -> Result<(), Failure> {
    let filter = args.filter.filter(services);
    if let Some(undated) = undated(&mut services.query()?, &filter).await? {
        tell(&args.filter.cannot_see(undated));
    }
    if let Some(line) = args.filter.other_outlets(&filter, services).await? {
        tell(&line);
    }
    Ok(())
}

/// Returns the articles that are kept and meant, and the ids of all that are.
async fn wanted(
    args: &ForgetArgs,
    at: &ConnectionArgs,
    services: &Services,
) -> Result<(Vec<ArticleSummary>, Vec<ArticleId>), Failure> {
    if let Some(mistake) = args.filter.mistake() {
        return Err(mistake);
    }
    let mut query = services.query()?;
    if args.ids.is_empty() == args.filter.is_empty() {
        let told =
            "say which articles: their ids; or --outlet, --path, --since, --until or --language";
        return Err(Failure::Usage(told.into()));
    }
    if args.ids.is_empty() {
        let filter = args.filter.filter(services);
        let (mut kept, _) = catalogue(&mut query, &filter, u64::MAX).await?;
        // What was forgotten before is erased as well, where that is asked for.
        kept.retain(|article| args.now || article.state != ArticleState::Forgotten);
        let mut all = with_revisions(&kept);
        all.extend(queued::meant(&filter, services).await?);
        all.sort_unstable();
        all.dedup();
        return Ok((kept, all));
    }
    let (mut kept, mut all) = (vec![], vec![]);
    for id in &args.ids {
        match (of_id(&mut query, id).await?, id.parse()) {
            (Some(found), _) => {
                all.extend(with_revisions(std::slice::from_ref(&found)));
                if kept.iter().all(|known: &ArticleSummary| known.article != found.article) {
                    kept.push(found);
                }
            }
            // It may be on its way, or come yet.
            (None, Ok(whole)) if id.len() == DIGITS => all.push(whole),
            (None, _) => return Err(not_kept(at, id).await),
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok((kept, all))
}

/// Returns the ids of articles and of all their texts, the earlier and the later ones: none shall answer in
/// the place of one that is forgotten.
fn with_revisions(articles: &[ArticleSummary]) -> Vec<ArticleId> {
    let all = articles.iter().flat_map(|article| article.revisions.iter().copied());
    let all: BTreeSet<ArticleId> = all.chain(ids(articles)).collect();
    all.into_iter().collect()
}

/// Returns what is asked before articles are forgotten.
fn question(kept: &[ArticleSummary], all: &[ArticleId], now: bool) -> String {
    let statements: u64 = kept.iter().map(|article| article.statements).sum();
    let texts_of = |article: &ArticleSummary| with_revisions(std::slice::from_ref(article));
    let only = kept.first().filter(|first| all.iter().all(|id| texts_of(first).contains(id)));
    let what = match only {
        Some(only) => {
            let metadata = &only.metadata;
            let name = metadata.title.as_ref().or(metadata.path.as_ref()).or(metadata.url.as_ref());
            let name = name.map_or_else(|| only.article.to_string(), |name| format!("“{name}”"));
            match all.len().saturating_sub(1) {
                0 => name,
                1 => format!("{name} and another text of it"),
                others => format!("{name} and {others} other texts of it"),
            }
        }
        None => counted(all.len() as u64, "article"),
    };
    let what = format!("{what} with {}", counted(statements, "statement"));
    let known: BTreeSet<ArticleId> = with_revisions(kept).into_iter().collect();
    let what = match (all.iter().filter(|id| !known.contains(id)).count(), all.len()) {
        (0, _) => what,
        (1, 1) => format!("{what}, not extracted yet"),
        (to_come, _) => format!("{what}, {to_come} of them not extracted yet"),
    };
    if now {
        format!("erase {what}? This cannot be undone. [y/N] ")
    } else {
        format!("forget {what}? `q7x2 articles undo` brings them back for a day. [y/N] ")
    }
}

/// Asks a question, which a line of standard input answers.
fn is_meant(question: &str) -> Result<bool, Failure> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "q7x2: {}", printable(question))?;
    stderr.flush()?;
    let mut answer = String::new();
    if io::stdin().lock().read_line(&mut answer)? == 0 {
        writeln!(stderr)?;
        let told =
            "nobody answers here, so nothing was forgotten; --yes does it without a question";
        return Err(Failure::Usage(told.into()));
    }
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
