//! What all evidence of an article is gathered from.

use super::super::super::entities::Entities;
use super::super::super::parties::Parties;
use super::super::asked::Asked;
use super::super::candidates::Candidate;
use super::super::spots::Spot;
use crate::document::{Bytes, Document, Tokens};

/// How many sources on either side are looked at.
pub(super) const NEAR: usize = 64;
/// What all evidence of an article is gathered from.
pub(crate) struct Evidence<'a> {
    pub(crate) document: &'a Document,
    pub(crate) entities: &'a Entities,
    pub(crate) spots: &'a [Vec<Spot>],
    pub(crate) subjects: &'a [Bytes],
    pub(crate) asked: &'a [Asked],
}

impl Evidence<'_> {
    /// The places of a candidate within an attribution or beside it.
    pub(super) fn beside<'c>(&'c self, window: Tokens, candidate: &'c Candidate) -> &'c [Spot] {
        let spots = self.spots(candidate);
        let at = |token: usize| spots.partition_point(|spot| spot.tokens.start < token);
        &spots[at(window.start)..at(window.end)]
    }

    /// The places of a candidate.
    pub(super) fn spots<'c>(&'c self, candidate: &'c Candidate) -> &'c [Spot] {
        match candidate.entity {
            Some(entity) => &self.spots[entity],
            None => &candidate.spots,
        }
    }

    /// The sources around one.
    pub(super) fn near(&self, number: usize) -> &[Asked] {
        &self.asked[number.saturating_sub(NEAR)..self.asked.len().min(number + NEAR)]
    }
}

/// Tells whether a noun is for a person, a document, a body.
pub(super) fn sorts(noun: &str) -> [bool; 3] {
    let parties = Parties::get();
    let person = parties.is_someone(noun) || parties.is_office(noun) || parties.is_title(noun);
    [person, parties.is_thing(noun), !person && parties.is_body(noun)]
}
