//! `bench store`: how long the statement store takes to answer as it grows. The store is made up:
//! names and words are drawn by frequency, as they are in news, and the ten commonest of each are
//! asked for beside others. Prints the time in which half of the answers, and 99 of 100, were there.

mod fill;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use q7x2_domain::{StatementQuery, StatementStore};
use q7x2_servers::Postgres;
use q7x2_storage::{PostgresStore, SqliteStore};

use self::fill::Fill;
use super::invented::{Random, World};

/// How many of the commonest names and words are asked for.
const COMMONEST: usize = 10;

#[derive(Debug, Args)]
pub(super) struct StoreArguments {
    /// How many statements there are in the store; several with commas, in which it grows
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "100000,1000000")]
    statements: Vec<u64>,
    /// Folder for the store, where it is kept and grows on; else it is made and thrown away
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Measure the store on PostgreSQL, on a server that is started and thrown away
    #[arg(long, conflicts_with = "dir")]
    on_postgres: bool,
    /// Measure the store in this PostgreSQL database, postgres://HOST/DATABASE, where it is kept and grows on
    #[arg(long, value_name = "URL", conflicts_with = "dir")]
    postgres: Option<String>,
    /// How many answers are measured of each question
    #[arg(long, value_name = "N", default_value = "200")]
    runs: usize,
}

/// Lets a store grow, asks it at each size, and prints the times.
pub(super) fn run(arguments: &StoreArguments) -> anyhow::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    if arguments.on_postgres || arguments.postgres.is_some() {
        return runtime.block_on(on_postgres(arguments));
    }
    let temporary = tempfile::tempdir().context("make a folder")?;
    let folder = arguments.dir.clone().unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
    let path = folder.join("bench.sqlite");
    let store = SqliteStore::open(&path)?;
    let size = async || Ok(std::fs::metadata(&path)?.len());
    runtime.block_on(measure(&store, size, arguments))
}

async fn on_postgres(arguments: &StoreArguments) -> anyhow::Result<()> {
    let url = match &arguments.postgres {
        Some(url) => url.clone(),
        None => Postgres::shared().context("PostgreSQL is not installed")?.database().await,
    };
    let store = PostgresStore::open(&url).await?;
    measure(&store, async || super::pipeline::size_of(&url).await, arguments).await
}

/// Lets the store grow and asks it. `size` tells how many bytes it has.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
async fn measure<S: Fill>(
    store: &S,
    size: impl AsyncFn() -> anyhow::Result<u64>,
    arguments: &StoreArguments,
) -> anyhow::Result<()> {
    let world = World::new();
    let mut sizes = arguments.statements.clone();
    sizes.sort_unstable();
    for statements in sizes {
        let started = Instant::now();
        let made = fill::fill(store, &world, statements).await?;
        let seconds = started.elapsed().as_secs_f64();
        let size = size().await? >> 20;
        println!("{statements} statements, {size} MiB; {made} recorded in {seconds:.0} s\n");
        println!("{:44} {:>6} {:>9} {:>9}", "", "times", "p50 ms", "p99 ms");
        let bench = Bench { store, world: &world, runs: arguments.runs.max(1) };
        bench.ask().await?;
        println!();
    }
    Ok(())
}

struct Bench<'a, S> {
    store: &'a S,
    world: &'a World,
    runs: usize,
}

impl<S: StatementStore> Bench<'_, S> {
    async fn ask(&self) -> anyhow::Result<()> {
        let World { names, words, .. } = self.world;
        let (common_name, common_word) =
            (|at: usize| names.at(at % COMMONEST), |at: usize| words.at(at % COMMONEST));
        let drawn_name = |at: usize| names.draw(&mut Random::new(at as u64));
        let drawn_word = |at: usize| words.draw(&mut Random::new(1_000_000 + at as u64));
        let rare_word = |at: usize| words.at(words.len() - 1 - at);
        let by = |name: &str| StatementQuery { speakers: vec![name.into()], ..page() };
        let about = |words: &str| StatementQuery { about: Some(words.into()), ..page() };
        let both = |name: &str, words: &str| StatementQuery {
            speakers: vec![name.into()],
            ..about(words)
        };
        self.pages("everything", |_| page()).await?;
        self.pages("speaker, the ten commonest", |at| by(common_name(at))).await?;
        self.pages("speaker, drawn by frequency", |at| by(drawn_name(at))).await?;
        self.pages("word, the ten commonest", |at| about(common_word(at))).await?;
        self.pages("word, drawn by frequency", |at| about(drawn_word(at))).await?;
        self.pages("word, the rarest", |at| about(rare_word(at))).await?;
        self.pages("a common word and one drawn", |at| {
            about(&format!("{} {}", common_word(at), drawn_word(at)))
        })
        .await?;
        self.pages("speaker and word, the ten commonest", |at| {
            both(common_name(at), common_word(at / COMMONEST))
        })
        .await?;
        self.pages("speaker and word, drawn by frequency", |at| {
            both(drawn_name(at), drawn_word(at))
        })
        .await?;
        self.pages("speaker drawn, one of the ten commonest words", |at| {
            both(drawn_name(at), common_word(at))
        })
        .await?;
        self.pages("249 times the commonest word", |_| {
            about(&format!("{} ", words.at(0)).repeat(249))
        })
        .await?;
        self.once("view of the commonest word", about(words.at(0))).await?;
        self.once("view of the commonest speaker", by(names.at(0))).await?;
        self.once("view of everything", page()).await?;
        self.speakers("speakers, the first 50", 50).await?;
        self.speakers("speakers, all", 100_000).await
    }

    /// Measures the first page of each of some questions.
    async fn pages(
        &self,
        what: &str,
        question: impl Fn(usize) -> StatementQuery,
    ) -> anyhow::Result<()> {
        let mut times = Vec::with_capacity(self.runs);
        for at in 0..self.runs {
            let question = question(at);
            let started = Instant::now();
            self.store.query(&question).await?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        print(what, times);
        Ok(())
    }

    /// Measures how long it takes until the first of all can be read.
    async fn once(&self, what: &str, question: StatementQuery) -> anyhow::Result<()> {
        let started = Instant::now();
        let keys = self.store.view(&question).await?;
        print(&format!("{what}: {} keys", keys.len()), vec![started.elapsed().as_secs_f64() * 1e3]);
        let (started, page) = (Instant::now(), keys.len().min(1000));
        self.store.read(&keys[keys.len() - page..]).await?;
        print(&format!("  {page} statements of it"), vec![started.elapsed().as_secs_f64() * 1e3]);
        Ok(())
    }

    async fn speakers(&self, what: &str, limit: u32) -> anyhow::Result<()> {
        let started = Instant::now();
        let speakers = self.store.speakers(None, limit).await?;
        let what = format!("{what}: {}", speakers.len());
        print(&what, vec![started.elapsed().as_secs_f64() * 1e3]);
        Ok(())
    }
}

fn page() -> StatementQuery {
    StatementQuery { limit: 50, ..StatementQuery::default() }
}

#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("{what:44} {:>6} {:>9.1} {:>9.1}", times.len(), at(0.5), at(0.99));
}
