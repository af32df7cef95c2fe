//! `cargo xtask evaluate-reader`: how good the reading of web pages is, on the pages of wcxb: those that may
//! be looked at, and those that nobody looks at.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use flate2::read::GzDecoder;
use q7x2_reader::{Page, html};
use serde::Deserialize;

/// What to measure on, and what else to write.
#[derive(clap::Args)]
pub(crate) struct PagesArguments {
    /// The folder of the pages: `truth.jsonl` and `html/ID.html.gz`
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/wcxb")]
    corpus: PathBuf,
    /// Print what is wrong with title, date and author on the pages that may be looked at
    #[arg(long)]
    errors: bool,
    /// Write the blocks of all pages with the numbers that they are judged by, a line a page, for fitting
    #[arg(long, value_name = "FILE")]
    blocks: Option<PathBuf>,
}

/// What people found on a page.
#[derive(Deserialize)]
struct Truth {
    id: String,
    url: Option<String>,
    title: Option<String>,
    author: Option<String>,
    publish_date: Option<String>,
    main_content: Option<String>,
    with: Option<Vec<String>>,
    without: Option<Vec<String>>,
}

/// So many right of so many.
#[derive(Default, Clone, Copy)]
struct Share(u32, u32);

impl Share {
    fn count(&mut self, is_right: bool) {
        self.0 += u32::from(is_right);
        self.1 += 1;
    }

    fn percent(self) -> f64 {
        if self.1 == 0 { 0.0 } else { 100.0 * f64::from(self.0) / f64::from(self.1) }
    }
}

/// The figures of one half.
#[derive(Default)]
struct Figures {
    pages: u32,
    f1: f64,
    with: Share,
    without: Share,
    title: Share,
    date: Share,
    author: Share,
    time: Duration,
    bytes: usize,
}

/// Measures the reading of web pages and prints a table.
pub(crate) fn run(root: &Path, arguments: &PagesArguments) -> anyhow::Result<ExitCode> {
    let corpus = root.join(&arguments.corpus);
    let mut out = std::io::stdout().lock();
    if !corpus.join("truth.jsonl").is_file() {
        if option_env!("Q7X2_CI").is_some() {
            bail!("{} is missing: it is in .ci/run", corpus.display());
        }
        writeln!(out, "SKIPPED: {} is not there, nothing was measured", corpus.display())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut blocks = arguments.blocks.as_ref().map(File::create).transpose()?;
    let mut halves = [Figures::default(), Figures::default()];
    for line in BufReader::new(File::open(corpus.join("truth.jsonl"))?).lines() {
        let truth: Truth = serde_json::from_str(&line?).context("a line of truth.jsonl")?;
        let mut bytes = vec![];
        let path = corpus.join(format!("html/{}.html.gz", truth.id));
        let file = File::open(&path).with_context(|| path.display().to_string())?;
        GzDecoder::new(file).read_to_end(&mut bytes)?;
        let start = Instant::now();
        let page = html::read(&bytes, None, truth.url.as_deref()).unwrap_or_default();
        let time = start.elapsed();
        let half = half(&truth.id);
        halves[half].add(&page, &truth, time, bytes.len());
        if arguments.errors && half == 0 {
            errors(&mut out, &page, &truth)?;
        }
        if let Some(blocks) = &mut blocks {
            let (_, seen) = html::seen(&String::from_utf8_lossy(&bytes), truth.url.as_deref());
            let (texts, rows): (Vec<_>, Vec<_>) = seen.into_iter().unzip();
            let line = serde_json::json!({ "id": truth.id, "texts": texts, "rows": rows });
            writeln!(blocks, "{line}")?;
        }
    }
    writeln!(
        out,
        "| pages | word F1 | with | without | title | day | author | ms a page | MB/s |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|")?;
    for (name, figures) in ["looked at", "held back"].into_iter().zip(&halves) {
        figures.print(&mut out, name)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the half that a page belongs to: 0 may be looked at, 1 is held back. Pages with numbers near one
/// another, which were gathered together, are mostly on one side.
fn half(id: &str) -> usize {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::from((hash >> 32) & 1 == 1)
}

impl Figures {
    fn add(&mut self, page: &Page, truth: &Truth, time: Duration, bytes: usize) {
        self.pages += 1;
        self.time += time;
        self.bytes += bytes;
        let found = words(&page.text);
        self.f1 += f1(&found, &words(truth.main_content.as_deref().unwrap_or_default()));
        let text = format!(" {}", found.join(" "));
        // A snippet may end within a word.
        let has = |snippet: &String| text.contains(&words(snippet).join(" "));
        truth.with.iter().flatten().for_each(|snippet| self.with.count(has(snippet)));
        truth.without.iter().flatten().for_each(|snippet| self.without.count(!has(snippet)));
        if truth.title.is_some() {
            self.title.count(is_same(page.title.as_deref(), truth.title.as_deref()));
        }
        if let Some(day) = &truth.publish_date {
            self.date.count(day_of(page).is_some_and(|found| day.starts_with(&found)));
        }
        if truth.author.is_some() {
            self.author.count(is_same(page.author.as_deref(), truth.author.as_deref()));
        }
    }

    fn print(&self, out: &mut impl Write, name: &str) -> std::io::Result<()> {
        let pages = f64::from(self.pages.max(1));
        let seconds = self.time.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a size in MB needs a few digits")]
        let megabytes = self.bytes as f64 / 1e6;
        writeln!(
            out,
            "| {} {name} | {:.4} | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {:.2} | {:.0} |",
            self.pages,
            self.f1 / pages,
            self.with.percent(),
            self.without.percent(),
            self.title.percent(),
            self.date.percent(),
            self.author.percent(),
            seconds * 1000.0 / pages,
            megabytes / seconds.max(1e-9),
        )
    }
}

/// Prints what is wrong on a page beside its text.
fn errors(out: &mut impl Write, page: &Page, truth: &Truth) -> std::io::Result<()> {
    let day = day_of(page);
    for (what, found, right) in [
        ("title", page.title.as_deref(), truth.title.as_deref()),
        ("author", page.author.as_deref(), truth.author.as_deref()),
        ("day", day.as_deref(), truth.publish_date.as_deref()),
    ] {
        if right.is_some() && !is_same(found, right) {
            let (found, right) = (found.unwrap_or("-"), right.unwrap_or("-"));
            writeln!(out, "{} {what}: {found} | {right}", truth.id)?;
        }
    }
    Ok(())
}

/// Returns the day of publication in UTC, as 2024-05-01.
fn day_of(page: &Page) -> Option<String> {
    let at = jiff::Timestamp::from_microsecond(page.published_at?.micros()).ok()?;
    Some(at.to_string().chars().take(10).collect())
}

/// Returns the words of a text in lower case.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let is_no_word = |c: char| !(c.is_alphanumeric() || c == '_');
    lower.split(is_no_word).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

fn is_same(found: Option<&str>, right: Option<&str>) -> bool {
    words(found.unwrap_or_default()) == words(right.unwrap_or_default())
}

/// Returns the harmonic mean of precision and recall over words, each counted as often as it is there.
fn f1(found: &[String], right: &[String]) -> f64 {
    if found.is_empty() && right.is_empty() {
        return 1.0;
    }
    let mut counts: HashMap<&str, u32> = HashMap::new();
    right.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    let mut common = 0;
    for word in found {
        if let Some(count) = counts.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    let all = u32::try_from(found.len() + right.len()).unwrap_or(u32::MAX);
    2.0 * f64::from(common) / f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_as_often_as_they_are_there() {
        let of = |text: &str| words(text);
        assert_eq!(f1(&of("One, two"), &of("one two")), 1.0);
        assert_eq!(f1(&of("one one"), &of("one")), 2.0 / 3.0);
        assert_eq!(f1(&of("one"), &of("two")), 0.0);
        assert_eq!(f1(&[], &[]), 1.0);
    }

    #[test]
    fn a_page_is_always_in_the_same_half() {
        assert_eq!(["0003", "0005", "4179", "4681"].map(half), [1, 1, 0, 0]);
    }
}
