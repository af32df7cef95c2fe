//! `q7x2 export`: everything that is kept, a record a line, for `q7x2 import` elsewhere.

use std::io::Write;

use clap::Args;
use q7x2_proto::v1::ExportStoreRequest;
use q7x2_proto::v1::export_record::Record;
use q7x2_proto::write_line;

use super::waiting;
use crate::connection::{ConnectionArgs, Services};
use crate::exit::{Failure, Outcome};
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  q7x2 export --all > house.jsonl                                  everything, into a file
  q7x2 export --all | q7x2 --data-dir new/ import                  into another folder
  q7x2 export --all | q7x2 --server archive.example import         onto a server, whatever its engine
  q7x2 export --all | zstd > house.jsonl.zst                       packed";

/// Write everything that is kept, for `q7x2 import` elsewhere
///
/// Articles with their texts, every extraction of each, and the journal of what people decided, with ids,
/// numbers, times and names, in one state of the store; what was forgotten and is not erased yet included.
/// What is still in line is not kept yet, and told.
/// docs/export.md describes the lines.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArgs {
    /// Everything; said so that nobody gets an archive on the screen unasked
    #[arg(long, required = true)]
    all: bool,
}

/// Writes everything to standard output.
pub(crate) async fn run(
    args: &ExportArgs,
    at: &ConnectionArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    debug_assert!(args.all, "the parser wants it");
    tokio::select! {
        done = write(services, out) => done?,
        _ = tokio::signal::ctrl_c() => {
            let told = "interrupted: what was written has no end, and `q7x2 import` will say so";
            return Err(Failure::Interrupted(told.into()));
        }
    }
    waiting::tell_what_waits(services).await;
    Ok(match waiting::tell_when_nothing_is_kept(services, at).await {
        true => Outcome::Answered,
        false => Outcome::NothingFound,
    })
}

async fn write(services: &Services, out: &mut Output) -> Result<(), Failure> {
    let mut query = services.query()?;
    let answer = query.client.export_store(ExportStoreRequest {}).await;
    let mut answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    let mut is_whole = false;
    while let Some(message) = answer.message().await.map_err(|status| query.failure(&status))? {
        let record = message.record.unwrap_or_default();
        is_whole = matches!(record.record, Some(Record::End(_)));
        let line = write_line(&record);
        let line = line.map_err(|error| {
            Failure::Service(format!("something that is kept cannot be written: {error}"))
        })?;
        out.write_all(&line)?;
    }
    out.flush()?;
    if !is_whole {
        let told = "the export ended before its end; try again";
        return Err(Failure::Service(told.into()));
    }
    Ok(())
}
