//! Gathers the evidence for each candidate of a source. Each function looks at one kind of evidence;
//! what it is worth is learned.

mod around;
mod distance;
mod field;
mod party;
mod source;

use self::around::Around;
pub(super) use self::field::Evidence;
use super::candidates::Candidate;
use super::features::Row;

impl Evidence<'_> {
    /// Returns the evidence for each candidate of a source; `pick` is the layers' answer.
    pub(super) fn rows(
        &self,
        number: usize,
        candidates: &[Candidate],
        pick: Option<usize>,
    ) -> Vec<Row> {
        let around = self.around(number, candidates);
        let numbered = candidates.iter().enumerate();
        numbered.map(|(at, candidate)| self.row(&around, at, candidate, pick)).collect()
    }

    fn row(
        &self,
        around: &Around<'_>,
        at: usize,
        candidate: &Candidate,
        pick: Option<usize>,
    ) -> Row {
        let mut row = Row::new();
        self.of_cue(&mut row, around, candidate);
        if candidate.kind.is_phrase() {
            self.of_phrase(&mut row, around);
        }
        let entity = candidate.entity.map(|entity| &self.entities.list[entity]);
        if around.own.source.is_some() {
            self.of_match(&mut row, around, candidate, entity);
            self.of_role(&mut row, around, candidate, entity);
        }
        self.of_distance(&mut row, around, at, candidate);
        self.of_agreement(&mut row, around, candidate, entity);
        if let Some(entity) = entity {
            self.of_weight(&mut row, around, candidate, entity);
        }
        self.of_content(&mut row, around, candidate);
        party::of_layers(&mut row, around.own, pick == Some(at), entity);
        row
    }
}
