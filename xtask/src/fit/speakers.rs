//! Fits the ranking of speakers on judged articles, and says how good it is on articles that it was not
//! fitted on.
//!
//! The articles are cut into folds; each is answered by weights of the others. What is written is fitted
//! on all of them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use q7x2_extractor::fitting::{Thresholds, ranking_table};

use super::examples::{Material, Source};
use super::report::{self, Report};
use super::softmax::{Example, fit, probabilities};
use super::thresholds;

/// Where to fit, and how.
#[derive(clap::Args)]
pub(super) struct SpeakerArguments {
    /// Into how many parts the articles are cut
    #[arg(long, default_value_t = 5)]
    pub(super) folds: usize,
    /// Leave out whole outlets rather than articles
    #[arg(long)]
    pub(super) by_outlet: bool,
    /// Where to keep what the tagger said, so that the next run need not ask it again
    #[arg(long, value_name = "DIR", default_value = "target/fit")]
    pub(super) kept: PathBuf,
    /// Learn from what users judged as well, as `q7x2 audit --export` writes it
    #[arg(long, value_name = "FILE")]
    pub(super) labels: Vec<PathBuf>,
    /// How strongly weights are drawn to nothing
    #[arg(long, default_value_t = 8.0)]
    ridge: f32,
    /// How much an attribution with the annotators' spans counts beside one with the tagger's
    #[arg(long, default_value_t = 0.5)]
    gold: f32,
    /// Leave out groups of evidence, to see what each is worth: "layers", "near"
    #[arg(long, value_delimiter = ',', value_name = "GROUP")]
    without: Vec<String>,
    /// The seed of the cut
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Print the figures and write nothing
    #[arg(long)]
    pub(super) dry: bool,
    /// Fit on the training parts and show how the development parts come out, instead of the folds
    #[arg(long)]
    dev: bool,
}

/// Steps of the optimiser.
const STEPS: usize = 80;

/// Fits, prints the figures, and writes the weights.
pub(super) fn run(
    root: &Path,
    corpora: &Path,
    errors: bool,
    arguments: &SpeakerArguments,
) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let mut material =
        Material::read(corpora, &root.join(&arguments.kept), &arguments.labels, arguments.dev)?;
    material.leave_out(&arguments.without);
    material.cut(arguments.folds, arguments.by_outlet, arguments.seed);
    let ranked = Ranked { arguments, material: &material };
    let folds: Vec<usize> = match arguments.dev {
        true => vec![usize::MAX],
        false => (0..arguments.folds).collect(),
    };
    // A first ranking of every article by weights that have not seen it, for the second to learn from.
    let first = ranked.out_of_fold(arguments.folds, None);
    let chosen = material.chosen(&first);
    let plain = Thresholds::default();
    writeln!(out, "{}", Report::of(&material, &first, &folds, &plain, "first ranking"))?;
    let second = ranked.again(&folds, &chosen);
    let temperature = match arguments.dev {
        true => 1.0,
        false => material.temperature(&second),
    };
    let second = softened(&second, temperature);
    writeln!(out, "temperature {temperature:.2}")?;
    let thresholds = match arguments.dev {
        true => plain,
        false => thresholds::chosen(&mut out, &material, &second, &folds)?,
    };
    let report = Report::of(&material, &second, &folds, &thresholds, "second ranking");
    writeln!(out, "{report}")?;
    if errors {
        report::errors(&mut out, &material, &second, &folds, &thresholds)?;
    }
    if arguments.dry || arguments.dev {
        return Ok(ExitCode::SUCCESS);
    }
    let all: Vec<&Source> = material.training().collect();
    let whole = |chosen: Option<&[Vec<usize>]>| {
        let examples = material.examples(&all, chosen, arguments.gold);
        fit(&examples.iter().collect::<Vec<_>>(), arguments.ridge, STEPS)
    };
    let table =
        ranking_table((whole(None), 1.0, plain), (whole(Some(&chosen)), temperature, thresholds));
    let path = root.join("crates/extractor/data/ranking.txt");
    std::fs::write(&path, table)?;
    writeln!(out, "wrote {}", path.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Returns likelihoods as they are when scores are divided by a number.
fn softened(told: &[Vec<f32>], temperature: f32) -> Vec<Vec<f32>> {
    let soften = |told: &Vec<f32>| {
        let powers: Vec<f32> = told.iter().map(|p| p.powf(1.0 / temperature)).collect();
        let sum: f32 = powers.iter().sum();
        powers.iter().map(|p| p / sum.max(f32::MIN_POSITIVE)).collect()
    };
    told.iter().map(soften).collect()
}

struct Ranked<'a> {
    arguments: &'a SpeakerArguments,
    material: &'a Material,
}

impl Ranked<'_> {
    /// Answers every source by weights of the other folds; articles of the development part by weights of
    /// all folds.
    fn out_of_fold(&self, folds: usize, chosen: Option<&[Vec<usize>]>) -> Vec<Vec<f32>> {
        let mut told = vec![Vec::new(); self.material.sources.len()];
        let mut parts: Vec<usize> = (0..folds).collect();
        parts.push(usize::MAX);
        for fold in parts {
            self.answer(fold, chosen, &mut told);
        }
        told
    }

    fn again(&self, folds: &[usize], chosen: &[Vec<usize>]) -> Vec<Vec<f32>> {
        let mut told = vec![Vec::new(); self.material.sources.len()];
        for &fold in folds {
            self.answer(fold, Some(chosen), &mut told);
        }
        told
    }

    fn answer(&self, fold: usize, chosen: Option<&[Vec<usize>]>, told: &mut [Vec<f32>]) {
        let own: Vec<&Source> = self.material.of_fold(fold).collect();
        if own.is_empty() {
            return;
        }
        let others: Vec<&Source> = self.material.training().filter(|s| s.fold != fold).collect();
        let arguments = self.arguments;
        let examples = self.material.examples(&others, chosen, arguments.gold);
        let weights = fit(&examples.iter().collect::<Vec<_>>(), arguments.ridge, STEPS);
        let asked: Vec<Example> = self.material.examples(&own, chosen, 1.0);
        let answers = probabilities(&weights, &asked.iter().collect::<Vec<_>>());
        for (source, answer) in own.iter().zip(answers) {
            told[source.number] = answer;
        }
    }
}
