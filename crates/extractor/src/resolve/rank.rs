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
mod model;
mod phrase;
mod spots;

use q7x2_domain::{Speaker, SpeakerType};

use self::asked::Asked;
use self::candidates::Proposing;
pub(crate) use self::candidates::{Candidate, CandidateKind};
pub(crate) use self::choice::{choose, likelihood};
use self::entries::Entries;
use self::evidence::Evidence;
pub(crate) use self::features::{Feature, Row};
pub(crate) use self::forms::Form;
pub(crate) use self::model::Model;
use super::entities::Entities;
use crate::document::{Bytes, Document};
use crate::link::Attribution;

/// The sources of an article with all who may stand behind them.
pub(crate) struct Ranking {
    asked: Vec<Asked>,
    candidates: Vec<Vec<Candidate>>,
    rows: Vec<Vec<Row>>,
    picks: Vec<Option<usize>>,
}

impl Ranking {
    /// Gathers the evidence for the sources of an article, in order; `layers` are the answers of the
    /// layers, each with whom they would name next.
    pub(super) fn of(
        document: &Document,
        entities: &Entities,
        subjects: &[Bytes],
        attributions: &[Attribution],
        layers: Vec<(Option<Speaker>, Option<Speaker>)>,
    ) -> Self {
        let told = attributions.iter().zip(layers);
        let asked: Vec<Asked> =
            told.map(|(told, layers)| Asked::of(document, entities, told, layers)).collect();
        let spots = spots::spots_of(document, entities, subjects);
        let entries = Entries::of(document);
        let proposing = Proposing { document, entities, subjects, entries };
        let evidence = Evidence { document, entities, spots: &spots, subjects, asked: &asked };
        let (mut candidates, mut rows, mut picks) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..asked.len() {
            let (proposed, pick) = proposing.candidates(&asked, number);
            rows.push(evidence.rows(number, &proposed, pick));
            candidates.push(proposed);
            picks.push(pick);
        }
        Self { asked, candidates, rows, picks }
    }

    /// Returns the evidence of a first ranking.
    pub(crate) fn rows(&self) -> &[Vec<Row>] {
        &self.rows
    }

    /// Returns the evidence of a second ranking: who spoke around each source, after a first one
    /// chose these.
    pub(crate) fn again(&self, chosen: &[usize]) -> Vec<Vec<Row>> {
        let mut rows = self.rows.clone();
        history::add(&self.asked, &self.candidates, chosen, &mut rows);
        rows
    }

    /// Returns who may stand behind each source.
    pub(crate) fn candidates(&self) -> &[Vec<Candidate>] {
        &self.candidates
    }

    /// Returns how likely each candidate of each source is, by the weights that ship.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        let [first, second] = Model::shipped();
        let told = self.likely(first, &self.rows);
        let chosen: Vec<usize> = told.iter().map(|told| likeliest(told)).collect();
        let told = self.likely(second, &self.again(&chosen));
        let answer = |(number, told): (usize, Vec<f32>)| {
            let kinds: Vec<CandidateKind> =
                self.candidates[number].iter().map(|c| c.kind).collect();
            let owners = |at| self.owns(number, at);
            let chosen = choose(self.asked[number].form, &kinds, &told, self.picks[number], owners);
            let likely = likelihood(&kinds, &told, chosen);
            Answer { chosen, told, likely }
        };
        told.into_iter().enumerate().map(answer).collect()
    }

    fn likely(&self, model: &Model, rows: &[Vec<Row>]) -> Vec<Vec<f32>> {
        let of = |(number, rows): (usize, &Vec<Row>)| {
            let form = self.asked[number].form;
            let candidates = self.candidates[number].iter().zip(rows);
            let scores = candidates.map(|(candidate, row)| model.score(form, candidate.kind, row));
            softmax(scores.collect())
        };
        rows.iter().enumerate().map(of).collect()
    }

    /// Returns the layers' answer for a source.
    pub(super) fn layers(&self, number: usize) -> Option<&Speaker> {
        self.asked[number].layers.as_ref()
    }

    /// Tells whether a source names a candidate only as the owner of what it describes.
    pub(crate) fn owns(&self, number: usize, candidate: usize) -> bool {
        let row = &self.rows[number][candidate];
        row.has(Feature::InsideOwner) && !row.has(Feature::InsideHead)
    }

    /// Returns the document that a source is; nothing where it is none.
    pub(super) fn document(&self, number: usize) -> Option<&Candidate> {
        let phrase =
            self.candidates[number].iter().find(|c| c.kind == CandidateKind::PhraseBody)?;
        (phrase.party == Some(SpeakerType::Document)).then_some(phrase)
    }

    /// Returns the form of a source.
    pub(crate) fn form(&self, number: usize) -> Form {
        self.asked[number].form
    }

    /// Tells whether the words of a source name a candidate of it.
    pub(super) fn names(&self, number: usize, candidate: usize) -> bool {
        self.rows[number][candidate].has(Feature::Inside)
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
