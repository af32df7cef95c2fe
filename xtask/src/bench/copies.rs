//! `bench copies`: what an article costs to be recorded and compared with those that may be copies of it, as the store
//! grows. The articles are made up; one in ten is another's copy under a new headline, cut and with words changed, and
//! all of them end with one of a few paragraphs, so that there are keys that thousands have. Beside the time stands how
//! many of the copies were found.

use std::time::Instant;

use anyhow::Context;
use clap::Args;
use q7x2_domain::{
    Article, ArticleFilter, ArticleId, Extraction, Metadata, ModelVersion, StatementStore,
};
use q7x2_storage::SqliteStore;

use super::invented::{Random, World};

#[derive(Debug, Args)]
pub(super) struct CopiesArguments {
    /// How many articles there are in the store when it is measured; several with commas
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "10000,100000,1000000")]
    articles: Vec<u64>,
    /// How many articles are recorded for a measurement
    #[arg(long, value_name = "N", default_value = "2000")]
    measured: u64,
}

/// How many articles are recorded at a time.
const AT_ONCE: u64 = 500;

/// How many words an article has.
const WORDS: u64 = 300;

/// How many paragraphs there are with which articles end.
const ENDS: u64 = 5;

/// One article in so many is a copy.
const COPIES: u64 = 10;

/// Lets a store grow and measures it at each size.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub(super) fn run(arguments: &CopiesArguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let temporary = tempfile::tempdir().context("make a folder")?;
    let store = SqliteStore::open(&temporary.path().join("bench.sqlite"))?;
    let world = World::new();
    let mut sizes = arguments.articles.clone();
    sizes.sort_unstable();
    let mut kept = 0;
    println!("{:>10} {:>14} {:>8}", "articles", "ms an article", "found");
    for size in sizes {
        runtime.block_on(fill(&store, &world, &mut kept, size))?;
        let first = kept;
        let started = Instant::now();
        runtime.block_on(fill(&store, &world, &mut kept, size + arguments.measured))?;
        let each = started.elapsed().as_secs_f64() * 1000.0 / (kept - first) as f64;
        let (found, all) = runtime.block_on(found(&store, &world, first..kept))?;
        println!("{size:>10} {each:>14.2} {found:>4}/{all}");
    }
    Ok(())
}

/// Records articles until there are so many.
async fn fill(store: &SqliteStore, world: &World, kept: &mut u64, size: u64) -> anyhow::Result<()> {
    while *kept < size {
        let numbers = *kept..(*kept + AT_ONCE).min(size);
        *kept = numbers.end;
        let recorded: Vec<(Article, Extraction)> =
            numbers.map(|number| recorded(article(world, number))).collect();
        store.record_all(&recorded).await?;
    }
    Ok(())
}

/// Counts the copies among articles, and those of them that are of a story.
async fn found(
    store: &SqliteStore,
    world: &World,
    numbers: std::ops::Range<u64>,
) -> anyhow::Result<(usize, usize)> {
    let copies = numbers.filter(|number| copied(*number).is_some());
    let copies: Vec<ArticleId> = copies.map(|number| article(world, number).id()).collect();
    let filter = ArticleFilter {
        articles: Some(copies.clone()),
        limit: u32::try_from(copies.len()).unwrap_or(u32::MAX),
        ..ArticleFilter::default()
    };
    let articles = store.catalogue(&filter).await?.articles;
    Ok((articles.iter().filter(|article| article.story.is_some()).count(), copies.len()))
}

fn recorded(article: Article) -> (Article, Extraction) {
    let (id, model) = (article.id(), ModelVersion::new("bench-1"));
    (article, Extraction { article: id, model, statements: vec![], diagnostics: vec![] })
}

/// Returns the number of the article that the one of this number is a copy of, if it is one.
fn copied(number: u64) -> Option<u64> {
    let is_copy = number % COPIES == 9;
    is_copy.then(|| {
        let other = Random::new(number).below(number);
        if other % COPIES == 9 { other - 1 } else { other }
    })
}

/// Returns the article of a number.
fn article(world: &World, number: u64) -> Article {
    let own = copied(number).unwrap_or(number);
    let mut random = Random::new(own.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut words: Vec<&str> = (0..WORDS).map(|_| world.words.draw(&mut random)).collect();
    for place in (7..WORDS).step_by(20) {
        words[usize::try_from(place).unwrap_or(0)] = world.names.draw(&mut random);
    }
    if own != number {
        let mut random = Random::new(number);
        words.truncate(words.len() / 2 + usize::try_from(random.below(150)).unwrap_or(0));
        for place in (3..words.len()).step_by(25) {
            words[place] = world.words.draw(&mut random);
        }
    }
    let paragraphs: Vec<String> = words.chunks(40).map(|words| words.join(" ") + ".").collect();
    let mut end = Random::new(number % ENDS);
    let end: Vec<&str> = (0..30).map(|_| world.words.draw(&mut end)).collect();
    let text = format!("Report {number}\n\n{}\n\n{}", paragraphs.join("\n\n"), end.join(" "));
    Article::new(Metadata::default(), text).expect("it is no longer than a page")
}
