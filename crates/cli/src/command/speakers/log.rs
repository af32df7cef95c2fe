//! `q7x2 speakers log`: who decided what about speakers, and when.

use clap::Args;

use crate::command::decide::{self, ListArgs};
use crate::connection::Services;
use crate::exit::{Failure, Outcome};
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  q7x2 speakers log                 what was decided last, and by whom
  q7x2 speakers log --limit all --format json | jq '.edits[] | select(.undone_by == null)'";

/// List what people decided about speakers and statements, with who and when, the latest first
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LogArgs {
    #[command(flatten)]
    list: ListArgs,
}

/// Asks for the journal and prints it.
pub(super) async fn run(
    args: &LogArgs,
    services: &Services,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let nothing = "nothing was decided yet; `q7x2 speakers --help` says what can be";
    decide::list(&args.list, |_| true, nothing, services, out).await
}
