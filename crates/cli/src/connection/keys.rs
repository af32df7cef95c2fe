//! What the client shows to servers. All of it is in files: a secret is never an argument.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use q7x2_keys::Credentials;

use crate::exit::Failure;

/// What to show to servers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct KeyArgs {
    /// Certificate of who signs those of servers at https://
    #[arg(long, global = true, value_name = "FILE", env = "Q7X2_CA", hide_env_values = true)]
    ca: Option<PathBuf>,
    /// File of the token to show to servers [default: the token in Q7X2_TOKEN, if any]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "Q7X2_TOKEN_FILE",
        hide_env_values = true
    )]
    token_file: Option<PathBuf>,
    /// Certificate to show to servers that ask for one
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "Q7X2_CLIENT_CERT",
        hide_env_values = true,
        hide_short_help = true
    )]
    client_cert: Option<PathBuf>,
    /// Key of that certificate
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "Q7X2_CLIENT_KEY",
        hide_env_values = true,
        hide_short_help = true
    )]
    client_key: Option<PathBuf>,
    /// Send a token in plain text, and let `serve` listen beyond this machine without keys
    #[arg(
        long,
        global = true,
        env = "Q7X2_INSECURE",
        hide_env_values = true,
        hide_short_help = true,
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    pub(super) insecure: bool,
}

impl KeyArgs {
    /// Returns what to show.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub(super) fn credentials(&self) -> Result<Arc<Credentials>, Failure> {
        let own = (given(&self.client_cert), given(&self.client_key));
        let (ca, token) = (given(&self.ca), given(&self.token_file));
        let credentials = Credentials::open(ca, own, token, self.insecure);
        credentials.map(Arc::new).map_err(|error| Failure::Usage(error.to_string()))
    }
}

/// Returns the file that was given; an empty variable of the environment gives none.
fn given(file: &Option<PathBuf>) -> Option<&Path> {
    file.as_deref().filter(|file| !file.as_os_str().is_empty())
}
