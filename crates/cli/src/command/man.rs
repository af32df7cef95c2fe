//! `q7x2 man`: the manual pages, made of the help of every command.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use crate::arguments::Arguments;
use crate::exit::{Failure, Outcome};

const EXAMPLES: &str = "\
Examples:
  q7x2 man ~/.local/share/man/man1     then: man q7x2-query";

/// Write the manual pages into a folder
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ManArgs {
    /// The folder; it is made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes a page for the program and each of its commands.
pub(crate) fn run(args: &ManArgs) -> Result<Outcome, Failure> {
    fs::create_dir_all(&args.folder)?;
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    write(&program, "q7x2", &args.folder)?;
    Ok(Outcome::Answered)
}

/// Writes the page of a command and those of the commands below it.
fn write(command: &clap::Command, name: &str, folder: &Path) -> Result<(), Failure> {
    // A name with spaces would be taken for several pages.
    let page = clap_mangen::Man::new(command.clone()).title(name.to_uppercase());
    let mut roff = Vec::new();
    page.render(&mut roff)?;
    fs::write(folder.join(format!("{name}.1")), roff)?;
    for below in command.get_subcommands() {
        write(below, &format!("{name}-{}", below.get_name()), folder)?;
    }
    Ok(())
}
