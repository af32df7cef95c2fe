//! `q7x2 show`: one statement inside its paragraph.

use std::io::Write;

use clap::{Args, ValueEnum};
use q7x2_domain::StatementInContext;
use q7x2_proto::v1::GetStatementRequest;

use crate::connection::Services;
use crate::exit::{Failure, Outcome};
use crate::json::{self, Shown, ShownStatement};
use crate::output::{Output, tell};
use crate::render;

const EXAMPLES: &str = "\
Examples:
  q7x2 show 3f9a0c12d4e5b6a7           the statement of this id
  q7x2 show 3f9a                       the first digits are enough
  q7x2 show 3f9a --format json | jq '.statements[0].paragraph.text'";

/// Show a statement inside its paragraph, with source, cue and content marked
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowArgs {
    /// The id of the statement, or its first digits: at least 4
    #[arg(value_parser = statement_id)]
    id: String,
    /// How to print the statement
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the statement is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object with the statements found
    Json,
}

/// Parses the id of a statement or its first digits.
fn statement_id(text: &str) -> Result<String, String> {
    let id = text.trim().to_lowercase();
    if (4..=16).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(id)
    } else {
        Err("an id has 16 digits, 0 to 9 and a to f; write at least its first 4".into())
    }
}

/// Asks for the statement and prints it; several when the digits fit several.
pub(crate) async fn run(
    args: &ShowArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut query = services.query()?;
    let id_prefix = args.id.clone();
    let answer = query.client.get_statement(GetStatementRequest { id_prefix }).await;
    let found = answer.map_err(|status| query.failure(&status))?.into_inner().statements;
    let found: Result<Vec<StatementInContext>, _> =
        found.into_iter().map(TryFrom::try_from).collect();
    let found = found.map_err(|error| query.garbled(&error))?;
    match args.format {
        Format::Text => {
            let look = out.look();
            for (i, statement) in found.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                render::marks::write_in_context(out, look, statement)?;
            }
        }
        Format::Json => {
            let statements = found.iter().map(ShownStatement::from).collect();
            json::write_pretty(out, &Shown { statements })?;
        }
    }
    out.flush()?;
    if found.is_empty() {
        tell(&format!("no statement has the id {}; `q7x2 query` prints ids", args.id));
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Answered)
}
