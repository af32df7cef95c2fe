//! `q7x2 keys`: certificates, tokens and the key of lending tickets, for services that others on a
//! network can reach.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use q7x2_domain::{Clock, SystemClock};
use q7x2_keys::init::{self, InitOptions, Revoked};
use q7x2_keys::{KeyError, Role, Roles};

use crate::exit::{Failure, Outcome};
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  q7x2 keys init keys/ --host news.example      a CA, certificates, tokens and a ticket key
  q7x2 keys init keys/ --renew                  certificates that run out, made anew
  q7x2 keys token keys/ desk --role ingest,reader      one more token, in keys/desk.token
  q7x2 keys revoke keys/ desk                   none of the tokens of this name is good any more

Services read files that change again within seconds, so nothing has to be restarted.";

const INIT_EXAMPLES: &str = "\
Examples:
  q7x2 keys init keys/                                 for services on this machine
  q7x2 keys init keys/ --host news.example --host 192.0.2.7
  q7x2 keys init keys/ --host other.example            one more name in the server's certificate
  q7x2 keys init keys/ --renew                         before the certificates run out, with the same names

A service takes server.pem and server.key, tokens and ticket.key, and ca.pem to ask clients for their
certificates. A client takes ca.pem and one of the .token files, and client.pem and client.key where
it is asked for a certificate. ca.key belongs somewhere else once all is made.";

const TOKEN_EXAMPLES: &str = "\
Examples:
  q7x2 keys token keys/ worker-2 --role worker      a token of its own for another worker
  q7x2 keys token keys/ reader --role reader        to replace a token: the old one is still good,
  q7x2 keys revoke keys/ reader --older             and is not, once every client has the new one";

const REVOKE_EXAMPLES: &str = "\
Examples:
  q7x2 keys revoke keys/ desk              all tokens of this name
  q7x2 keys revoke keys/ desk --older      all but the newest";

/// Make certificates and tokens for services that others on a network can reach
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    Init(InitArgs),
    Token(TokenArgs),
    Revoke(RevokeArgs),
}

/// Make what is missing of a CA, certificates, tokens and a ticket key
#[derive(Debug, Args)]
#[command(after_help = INIT_EXAMPLES)]
struct InitArgs {
    /// Folder for the keys; what is there already is left alone
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Name or address that clients call the services by, beside those of this machine; may be given
    /// again
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Keep the key of the CA here instead of in the folder
    #[arg(long, value_name = "FILE")]
    ca_key: Option<PathBuf>,
    /// How many days the certificates are good
    #[arg(long, value_name = "N", default_value_t = 365,
          value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    /// Make the certificates anew, with the keys that they have
    #[arg(long)]
    renew: bool,
}

/// Add a token, beside those that are good already
#[derive(Debug, Args)]
#[command(after_help = TOKEN_EXAMPLES)]
struct TokenArgs {
    /// Folder of the keys
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Whom the token is for; a worker reports on leases of its own name only
    name: String,
    /// What it may do: ingest, worker, reader, editor; several with commas
    #[arg(long, value_name = "ROLES", value_parser = roles)]
    role: Roles,
}

/// End what a token may do
#[derive(Debug, Args)]
#[command(after_help = REVOKE_EXAMPLES)]
struct RevokeArgs {
    /// Folder of the keys
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Whose tokens
    name: String,
    /// Leave the newest
    #[arg(long)]
    older: bool,
}

/// Makes, or ends, what was asked for.
pub(crate) fn run(args: &KeysArgs, out: &mut Output) -> Result<Outcome, Failure> {
    match &args.command {
        KeysCommand::Init(args) => {
            let now = SystemClock.now().micros().div_euclid(1_000_000);
            let made = init::init(&InitOptions {
                folder: args.folder.clone(),
                ca_key: args.ca_key.clone(),
                hosts: args.host.clone(),
                good_for: Duration::from_secs(u64::from(args.days) * 86_400),
                now: u64::try_from(now).unwrap_or_default(),
                renew: args.renew,
            });
            let made = made.map_err(|error| failure(&error))?;
            if made.is_empty() {
                writeln!(out, "nothing to do: {} has all keys", args.folder.display())?;
            }
            for path in made {
                writeln!(out, "made {}", path.display())?;
            }
        }
        KeysCommand::Token(args) => {
            let path = init::token(&args.folder, &args.name, args.role);
            let path = path.map_err(|error| failure(&error))?;
            writeln!(out, "made {}", path.display())?;
        }
        KeysCommand::Revoke(args) => return revoke(args, out),
    }
    out.flush()?;
    Ok(Outcome::Answered)
}

fn revoke(args: &RevokeArgs, out: &mut Output) -> Result<Outcome, Failure> {
    let ended = init::revoke(&args.folder, &args.name, args.older);
    let ended = ended.map_err(|error| failure(&error))?;
    let Revoked { ended, left } = ended;
    let RevokeArgs { name, folder, .. } = args;
    if ended == 0 {
        writeln!(out, "nothing to do: no such token of \"{name}\" in {}", folder.display())?;
    } else {
        writeln!(out, "{} of \"{name}\" no longer good", counted_tokens(ended))?;
        if left == 0 {
            writeln!(
                out,
                "no token is left in {}: its services refuse every call until `q7x2 keys token` makes one",
                folder.display()
            )?;
        }
    }
    out.flush()?;
    Ok(if ended == 0 { Outcome::NothingFound } else { Outcome::Answered })
}

fn counted_tokens(count: usize) -> String {
    if count == 1 { "1 token".into() } else { format!("{count} tokens") }
}

fn failure(error: &KeyError) -> Failure {
    Failure::Usage(error.to_string())
}

/// Reads a list of roles.
fn roles(list: &str) -> Result<Roles, String> {
    Roles::parse(list).map_err(|word| {
        let words: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
        format!("\"{word}\" is not one of {}", words.join(", "))
    })
}
