//! `cargo xtask fit`: fits what is learned beside the tagger, on corpora that lie outside of the
//! project. One command and one seed: the same corpora always give the same tables.

mod acts;
mod asserted;
pub(crate) mod audited;
mod circumstances;
mod conditional;
mod examples;
mod loglinear;
mod reading;
mod report;
pub(crate) mod right;
mod rows;
pub(crate) mod sets;
mod softmax;
mod speakers;
mod thresholds;
mod vectors;
mod within;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::speakers::SpeakerArguments;
use crate::evaluate::fit as confidence;

/// What to fit, and on what.
#[derive(clap::Args)]
pub(crate) struct FitArguments {
    /// What to fit
    #[arg(value_enum, default_value = "all")]
    what: What,
    /// The folder of the corpora
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora")]
    corpora: PathBuf,
    /// Print what comes out wrong as well, a line each
    #[arg(long)]
    errors: bool,
    #[command(flatten)]
    speakers: SpeakerArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Everything, in order
    All,
    /// What words mean, in few numbers
    Vectors,
    /// Whether something was said at all
    Asserted,
    /// Whether what looks like a telling within a telling is one
    Within,
    /// What act an attribution reports, if any
    Acts,
    /// Who said it
    Speakers,
    /// To whom, how and when it was said
    Circumstances,
    /// How sure a statement is
    Confidence,
}

/// Fits, prints how well it does on articles left out, and writes the tables.
pub(crate) fn run(root: &Path, arguments: &FitArguments) -> anyhow::Result<ExitCode> {
    let corpora = root.join(&arguments.corpora);
    let is = |what| arguments.what == what || arguments.what == What::All;
    if is(What::Vectors) && !arguments.speakers.dry {
        vectors::run(root, &corpora, &root.join(&arguments.speakers.kept))?;
    }
    if is(What::Asserted) {
        asserted::run(root, &corpora, arguments.errors, arguments.speakers.dry)?;
    }
    if is(What::Within) {
        within::run(root, &corpora, arguments.errors, &arguments.speakers)?;
    }
    if is(What::Acts) {
        acts::run(root, &corpora, arguments.errors, &arguments.speakers)?;
    }
    if is(What::Speakers) {
        speakers::run(root, &corpora, arguments.errors, &arguments.speakers)?;
    }
    if is(What::Circumstances) {
        let of = &arguments.speakers;
        let how = circumstances::How {
            kept: of.kept.clone(),
            errors: arguments.errors,
            by_outlet: of.by_outlet,
            dry: of.dry,
            seed: of.seed,
        };
        circumstances::run(root, &corpora, &how)?;
    }
    if is(What::Confidence) {
        confidence::run(root, &corpora, arguments.speakers.dry)?;
    }
    Ok(ExitCode::SUCCESS)
}
