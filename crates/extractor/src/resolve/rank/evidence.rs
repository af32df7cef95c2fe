//! Gathers the evidence for each candidate of a source. Each function looks at one kind of evidence;
//! what it is worth is learned.

mod around;
mod distance;
mod party;
mod source;

use self::around::Around;
use super::super::entities::Entities;
use super::super::parties::Parties;
use super::asked::Asked;
use super::candidates::Candidate;
use super::features::Row;
use super::spots::Spot;
use crate::document::{Bytes, Document};

/// How many sources on either side are looked at.
const NEAR: usize = 64;
/// What all evidence of an article is gathered from.
pub(super) struct Evidence<'a> {
    pub(super) document: &'a Document,
    pub(super) entities: &'a Entities,
    pub(super) spots: &'a [Vec<Spot>],
    pub(super) subjects: &'a [Bytes],
    pub(super) asked: &'a [Asked],
}

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

    /// The places of a candidate within an attribution or beside it.
    fn beside<'c>(&'c self, around: &Around<'_>, candidate: &'c Candidate) -> &'c [Spot] {
        let spots = self.spots(candidate);
        let at = |token: usize| spots.partition_point(|spot| spot.tokens.start < token);
        &spots[at(around.window.start)..at(around.window.end)]
    }

    fn spots<'c>(&'c self, candidate: &'c Candidate) -> &'c [Spot] {
        match candidate.entity {
            Some(entity) => &self.spots[entity],
            None => &candidate.spots,
        }
    }

    /// The sources around one.
    fn near(&self, number: usize) -> &[Asked] {
        &self.asked[number.saturating_sub(NEAR)..self.asked.len().min(number + NEAR)]
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

/// Tells whether a noun is for a person, a document, a body.
fn sorts(noun: &str) -> [bool; 3] {
    let parties = Parties::get();
    let person = parties.is_someone(noun) || parties.is_office(noun) || parties.is_title(noun);
    [person, parties.is_thing(noun), !person && parties.is_body(noun)]
}
