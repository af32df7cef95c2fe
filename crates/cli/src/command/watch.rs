//! `q7x2 watch`: feeds read again and again, and what is new in them kept.

use std::io::Write;
use std::time::Duration;

use clap::{Args, ValueEnum};
use q7x2_domain::{Clock, SystemClock};
use q7x2_fetch::{next_poll, spread};
use tokio::time::Instant;

use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::feed::{Feed, InputArgs, MetadataArgs};
use crate::intake;
use crate::json::{self, Receipt, ReceiptStatus};
use crate::output::{Output, tell};
use crate::web::{Web, WebArgs, is_web_address};

const EXAMPLES: &str = "\
Examples:
  q7x2 watch https://example.org/feed.xml                  every 15 minutes, until Ctrl-C
  q7x2 watch --interval 60 https://example.org/feed.xml https://example.net/rss
  q7x2 watch --once https://example.org/feed.xml           once, as from cron
  q7x2 watch --format jsonl https://example.org/feed.xml   a receipt a line, for programs

A feed is asked no sooner than it says (ttl), or its server (Cache-Control, Retry-After). Its items are read
whole where they are so, and otherwise from the pages that they lead to, each once.";

/// Read feeds again and again, and keep what is new in them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct WatchArgs {
    /// Addresses of feeds: RSS, Atom or JSON Feed
    #[arg(value_name = "FEED", required = true, value_parser = address)]
    feeds: Vec<String>,
    /// Ask each feed again after so many minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 15,
          value_parser = clap::value_parser!(u32).range(1..=10080))]
    interval: u32,
    /// Ask each feed once, and end
    #[arg(long)]
    once: bool,
    /// With --server, wait until everything is extracted before asking again; without, that is always so
    #[arg(long)]
    wait: bool,
    /// How to print what became of each article
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    web: WebArgs,
}

/// How receipts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each article that is new
    Text,
    /// A receipt a line
    Jsonl,
}

fn address(text: &str) -> Result<String, String> {
    if is_web_address(text) {
        Ok(text.to_owned())
    } else {
        Err("this is no address; write it as https://example.org/feed.xml".into())
    }
}

/// Asks the feeds when it is time, until the user interrupts.
pub(crate) async fn run(
    args: &WatchArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let web = Web::start(&args.web, Some(&at.fetched()?))?;
    let mut due: Vec<(Instant, &String)> =
        args.feeds.iter().map(|feed| (Instant::now(), feed)).collect();
    loop {
        let now = Instant::now();
        let ready: Vec<String> =
            due.iter().filter(|(at, _)| *at <= now).map(|(_, feed)| (*feed).clone()).collect();
        let is_complete = match poll(args, &ready, &web, services, out).await {
            Err(Failure::Interrupted(message)) => {
                tell(&message);
                return Ok(Outcome::Answered);
            }
            polled => polled?,
        };
        if args.once {
            return Ok(if is_complete { Outcome::Answered } else { Outcome::SomeRejected });
        }
        for (at, feed) in due.iter_mut().filter(|(at, _)| *at <= now) {
            *at = Instant::now() + pause(args, &web, feed);
        }
        let Some(next) = due.iter().map(|(at, _)| *at).min() else { return Ok(Outcome::Answered) };
        tokio::select! {
            () = tokio::time::sleep_until(next) => {}
            _ = tokio::signal::ctrl_c() => return Ok(Outcome::Answered),
        }
    }
}

/// Returns the time until a feed is asked again.
fn pause(args: &WatchArgs, web: &Web, feed: &str) -> Duration {
    let told: Vec<Option<Duration>> = web.pauses(feed).into_iter().map(Some).collect();
    let interval = Duration::from_secs(u64::from(args.interval) * 60);
    spread(next_poll(interval, &told), feed, SystemClock.now())
}

/// Asks some feeds once and keeps what is new. Tells whether all of it could be taken.
async fn poll(
    args: &WatchArgs,
    feeds: &[String],
    web: &Web,
    services: &Services,
    out: &mut Output,
) -> Result<bool, Failure> {
    let inputs = InputArgs::of_addresses(feeds);
    let feed = Feed::start_with(&inputs, &MetadataArgs::default(), services, Some(web.clone()))?;
    let on_receipt = |receipt: Receipt| {
        match (args.format, receipt.status) {
            (Format::Text, ReceiptStatus::Accepted) => {
                let id = receipt.article_id.as_deref().unwrap_or_default();
                let place = receipt.path.as_deref().unwrap_or_default();
                writeln!(out, "{id}  {place}")?;
            }
            (Format::Text, _) => return Ok(()),
            (Format::Jsonl, _) => json::write_line(out, &receipt)?,
        }
        // A line is for whoever looks on.
        Ok(out.flush()?)
    };
    let wait = args.wait || !services.are_remote();
    let tally = intake::take_in(&mut services.ingest()?, feed, wait, on_receipt).await?;
    intake::tell_set_aside(tally.set_aside());
    // That a feed did not change is what happens most of the time.
    web.told_of_feeds().into_iter().for_each(|line| tell(&line));
    Ok(tally.is_complete())
}
