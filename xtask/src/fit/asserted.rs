//! `cargo xtask fit asserted`: the weights by which the extractor tells whether something was said,
//! fitted on rows that were judged for it and on plain statements, with figures for articles that
//! were left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use q7x2_domain::Asserted;

use super::loglinear::{self, Model, Names, Row};
use super::rows::{self, Judged, Origin};

/// Into how many parts the articles are cut: each is told by weights fitted on the others.
const FOLDS: usize = 10;
/// How many rows have a clue that counts.
const LEAST: usize = 3;
/// How much a plain statement counts, against a judged row.
const PLAIN: f64 = 0.5;
/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 0.6;
/// A plain statement that the others take for not said with so much certainty is left out of the
/// fit, though not of the figures: some of them were not said.
const SURELY_NOT: f64 = 0.8;
/// How much likelier all else is than among these rows, in log odds: plain statements are many here.
const PREFERENCE: f64 = 1.7;

const CLASSES: usize = Asserted::ALL.len();

/// Fits, prints the figures and writes the table.
pub(super) fn run(
    root: &Path,
    corpora: &Path,
    errors: bool,
    dry: bool,
) -> anyhow::Result<ExitCode> {
    let rows = rows::read(corpora)?;
    let articles: BTreeSet<&str> = rows.iter().map(|row| row.article.as_str()).collect();
    let folds: BTreeMap<&str, usize> =
        articles.into_iter().enumerate().map(|(at, name)| (name, at % FOLDS)).collect();
    // Hearsay is no plain statement, whoever counted it among them.
    let hearsay = |row: &Judged| row.clues.iter().any(|clue| clue.starts_with("hearsay"));
    let learned =
        |row: &&Judged| row.origin != Origin::Choosing && !(row.origin.is_plain() && hearsay(row));
    let mut noise = BTreeSet::new();
    let mut told: Vec<Vec<f64>> = Vec::new();
    // Once to find what was not said among the plain statements, once to tell.
    for _ in 0..2 {
        told = vec![Vec::new(); rows.len()];
        for fold in 0..FOLDS {
            let others: Vec<&Judged> = (rows.iter().enumerate())
                .filter(|(at, row)| folds[row.article.as_str()] != fold && !noise.contains(at))
                .map(|(_, row)| row)
                .filter(learned)
                .collect();
            let (names, model) = fit(&others);
            for (at, row) in rows.iter().enumerate() {
                if folds[row.article.as_str()] == fold {
                    told[at] = model.probabilities(&names.numbers(&row.clues), &[]);
                }
            }
        }
        noise = (rows.iter().enumerate())
            .filter(|(at, row)| row.origin.is_plain() && hidden(&told[*at]) > SURELY_NOT)
            .map(|(at, _)| at)
            .collect();
    }
    let mut out = std::io::stdout().lock();
    write!(out, "{}", figures(&rows, &told))?;
    if errors {
        for (row, told) in rows.iter().zip(&told) {
            let chosen = Asserted::ALL[best(told)];
            if chosen != row.class {
                let Judged { origin, class, words, .. } = row;
                writeln!(out, "{origin:?} {class} told {chosen} {:.2}: {words}", told[best(told)])?;
            }
        }
    }
    if dry {
        return Ok(ExitCode::SUCCESS);
    }
    let kept: Vec<&Judged> = (rows.iter().enumerate())
        .filter(|(at, _)| !noise.contains(at))
        .map(|(_, row)| row)
        .filter(learned)
        .collect();
    let (names, model) = fit(&kept);
    let path = root.join("crates/extractor/data/asserted.txt");
    std::fs::write(&path, table(&names, &model))?;
    writeln!(out, "wrote {}", path.display())?;
    Ok(ExitCode::SUCCESS)
}

fn fit(rows: &[&Judged]) -> (Names, Model) {
    let names = Names::of(rows.iter().map(|row| &row.clues), LEAST);
    let numbered: Vec<Row> = rows
        .iter()
        .map(|row| Row {
            features: names.numbers(&row.clues),
            amounts: Vec::new(),
            class: number(row.class),
            weight: if row.origin.is_plain() { PLAIN } else { 1.0 },
        })
        .collect();
    let count = names.all().count();
    let mut model = Model::fit(&numbered, count, CLASSES, RIDGE);
    if let [any] = names.numbers(&["any".to_owned()])[..] {
        model.shift(any, PREFERENCE);
    }
    (names, model)
}

fn number(class: Asserted) -> usize {
    Asserted::ALL.iter().position(|known| *known == class).unwrap_or_default()
}

fn best(told: &[f64]) -> usize {
    (1..told.len()).fold(0, |best, at| if told[at] > told[best] { at } else { best })
}

/// Returns how likely it is to be of a class that is not shown.
fn hidden(told: &[f64]) -> f64 {
    let all = Asserted::ALL.iter().zip(told);
    all.filter(|(class, _)| !class.is_shown()).map(|(_, told)| told).sum()
}

/// Returns the figures of rows told by models that have not seen their articles.
fn figures(rows: &[Judged], told: &[Vec<f64>]) -> String {
    let mut out = String::new();
    for (name, origins) in [
        ("judged", &[Origin::Judged][..]),
        ("judged and extra", &[Origin::Judged, Origin::Extra]),
        ("for choosing", &[Origin::Choosing]),
    ] {
        let mut table = [[0_u32; CLASSES]; CLASSES];
        for (row, told) in rows.iter().zip(told).filter(|(row, _)| origins.contains(&row.origin)) {
            table[number(row.class)][best(told)] += 1;
        }
        confusion(&mut out, name, &table);
    }
    for (name, origin) in [("statements", Origin::Statement), ("thoughts and signs", Origin::Other)]
    {
        let told: Vec<(&Judged, Asserted)> = (rows.iter().zip(told))
            .filter(|(row, _)| row.origin == origin)
            .map(|(row, told)| (row, Asserted::ALL[best(told)]))
            .collect();
        let of = |is: &dyn Fn(&Judged, Asserted) -> bool| {
            let count = told.iter().filter(|(row, class)| is(row, *class)).count();
            format!("{count} ({:.2} %)", 100.0 * count as f64 / told.len().max(1) as f64)
        };
        writeln!(
            out,
            "plain {name}: {}, hidden {}, without a word for it {}; not told as said {}",
            told.len(),
            of(&|_, class| !class.is_shown()),
            of(&|row, class| !class.is_shown() && !has_reason(row)),
            of(&|_, class| class != Asserted::Said),
        )
        .expect("writing to a string does not fail");
    }
    out
}

/// Tells whether a negation, a modal, hearsay or the like stands beside a cue: whether it may not have
/// been said, for all that is known of it.
fn has_reason(row: &Judged) -> bool {
    let modals = ["will", "would", "can", "could", "may", "might", "must", "should"];
    row.clues.iter().any(|clue| {
        ["not&yes", "coming", "hearsay", "hearsay&told", "near&if"].contains(&clue.as_str())
            || clue.strip_prefix("helper=").is_some_and(|helper| modals.contains(&helper))
    })
}

/// Writes who is taken for whom, and recall and precision of each class.
fn confusion(out: &mut String, name: &str, table: &[[u32; CLASSES]; CLASSES]) {
    let percent = |part: u32, all: u32| 100.0 * f64::from(part) / f64::from(all.max(1));
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes all");
    line(format!("{name}: rows are what was judged, columns what was told"));
    let head: String =
        Asserted::ALL.iter().map(|class| format!("{:>8.7}", class.as_str())).collect();
    line(format!("{:14}{head}  recall  precision", ""));
    let column = |at: usize| table.iter().map(|row| row[at]).sum::<u32>();
    for (at, row) in table.iter().enumerate() {
        let cells: String = row.iter().map(|count| format!("{count:>8}")).collect();
        let (recall, precision) =
            (percent(row[at], row.iter().sum()), percent(row[at], column(at)));
        let class = Asserted::ALL[at].as_str();
        line(format!("{class:14}{cells}{recall:8.1}{precision:11.1}"));
    }
    let right: u32 = (1..CLASSES).map(|at| table[at][at]).sum();
    let gold: u32 = table[1..].iter().flatten().sum();
    let told: u32 = (1..CLASSES).map(column).sum();
    line(format!(
        "all but said: recall {:.1}, precision {:.1}",
        percent(right, gold),
        percent(right, told)
    ));
    let shown = |at: usize| Asserted::ALL[at].is_shown();
    let (mut hid, mut to_hide, mut rightly, mut said_hidden) = (0, 0, 0, 0);
    for (class, row) in table.iter().enumerate() {
        for (told, count) in row.iter().enumerate() {
            hid += if shown(told) { 0 } else { *count };
            to_hide += if shown(class) { 0 } else { *count };
            rightly += if shown(class) || shown(told) { 0 } else { *count };
            said_hidden += if class == 0 && !shown(told) { *count } else { 0 };
        }
    }
    line(format!(
        "to be hidden: recall {:.1}, precision {:.1}; said and hidden {said_hidden} of {}\n",
        percent(rightly, to_hide),
        percent(rightly, hid),
        table[0].iter().sum::<u32>()
    ));
}

/// Returns the table of weights.
fn table(names: &Names, model: &Model) -> String {
    let classes: Vec<&str> = Asserted::ALL[1..].iter().map(|class| class.as_str()).collect();
    let head = format!(
        "# What each clue adds to the log odds of {}\n# against said; src/asserted/clues.rs says \
         what clues are. Written by `cargo xtask fit asserted`.\n",
        classes.join(", ")
    );
    loglinear::table(&head, names, &[], model)
}
