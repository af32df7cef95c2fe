//! `q7x2`, the command line client: arguments to gRPC to rendering, and nothing else.
//!
//! It talks to servers, or to the services inside this process when no server is named; what a
//! statement is, and which answer a question, they decide.

mod arguments;
mod command;

mod connection;
mod feed;
mod intake;
mod progress;

mod json;
mod output;
mod render;

mod exit;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::filter::LevelFilter;

use crate::arguments::Arguments;
use crate::exit::Failure;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::usage(&error),
    };
    log_to_stderr(arguments.general.verbose);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            let message = format!("cannot start: {error}");
            return exit::report(Err(Failure::Service(message)));
        }
    };
    let code = exit::report(runtime.block_on(command::run(arguments)));
    // A thread that still waits for input must not hold the process.
    runtime.shutdown_background();
    code
}

/// Sends log lines of `verbose` levels above warnings to standard error.
fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).init();
}
