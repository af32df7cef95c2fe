//! `bench extract`: how fast extraction is, per core, beside the same network and a BERT-base in
//! PyTorch, all on the same articles in one run; `bench peers`: how good and how fast others are;
//! `bench store`: how long answers take; `bench copies`: what it costs to look for copies; `bench pipeline`: how
//! many articles a second go through the services. A benchmark, not a test: it prints and asserts nothing.

mod articles;
mod copies;
mod invented;
mod peers;
mod pipeline;
mod pytorch;
mod store;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use clap::{Args, Subcommand};
use q7x2_domain::{Article, Tagger, TaggerInput};
use q7x2_recipe::Recipe;

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measure extraction: articles and word pieces per second, and what PyTorch makes of the same
    Extract(ExtractArguments),
    /// Measure what of the field installs from PyPI beside q7x2, on the same judged articles
    Peers(peers::PeersArguments),
    /// Measure how long the statement store takes to answer as it grows
    Store(store::StoreArguments),
    /// Measure what an article costs to be compared with those that it may be a copy of, as the store grows
    Copies(copies::CopiesArguments),
    /// Measure how many articles a second go from the client through queue and worker into the store
    Pipeline(pipeline::PipelineArguments),
    /// Work for `bench pipeline` in a process of its own
    #[command(hide = true)]
    Worker(pipeline::WorkerArguments),
}

#[derive(Debug, Args)]
struct ExtractArguments {
    /// Folder of .txt articles to extract from
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/polnear/dev/text")]
    articles: PathBuf,
    /// Python with PyTorch, for the comparison; without it only q7x2 is measured
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
    /// How many times each measurement is made; the fastest counts
    #[arg(long, value_name = "N", default_value = "3")]
    runs: usize,
}

/// Runs a benchmark and prints what it measured.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub(crate) fn run(root: &Path, arguments: &BenchArguments) -> anyhow::Result<ExitCode> {
    let arguments = match &arguments.what {
        What::Extract(arguments) => arguments,
        What::Peers(arguments) => {
            peers::run(root, arguments)?;
            return Ok(ExitCode::SUCCESS);
        }
        What::Copies(arguments) => {
            copies::run(arguments)?;
            return Ok(ExitCode::SUCCESS);
        }
        What::Store(arguments) => {
            store::run(arguments)?;
            return Ok(ExitCode::SUCCESS);
        }
        What::Pipeline(arguments) => {
            pipeline::run(root, arguments)?;
            return Ok(ExitCode::SUCCESS);
        }
        What::Worker(arguments) => {
            pipeline::work(arguments)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let folder = root.join(&arguments.articles);
    let articles = articles::read(&folder)
        .with_context(|| format!("read articles from {}", folder.display()))?;
    let started = Instant::now();
    let neural = Recipe::default().network().context("load the model")?;
    let loading = started.elapsed();
    let (checked, rules) = (Recipe::default().extractor()?, Recipe::rules().extractor()?);
    let pieces: usize = articles.iter().map(|article| neural.count_pieces(article.text())).sum();
    let bench = Bench { articles, pieces, runs: arguments.runs };
    println!(
        "{} articles, {} word pieces each on average; model loaded in {} ms\n",
        bench.articles.len(),
        pieces / bench.articles.len().max(1),
        loading.as_millis()
    );
    println!("{:34} {:>7} {:>12} {:>12}", "", "threads", "articles/s", "pieces/s");
    for threads in [1, 2] {
        let tagged = bench.seconds(threads, |article| {
            neural.tag(&[TaggerInput { text: article.text(), sentences: &[] }]);
        });
        bench.print("tagging alone", threads, tagged);
        let extracted = bench.seconds(threads, |article| drop(checked.extract(article)));
        bench.print("extraction, neural tagger", threads, extracted);
        println!(
            "{:34} {:>7} {:>11.1}%",
            "  not tagging",
            threads,
            100.0 * (extracted - tagged) / extracted
        );
        let ruled = bench.seconds(threads, |article| drop(rules.extract(article)));
        bench.print("extraction, rules alone", threads, ruled);
        if let Some(python) = &arguments.python {
            for (what, rate) in pytorch::rates(root, python, threads, &folder)? {
                let ours = pieces as f64 / extracted;
                println!(
                    "{:34} {:>7} {:>12} {:>12.0}   q7x2 is {:.2} times that",
                    format!("PyTorch, {what}"),
                    threads,
                    "",
                    rate,
                    ours / rate
                );
            }
        }
        println!();
    }
    Ok(ExitCode::SUCCESS)
}

struct Bench {
    articles: Vec<Article>,
    pieces: usize,
    runs: usize,
}

impl Bench {
    /// Returns the seconds that `work` on all articles takes on so many threads, in the fastest run.
    fn seconds(&self, threads: usize, work: impl Fn(&Article) + Sync) -> f64 {
        let once = |_| {
            let next = AtomicUsize::new(0);
            let started = Instant::now();
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        while let Some(article) =
                            self.articles.get(next.fetch_add(1, Ordering::Relaxed))
                        {
                            work(article);
                        }
                    });
                }
            });
            started.elapsed().as_secs_f64()
        };
        (0..self.runs.max(1)).map(once).fold(f64::INFINITY, f64::min)
    }

    #[expect(clippy::print_stdout, reason = "this is what the command is for")]
    fn print(&self, what: &str, threads: usize, seconds: f64) {
        let (articles, pieces) =
            (self.articles.len() as f64 / seconds, self.pieces as f64 / seconds);
        println!("{what:34} {threads:>7} {articles:>12.1} {pieces:>12.0}");
    }
}
