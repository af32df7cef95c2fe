//! The commands, a module each: its options, its examples, and what it asks the services.
//!
//! A command asks and renders; it decides nothing about statements.

pub(crate) mod completions;
pub(crate) mod extract;
pub(crate) mod ingest;
pub(crate) mod query;
pub(crate) mod retry;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod speakers;
pub(crate) mod status;

use crate::arguments::{Arguments, Command};
use crate::connection::{Purpose, Services};
use crate::exit::{Failure, Outcome};
use crate::output::Output;

/// Runs the command that was called.
///
/// # Errors
/// When it could not do its work.
pub(crate) async fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    let mut output = Output::open(arguments.general.color_choice());
    let purpose = match &arguments.command {
        Command::Completions(args) => return completions::run(args, &mut output),
        Command::Serve(args) => return serve::run(args, &arguments.connection).await,
        Command::Ingest(_) | Command::Retry(_) => Purpose::Work,
        Command::Query(args) => args.purpose(),
        Command::Extract(_) => Purpose::Extract,
        Command::Show(_) | Command::Speakers(_) | Command::Status(_) => Purpose::Look,
    };
    let services = Services::connect(&arguments.connection, purpose).await?;
    let (services_ref, out) = (&services, &mut output);
    let result = match arguments.command {
        Command::Ingest(args) => ingest::run(&args, services_ref, out).await,
        Command::Query(args) => query::run(args, services_ref, out).await,
        Command::Extract(args) => extract::run(&args, services_ref, out).await,
        Command::Show(args) => show::run(&args, services_ref, out).await,
        Command::Speakers(args) => speakers::run(&args, services_ref, out).await,
        Command::Status(args) => status::run(&args, services_ref, out).await,
        Command::Retry(args) => retry::run(args, services_ref, out).await,
        Command::Serve(_) | Command::Completions(_) => unreachable!("answered above"),
    };
    // However it ended: what the workers hold is given back, so that the next start finds it.
    services.shut_down().await;
    result
}
