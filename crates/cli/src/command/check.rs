//! `q7x2 check`: whether everything that is kept is what its hashes and places say.

use std::io::Write;

use clap::Args;
use q7x2_proto::v1::{CheckStoreRequest, GetStoreStatusRequest};
use serde::Serialize;

use super::retry::Format;
use super::waiting;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::json;
use crate::output::{Output, counted, printable};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  q7x2 check                                 exit code 1 where something is wrong
  q7x2 check --format json | jq .faults
  q7x2 --server archive.example check        of a server's store";

/// How many faults are listed; the others are counted.
const LISTED: u64 = 1000;

/// Look whether everything that is kept is as it should be
///
/// Of every article, whether its id is the hash of its address and text; of every statement of every
/// extraction, whether each of its spans is a slice of that text, word for word; and whether the journal of
/// edits can be read. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The answer of `check --format json`.
#[derive(Debug, Default, Serialize)]
struct Checked {
    /// How much was looked at.
    articles: u64,
    extractions: u64,
    statements: u64,
    edits: u64,
    /// How many faults there are.
    fault_count: u64,
    /// The first thousand of them.
    faults: Vec<Fault>,
}

#[derive(Debug, Serialize)]
struct Fault {
    /// "article", "statement" or "edit", and its id.
    what: String,
    /// The article it belongs to; null where it is of none.
    article: Option<String>,
    /// What is wrong.
    wrong: String,
}

/// Has everything looked at and prints what was found.
pub(crate) async fn run(
    args: &CheckArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut checked = Checked::default();
    let done = tokio::select! {
        done = check(services, &mut checked) => Some(done),
        _ = tokio::signal::ctrl_c() => None,
    };
    let looked_at = format!(
        "{} with {} and {}, {}",
        counted(checked.articles, "article"),
        counted(checked.extractions, "extraction"),
        counted(checked.statements, "statement"),
        counted(checked.edits, "edit"),
    );
    let found = counted(checked.fault_count, "fault");
    match done {
        None => {
            return Err(Failure::Interrupted(format!(
                "interrupted: {found} in {looked_at} so far; nothing was changed"
            )));
        }
        Some(done) => done?,
    }
    match args.format {
        Format::Json => json::write_pretty(out, &checked)?,
        Format::Text => {
            for Fault { what, article, wrong } in &checked.faults {
                let of = article.as_ref().filter(|id| !what.ends_with(id.as_str()));
                let of = of.map(|id| format!(" of article {id}")).unwrap_or_default();
                writeln!(out, "{}", printable(&format!("{what}{of}: {wrong}")))?;
            }
            let more = checked.fault_count - checked.faults.len() as u64;
            if more > 0 {
                writeln!(out, "and {more} more")?;
            }
            match checked.fault_count {
                0 => writeln!(out, "{looked_at}: all as it should be")?,
                _ => writeln!(out, "{looked_at}: {found}")?,
            }
        }
    }
    out.flush()?;
    waiting::tell_what_waits(services).await;
    Ok(match (checked.fault_count, waiting::tell_when_nothing_is_kept(services, at).await) {
        (0, true) => Outcome::Answered,
        (0, false) => Outcome::NothingFound,
        _ => Outcome::Faulty,
    })
}

/// Keeps `checked` right at any moment.
async fn check(services: &Services, checked: &mut Checked) -> Result<(), Failure> {
    let mut query = services.query()?;
    let store = query.client.get_store_status(GetStoreStatusRequest {}).await;
    let articles = store.map_err(|status| query.failure(&status))?.into_inner().articles;
    let progress = Progress::checking(articles);
    let answer = query.client.check_store(CheckStoreRequest {}).await;
    let mut answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    while let Some(more) = answer.message().await.map_err(|status| query.failure(&status))? {
        checked.articles += more.articles;
        checked.extractions += more.extractions;
        checked.statements += more.statements;
        checked.edits += more.edits;
        for fault in more.faults {
            checked.fault_count += 1;
            if checked.fault_count <= LISTED {
                let article = Some(fault.article_id).filter(|id| !id.is_empty());
                checked.faults.push(Fault { what: fault.what, article, wrong: fault.wrong });
            }
        }
        progress.extracted(checked.articles);
    }
    Ok(())
}
