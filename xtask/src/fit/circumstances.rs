//! `cargo xtask fit circumstances`: the weights by which the extractor chooses addressee, channel and
//! time said, fitted on judged articles, with figures for articles that were left out.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use q7x2_domain::{CodePoints, Span};
use q7x2_extractor::fitting::{Asked, AskedStatement, Circumstance, circumstance_vectors};

use super::conditional::{self, Example, Fitted};
use super::examples::replayed;
use super::reading::remembering;
use super::right::agree;
use super::sets::{self, Judged, JudgedArticle, Marked, points};

/// Into how many parts the articles are cut: each is told by weights fitted on the others.
const FOLDS: usize = 5;
/// How many statements have a clue that counts.
const LEAST: u32 = 10;
/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 6.0;
/// How much a statement with the annotators' spans counts beside one with the tagger's.
const GOLD: f64 = 0.5;
/// How much a statement counts whose circumstances were told by their words alone.
const WORDS: f64 = 0.25;
/// How much it counts that there is none among what comes into question where there is one elsewhere.
const ELSEWHERE: f64 = 0.3;
/// How many of the answers are to be right, in percent, in articles left out: chosen so that more than
/// 85 are right in the development parts.
const PRECISION: [f64; 3] = [87.0, 86.0, 88.0];
/// Weights smaller than this are no weights.
const SMALLEST: f64 = 0.05;

/// What is fitted, and how the figures are printed.
#[derive(Debug, Clone)]
pub(super) struct How {
    pub(super) kept: PathBuf,
    pub(super) errors: bool,
    pub(super) by_outlet: bool,
    pub(super) dry: bool,
    pub(super) seed: u64,
}

/// A statement with what comes into question and what was judged.
struct Row {
    article: usize,
    fold: usize,
    /// Which judged statement it meets.
    judged: usize,
    /// Whether it is one of the tagger's.
    tagged: bool,
    /// What comes into question, in the order of the circumstances.
    asked: Vec<Question>,
}

/// What comes into question as a circumstance of a statement, with clues by their numbers.
struct Question {
    /// The clues of nothing, then of each offer.
    clues: Vec<Vec<u32>>,
    /// What the words mean, likewise.
    vectors: Vec<Vec<f32>>,
    offers: Vec<Span>,
    /// What the rules propose.
    proposed: Option<Span>,
}

/// The numbers of clues.
#[derive(Default)]
struct Known {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Known {
    fn number(&mut self, clue: String) -> u32 {
        if let Some(number) = self.numbers.get(&clue) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(clue.clone());
        self.numbers.insert(clue, number);
        number
    }

    fn question(&mut self, asked: Asked) -> Question {
        let Asked { none, offers, proposed } = asked;
        let mut numbered = |clues: Vec<String>| -> Vec<u32> {
            clues.into_iter().map(|clue| self.number(clue)).collect()
        };
        let mut clues = vec![numbered(none.clues)];
        let mut vectors = vec![none.vectors];
        let mut spans = Vec::new();
        for (span, own) in offers {
            clues.push(numbered(own.clues));
            vectors.push(own.vectors);
            spans.push(span);
        }
        Question { clues, vectors, offers: spans, proposed }
    }
}

struct Material {
    articles: Vec<JudgedArticle>,
    known: Known,
    rows: Vec<Row>,
    /// Of the tagger's rows, that which meets each judged statement that counts: article, judged, row.
    found: Vec<(usize, usize, usize)>,
}

/// An answer with how likely it is.
struct Answer {
    likely: f64,
    span: Option<Span>,
}

/// Fits, prints the figures and writes the table.
pub(super) fn run(root: &Path, corpora: &Path, how: &How) -> anyhow::Result<ExitCode> {
    let mut material = Material::read(corpora, &root.join(&how.kept))?;
    material.cut(how.by_outlet, how.seed);
    let mut out = std::io::stdout().lock();
    let mut table = String::from(HEAD);
    for what in Circumstance::ALL {
        let answers = material.told(what);
        let threshold = material.threshold(what, &answers);
        write!(out, "{}", material.figures(what, &answers, threshold))?;
        if how.errors {
            write!(out, "{}", material.errors(what, &answers, threshold))?;
        }
        let rows: Vec<&Row> = material.rows.iter().collect();
        let Fitted { weights, amounts } = material.fit(what, &rows);
        write!(table, "\n[{threshold:.3}]\n")?;
        let mut named: Vec<(&String, f64)> =
            material.known.names.iter().zip(weights.iter().copied()).collect();
        named.sort_by(|a, b| a.0.cmp(b.0));
        for (name, weight) in named {
            if weight.abs() >= SMALLEST {
                writeln!(table, "{name} {weight:.2}")?;
            }
        }
        for (name, weight) in circumstance_vectors().iter().zip(amounts) {
            writeln!(table, "{name} {weight:.3}")?;
        }
    }
    if !how.dry {
        let path = root.join("crates/extractor/data/circumstances.txt");
        std::fs::write(&path, table)?;
        writeln!(out, "wrote {}", path.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the table says of itself.
const HEAD: &str = "# What each clue adds to the score of a phrase, or of there being none, as addressee, channel and\n\
    # time said: in square brackets how likely an answer must be, then the weights.\n\
    # src/circumstances/clues.rs says what clues are. Written by `cargo xtask fit circumstances`.\n";

/// Returns what was judged of a circumstance.
fn judged(judged: &Judged, what: Circumstance) -> Option<&Marked> {
    match what {
        Circumstance::Addressee => judged.addressee.as_ref(),
        Circumstance::Channel => judged.channel.as_ref(),
        Circumstance::Time => judged.when.as_ref(),
    }
}

impl Material {
    fn read(corpora: &Path, kept: &Path) -> anyhow::Result<Self> {
        // What users judged says nothing of circumstances.
        let articles = sets::training(corpora, &[])?;
        let tagger = remembering(kept.to_owned())?;
        let replay = replayed(&articles, kept.to_owned())?;
        let mut material = Self {
            articles: Vec::new(),
            known: Known::default(),
            rows: Vec::new(),
            found: Vec::new(),
        };
        for (number, article) in articles.iter().enumerate() {
            material.see(number, article, tagger.circumstances(&article.article), true);
            material.see(number, article, replay.circumstances(&article.article), false);
        }
        material.articles = articles;
        Ok(material)
    }

    /// Adds the statements of an article that meet judged ones.
    fn see(
        &mut self,
        number: usize,
        article: &JudgedArticle,
        mut statements: Vec<AskedStatement>,
        tagged: bool,
    ) {
        let gold: Vec<Vec<u32>> =
            article.statements.iter().map(|judged| judged.points(&article.article)).collect();
        let own: Vec<Vec<u32>> =
            statements.iter().map(|told| points(&told.content, &article.article)).collect();
        let own_cues: Vec<Option<Span>> = statements.iter().map(|told| told.cue).collect();
        let cue_same = |g: usize, o: usize| {
            let cues = article.statements[g].cue.first().zip(own_cues[o].as_ref());
            cues.is_some_and(|(a, b)| a.start() < b.end() && b.start() < a.end())
        };
        let closeness = |g: usize, o: usize| {
            let both = own[o].iter().filter(|at| gold[g].binary_search(at).is_ok()).count();
            let all = gold[g].len() + own[o].len() - both;
            let share = if all == 0 { 0.0 } else { both as f64 / all as f64 };
            // Of two about the same words, the one with the same cue.
            (share, share + if cue_same(g, o) { 0.25 } else { 0.0 })
        };
        let first = self.rows.len();
        let mut rows = BTreeMap::new();
        for (o, told) in statements.iter_mut().enumerate() {
            let best = (0..gold.len())
                .map(|g| (closeness(g, o), g))
                .filter(|((share, _), _)| *share >= 0.5);
            let best = best.max_by(|a, b| a.0.1.total_cmp(&b.0.1));
            if let Some((_, g)) = best {
                rows.insert(o, first + rows.len());
                let asked = std::mem::take(&mut told.asked);
                let asked = asked.into_iter().map(|asked| self.known.question(asked)).collect();
                let fold = usize::MAX;
                self.rows.push(Row { article: number, fold, judged: g, tagged, asked });
            }
        }
        if !tagged || article.set == "polnear" {
            return;
        }
        for (g, _) in article.statements.iter().enumerate().filter(|(_, judged)| judged.required) {
            let best =
                rows.keys().map(|o| (closeness(g, *o), *o)).filter(|((share, _), _)| *share >= 0.5);
            if let Some((_, o)) = best.max_by(|a, b| a.0.1.total_cmp(&b.0.1)) {
                self.found.push((number, g, rows[&o]));
            }
        }
    }

    /// Gives each article, or each outlet, a fold.
    fn cut(&mut self, by_outlet: bool, seed: u64) {
        let folds = sets::folds(&self.articles, FOLDS, by_outlet, seed);
        for row in &mut self.rows {
            row.fold = folds[row.article];
        }
    }

    fn gold(&self, row: &Row, what: Circumstance) -> Option<&Marked> {
        judged(&self.articles[row.article].statements[row.judged], what)
    }

    fn words(&self, article: usize, span: Span) -> &str {
        let text = self.articles[article].article.text();
        CodePoints::new(text).slice(span).unwrap_or_default()
    }

    fn asked<'r>(&self, row: &'r Row, what: Circumstance) -> &'r Question {
        &row.asked[what as usize]
    }

    /// Returns which offers are right: those of the place that was marked, where one is.
    fn right(&self, row: &Row, what: Circumstance) -> Vec<bool> {
        let offers = &self.asked(row, what).offers;
        let Some(gold) = self.gold(row, what) else { return vec![false; offers.len()] };
        let agrees: Vec<bool> =
            offers.iter().map(|span| agree(&gold.words, self.words(row.article, *span))).collect();
        let here = |span: &Span| {
            gold.span.is_some_and(|gold| gold.start() < span.end() && span.start() < gold.end())
        };
        let both: Vec<bool> =
            offers.iter().zip(&agrees).map(|(span, agrees)| *agrees && here(span)).collect();
        if both.contains(&true) { both } else { agrees }
    }

    /// Fits weights of all clues; of those that too few statements have, they are nothing.
    fn fit(&self, what: Circumstance, rows: &[&Row]) -> Fitted {
        let mut counts = vec![0_u32; self.known.names.len()];
        let mut last = vec![usize::MAX; counts.len()];
        for (at, row) in rows.iter().enumerate() {
            for clue in self.asked(row, what).clues.iter().flatten() {
                let clue = *clue as usize;
                if last[clue] != at {
                    last[clue] = at;
                    counts[clue] += 1;
                }
            }
        }

        let counted = |clue: u32| counts[clue as usize] >= LEAST;
        let mut examples: Vec<Example> =
            rows.iter().map(|row| self.example(what, row, &counted)).collect();
        // What is learned has to do where no network has read the text.
        for row in rows.iter().filter(|row| !row.tagged) {
            let mut example = self.example(what, row, &counted);
            example.amounts.iter_mut().for_each(|amounts| amounts.fill(0.0));
            examples.push(example);
        }
        conditional::fit(&examples.iter().collect::<Vec<_>>(), counts.len(), RIDGE)
    }

    fn weight(&self, row: &Row) -> f64 {
        let words = self.articles[row.article].set == "polnear";
        (if words { WORDS } else { 1.0 }) * if row.tagged { 1.0 } else { GOLD }
    }

    fn example(&self, what: Circumstance, row: &Row, counts: &dyn Fn(u32) -> bool) -> Example {
        let asked = self.asked(row, what);
        let told = self.gold(row, what).is_some();
        let offered = self.right(row, what);
        let elsewhere = told && !offered.contains(&true);
        let mut right = vec![!told || elsewhere];
        right.extend(offered);
        Example {
            alternatives: asked
                .clues
                .iter()
                .map(|clues| clues.iter().copied().filter(|clue| counts(*clue)).collect())
                .collect(),
            amounts: asked.vectors.clone(),
            right,
            weight: self.weight(row) * if elsewhere { ELSEWHERE } else { 1.0 },
        }
    }

    /// Answers all rows that are the tagger's by weights of the other folds.
    fn told(&self, what: Circumstance) -> BTreeMap<usize, Answer> {
        let mut answers = BTreeMap::new();
        for fold in 0..FOLDS {
            let others: Vec<&Row> = self.rows.iter().filter(|row| row.fold != fold).collect();
            let weights = self.fit(what, &others);
            for (at, row) in
                self.rows.iter().enumerate().filter(|(_, row)| row.fold == fold && row.tagged)
            {
                let asked = self.asked(row, what);
                let told = conditional::probabilities(&weights, &asked.clues, &asked.vectors);
                // The extractor takes a time that the rules read.
                let read = asked.proposed.filter(|_| what == Circumstance::Time);
                let read = read.map(|span| Answer { likely: 1.0, span: Some(span) });
                answers.insert(at, read.unwrap_or_else(|| answer(asked, &told)));
            }
        }
        answers
    }

    fn is_right(&self, article: usize, g: usize, what: Circumstance, span: Option<Span>) -> bool {
        let gold = judged(&self.articles[article].statements[g], what);
        gold.zip(span).is_some_and(|(gold, span)| agree(&gold.words, self.words(article, span)))
    }

    /// Returns from which likelihood on enough of the answers are right.
    fn threshold(&self, what: Circumstance, answers: &BTreeMap<usize, Answer>) -> f64 {
        let mut told: Vec<(f64, bool)> = (self.found.iter())
            .filter_map(|(article, g, row)| {
                let answer = &answers[row];
                answer.span?;
                Some((answer.likely, self.is_right(*article, *g, what, answer.span)))
            })
            .collect();
        told.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut right, mut threshold) = (0, 1.0);
        for (count, (likely, is_right)) in (1..).zip(told) {
            right += usize::from(is_right);
            if 100.0 * right as f64 >= PRECISION[what as usize] * f64::from(count) {
                threshold = likely;
            }
        }
        threshold
    }

    fn figures(
        &self,
        what: Circumstance,
        answers: &BTreeMap<usize, Answer>,
        threshold: f64,
    ) -> String {
        let mut out = format!("== {what:?}, at least {threshold:.3}\n");
        let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        for set in ["foreign", "geo", "world", ""] {
            let (mut told, mut possible) = (0, 0);
            let (mut rules, mut given_by_rules, mut right, mut given) = (0, 0, 0, 0);
            let found = self
                .found
                .iter()
                .filter(|(article, ..)| set.is_empty() || self.articles[*article].set == set);
            for (article, g, row) in found {
                let asked = self.asked(&self.rows[*row], what);
                told +=
                    usize::from(judged(&self.articles[*article].statements[*g], what).is_some());
                let mut spans = asked.offers.iter().copied();
                possible +=
                    usize::from(spans.any(|span| self.is_right(*article, *g, what, Some(span))));
                given_by_rules += usize::from(asked.proposed.is_some());
                rules += usize::from(self.is_right(*article, *g, what, asked.proposed));
                let answer = answers[row].span.filter(|_| answers[row].likely >= threshold);
                given += usize::from(answer.is_some());
                right += usize::from(self.is_right(*article, *g, what, answer));
            }
            let name = if set.is_empty() { "all" } else { set };
            writeln!(
                out,
                "{name:8} told {told:4}  possible {:5.1}  rules {:5.1} of {:5.1}  chosen {:5.1} of {:5.1}",
                percent(possible, told),
                percent(rules, told),
                percent(rules, given_by_rules),
                percent(right, told),
                percent(right, given),
            )
            .expect("a string takes all");
        }
        let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (article, g, row) in &self.found {
            let asked = self.asked(&self.rows[*row], what);
            let right = self.right(&self.rows[*row], what);
            let Some(first) = right.iter().position(|right| *right) else { continue };
            let mut clues = asked.clues[first + 1].iter().map(|at| &self.known.names[*at as usize]);
            let place = clues.find_map(|clue| clue.strip_prefix("Placed="));
            let answer = answers[row].span.filter(|_| answers[row].likely >= threshold);
            let count = places.entry(place.unwrap_or_default()).or_default();
            count.0 += 1;
            count.1 += usize::from(self.is_right(*article, *g, what, answer));
        }
        for (place, (all, right)) in places {
            writeln!(out, "{place:10} {right:4} of {all:4}").expect("a string takes all");
        }
        out
    }

    /// Lists what comes out wrong.
    fn errors(
        &self,
        what: Circumstance,
        answers: &BTreeMap<usize, Answer>,
        threshold: f64,
    ) -> String {
        let mut out = String::new();
        for (article, g, row) in &self.found {
            let (answer, judged_article) = (&answers[row], &self.articles[*article]);
            let statement = &judged_article.statements[*g];
            let given = answer.span.filter(|_| answer.likely >= threshold);
            let gold = judged(statement, what);
            if gold.is_none() && given.is_none() || self.is_right(*article, *g, what, given) {
                continue;
            }
            let asked = self.asked(&self.rows[*row], what);
            let possible =
                asked.offers.iter().any(|span| self.is_right(*article, *g, what, Some(*span)));
            let text = |span: Option<Span>| span.map_or("-", |span| self.words(*article, span));
            let of =
                |spans: &[Span]| text(spans.first().copied()).chars().take(50).collect::<String>();
            let _ = writeln!(
                out,
                "{what:?} {} {}/{} | gold {} {} | told {} {:.2} | rules {} | {} | {} | {}",
                {
                    let right = self.right(&self.rows[*row], what);
                    let first = right.iter().position(|right| *right);
                    first
                        .and_then(|first| {
                            let mut clues = asked.clues[first + 1]
                                .iter()
                                .map(|at| &self.known.names[*at as usize]);
                            clues.find_map(|clue| clue.strip_prefix("Placed="))
                        })
                        .unwrap_or("-")
                },
                judged_article.set,
                judged_article.name.chars().take(20).collect::<String>(),
                gold.map_or("-", |gold| &gold.words),
                if possible || gold.is_none() { "" } else { "IMPOSSIBLE" },
                text(answer.span),
                answer.likely,
                text(asked.proposed),
                of(&statement.source),
                of(&statement.cue),
                of(&statement.content),
            );
        }
        out
    }
}

/// Returns the likeliest offer, with how likely it and those that overlap it are.
fn answer(asked: &Question, told: &[f64]) -> Answer {
    let numbered = asked.offers.iter().copied().zip(told.iter().skip(1));
    let best = numbered.clone().reduce(|best, next| if next.1 > best.1 { next } else { best });
    let Some((best, _)) = best else { return Answer { likely: 0.0, span: None } };
    let overlaps = |span: Span| span.start() < best.end() && best.start() < span.end();
    let likely = numbered.filter(|(span, _)| overlaps(*span)).map(|(_, p)| p).sum();
    Answer { likely, span: Some(best) }
}
