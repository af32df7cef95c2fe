//! `bench pipeline`: how many articles a second go from the client through ingest, queue, worker and query
//! into the store, on each engine, beside what the engine writes alone in the same minute; and what worker
//! processes with the real extractor make of real articles.
//!
//! Articles for the first are of 3 KiB and in a language that no extractor reads, so that the worker does
//! everything but extract. Beside each figure stands how many processes wanted a processor in the last minute.

mod bare;
mod feed;
mod site;
mod workers;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use anyhow::Context;
use clap::Args;
use q7x2_domain::{Article, Clock, SystemClock};

pub(super) use self::bare::size as size_of;
use self::site::{Engines, Kept, Site, Stack};
pub(super) use self::workers::{WorkerArguments, work};
use super::articles;
use super::invented::World;

#[derive(Debug, Args)]
pub(super) struct PipelineArguments {
    /// What the services run on; several with commas
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["embedded", "postgres", "nats"])]
    stack: Vec<Stack>,
    /// How many articles of 3 KiB a run has
    #[arg(long, value_name = "N", default_value = "10000")]
    articles: usize,
    /// How many runs each stack has, in turn with what its engines write alone
    #[arg(long, value_name = "N", default_value = "3")]
    runs: usize,
    /// How many threads the worker has that finds nothing
    #[arg(long, value_name = "N", default_value = "2")]
    threads: usize,
    /// How many worker processes with the real extractor, one thread each, are measured; several with commas
    #[arg(long, value_name = "N", value_delimiter = ',')]
    workers: Vec<usize>,
    /// How many real articles those have
    #[arg(long, value_name = "N", default_value = "200")]
    real: usize,
    /// Folder of .txt articles to take those from
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/polnear/dev/text")]
    texts: PathBuf,
    /// PostgreSQL database for the measurement, postgres://HOST/DATABASE, where something may be left; else a
    /// server is started and thrown away
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// NATS server for the measurement, nats://HOST, where something may be left; else one is started and
    /// thrown away
    #[arg(long, value_name = "URL")]
    nats: Option<String>,
    /// Folder for the files of SQLite, each run in one of its own that is thrown away
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Measures and prints.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub(super) fn run(root: &Path, arguments: &PipelineArguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (postgres, nats) = (arguments.postgres.clone(), arguments.nats.clone());
    let engines = Engines { postgres, nats, queues: AtomicU64::new(0) };
    let bench = Bench { arguments, engines, world: World::new() };
    println!(
        "bare: one row or message an article, durable when acknowledged. SQLite: transactions of {} rows, each \
         flushed;\nPostgreSQL: a transaction a row, {} connections; both of these and JetStream: {} under way.\n\
         twice: in line first, in chunks as receipts are given, then so, then out of line\n",
        bare::GROUP,
        bare::CONNECTIONS,
        bare::UNDER_WAY
    );
    println!(
        "{:40} {:>8} {:>10} {:>8} {:>8} {:>6}",
        "", "articles", "articles/s", "of bare", "of twice", "load"
    );
    for &stack in &arguments.stack {
        let mut runs = vec![];
        for _ in 0..arguments.runs {
            runs.push(runtime.block_on(bench.plumbing(stack))?);
        }
        let median = |of: fn(&Rates) -> f64| {
            let mut rates: Vec<f64> = runs.iter().map(of).collect();
            rates.sort_by(f64::total_cmp);
            rates.get(rates.len() / 2).copied().unwrap_or_default()
        };
        let ratios = Some((median(Rates::of_once), median(Rates::of_twice)));
        row(&format!("{stack:?}: median"), "", median(|rates| rates.pipeline), ratios);
        println!();
    }
    if !arguments.workers.is_empty() {
        let articles = articles::read(&root.join(&arguments.texts))?;
        for &stack in &arguments.stack {
            for &workers in &arguments.workers {
                runtime.block_on(bench.extracting(stack, workers, &articles))?;
            }
        }
    }
    Ok(())
}

struct Bench<'a> {
    arguments: &'a PipelineArguments,
    engines: Engines,
    world: World,
}

impl Bench<'_> {
    /// Measures what the engines of a stack write alone, and then the pipeline on it.
    async fn plumbing(&self, stack: Stack) -> anyhow::Result<Rates> {
        let count = self.arguments.articles;
        let articles = feed::unread(&self.world, now(), count);
        let folder = self.folder()?;
        let (mut once, mut twice) = (f64::INFINITY, f64::INFINITY);
        if stack.uses_nats() {
            let seconds = bare::nats(&self.engines.queue()?, &articles).await?;
            print("bare, JetStream", count, seconds, None);
            (once, twice) = (count as f64 / seconds, count as f64 / seconds);
        }
        let mut alone = |what: &str, [first, second]: [f64; 2]| {
            print(&format!("bare, {what}"), count, first, None);
            once = once.min(count as f64 / first);
            // A broker has the line.
            if !stack.uses_nats() {
                print(&format!("bare, {what}, twice"), count, second, None);
                twice = twice.min(count as f64 / second);
            } else {
                twice = twice.min(count as f64 / first);
            }
        };
        if stack.uses_postgres() {
            let url = self.engines.database().await?;
            let first = bare::postgres(&url, &articles, false).await?;
            alone("PostgreSQL", [first, bare::postgres(&url, &articles, true).await?]);
        }
        if stack.uses_sqlite() {
            let first = bare::sqlite(folder.path(), &articles)?;
            alone("SQLite", [first, bare::sqlite_twice(folder.path(), &articles)?]);
        }
        let folder = self.folder()?;
        let threads = self.arguments.threads;
        let site = Site::start(stack, &self.engines, folder.path(), threads).await?;
        let before = size(&site.kept).await?;
        let took = feed::bring(&site, &articles).await?;
        let grown = size(&site.kept).await?.saturating_sub(before);
        site.end().await;
        print(&format!("{stack:?}: until the receipts"), count, took.receipts, None);
        let rates = Rates { pipeline: count as f64 / took.all, once, twice };
        let ratios = Some((rates.of_once(), rates.of_twice()));
        print(&format!("{stack:?}: until in the store"), count, took.all, ratios);
        disk(grown, count);
        Ok(rates)
    }

    /// Measures so many worker processes with the real extractor.
    async fn extracting(
        &self,
        stack: Stack,
        workers: usize,
        texts: &[Article],
    ) -> anyhow::Result<()> {
        // Whoever has everything in one process has no worker processes.
        let stack = if stack == Stack::Embedded { Stack::Sqlite } else { stack };
        let articles: Vec<Article> = texts.iter().take(self.arguments.real).cloned().collect();
        let folder = self.folder()?;
        let site = Site::start(stack, &self.engines, folder.path(), 0).await?;
        let addresses = site.addresses.clone().context("the services have ports")?;
        let start = |n: usize| workers::Process::start(&addresses, &format!("bench-{n}"));
        let processes = (0..workers).map(start).collect::<anyhow::Result<Vec<_>>>()?;
        feed::until_workers(&site, workers).await?;
        let took = feed::bring(&site, &articles).await?;
        drop(processes);
        site.end().await;
        let what = format!("{stack:?}: real, worker processes: {workers}");
        print(&what, articles.len(), took.all, None);
        Ok(())
    }

    fn folder(&self) -> anyhow::Result<tempfile::TempDir> {
        match &self.arguments.dir {
            Some(dir) => tempfile::tempdir_in(dir),
            None => tempfile::tempdir(),
        }
        .context("make a folder")
    }
}

/// What one run measured, in articles a second.
struct Rates {
    pipeline: f64,
    /// What the slowest of the engines writes alone, each article once.
    once: f64,
    /// The same, of each article what must be written of it.
    twice: f64,
}

impl Rates {
    fn of_once(&self) -> f64 {
        self.pipeline / self.once
    }

    fn of_twice(&self) -> f64 {
        self.pipeline / self.twice
    }
}

/// Returns the number of a run: no two have the same, so that what is left of one is not another's.
fn now() -> u64 {
    u64::try_from(SystemClock.now().micros() / 1000).unwrap_or_default()
}

/// Returns how many bytes are kept.
async fn size(kept: &Kept) -> anyhow::Result<u64> {
    match kept {
        Kept::Database(url) => bare::size(url).await,
        Kept::Files(folder) => {
            let files = std::fs::read_dir(folder)?.flatten();
            Ok(files.filter_map(|file| Some(file.metadata().ok()?.len())).sum())
        }
    }
}

fn print(what: &str, articles: usize, seconds: f64, ratios: Option<(f64, f64)>) {
    row(what, &articles.to_string(), articles as f64 / seconds, ratios);
}

#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn row(what: &str, articles: &str, rate: f64, ratios: Option<(f64, f64)>) {
    let ratio = |of: fn((f64, f64)) -> f64| {
        ratios.map(|ratios| format!("{:.2}", of(ratios))).unwrap_or_default()
    };
    let (once, twice) = (ratio(|ratios| ratios.0), ratio(|ratios| ratios.1));
    println!("{what:40} {articles:>8} {rate:>10.0} {once:>8} {twice:>8} {:>6}", load());
}

/// Prints what a million articles would take.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn disk(bytes: u64, articles: usize) {
    let million = bytes as f64 / articles as f64 * 1e6 / f64::from(1 << 30);
    println!(
        "{:40} {articles:>8} {million:>6.1} GiB for a million",
        "  on the device, logs included"
    );
}

/// Returns how many processes wanted a processor in the last minute.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}
