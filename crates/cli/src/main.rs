//! `q7x2`, the command line client: arguments to gRPC to rendering, and nothing else.
//!
//! It talks to servers, or to the services inside this process when no server is named; what a
//! statement is, and which answer a question, they decide.

mod arguments;
mod command;
mod config;
mod version;

mod connection;
mod feed;
mod intake;
mod progress;
mod web;

mod json;
mod output;
mod render;

mod exit;

use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use q7x2_embedded::telemetry;
use tracing_subscriber::filter::LevelFilter;

use crate::arguments::{Arguments, Command};
use crate::exit::Failure;

fn main() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    // A command tells its own failures in a line each; what its services remark on the way would
    // only hide them. A server has no other voice than its log.
    match &arguments.command {
        Command::Serve(args) => {
            if let Err(error) = telemetry::init(&args.logs(arguments.general.verbose)) {
                return exit::report(Err(Failure::Usage(error.to_string())));
            }
        }
        _ => log_to_stderr(arguments.general.verbose),
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            let message = format!("cannot start: {error}");
            return exit::report(Err(Failure::Service(message)));
        }
    };
    let code = runtime.block_on(command::run(arguments));
    // A thread that still waits for input must not hold the process.
    runtime.shutdown_background();
    code
}

/// Sends errors to standard error, or log lines of `verbose` levels more.
fn log_to_stderr(verbose: u8) {
    let levels = [
        LevelFilter::ERROR,
        LevelFilter::WARN,
        LevelFilter::INFO,
        LevelFilter::DEBUG,
        LevelFilter::TRACE,
    ];
    let level = levels[usize::from(verbose).min(levels.len() - 1)];
    let styled = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let log = tracing_subscriber::fmt().with_max_level(level).with_ansi(styled);
    log.with_writer(std::io::stderr).init();
}
