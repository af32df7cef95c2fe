//! `q7x2 import`: what another store kept, taken in as it was.

mod reading;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use q7x2_proto::v1::ImportStoreResponse;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use self::reading::Reading;
use super::retry::Format;
use crate::connection::Services;
use crate::exit::{Failure, Outcome};
use crate::json;
use crate::output::{Output, counted, tell};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  q7x2 export --all | q7x2 --data-dir new/ import      move into another folder
  q7x2 --server archive.example import house.jsonl     from a file, onto a server
  q7x2 --data-dir new/ check                           and prove that all of it is as it was";

/// How many records may be on their way to the service.
const ON_THE_WAY: usize = 16;

/// Take in what `q7x2 export` wrote
///
/// Everything answers then as it did where it comes from, with the same ids: what was corrected, merged, set,
/// forgotten and undone included. What is here already is passed over, so that an import that was cut off is
/// gone on with by running it again. Edits come into a store without any, or with the same.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// The file; standard input when none is given, or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// How to print what was taken in
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The answer of `import --format json`.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Imported {
    /// Articles that are new, and that were here.
    articles: u64,
    held_articles: u64,
    /// Extractions that are new, and that were here.
    extractions: u64,
    held_extractions: u64,
    /// Articles that people had erased here, and that were not taken in.
    erased: u64,
    /// Edits that are new, and that were here.
    edits: u64,
    held_edits: u64,
    /// Whether this was everything.
    complete: bool,
}

/// Takes in the records.
pub(crate) async fn run(
    args: &ImportArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut imported = Imported::default();
    let done = tokio::select! {
        done = take_in(args, services, &mut imported) => Some(done),
        _ = tokio::signal::ctrl_c() => None,
    };
    let so_far = told(&imported);
    let (damage, of) = match done {
        None => {
            return Err(Failure::Interrupted(format!(
                "interrupted: {so_far}; nothing of that is lost, and the same command goes on from there"
            )));
        }
        Some(Err(failure)) => {
            tell(&format!("{so_far} before it failed"));
            return Err(failure);
        }
        Some(Ok(read)) => read,
    };
    match args.format {
        Format::Text => writeln!(out, "{so_far}")?,
        Format::Json => json::write_pretty(out, &imported)?,
    }
    out.flush()?;
    if let Some(damage) = damage {
        tell(&damage);
        return Ok(Outcome::SomeRejected);
    }
    if !imported.complete {
        tell(
            "the input has no end: it was cut off, and what came after is not here; export once more and \
             run this again, which passes over what is here",
        );
        return Ok(Outcome::SomeRejected);
    }
    let Imported { articles, held_articles, erased, .. } = imported;
    let here = articles + held_articles;
    if here < of {
        tell(&format!("the export has {}, of which {here} are here now", counted(of, "article")));
        // What people had erased here is left out as they want it.
        if here + erased < of {
            return Ok(Outcome::SomeRejected);
        }
    }
    Ok(Outcome::Answered)
}

/// Sends the records and keeps `imported` right at any moment. Returns which line is damaged, if one is: with
/// it the import ends; and how many articles the input says that it has.
async fn take_in(
    args: &ImportArgs,
    services: &Services,
    imported: &mut Imported,
) -> Result<(Option<String>, u64), Failure> {
    let mut query = services.query()?;
    let (requests, outgoing) = mpsc::channel(ON_THE_WAY);
    let reading = Reading::begin(args.file.as_deref(), requests)?;
    let progress = Progress::reading(reading.length());
    let answer = query.client.import_store(ReceiverStream::new(outgoing)).await;
    let mut answer = answer.map_err(|status| query.failure(&status))?.into_inner();
    while let Some(message) = answer.message().await.map_err(|status| query.failure(&status))? {
        *imported = Imported::from(message);
        let articles = imported.articles + imported.held_articles;
        progress.read(reading.bytes(), articles, imported.articles);
    }
    drop(progress);
    Ok((reading.damage(), reading.articles()))
}

fn told(imported: &Imported) -> String {
    let Imported { articles, held_articles, extractions, erased, edits, held_edits, .. } =
        *imported;
    let mut told = format!(
        "took in {} with {} and {}",
        counted(articles, "article"),
        counted(extractions, "extraction"),
        counted(edits, "edit"),
    );
    if held_articles + held_edits > 0 {
        let held = (counted(held_articles, "article"), counted(held_edits, "edit"));
        told.push_str(&format!("; {} and {} were here", held.0, held.1));
    }
    if erased > 0 {
        told.push_str(&format!("; {} had been erased here", counted(erased, "article")));
    }
    told
}

impl From<ImportStoreResponse> for Imported {
    fn from(wire: ImportStoreResponse) -> Self {
        Self {
            articles: wire.articles,
            held_articles: wire.held_articles,
            extractions: wire.extractions,
            held_extractions: wire.held_extractions,
            erased: wire.erased,
            edits: wire.edits,
            held_edits: wire.held_edits,
            complete: wire.complete,
        }
    }
}
