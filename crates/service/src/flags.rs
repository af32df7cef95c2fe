//! The flags that every service binary has. Each can be given as an environment variable too;
//! nothing is read from the environment after parsing.

mod keys;
mod peers;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, ValueEnum};
use tracing_subscriber::EnvFilter;

pub use self::keys::{Exposed, KeyFlags, TicketFlags};
pub use self::peers::PeerFlags;
use crate::ServeOptions;

/// Where and how a service answers.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Service options")]
pub struct ServiceFlags {
    /// Address to answer gRPC on
    #[arg(long, env = "Q7X2_LISTEN", value_name = "ADDR")]
    pub listen: SocketAddr,

    /// Address to answer HTTP on: /metrics for Prometheus and /healthz
    #[arg(long, env = "Q7X2_HTTP", value_name = "ADDR")]
    pub http: SocketAddr,

    /// Seconds that requests in progress may take to finish after a signal to stop
    #[arg(long, env = "Q7X2_GRACE", value_name = "SECONDS", default_value = "10",
          value_parser = seconds)]
    pub grace: Duration,

    /// Ask the service that runs with this --http whether it is well, and exit with 0 if it is
    #[arg(long)]
    pub check_health: bool,

    /// Listen beyond this machine even without TLS and tokens, and send tokens in plain text
    #[arg(long, env = "Q7X2_INSECURE", hide_env_values = true,
          value_parser = clap::builder::FalseyValueParser::new())]
    pub insecure: bool,

    /// Who may call.
    #[command(flatten)]
    pub keys: KeyFlags,

    /// How to log.
    #[command(flatten)]
    pub log: LogFlags,
}

impl ServiceFlags {
    /// Returns how to serve, after reading the keys.
    ///
    /// # Errors
    /// When a file of keys cannot be used.
    pub fn options(&self) -> Result<ServeOptions, q7x2_keys::KeyError> {
        Ok(ServeOptions { grace: self.grace, ..self.keys.options()? })
    }
}

/// What is logged, and how it looks. Logs go to standard error.
#[derive(Debug, Clone, Args)]
pub struct LogFlags {
    /// What to log: error, warn, info, debug, trace, or per module as in info,q7x2_ingest=debug
    #[arg(long, env = "Q7X2_LOG_LEVEL", hide_env_values = true, value_name = "LEVEL",
          default_value = "info", value_parser = log_level)]
    pub log_level: String,

    /// How logs look: text for people, json for machines
    #[arg(
        long,
        env = "Q7X2_LOG_FORMAT",
        hide_env_values = true,
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub log_format: LogFormat,
}

/// How logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line of text for people.
    Text,
    /// A JSON object per line.
    Json,
}

/// The loopback ports a service answers on unless it is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultPorts {
    /// For gRPC.
    pub grpc: u16,
    /// For /metrics and /healthz.
    pub http: u16,
}

/// Returns the configuration a binary was started with; on a usage error, says so and ends the
/// process with status 2. With `--check-health` it asks the running service and ends the process
/// with 0 or 1. `C` flattens [`ServiceFlags`].
pub fn parse<C: Parser>(ports: DefaultPorts) -> C {
    let matches = command::<C>(ports).get_matches();
    if matches.get_flag("check_health") {
        let http = matches.get_one::<SocketAddr>("http").expect("it has a default");
        check_health(*http, matches.get_one::<PathBuf>("tls_cert"));
    }
    C::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// Ends the process with 0 when the service with its HTTP side on `http` is well, else with 1.
#[expect(clippy::disallowed_methods, reason = "nothing has been started that could be cut short")]
fn check_health(http: SocketAddr, certificate: Option<&PathBuf>) -> ! {
    let outcome = crate::probe::ask(http, certificate.map(PathBuf::as_path));
    if let Err(error) = &outcome {
        // Whoever reads the health of a container sees this; there is no log yet.
        let _ = writeln!(std::io::stderr(), "{error}");
    }
    std::process::exit(i32::from(outcome.is_err()))
}

/// Returns the command line that [`parse`] reads, with the service's own default addresses.
pub fn command<C: CommandFactory>(ports: DefaultPorts) -> clap::Command {
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)).to_string();
    C::command()
        .mut_arg("listen", |arg| arg.required(false).default_value(loopback(ports.grpc)))
        .mut_arg("http", |arg| arg.required(false).default_value(loopback(ports.http)))
}

/// Reads a number of seconds, fractions allowed.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|s| Duration::try_from_secs_f64(s).ok());
    seconds.ok_or_else(|| format!("\"{text}\" is not a number of seconds"))
}

/// Checks a log filter, so that a wrong one is a usage error.
fn log_level(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text).map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    #[derive(Parser)]
    #[command(name = "a-service")]
    struct Config {
        #[command(flatten)]
        service: ServiceFlags,
    }

    fn flags(args: &[&str]) -> Result<ServiceFlags, String> {
        let args = ["a-service"].iter().chain(args);
        let matches = command::<Config>(DefaultPorts { grpc: 7401, http: 9401 })
            .try_get_matches_from(args)
            .map_err(|error| error.to_string())?;
        Ok(Config::from_arg_matches(&matches).expect("every flag has a default").service)
    }

    #[test]
    fn every_listener_is_on_loopback_unless_told_otherwise() {
        let flags = flags(&[]).expect("no flag is required");
        assert_eq!(flags.listen, "127.0.0.1:7401".parse().expect("an address"));
        assert_eq!(flags.http, "127.0.0.1:9401".parse().expect("an address"));
        assert_eq!(flags.grace, Duration::from_secs(10));
    }

    #[test]
    fn a_wrong_value_is_a_usage_error_that_shows_it() {
        for (flag, value) in [
            ("--listen", "localhost"),
            ("--grace", "-1"),
            ("--log-level", "info,=="),
            ("--log-format", "xml"),
        ] {
            let error = flags(&[&format!("{flag}={value}")]).expect_err(value);
            assert!(error.contains(value) && error.contains(flag), "{error}");
        }
    }
}
