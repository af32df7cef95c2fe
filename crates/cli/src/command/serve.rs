//! `q7x2 serve`: the three services in this process, on real ports.

use std::net::{IpAddr, SocketAddr};

use clap::Args;
use q7x2_embedded::{
    Addresses, EmbeddedOptions, KeyFlags, Listeners, LogFlags, TicketFlags, serve_all,
    stop_on_signal,
};

use crate::connection::{ConnectionArgs, cannot_start};
use crate::exit::{Failure, Outcome};
use crate::output::tell;

const EXAMPLES: &str = "\
Examples:
  q7x2 serve                                       for clients on this machine
  q7x2 --server localhost query --speaker Lind     from another terminal
  q7x2 --data-dir archive/ serve --workers 4       on this folder, with four workers
  q7x2 keys init keys/ --host news.example         make keys for this machine by that name
  q7x2 serve --listen 0.0.0.0 --tls-cert keys/server.pem --tls-key keys/server.key \\
      --tokens keys/tokens --ticket-key keys/ticket.key   for those on the network with a token

Interrupt it once to stop when the work at hand is done, twice to stop at once.";

/// Run the three services in this process on their ports, until interrupted
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ServeArgs {
    /// Listen on this address, at ports 7401 to 7403, and 9401 for /metrics and /healthz
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// Listen elsewhere for the ingest service
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    ingest_listen: Option<SocketAddr>,
    /// Listen elsewhere for the extraction service
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    extraction_listen: Option<SocketAddr>,
    /// Listen elsewhere for the query service
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    query_listen: Option<SocketAddr>,
    /// Listen elsewhere for /metrics and /healthz
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    http_listen: Option<SocketAddr>,
    /// Who may call.
    #[command(flatten)]
    keys: KeyFlags,
    /// What workers of other processes are lent articles with.
    #[command(flatten)]
    tickets: TicketFlags,
    /// How to log.
    #[command(flatten)]
    log: LogFlags,
}

/// Serves until interrupted.
pub(crate) async fn run(args: &ServeArgs, connection: &ConnectionArgs) -> Result<Outcome, Failure> {
    let wrong = |error: &dyn std::error::Error| Failure::Usage(error.to_string());
    let addresses = args.addresses();
    for address in [addresses.ingest, addresses.extraction, addresses.query] {
        args.keys.may_listen(address, connection.insecure()).map_err(|error| wrong(&error))?;
    }
    args.keys.may_tell(addresses.http, connection.insecure()).map_err(|error| wrong(&error))?;
    let serving = args.keys.options().map_err(|error| wrong(&error))?;
    let tickets = args.tickets.tickets(&args.keys).map_err(|error| wrong(&error))?;
    let options = EmbeddedOptions { tickets, ..connection.embedded_options()? };
    let shutdown = stop_on_signal().map_err(|error| cannot_start(&error))?;
    let listeners = addresses.bind().await.map_err(|error| cannot_start(&error))?;
    tell(&announcement(&listeners, serving.tls.is_some())?);
    let served = serve_all(listeners, options, &serving, shutdown).await;
    served.map_err(|error| cannot_start(&error))?;
    Ok(Outcome::Answered)
}

impl ServeArgs {
    /// Returns what to log; `verbose` times -v means more than the flag says.
    pub(crate) fn logs(&self, verbose: u8) -> LogFlags {
        let mut log = self.log.clone();
        match verbose {
            0 => {}
            1 => log.log_level = "debug".into(),
            _ => log.log_level = "trace".into(),
        }
        log
    }

    fn addresses(&self) -> Addresses {
        let usual = Addresses::on(self.listen);
        Addresses {
            ingest: self.ingest_listen.unwrap_or(usual.ingest),
            extraction: self.extraction_listen.unwrap_or(usual.extraction),
            query: self.query_listen.unwrap_or(usual.query),
            http: self.http_listen.unwrap_or(usual.http),
        }
    }
}

/// Returns where the services listen: the ports that they really have.
fn announcement(listeners: &Listeners, encrypts: bool) -> Result<String, Failure> {
    let scheme = if encrypts { "https" } else { "http" };
    Ok(format!(
        "ingest on {}, extraction on {}, query on {}, metrics on {scheme}://{}/metrics",
        listeners.ingest.local_addr()?,
        listeners.extraction.local_addr()?,
        listeners.query.local_addr()?,
        listeners.http.local_addr()?,
    ))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Called {
        #[command(flatten)]
        args: ServeArgs,
    }

    #[test]
    fn everything_listens_on_loopback_unless_told_otherwise() {
        let addresses = Called::parse_from(["serve"]).args.addresses();
        let all = [addresses.ingest, addresses.extraction, addresses.query, addresses.http];
        assert!(all.iter().all(|address| address.ip().is_loopback()));
        assert_eq!(all.map(|address| address.port()), [7401, 7402, 7403, 9401]);
    }

    #[test]
    fn one_service_can_listen_elsewhere() {
        let args = ["serve", "--listen", "::1", "--query-listen", "127.0.0.1:9"];
        let addresses = Called::parse_from(args).args.addresses();
        assert_eq!(addresses.ingest.to_string(), "[::1]:7401");
        assert_eq!(addresses.query.to_string(), "127.0.0.1:9");
    }
}
