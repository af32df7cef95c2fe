//! The flags that say who may call a service, and how much of it. All of them name files: a secret is
//! never an argument.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use q7x2_keys::{KeyError, ServerTls, ServerTlsFiles, Tickets, Tokens};

use crate::{ByteLimits, CallLimits, ConnectionLimits, Guard, ServeOptions};

/// Who may call, and how much.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Keys and limits")]
pub struct KeyFlags {
    /// Certificate to show to clients, in PEM; read again when it changes
    #[arg(
        long,
        env = "Q7X2_TLS_CERT",
        hide_env_values = true,
        value_name = "FILE",
        requires = "tls_key"
    )]
    pub tls_cert: Option<PathBuf>,

    /// Key of the certificate
    #[arg(
        long,
        env = "Q7X2_TLS_KEY",
        hide_env_values = true,
        value_name = "FILE",
        requires = "tls_cert"
    )]
    pub tls_key: Option<PathBuf>,

    /// Ask clients for a certificate that this one has signed
    #[arg(
        long,
        env = "Q7X2_CLIENT_CA",
        hide_env_values = true,
        value_name = "FILE",
        requires = "tls_cert"
    )]
    pub client_ca: Option<PathBuf>,

    /// File of the tokens that are good, with their roles; read again when it changes
    #[arg(long, env = "Q7X2_TOKENS", hide_env_values = true, value_name = "FILE")]
    pub tokens: Option<PathBuf>,

    /// How many connections a listener has; idle ones make way for new ones
    #[arg(long, env = "Q7X2_MAX_CONNECTIONS", hide_env_values = true, value_name = "N",
          default_value = "256", hide_short_help = true,
          value_parser = clap::value_parser!(u16).range(1..))]
    pub max_connections: u16,

    /// How many MiB of requests and answers may be in flight
    #[arg(long, env = "Q7X2_MAX_IN_FLIGHT", hide_env_values = true, value_name = "MIB",
          default_value = "256", hide_short_help = true,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_in_flight: u32,

    /// How many calls a second each token may make
    #[arg(long, env = "Q7X2_CALLS_PER_SECOND", hide_env_values = true, value_name = "N",
          default_value = "2000", hide_short_help = true,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub calls_per_second: u32,

    /// How many calls each token may have in progress
    #[arg(long, env = "Q7X2_CALLS_AT_ONCE", hide_env_values = true, value_name = "N",
          default_value = "512", hide_short_help = true,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub calls_at_once: u32,
}

/// The key that lending tickets are signed with.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Keys and limits")]
pub struct TicketFlags {
    /// Key for the tickets that tell which worker was lent which article; the same for ingest and
    /// query, and wanted with --tokens
    #[arg(long, env = "Q7X2_TICKET_KEY", hide_env_values = true, value_name = "FILE")]
    pub ticket_key: Option<PathBuf>,
}

/// An address must not be listened on with the keys that there are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{address} can be reached from other machines, and {missing}; `q7x2 keys init` makes keys, or say \
     --insecure when something else keeps strangers away"
)]
pub struct Exposed {
    address: SocketAddr,
    missing: &'static str,
}

impl KeyFlags {
    /// Tells whether gRPC may be answered on an address: beyond this machine with TLS and tokens only,
    /// or when it is to be `insecure`.
    ///
    /// # Errors
    /// When it may not.
    pub fn may_listen(&self, address: SocketAddr, insecure: bool) -> Result<(), Exposed> {
        let missing = match (&self.tls_cert, &self.tokens) {
            (Some(_), Some(_)) => return Ok(()),
            (None, None) => "there are neither --tls-cert and --tls-key nor --tokens",
            (None, Some(_)) => "there are no --tls-cert and --tls-key",
            (Some(_), None) => "there are no --tokens",
        };
        only_here(address, insecure, missing)
    }

    /// Tells whether /metrics and /healthz may be answered on an address: beyond this machine with TLS
    /// only, or when they are to be `insecure`.
    ///
    /// # Errors
    /// When they may not.
    pub fn may_tell(&self, address: SocketAddr, insecure: bool) -> Result<(), Exposed> {
        match self.tls_cert {
            Some(_) => Ok(()),
            None => only_here(address, insecure, "there are no --tls-cert and --tls-key"),
        }
    }

    /// Returns how to serve, after reading the keys.
    ///
    /// # Errors
    /// When a file of keys cannot be used.
    pub fn options(&self) -> Result<ServeOptions, KeyError> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => {
                let (certificate, key) = (certificate.clone(), key.clone());
                let client_ca = self.client_ca.clone();
                let files = ServerTlsFiles { certificate, key, client_ca };
                Some(Arc::new(ServerTls::open(files)?))
            }
            _ => None,
        };
        let calls = CallLimits { per_second: self.calls_per_second, at_once: self.calls_at_once };
        let tokens = self.tokens.as_deref().map(Tokens::open).transpose()?;
        let guard = tokens.map(|tokens| Arc::new(Guard::new(tokens, calls)));
        let max = self.max_connections.into();
        let usual = ByteLimits::default();
        let in_all = u64::from(self.max_in_flight) << 20;
        let per_connection = usual.per_connection.min(in_all);
        Ok(ServeOptions {
            connections: ConnectionLimits { max, ..ConnectionLimits::default() },
            bytes: ByteLimits { per_connection, in_all },
            tls,
            guard,
            ..ServeOptions::default()
        })
    }
}

fn only_here(address: SocketAddr, insecure: bool, missing: &'static str) -> Result<(), Exposed> {
    if insecure || address.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    Err(Exposed { address, missing })
}

impl TicketFlags {
    /// Returns what signs and checks tickets; nothing where there are no tokens, since all callers are
    /// alike there.
    ///
    /// # Errors
    /// When there are tokens and no key, or its file cannot be used.
    pub fn tickets(&self, keys: &KeyFlags) -> Result<Option<Arc<Tickets>>, TicketKeyError> {
        match (&self.ticket_key, &keys.tokens) {
            (_, None) => Ok(None),
            (None, Some(_)) => Err(TicketKeyError::Missing),
            (Some(path), Some(_)) => Ok(Some(Arc::new(Tickets::open(path)?))),
        }
    }
}

/// There is no key for tickets.
#[derive(Debug, thiserror::Error)]
pub enum TicketKeyError {
    /// None is named.
    #[error(
        "--tokens needs --ticket-key, the same file for ingest and query; `q7x2 keys init` makes it"
    )]
    Missing,
    /// Its file cannot be used.
    #[error(transparent)]
    Unusable(#[from] KeyError),
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Called {
        #[command(flatten)]
        keys: KeyFlags,
        #[command(flatten)]
        tickets: TicketFlags,
    }

    fn keys(args: &[&str]) -> KeyFlags {
        Called::parse_from(["a-service"].iter().chain(args)).keys
    }

    #[test]
    fn beyond_this_machine_there_are_tls_and_tokens_or_nothing() {
        let open: SocketAddr = "0.0.0.0:7401".parse().expect("an address");
        let here: SocketAddr = "127.0.0.1:7401".parse().expect("an address");
        let (tls, tokens) = (["--tls-cert=c", "--tls-key=k"], ["--tokens=t"]);
        assert!(
            keys(&[]).may_listen(here, false).is_ok() && keys(&[]).may_tell(here, false).is_ok()
        );
        let told = |args: &[&str]| {
            keys(args).may_listen(open, false).map_err(|error| error.to_string()).expect_err("open")
        };
        assert!(told(&[]).contains("q7x2 keys init") && told(&[]).contains("--insecure"));
        assert!(told(&tls).contains("no --tokens"));
        assert!(told(&tokens).contains("no --tls-cert"));
        assert!(keys(&[&tls[..], &tokens].concat()).may_listen(open, false).is_ok());
        assert!(keys(&tls).may_tell(open, false).is_ok());
        assert!(keys(&tokens).may_tell(open, false).is_err());
        assert!(keys(&[]).may_listen(open, true).is_ok());
    }

    #[test]
    fn a_certificate_has_its_key_and_tokens_their_tickets() {
        let parse = |args: &[&str]| Called::try_parse_from(["a-service"].iter().chain(args));
        assert!(parse(&["--tls-cert=c"]).is_err());
        assert!(parse(&["--client-ca=c"]).is_err());
        let called = parse(&["--tokens=t"]).expect("well formed");
        let error = called.tickets.tickets(&called.keys).expect_err("no key");
        assert!(error.to_string().contains("--ticket-key"), "{error}");
        let called = parse(&["--ticket-key=missing"]).expect("well formed");
        assert!(called.tickets.tickets(&called.keys).expect("not read").is_none());
    }
}
