//! `q7x2 config`: what holds of what the config file can say, and where each of it is from.

use std::io::Write;

use clap::{Args, Subcommand};

use crate::config::Settings;
use crate::connection::ConnectionArgs;
use crate::exit::{Failure, Outcome};
use crate::output::{Output, printable};

const EXAMPLES: &str = "\
Examples:
  q7x2 config show --origin            what holds, and where each of it is from
  q7x2 config show > q7x2.toml         as a config file to begin with";

/// See what the config file says
///
/// The file is the user's own, q7x2.toml in the platform's folder for that (on Linux ~/.config/q7x2), or
/// one that --config names. It says once what would be written with every command; options and
/// variables of the environment go before it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

/// What is done with the config.
#[derive(Debug, Subcommand)]
enum ConfigCommand {
    Show(ShowArgs),
}

const SHOW_EXAMPLES: &str = "\
Examples:
  q7x2 config show --origin
  q7x2 --config desk.toml config show

A config file, with all that it can say; paths are beside it:

  data_dir = \"archive\"
  server = \"https://news.example\"
  ca = \"ca.pem\"
  token_file = \"reader.token\"
  entities = \"own.csv\"
  by = \"Tove\"
  pager = \"less -S\"

  [outlets]
  \"The Quay Post\" = [\"quaypost.example\", \"Quay Post\"]

An article of an outlet by one of its other names is kept under the first, and asked for under any. A
data_dir that an option or the environment names goes before a server of the file.";

/// Print what holds, as a config file
#[derive(Debug, Args)]
#[command(after_help = SHOW_EXAMPLES)]
struct ShowArgs {
    /// Print where each of it is from: an option, the environment, a file, or nowhere
    #[arg(long)]
    origin: bool,
    // Edits have the option; here it is asked what it would be.
    #[arg(long, hide = true, env = "Q7X2_BY", hide_env_values = true)]
    by: Option<String>,
}

/// Prints what holds.
pub(crate) fn run(
    args: &ConfigArgs,
    settings: &Settings,
    connection: &ConnectionArgs,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let ConfigCommand::Show(args) = &args.command;
    debug_assert!(args.by.is_none() || settings.single.iter().any(|s| s.name == "by"));
    let file = settings.file.as_deref().unwrap_or("none");
    if args.origin {
        writeln!(out, "# config file: {}", printable(file))?;
    }
    for setting in &settings.single {
        let platforms = || match setting.name {
            "data_dir" => {
                connection.embedded_options().ok().map(|o| o.data_dir.display().to_string())
            }
            _ => None,
        };
        let Some(value) = setting.value.clone().or_else(platforms) else { continue };
        let line = format!("{} = {}", setting.name, quoted(&value));
        if args.origin {
            writeln!(out, "{line:<40}  # {}", printable(&setting.origin))?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    if !settings.outlets.is_empty() {
        writeln!(
            out,
            "\n[outlets]{}",
            if args.origin { format!("  # {file}") } else { String::new() }
        )?;
    }
    for (name, others) in &settings.outlets {
        let others: Vec<String> = others.iter().map(|other| quoted(other)).collect();
        writeln!(out, "{} = [{}]", quoted(name), others.join(", "))?;
    }
    out.flush()?;
    Ok(Outcome::Answered)
}

/// Returns a text as TOML has it, which steers no terminal.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
