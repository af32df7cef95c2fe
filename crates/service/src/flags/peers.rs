//! The flags of a service that calls others: whom it trusts, and what it shows.

use std::path::PathBuf;

use clap::Args;
use q7x2_keys::{Credentials, KeyError};

/// What a service shows to those it calls.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Keys for other services")]
pub struct PeerFlags {
    /// Certificate of who signs those of the services called at https://
    #[arg(long, env = "Q7X2_CA", hide_env_values = true, value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// Certificate to show to services that ask for one
    #[arg(
        long,
        env = "Q7X2_CLIENT_CERT",
        hide_env_values = true,
        value_name = "FILE",
        requires = "client_key"
    )]
    pub client_cert: Option<PathBuf>,

    /// Key of that certificate
    #[arg(
        long,
        env = "Q7X2_CLIENT_KEY",
        hide_env_values = true,
        value_name = "FILE",
        requires = "client_cert"
    )]
    pub client_key: Option<PathBuf>,

    /// File of the token to show to services [default: the token in Q7X2_TOKEN, if any]
    #[arg(long, env = "Q7X2_TOKEN_FILE", hide_env_values = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

impl PeerFlags {
    /// Returns what to show. `careless` lets a token cross a network in plain text.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub fn credentials(&self, careless: bool) -> Result<Credentials, KeyError> {
        let own = (self.client_cert.as_deref(), self.client_key.as_deref());
        Credentials::open(self.ca.as_deref(), own, self.token_file.as_deref(), careless)
    }
}
