//! `q7x2 status`: what is kept, what waits, what was set aside, who works.

use std::io::Write;
use std::pin::pin;
use std::time::Duration;

use clap::{Args, ValueEnum};
use futures::FutureExt;
use q7x2_domain::{SetAside, StatementQuery};
use q7x2_proto::connect;
use q7x2_proto::v1::{GetQueueStatusRequest, GetStoreStatusRequest, QueryStatementsRequest};

use crate::connection::{ConnectionArgs, Ingest, Query, Services};
use crate::exit::{Failure, Outcome};
use crate::json::{self, Queue, Status, Store};
use crate::output::{Output, tell};
use crate::progress::Progress;
use crate::render;

const EXAMPLES: &str = "\
Examples:
  q7x2 status                          once
  q7x2 --server localhost status --watch
  q7x2 status --format json | jq .queue.waiting";

/// How many set-aside articles are listed.
const MAX_SET_ASIDE: u32 = 20;

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_secs(1);

/// Show what is kept, what waits, what was set aside and who works
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct StatusArgs {
    /// Look again every second and print what changed, until interrupted
    #[arg(long)]
    watch: bool,
    /// How to print it; with --watch, JSON is an object a line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl StatusArgs {
    /// Tells whether to look once only.
    pub(crate) fn is_once(&self) -> bool {
        !self.watch
    }
}

/// How the state is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
}

/// Asks ingest and query for their state and prints it.
pub(crate) async fn run(
    args: &StatusArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let (mut ingest, mut query) = (services.ingest()?, services.query()?);
    let mut before = None;
    let mut interrupted = pin!(tokio::signal::ctrl_c().fuse());
    if args.watch {
        // From the first line on, an interruption is the end that was asked for.
        let _ = futures::poll!(interrupted.as_mut());
    }
    loop {
        let now = status(&mut ingest, &mut query, at).await?;
        if before.as_ref() != Some(&now) {
            print(args, &now, before.is_none(), out)?;
            before = Some(now);
        }
        if !args.watch {
            return Ok(Outcome::Answered);
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = interrupted.as_mut() => return Ok(Outcome::Answered),
        }
    }
}

/// Tells that nothing is kept, where there is not even a folder to keep it in.
pub(crate) fn nothing_kept(
    args: &StatusArgs,
    at: &ConnectionArgs,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    print(args, &Status::of_nothing(folder(at)?), true, out)?;
    tell("nothing is kept yet; keep articles with `q7x2 ingest PATH`");
    Ok(Outcome::Answered)
}

/// Returns the data directory of this process, for people.
fn folder(at: &ConnectionArgs) -> Result<Option<String>, Failure> {
    Ok(at.data_dir()?.map(|folder| folder.display().to_string()))
}

/// Asks again and again while another program keeps locked what is asked for, and says that.
async fn unlocked<T>(
    mut ask: impl AsyncFnMut() -> Result<T, tonic::Status>,
) -> Result<T, tonic::Status> {
    let progress = Progress::none();
    loop {
        match ask().await {
            Err(status) if let Some(again) = connect::is_locked(&status) => {
                progress.waits_for(status.message());
                tokio::time::sleep(again).await;
            }
            answer => {
                progress.waits_for("");
                return answer;
            }
        }
    }
}

async fn status(
    ingest: &mut Ingest,
    query: &mut Query,
    at: &ConnectionArgs,
) -> Result<Status, Failure> {
    let request = GetQueueStatusRequest { max_set_aside: MAX_SET_ASIDE, max_pending: 0 };
    let queue = unlocked(async || ingest.client.get_queue_status(request).await).await;
    let queue = queue.map_err(|status| ingest.failure(&status))?.into_inner();
    let store = async || query.client.get_store_status(GetStoreStatusRequest {}).await;
    let store = unlocked(store).await.map_err(|status| query.failure(&status))?.into_inner();
    let set_aside: Result<Vec<SetAside>, _> =
        queue.set_aside_articles.into_iter().map(TryFrom::try_from).collect();
    let set_aside = set_aside.map_err(|error| ingest.garbled(&error))?;
    Ok(Status {
        data_dir: folder(at)?,
        store: Store::new(store, shown(query).await),
        queue: Queue {
            waiting: queue.waiting,
            leased: queue.leased,
            set_aside: queue.set_aside,
            set_aside_articles: set_aside.iter().map(json::SetAside::from).collect(),
        },
        workers: queue.workers.into_iter().map(Into::into).collect(),
    })
}

/// Returns how many statements `query` shows unasked; `None` where nobody tells, or they are too many to be
/// counted.
async fn shown(query: &mut Query) -> Option<u64> {
    let question = StatementQuery { limit: 1, ..StatementQuery::default() };
    let mut request = QueryStatementsRequest::from(&question);
    request.first_page_only = true;
    let answer = query.client.query_statements(request).await.ok()?.into_inner();
    (!answer.total_at_least).then_some(answer.total)
}

fn print(args: &StatusArgs, now: &Status, first: bool, out: &mut Output) -> Result<(), Failure> {
    match args.format {
        Format::Text => {
            if !first {
                writeln!(out)?;
            }
            let look = out.look();
            render::status::write_status(out, look, now)?;
        }
        Format::Json if args.watch => json::write_line(out, now)?,
        Format::Json => json::write_pretty(out, now)?,
    }
    Ok(out.flush()?)
}
