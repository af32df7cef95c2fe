//! `cargo xtask evaluate`: how good extraction is, on the golden set and on a corpus, and whether
//! that is what the committed figures say.
//!
//! The measures are those of published work, so that the figures can be held against it; the
//! golden set adds every role that no corpus has. Speed is measured elsewhere.

pub(crate) mod gold;
mod golden;
mod marks;

pub(crate) mod copies;

pub(crate) mod corpus;

mod disturb;

mod circumstances;
mod found;
mod quoted;
pub(crate) mod replay;
mod roles;
mod spans;
mod speakers;
mod trust;

pub(crate) mod ablate;
pub(crate) mod fit;

mod committed;
mod figures;
pub(crate) mod judged;
mod measure;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use q7x2_domain::{Article, Setting};
use q7x2_recipe::{AnyExtractor, Recipe};
use serde_json::{Map, Value};

use self::measure::{on_corpus, on_golden};
use self::table::Table;

/// The parts of the golden set: the small one, which the tests hold to its figures, and the rest.
const SETS: [&str; 2] = ["ci", "articles"];

/// What to measure, and how to show it.
#[derive(clap::Args)]
pub(crate) struct EvaluateArguments {
    /// Which taggers to measure
    #[arg(long, value_enum, default_value = "all")]
    tagger: TaggerChoice,
    /// What the learned tagger should rather avoid
    #[arg(long, value_parser = setting, default_value = "balanced")]
    #[arg(conflicts_with_all = ["check", "update"])]
    setting: Setting,
    /// A corpus in PolNeAR's layout
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/polnear/dev")]
    corpus: PathBuf,
    /// The folder of the sets of judged articles: `polnear/dev`, `foreign/dev`, `geo/dev`,
    /// `world/dev` and `ced`, those that are there
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora")]
    sets: PathBuf,
    /// What was judged with `q7x2 audit`, as its `--export` writes it: one more set
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Measure the sets of judged articles alone
    #[arg(long, conflicts_with_all = ["check", "update", "disturb", "speakers", "errors"])]
    sets_only: bool,
    /// What the draws of articles begin with that intervals are made of
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The golden set
    #[arg(long, value_name = "DIR", default_value = "golden")]
    golden: PathBuf,
    /// How to print the figures
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Measure what is left of the reading when texts are wrapped, misread, in capitals and so on,
    /// instead
    #[arg(long, conflicts_with = "speakers")]
    disturb: bool,
    /// Texts to disturb besides the golden set
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora/foreign/dev/text")]
    texts: PathBuf,
    /// Print what is wrong on the golden set, and which speakers on the corpus, a line each
    #[arg(long)]
    errors: bool,
    /// Print every speaker found on the corpus, a line each, instead of the figures
    #[arg(long, conflicts_with_all = ["check", "update", "errors"])]
    speakers: bool,
    /// Fail when the figures on the golden set are not the committed ones
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Write the figures on the golden set down as the committed ones
    #[arg(long)]
    update: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum TaggerChoice {
    Rules,
    Neural,
    /// Both
    All,
    /// The spans that people marked, to measure the speakers alone
    #[value(name = "gold")]
    Replay,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// The name of the rule tagger's figures.
const RULES: &str = "rules";
/// The name of the learned tagger's figures.
const NEURAL: &str = "neural";

/// Returns extractors with the chosen taggers and the names that their figures stand under.
fn extractors(choice: TaggerChoice, setting: Setting) -> anyhow::Result<Vec<NamedExtractor>> {
    let mut extractors = Vec::new();
    if matches!(choice, TaggerChoice::Rules | TaggerChoice::All) {
        extractors.push((RULES, Recipe::rules().extractor()?));
    }
    if matches!(choice, TaggerChoice::Neural | TaggerChoice::All) {
        extractors.push((NEURAL, Recipe { setting, ..Recipe::default() }.extractor()?));
    }
    Ok(extractors)
}

/// An extractor and the name that its tagger's figures stand under.
type NamedExtractor = (&'static str, AnyExtractor);

/// Reads a setting from its word.
fn setting(word: &str) -> Result<Setting, String> {
    let known = Setting::ALL.into_iter().find(|setting| setting.as_str() == word);
    known.ok_or_else(|| format!("write one of {}", Setting::ALL.map(Setting::as_str).join(", ")))
}

/// The figures of one tagger on one set of articles.
struct Section {
    tagger: &'static str,
    set: String,
    tables: Vec<Table>,
}

/// Measures; relative folders are taken from `root`.
pub(crate) fn run(root: &Path, arguments: &EvaluateArguments) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let mut notes = std::io::stderr().lock();
    let golden = root.join(&arguments.golden);
    let figures = golden.join("figures.json");
    let corpus = root.join(&arguments.corpus);
    // The committed figures are of the golden set alone.
    let golden_alone = arguments.check || arguments.update || arguments.disturb;
    let judged = match golden_alone || arguments.speakers || arguments.errors {
        true => Vec::new(),
        false => {
            let labels = arguments.labels.iter().map(|file| judged::read_labels(file));
            let mut sets = judged::read(&root.join(&arguments.sets))?;
            sets.extend(labels.collect::<anyhow::Result<Vec<_>>>()?);
            sets
        }
    };
    let texts = if golden_alone || arguments.sets_only {
        None
    } else if corpus.is_dir() {
        Some(corpus::read(&corpus)?)
    } else {
        writeln!(notes, "WARNING: there is no corpus at {}: not measured on it", corpus.display())?;
        None
    };
    let (mut sections, mut errors, mut list) = (Vec::new(), Vec::new(), Vec::new());
    let extractors = match arguments.tagger {
        TaggerChoice::Replay => vec![replaying(&golden, texts.as_deref().unwrap_or_default())?],
        choice => extractors(choice, arguments.setting)?,
    };
    let disturbed = if arguments.disturb { to_disturb(root, arguments)? } else { Vec::new() };
    for (name, extractor) in extractors {
        if arguments.disturb {
            for (set, articles) in &disturbed {
                let mut lost = Vec::new();
                let tables = vec![disturb::on(&extractor, articles, &mut lost)?];
                errors.extend(lost.into_iter().map(|lost| format!("{name}, {set}: {lost}")));
                sections.push(Section { tagger: name, set: (*set).to_owned(), tables });
            }
            continue;
        }
        let golden_sets = if arguments.sets_only { &[] } else { &SETS[..] };
        for set in golden_sets {
            sections.push(measure_set(name, &extractor, &golden, set, &mut errors)?);
        }
        if let Some(texts) = &texts {
            let mut wrong = Vec::new();
            let mut tables = on_corpus(&extractor, texts, &mut wrong, &mut list);
            if name == NEURAL && arguments.setting == Setting::Balanced {
                tables.push(committed::beside_the_model(root, &tables[0])?);
            }
            errors.extend(wrong.into_iter().map(|wrong| format!("{name}, corpus/{wrong}")));
            sections.push(Section { tagger: name, set: "corpus".to_owned(), tables });
        }
        for (set, tables) in judged::measure(&extractor, &judged, arguments.seed) {
            sections.push(Section { tagger: name, set: set.to_owned(), tables });
        }
    }
    let present = json(&sections);
    if arguments.update {
        figures::update(&figures, &present)?;
        writeln!(notes, "wrote {}", figures.display())?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.check {
        let differences = figures::differences(&figures::read(&figures)?, &present);
        for difference in &differences {
            writeln!(notes, "{difference}")?;
        }
        writeln!(notes, "{}", verdict(differences.len()))?;
        return Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if arguments.speakers {
        for speaker in &list {
            writeln!(out, "{speaker}")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    match arguments.format {
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&present)?)?,
        Format::Table => {
            for section in &sections {
                writeln!(out, "== {}, {}\n", section.tagger, section.set)?;
                for table in &section.tables {
                    writeln!(out, "{}", table.render())?;
                }
            }
        }
    }
    if arguments.errors {
        for error in &errors {
            writeln!(out, "{error}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns an extractor whose tagger replays what people marked in the golden set and in a corpus.
fn replaying(golden: &Path, texts: &[corpus::CorpusText]) -> anyhow::Result<NamedExtractor> {
    let mut tagger = replay::ReplayTagger::new();
    for set in SETS {
        golden::read_set(&golden.join(set))?.iter().for_each(|gold| tagger.learn_golden(gold));
    }
    texts.iter().for_each(|text| tagger.learn_corpus(text));
    Ok(("gold", Recipe::default().around(Arc::new(tagger))?))
}

/// Returns the sets of articles to disturb, each with its name.
fn to_disturb(
    root: &Path,
    arguments: &EvaluateArguments,
) -> anyhow::Result<Vec<(&'static str, Vec<Article>)>> {
    let mut golden = Vec::new();
    for set in SETS {
        golden.extend(golden::read_set(&root.join(&arguments.golden).join(set))?);
    }
    let golden = golden.into_iter().map(|gold| gold.article).collect();
    let mut sets = vec![("disturbed, golden", golden)];
    let texts = root.join(&arguments.texts);
    match disturb::read_texts(&texts)? {
        Some(articles) => sets.push(("disturbed, texts", articles)),
        None => {
            let mut notes = std::io::stderr().lock();
            writeln!(notes, "WARNING: there are no texts at {}: not disturbed", texts.display())?;
        }
    }
    Ok(sets)
}

fn measure_set(
    tagger: &'static str,
    extractor: &AnyExtractor,
    golden: &Path,
    set: &str,
    errors: &mut Vec<String>,
) -> anyhow::Result<Section> {
    let articles = golden::read_set(&golden.join(set))?;
    let mut wrong = Vec::new();
    let tables = on_golden(extractor, &articles, &mut wrong);
    errors.extend(wrong.into_iter().map(|wrong| format!("{tagger}, {set}/{wrong}")));
    Ok(Section { tagger, set: set.to_owned(), tables })
}

/// Returns the figures by tagger, set, table, row and column.
fn json(sections: &[Section]) -> Value {
    let mut taggers = Map::new();
    for section in sections {
        let tables = section.tables.iter().map(|table| (table.title.clone(), table.json()));
        let tagger = taggers.entry(section.tagger).or_insert_with(|| Map::new().into());
        // The rules reckon the same everywhere.
        if section.tagger != RULES {
            tagger[figures::PROCESSOR] = figures::processor().into();
        }
        tagger[&section.set] = Value::Object(tables.collect());
    }
    taggers.into()
}

/// Says how many figures differ, and what to do about it.
fn verdict(differences: usize) -> String {
    match differences {
        0 => "the figures are the committed ones".to_owned(),
        count => format!(
            "{count} figures are not the committed ones (by more than {} points); if they are \
             better, or it is meant, run `cargo xtask evaluate --update` and commit the file",
            figures::TOLERANCE
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_set_gives_the_committed_figures() {
        let golden = crate::workspace_root().join("golden");
        let mut sections = Vec::new();
        let shipped = extractors(TaggerChoice::All, Setting::default());
        for (name, extractor) in shipped.expect("the taggers that ship") {
            let section = measure_set(name, &extractor, &golden, SETS[0], &mut Vec::new());
            sections.push(section.expect("the golden set"));
        }
        let committed = figures::read(&golden.join("figures.json")).expect("committed figures");
        let differences = figures::differences(&committed, &json(&sections));
        assert!(
            differences.is_empty(),
            "\n{}\n{}",
            differences.join("\n"),
            verdict(differences.len())
        );
    }
}
