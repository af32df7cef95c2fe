//! `cargo xtask evaluate-copies`: how well copies of one story are told from other articles. The pairs are made of
//! the articles in `examples/` and `golden/`: cut, under other headlines, wrapped, with words changed, and with
//! what sites put around them; and pairs that are none, which have the same furniture, quotations, background
//! or form in common. What is chosen is chosen on one half of the articles, and judged on the other.
//!
//! A pair counts as found where the two have a key in common, as a store finds them, and are decided to be copies.

mod made;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use q7x2_domain::Sketch;

use self::made::{Dice, Made};

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct CopiesArguments {
    /// A folder of articles as text, of which some are copies of one another
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/ced/text")]
    corpus: PathBuf,
    /// List the pairs that were decided wrongly, by their names
    #[arg(long)]
    errors: bool,
    /// What the drawing of cuts and changes begins with
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// How many pairs were decided, and how.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    right: u32,
    missed: u32,
    wrong: u32,
    others: u32,
}

impl Tally {
    fn add(&mut self, are_copies: bool, found: bool) {
        match (are_copies, found) {
            (true, true) => self.right += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.wrong += 1,
            (false, false) => self.others += 1,
        }
    }

    /// Returns the figures as a line of the table.
    fn line(self, name: &str) -> String {
        let share = |part: u32, rest: u32| match part + rest {
            0 => "      –".to_owned(),
            all => format!("{:7.3}", f64::from(part) / f64::from(all)),
        };
        let Self { right, missed, wrong, others } = self;
        format!(
            "{name:28} {:6} {:7} {} {}",
            right + missed,
            wrong + others,
            share(right, wrong),
            share(right, missed)
        )
    }
}

/// Measures, and prints what was measured.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub(crate) fn run(root: &Path, arguments: &CopiesArguments) -> anyhow::Result<ExitCode> {
    let articles = articles(root)?;
    println!("{:28} {:>6} {:>7} {:>7} {:>7}", "", "copies", "others", "precis.", "recall");
    for (name, half) in [("chosen on", 0), ("judged on", 1)] {
        let half: Vec<&String> = articles.iter().skip(half).step_by(2).collect();
        let pairs = made::pairs(&half, &mut Dice::new(arguments.seed));
        let all = tally(&pairs, arguments.errors);
        println!("{}", all.line(name));
        for kind in made::KINDS {
            let of_kind: Vec<&Made> = pairs.iter().filter(|pair| pair.kind == *kind).collect();
            println!("{}", tally(of_kind, false).line(&format!("  {kind}")));
        }
    }
    let corpus = root.join(&arguments.corpus);
    if corpus.is_dir() {
        println!("{}", of_corpus(&corpus, arguments.errors)?.line("near copies of a corpus"));
    } else {
        println!("SKIPPED: near copies of a corpus: there is no {}", corpus.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells whether a store would find that two texts are copies.
fn found(one: &Sketch, other: &Sketch) -> bool {
    one.keys().iter().any(|key| other.keys().contains(key)) && one.is_copy_of(other)
}

#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn tally<'p>(pairs: impl IntoIterator<Item = &'p Made>, lists: bool) -> Tally {
    let mut tally = Tally::default();
    for pair in pairs {
        let (one, other) = (Sketch::of(&pair.one), Sketch::of(&pair.other));
        let found = found(&one, &other);
        tally.add(pair.are_copies, found);
        if lists && found != pair.are_copies {
            let keys = one.keys().iter().filter(|key| other.keys().contains(key)).count();
            println!("{}: {} {keys} {:.2?}", pair.kind, pair.name, one.likeness(&other));
        }
    }
    tally
}

/// Returns the texts of the articles, in an order of their own.
fn articles(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut articles = vec![];
    for folder in ["examples/articles", "golden/articles", "golden/ci"] {
        let folder = root.join(folder);
        let names = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        let mut paths = names.map(|name| Ok(name?.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path)?;
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("txt") => articles.push(text),
                Some("golden") => articles.push(made::unmarked(&text)),
                Some("jsonl") => {
                    for line in text.lines() {
                        let record: serde_json::Value = serde_json::from_str(line)?;
                        articles.extend(record["text"].as_str().map(str::to_owned));
                    }
                }
                _ => {}
            }
        }
    }
    // Of a few words nobody makes a cut version.
    articles.retain(|text| text.split_whitespace().count() >= 80);
    Ok(articles)
}

/// Which share of the words of the shorter text lie in passages that near copies have in common, word for word.
const WORDS_SHARED: f64 = 0.3;

/// Measures on the articles of a folder. Which of them are near copies is told by another measure than the one
/// that is judged: by the long sentences that they have in common, word for word.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn of_corpus(folder: &Path, lists: bool) -> anyhow::Result<Tally> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|name| Ok(name?.path())).collect::<std::io::Result<_>>()?;
    paths.sort();
    let texts: Vec<String> = paths.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let read: Vec<_> =
        texts.iter().map(|text| (Sketch::of(text), made::Passages::of(text))).collect();
    let mut tally = Tally::default();
    for (at, (one, passages)) in read.iter().enumerate() {
        for (beside, (other, others)) in read.iter().enumerate().skip(at + 1) {
            let share = passages.shared(others);
            let (are_copies, found) = (share >= WORDS_SHARED, found(one, other));
            tally.add(are_copies, found);
            if lists && are_copies != found {
                let name = |at: usize| paths[at].file_stem().unwrap_or_default().to_string_lossy();
                let likeness = one.likeness(other);
                println!("{} {}: {share:.2} {likeness:.2?}", name(at), name(beside));
            }
        }
    }
    Ok(tally)
}
