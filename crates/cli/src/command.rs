//! The commands, a module each: its options, its examples, and what it asks the services.
//!
//! A command asks and renders; it decides nothing about statements.

pub(crate) mod articles;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod correct;
mod decide;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod import;
pub(crate) mod ingest;
pub(crate) mod keys;
mod legend;
pub(crate) mod man;
mod outlet;
pub(crate) mod query;
pub(crate) mod reextract;
pub(crate) mod retry;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod speakers;
pub(crate) mod status;
mod waiting;
pub(crate) mod watch;

use std::process::ExitCode;

use q7x2_embedded::EmbeddedOptions;

use crate::arguments::{Arguments, Command};
use crate::connection::{ConnectionArgs, Purpose, Services};
use crate::exit::{Failure, Outcome, report};
use crate::output::{Output, tell};

/// Runs the command that was called and returns the exit code, after telling what failed.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let at = &arguments.connection;
    let out = &mut Output::open(arguments.general.output());
    match arguments.command {
        Command::Completions(args) => report(completions::run(&args, out)),
        Command::Man(args) => report(man::run(&args)),
        Command::Config(args) => report(config::run(&args, &arguments.settings, at, out)),
        Command::Keys(args) => report(keys::run(&args, out)),
        Command::Serve(args) => report(serve::run(&args, at).await),
        Command::Ingest(args) => {
            ask(at, Purpose::Work, async |services| ingest::run(&args, at, services, out).await)
                .await
        }
        Command::Watch(args) => {
            ask(at, Purpose::Work, async |services| watch::run(&args, at, services, out).await)
                .await
        }
        Command::Query(args) => {
            if let Some(mistake) = args.mistake() {
                return report(Err(mistake));
            }
            if args.paths().is_empty() {
                let command = async |services: &_| query::run(&args, services, out).await;
                return ask(at, Purpose::Look, command).await;
            }
            let (services, cache) = match Services::on_paths(at, args.paths()).await {
                Ok(started) => started,
                Err(failure) => return report(Err(failure)),
            };
            if arguments.general.verbose > 0 {
                tell(&format!(
                    "answers from a cache of these paths in {}, which may be deleted at any time; \
                     `q7x2 ingest` keeps articles",
                    cache.display()
                ));
            }
            let code = report(query::run(&args, &services, out).await);
            services.shut_down().await;
            code
        }
        Command::Extract(args) => {
            ask(at, Purpose::Extract, async |services| extract::run(&args, services, out).await)
                .await
        }
        Command::Show(args) => {
            ask(at, Purpose::Look, async |services| show::run(&args, at, services, out).await).await
        }
        Command::Speakers(args) => {
            let command = async |services: &_| speakers::run(&args, at, services, out).await;
            ask(at, Purpose::Look, command).await
        }
        Command::Articles(args) => {
            let command = async |services: &_| articles::run(&args, at, services, out).await;
            ask(at, args.purpose(), command).await
        }
        Command::Correct(args) => {
            let command = async |services: &_| correct::run(&args, at, services, out).await;
            ask(at, Purpose::Look, command).await
        }
        // Looking makes no folder.
        Command::Status(args) if args.is_once() && at.keeps_nothing() => {
            report(status::nothing_kept(&args, at, out))
        }
        Command::Status(args) => {
            ask(at, Purpose::Look, async |services| status::run(&args, at, services, out).await)
                .await
        }
        Command::Reextract(args) => {
            ask(at, Purpose::Work, async |services| reextract::run(&args, services, out).await)
                .await
        }
        Command::Audit(args) => match at.embedded_options() {
            Ok(EmbeddedOptions { data_dir, .. }) => {
                let command = async |services: &_| audit::run(&args, data_dir, services, out).await;
                ask(at, Purpose::Look, command).await
            }
            Err(failure) => report(Err(failure)),
        },
        Command::Export(args) => {
            ask(at, Purpose::Look, async |services| export::run(&args, at, services, out).await)
                .await
        }
        Command::Import(args) => {
            ask(at, Purpose::Look, async |services| import::run(&args, services, out).await).await
        }
        Command::Check(args) => {
            ask(at, Purpose::Look, async |services| check::run(&args, at, services, out).await)
                .await
        }
        Command::Retry(args) => {
            ask(at, Purpose::Work, async |services| retry::run(&args, services, out).await).await
        }
    }
}

/// Runs a command against the services, wherever they are, and ends those of this process.
async fn ask(
    connection: &ConnectionArgs,
    purpose: Purpose,
    command: impl AsyncFnOnce(&Services) -> Result<Outcome, Failure>,
) -> ExitCode {
    let services = match Services::connect(connection, purpose).await {
        Ok(services) => services,
        Err(failure) => return report(Err(failure)),
    };
    // Whoever waits is told first: ending the services may take a while after a failure.
    let code = report(command(&services).await);
    services.shut_down().await;
    code
}
