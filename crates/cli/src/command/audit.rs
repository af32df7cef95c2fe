//! `q7x2 audit`: a person judges random statements of their own store, a key each.
//!
//! What is judged is kept beside the store at once; nothing in the store changes by it.

mod answers;
mod context;
mod figures;
mod keys;
mod labels;
mod sample;

use std::io::Write;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use q7x2_domain::{Article, ArticleId, ArticlePage, ArticleQuery, StatementHit};
use q7x2_proto::v1::ListArticlesRequest;

use self::answers::Answers;
use self::figures::Figures;
use self::keys::{Key, Keys};
use super::query::ModeArg;
use super::{outlet, waiting};
use crate::connection::{Query, Services};
use crate::exit::{Failure, Outcome};
use crate::output::{Output, counted, tell};

const EXAMPLES: &str = "\
Examples:
  q7x2 audit                                     judge 200 statements, or go on judging them
  q7x2 audit --n 50 --outlet \"The Post\"          of one newspaper
  q7x2 audit --seed 2                            other ones
  q7x2 audit --export labels.jsonl < /dev/null   write down what was judged, judge nothing

Keys: r right, s wrong speaker, w wrong words, n not said at all, k skip, b back, m more of the
article, q quit. Every answer is kept at once in audit.jsonl in the data folder, so an interrupted
command goes on where it stopped. Where standard input is no terminal, a key is a line of it.";

/// Judge random statements of your own and learn how many are right
///
/// The same seed chooses the same statements, as long as the store holds the same ones. In the end
/// it prints the share that is right with its interval, for all and by the reason of the link.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AuditArgs {
    /// Judge so many statements
    #[arg(long, value_name = "N", default_value = "200")]
    n: NonZeroU32,
    /// Choose others with another number
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Judge statements in articles of this newspaper or site only
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        allow_hyphen_values = true
    )]
    outlet: Option<String>,
    /// Judge what was said or written only, or thoughts and signs as well
    #[arg(long, value_enum, default_value_t = ModeArg::Speech)]
    mode: ModeArg,
    /// Write everything that was judged or corrected to this file, as JSON Lines
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

/// Chooses statements, lets a person judge them, and prints how many are right.
pub(crate) async fn run(
    args: &AuditArgs,
    data_dir: PathBuf,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut query = services.query()?;
    let mut answers = Answers::open(data_dir.join("audit.jsonl"))?;
    let outlet = args.outlet.as_ref().map(|name| services.outlets().name(name));
    let count = args.n.get() as usize;
    let aliases = outlet.as_deref().map(|outlet| services.outlets().aliases(outlet));
    let named = (outlet.clone(), aliases.unwrap_or_default());
    let chosen = sample::choose(&mut query, count, args, named).await?;
    if chosen.is_empty() {
        match &outlet {
            Some(name) if waiting::kept(services).await.is_some_and(|kept| kept > 0) => {
                let unknown = outlet::unknown(services, name).await;
                let none = format!("there is no statement of \"{name}\" to judge");
                tell(&unknown.unwrap_or(none));
            }
            _ => tell("there is no statement to judge; keep articles with `q7x2 ingest PATH`"),
        }
    }
    let judging = judge(&mut query, &chosen, &mut answers, out);
    let interrupted = tokio::select! {
        ended = judging => ended.map(|()| false)?,
        _ = tokio::signal::ctrl_c() => true,
    };
    let figures = Figures::of(chosen.iter().filter_map(|hit| {
        Some((hit.statement.speaker.as_deref(), answers.of(&hit.statement.id)?))
    }));
    if interrupted {
        return Err(Failure::Interrupted(format!(
            "interrupted: {} of {} judged; every answer is kept, and the same command goes on from \
             there",
            figures.judged(),
            counted(chosen.len() as u64, "statement")
        )));
    }
    figures.write(out, chosen.len())?;
    out.flush()?;
    if let Some(file) = &args.export {
        let written = labels::export(&mut query, Some(&answers), file).await?;
        tell(&format!("wrote {} to {}", counted(written, "label"), file.display()));
    }
    Ok(if chosen.is_empty() { Outcome::NothingFound } else { Outcome::Answered })
}

/// Writes all corrections to `file` as labels; returns how many.
pub(super) async fn export_corrections(query: &mut Query, file: &Path) -> Result<u64, Failure> {
    labels::export(query, None, file).await
}

/// Shows one statement after the other until all are judged or the person has had enough.
async fn judge(
    query: &mut Query,
    chosen: &[StatementHit],
    answers: &mut Answers,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut keys = Keys::open();
    let next = |answers: &Answers, from: usize| {
        (from..chosen.len()).find(|at| answers.of(&chosen[*at].statement.id).is_none())
    };
    let mut at = next(answers, 0);
    let mut article: Option<Article> = None;
    while let Some(now) = at {
        let hit = &chosen[now];
        if article.as_ref().is_none_or(|article| article.id() != hit.article) {
            article = articles(query, &[hit.article]).await?.pop();
        }
        let Some(article) = &article else {
            at = next(answers, now + 1);
            continue;
        };
        let place = format!("{} of {}", now + 1, chosen.len());
        let before = answers.of(&hit.statement.id);
        let mut more = 0;
        at = loop {
            context::write(out, article, hit, more, &place, before)?;
            out.flush()?;
            match keys.next().await? {
                Some(Key::Verdict(verdict)) => {
                    answers.keep(&hit.statement.id, verdict)?;
                    break next(answers, now + 1);
                }
                Some(Key::Skip) => break next(answers, now + 1),
                Some(Key::Back) => break Some(now.saturating_sub(1)),
                Some(Key::More) => more += 1,
                Some(Key::Unknown) => {}
                Some(Key::Quit) | None => break None,
            }
        };
    }
    Ok(())
}

/// Returns the articles of these ids that are kept, at most one page of them.
async fn articles(query: &mut Query, ids: &[ArticleId]) -> Result<Vec<Article>, Failure> {
    let limit = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let wanted = ArticleQuery { articles: Some(ids.to_vec()), limit, ..ArticleQuery::default() };
    let answer = query.client.list_articles(ListArticlesRequest::from(&wanted)).await;
    let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let page = ArticlePage::try_from(answer).map_err(|error| query.garbled(&error))?;
    Ok(page.articles)
}
