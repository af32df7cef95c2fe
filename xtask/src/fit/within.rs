//! `cargo xtask fit within`: the weights by which the extractor tells whether what looks like a telling
//! within what somebody tells is one, fitted on the articles of which every statement was judged. Figures
//! are for articles, or outlets, that were left out.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use q7x2_domain::Span;
use q7x2_extractor::Extractor;
use q7x2_extractor::fitting::ToldWithin;

use super::audited;
use super::examples::met;
use super::loglinear::{self, Model, Names, Row};
use super::reading::remembering;
use super::sets::{self, Judged, JudgedArticle};
use super::speakers::SpeakerArguments;

/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 2.0;
/// How many rows have a clue that counts.
const LEAST: usize = 4;
/// How much one counts on which careful readers differ, or of which only the content agrees.
const DOUBTFUL: f64 = 0.5;
/// The set that is left out: its annotators marked few tellings within tellings.
const MARKS_FEW: &str = "polnear";
/// How much one counts that the rules find, beside one of the tagger's.
const RULES: f64 = 0.25;
/// The likelihoods at which figures are printed.
const SHOWN: [f64; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];

/// A telling within a telling, and whether it was judged to be one.
struct Example {
    set: &'static str,
    fold: usize,
    /// Whether the rules found it, rather than the tagger.
    rules: bool,
    told: ToldWithin,
    is: bool,
    weight: f64,
    words: String,
}

/// Fits, prints the figures and writes the table.
pub(super) fn run(
    root: &Path,
    corpora: &Path,
    errors: bool,
    arguments: &SpeakerArguments,
) -> anyhow::Result<ExitCode> {
    let articles = sets::training(corpora, &arguments.labels)?;
    let folds = sets::folds(&articles, arguments.folds, arguments.by_outlet, arguments.seed);
    let tagger = remembering(root.join(&arguments.kept))?;
    let mut examples = Vec::new();
    // Where only some statements were judged, the others may be what they look like.
    let whole = |article: &JudgedArticle| ![audited::SET, MARKS_FEW].contains(&article.set);
    let judged = articles.iter().zip(folds).filter(|(article, _)| whole(article));
    let rules = Extractor::rules();
    for (article, fold) in judged {
        examples.extend(seen(fold, article, tagger.within(&article.article), false));
        examples.extend(seen(fold, article, rules.within(&article.article), true));
    }
    let mut told = vec![0.0; examples.len()];
    for fold in 0..arguments.folds {
        let (names, model) = fit(examples.iter().filter(|example| example.fold != fold));
        for (example, told) in examples.iter().zip(&mut told).filter(|(e, _)| e.fold == fold) {
            *told = model.probabilities(&names.numbers(&example.told.clues), &[])[1];
        }
    }
    let mut out = std::io::stdout().lock();
    for set in ["all", "foreign", "geo", "world"] {
        let of = |e: &Example| !e.rules && (set == "all" || e.set == set);
        let rows = || examples.iter().zip(&told).filter(|(example, _)| of(example));
        let are = rows().filter(|(example, _)| example.is).count();
        writeln!(out, "{set}: {} seen, {are} of them told", rows().count())?;
        for least in SHOWN {
            let kept = rows().filter(|(_, told)| **told >= least).count();
            let right = rows().filter(|(e, told)| e.is && **told >= least).count();
            let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
            writeln!(
                out,
                "  from {least:.1}: kept {kept}, right {:.1} %, of those told {:.1} %",
                percent(right, kept),
                percent(right, are)
            )?;
        }
    }
    if errors {
        for (example, told) in examples.iter().zip(&told).filter(|(e, t)| e.is != (**t >= 0.5)) {
            writeln!(out, "{} {} {told:.2}: {}", example.set, example.is, example.words)?;
        }
    }
    if !arguments.dry {
        let (names, model) = fit(examples.iter());
        let path = root.join("crates/extractor/data/within.txt");
        let head = "# What each clue adds to the log odds of a telling within a content being one;\n\
                    # src/relay/within/clues.rs says what clues are. Written by `cargo xtask fit within`.\n";
        std::fs::write(&path, loglinear::table(head, &names, &[], &model))?;
        writeln!(out, "wrote {}", path.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns what was found within the contents of an article, each with what was judged of it.
fn seen(fold: usize, article: &JudgedArticle, all: Vec<ToldWithin>, rules: bool) -> Vec<Example> {
    let contents: Vec<&[Span]> = all.iter().map(|told| told.content.as_slice()).collect();
    let met = met(article, &contents);
    let example = |(told, met): (ToldWithin, Option<usize>)| {
        let statement = met.map(|met| &article.statements[met]);
        // A thought within what is told is a statement, but not one that anybody misses.
        let is = match statement {
            Some(statement) if statement.mode != "speech" => return None,
            met => met.is_some(),
        };
        let plain =
            statement.is_none_or(|statement| !statement.borderline && agrees(&told, statement));
        let words = |spans: &[Span]| {
            let text = article.article.text();
            let word = |span: &Span| {
                let length = (span.end() - span.start()) as usize;
                text.chars().skip(span.start() as usize).take(length).collect::<String>()
            };
            spans.iter().map(word).collect::<Vec<_>>().join(" … ").replace('\n', " ")
        };
        let words = [&told.source, &told.cue, &told.content].map(|spans| words(spans)).join(" | ");
        let of_reader = if rules { RULES } else { 1.0 };
        let weight = if plain { of_reader } else { DOUBTFUL * of_reader };
        Some(Example { set: article.set, fold, rules, told, is, weight, words })
    };
    all.into_iter().zip(met).filter_map(example).collect()
}

/// Tells whether a telling has the source or the cue of a judged statement.
fn agrees(told: &ToldWithin, judged: &Judged) -> bool {
    let meet = |own: &[Span], gold: &[Span]| {
        own.iter().any(|a| gold.iter().any(|b| a.start() < b.end() && b.start() < a.end()))
    };
    meet(&told.source, &judged.source) || meet(&told.cue, &judged.cue)
}

fn fit<'e>(examples: impl Iterator<Item = &'e Example> + Clone) -> (Names, Model) {
    let names = Names::of(examples.clone().map(|example| &example.told.clues), LEAST);
    let row = |example: &Example| Row {
        features: names.numbers(&example.told.clues),
        amounts: Vec::new(),
        class: usize::from(example.is),
        weight: example.weight,
    };
    let rows: Vec<Row> = examples.map(row).collect();
    let model = Model::fit(&rows, names.all().count(), 2, RIDGE);
    (names, model)
}
