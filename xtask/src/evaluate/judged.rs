//! Every set of judged articles: what was found, under whose name, and how sure that figure is. The
//! measures are those of the scorers beside the corpora, statement by statement, so that both give
//! the same figures; intervals, the curve of wrong names and the reasons of links are added.
//!
//! Corpora are not part of the project; a set that is not there is left out.

mod ced;
mod interval;
mod outcome;
mod speakers;
mod statements;

use std::path::Path;

use q7x2_domain::{Article, SpeakerType, Statement};
use q7x2_recipe::AnyExtractor;

use super::measure::extract;
use super::table::Table;
use crate::fit::audited;
use crate::fit::right::{Answer, is_right};
use crate::fit::sets::{self, Judged, JudgedArticle};

use self::ced::CedArticle;
use self::outcome::Outcomes;

/// A set of judged articles.
pub(super) struct Set {
    pub(super) name: &'static str,
    judged: Judgements,
}

enum Judgements {
    /// Attributions with the content's ends, in PolNeAR's layout.
    Speakers(Vec<JudgedArticle>),
    /// Whole statements, all of every article.
    Statements(Vec<JudgedArticle>),
    /// Some statements of every article, which users judged.
    Labels(Vec<JudgedArticle>),
    /// Sentences with an utterance, some of every article.
    Ced(Vec<CedArticle>),
}

/// The sets of whole statements; together they are the pooled one.
const STATEMENTS: [&str; 3] = ["foreign", "geo", "world"];

/// Reads what users judged with `q7x2 audit`.
pub(super) fn read_labels(file: &Path) -> anyhow::Result<Set> {
    Ok(Set { name: "labels", judged: Judgements::Labels(audited::read(file)?) })
}

/// Reads the sets of a folder of corpora that are there.
pub(super) fn read(corpora: &Path) -> anyhow::Result<Vec<Set>> {
    let mut found = Vec::new();
    let polnear = corpora.join("polnear/dev");
    if polnear.is_dir() {
        let judged = Judgements::Speakers(sets::polnear(&polnear)?);
        found.push(Set { name: "polnear dev", judged });
    }
    for (set, name) in STATEMENTS.into_iter().zip(["foreign dev", "geo dev", "world dev"]) {
        let folder = corpora.join(set).join("dev");
        if folder.is_dir() {
            let judged = Judgements::Statements(sets::statements(set, &folder)?);
            found.push(Set { name, judged });
        }
    }
    let ced = corpora.join("ced");
    if ced.is_dir() {
        found.push(Set { name: "ced", judged: Judgements::Ced(ced::read(&ced)?) });
    }
    Ok(found)
}

/// Measures an extractor on every set, and on those of whole statements together.
pub(super) fn measure(
    extractor: &AnyExtractor,
    sets: &[Set],
    seed: u64,
) -> Vec<(&'static str, Vec<Table>)> {
    let mut measured = Vec::new();
    let mut pooled = Outcomes::default();
    for set in sets {
        let mut outcomes = Outcomes::default();
        match &set.judged {
            Judgements::Speakers(articles) => {
                for (judged, predicted) in beside(extractor, articles) {
                    speakers::add(&mut outcomes, judged, &predicted);
                }
            }
            Judgements::Statements(articles) => {
                for (judged, predicted) in beside(extractor, articles) {
                    statements::add(&mut outcomes, judged, &predicted);
                    statements::add(&mut pooled, judged, &predicted);
                }
            }
            Judgements::Labels(articles) => {
                for (judged, predicted) in beside(extractor, articles) {
                    statements::add_some(&mut outcomes, judged, &predicted);
                }
            }
            Judgements::Ced(articles) => {
                let texts: Vec<&Article> = articles.iter().map(|judged| &judged.article).collect();
                for (judged, predicted) in articles.iter().zip(extract(extractor, &texts)) {
                    ced::add(&mut outcomes, judged, &predicted);
                }
            }
        }
        measured.push((set.name, outcomes.tables(seed)));
    }
    if !pooled.is_empty() {
        measured.push(("pooled dev", pooled.tables(seed)));
    }
    measured
}

/// The articles of which whole statements are judged, to hold anybody's answers against.
pub(crate) struct Yardstick(Vec<JudgedArticle>);

/// How somebody's answers come out: parts and wholes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score {
    /// Of all judged statements.
    pub(crate) found: (usize, usize),
    /// Of those that stand in quotation marks throughout.
    pub(crate) direct: (usize, usize),
    /// Of those found, with the right speaker.
    pub(crate) right: (usize, usize),
    pub(crate) false_alarms: usize,
}

impl Yardstick {
    /// Reads the sets of whole statements of a folder of corpora.
    pub(crate) fn read(corpora: &Path) -> anyhow::Result<Self> {
        let sets = read(corpora)?.into_iter().filter_map(|set| match set.judged {
            Judgements::Statements(articles) => Some(articles),
            Judgements::Speakers(_) | Judgements::Labels(_) | Judgements::Ced(_) => None,
        });
        Ok(Self(sets.flatten().collect()))
    }

    /// Returns the articles.
    pub(crate) fn articles(&self) -> Vec<&Article> {
        self.0.iter().map(|judged| &judged.article).collect()
    }

    /// Returns how many statements count.
    pub(crate) fn statements(&self) -> usize {
        self.0.iter().flat_map(|judged| &judged.statements).filter(|gold| gold.required).count()
    }

    /// Holds the answers for each article against what is judged.
    pub(crate) fn score(&self, answers: &[Vec<Statement>]) -> Score {
        let mut outcomes = Outcomes::default();
        for (judged, predicted) in self.0.iter().zip(answers) {
            statements::add(&mut outcomes, judged, predicted);
        }
        outcomes.score()
    }
}

fn beside<'a>(
    extractor: &AnyExtractor,
    articles: &'a [JudgedArticle],
) -> impl Iterator<Item = (&'a JudgedArticle, Vec<Statement>)> + use<'a> {
    let texts: Vec<&Article> = articles.iter().map(|judged| &judged.article).collect();
    articles.iter().zip(extract(extractor, &texts))
}

/// Tells whether the speaker of a statement is the judged one.
fn right(gold: &Judged, predicted: &Statement, lenient: bool) -> bool {
    let speaker = predicted.speaker.as_ref();
    let names: Vec<String> = match predicted.joint.is_empty() {
        true => Vec::new(),
        false => predicted.speakers().map(|speaker| speaker.name.clone()).collect(),
    };
    let answer = Answer {
        name: speaker.map_or("", |speaker| &speaker.name),
        names: &names,
        party: speaker.map(|speaker| speaker.kind),
    };
    is_right(gold, answer, lenient)
}

/// Tells whether a statement is answered with somebody who has a name.
fn is_named(predicted: &Statement) -> bool {
    let named = |kind| matches!(kind, SpeakerType::Person | SpeakerType::Organization);
    predicted.speaker.as_ref().is_some_and(|speaker| named(speaker.kind))
}
