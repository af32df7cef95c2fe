//! Project chores, run as `cargo xtask COMMAND`. Each command is a module of its own; this file
//! only chooses one.
//!
//! Nothing here is shipped to users.

mod bench;
mod evaluate;
mod fit;
mod ground;
mod pages;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

/// The folder of the model that ships, from the workspace's.
const MODEL: &str = "models/q7x2-en-2";

/// Project chores.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Check the project's own rules: arrows between crates, file headers and sizes, manifests
    Tidy(tidy::TidyArguments),
    /// Find words that the project has from the texts it is measured on
    Ground,
    /// Measure extraction on the golden set and on a corpus
    Evaluate(evaluate::EvaluateArguments),
    /// Fit what is learned beside the tagger on corpora
    Fit(fit::FitArguments),
    /// Switch each family of rules off and show what moves
    Ablate(evaluate::ablate::AblateArguments),
    /// Measure the reading of web pages on wcxb
    EvaluateReader(pages::PagesArguments),
    /// Measure speed
    Bench(bench::BenchArguments),
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Tidy(arguments) => tidy::run(workspace_root(), &arguments),
        Command::Ground => ground::run(workspace_root()),
        Command::Evaluate(arguments) => evaluate::run(workspace_root(), &arguments),
        Command::Fit(arguments) => fit::run(workspace_root(), &arguments),
        Command::Ablate(arguments) => evaluate::ablate::run(workspace_root(), &arguments),
        Command::EvaluateReader(arguments) => pages::run(workspace_root(), &arguments),
        Command::Bench(arguments) => bench::run(workspace_root(), &arguments),
    }
}

/// Returns the folder of the workspace, wherever the command is called from.
fn workspace_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace's folder")
}
