//! `cargo xtask fit`: fits what is learned beside the tagger, on corpora that lie outside of the
//! project. One command, seeded by nothing: the same corpora always give the same tables.

mod asserted;
mod loglinear;
mod rows;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to fit, and on what.
#[derive(clap::Args)]
pub(crate) struct FitArguments {
    /// What to fit
    #[arg(value_enum)]
    what: What,
    /// The folder of the corpora
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora")]
    corpora: PathBuf,
    /// Print what comes out wrong as well, a line each
    #[arg(long)]
    errors: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Whether something was said at all
    Asserted,
}

/// Fits, prints how well it does on articles left out, and writes the table.
pub(crate) fn run(root: &Path, arguments: &FitArguments) -> anyhow::Result<ExitCode> {
    let corpora = root.join(&arguments.corpora);
    match arguments.what {
        What::Asserted => asserted::run(root, &corpora, arguments.errors),
    }
}
