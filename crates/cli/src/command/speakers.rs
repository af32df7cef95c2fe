//! `q7x2 speakers`: who speaks, how often, under which names; and what people decide about that.

mod edit;
mod log;

use clap::{Args, ValueEnum};
use q7x2_domain::SpeakerSummary;
use q7x2_proto::v1::ListSpeakersRequest;

use self::edit::EditCommand;
use super::query::limit;
use super::waiting;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::json::{self, SpeakerList};
use crate::output::{Output, tell};
use crate::render;

const EXAMPLES: &str = "\
Examples:
  q7x2 speakers                        who is heard most
  q7x2 speakers zelensky               under which names somebody is known
  q7x2 speakers lind --ids             with the ids that the commands below take
  q7x2 speakers --limit all --format json | jq -r '.speakers[].name'
  q7x2 speakers merge \"Anna Lind\" \"A. Lind\"    they are one

What is decided holds for articles that come later as well, is kept with who and when, and can be
undone.";

/// List who speaks, how often and under which names
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct SpeakersArgs {
    #[command(subcommand)]
    edit: Option<EditCommand>,
    /// List only speakers with this name, in any known form
    #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
    name: Option<String>,
    /// List at most this many, or `all` [default: 50 as a table, else all]
    #[arg(long, value_name = "N", value_parser = limit)]
    limit: Option<u64>,
    /// Print the speakers' ids as well; JSON has them anyway
    #[arg(long)]
    ids: bool,
    /// How to print the speakers
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// How speakers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One object with all speakers
    Json,
}

/// Asks for the speakers and prints them.
pub(crate) async fn run(
    args: &SpeakersArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    if let Some(command) = &args.edit {
        return edit::run(command, at, services, out).await;
    }
    let mut query = services.query()?;
    let name = args.name.clone().unwrap_or_default();
    let limit = args.limit.unwrap_or(if args.format == Format::Table { 50 } else { u64::MAX });
    let request = ListSpeakersRequest { name, page_size: u32::try_from(limit).unwrap_or(u32::MAX) };
    let answer = query.client.list_speakers(request).await;
    let answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let speakers: Result<Vec<SpeakerSummary>, _> =
        answer.speakers.into_iter().map(TryFrom::try_from).collect();
    let speakers = speakers.map_err(|error| query.garbled(&error))?;
    let some_wait = waiting::tell_what_waits(services).await;
    if speakers.is_empty() {
        let lacks = waiting::nothing_in_what_is_kept(services).await.filter(|_| !some_wait);
        let (name, nearest) = (args.name.as_deref(), &answer.nearest_speakers);
        tell(&lacks.unwrap_or_else(|| nobody(name, nearest, some_wait)));
    }
    match args.format {
        Format::Table if speakers.is_empty() => {}
        Format::Table => {
            out.page();
            let look = out.look();
            render::speakers::write_speakers(out, look, &speakers, args.ids)?;
        }
        Format::Json => {
            json::write_pretty(out, &SpeakerList::new(&speakers, answer.nearest_speakers))?;
        }
    }
    out.end_page()?;
    Ok(if speakers.is_empty() { Outcome::NothingFound } else { Outcome::Answered })
}

/// Returns that nobody was found, and what to try instead.
fn nobody(name: Option<&str>, nearest: &[String], some_wait: bool) -> String {
    match (name, nearest) {
        (None, _) if some_wait => "no speakers are known yet".to_owned(),
        (None, _) => "no speakers are known yet; keep articles with `q7x2 ingest PATH`".to_owned(),
        (Some(name), []) => format!("nobody is called \"{name}\""),
        (Some(name), nearest) => {
            format!("nobody is called \"{name}\"; nearest: {}", nearest.join(", "))
        }
    }
}
