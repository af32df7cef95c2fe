//! `q7x2 completions`: a script that completes commands and options in a shell.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::{Failure, Outcome};
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  q7x2 completions bash > ~/.local/share/bash-completion/completions/q7x2
  q7x2 completions zsh > ~/.zfunc/_q7x2
  q7x2 completions fish > ~/.config/fish/completions/q7x2.fish";

/// Print a script that completes commands and options in a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompletionsArgs {
    /// The shell to complete in
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(args: &CompletionsArgs, output: &mut Output) -> Result<Outcome, Failure> {
    // The generator panics where it cannot write, as into a closed pipe; memory it always can.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "q7x2", &mut script);
    output.write_all(&script)?;
    output.flush()?;
    Ok(Outcome::Answered)
}
