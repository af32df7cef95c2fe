//! The command line: global options, and which command is called. Each command's own options
//! stand with the command.

use std::path::PathBuf;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::command::{
    articles, audit, check, completions, config, correct, export, extract, import, ingest, keys,
    man, query, reextract, retry, serve, show, speakers, status, watch,
};
use crate::config::{Config, Settings, innermost};
use crate::connection::ConnectionArgs;
use crate::exit;
use crate::output::{Pager, Wishes};

const EXAMPLES: &str = "\
Examples:
  q7x2 query --speaker Zelenskyy news/           who said what in a folder of articles
  q7x2 ingest news/ archive.jsonl                keep articles and their statements
  q7x2 query --about \"grain corridor\"            search everything that was kept
  q7x2 show 3f9a0c12                             one statement inside its paragraph
  q7x2 --server localhost query --speaker Lind   ask running services instead

Exit codes:
  0    answered
  1    nothing found; `extract` answers 0 all the same, for whoever runs it file by file; of `check`:
       something is wrong
  2    called wrongly
  3    some input was rejected or could not be extracted; the rest was done
  4    a service is unreachable or failed
  130  interrupted";

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new());

/// Find who said what, to whom and when in news articles, with the exact words to prove it
#[derive(Debug, Parser)]
#[command(
    name = "q7x2",
    version = crate::version::version(),
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) general: GeneralArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// What holds of what a config file can say.
    #[arg(skip)]
    pub(crate) settings: Settings,
}

impl Arguments {
    /// Parses the command line, with what the config file says in the place of defaults.
    ///
    /// # Errors
    /// What the parser says, or what is wrong with the config file.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        // Which file that is, stands among the arguments itself; what is wrong with those is told later.
        let called = Self::command().ignore_errors(true).try_get_matches().ok();
        let named = called.as_ref().and_then(|m| innermost(m).get_one::<PathBuf>("config"));
        let config = Config::load(named.map(PathBuf::as_path)).map_err(|f| exit::report(Err(f)))?;
        let parsed = config.applied(Self::command()).try_get_matches().and_then(|matches| {
            let mut arguments = Self::from_arg_matches(&matches)?;
            arguments.settings = Settings::of(&matches, &config);
            Ok(arguments)
        });
        let mut arguments = parsed.map_err(|error| exit::usage(&error, &name(called.as_ref())))?;
        arguments.connection.settle(&arguments.settings, config.outlets());
        Ok(arguments)
    }
}

/// Returns the name of the command that was called, with those above it: "q7x2 speakers log".
fn name(called: Option<&clap::ArgMatches>) -> String {
    let below =
        std::iter::successors(called.and_then(clap::ArgMatches::subcommand), |(_, called)| {
            called.subcommand()
        });
    below.fold("q7x2".to_owned(), |name, (command, _)| format!("{name} {command}"))
}

/// What holds for every command.
#[derive(Debug, Args)]
pub(crate) struct GeneralArgs {
    /// When to use colours; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "General"
    )]
    color: When,
    /// Read this config file instead of the user's own
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "Q7X2_CONFIG",
        hide_env_values = true,
        help_heading = "General"
    )]
    config: Option<PathBuf>,
    /// Wrap text for people at this many columns; 0 for not at all [default: COLUMNS, else what
    /// the terminal has; what is piped is not wrapped]
    #[arg(long, global = true, value_name = "N", hide_short_help = true, help_heading = "General")]
    width: Option<usize>,
    /// What the environment says of the terminal's width; what is no number there says nothing.
    #[arg(long, global = true, env = "COLUMNS", hide = true, value_name = "N")]
    columns: Option<String>,
    /// Read long answers on a terminal in this program [default: that of PAGER, else less]
    #[arg(
        long,
        global = true,
        value_name = "COMMAND",
        env = "Q7X2_PAGER",
        hide_env_values = true,
        hide_short_help = true,
        help_heading = "General"
    )]
    pager: Option<String>,
    /// Read nothing in a pager
    #[arg(long, global = true, hide_short_help = true, help_heading = "General")]
    no_pager: bool,
    #[arg(long, global = true, hide = true, env = "PAGER", hide_env_values = true)]
    system_pager: Option<String>,
    #[arg(long, global = true, hide = true, env = "LESS", hide_env_values = true)]
    less: Option<String>,
    /// Log more to standard error; again for still more
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "General")]
    pub(crate) verbose: u8,
}

impl GeneralArgs {
    /// Returns how standard output is wanted.
    pub(crate) fn output(&self) -> Wishes {
        let color = match self.color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        let named = self.pager.as_deref().or(self.system_pager.as_deref());
        let pager = Pager::named(named, self.less.as_deref()).filter(|_| !self.no_pager);
        Wishes {
            color,
            width: self.width.or_else(|| self.columns.as_deref()?.trim().parse().ok()),
            pager,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Ingest(ingest::IngestArgs),
    Watch(watch::WatchArgs),
    Query(query::QueryArgs),
    Extract(extract::ExtractArgs),
    Show(show::ShowArgs),
    Speakers(speakers::SpeakersArgs),
    Correct(correct::CorrectArgs),
    Articles(articles::ArticlesArgs),
    Status(status::StatusArgs),
    Retry(retry::RetryArgs),
    Reextract(reextract::ReextractArgs),
    Audit(audit::AuditArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Check(check::CheckArgs),
    Serve(serve::ServeArgs),
    Keys(keys::KeysArgs),
    Config(config::ConfigArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    /// Returns the words of a line as a shell has them, without what is piped or said behind it.
    fn words(line: &str) -> Vec<String> {
        let line = line.find("   ").map_or(line, |end| &line[..end]);
        let line = line.split([';', '|', '>', '#']).next().unwrap_or_default();
        let mut words = vec![];
        for (i, part) in line.split(['"', '\'']).enumerate() {
            match i % 2 {
                0 => words.extend(part.split_whitespace().map(str::to_owned)),
                _ => words.push(part.to_owned()),
            }
        }
        words
    }

    #[test]
    fn every_command_line_of_the_docs_is_understood() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (mut understood, mut refused) = (0, vec![]);
        let docs = ["input", "json", "csv", "cli", "audit", "entities", "export", "threat-model"];
        let docs = docs.iter().map(|name| format!("docs/{name}.md"));
        for page in docs.chain(["README.md".to_owned()]) {
            let text = std::fs::read_to_string(root.join(&page)).expect("a page");
            let text = text.replace("\\\n", " ");
            let lines = text.split("```").skip(1).step_by(2).flat_map(str::lines);
            let commands = lines.map(|line| line.trim().trim_start_matches("$ "));
            for line in commands.filter(|line| line.starts_with("q7x2 ") && !line.contains('<')) {
                // Headings of a help, versions and ids of other days are no calls.
                if line.contains(" completions ") || line.contains("[OPTIONS]") {
                    continue;
                }
                let parsed = Arguments::try_parse_from(words(line));
                match parsed.err().filter(clap::Error::use_stderr) {
                    Some(_) => refused.push(format!("{page}: {line}")),
                    None => understood += 1,
                }
            }
        }
        assert!(refused.is_empty(), "{refused:#?}");
        assert!(understood > 60, "{understood}");
    }

    #[test]
    fn every_command_has_examples() {
        for command in Arguments::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Examples:\n"), "{} has none", command.get_name());
            for command in command.get_subcommands() {
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.starts_with("Examples:\n"), "{} has none", command.get_name());
            }
        }
    }
}
