//! Whom a source means, as a ranking of all who may: candidates, the evidence for each, weights that
//! were learned from judged attributions. Rules propose and give evidence here; only the ranking
//! chooses.

mod asked;
mod candidates;
mod choice;
mod entries;
mod evidence;
mod features;
pub(super) mod forms;
mod history;
mod kept;
mod listed;
mod model;
mod phrase;
mod spots;

use std::sync::Arc;

use q7x2_domain::Speaker;

use self::asked::Asked;
pub(super) use self::asked::Layers;
pub(super) use self::candidates::Proposing;
pub(crate) use self::candidates::{Candidate, CandidateKind};
pub use self::choice::Thresholds;
pub(crate) use self::choice::{choose, likelihood};
use self::evidence::Evidence;
pub(crate) use self::features::{Feature, Row};
pub(crate) use self::forms::Form;
use self::kept::{Kept, Keys};
pub(crate) use self::model::Model;
use crate::link::Attribution;

/// The sources of an article with what is known of all who may stand behind them.
pub(crate) struct Ranking {
    asked: Vec<Asked>,
    kept: Vec<Vec<Kept>>,
    picks: Vec<Option<usize>>,
    /// The candidates of each source with the evidence for each; none unless they are to be fitted to.
    full: Vec<(Vec<Candidate>, Vec<Row>)>,
}

/// How much of a ranking is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// What is needed to answer.
    Scores,
    /// The candidates and the evidence too.
    Everything,
}

impl Ranking {
    /// Gathers the evidence for the sources of an article, in order; `layers` are the answers of the
    /// layers, each with whom they would name next.
    pub(super) fn of(
        proposing: &Proposing<'_>,
        attributions: &[Attribution],
        layers: Vec<Layers>,
        keep: Keep,
    ) -> Self {
        let Proposing { document, entities, subjects, .. } = *proposing;
        let told = attributions.iter().zip(layers);
        let asked: Vec<Asked> =
            told.map(|(told, layers)| Asked::of(document, entities, told, layers)).collect();
        let spots = spots::spots_of(document, entities, subjects);
        let evidence = Evidence { document, entities, spots: &spots, subjects, asked: &asked };
        let [first, again] = Model::shipped();
        let mut keys = Keys::default();
        let (mut kept, mut picks, mut full) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..asked.len() {
            let (proposed, pick) = proposing.candidates(&asked, number);
            let (rows, form) = (evidence.rows(number, &proposed, pick), asked[number].form);
            let keeping = |(candidate, row): (&Candidate, &Row)| Kept {
                kind: candidate.kind,
                key: keys.of(candidate),
                first: first.weigh(form, candidate.kind, row, 0.0),
                again: again.weigh(form, candidate.kind, row, 0.0),
                named: row.has(Feature::Inside),
                owner: row.has(Feature::InsideOwner) && !row.has(Feature::InsideHead),
            };
            kept.push(proposed.iter().zip(&rows).map(keeping).collect());
            picks.push(pick);
            if keep == Keep::Everything {
                full.push((proposed, rows));
            }
        }
        Self { asked, kept, picks, full }
    }

    /// Returns who may stand behind each source with the evidence of a first ranking, where they were
    /// kept.
    pub(crate) fn full(&self) -> &[(Vec<Candidate>, Vec<Row>)] {
        &self.full
    }

    /// Returns the evidence of a second ranking, where it was kept: who spoke around each source, after a
    /// first one chose these.
    pub(crate) fn again(&self, chosen: &[usize]) -> Vec<Vec<Row>> {
        let mut rows: Vec<Vec<Row>> = self.full.iter().map(|(_, rows)| rows.clone()).collect();
        history::each(&self.asked, &self.kept, chosen, |number, at, more| {
            rows[number][at].extend(more);
        });
        rows
    }

    /// Returns how likely each candidate of each source is, by the weights that ship.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        let [first, second] = Model::shipped();
        let told = |number: usize, kept: &[Kept]| {
            let form = self.asked[number].form;
            let scores = kept.iter().map(|kept| first.score(form, kept.kind, kept.first));
            likeliest(&softmax(scores.collect()))
        };
        let chosen: Vec<usize> =
            self.kept.iter().enumerate().map(|(number, kept)| told(number, kept)).collect();
        let mut scores: Vec<Vec<f32>> =
            self.kept.iter().map(|kept| Vec::with_capacity(kept.len())).collect();
        history::each(&self.asked, &self.kept, &chosen, |number, at, more| {
            let (form, Kept { kind, again, .. }) = (self.asked[number].form, self.kept[number][at]);
            scores[number].push(second.score(form, kind, second.weigh(form, kind, more, again)));
        });
        let answer = |(number, scores): (usize, Vec<f32>)| {
            let told = softmax(scores);
            let kinds: Vec<CandidateKind> =
                self.kept[number].iter().map(|kept| kept.kind).collect();
            let owners = |at| self.owns(number, at);
            let form = self.asked[number].form;
            let chosen =
                choose(&second.thresholds, form, &kinds, &told, self.picks[number], owners);
            let likely = likelihood(&kinds, &told, chosen);
            Answer { chosen, told, likely }
        };
        scores.into_iter().enumerate().map(answer).collect()
    }

    /// Returns the answer for a source where some candidates cannot be meant.
    pub(super) fn without(
        &self,
        number: usize,
        answer: &Answer,
        cannot: &dyn Fn(usize) -> bool,
    ) -> Answer {
        let excluded = |(at, told): (usize, &f32)| if cannot(at) { 0.0 } else { *told };
        let mut told: Vec<f32> = answer.told.iter().enumerate().map(excluded).collect();
        let sum: f32 = told.iter().sum();
        if sum <= 0.0 {
            return answer.clone();
        }
        told.iter_mut().for_each(|told| *told /= sum);
        let kinds: Vec<CandidateKind> = self.kept[number].iter().map(|kept| kept.kind).collect();
        let layers = self.picks[number].filter(|&at| !cannot(at));
        let owners = |at| self.owns(number, at);
        let [_, second] = Model::shipped();
        let form = self.asked[number].form;
        let chosen = choose(&second.thresholds, form, &kinds, &told, layers, owners);
        let likely = likelihood(&kinds, &told, chosen);
        Answer { chosen, told, likely }
    }

    /// Proposes the candidates of a source once more: so many at a time can be held, and no more.
    pub(super) fn candidates(&self, proposing: &Proposing<'_>, number: usize) -> Vec<Candidate> {
        proposing.candidates(&self.asked, number).0
    }

    /// Returns the layers' answer for a source.
    pub(super) fn layers(&self, number: usize) -> Option<&Arc<Speaker>> {
        self.asked[number].layers.as_ref()
    }

    /// Tells whether a source names a candidate only as the owner of what it describes.
    pub(crate) fn owns(&self, number: usize, candidate: usize) -> bool {
        self.kept[number][candidate].owner
    }

    /// Returns the form of a source.
    pub(crate) fn form(&self, number: usize) -> Form {
        self.asked[number].form
    }

    /// Tells whether the words of a source name a candidate of it.
    pub(super) fn names(&self, number: usize, candidate: usize) -> bool {
        self.kept[number][candidate].named
    }

    /// Returns which candidates the layers' answers are.
    pub(crate) fn picks(&self) -> &[Option<usize>] {
        &self.picks
    }
}

/// What the ranking says of a source.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Which candidate it is.
    pub(crate) chosen: usize,
    /// How likely each candidate is.
    pub(crate) told: Vec<f32>,
    /// How likely the answer is right.
    pub(crate) likely: f32,
}

/// Returns the place of the greatest number.
fn likeliest(told: &[f32]) -> usize {
    let numbered = told.iter().enumerate();
    numbered.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at)
}

/// Returns likelihoods of scores.
fn softmax(mut scores: Vec<f32>) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - top).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    scores
}

#[cfg(test)]
mod tests;
