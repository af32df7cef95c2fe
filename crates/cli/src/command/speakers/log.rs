//! `q7x2 speakers log`: who decided what about speakers, and when.

use std::io::Write;

use clap::Args;
use q7x2_domain::EditEntry;
use q7x2_proto::MAX_PAGE_SIZE;
use q7x2_proto::v1::ListSpeakerEditsRequest;

use super::edit::Format;
use crate::command::query::limit;
use crate::connection::Services;
use crate::exit::{Failure, Outcome};
use crate::json::{self, EditLog};
use crate::output::{Output, tell};
use crate::render;

const EXAMPLES: &str = "\
Examples:
  q7x2 speakers log                 what was decided last, and by whom
  q7x2 speakers log --limit all --format json | jq '.edits[] | select(.undone_by == null)'";

/// List what people decided about speakers, with who and when, the latest first
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LogArgs {
    /// List at most this many, or `all`
    #[arg(long, value_name = "N", default_value = "50", value_parser = limit)]
    limit: u64,
    /// How to print the edits
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Asks for the journal and prints it.
pub(super) async fn run(
    args: &LogArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut query = services.query()?;
    let mut edits: Vec<EditEntry> = vec![];
    loop {
        let missing = args.limit - edits.len() as u64;
        let page_size = u32::try_from(missing).unwrap_or(u32::MAX).min(MAX_PAGE_SIZE);
        let before = edits.last().map_or(0, |edit| edit.number);
        let request = ListSpeakerEditsRequest { page_size, before };
        let answer = query.client.list_speaker_edits(request).await;
        let page = answer.map_err(|status| query.failure(&status))?.into_inner().edits;
        let more = page.len() == page_size as usize;
        for edit in page {
            edits.push(edit.try_into().map_err(|error| query.garbled(&error))?);
        }
        if !more || edits.len() as u64 >= args.limit {
            break;
        }
    }
    match args.format {
        Format::Text => render::edits::write_log(out, &edits)?,
        Format::Json => json::write_pretty(out, &EditLog::from(&edits[..]))?,
    }
    out.flush()?;
    if edits.is_empty() {
        tell("nothing was decided yet; `q7x2 speakers --help` says what can be");
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Answered)
}
