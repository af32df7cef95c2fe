//! What is fitted on: the sources of judged articles with their candidates, each with whether it is right.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use q7x2_domain::{Span, Tagger};
use q7x2_extractor::Extractor;
use q7x2_extractor::fitting::{NAMES, Offer, Pieces, RankedArticle, RankedSource, Thresholds};
use q7x2_recipe::NeuralTagger;

use super::audited;
use super::reading::remembering;
use super::reading::{Keeping, Replaying};
use super::right::{Answer, fold, is_right};
use super::sets::{self, Judged, JudgedArticle, points};
use super::softmax::Example;
use crate::evaluate::gold::Spans;
use crate::evaluate::replay::ReplayTagger;

/// An article as the extractor sees it, from some spans.
pub(super) struct Seen {
    /// The number of the judged article.
    pub(super) article: usize,
    ranked: RankedArticle,
    /// The numbers of its sources.
    pub(super) sources: Vec<usize>,
}

/// A source and what was judged of it.
pub(super) struct Source {
    pub(super) number: usize,
    seen: usize,
    /// Which source of its article.
    at: usize,
    pub(super) fold: usize,
    pub(super) train: bool,
    pub(super) gold: bool,
    /// The judged statement that it met.
    pub(super) judged: Option<usize>,
    pub(super) told: RankedSource,
    /// Which candidates are right, for the figures.
    pub(super) ok: Vec<bool>,
    /// Which of them are to be chosen.
    wanted: Vec<bool>,
}

/// Everything to fit on.
pub(super) struct Material {
    pub(super) articles: Vec<JudgedArticle>,
    /// The first of the development articles.
    dev: usize,
    seen: Vec<Seen>,
    pub(super) sources: Vec<Source>,
    /// Which pieces of evidence are left out.
    left_out: BTreeSet<u16>,
}

impl Material {
    pub(super) fn read(
        corpora: &Path,
        kept: &Path,
        labels: &[PathBuf],
        dev: bool,
    ) -> anyhow::Result<Self> {
        let mut articles = sets::training(corpora, labels)?;
        let first_dev = articles.len();
        if dev {
            articles.extend(sets::polnear(&corpora.join("polnear/dev"))?);
            for set in sets::STATEMENTS {
                articles.extend(sets::statements(set, &corpora.join(set).join("dev"))?);
            }
        }
        let tagger = remembering(kept.to_owned())?;
        let replay = replayed(&articles, kept.to_owned())?;
        let mut material = Self {
            articles: Vec::new(),
            dev: first_dev,
            seen: Vec::new(),
            sources: Vec::new(),
            left_out: BTreeSet::new(),
        };
        for (number, article) in articles.iter().enumerate() {
            material.see(number, article, &tagger, false);
            if number < first_dev {
                material.see(number, article, &replay, true);
            }
        }
        material.articles = articles;
        Ok(material)
    }

    fn see<T: Tagger>(
        &mut self,
        number: usize,
        article: &JudgedArticle,
        extractor: &Extractor<T>,
        gold: bool,
    ) {
        let ranked = extractor.rank(&article.article);
        let contents: Vec<&[Span]> =
            ranked.sources.iter().map(|source| source.content.as_slice()).collect();
        let met = met(article, &contents);
        let mut sources = Vec::new();
        for (at, told) in ranked.sources.iter().enumerate() {
            let judged = met[at];
            let statement = judged.map(|judged| &article.statements[judged]);
            let lenient = article.set != "polnear";
            let right = |offer: &Offer| {
                statement.is_some_and(|statement| match statement.reject.as_slice() {
                    // Of whom it is known only who it is not.
                    [wrong] if article.set == audited::SET && statement.speaker.is_empty() => {
                        offer.party.is_some() && offer.name != *wrong
                    }
                    _ => is_right(statement, answer(offer), lenient),
                })
            };
            let ok: Vec<bool> = told.offers.iter().map(right).collect();
            let wanted = match statement {
                Some(statement) => wanted(statement, told, &ok),
                None => ok.clone(),
            };
            sources.push(self.sources.len());
            self.sources.push(Source {
                number: self.sources.len(),
                seen: self.seen.len(),
                at,
                fold: usize::MAX,
                train: number < self.dev,
                gold,
                judged,
                told: told.clone(),
                ok,
                wanted,
            });
        }
        self.seen.push(Seen { article: number, ranked, sources });
    }

    /// Leaves out the groups of evidence with these names.
    pub(super) fn leave_out(&mut self, groups: &[String]) {
        let of = |name: &str| groups.iter().any(|group| name.split('.').next() == Some(group));
        let numbered = (0..).zip(NAMES).filter(|(_, name)| of(name));
        self.left_out = numbered.map(|(at, _)| at).collect();
    }

    /// Gives each training article, or each outlet, a fold.
    pub(super) fn cut(&mut self, folds: usize, by_outlet: bool, seed: u64) {
        let folds = sets::folds(&self.articles[..self.dev], folds, by_outlet, seed);
        for source in &mut self.sources {
            let article = self.seen[source.seen].article;
            if article < self.dev {
                source.fold = folds[article];
            }
        }
    }

    /// The sources to learn from.
    pub(super) fn training(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.train)
    }

    /// The sources of a fold; those of development articles for the greatest number.
    pub(super) fn of_fold(&self, fold: usize) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(move |source| source.fold == fold)
    }

    /// Returns which candidate of each source was likeliest, by article as seen.
    pub(super) fn chosen(&self, told: &[Vec<f32>]) -> Vec<Vec<usize>> {
        let best = |&number: &usize| best(&told[number]);
        self.seen.iter().map(|seen| seen.sources.iter().map(best).collect()).collect()
    }

    /// Returns examples of some sources; `chosen` for a second ranking.
    pub(super) fn examples(
        &self,
        sources: &[&Source],
        chosen: Option<&[Vec<usize>]>,
        gold: f32,
    ) -> Vec<Example> {
        let mut evidence: BTreeMap<usize, _> = BTreeMap::new();
        let example = |source: &&Source| {
            let rows = evidence.entry(source.seen).or_insert_with(|| {
                self.seen[source.seen].ranked.evidence(chosen.map(|c| c[source.seen].as_slice()))
            });
            Example {
                form: source.told.form(),
                kinds: source.told.offers.iter().map(Offer::kind).collect(),
                rows: self.without(&rows[source.at]),
                right: source.wanted.clone(),
                weight: if source.gold { gold } else { 1.0 },
            }
        };
        sources.iter().map(example).collect()
    }

    /// Returns what scores are to be divided by, so that the likeliest candidates are right as often as
    /// they are held to be: the temperature under which what came true was likeliest.
    pub(super) fn temperature(&self, told: &[Vec<f32>]) -> f32 {
        let judged = self.sources.iter().filter(|s| !s.gold && s.judged.is_some());
        let answers: Vec<(&Source, &Vec<f32>)> = judged
            .map(|source| (source, &told[source.number]))
            .filter(|(_, t)| !t.is_empty())
            .collect();
        let loss = |temperature: f32| -> f64 {
            let of = |(source, told): &(&Source, &Vec<f32>)| {
                let powers: Vec<f32> = told.iter().map(|p| p.powf(1.0 / temperature)).collect();
                let chosen = source.told.choose(told, &Thresholds::default());
                let p = source.told.likelihood(&powers, chosen)
                    / powers.iter().sum::<f32>().max(f32::MIN_POSITIVE);
                let came = if source.ok[chosen] { p } else { 1.0 - p };
                -f64::from(came.max(1e-6)).ln()
            };
            answers.iter().map(of).sum()
        };
        let tried = (10_u8..=40).map(|tenths| f32::from(tenths) / 20.0);
        tried.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0)
    }

    /// Returns the evidence without what is left out.
    fn without(&self, rows: &[Pieces]) -> Vec<Pieces> {
        let kept = |row: &Pieces| -> Pieces {
            row.iter().filter(|(at, _)| !self.left_out.contains(at)).copied().collect()
        };
        rows.iter().map(kept).collect()
    }

    /// Returns the judged article of a source.
    pub(super) fn article(&self, source: &Source) -> &JudgedArticle {
        &self.articles[self.seen[source.seen].article]
    }
}

/// Returns an extractor that reads the spans that people marked, and what words mean as the network that is
/// shipped does, with a memory in this folder.
///
/// # Errors
/// When the network cannot be loaded.
pub(super) fn replayed(
    articles: &[JudgedArticle],
    kept: PathBuf,
) -> anyhow::Result<Extractor<Replaying<NeuralTagger>>> {
    let mut replay = ReplayTagger::new();
    for article in articles {
        let spans = |judged: &Judged| Spans {
            source: judged.source.clone(),
            cue: judged.cue.clone(),
            content: judged.content.clone(),
        };
        replay.learn(article.article.text(), article.statements.iter().map(spans));
    }
    Ok(Extractor::new(Replaying { replay, network: Keeping::network(kept)? }))
}

/// Returns the candidate that is likeliest.
pub(super) fn best(told: &[f32]) -> usize {
    let numbered = told.iter().enumerate();
    numbered.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at)
}

/// An offer as an answer.
pub(super) fn answer(offer: &Offer) -> Answer<'_> {
    Answer { name: &offer.name, names: &offer.names, party: offer.party }
}

/// Returns the judged statement that each content meets: the one whose content agrees most, by half.
pub(super) fn met(article: &JudgedArticle, contents: &[&[Span]]) -> Vec<Option<usize>> {
    let gold: Vec<BTreeSet<u32>> = article
        .statements
        .iter()
        .map(|judged| judged.points(&article.article).into_iter().collect())
        .collect();
    let own: Vec<BTreeSet<u32>> = contents
        .iter()
        .map(|content| points(content, &article.article).into_iter().collect())
        .collect();
    let mut pairs = Vec::new();
    for (g, gold) in gold.iter().enumerate() {
        for (o, own) in own.iter().enumerate() {
            let both = gold.intersection(own).count();
            let all = gold.len() + own.len() - both;
            if both > 0 && both * 2 >= all {
                pairs.push((both as f64 / all as f64, g, o));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found = vec![None; contents.len()];
    let mut used = BTreeSet::new();
    for (_, g, o) in pairs {
        if found[o].is_none() && used.insert(g) {
            found[o] = Some(g);
        }
    }
    found
}

/// Returns which candidates are to be chosen: of all that count as right, those of the kind that says
/// best what is. Were all of them wanted, each would be wanted little.
fn wanted(judged: &Judged, told: &RankedSource, ok: &[bool]) -> Vec<bool> {
    let by_phrase = !matches!(judged.how.as_str(), "pronoun" | "implicit");
    let joint = judged.speaker.contains(" and ");
    let order: &[&[&str]] = match (judged.kind.as_str(), by_phrase) {
        ("none", _) => &[&["Nobody"]],
        ("person" | "organization" | "group", _) if joint => &[&["Joint"]],
        ("unnamed", true) => &[&["PhraseUnnamed"], &["Nobody"]],
        ("unnamed", false) => &[&["Noun"], &["Nobody"], &["PhraseUnnamed"]],
        ("group", true) => {
            &[&["PhraseGroup"], &["Somebodys", "People", "Body", "Place"], &["Noun"]]
        }
        ("group", false) => {
            &[&["Noun", "People"], &["Somebodys", "Body", "Place"], &["PhraseGroup"]]
        }
        ("person", _) => &[&["Person", "Layers"]],
        ("organization" | "document", true) => {
            &[&["Body", "Place", "Layers"], &["PhraseBody"], &["Somebodys"], &["Noun"]]
        }
        ("organization" | "document", false) => {
            &[&["Body", "Place", "Layers"], &["Noun"], &["Somebodys"]]
        }
        _ => &[],
    };
    let words: BTreeSet<String> = fold(&judged.speaker.replace('|', " ")).into_iter().collect();
    let says = |offer: &Offer| {
        let own = fold(&offer.name);
        let both = own.iter().filter(|word| words.contains(*word)).count();
        // Any party without a name counts as right for one: it must also be the one that is meant.
        judged.kind != "unnamed" || offer.word() != "Noun" || both * 2 >= own.len().max(1)
    };
    for kinds in order {
        let of = |(offer, ok): (&Offer, &bool)| {
            *ok && kinds.contains(&offer.word().as_str()) && says(offer)
        };
        let found: Vec<bool> = told.offers.iter().zip(ok).map(of).collect();
        if found.contains(&true) {
            return found;
        }
    }
    ok.to_vec()
}
