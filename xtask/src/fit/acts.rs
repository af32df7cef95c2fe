//! `cargo xtask fit acts`: the weights by which the extractor tells what act an attribution reports
//! (speech, thought, sign, with the class of its cue) or that it is none, fitted on the attributions of
//! judged articles as the extractor finds them and as people marked them. Figures are for articles, or
//! outlets, that were left out.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use q7x2_domain::{CueClass, Mode, Tagger};
use q7x2_extractor::Extractor;
use q7x2_extractor::fitting::{OUTCOMES, ToldAct, act_vectors, decide};

use super::audited;
use super::examples::{met, replayed};
use super::loglinear::{self, Model, Names, Row};
use super::reading::remembering;
use super::sets::{self, JudgedArticle, points};
use super::speakers::SpeakerArguments;

/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 4.0;
/// How many rows have a clue that counts.
const LEAST: usize = 4;
/// How much an attribution with the annotators' spans counts beside one with the tagger's.
const GOLD: f64 = 0.5;
/// How much one counts on which careful readers differ.
const BORDERLINE: f64 = 0.5;
/// How much one of PolNeAR counts, whose cues are seldom those of news of today, and how much one there that
/// nobody marked: its annotators passed over many.
const POLNEAR: f64 = 0.4;
const POLNEAR_UNMARKED: f64 = 0.5;
/// An attribution of which less than this share lies in judged ones is nothing.
const APART: f64 = 0.3;
/// Begins the names of clues that tell how sure the tagger is, which says nothing of marked spans.
const SURENESS: &str = "sure-";

/// An attribution and what was judged of it.
struct Example {
    article: usize,
    fold: usize,
    gold: bool,
    /// Whether it counts in the figures of what is found.
    required: bool,
    weight: f64,
    told: ToldAct,
    outcome: usize,
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
    let kept = root.join(&arguments.kept);
    let (tagger, replay) = (remembering(kept.clone())?, replayed(&articles, kept)?);
    let mut examples = Vec::new();
    for (number, (article, fold)) in articles.iter().zip(folds).enumerate() {
        examples.extend(seen(number, fold, article, &tagger, false));
        examples.extend(seen(number, fold, article, &replay, true));
    }
    let mut told = vec![Vec::new(); examples.len()];
    // The last of the models is that of all articles.
    let fitted: Vec<(Names, Model)> = std::thread::scope(|scope| {
        let fit = |fold: usize| {
            let others: Vec<&Example> = examples.iter().filter(|e| e.fold != fold).collect();
            scope.spawn(move || fit(&others))
        };
        let threads: Vec<_> = (0..=arguments.folds).map(fit).collect();
        threads.into_iter().map(|thread| thread.join().expect("fitting does not panic")).collect()
    });
    for (example, told) in examples.iter().zip(&mut told) {
        let (names, model) = &fitted[example.fold];
        *told = model.probabilities(&names.numbers(&example.told.clues), &example.told.vectors);
    }
    let decided = |told: &Vec<f64>| decide(&told.iter().map(|p| *p as f32).collect::<Vec<_>>());
    let mut out = std::io::stdout().lock();
    let all: Vec<_> = examples.iter().zip(&told).map(|(e, told)| (e, decided(told))).collect();
    let own: Vec<_> = all.iter().filter(|(e, _)| !e.gold).copied().collect();
    for set in ["all", "polnear", "foreign", "geo", "world"] {
        let of = |e: &Example| set == "all" || articles[e.article].set == set;
        let rows: Vec<_> = own.iter().filter(|(e, _)| of(e)).copied().collect();
        write!(out, "{}", figures(set, &rows))?;
    }
    if errors {
        for (example, decided) in own.iter().filter(|(e, d)| OUTCOMES[e.outcome] != *d) {
            let is = |outcome: &Option<(Mode, Option<CueClass>)>| outcome.map(name);
            let (gold, got) = (is(&OUTCOMES[example.outcome]), is(decided));
            let set = articles[example.article].set;
            writeln!(
                out,
                "{set} {gold:?} told {got:?} rules {}: {}",
                name(example.told.rules),
                example.words
            )?;
        }
    }
    if !arguments.dry {
        let (names, model) = &fitted[arguments.folds];
        let path = root.join("crates/extractor/data/acts.txt");
        let classes: Vec<String> =
            OUTCOMES[1..].iter().map(|outcome| outcome.map_or("nothing".into(), name)).collect();
        let head = format!(
            "# What each clue adds to the log odds of {}\n# against {}; src/act/clues.rs says what clues \
             are. Written by `cargo xtask fit acts`.\n",
            classes.join(", "),
            OUTCOMES[0].map_or_else(String::new, name)
        );
        std::fs::write(&path, loglinear::table(&head, names, &act_vectors(), model))?;
        writeln!(out, "wrote {}", path.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn name((mode, class): (Mode, Option<CueClass>)) -> String {
    format!("{mode}/{}", class.map_or("none", CueClass::as_str))
}

/// Returns the attributions of an article as an extractor finds them, each with what was judged of it.
fn seen<T: Tagger>(
    number: usize,
    fold: usize,
    article: &JudgedArticle,
    extractor: &Extractor<T>,
    gold: bool,
) -> Vec<Example> {
    let acts = extractor.acts(&article.article);
    let contents: Vec<_> = acts.iter().map(|act| act.content.as_slice()).collect();
    let met = met(article, &contents);
    let judged: BTreeSet<u32> =
        article.statements.iter().flat_map(|s| s.points(&article.article)).collect();
    let example = |(told, met): (&ToldAct, Option<usize>)| {
        let own = points(&told.content, &article.article);
        let both = own.iter().filter(|at| judged.contains(at)).count();
        let statement = met.map(|met| &article.statements[met]);
        let outcome = match statement {
            Some(statement) => outcome_of(&statement.mode, &statement.class)?,
            // Where only some statements were judged, the others may be what they look like.
            None if gold || article.set == audited::SET => return None,
            None if both as f64 >= APART * own.len() as f64 => return None,
            None => OUTCOMES.len() - 1,
        };
        let mut told = told.clone();
        if gold {
            told.clues.retain(|clue| !clue.starts_with(SURENESS));
        }
        let borderline = statement.is_some_and(|statement| statement.borderline);
        let of_set = match (article.set, statement) {
            ("polnear", None) => POLNEAR * POLNEAR_UNMARKED,
            ("polnear", _) => POLNEAR,
            _ => 1.0,
        };
        let weight =
            of_set * if gold { GOLD } else { 1.0 } * if borderline { BORDERLINE } else { 1.0 };
        let first = told.content.first()?;
        let text = article.article.text();
        let from = (first.start() as usize).saturating_sub(70);
        let words = text.chars().skip(from).take(190).collect::<String>().replace('\n', " ");
        let required = statement.is_some_and(|statement| statement.required);
        Some(Example { article: number, fold, gold, required, weight, told, outcome, words })
    };
    acts.iter().zip(met).filter_map(example).collect()
}

/// Returns the number of a judged outcome; `None` where the mode was not judged.
fn outcome_of(mode: &str, class: &str) -> Option<usize> {
    if mode == audited::NOTHING {
        return Some(OUTCOMES.len() - 1);
    }
    let mode = *Mode::ALL.iter().find(|known| known.as_str() == mode)?;
    let class = CueClass::ALL.iter().find(|known| known.as_str() == class).copied();
    let is = |class: Option<CueClass>| OUTCOMES.iter().position(|o| *o == Some((mode, class)));
    is(class).or_else(|| is(None))
}

fn fit(examples: &[&Example]) -> (Names, Model) {
    let names = Names::of(examples.iter().map(|example| &example.told.clues), LEAST);
    let row = |example: &&Example| Row {
        features: names.numbers(&example.told.clues),
        amounts: example.told.vectors.clone(),
        class: example.outcome,
        weight: example.weight,
    };
    let mut rows: Vec<Row> = examples.iter().map(row).collect();
    // What is learned has to do where no network has read the text.
    for example in examples.iter().filter(|example| example.gold) {
        let amounts = vec![0.0; example.told.vectors.len()];
        rows.push(Row { amounts, ..row(example) });
    }
    let model = Model::fit(&rows, names.all().count(), OUTCOMES.len(), RIDGE);
    (names, model)
}

type Decided = Option<(Mode, Option<CueClass>)>;

/// Returns how the modes and classes come out, by the rules and as learned.
fn figures(set: &str, rows: &[(&Example, Decided)]) -> String {
    let mut out = format!("{set}\n");
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let by = |rules: bool| {
        move |(e, d): &(&Example, Decided)| if rules { Some(e.told.rules) } else { *d }
    };
    for (word, rules) in [("rules", true), ("learned", false)] {
        let decided = by(rules);
        let judged = || rows.iter().filter_map(|row| Some((row, OUTCOMES[row.0.outcome]?)));
        let count = |test: &dyn Fn((Mode, Option<CueClass>), Decided) -> bool| {
            judged().filter(|(row, gold)| test(*gold, decided(row))).count()
        };
        let all = judged().count();
        let right = count(&|gold, got| got.is_some_and(|got| got.0 == gold.0));
        let f1 = |mode: Mode| {
            let gold = count(&|gold, _| gold.0 == mode);
            let got = count(&|_, got| got.is_some_and(|got| got.0 == mode));
            let both = count(&|gold, got| gold.0 == mode && got.is_some_and(|got| got.0 == mode));
            percent(2 * both, gold + got)
        };
        let classes =
            count(&|gold, got| gold.0 == Mode::Speech && got.is_some_and(|got| got == gold));
        let speech = count(&|gold, _| gold.0 == Mode::Speech);
        let required = || rows.iter().filter(|(e, _)| e.required);
        let hidden =
            required().filter(|row| decided(row).is_some_and(|d| d.0 != Mode::Speech)).count();
        let dropped = required().filter(|row| decided(row).is_none()).count();
        let nothing = || rows.iter().filter(|(e, _)| OUTCOMES[e.outcome].is_none());
        let alarms =
            nothing().filter(|row| decided(row).is_some_and(|d| d.0 == Mode::Speech)).count();
        writeln!(
            out,
            "  {word:8} mode right {:.1} of {all}; F1 speech {:.1} thought {:.1} sign {:.1}; class of speech \
             {:.1}; of {} required hidden {hidden} dropped {dropped}; of {} that are nothing told as speech \
             {alarms}, dropped {}",
            percent(right, all),
            f1(Mode::Speech),
            f1(Mode::Thought),
            f1(Mode::Sign),
            percent(classes, speech),
            required().count(),
            nothing().count(),
            nothing().filter(|row| decided(row).is_none()).count(),
        )
        .expect("writing to a string does not fail");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_that_a_mode_does_not_have_is_none() {
        let is = |mode: &str, class: &str| outcome_of(mode, class).and_then(|at| OUTCOMES[at]);
        assert_eq!(is("speech", "denied"), Some((Mode::Speech, Some(CueClass::Denied))));
        assert_eq!(is("thought", "demanded"), Some((Mode::Thought, None)));
        assert_eq!(is("sign", ""), Some((Mode::Sign, None)));
        assert_eq!(outcome_of("", "said"), None);
        assert_eq!(outcome_of(audited::NOTHING, "").map(|at| OUTCOMES[at]), Some(None));
    }
}
